// Pulls the activity of many repositories with as few requests as GitHub's limits allow: a cheap check of those that
// are known, a close check of those that are new or have changed. A fetch that failed, or came back in part, is never
// passed off as "nothing happened".

import { dayMs, elapsedMs, hourMs } from '../../core/dates.ts';
import type { Activity, Operations } from '../../core/model.ts';
import type { ActivityFetch, ActivityRequest, Probe } from '../../ports/github.ts';
import { type Found, openSession, type Question, type Session } from '../batch-query.ts';
import type { GitHubClient } from '../client.ts';
import { coreByIds, coreByNames, idsByNames, liteByIds } from '../queries.ts';
import { type CoreSchema, coreSchema, idSchema, type LiteSchema, liteSchema } from '../schemas.ts';
import { buildActivity, hasChanged, historySince, keepKnown } from './build.ts';
import { readOperations } from './deployments.ts';
import { readParts } from './folders.ts';

/** A close fetch that is older is repeated although nothing seems to have changed. */
const fullFetchEveryMs = dayMs;
/** Deployments and scheduled runs leave no trace in the cheap fetch. */
const heartbeatFetchEveryMs = hourMs;
const commitsPerFetch = 100;

/** A repository that was seen, and whether closely. */
interface Sight {
  readonly request: ActivityRequest;
  readonly activity: Omit<Activity, 'operations'>;
  readonly isClose: boolean;
  readonly folders: readonly string[];
  readonly hiddenOwner: string | null;
}

/** One fetch per request, in the same order. Throws what stopped it when nothing at all could be checked. */
export async function readActivities(
  client: GitHubClient,
  requests: readonly ActivityRequest[],
  bots: readonly string[],
  now: Date,
  probe: Probe | null = null,
): Promise<ActivityFetch[]> {
  const session = openSession(client);
  const known = requests.filter(isKnown);
  const cheap = await fetchSummaries(session, known);
  const isQuiet = (request: KnownRequest) => isUnchanged(request, cheap.get(request));
  const overdue = chooseOverdue(known.filter(isQuiet), known.length, now);
  const isEnough = (request: KnownRequest) => isQuiet(request) && !overdue.has(request);
  const close = new Map<ActivityRequest, FetchResult<CoreSchema>>([
    ...(await fetchFullByName(
      session,
      requests.filter((request) => !isKnown(request)),
      now,
    )),
    ...(await fetchFullById(
      session,
      known.filter((request) => cheap.get(request)?.kind === 'found' && !isEnough(request)),
      now,
    )),
  ]);

  const sights = new Map<ActivityRequest, Sight>();
  for (const request of known.filter(isEnough)) {
    const activity = { ...request.known, fetchedAt: now.toISOString() };
    const folders = (request.folders ?? []).filter((folder) => request.known.folders?.[folder] === undefined);
    sights.set(request, { request, activity, isClose: false, folders, hiddenOwner: null });
  }
  for (const [request, fetched] of close) {
    if (fetched.kind !== 'found') continue;
    const built = buildActivity(fetched.value, bots, now);
    sights.set(request, {
      request,
      activity: keepKnown(built, request.known, now),
      isClose: true,
      folders: request.folders ?? [],
      hiddenOwner: findHiddenOwner(fetched.value, built),
    });
  }
  const wholes = await readParts(
    session,
    [...sights.values()].filter(({ folders, hiddenOwner }) => folders.length > 0 || hiddenOwner !== null),
    bots,
    now,
  );
  const operations = await fetchOperations(session, [...sights.values()], now, probe);

  const results = requests.map((request): ActivityFetch => {
    const { repo } = request;
    const sight = sights.get(request);
    if (sight !== undefined) {
      return {
        kind: 'ok',
        repo,
        activity: {
          ...(wholes.get(sight) ?? sight.activity),
          operations: operations.get(sight) ?? request.known?.operations ?? null,
        },
      };
    }
    const missed = close.get(request) ?? (isKnown(request) ? cheap.get(request) : undefined);
    return missed === undefined || missed.kind === 'found'
      ? { kind: 'failed', repo, message: 'It was not checked.' }
      : { ...missed, repo };
  });
  const reason = session.stoppedBy();
  if (reason !== null && results.every(({ kind }) => kind === 'failed')) throw reason;
  return results;
}

/** Who owns a repository whose newest commits are all of machines, so that its own last work is on a later page. */
function findHiddenOwner(
  { owner, defaultBranchRef }: CoreSchema,
  { commits }: Pick<Activity, 'commits'>,
): string | null {
  const isCut = defaultBranchRef?.target?.history.isCut === true;
  const isHidden = isCut && commits.every(({ kind }) => kind !== 'work');
  return isHidden && owner?.__typename === 'User' ? owner.id : null;
}

function isKnown(request: ActivityRequest): request is KnownRequest {
  return request.known !== null;
}

function isUnchanged({ known, stale }: KnownRequest, fetched: FetchResult<LiteSchema> | undefined): boolean {
  return fetched?.kind === 'found' && !stale && !hasChanged(known, fetched.value);
}

/** The day-old ones, oldest first, and of a long list only a part: what was first seen in one refresh comes apart. */
function chooseOverdue(quiet: readonly KnownRequest[], total: number, now: Date): ReadonlySet<KnownRequest> {
  const perFetch = Math.max(closely.largestBatch, Math.ceil(total / 24));
  const old = quiet.map((request) => ({ request, ageMs: readAgeMs(request.known, now) }));
  const due = old.filter(({ ageMs }) => ageMs > fullFetchEveryMs).sort((a, b) => b.ageMs - a.ageMs);
  return new Set(due.slice(0, perFetch).map(({ request }) => request));
}

/** An unchanged fetch renews `fetchedAt`, so the age of the operations tells how old the last close fetch is. */
function readAgeMs({ fetchedAt, operations }: Activity, now: Date): number {
  return Math.max(elapsedMs(fetchedAt, now), operations === null ? 0 : elapsedMs(operations.fetchedAt, now));
}

const closely = { largestBatch: 25, schema: coreSchema } satisfies Partial<Question<ActivityRequest, CoreSchema>>;

function fetchFullById(
  session: Session,
  requests: readonly KnownRequest[],
  now: Date,
): Promise<Map<KnownRequest, Found<CoreSchema>>> {
  const window = { since: historySince(now), commits: commitsPerFetch };
  return session.ask(requests, {
    ...closely,
    format: (batch) => ({ text: coreByIds, variables: { ...window, ids: batch.map(({ known }) => known.nodeId) } }),
    placeOf: (index) => ['nodes', index],
  });
}

function fetchFullByName(
  session: Session,
  requests: readonly ActivityRequest[],
  now: Date,
): Promise<Map<ActivityRequest, Found<CoreSchema>>> {
  const window = { since: historySince(now), commits: commitsPerFetch };
  return session.ask(requests, {
    ...closely,
    format: (batch) => ({ text: coreByNames(batch.length), variables: { ...window, ...toNameVariables(batch) } }),
    placeOf: (index) => [`r${index}`],
  });
}

async function fetchOperations(
  session: Session,
  sights: readonly Sight[],
  now: Date,
  probe: Probe | null,
): Promise<Map<Sight, Operations | null>> {
  const requests = sights
    .filter(({ request, isClose }) => isClose || isOperationsFetchDue(request, now))
    .map((sight) => ({
      sight,
      activity: sight.activity,
      known: sight.request.known?.operations ?? null,
      heartbeat: sight.request.heartbeat,
    }));
  const read = await readOperations(session, requests, now, probe);
  return new Map([...read].map(([{ sight }, operations]) => [sight, operations]));
}

function isOperationsFetchDue({ known, heartbeat }: ActivityRequest, now: Date): boolean {
  const operations = known?.operations ?? null;
  if (operations === null) return true;
  // Schedules are missing where they were refused, but also where nobody had asked for them.
  return heartbeat && (operations.schedules === null || elapsedMs(operations.fetchedAt, now) > heartbeatFetchEveryMs);
}

// The cheap check of repositories that are known: has anything happened, and are they still themselves? Says nothing of
// what happened.

export type KnownRequest = ActivityRequest & { readonly known: Activity };
export type FetchResult<Value> = Found<Value> | { readonly kind: 'replaced' };

/** By id, so that a renamed repository stays itself; where the link's name may mean another one, by name as well. */
async function fetchSummaries(
  session: Session,
  requests: readonly KnownRequest[],
): Promise<Map<KnownRequest, FetchResult<LiteSchema>>> {
  const summaries = new Map(requests.map((request) => [request, liteSchema.safeParse(request.summary?.seen)]));
  const asked = await session.ask(
    requests.filter((request) => summaries.get(request)?.success !== true),
    {
      largestBatch: 100,
      format: (batch) => ({ text: liteByIds, variables: { ids: batch.map(({ known }) => known.nodeId) } }),
      placeOf: (index) => ['nodes', index],
      schema: liteSchema,
    },
  );
  const seen = requests.flatMap((request): [KnownRequest, Found<LiteSchema>][] => {
    const value = summaries.get(request)?.data;
    return value === undefined ? [] : [[request, { kind: 'found', value }]];
  });
  const byId = new Map([...asked, ...seen]);
  const doubtful = requests.filter((request) => {
    const fetched = byId.get(request);
    return (
      fetched?.kind === 'not-visible' ||
      (fetched?.kind === 'found' && !isSameName(fetched.value.nameWithOwner, request.repo))
    );
  });
  const byName = await session.ask(doubtful, {
    largestBatch: 50,
    format: (batch) => ({ text: idsByNames(batch.length), variables: toNameVariables(batch) }),
    placeOf: (index) => [`r${index}`],
    schema: idSchema,
  });
  return new Map(
    requests.map((request) => {
      const fetched = byId.get(request) ?? { kind: 'failed', message: 'It was not checked.' };
      const name = byName.get(request);
      return [request, name === undefined ? fetched : compareNames(fetched, name, request.known.nodeId)];
    }),
  );
}

/** What the id and the name say together. A name that leads nowhere is a dead link, not another repository. */
function compareNames(
  byId: Found<LiteSchema>,
  byName: Found<{ readonly id: string }>,
  nodeId: string,
): FetchResult<LiteSchema> {
  if (byName.kind === 'not-visible') return byId;
  if (byName.kind !== 'found') return byName;
  if (byName.value.id !== nodeId) return { kind: 'replaced' };
  return byId.kind === 'found' ? byId : { kind: 'failed', message: 'GitHub finds it by its name, but not by its id.' };
}

function isSameName(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}

export function toNameVariables(batch: readonly Pick<ActivityRequest, 'repo'>[]): Record<string, string> {
  return Object.fromEntries(
    batch.flatMap(({ repo }, index) => {
      const [owner = '', name = ''] = repo.split('/');
      return [
        [`owner${index}`, owner],
        [`name${index}`, name],
      ];
    }),
  );
}
