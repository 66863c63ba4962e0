// axe on a page as it stands, by the rules of WCAG 2.2 at levels A and AA. Run through the debugger, because the page's
// own policy allows no script but its own.

import axe from 'axe-core';
import type { Page } from 'playwright-core';

const levels = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22a', 'wcag22aa'];

/** Every violation as `rule: element`; empty when there is none. */
export async function listViolations(page: Page): Promise<string[]> {
  await page.evaluate(axe.source);
  return await page.evaluate(async (values) => {
    const run: (
      root: unknown,
      options: object,
    ) => Promise<{ violations: { id: string; nodes: { html: string }[] }[] }> = Reflect.get(
      Reflect.get(globalThis, 'axe'),
      'run',
    );
    const { violations } = await run(Reflect.get(globalThis, 'document'), { runOnly: { type: 'tag', values } });
    return violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html.slice(0, 200)}`));
  }, levels);
}
