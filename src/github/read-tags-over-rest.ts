// Tags over REST, where a repository has no releases: the list has no dates, so only the highest stable versions are
// followed to theirs. What was not followed is said to be unread.

import { isStableVersion } from '../core/activity/commit-kind.ts';
import type { Activity } from '../core/model.ts';
import type { GitHubClient } from './client.ts';
import { understand } from './errors.ts';
import { getOrNull } from './pull-request/branch.ts';
import { commitAnswer, type RefAnswer, refsAnswer, tagAnswer } from './unauthenticated/schemas.ts';

interface Place {
  readonly owner: string;
  readonly repo: string;
}

type Tag = Activity['tags'][number];

const datedPerFetch = 3;

export async function readTagsOverRest(
  client: GitHubClient,
  at: Place,
  { commits }: Pick<Activity, 'commits'>,
  known: Activity | null,
): Promise<Pick<Activity, 'tags' | 'unread'>> {
  const answer = await getOrNull(client, '/repos/{owner}/{repo}/git/matching-refs/tags', { ...at });
  const listed = answer === null ? [] : understand(refsAnswer, answer, nameOf(at));
  const stable = listed
    .map(({ ref, object }) => ({ name: ref.replace(/^refs\/tags\//, ''), object }))
    .filter(({ name }) => isStableVersion(name))
    .sort((a, b) => compareVersions(b.name, a.name));
  const dates = new Map(commits.map((commit) => [commit.oid, commit.at]));
  const tags: Tag[] = [];
  for (const { name, object } of stable.slice(0, datedPerFetch)) {
    const before = known?.tags.find((tag) => tag.name === name)?.at ?? dates.get(object.sha);
    const made = before ?? (await readDate(client, at, object));
    if (made !== null) tags.push({ name, at: made });
  }
  tags.sort((a, b) => Date.parse(b.at) - Date.parse(a.at));
  return { tags, ...(tags.length < stable.length && { unread: ['tags'] }) };
}

const nameOf = ({ owner, repo }: Place) => `${owner}/${repo}`;

/** When it was made: the tag where it is an object of its own, else its commit. */
async function readDate(client: GitHubClient, at: Place, { type, sha }: RefAnswer['object']): Promise<string | null> {
  if (type === 'tag') {
    const tag = await getOrNull(client, '/repos/{owner}/{repo}/git/tags/{sha}', { ...at, sha });
    return tag === null ? null : (understand(tagAnswer, tag, nameOf(at)).tagger?.date ?? null);
  }
  const commit = await getOrNull(client, '/repos/{owner}/{repo}/commits/{sha}', { ...at, sha });
  return commit === null ? null : understand(commitAnswer, commit, nameOf(at)).commit.committer.date;
}

function compareVersions(a: string, b: string): number {
  const [one, other] = [a, b].map((name) => name.replace(/^v/i, '').split('.').map(Number));
  for (const index of [0, 1, 2]) {
    const difference = (one?.[index] ?? 0) - (other?.[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}
