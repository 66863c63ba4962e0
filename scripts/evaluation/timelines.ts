// Facts of one repository as ascending instants, read once: work, everything that people did, and tags.

import { dayMs, toInstant } from '../../src/core/dates.ts';
import type { Activity, CommitFact, CommitKind } from '../../src/core/model.ts';
import type { Facts } from './read-histories.ts';

/** As far back as the product asks GitHub for commits. */
const historyDays = 400;
/** GitHub is asked for so many tags. */
const askedTags = 20;

interface Timeline {
  /** Newest first. */
  readonly commits: readonly (CommitFact & { readonly ms: number })[];
  readonly work: readonly number[];
  /** Commits of people, documentation and merges included. */
  readonly human: readonly number[];
  readonly all: readonly number[];
  /** Newest first. */
  readonly tags: readonly { readonly name: string; readonly at: string; readonly ms: number }[];
}

const timelines = new WeakMap<Facts, Timeline>();

function openTimeline(facts: Facts): Timeline {
  const known = timelines.get(facts);
  if (known !== undefined) return known;
  const commits = facts.commits
    .map((commit) => ({ oid: commit.sha, at: toInstant(commit.c), kind: kindOf(commit), ms: Date.parse(commit.c) }))
    .sort((a, b) => b.ms - a.ms);
  const ascending = (isKept: (commit: (typeof commits)[number]) => boolean) =>
    commits
      .filter(isKept)
      .map(({ ms }) => ms)
      .reverse();
  const timeline: Timeline = {
    commits,
    work: ascending(({ kind }) => kind === 'work'),
    human: ascending(({ kind }) => kind !== 'bot'),
    all: ascending(() => true),
    tags: facts.tags
      .map(({ name, date }) => ({ name, at: toInstant(date), ms: Date.parse(date) }))
      .sort((a, b) => b.ms - a.ms),
  };
  timelines.set(facts, timeline);
  return timeline;
}

function kindOf({ bot, merge, kind }: Facts['commits'][number]): CommitKind {
  if (bot) return 'bot';
  if (merge) return 'merge';
  return kind === 'docs' || kind === 'archive' ? 'docs' : 'work';
}

/** Work commits, ascending. */
export const listWork = (facts: Facts) => openTimeline(facts).work;
/** Commits of people of any kind, ascending. */
export const listHuman = (facts: Facts) => openTimeline(facts).human;
/** Every commit, ascending: recency rules see no difference. */
export const listPushes = (facts: Facts) => openTimeline(facts).all;

/** The last commit or tag of every UTC day on which a person did something, ascending. */
export function listEvents(facts: Facts): number[] {
  const { human, tags } = openTimeline(facts);
  const days = new Map<number, number>();
  for (const at of [...human, ...tags.map(({ ms }) => ms)]) {
    const day = Math.floor(at / dayMs);
    days.set(day, Math.max(days.get(day) ?? at, at));
  }
  return [...days.values()].sort((a, b) => a - b);
}

/** How many of the ascending instants are not later than `at`. */
export function countUntil(ascending: readonly number[], at: number): number {
  let low = 0;
  let high = ascending.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((ascending[middle] ?? 0) <= at) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** What GitHub would have said of the repository then; null before its first commit, when it was not there. */
export function readActivityAt(facts: Facts, at: number): Activity | null {
  const createdAt = toInstant(facts.first_commit);
  if (at < Date.parse(createdAt)) return null;
  const { commits, all, tags } = openTimeline(facts);
  const from = at - historyDays * dayMs;
  const begin = all.length - countUntil(all, at);
  const end = all.length - countUntil(all, from - 1);
  const seen = commits.slice(begin, end);
  return {
    nodeId: facts.repo,
    name: facts.repo,
    visibility: 'public',
    isArchived: false,
    archivedAt: null,
    isEmpty: false,
    isFork: false,
    createdAt,
    pushedAt: commits[begin]?.at ?? null,
    defaultBranch: 'main',
    headOid: commits[begin]?.oid ?? null,
    commits: seen,
    completeSince: from > Date.parse(createdAt) ? toInstant(from) : createdAt,
    languages: facts.head_tree.code_files + facts.head_tree.notebooks > 0 ? ['code'] : [],
    releases: [],
    tags: tags.filter(({ ms }) => ms <= at).slice(0, askedTags),
    operations: null,
    fetchedAt: toInstant(at),
  };
}
