// Half a year of a repository as a picture of 26 bars: work in colour, everything else muted, releases and deployments
// as marks, unknown weeks as a dotted line. An SVG fragment for a page: colours come from the page's own stylesheet.

import { type Weeks, weeksShown } from '../activity/weekly-counts.ts';

const stepPx = 5;
const sparklineWidth = weeksShown * stepPx;
const sparklineHeight = 30;
const floor = 24;
const maxBarPx = 18;
/** A single commit stays a low bar, however quiet the rest of the half-year was. */
const minScale = 6;

/** The picture with its text alternative; null where there is nothing to draw. Contains numbers and fixed words only. */
export function renderSparkline(weeks: Weeks): string | null {
  if (!isDrawable(weeks)) return null;
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
    `<svg class="spark" viewBox="0 0 ${sparklineWidth} ${sparklineHeight}" width="${sparklineWidth}" height="${sparklineHeight}" role="img" aria-label="${describeWeeks(weeks)}">`,
    known === 0 ? '' : `<path class="gap" d="M0 ${floor}h${known}"/>`,
    `<path class="base" d="M${known} ${floor}H${sparklineWidth}"/>`,
    bars('other', (week) => (weeks.other[week] ? `M${centre(week)} ${floor}v-${total(week)}` : '')),
    bars('work', (week) => (weeks.work[week] ? `M${centre(week)} ${floor}v-${scale(weeks.work[week] ?? 0)}` : '')),
    weeks.releases.map((week) => `<path class="release" d="M${centre(week)} 0l2.5 2.5-2.5 2.5-2.5-2.5z"/>`).join(''),
    weeks.deployments.map((week) => `<circle class="deploy" cx="${centre(week)}" cy="27.8" r="1.7"/>`).join(''),
    '</svg>',
  ].join('');
}

export function isDrawable({ work, other, knownFrom, releases, deployments }: Weeks): boolean {
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
export function describeWeeks({ work, other, knownFrom, releases, deployments }: Weeks): string {
  const busy = work.filter((commits) => commits > 0).length;
  return [
    `${count(sum(work), 'work commit')} in ${busy} of the last ${weeksShown - knownFrom} weeks`,
    ...(sum(other) > 0 ? [`${sum(other)} by bots, merges or for documentation`] : []),
    ...(releases.length > 0 ? [`releases in ${count(releases.length, 'week')}`] : []),
    ...(deployments.length > 0 ? [`deployments in ${count(deployments.length, 'week')}`] : []),
  ].join(', ');
}
