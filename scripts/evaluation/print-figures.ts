// The figures as a person reads them: each with its interval by owner, ours beside hand-kept tables and recency rules,
// every catch and every word that was written, and what these histories cannot show.

import { type Interval, seed } from './bootstrap.ts';
import type { Figures } from './measure.ts';
import type { VersionJudgement } from './replay-versions.ts';

export function printFigures(name: string, figures: Figures): string {
  const { json, intervals, sensitivity, peers, datesTooNew, largeOwners } = figures;
  const { decided, asked, dates, catches, published } = json;
  const perYear = (found: Figures['intervals']['answered']) => [
    `    in all ${show(found.total)}, removed ${show(found.removed)}`,
    `    added: clearly ${show(found.addedClear)}, arguably ${show(found.addedArguable)}`,
  ];
  return [
    `${name}: ${json.words} words, ${json.owners} owners, ${json.rowYears} row-years between two touches of the owner`,
    `  Intervals: 95 %, owners drawn with replacement, seed ${seed}.`,
    'Wrong row-days per row-year',
    `  hand-kept: ${show(intervals.handKept)}`,
    '  nobody answers:',
    ...perYear(intervals.unanswered),
    '  all questions answered truthfully within 3 days:',
    ...perYear(intervals.answered),
    'Misled days per year of a word of life (dead for 90 days, nothing beside it), nobody answering',
    `  hand-kept ${show(intervals.misledHandKept)}, here ${show(intervals.misledUnanswered)}, ratio ${show(intervals.misledRatio)}`,
    `  in progress and maintained alone: hand-kept ${show(intervals.intentHandKept)}, here ${show(intervals.intentUnanswered)}, ratio ${show(intervals.intentRatio)}`,
    'Words written by themselves, nobody answering',
    `  ${decided.n} written, ${decided.typedLater} of them typed later by the owner; against the owner ${published.against} of ${published.of} words, as a share ${show(intervals.against)}`,
    `  taken back within 30 days: ${show(intervals.reversals)} per project and year`,
    'Dates behind a word, nobody answering',
    `  ${dates.n} written${datesTooNew === 0 ? '' : ` (and ${datesTooNew} less than 90 days before the facts end)`}; within 90 days work followed in ${of(dates.workWithin90, dates.n)}, on two days in ${of(dates.twoDaysWithin90, dates.n)}`,
    `  as shares: any work ${show(intervals.datesWork)}, on two days ${show(intervals.datesTwoDays)}`,
    `  contradicted by a newer commit when written: ${dates.contradicted}; still standing at the refresh after a person's commit: ${dates.standing}`,
    'Questions',
    `  per owner and month: nobody answers ${show(intervals.askedPerOwnerMonth)}, everybody always answers "active" ${show(intervals.allActive)}`,
    `  on a day of adoption: 95 of 100 owners see at most ${asked.adoptionP95 ?? '-'}; owners of ten projects or more (${largeOwners}) are asked about ${percent(asked.adoptionShareLarge)} of their rows`,
    'Catches: words that the owner changed later, and what was said before in that direction',
    ...Object.entries({ all: catches.all, ...catches.byKind }).map(
      ([kind, { n, anyTime, open30 }]) =>
        `  ${kind}: open within the 30 days before in ${of(open30, n)}, at any time before in ${of(anyTime, n)}`,
    ),
    `  alive → stopped as shares: open ${show(intervals.stoppedOpen)}, at any time ${show(intervals.stoppedAny)}`,
    'The same with other choices of what is true: hand-kept; nobody answers; answered',
    ...sensitivity.map(
      (choice) =>
        `  ${choice.name}: ${show(choice.handKept)}; ${show(choice.unanswered.total)}; ${show(choice.answered.total)}`,
    ),
    'Rules of others, which write whatever they say and never ask: wrong row-days; misled days',
    `  hand-kept: ${show(intervals.handKept)}; ${show(intervals.misledHandKept)}`,
    ...peers.map(
      ({ name: peer, wrong, misled }) =>
        `  ${peer}: ${show(wrong.total)}, clearly added ${show(wrong.addedClear)}, arguably ${show(wrong.addedArguable)}; ${show(misled)}`,
    ),
    'Every word that was written:',
    ...listWritten(json.cases),
    'Every word that its owner changed:',
    ...listChanged(json.cases),
    'What these figures cannot show: the archived flag, topics, releases, deployments, schedules and issues are not in git. A',
    'row about a folder is judged by its whole repository. Every word stands in the spelling that init writes, in a document',
    'of its own, so that several rows of one owner never wait for each other.',
  ].join('\n');
}

function show({ value, low, high }: Interval): string {
  if (value === null) return 'none';
  return low === null || high === null ? short(value) : `${short(value)} [${short(low)} to ${short(high)}]`;
}

const short = (value: number) => String(Math.round(value * 100) / 100);
const percent = (share: number | null) => (share === null ? 'none' : `${Math.round(share * 100)} %`);
const of = (hits: number, n: number) => (n === 0 ? 'none' : `${hits} of ${n} (${percent(hits / n)})`);

type Cases = Figures['json']['cases'];

function listWritten(cases: Cases): string[] {
  const lines = cases.flatMap(({ repo, typed, written }) =>
    written.map(
      ({ at, status, rule, evidence, isTypedLater, isAgainst }) =>
        `  ${at} ${repo}: ${typed} to ${status} (${rule})${isTypedLater ? ', typed later' : ''}${isAgainst ? ', against the owner' : ''}. ${evidence}`,
    ),
  );
  return lines.length === 0 ? ['  none'] : lines;
}

function listChanged(cases: Cases): string[] {
  const lines = cases.flatMap(({ repo, typed, to, until, questions, caught }) => {
    if (caught === null) return [];
    const asked = questions.map(({ status, from, until: end }) => `${status} ${from} to ${end}`).join(', ');
    const when = caught.isOpen30 ? 'in time' : caught.isAnyTime ? 'earlier only' : 'missed';
    return [
      `  ${until.slice(0, 10)} ${repo}: ${typed} to ${to}, ${when}${asked === '' ? '' : `; asked about ${asked}`}`,
    ];
  });
  return lines.length === 0 ? ['  none'] : lines;
}

export function printVersions(judgements: readonly VersionJudgement[]): string {
  const versions = [...Map.groupBy(judgements, ({ version }) => version).values()];
  const differing = judgements.filter(({ why }) => why !== null);
  return [
    `The sample document, ${versions.length} versions, ${judgements.length} rows, ${differing.length} of them different:`,
    ...versions.flatMap((rows) => {
      const different = rows.filter(({ why }) => why !== null);
      return [
        `  ${rows[0]?.at ?? ''}: ${rows.length - different.length} of ${rows.length} rows as typed`,
        ...different.map(
          ({ project, raw, typed, said, asked, why }) =>
            `    ${project}: typed "${raw}" (${typed}), Statusfolio ${asked === null ? `said ${said}` : `asked about ${asked}`}: ${why}`,
        ),
      ];
    }),
  ].join('\n');
}
