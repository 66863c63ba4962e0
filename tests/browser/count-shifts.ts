// How much of a page has jumped without anybody having touched anything, as browsers count it.

import type { Page } from 'playwright-core';

/** What browsers call good (Cumulative Layout Shift). */
export const goodShift = 0.1;

const watch = `window.shifts = 0;
new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) if (!entry.hadRecentInput) window.shifts += entry.value;
}).observe({ type: 'layout-shift', buffered: true });`;

/** Before the page is opened. */
export async function watchShifts(page: Page): Promise<void> {
  await page.addInitScript({ content: watch });
}

export async function countShifts(page: Page): Promise<number> {
  return Number(await page.evaluate('window.shifts'));
}
