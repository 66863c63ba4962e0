// The past of repositories and documents, for `simulate`: read page by page, within a bound, and never taken for more than
// was read.

import * as z from 'zod';
import { type DatedCommit, readConfirmation } from '../core/activity/confirmation.ts';
import { earliest, latest, toInstant } from '../core/dates.ts';
import { ownTrailer } from '../core/messages/commit-style.ts';
import type { Activity } from '../core/model.ts';
import type { DocumentVersion, DocumentVersions, HistoryReading, PastCommits } from '../ports/github.ts';
import { describeCommit, readCommitKindOf } from './activity/build.ts';
import type { GitHubClient } from './client.ts';
import { commitsPerPage, pagedHistoryShape, readHistoryPage } from './documents/file-history.ts';
import { unexpected } from './errors.ts';
import { filesAt, pastCommits } from './queries.ts';
import type { CommitSchema } from './schemas.ts';

/** Pages of a hundred commits: a thousand a year is a busy project. */
const maxPages = 10;

const pastAnswer = z.object({
  node: z
    .object({ defaultBranchRef: z.object({ target: z.object({ history: pagedHistoryShape.optional() }) }).nullable() })
    .nullable(),
});

/** One request for each hundred commits, ten at most. What was not read is not known: `completeSince` says so. */
export async function readPastCommits(
  client: GitHubClient,
  { nodeId, name, isFork }: Pick<Activity, 'nodeId' | 'name' | 'isFork'>,
  { since, now, bots }: HistoryReading,
): Promise<PastCommits> {
  const found: CommitSchema[] = [];
  const forkOwner = isFork ? (name.split('/')[0] ?? null) : null;
  let after: string | null = null;
  let isWhole = false;
  for (let page = 0; page < maxPages && !isWhole; page += 1) {
    const answer = await client.query(pastCommits, { id: nodeId, since, after, commits: commitsPerPage });
    if (answer.kind === 'overloaded') throw answer.error;
    const parsed = pastAnswer.safeParse(answer.data);
    if (!parsed.success || answer.errors.length > 0) throw unexpected(`${name}: its history could not be read.`, name);
    const history = parsed.data.node?.defaultBranchRef?.target.history;
    if (history === undefined) return { commits: [], completeSince: toInstant(now) };
    found.push(...history.commits);
    if (history.isIncomplete) break;
    isWhole = !history.isCut;
    after = history.cursor;
    if (after === null) break;
  }
  const commits = found.map((commit) => {
    return { oid: commit.oid, at: commit.committedDate, kind: readCommitKindOf(commit, bots, forkOwner) };
  });
  const oldest = earliest(...commits.map(({ at }) => at)) ?? toInstant(now);
  return { commits, completeSince: isWhole ? since : oldest };
}

const versionsAnswer = z.object({
  repository: z.record(z.string(), z.object({ text: z.string().nullish() }).nullable()).nullable(),
});
/** Their texts may be half a megabyte each. */
const versionsPerRequest = 10;
const maxVersions = 200;

/** Two pages of commits, and one request for each ten versions. `head`: the commit to begin at. */
export async function readVersions(
  client: GitHubClient,
  { repo, path, head }: { readonly repo: string; readonly path: string; readonly head: string },
  { since, now, bots }: HistoryReading,
): Promise<DocumentVersions> {
  const commits: CommitSchema[] = [];
  let after: string | null = null;
  let isWhole = false;
  // The version that stood there at `since` is older.
  const isEnough = () => commits.some(({ committedDate }) => Date.parse(committedDate) < Date.parse(since));
  while (commits.length < maxVersions && !isWhole && !isEnough()) {
    const page = await readHistoryPage(client, { repo, path }, head, after);
    if (page === null) break;
    commits.push(...page.commits);
    if (page.isIncomplete === true) break;
    isWhole = page.next === null;
    after = page.next === null ? null : String(page.next);
  }
  const firstBefore = commits.findIndex(({ committedDate }) => Date.parse(committedDate) < Date.parse(since));
  const wanted = (firstBefore === -1 ? commits : commits.slice(0, firstBefore + 1)).slice(0, maxVersions);
  const texts = await readTexts(client, { repo, path }, wanted);
  const versions = wanted.flatMap((commit): DocumentVersion[] => {
    const bytes = texts.get(commit.oid);
    return bytes === undefined ? [] : [{ at: commit.committedDate, bytes, isByPerson: isByPerson(commit, now, bots) }];
  });
  const isKnown = isWhole || firstBefore !== -1;
  const until = latest(...wanted.slice(-1).map(({ committedDate }) => committedDate)) ?? toInstant(now);
  const reason = `Older versions of ${path} were not read.`;
  return { versions: versions.reverse(), gap: isKnown && wanted.length < maxVersions ? null : { until, reason } };
}

async function readTexts(
  client: GitHubClient,
  { repo, path }: { readonly repo: string; readonly path: string },
  commits: readonly CommitSchema[],
): Promise<ReadonlyMap<string, Uint8Array>> {
  const [owner = '', name = ''] = repo.split('/');
  const texts = new Map<string, Uint8Array>();
  for (let start = 0; start < commits.length; start += versionsPerRequest) {
    const asked = commits.slice(start, start + versionsPerRequest);
    const places = Object.fromEntries(asked.map(({ oid }, index) => [`at${index}`, `${oid}:${path}`]));
    const answer = await client.query(filesAt(asked.length), { owner, name, ...places });
    if (answer.kind === 'overloaded') throw answer.error;
    const parsed = versionsAnswer.safeParse(answer.data);
    if (!parsed.success || parsed.data.repository === null) {
      throw unexpected(`${repo}: earlier versions of ${path} could not be read.`, repo);
    }
    for (const [index, { oid }] of asked.entries()) {
      const text = parsed.data.repository[`f${index}`]?.text;
      if (text != null) texts.set(oid, new TextEncoder().encode(text));
    }
  }
  return texts;
}

function isByPerson(commit: CommitSchema, now: Date, bots: readonly string[]): boolean {
  const dated: DatedCommit = { ...describeCommit(commit), at: commit.committedDate };
  const part = { commits: [dated], unreadUntil: null, now: now.toISOString(), seenAt: null };
  return readConfirmation(part, { ownTrailer, bots }).confirmedAt !== null;
}
