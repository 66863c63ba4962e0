// What columns of activity go by: the newest commit, push or release of hundreds of repositories, a hundred in a request.
// Only where bots fill the newest commits is a second, longer request made.

import type { LastActivity, LastInstant } from '../../core/activity-columns/model.ts';
import type { LastActivityFetch, LastActivityRequest } from '../../ports/github.ts';
import { type Found, openSession, type Session } from '../batch-query.ts';
import type { GitHubClient } from '../client.ts';
import { lastByNames } from '../queries.ts';
import { type CommitSchema, type LastSchema, lastSchema } from '../schemas.ts';
import { readCommitKindOf } from './build.ts';
import { toNameVariables } from './fetch.ts';

/** A hundred names are what one request holds; of most repositories one of the newest ten commits is a person's. */
const firstRequest = { largestBatch: 100, commits: 10 };
const longRequest = { largestBatch: 50, commits: 100 };

/** One result per repository, in the same order. Throws what stopped it when nothing at all could be fetched. */
export async function readLastActivities(
  client: GitHubClient,
  request: LastActivityRequest,
  bots: readonly string[],
): Promise<LastActivityFetch[]> {
  const session = openSession(client);
  const { repos } = request;
  const found = await ask(session, repos, request, firstRequest);
  const hidden = repos.filter((repo) => {
    const fetched = found.get(repo);
    return fetched?.kind === 'found' && request.commits && readLastCommit(fetched.value, bots)?.isExact === false;
  });
  const longer = await ask(session, hidden, request, longRequest);
  const reason = session.stoppedBy();
  const results = repos.map((repo): LastActivityFetch => {
    const fetched = longer.get(repo) ?? found.get(repo) ?? { kind: 'failed', message: 'It was not checked.' };
    if (fetched.kind === 'found') return { kind: 'ok', activity: build(fetched.value, request, bots) };
    if (fetched.kind === 'not-visible') return fetched;
    if (fetched.kind === 'throttled') return { kind: 'stopped', message: "GitHub's rate limit is used up." };
    return { kind: reason === null ? 'failed' : 'stopped', message: fetched.message };
  });
  if (reason !== null && results.every(({ kind }) => kind === 'stopped')) throw reason;
  return results;
}

async function ask(
  session: Session,
  repos: readonly string[],
  { commits: withCommits, releases: withReleases }: LastActivityRequest,
  { largestBatch, commits }: typeof firstRequest,
): Promise<Map<string, Found<LastSchema>>> {
  return await session.ask(repos, {
    largestBatch,
    format: (batch) => ({
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
