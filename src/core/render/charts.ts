// Half a year of a repository as a picture of 26 bars: work in colour, everything else muted, releases and deployments
// as marks, unknown weeks as a dotted line. An SVG fragment for a page: colours come from the page's own stylesheet.

import { type Weeks, weeksShown } from '../activity/weekly-counts.ts';
import { toDay } from '../dates.ts';
import { formatStatus } from '../messages/evidence.ts';
import type { Status } from '../status/statuses.ts';
import { toneOf } from './badge.ts';

const stepPx = 5;
const sparklineWidth = weeksShown * stepPx;
const sparklineHeight = 30;
const floor = 24;
const maxBarPx = 18;
/** A single commit stays a low bar, however quiet the rest of the half-year was. */
const minScale = 6;

/** The picture with its text alternative. Contains numbers and fixed words only. */
export function renderSparkline(weeks: Weeks): string {
  const peak = Math.max(minScale, ...weeks.work.map((count, week) => count + (weeks.other[week] ?? 0)));
  // By the square root: a burst must not flatten the rest of the half-year.
  const scale = (count: number) =>
    count === 0 ? 0 : Math.max(2, Math.round((Math.sqrt(count) / Math.sqrt(peak)) * maxBarPx));
  const centre = (week: number) => week * stepPx + 2;
  const bars = (name: string, bar: (week: number) => string) => {
    const path = Array.from({ length: weeksShown }, (_, week) => bar(week)).join('');
    return path === '' ? '' : `<path class="${name}" d="${path}"/>`;
  };
  const total = (week: number) => scale((weeks.work[week] ?? 0) + (weeks.other[week] ?? 0));
  const known = weeks.knownFrom * stepPx;
  return [
    `<svg class="spark" viewBox="0 0 ${sparklineWidth} ${sparklineHeight}" width="${sparklineWidth}" height="${sparklineHeight}" role="img" aria-label="${describe(weeks)}">`,
    known === 0 ? '' : `<path class="gap" d="M0 ${floor}h${known}"/>`,
    known === sparklineWidth ? '' : `<path class="base" d="M${known} ${floor}H${sparklineWidth}"/>`,
    bars('other', (week) => (weeks.other[week] ? `M${centre(week)} ${floor}v-${total(week)}` : '')),
    bars('work', (week) => (weeks.work[week] ? `M${centre(week)} ${floor}v-${scale(weeks.work[week] ?? 0)}` : '')),
    weeks.releases.map((week) => `<path class="release" d="M${centre(week)} 0l2.5 2.5-2.5 2.5-2.5-2.5z"/>`).join(''),
    weeks.deployments.map((week) => `<circle class="deploy" cx="${centre(week)}" cy="27.8" r="1.7"/>`).join(''),
    '</svg>',
  ].join('');
}

function describe({ work, other, knownFrom, releases, deployments }: Weeks): string {
  if (knownFrom === weeksShown) return 'Activity not known';
  const count = (number: number, one: string) => `${number} ${one}${number === 1 ? '' : 's'}`;
  const busy = work.filter((commits) => commits > 0).length;
  const sum = (counts: readonly number[]) => counts.reduce((total, commits) => total + commits, 0);
  return [
    `${count(sum(work), 'work commit')} in ${busy} of the last ${weeksShown - knownFrom} weeks`,
    ...(sum(other) > 0 ? [`${sum(other)} by bots, merges or for documentation`] : []),
    ...(releases.length > 0 ? [`releases in ${count(releases.length, 'week')}`] : []),
    ...(deployments.length > 0 ? [`deployments in ${count(deployments.length, 'week')}`] : []),
  ].join(', ');
}

// The statuses of one project over time as a picture: one band, a segment for each status, years below. An SVG fragment
// for a page: colours come from the page's own stylesheet. Contains fixed words, days and numbers only.

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

/** `spells` oldest first; null where there is nothing to show. */
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
    return `<g class="tone-${toneOf(status)}"><title>${formatStatus(status)} from ${toDay(from)} to ${toDay(until)}</title><rect x="${left}" y="${bandTop}" width="${Math.max(1, wide - 1)}" height="${bandPx}" rx="2"/>${label}</g>`;
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
