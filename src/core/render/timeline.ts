// The statuses of one project over time as a picture: one band, a segment for each status, years below. An SVG fragment
// for a page: colours come from the page's own stylesheet. Contains fixed words, days and numbers only.

import { toDay } from '../instants.ts';
import type { Status } from '../model.ts';
import { nameStatus } from '../wording.ts';
import { toneOf } from './badge.ts';

/** From this instant on the status held, until the next one. */
export interface Spell {
  readonly status: Status;
  readonly from: string;
}

const width = 720;
const height = 44;
const bandTop = 4;
const bandPx = 18;
/** Narrower segments have no room for their word. */
const minLabelPx = 62;

/** `spells` oldest first; null where there is nothing to show. */
export function renderTimeline(spells: readonly Spell[], endAt: string): string | null {
  const [first] = spells;
  if (first === undefined || first.from >= endAt) return null;
  const start = Date.parse(first.from);
  const span = Date.parse(endAt) - start;
  const x = (instant: string) => Math.round(((Date.parse(instant) - start) / span) * width * 10) / 10;
  const segments = spells.map(({ status, from }, index) => {
    const until = spells[index + 1]?.from ?? endAt;
    const left = x(from);
    const wide = Math.max(1, x(until) - left);
    const label =
      wide < minLabelPx + nameStatus(status).length * 3
        ? ''
        : `<text class="on" x="${left + 7}" y="${bandTop + 13}">${nameStatus(status)}</text>`;
    return `<g class="tone-${toneOf(status)}"><title>${nameStatus(status)} from ${toDay(from)} to ${toDay(until)}</title><rect x="${left}" y="${bandTop}" width="${Math.max(1, wide - 1)}" height="${bandPx}" rx="2"/>${label}</g>`;
  });
  const sentence = spells.map(({ status, from }) => `${nameStatus(status)} from ${toDay(from)}`).join(', ');
  return [
    `<svg class="timeline" viewBox="0 0 ${width} ${height}" role="img" aria-label="${sentence}">`,
    ...segments,
    `<text x="0" y="${height - 4}">${toDay(first.from)}</text>`,
    `<text x="${width}" y="${height - 4}" text-anchor="end">${toDay(endAt)}</text>`,
    '</svg>',
  ].join('');
}
