// Replays one repository's history through the product's own rules, as clock and webhooks would bring it: a look at the
// end of every day with a commit, and whenever an answer said that it would change by itself.

import { dayMs, earliest, latest, toInstant } from '../../src/core/dates.ts';
import type { Activity, CommitFact, CommitKind, Decision, Derived, Question, Row } from '../../src/core/model.ts';
import { decideUpdate } from '../../src/core/status/decide-update.ts';
import { deriveStatus } from '../../src/core/status/derive-status.ts';
import type { Status } from '../../src/core/status/statuses.ts';
import { defaultWords, readThresholds } from '../../src/core/status/thresholds.ts';
import type { Facts } from './read-histories.ts';

/** As far back as the product asks GitHub for commits. */
const historyDays = 400;
const thresholds = readThresholds();

export interface Look {
  readonly at: string;
  readonly derived: Derived;
  readonly decision: Decision;
}

/** What is remembered from look to look, as the store remembers it. */
export interface Memory {
  currentStatus: Status;
  declared: Status;
  question: Question | null;
  since: string | null;
  changedAt: string[];
  isFirst: boolean;
}

export function remember(typed: Status): Memory {
  return { currentStatus: typed, declared: typed, question: null, since: null, changedAt: [], isFirst: true };
}

/** Facts of one repository, made ready for many looks. */
export interface History {
  readonly facts: Facts;
  /** Newest first. */
  readonly commits: readonly CommitFact[];
  readonly activityAt: (at: number) => Activity;
  /** Ends of the days on which something was committed or tagged. */
  readonly eventAts: readonly number[];
}

const histories = new WeakMap<Facts, History>();

export function openHistory(facts: Facts): History {
  const known = histories.get(facts);
  if (known !== undefined) return known;
  const commits = facts.commits
    .map((commit): CommitFact => ({ oid: commit.sha, at: toInstant(commit.c), kind: kindOf(commit) }))
    .sort((a, b) => Date.parse(b.at) - Date.parse(a.at));
  const instants = commits.map(({ at }) => Date.parse(at));
  const tags = facts.tags.map(({ name, date }) => ({ name, at: toInstant(date) }));
  const days = [...instants, ...tags.map(({ at }) => Date.parse(at))].map((at) => Math.floor(at / dayMs) + 1);
  const history: History = {
    facts,
    commits,
    eventAts: [...new Set(days)].sort((a, b) => a - b).map((day) => day * dayMs - 1),
    activityAt: (at) => {
      const begin = instants.findIndex((instant) => instant <= at);
      const from = at - historyDays * dayMs;
      const end = instants.findIndex((instant) => instant < from);
      const windowed = begin === -1 ? [] : commits.slice(begin, end === -1 ? undefined : end);
      const createdAt = toInstant(facts.first_commit);
      return {
        nodeId: facts.repo,
        name: facts.repo,
        visibility: 'public',
        isArchived: false,
        archivedAt: null,
        isEmpty: false,
        isFork: false,
        createdAt,
        pushedAt: null,
        defaultBranch: 'main',
        headOid: facts.head,
        commits: windowed,
        completeSince: latest(createdAt, toInstant(from)) ?? createdAt,
        languages: facts.head_tree.code_files + facts.head_tree.notebooks > 0 ? ['code'] : [],
        releases: [],
        tags,
        operations: null,
        fetchedAt: toInstant(at),
      };
    },
  };
  histories.set(facts, history);
  return history;
}

function kindOf({ bot, merge, kind }: Facts['commits'][number]): CommitKind {
  if (bot) return 'bot';
  if (merge) return 'merge';
  return kind === 'docs' || kind === 'archive' ? 'docs' : 'work';
}

/** One look, remembered in `memory`. */
export function lookAt(history: History, memory: Memory, confirmedAt: string | null, at: number): Look {
  const now = new Date(at);
  const derived = deriveStatus(
    {
      repo: history.facts.repo,
      activity: history.activityAt(at),
      obstacle: null,
      declared: { status: memory.declared, confirmedAt },
      currentStatus: memory.currentStatus,
      pin: null,
      away: null,
    },
    thresholds,
    now,
  );
  const decision = decideUpdate({
    row: toRow(history.facts.repo, memory.currentStatus),
    derived,
    before: memory.isFirst ? null : { since: memory.since, question: memory.question, changedAt: memory.changedAt },
    vocabulary: defaultWords,
    thresholds,
    now,
  });
  memory.isFirst = false;
  memory.question = decision.question;
  if (decision.action === 'change') {
    memory.currentStatus = decision.status;
    memory.since = toInstant(now);
    memory.changedAt.push(toInstant(now));
  }
  return { at: toInstant(now), derived, decision };
}

/**
 * Looks from `from` to `to`: at `stops` exactly, at every event, and whenever the last answer ends. Ends early when
 * `onLook` says so.
 */
export function replay(
  history: History,
  memory: Memory,
  span: { readonly from: number; readonly to: number; readonly stops?: readonly number[] },
  confirmedAtOf: (at: number) => string | null,
  onLook: (look: Look) => 'stop' | undefined,
): void {
  const { from, to, stops = [] } = span;
  const planned = [...new Set([from, to, ...stops, ...history.eventAts])]
    .filter((at) => at >= from && at <= to)
    .sort((a, b) => a - b);
  let index = 0;
  let reviewAt = Number.POSITIVE_INFINITY;
  for (;;) {
    const next = Math.min(planned[index] ?? Number.POSITIVE_INFINITY, reviewAt);
    if (next > to) return;
    if (next === planned[index]) index += 1;
    const look = lookAt(history, memory, confirmedAtOf(next), next);
    if (onLook(look) === 'stop') return;
    // An answer holds until a moment before it ends, and what was just settled may end by itself again.
    const endsAt = earliest(look.derived.reviewAt, look.decision.reviewAt);
    const soon = look.decision.action === 'change' ? next + 1000 : Number.POSITIVE_INFINITY;
    const due = endsAt === null ? Number.POSITIVE_INFINITY : Math.max(Date.parse(endsAt) + 1000, next + 1000);
    reviewAt = Math.min(due, soon);
  }
}

function toRow(repo: string, currentStatus: Status): Row {
  return {
    name: repo,
    line: 1,
    section: null,
    table: 0,
    repo,
    folder: null,
    statusSpan: { start: 0, end: 0 },
    statusMarkup: 'markdown',
    typed: { text: defaultWords[currentStatus] ?? 'as typed', status: currentStatus },
    mojibake: false,
    directive: null,
    skip: null,
  };
}
