// Pictures for pages, as SVG fragments whose colours come from the page's own stylesheet: half a year of a repository as 26
// bars, small in the table and with numbers on the project's page (work in colour, everything else muted, releases and
// deployments as marks, unknown weeks as a dotted line), and the statuses that a project has had as one band.

import { type Weeks, weeksShown } from '../activity/weekly-counts.ts';
import { addDays, toDay } from '../dates.ts';
import { formatStatus } from '../messages/evidence.ts';
import type { Status } from '../status/statuses.ts';

const sparkStepPx = 5;
const sparklineWidth = weeksShown * sparkStepPx;
const sparklineHeight = 30;
const sparkFloor = 24;
const maxSparkPx = 18;
/** A single commit stays a low bar, however quiet the rest of the half-year was. */
const minScale = 6;

/** The small picture with its text alternative; null where there is nothing to draw. Contains numbers and fixed words only. */
export function renderSparkline(weeks: Weeks): string | null {
  if (!isDrawable(weeks)) return null;
  const peak = Math.max(minScale, ...weeks.work.map((count, week) => count + (weeks.other[week] ?? 0)));
  // By the square root: a burst must not flatten the rest of the half-year.
  const scale = (count: number) =>
    count === 0 ? 0 : Math.max(2, Math.round((Math.sqrt(count) / Math.sqrt(peak)) * maxSparkPx));
  const centre = (week: number) => week * sparkStepPx + 2;
  const bars = (name: string, bar: (week: number) => string) => {
    const path = Array.from({ length: weeksShown }, (_, week) => bar(week)).join('');
    return path === '' ? '' : `<path class="${name}" d="${path}"/>`;
  };
  const total = (week: number) => scale((weeks.work[week] ?? 0) + (weeks.other[week] ?? 0));
  const known = weeks.knownFrom * sparkStepPx;
  return [
    `<svg class="spark" viewBox="0 0 ${sparklineWidth} ${sparklineHeight}" width="${sparklineWidth}" height="${sparklineHeight}" role="img" aria-label="${describeWeeks(weeks)}">`,
    known === 0 ? '' : `<path class="gap" d="M0 ${sparkFloor}h${known}"/>`,
    `<path class="base" d="M${known} ${sparkFloor}H${sparklineWidth}"/>`,
    bars('other', (week) => (weeks.other[week] ? `M${centre(week)} ${sparkFloor}v-${total(week)}` : '')),
    bars('work', (week) => (weeks.work[week] ? `M${centre(week)} ${sparkFloor}v-${scale(weeks.work[week] ?? 0)}` : '')),
    weeks.releases.map((week) => `<path class="release" d="M${centre(week)} 0l2.5 2.5-2.5 2.5-2.5-2.5z"/>`).join(''),
    weeks.deployments.map((week) => `<circle class="deploy" cx="${centre(week)}" cy="27.8" r="1.7"/>`).join(''),
    '</svg>',
  ].join('');
}

function isDrawable({ work, other, knownFrom, releases, deployments }: Weeks): boolean {
  return knownFrom < weeksShown && sum(work) + sum(other) + releases.length + deployments.length > 0;
}

/** The number under the picture, or in its place: `28 commits`, `no work commits`. */
export function countWork({ work, knownFrom }: Weeks): string {
  if (knownFrom === weeksShown) return 'not known';
  const commits = sum(work);
  return commits > 0 ? count(commits, 'commit') : 'no work commits';
}

const sum = (counts: readonly number[]) => counts.reduce((total, commits) => total + commits, 0);
const count = (number: number, one: string) => `${number} ${one}${number === 1 ? '' : 's'}`;

/** `28 work commits in 14 of the last 26 weeks, …` */
function describeWeeks({ work, other, knownFrom, releases, deployments }: Weeks): string {
  const busy = work.filter((commits) => commits > 0).length;
  return [
    `${count(sum(work), 'work commit')} in ${busy} of the last ${weeksShown - knownFrom} weeks`,
    ...(sum(other) > 0 ? [`${sum(other)} by bots, merges or for documentation`] : []),
    ...(releases.length > 0 ? [`releases in ${count(releases.length, 'week')}`] : []),
    ...(deployments.length > 0 ? [`deployments in ${count(deployments.length, 'week')}`] : []),
  ].join(', ');
}

const stepPx = 28;
const barPx = 18;
const width = weeksShown * stepPx;
const height = 128;
const floor = 100;
const maxBarPx = 72;

/** The large picture, with a number above each week's work; null where there is nothing to draw. */
export function renderWeeksChart(weeks: Weeks): string | null {
  if (!isDrawable(weeks)) return null;
  const totals = weeks.work.map((commits, week) => commits + (weeks.other[week] ?? 0));
  const peak = Math.max(minScale, ...totals);
  const scale = (commits: number) =>
    commits === 0 ? 0 : Math.max(3, Math.round(Math.sqrt(commits / peak) * maxBarPx));
  const left = (week: number) => week * stepPx + (stepPx - barPx) / 2;
  const middle = (week: number) => week * stepPx + stepPx / 2;
  const known = weeks.knownFrom * stepPx;
  const columns = totals.map((total, week) => {
    const commits = weeks.work[week] ?? 0;
    if (total === 0) return '';
    const bar = (kind: string, high: number) =>
      high === 0
        ? ''
        : `<rect class="${kind}" x="${left(week)}" y="${floor - high}" width="${barPx}" height="${high}"/>`;
    const number =
      commits === 0
        ? ''
        : `<text x="${middle(week)}" y="${floor - scale(total) - 5}" text-anchor="middle">${commits}</text>`;
    return `<g><title>${nameWeek(weeks, week)}</title>${bar('other', scale(total))}${bar('work', scale(commits))}${number}</g>`;
  });
  const releases = weeks.releases.map(
    (week) =>
      `<path class="release" d="M${middle(week)} 0l5 5-5 5-5-5z"><title>${nameWeek(weeks, week)}</title></path>`,
  );
  const deployments = weeks.deployments.map(
    (week) => `<circle class="deploy" cx="${middle(week)}" cy="${floor + 7}" r="3.5"/>`,
  );
  return [
    `<svg class="weeks" viewBox="0 0 ${width} ${height}" role="img" aria-label="${describeWeeks(weeks)}">`,
    known === 0 ? '' : `<path class="gap" d="M0 ${floor}h${known}"/>`,
    `<path class="base" d="M${known} ${floor}H${width}"/>`,
    ...columns,
    ...releases,
    ...deployments,
    `<text x="0" y="${height - 2}">${toDay(addDays(weeks.endAt, -7 * weeksShown))}</text>`,
    `<text x="${width}" y="${height - 2}" text-anchor="end">${toDay(weeks.endAt)}</text>`,
    '</svg>',
  ].join('');
}

/** `Week to 2026-11-21: 3 work commits, 4 others, a release` */
function nameWeek({ endAt, work, other, releases }: Weeks, week: number): string {
  const day = toDay(addDays(endAt, -7 * (weeksShown - 1 - week)));
  const commits = work[week] ?? 0;
  const others = other[week] ?? 0;
  const parts = [
    `${commits} work commit${commits === 1 ? '' : 's'}`,
    ...(others > 0 ? [`${others} other${others === 1 ? '' : 's'}`] : []),
    ...(releases.includes(week) ? ['a release'] : []),
  ];
  return `Week to ${day}: ${parts.join(', ')}`;
}

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
