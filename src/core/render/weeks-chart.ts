// Half a year of one repository at the width of a page: a bar for each week with its number of work commits, marks for
// releases and deployments, and the days at both ends. Contains numbers, days and fixed words only.

import { type Weeks, weeksShown } from '../activity/weekly-counts.ts';
import { addDays, toDay } from '../dates.ts';
import { describeWeeks, isDrawable } from './charts.ts';

const stepPx = 28;
const barPx = 18;
const width = weeksShown * stepPx;
const height = 128;
const floor = 100;
const maxBarPx = 72;
/** As in the small picture. */
const minScale = 6;

/** An SVG fragment whose colours come from the page; null where there is nothing to draw. */
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
