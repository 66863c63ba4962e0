// Replays real histories against the rules, with the typed status as the starting point: how often would Statusfolio
// have contradicted an owner who was right, and how early would it have seen what an owner changed later? Prints
// figures with their n and Wilson interval. Run with: npm run evaluate -- DIR [--json]

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { toInstant } from '../src/core/instants.ts';
import type { Activity, CommitKind, Derived, Question, Row, Settled, Status } from '../src/core/model.ts';
import { deriveStatus } from '../src/core/status/derive-status.ts';
import { settleStatus } from '../src/core/status/settle-status.ts';
import { defaultWords, readThresholds } from '../src/core/status/status-rules.ts';

const dayMs = 86_400_000;
const thresholds = readThresholds();

interface LabelledRow {
  readonly doc: string;
  readonly repo: string;
  readonly raw_status: string;
  readonly label: string;
  readonly label_first_date: string;
  readonly doc_commit_date: string;
  readonly valid_until: string | null;
}

interface Transition {
  readonly doc: string;
  readonly repo: string;
  readonly frm: string;
  readonly to: string;
  readonly held_from: string;
  readonly changed_on: string;
}

interface Facts {
  readonly repo: string;
  readonly head: string;
  readonly first_commit: string;
  readonly snapshot_taken: string;
  readonly tags: readonly { readonly name: string; readonly date: string }[];
  readonly head_tree: { readonly code_files: number; readonly notebooks: number };
  readonly commits: readonly {
    readonly sha: string;
    readonly c: string;
    readonly bot: boolean;
    readonly merge: boolean;
    readonly kind: string;
  }[];
}

interface Case {
  readonly kind: 'row' | 'transition';
  readonly doc: string;
  readonly repo: string;
  readonly typed: Status;
  readonly typedAt: string;
  readonly judgedAt: string;
  readonly derived: Status;
  readonly rule: string;
  readonly confidence: string;
  readonly action: Settled['action'];
  /** For transitions: days between our word and the owner's; null when we had none. */
  readonly leadDays: number | null;
}

/** The reader's labels in our words; what is not a life cycle is left out. */
const statuses: Record<string, Status> = {
  in_progress: 'in_progress',
  experimental: 'in_progress',
  maintained_or_active: 'maintained',
  running_or_live: 'running',
  complete: 'complete',
  planned: 'planned',
  paused_or_stalled: 'paused',
  archived_or_deprecated: 'archived',
};

function readLines<Line>(path: string): Line[] {
  try {
    return readFileSync(path, 'utf8')
      .split('\n')
      .filter(Boolean)
      .map((line): Line => JSON.parse(line));
  } catch (error) {
    if (Reflect.get(Object(error), 'code') === 'ENOENT') return [];
    throw error;
  }
}

function toActivity(facts: Facts, fetchedAt: Date): Activity {
  const kindOf = ({ bot, merge, kind }: Facts['commits'][number]): CommitKind =>
    bot ? 'bot' : merge ? 'merge' : kind === 'docs' || kind === 'archive' ? 'docs' : 'work';
  return {
    nodeId: facts.repo,
    name: facts.repo,
    visibility: 'public',
    isArchived: false,
    archivedAt: null,
    isEmpty: false,
    isFork: false,
    createdAt: toInstant(facts.first_commit),
    pushedAt: null,
    defaultBranch: 'main',
    headOid: facts.head,
    commits: facts.commits.map((commit) => ({ oid: commit.sha, at: toInstant(commit.c), kind: kindOf(commit) })),
    completeSince: toInstant(facts.first_commit),
    languages: facts.head_tree.code_files + facts.head_tree.notebooks > 0 ? ['code'] : [],
    releases: [],
    tags: facts.tags.map(({ name, date }) => ({ name, at: toInstant(date) })),
    operations: null,
    fetchedAt: toInstant(fetchedAt),
  };
}

/** A look a day and one at every commit, as clock and webhooks bring them: the last outcome, and the first ones told. */
function replay(facts: Facts, typed: Status, confirmations: readonly string[], from: Date, to: Date) {
  const row: Row = {
    name: facts.repo,
    line: 1,
    section: null,
    table: 0,
    repo: facts.repo,
    folder: null,
    statusSpan: { start: 0, end: 0 },
    statusMarkup: 'markdown',
    typed: { text: 'as typed', status: typed },
    mojibake: false,
    directive: null,
    skip: null,
  };
  let question: Question | null = null;
  let isFirst = true;
  let publishedAt: Date | null = null;
  let askedAt: Date | null = null;
  let derived: Derived | null = null;
  let settled: Settled | null = null;
  for (const at of listLooks(facts, from.getTime(), to.getTime())) {
    const now = new Date(at);
    const confirmedAt = confirmations.filter((date) => Date.parse(date) <= at).at(-1) ?? null;
    derived = deriveStatus(
      {
        repo: facts.repo,
        activity: toActivity(facts, now),
        obstacle: null,
        declared: { status: typed, confirmedAt: confirmedAt && toInstant(confirmedAt) },
        standing: typed,
        pin: null,
        away: null,
      },
      thresholds,
      now,
    );
    settled = settleStatus({
      row,
      derived,
      before: isFirst ? null : { since: null, question, changedAt: [] },
      vocabulary: defaultWords,
      silence: 'publish',
      thresholds,
      now,
    });
    isFirst = false;
    question = settled.question;
    if (settled.action === 'question') askedAt ??= now;
    if (settled.action === 'change') {
      publishedAt = now;
      break;
    }
  }
  return { derived, settled, publishedAt, askedAt };
}

function listLooks(facts: Facts, from: number, to: number): number[] {
  const looks = [from, to, ...facts.commits.map(({ c }) => Date.parse(c))];
  for (let at = from + dayMs; at < to; at += dayMs) looks.push(at);
  return [...new Set(looks)].filter((at) => at >= from && at <= to).sort((a, b) => a - b);
}

function rate(hits: number, n: number) {
  if (n === 0) return { rate: null, n, low: null, high: null };
  const z = 1.96;
  const p = hits / n;
  const middle = (p + (z * z) / (2 * n)) / (1 + (z * z) / n);
  const half = (z * Math.sqrt((p * (1 - p)) / n + (z * z) / (4 * n * n))) / (1 + (z * z) / n);
  const round = (value: number) => Math.round(value * 1000) / 1000;
  return { rate: round(p), n, low: round(Math.max(0, middle - half)), high: round(Math.min(1, middle + half)) };
}

function judgeRows(rows: readonly LabelledRow[], activities: ReadonlyMap<string, Facts>): Case[] {
  return rows.flatMap((row): Case[] => {
    const facts = activities.get(row.repo.toLowerCase());
    const typed = statuses[row.label];
    if (facts === undefined || typed === undefined) return [];
    const typedAt = new Date(row.label_first_date);
    const end = Math.min(Date.parse(row.valid_until ?? facts.snapshot_taken), Date.parse(facts.snapshot_taken));
    const confirmations = [row.label_first_date, row.doc_commit_date];
    const instants = [0, 45, 90, 180]
      .map((days) => typedAt.getTime() + days * dayMs)
      .concat(Date.parse(row.doc_commit_date));
    return [...new Set(instants)]
      .filter((at) => at <= end)
      .map((at) => {
        const { derived, settled } = replay(facts, typed, confirmations, typedAt, new Date(at));
        return {
          kind: 'row',
          doc: row.doc,
          repo: row.repo,
          typed,
          typedAt: toInstant(typedAt),
          judgedAt: toInstant(at),
          derived: derived?.status ?? 'unknown',
          rule: derived?.rule ?? 'keep',
          confidence: derived?.confidence ?? 'guess',
          action: settled?.action ?? 'keep',
          leadDays: null,
        };
      });
  });
}

/** Transitions that facts could show: work on a plan, or the end of one. */
function judgeTransitions(transitions: readonly Transition[], activities: ReadonlyMap<string, Facts>): Case[] {
  const isCatchable = ({ frm, to }: Transition) =>
    (frm === 'planned' && to !== 'archived_or_deprecated') ||
    (['in_progress', 'maintained_or_active', 'running_or_live'].includes(frm) &&
      ['archived_or_deprecated', 'paused_or_stalled'].includes(to));
  return transitions.filter(isCatchable).flatMap((transition): Case[] => {
    const facts = activities.get(transition.repo.toLowerCase());
    const typed = statuses[transition.frm];
    if (facts === undefined || typed === undefined) return [];
    const from = new Date(transition.held_from);
    const to = new Date(transition.changed_on);
    const { derived, settled, publishedAt, askedAt } = replay(facts, typed, [transition.held_from], from, to);
    const first = [publishedAt, askedAt].filter((at) => at !== null).sort((a, b) => a.getTime() - b.getTime())[0];
    return [
      {
        kind: 'transition',
        doc: transition.doc,
        repo: transition.repo,
        typed,
        typedAt: toInstant(from),
        judgedAt: toInstant(to),
        derived: derived?.status ?? 'unknown',
        rule: derived?.rule ?? 'keep',
        confidence: derived?.confidence ?? 'guess',
        action: settled?.action ?? 'keep',
        leadDays: first === undefined ? null : Math.round((to.getTime() - first.getTime()) / dayMs),
      },
    ];
  });
}

/** What "a push within so many days means alive" would have contradicted at the same instants. */
function judgeBaseline(cases: readonly Case[], activities: ReadonlyMap<string, Facts>, days: number) {
  const alive = ['in_progress', 'running', 'maintained'];
  const wrong = cases.filter(({ repo, typed, judgedAt }) => {
    const at = Date.parse(judgedAt);
    const commits = activities.get(repo.toLowerCase())?.commits ?? [];
    const isRecent = commits.some(({ c }) => Date.parse(c) <= at && Date.parse(c) >= at - days * dayMs);
    return typed === 'complete' || typed === 'planned' ? isRecent : alive.includes(typed) !== isRecent;
  });
  return rate(wrong.length, cases.length);
}

function evaluate(directory: string) {
  const folder = join(directory, 'activity');
  const activities = new Map(
    readdirSync(folder).map((name): [string, Facts] => {
      const facts: Facts = JSON.parse(readFileSync(join(folder, name), 'utf8'));
      return [facts.repo.toLowerCase(), facts];
    }),
  );
  const rows = judgeRows(readLines(join(directory, 'rows.jsonl')), activities);
  const transitions = judgeTransitions(readLines(join(directory, 'transitions.jsonl')), activities);
  const leads = transitions.flatMap(({ leadDays }) => (leadDays === null ? [] : [leadDays])).sort((a, b) => a - b);
  const confidence = Object.fromEntries(
    ['sure', 'likely', 'guess'].map((level) => {
      const judged = rows.filter((found) => found.confidence === level);
      return [level, rate(judged.filter(({ derived, typed }) => derived === typed).length, judged.length)];
    }),
  );
  return {
    contradictions: {
      published: rate(rows.filter(({ action }) => action === 'change').length, rows.length),
      asked: rate(rows.filter(({ action }) => action === 'question').length, rows.length),
    },
    catches: { ...rate(leads.length, transitions.length), medianLeadDays: leads[Math.floor(leads.length / 2)] ?? null },
    confidence,
    baselines: Object.fromEntries(
      [90, 180, 365].map((days) => [`last push within ${days} days`, judgeBaseline(rows, activities, days)]),
    ),
    cases: [...rows, ...transitions],
  };
}

const [directory = '', ...flags] = process.argv.slice(2);
const result = evaluate(directory);
if (flags.includes('--json')) {
  console.log(JSON.stringify(result, null, 2));
} else {
  const { cases, ...figures } = result;
  console.log(JSON.stringify(figures, null, 2));
  console.log(
    'Not to be seen here: releases, deployments, workflow runs, and the archived flag; the histories do not hold them.',
  );
  for (const missed of cases.filter(({ kind, action, leadDays }) =>
    kind === 'row' ? action === 'change' : leadDays === null,
  )) {
    console.log(
      `${missed.kind === 'row' ? 'contradicted' : 'missed'}: ${missed.repo} typed ${missed.typed} ${missed.typedAt.slice(0, 10)}, ${missed.judgedAt.slice(0, 10)} derived ${missed.derived} by ${missed.rule}`,
    );
  }
}
