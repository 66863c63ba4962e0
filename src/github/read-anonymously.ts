// Looks at repositories over REST. Without a token: at most three requests for each, within the 60 an hour that GitHub
// allows an address; what did not fit is named, never guessed; looks are kept for an hour, because a person who tries
// the program runs it several times. With a token: for a server that does not speak GraphQL, one after the other.

import { elapsedMs, hourMs } from '../core/instants.ts';
import type { Activity, CommitFact, FolderHistory, ScheduledWorkflow } from '../core/model.ts';
import { StatusfolioError } from '../errors.ts';
import type { ActivityLook, ActivityRequest } from '../ports.ts';
import {
  commitsAnswer,
  type RepositoryAnswer,
  releasesAnswer,
  repositoryAnswer,
  toCommitShape,
  toCoreShape,
} from './anonymous-shapes.ts';
import { buildActivity, historySince, keepKnown, readCommitKindOf } from './build-activity.ts';
import type { GitHubClient } from './client.ts';
import { unexpected } from './read-failure.ts';
import { readRun } from './read-operations.ts';
import { readCompleteSince } from './read-parts.ts';
import { type ReleaseShape, runsShape } from './shapes.ts';

/** A text that outlives the process; losing it costs requests, nothing else. */
export interface AnonymousCache {
  read(): Promise<string | null>;
  write(text: string): Promise<void>;
}

const commitsPerLook = 100;
/** Together: politely few, and the first refusal stops the rest. With a token GitHub asks for one at a time. */
const atOnceWithoutToken = 5;
/** GitHub counts by the hour. */
const keptMs = hourMs;

interface Way {
  readonly atOnce: number;
  /** Workflow runs and releases both, not the one or the other. */
  readonly isThorough: boolean;
}

/** The fall-back of a client with a token. Keeps nothing: the store does. */
export async function readOverRest(
  client: GitHubClient,
  requests: readonly ActivityRequest[],
  bots: readonly string[],
  now: Date,
): Promise<ActivityLook[]> {
  const cache = { read: async () => null, write: async () => {} };
  return await readAll(client, requests, bots, cache, now, { atOnce: 1, isThorough: true });
}

export async function readAnonymously(
  client: GitHubClient,
  requests: readonly ActivityRequest[],
  bots: readonly string[],
  cache: AnonymousCache,
  now: Date,
): Promise<ActivityLook[]> {
  return await readAll(client, requests, bots, cache, now, { atOnce: atOnceWithoutToken, isThorough: false });
}

async function readAll(
  client: GitHubClient,
  requests: readonly ActivityRequest[],
  bots: readonly string[],
  cache: AnonymousCache,
  now: Date,
  way: Way,
): Promise<ActivityLook[]> {
  const { atOnce } = way;
  const kept = await readKept(cache, now);
  const looks = new Map<ActivityRequest, ActivityLook>();
  const stops: { refusal?: StatusfolioError; unreachable?: StatusfolioError } = {};
  for (let start = 0; start < requests.length; start += atOnce) {
    await Promise.all(
      requests.slice(start, start + atOnce).map(async (request) => {
        const key = keyOf(request);
        const known = kept.get(key);
        if (known !== undefined) return void looks.set(request, { kind: 'ok', repo: request.repo, activity: known });
        if (stops.refusal !== undefined) return;
        try {
          const look = await lookAt(client, request, bots, now, way);
          looks.set(request, look);
          if (look.kind === 'ok') kept.set(key, look.activity);
        } catch (error) {
          if (!(error instanceof StatusfolioError)) throw error;
          if (error.code === 'GITHUB_UNREACHABLE') stops.unreachable = error;
          if (error.code === 'GITHUB_THROTTLED') stops.refusal = error;
          else looks.set(request, { kind: 'failed', repo: request.repo, message: error.message });
        }
      }),
    );
  }
  await cache.write(JSON.stringify([...kept]));
  if (stops.unreachable !== undefined && [...looks.values()].every(({ kind }) => kind === 'failed')) {
    throw stops.unreachable;
  }
  const retryAt = stops.refusal?.retryAt ?? null;
  return requests.map((request) => looks.get(request) ?? { kind: 'throttled', repo: request.repo, retryAt });
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

async function lookAt(
  client: GitHubClient,
  request: ActivityRequest,
  bots: readonly string[],
  now: Date,
  { isThorough }: Way,
): Promise<ActivityLook> {
  const { repo, heartbeat, known } = request;
  const [owner, name] = repo.split('/');
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
    client.getJson('/repos/{owner}/{repo}/commits', { ...at, per_page: commitsPerLook }),
  );
  const commits = listed === null ? null : understand(commitsAnswer, listed, repo);
  const isCut = commits?.length === commitsPerLook;

  // Three requests at most: a running project is judged by its schedule, any other by its releases.
  const schedules = heartbeat ? await readSchedules(client, at, repository.default_branch, repo) : null;
  const releases = heartbeat && !isThorough ? [] : await readReleases(client, at, repo);
  const built = buildActivity(toCoreShape(repository, commits, isCut, releases), bots, now);
  const activity = keepKnown(built, known, now);
  const folders = isThorough ? await readFolders(client, at, request, activity, bots, now) : {};
  const isLookedAt = schedules !== null || isThorough;
  const operations = isLookedAt ? { fetchedAt: now.toISOString(), deployments: [], schedules } : null;
  return { kind: 'ok', repo, activity: { ...activity, ...folders, operations } };
}

/** What was committed to the folders that rows are about; an empty answer may be a folder that never was. */
async function readFolders(
  client: GitHubClient,
  at: object,
  { repo, folders = [] }: ActivityRequest,
  activity: Omit<Activity, 'operations'>,
  bots: readonly string[],
  now: Date,
): Promise<Pick<Activity, 'folders'>> {
  const found: Record<string, FolderHistory> = {};
  for (const folder of folders) {
    const query = { ...at, path: folder, since: historySince(now), per_page: commitsPerLook };
    const answer = await orNull('REPOSITORY_EMPTY', client.getJson('/repos/{owner}/{repo}/commits', query));
    const shapes = understand(commitsAnswer, answer ?? [], repo).map(toCommitShape);
    const commits = shapes.map(
      (shape): CommitFact => ({ oid: shape.oid, at: shape.committedDate, kind: readCommitKindOf(shape, bots) }),
    );
    const isWhole = commits.length > 0 && commits.length < commitsPerLook;
    found[folder] = { commits, completeSince: readCompleteSince(activity, commits, isWhole, now) };
  }
  return folders.length === 0 ? {} : { folders: found };
}

/** Nothing was pushed, archived or renamed since a look of less than an hour ago. */
function isAsKnown({ known, stale }: ActivityRequest, repository: RepositoryAnswer, now: Date): boolean {
  if (known === null || stale || elapsedMs(known.operations?.fetchedAt ?? known.fetchedAt, now) > keptMs) return false;
  const { pushed_at, archived, full_name } = repository;
  return pushed_at === known.pushedAt && archived === known.isArchived && full_name === known.name;
}

async function readReleases(client: GitHubClient, at: object, repo: string): Promise<ReleaseShape[]> {
  const answer = await orNull('NOT_VISIBLE', client.getJson('/repos/{owner}/{repo}/releases', { ...at, per_page: 5 }));
  return understand(releasesAnswer, answer ?? [], repo).map(({ tag_name, published_at, draft, prerelease }) => ({
    tagName: tag_name,
    publishedAt: published_at,
    isDraft: draft,
    isPrerelease: prerelease,
  }));
}

/** From the runs alone: that a workflow was switched off is one request too many, and shows as silence. */
async function readSchedules(
  client: GitHubClient,
  at: object,
  branch: string,
  repo: string,
): Promise<ScheduledWorkflow[]> {
  const query = { ...at, branch, event: 'schedule', per_page: 50, exclude_pull_requests: true };
  const answer = await orNull('NOT_VISIBLE', client.getJson('/repos/{owner}/{repo}/actions/runs', query));
  const runs = answer === null ? [] : understand(runsShape, answer, repo).workflow_runs;
  const byWorkflow = Map.groupBy(runs, ({ workflow_id }) => workflow_id);
  return [...byWorkflow.values()].flatMap((group) => {
    const read = group.flatMap(readRun);
    read.sort((a, b) => Date.parse(b.at) - Date.parse(a.at));
    const name = group[0]?.name ?? 'scheduled workflow';
    return read.length === 0 ? [] : [{ name, state: 'active' as const, stateChangedAt: null, runs: read }];
  });
}

async function orNull(code: StatusfolioError['code'], asked: Promise<unknown>): Promise<unknown> {
  try {
    return await asked;
  } catch (error) {
    if (error instanceof StatusfolioError && error.code === code) return null;
    throw error;
  }
}

function understand<Output>(
  shape: { safeParse(value: unknown): { success: true; data: Output } | { success: false } },
  answer: unknown,
  repo: string,
): Output {
  const parsed = shape.safeParse(answer);
  if (parsed.success) return parsed.data;
  throw unexpected(`GitHub's answer about ${repo} was not understood.`, repo);
}
