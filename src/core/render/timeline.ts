// The statuses of one project over time as a picture: one band, a segment for each status, years below. An SVG fragment
// for a page: colours come from the page's own stylesheet. Contains fixed words, days and numbers only.

import { toDay } from '../dates.ts';
import { formatStatus } from '../messages/evidence.ts';
import type { Status } from '../status/statuses.ts';

/** From this instant on the status held, until the next one. */
export interface StatusPeriod {
  readonly status: Status;
  readonly from: string;
}

const timelineWidth = 720;
const timelineHeight = 44;
const bandTop = 4;
const bandPx = 18;
/** Narrower segments have no room for their word. */
const minLabelPx = 62;

/** `periods` oldest first; null where there is nothing to show. */
export function renderTimeline(periods: readonly StatusPeriod[], endAt: string): string | null {
  const [first] = periods;
  if (first === undefined || first.from >= endAt) return null;
  const start = Date.parse(first.from);
  const span = Date.parse(endAt) - start;
  const x = (instant: string) => Math.round(((Date.parse(instant) - start) / span) * timelineWidth * 10) / 10;
  const segments = periods.map(({ status, from }, index) => {
    const until = periods[index + 1]?.from ?? endAt;
    const left = x(from);
    const wide = Math.max(1, x(until) - left);
    const label =
      wide < minLabelPx + formatStatus(status).length * 3
        ? ''
        : `<text class="on" x="${left + 7}" y="${bandTop + 13}">${formatStatus(status)}</text>`;
    return `<g class="is-${status}"><title>${formatStatus(status)} from ${toDay(from)} to ${toDay(until)}</title><rect x="${left}" y="${bandTop}" width="${Math.max(1, wide - 1)}" height="${bandPx}" rx="2"/>${label}</g>`;
  });
  const sentence = periods.map(({ status, from }) => `${formatStatus(status)} from ${toDay(from)}`).join(', ');
  return [
    `<svg class="timeline" viewBox="0 0 ${timelineWidth} ${timelineHeight}" role="img" aria-label="${sentence}">`,
    ...segments,
    `<text x="0" y="${timelineHeight - 4}">${toDay(first.from)}</text>`,
    `<text x="${timelineWidth}" y="${timelineHeight - 4}" text-anchor="end">${toDay(endAt)}</text>`,
    '</svg>',
  ].join('');
}
