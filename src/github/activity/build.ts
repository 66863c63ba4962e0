// Turns GitHub's answer about one repository into its activity, and says whether a cheap fetch shows a change. States
// only what was read: where the history was cut, the activity is complete from the oldest commit that was read on.

import { keepKnownFiles, keptReleases, keptTags } from '../../core/activity/apply-events.ts';
import {
  type CommitDescription,
  isStableRelease,
  isStableVersion,
  readCommitKind,
} from '../../core/activity/commit-kind.ts';
import { dayMs, earliest, elapsedMs, latest, toInstant } from '../../core/dates.ts';
import { ownTrailer } from '../../core/messages/commit-style.ts';
import type { Activity, CommitFact, Release } from '../../core/model.ts';
import type { CommitSchema, CoreSchema, LiteSchema, ReleaseSchema } from '../schemas.ts';

/** Longest rule about silence plus a month, so that a year is always seen whole. */
const historyDays = 400;

/** From when on commits are asked for. */
export function historySince(now: Date): string {
  return toInstant(now.getTime() - historyDays * dayMs);
}

export function buildActivity(schema: CoreSchema, bots: readonly string[], now: Date): Omit<Activity, 'operations'> {
  const head = schema.defaultBranchRef?.target ?? null;
  const pushedAt = schema.pushedAt;
  return {
    nodeId: schema.id,
    name: schema.nameWithOwner,
    visibility: schema.visibility,
    isArchived: schema.isArchived,
    archivedAt: schema.archivedAt,
    isEmpty: schema.isEmpty,
    isFork: schema.isFork,
    createdAt: schema.createdAt,
    pushedAt,
    defaultBranch: schema.defaultBranchRef?.name ?? null,
    headOid: head?.oid ?? null,
    commits: raise(
      (head?.history.commits ?? []).map(
        (commit): CommitFact => ({
          oid: commit.oid,
          at: clampToPush(commit.committedDate, pushedAt, now),
          kind: readCommitKindOf(commit, bots, schema.isFork ? (schema.nameWithOwner.split('/')[0] ?? null) : null),
        }),
      ),
    ),
    completeSince: readCompleteSince(schema, now),
    languages: schema.languages.map(({ name }) => name),
    releases: readReleases(schema),
    tags: (schema.tags ?? []).flatMap(({ name, at }) => (at === null ? [] : [{ name, at }])),
    ...readUnread(schema),
    fetchedAt: now.toISOString(),
  };
}

export function readCommitKindOf(
  commit: CommitSchema,
  bots: readonly string[],
  forkOwner: string | null = null,
): CommitFact['kind'] {
  return readCommitKind(describeCommit(commit), { ownTrailer, bots, forkOwner });
}

/** A commit of GitHub's answer as the rules about commits read it. */
export function describeCommit(commit: CommitSchema): CommitDescription {
  return {
    headline: commit.message.split('\n', 1)[0] ?? '',
    message: commit.message,
    authorName: commit.author?.name ?? null,
    authorEmail: commit.author?.email ?? null,
    authorLogin: commit.author?.user?.login ?? null,
    committerEmail: commit.committer?.email ?? null,
    parents: commit.parents.totalCount,
  };
}

/** Git's first version. */
const isPlausible = (at: string) => Date.parse(at) >= Date.parse('2005-04-07T00:00:00Z');

/** A commit is later than what it was made upon: a clock that was slow must not make new work old. */
function raise(commits: readonly CommitFact[]): CommitFact[] {
  const raised: CommitFact[] = [];
  let floor: string | null = null;
  for (const commit of commits.toReversed()) {
    floor = latest(floor, commit.at) ?? commit.at;
    raised.push(isPlausible(commit.at) ? commit : { ...commit, at: floor });
  }
  return raised.reverse();
}

/** A clock that runs ahead on the author's machine must not hide a commit until that future comes. */
function clampToPush(at: string, pushedAt: string | null, now: Date): string {
  if (Date.parse(at) <= now.getTime()) return at;
  return earliest(pushedAt, now.toISOString()) ?? at;
}

function readCompleteSince(schema: CoreSchema, now: Date): string {
  const head = schema.defaultBranchRef?.target ?? null;
  // Commits without a branch to read them from are not known at all; an empty repository has none.
  if (head === null) return schema.isEmpty ? schema.createdAt : now.toISOString();
  const { commits, isCut } = head.history;
  const windowStart = historySince(now);
  // GitHub sometimes leaves nested items out without a word: a head within the window belongs to the history.
  if (commits.length === 0 && elapsedMs(windowStart, head.committedDate) > 0) return now.toISOString();
  // Only a wrong clock is older than Git: such a commit says nothing about how far back the others reach.
  const oldest = earliest(...commits.flatMap(({ committedDate: at }) => (isPlausible(at) ? [at] : [])));
  if (isCut) return oldest ?? now.toISOString();
  // GitHub leaves a head with a wrong clock out of what it filters by time: when it was made is not known.
  const isHidden = commits.length > 0 ? commits[0]?.oid !== head.oid : !isPlausible(head.committedDate);
  if (isHidden) return earliest(schema.pushedAt, now.toISOString()) ?? now.toISOString();
  // Commits may be older than their repository: they were made elsewhere and pushed.
  const since = latest(windowStart, schema.createdAt) ?? windowStart;
  return earliest(since, oldest) ?? since;
}

/** A list that is full, and holds nothing stable, may go on with something that is. */
function readUnread({ releases, latestRelease, tags }: CoreSchema): Pick<Activity, 'unread'> {
  const all = latestRelease === null ? releases : [...releases, latestRelease];
  const isStable = ({ tagName, isDraft, isPrerelease }: ReleaseSchema) =>
    !isDraft && isStableRelease({ tag: tagName, isPrerelease });
  const unread: NonNullable<Activity['unread']>[number][] = [];
  if (releases.length >= keptReleases && !all.some(isStable)) unread.push('releases');
  const isFull = (tags ?? []).length >= keptTags && !(tags ?? []).some(({ name }) => isStableVersion(name));
  if (isFull && releases.length === 0) unread.push('tags');
  return unread.length === 0 ? {} : { unread };
}

/** Newest first; GitHub's "latest" belongs to them even when prereleases have pushed it out of the list. */
function readReleases({ releases, latestRelease }: CoreSchema): Release[] {
  const isListed = releases.some(({ tagName }) => tagName === latestRelease?.tagName);
  const all = latestRelease === null || isListed ? releases : [...releases, latestRelease];
  return all
    .flatMap(({ tagName, publishedAt, isDraft, isPrerelease }) =>
      isDraft || publishedAt === null ? [] : [{ tag: tagName, publishedAt, isPrerelease }],
    )
    .sort((a, b) => Date.parse(b.publishedAt) - Date.parse(a.publishedAt));
}

/**
 * What was known before and the fetch does not say again: the files of commits, and the commits beyond the end of a cut
 * history that the known one continues without a gap.
 */
export function keepKnown(
  fetched: Omit<Activity, 'operations'>,
  known: Activity | null,
  now: Date,
): Omit<Activity, 'operations'> {
  if (known === null) return fetched;
  // Folders are read apart, and keep their last good fetch until then.
  const folders = known.folders === undefined ? {} : { folders: known.folders };
  const commits = keepKnownFiles(fetched.commits, known.commits);
  const oldest = commits.at(-1);
  const isContinued =
    elapsedMs(known.completeSince, fetched.completeSince) > 0 && known.commits.some(({ oid }) => oid === oldest?.oid);
  if (!isContinued) return { ...fetched, ...folders, commits };
  const listed = new Set(commits.map(({ oid }) => oid));
  const since = historySince(now);
  const older = known.commits.filter(
    ({ oid, at, kind }) => !listed.has(oid) && isOfPerson.has(kind) && elapsedMs(since, at) >= 0,
  );
  return {
    ...fetched,
    ...folders,
    commits: [...commits, ...older],
    completeSince: latest(since, known.completeSince) ?? fetched.completeSince,
  };
}

const isOfPerson = new Set<CommitFact['kind']>(['work', 'docs', 'merge']);

/** Whether the cheap fetch shows anything that the close fetch would read differently. */
export function hasChanged(known: Activity, lite: LiteSchema): boolean {
  return (
    lite.nameWithOwner !== known.name ||
    lite.visibility !== known.visibility ||
    lite.isArchived !== known.isArchived ||
    lite.isEmpty !== known.isEmpty ||
    lite.pushedAt !== known.pushedAt ||
    (lite.defaultBranchRef?.name ?? null) !== known.defaultBranch ||
    (lite.defaultBranchRef?.target?.oid ?? null) !== known.headOid ||
    !isKnownRelease(known, lite.latestRelease)
  );
}

function isKnownRelease(known: Activity, release: ReleaseSchema | null): boolean {
  const stable = known.releases.filter(({ isPrerelease }) => !isPrerelease);
  if (release === null) return stable.length === 0;
  return stable.some(({ tag, publishedAt }) => tag === release.tagName && publishedAt === release.publishedAt);
}
