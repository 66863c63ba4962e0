// What columns of activity go by: the newest commit, push or release of hundreds of repositories, a hundred in a request.
// Only where bots fill the newest commits is a second, longer look taken.

import type { LastActivity, LastInstant } from '../../core/activity-columns/model.ts';
import type { LastActivityFetch, LastActivityRequest } from '../../ports/github.ts';
import { type Found, openSession, type Session } from '../batch-query.ts';
import type { GitHubClient } from '../client.ts';
import { lastByNames } from '../queries.ts';
import { type CommitSchema, type LastSchema, lastSchema } from '../schemas.ts';
import { readCommitKindOf } from './build.ts';
import { toNameVariables } from './fetch.ts';

/** A hundred names are what one request holds; of most repositories one of the newest ten commits is a person's. */
const firstLook = { largestBatch: 100, commits: 10 };
const longLook = { largestBatch: 50, commits: 100 };

/** One look per repository, in the same order. Throws what stopped it when nothing at all could be looked at. */
export async function readLastActivities(
  client: GitHubClient,
  request: LastActivityRequest,
  bots: readonly string[],
): Promise<LastActivityFetch[]> {
  const session = openSession(client);
  const { repos } = request;
  const found = await ask(session, repos, request, firstLook);
  const hidden = repos.filter((repo) => {
    const look = found.get(repo);
    return look?.kind === 'found' && request.commits && readLastCommit(look.value, bots)?.isExact === false;
  });
  const longer = await ask(session, hidden, request, longLook);
  const reason = session.stoppedBy();
  const results = repos.map((repo): LastActivityFetch => {
    const look = longer.get(repo) ?? found.get(repo) ?? { kind: 'failed', message: 'It was not checked.' };
    if (look.kind === 'found') return { kind: 'ok', activity: build(look.value, request, bots) };
    if (look.kind === 'not-visible') return look;
    if (look.kind === 'throttled') return { kind: 'stopped', message: "GitHub's rate limit is used up." };
    return { kind: reason === null ? 'failed' : 'stopped', message: look.message };
  });
  if (reason !== null && results.every(({ kind }) => kind === 'stopped')) throw reason;
  return results;
}

async function ask(
  session: Session,
  repos: readonly string[],
  { commits: withCommits, releases: withReleases }: LastActivityRequest,
  { largestBatch, commits }: typeof firstLook,
): Promise<Map<string, Found<LastSchema>>> {
  return await session.ask(repos, {
    largestBatch,
    word: (batch) => ({
      text: lastByNames(batch.length),
      variables: { commits, withCommits, withReleases, ...toNameVariables(batch.map((repo) => ({ repo }))) },
    }),
    placeOf: (index) => [`r${index}`],
    schema: lastSchema,
  });
}

function build(schema: LastSchema, { commits, releases }: LastActivityRequest, bots: readonly string[]): LastActivity {
  return {
    nodeId: schema.id,
    name: schema.nameWithOwner,
    isPublic: schema.visibility === 'public',
    isArchived: schema.isArchived,
    pushedAt: schema.pushedAt,
    commit: commits ? readLastCommit(schema, bots) : null,
    release: releases ? readLastRelease(schema) : null,
  };
}

function readLastCommit({ defaultBranchRef }: LastSchema, bots: readonly string[]): LastInstant | null {
  const history = defaultBranchRef?.target?.history;
  return history === undefined ? { at: null, isExact: true } : findLastCommit(history.commits, history.isCut, bots);
}

/** The newest commit of a person; documentation and merges are theirs, too. Of a history that is cut before there is one, it is older. */
export function findLastCommit(commits: readonly CommitSchema[], isCut: boolean, bots: readonly string[]): LastInstant {
  const own = commits.find((commit) => !['bot', 'own'].includes(readCommitKindOf(commit, bots)));
  if (own !== undefined) return { at: own.committedDate, isExact: true };
  return { at: isCut ? (commits.at(-1)?.committedDate ?? null) : null, isExact: !isCut };
}

function readLastRelease({ releases, tags }: LastSchema): LastInstant {
  const published = (releases ?? []).flatMap(({ isDraft, publishedAt }) => (isDraft ? [] : (publishedAt ?? [])));
  const at = published.toSorted((a, b) => Date.parse(b) - Date.parse(a))[0] ?? tags?.[0]?.at ?? null;
  return { at, isExact: true };
}
