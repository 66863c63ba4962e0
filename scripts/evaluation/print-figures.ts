// The figures as a person reads them: ours beside the baselines, lists instead of rates where there are too few cases,
// every miss with its evidence, and what these histories cannot show.

import type { Case } from './judge-cases.ts';
import { type Figures, fewestCases, type Rate } from './measure.ts';
import type { VersionJudgement } from './replay-versions.ts';

const goals = {
  published: 'goal: at most 2 %',
  asked: 'goal: at most 15 %',
  catches: 'goal: at least 80 %',
  automatic: 'goal: at least 70 %',
  sure: 'goal: at least 90 %',
  likely: 'goal: at least 70 %',
  guess: 'goal: at least 50 %',
};

export function printFigures(figures: Figures): string {
  const { contradictions, catches, automatic, calm, confidence, baselines, cases } = figures;
  const skipped = cases.filter(({ action }) => action === 'skip').length;
  const lines = [
    '(a) Contradictions: an owner’s word while it stood',
    line('  published', contradictions.published, goals.published),
    line('  asked', contradictions.asked, goals.asked),
    `  ${skipped} of these cases have a word that is no life cycle and is left alone.`,
    '(b) Catches: words that facts could show to be over, before their owner changed them',
    line('  published or asked', catches, goals.catches),
    `  median lead ${catches.medianLeadDays ?? '-'} days`,
    '(c) Automatic: right changes that reach the document without a click',
    line('  published', automatic, goals.automatic),
    '(d) Calm: whole histories in which nobody ever answers or edits',
    `  changes ${calm.changesPerProjectYear} per project and year (goal: at most 3), reversals within 30 days ${calm.reversalsPerProjectYear} (goal: at most 0.3), questions ${calm.questionsPerProjectYear}; ${calm.projects} projects, ${calm.projectYears} years, ${calm.owners} owners`,
    '(e) Confidence: the share that was right',
    ...Object.entries(confidence).map(([level, rate]) => line(`  ${level}`, rate, goals[level as keyof typeof goals])),
    'Baselines, which write whatever they say and never ask; "complete" is never held against them',
    ...Object.entries(baselines).flatMap(([name, found]) => [
      `  ${name}`,
      line('    contradictions', found.contradictions.published, ''),
      line('    catches', found.catches, ''),
      `    changes ${found.calm?.changesPerProjectYear} per project and year, reversals within 30 days ${found.calm?.reversalsPerProjectYear}`,
    ]),
    'What these figures cannot see: releases on GitHub, deployments, workflow runs, the archived flag, topics and the files of',
    'commits; the histories hold commits and tags. So "running" and "archived" are judged by commits alone here, a row about',
    'a folder by its whole repository, and every status is taken to have a label under labels:, as init writes them.',
    ...listCases(figures),
  ];
  return lines.join('\n');
}

function line(label: string, rate: Rate, goal: string): string {
  const { hits, n, owners, low, high, isListOnly } = rate;
  const of = `${hits} of ${n}, ${owners} owners`;
  const tail = goal === '' ? '' : ` (${goal})`;
  if (rate.rate === null) return `${label}: no case${tail}`;
  if (isListOnly) return `${label}: ${of}; fewer than ${fewestCases}, so a list and no rate${tail}`;
  return `${label}: ${percent(rate.rate)}, ${of}, Wilson ${percent(low ?? 0)} to ${percent(high ?? 1)}${tail}`;
}

const percent = (value: number) => `${Math.round(value * 1000) / 10} %`;

function listCases({ cases, catches, confidence }: Figures): string[] {
  const rows = cases.filter(({ kind }) => kind === 'row');
  const transitions = cases.filter(({ catchable }) => catchable === true);
  const missed = transitions.filter(({ leadDays }) => leadDays === null);
  const caught = transitions.filter(({ leadDays }) => leadDays !== null);
  const wrong = rows.filter(({ action, derived, typed }) => action !== 'skip' && derived !== typed);
  return [
    'Every row that was contradicted or asked about:',
    ...list(rows.filter(({ action }) => action === 'change' || action === 'question')),
    'Every transition that facts could show and that was missed:',
    ...list(missed),
    ...(catches.isListOnly ? ['Every transition that was caught:', ...list(caught)] : []),
    'Every transition that no fact could show:',
    ...list(cases.filter(({ catchable }) => catchable === false)),
    ...Object.entries(confidence).flatMap(([level, rate]) =>
      rate.isListOnly && rate.n > 0
        ? [
            `Every case of confidence "${level}" that was wrong:`,
            ...list(wrong.filter(({ confidence: found }) => found === level)),
          ]
        : [],
    ),
  ];
}

function list(cases: readonly Case[]): string[] {
  return cases.length === 0 ? ['  none'] : cases.map((found) => `  ${wordCase(found)}`);
}

function wordCase({
  action,
  repo,
  typed,
  typedAt,
  judgedAt,
  derived,
  rule,
  confidence,
  evidence,
  ...rest
}: Case): string {
  const change = rest.to === null ? `typed ${typed}` : `${typed} to ${rest.to}`;
  const lead = rest.leadDays === null ? '' : `, ${rest.leadDays} days before the owner`;
  return `${action}: ${repo}, ${change}, since ${typedAt.slice(0, 10)}, judged ${judgedAt.slice(0, 10)}${lead}: ${derived} (${rule}, ${confidence}). ${evidence}`;
}

export function printVersions(judgements: readonly VersionJudgement[]): string {
  if (judgements.length === 0) return 'No versions of a sample document in this folder.';
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
