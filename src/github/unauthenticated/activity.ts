// Fetches repositories without a token: over REST, at most three requests for each, within the 60 an hour that GitHub
// allows an address; what did not fit is named, never guessed; answers are kept for an hour, because a person who tries
// the program runs it several times.

import { keptReleases } from '../../core/activity/apply-events.ts';
import { dateDeclaration, readDeclaration } from '../../core/activity/repository-status.ts';
import { elapsedMs, hourMs } from '../../core/dates.ts';
import type { Activity, Operations, ScheduledWorkflow } from '../../core/model.ts';
import { StatusfolioError } from '../../errors.ts';
import type { ActivityFetch, ActivityRequest } from '../../ports/github.ts';
import { buildActivity, keepKnown } from '../activity/build.ts';
import { readRun } from '../activity/deployments.ts';
import type { GitHubClient } from '../client.ts';
import { understand } from '../errors.ts';
import { getOrNull } from '../pull-request/branch.ts';
import { type ReleaseSchema, runsSchema } from '../schemas.ts';
import { commitsAnswer, type RepositoryAnswer, releasesAnswer, repositoryAnswer, toCoreSchema } from './schemas.ts';

/** A text that outlives the process; losing it costs requests, nothing else. */
export interface AnonymousCache {
  read(): Promise<string | null>;
  write(text: string): Promise<void>;
}

const commitsPerFetch = 100;
/** Together: politely few, and the first refusal stops the rest. */
const atOnce = 5;
/** GitHub counts by the hour. */
const keptMs = hourMs;

export async function readAnonymously(
  client: GitHubClient,
  requests: readonly ActivityRequest[],
  bots: readonly string[],
  cache: AnonymousCache,
  now: Date,
): Promise<ActivityFetch[]> {
  const kept = await readKept(cache, now);
  const results = new Map<ActivityRequest, ActivityFetch>();
  const stops: { refusal?: StatusfolioError; unreachable?: StatusfolioError } = {};
  for (let start = 0; start < requests.length; start += atOnce) {
    await Promise.all(
      requests.slice(start, start + atOnce).map(async (request) => {
        const key = keyOf(request);
        const known = kept.get(key);
        if (known !== undefined) return void results.set(request, { kind: 'ok', repo: request.repo, activity: known });
        if (stops.refusal !== undefined) return;
        try {
          const fetched = await fetchOne(client, request, bots, now);
          results.set(request, fetched);
          if (fetched.kind === 'ok') kept.set(key, fetched.activity);
        } catch (error) {
          if (!(error instanceof StatusfolioError)) throw error;
          if (error.code === 'GITHUB_UNREACHABLE') stops.unreachable = error;
          if (error.code === 'GITHUB_THROTTLED') stops.refusal = error;
          else results.set(request, { kind: 'failed', repo: request.repo, message: error.message });
        }
      }),
    );
  }
  await cache.write(JSON.stringify([...kept]));
  if (stops.unreachable !== undefined && [...results.values()].every(({ kind }) => kind === 'failed')) {
    throw stops.unreachable;
  }
  const retryAt = stops.refusal?.retryAt ?? null;
  return requests.map((request) => results.get(request) ?? { kind: 'throttled', repo: request.repo, retryAt });
}

function keyOf({ repo, heartbeat }: ActivityRequest): string {
  return `${repo.toLowerCase()}${heartbeat ? ' with schedules' : ''}`;
}

async function readKept(cache: AnonymousCache, now: Date): Promise<Map<string, Activity>> {
  try {
    const entries = JSON.parse((await cache.read()) ?? '[]') as [string, Activity][];
    return new Map(entries.filter(([, { fetchedAt }]) => Math.abs(elapsedMs(fetchedAt, now)) < keptMs));
  } catch {
    // Written by another version, or by half: then nothing is kept, and GitHub is asked again.
    return new Map();
  }
}

async function fetchOne(
  client: GitHubClient,
  request: ActivityRequest,
  bots: readonly string[],
  now: Date,
): Promise<ActivityFetch> {
  const { repo, heartbeat, known } = request;
  const [owner = '', name = ''] = repo.split('/');
  const at = { owner, repo: name };
  const answer = await orNull('NOT_VISIBLE', client.getJson('/repos/{owner}/{repo}', at));
  if (answer === null) return { kind: 'not-visible', repo };
  const repository = understand(repositoryAnswer, answer, repo);
  if (known !== null && known.nodeId !== repository.node_id) return { kind: 'replaced', repo };
  if (isAsKnown(request, repository, now)) {
    return { kind: 'ok', repo, activity: { ...(known as Activity), fetchedAt: now.toISOString() } };
  }

  const listed = await orNull(
    'REPOSITORY_EMPTY',
    client.getJson('/repos/{owner}/{repo}/commits', { ...at, per_page: commitsPerFetch }),
  );
  const commits = listed === null ? null : understand(commitsAnswer, listed, repo);
  const isCut = commits?.length === commitsPerFetch;

  // Three requests at most: a running project is evaluated by its schedule, any other by its releases.
  const releases = heartbeat ? null : await readReleases(client, at, repo);
  const built = buildActivity(toCoreSchema(repository, commits, isCut, releases ?? []), bots, now);
  const activity = keepKnown(built, known, now);
  const operations = await readOperationsSummary(client, at, repository, request, now);
  return { kind: 'ok', repo, activity: { ...leaveUnread(activity, releases, known), operations } };
}

/** Nothing was pushed, archived or renamed since a fetch of less than an hour ago. */
function isAsKnown({ known, stale }: ActivityRequest, repository: RepositoryAnswer, now: Date): boolean {
  if (known === null || stale || elapsedMs(known.operations?.fetchedAt ?? known.fetchedAt, now) > keptMs) return false;
  const { pushed_at, archived, full_name } = repository;
  return pushed_at === known.pushedAt && archived === known.isArchived && full_name === known.name;
}

async function readReleases(client: GitHubClient, at: object, repo: string): Promise<ReleaseSchema[]> {
  const answer = await orNull(
    'NOT_VISIBLE',
    client.getJson('/repos/{owner}/{repo}/releases', { ...at, per_page: keptReleases }),
  );
  return understand(releasesAnswer, answer ?? [], repo).map(({ tag_name, published_at, draft, prerelease }) => ({
    tagName: tag_name,
    publishedAt: published_at,
    isDraft: draft,
    isPrerelease: prerelease,
  }));
}

async function orNull(code: StatusfolioError['code'], asked: Promise<unknown>): Promise<unknown> {
  try {
    return await asked;
  } catch (error) {
    if (error instanceof StatusfolioError && error.code === code) return null;
    throw error;
  }
}

// What three requests without a token do not reach: it stays as it was known, is said to be unread, and is never taken
// for absent. A running project is evaluated by its schedule, any other by its releases.

/** `releases`: null where they were not asked for. */
function leaveUnread(
  activity: Omit<Activity, 'operations'>,
  releases: readonly ReleaseSchema[] | null,
  known: Activity | null,
): Omit<Activity, 'operations'> {
  const kept = { ...activity, tags: known?.tags ?? [] };
  if (releases === null)
    return { ...kept, releases: known?.releases ?? [], unread: ['releases', 'tags', 'deployments'] };
  return { ...kept, unread: releases.length > 0 ? ['deployments'] : ['tags', 'deployments'] };
}

/** A topic comes with the repository itself; a README would be one request too many. */
async function readOperationsSummary(
  client: GitHubClient,
  at: object,
  repository: RepositoryAnswer,
  { repo, heartbeat, known }: ActivityRequest,
  now: Date,
): Promise<Operations | null> {
  const before = known?.operations ?? null;
  const schedules = heartbeat ? await readSchedules(client, at, repository.default_branch, repo) : null;
  const topic = readDeclaration(null, repository.topics ?? []);
  const said = topic === null ? before?.declared : dateDeclaration(topic, before?.declared, now.toISOString());
  if (schedules === null && said === undefined) return before;
  return {
    fetchedAt: now.toISOString(),
    deployments: before?.deployments ?? [],
    schedules: schedules ?? before?.schedules ?? null,
    ...(said !== undefined && { declared: said }),
  };
}

/** From the runs alone: that a workflow was switched off is one request too many, and shows as silence. */
async function readSchedules(
  client: GitHubClient,
  at: object,
  branch: string,
  repo: string,
): Promise<ScheduledWorkflow[]> {
  const query = { ...at, branch, event: 'schedule', per_page: 50, exclude_pull_requests: true };
  const answer = await getOrNull(client, '/repos/{owner}/{repo}/actions/runs', query);
  const runs = answer === null ? [] : understand(runsSchema, answer, repo).workflow_runs;
  const byWorkflow = Map.groupBy(runs, ({ workflow_id }) => workflow_id);
  return [...byWorkflow.values()].flatMap((group) => {
    const read = group.flatMap(readRun);
    read.sort((a, b) => Date.parse(b.at) - Date.parse(a.at));
    const [first] = group;
    const name = first?.name ?? 'scheduled workflow';
    // A run names its file together with the branch.
    const path = first?.path == null ? {} : { path: first.path.split('@', 1)[0] ?? '' };
    return read.length === 0 ? [] : [{ name, ...path, state: 'active' as const, stateChangedAt: null, runs: read }];
  });
}
