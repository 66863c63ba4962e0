// What columns of activity go by, without a token: one or two requests for each repository of the 60 an hour that GitHub
// allows an address. A long list is refused before anything is asked.

import type { LastActivity, LastInstant } from '../../core/activity-columns/model.ts';
import { StatusfolioError } from '../../errors.ts';
import type { LastActivityFetch, LastActivityRequest } from '../../ports/github.ts';
import { findLastCommit } from '../activity/last-activity.ts';
import type { GitHubClient } from '../client.ts';
import { understand } from '../errors.ts';
import { commitsAnswer, releasesAnswer, repositoryAnswer, toCommitSchema } from './schemas.ts';

/** Fewer than the 60 requests an hour, whatever is asked. */
const maxRepositories = 50;
const commitsPerFetch = 30;

/** Throws TOKEN_MISSING above 50 repositories. */
export async function readLastAnonymously(
  client: GitHubClient,
  request: LastActivityRequest,
  bots: readonly string[],
): Promise<LastActivityFetch[]> {
  const { repos } = request;
  if (repos.length > maxRepositories) {
    const message = `Its columns of activity list ${repos.length} repositories, and without a token GitHub answers for ${maxRepositories} at most.`;
    throw new StatusfolioError('TOKEN_MISSING', message, {
      where: 'GITHUB_TOKEN',
      hint: 'Set GITHUB_TOKEN. Any token will do, even one without permissions. No request was made.',
    });
  }
  const fetched: LastActivityFetch[] = [];
  let stop: StatusfolioError | null = null;
  for (const repo of repos) {
    if (stop === null) {
      try {
        fetched.push(await fetchOne(client, repo, request, bots));
        continue;
      } catch (error) {
        if (!(error instanceof StatusfolioError)) throw error;
        if (error.code === 'NOT_VISIBLE') {
          fetched.push({ kind: 'not-visible' });
          continue;
        }
        const isOver = error.code === 'GITHUB_THROTTLED' || error.code === 'GITHUB_UNREACHABLE';
        if (isOver) stop = error;
        else {
          fetched.push({ kind: 'failed', message: error.message });
          continue;
        }
      }
    }
    fetched.push({ kind: 'stopped', message: stop.message });
  }
  if (stop !== null && fetched.every(({ kind }) => kind === 'stopped')) throw stop;
  return fetched;
}

async function fetchOne(
  client: GitHubClient,
  repo: string,
  { commits, releases }: LastActivityRequest,
  bots: readonly string[],
): Promise<LastActivityFetch> {
  const [owner = '', name = ''] = repo.split('/');
  const at = { owner, repo: name };
  const found = understand(repositoryAnswer, await client.getJson('/repos/{owner}/{repo}', at), repo);
  const activity: LastActivity = {
    nodeId: found.node_id,
    name: found.full_name,
    isPublic: (found.visibility ?? (found.private ? 'private' : 'public')) === 'public',
    isArchived: found.archived,
    pushedAt: found.pushed_at,
    commit: commits ? await readCommit(client, at, repo, bots) : null,
    release: releases ? await readRelease(client, at, repo) : null,
  };
  return { kind: 'ok', activity };
}

async function readCommit(
  client: GitHubClient,
  at: object,
  repo: string,
  bots: readonly string[],
): Promise<LastInstant> {
  try {
    const query = { ...at, per_page: commitsPerFetch };
    const listed = understand(commitsAnswer, await client.getJson('/repos/{owner}/{repo}/commits', query), repo);
    return findLastCommit(listed.map(toCommitSchema), listed.length === commitsPerFetch, bots);
  } catch (error) {
    if (error instanceof StatusfolioError && error.code === 'REPOSITORY_EMPTY') return { at: null, isExact: true };
    throw error;
  }
}

async function readRelease(client: GitHubClient, at: object, repo: string): Promise<LastInstant> {
  const answer = await client.getJson('/repos/{owner}/{repo}/releases', { ...at, per_page: 5 });
  const published = understand(releasesAnswer, answer, repo).flatMap((one) =>
    one.draft ? [] : (one.published_at ?? []),
  );
  // Where there is none, a tag would do; that is one request too many.
  const [newest = null] = published.toSorted((a, b) => Date.parse(b) - Date.parse(a));
  return { at: newest, isExact: true };
}
