// Several repositories that are one project, read as one activity: work and signs of life of any of them count, and
// what ends a project (archiving, silence, its own declaration) counts only where all of them say it. Whatever is not
// known of one of them is not known of the project, so a merged activity never proves more than its parts do.

import { earliest, elapsedMs, latest } from '../dates.ts';
import type { Activity, CommitFact, Operations, Release } from '../model.ts';
import { isVersion } from './commit-kind.ts';

/** The order of the parts makes no difference. A single one stays as it is. */
export function mergeActivities(given: readonly [Activity, ...Activity[]]): Activity {
  const [first, ...rest] = given.toSorted((a, b) => compare(a.nodeId, b.nodeId)) as [Activity, ...Activity[]];
  if (rest.length === 0) return first;
  const parts = [first, ...rest];
  const isArchived = parts.every((part) => part.isArchived);
  const unread = [...new Set(parts.flatMap((part) => part.unread ?? []))].sort();
  const createdAt = earliest(...parts.map((part) => part.createdAt)) ?? first.createdAt;
  return {
    nodeId: first.nodeId,
    name: first.name,
    visibility: parts.find(({ visibility }) => visibility !== 'public')?.visibility ?? 'public',
    isArchived,
    // It is at an end since the last of them was.
    archivedAt:
      isArchived && parts.every(({ archivedAt }) => archivedAt !== null)
        ? latest(...parts.map(({ archivedAt }) => archivedAt))
        : null,
    isEmpty: parts.every((part) => part.isEmpty),
    isFork: parts.every((part) => part.isFork),
    createdAt,
    pushedAt: latest(...parts.map(({ pushedAt }) => pushedAt)),
    defaultBranch: null,
    headOid: null,
    commits: mergeCommits(parts),
    completeSince: latest(...parts.filter((part) => !isWhole(part)).map((part) => part.completeSince)) ?? createdAt,
    languages: [...new Set(parts.flatMap(({ languages }) => languages))].sort(),
    releases: mergeReleases(parts),
    tags: parts.flatMap(({ tags }) => tags).sort((a, b) => compare(b.at, a.at) || compare(a.name, b.name)),
    operations: mergeOperations(parts),
    ...(unread.length > 0 && { unread }),
    fetchedAt: earliest(...parts.map(({ fetchedAt }) => fetchedAt)) ?? first.fetchedAt,
  };
}

const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);

/** Every commit ever made is known, so before its first there was none. */
function isWhole({ createdAt, completeSince }: Activity): boolean {
  return elapsedMs(createdAt, completeSince) <= 0;
}

/** A commit that stands in two of them (a mirror, a fork) is one; if it is work in one of them, it is work. */
function mergeCommits(parts: readonly Activity[]): CommitFact[] {
  const commits = new Map<string, CommitFact>();
  for (const commit of parts.flatMap((part) => part.commits)) {
    const before = commits.get(commit.oid);
    if (before === undefined || rank(commit) < rank(before)) commits.set(commit.oid, commit);
  }
  return [...commits.values()].sort((a, b) => compare(b.at, a.at) || compare(a.oid, b.oid));
}

const kinds = ['work', 'docs', 'merge', 'upstream', 'bot', 'own'] as const;
const rank = ({ kind }: CommitFact) => kinds.indexOf(kind);

/** Tags stand for releases only where a repository has none, which is not for the others to say. */
function mergeReleases(parts: readonly Activity[]): Release[] {
  if (parts.every(({ releases }) => releases.length === 0)) return [];
  return parts
    .flatMap(({ releases, tags }) => (releases.length > 0 ? releases : tags.flatMap(toRelease)))
    .sort((a, b) => compare(b.publishedAt, a.publishedAt) || compare(a.tag, b.tag));
}

function toRelease({ name, at }: Activity['tags'][number]): Release[] {
  return isVersion(name) ? [{ tag: name, publishedAt: at, isPrerelease: false }] : [];
}

/** For what is said of them together; which of them is alive each is asked by itself. */
function mergeOperations(parts: readonly Activity[]): Operations | null {
  const known = parts.flatMap(({ operations }) => operations ?? []);
  const fetchedAt = earliest(...known.map((operations) => operations.fetchedAt));
  if (fetchedAt === null) return null;
  const schedules = known.flatMap((operations) => operations.schedules ?? []);
  const declared = mergeDeclarations(parts);
  return {
    fetchedAt,
    deployments: known
      .flatMap(({ deployments }) => deployments)
      .sort((a, b) => compare(b.at, a.at) || compare(a.environment, b.environment)),
    schedules: known.every((operations) => operations.schedules === null)
      ? null
      : schedules.sort((a, b) => compare(a.name, b.name)),
    ...(declared !== undefined && { declared }),
    ...(known.some(({ hasMoved }) => hasMoved === true) && { hasMoved: true }),
  };
}

/** One repository does not speak for the others. */
function mergeDeclarations(parts: readonly Activity[]): Operations['declared'] {
  const said = parts.map(({ operations }) => operations?.declared);
  if (said.includes(undefined)) return undefined;
  const words = said.flatMap((one) => one ?? []).sort((a, b) => compare(b.since ?? '', a.since ?? ''));
  const isCommon = words.length === parts.length && new Set(words.map(({ status }) => status)).size === 1;
  return isCommon ? (words[0] ?? null) : null;
}

// A row about a folder of a repository sees only what was committed to that folder. What belongs to the repository as a
// whole (releases, tags, deployments, schedules) says nothing about one of its folders.

export function narrowToFolder(activity: Activity, folder: string | null): Activity {
  if (folder === null) return activity;
  // A folder that was never checked: nothing is known, so nothing is silence.
  const { commits, completeSince } = activity.folders?.[folder] ?? { commits: [], completeSince: activity.fetchedAt };
  return { ...activity, commits, completeSince, releases: [], tags: [], operations: null };
}
