// Parts of histories that the close fetch does not show: what was committed to a folder, where a row is about that folder
// alone; and the owner's own last commits, where machines fill the page that was read. What cannot be read stays as it
// was, or is not known; it is never taken for silence.

import { earliest, latest } from '../../core/dates.ts';
import type { Activity, CommitFact, FolderHistory } from '../../core/model.ts';
import type { Found, Session } from '../batch-query.ts';
import { historiesByIds } from '../queries.ts';
import { type PartSchema, partSchema } from '../schemas.ts';
import { historySince, readCommitKindOf } from './build.ts';

export interface PartsRequest {
  readonly activity: Omit<Activity, 'operations'>;
  readonly folders: readonly string[];
  /** Node id of the person whose commits machines hide; null where nothing is hidden, or nobody owns it alone. */
  readonly hiddenOwner: string | null;
}

interface Part<Request> {
  readonly request: Request;
  readonly folder: string | null;
}

const commitsPerPart = 50;

/** The activity with its parts, for every request. */
export async function readParts<Request extends PartsRequest>(
  session: Session,
  requests: readonly Request[],
  bots: readonly string[],
  now: Date,
): Promise<Map<Request, Omit<Activity, 'operations'>>> {
  const parts = requests.flatMap((request): Part<Request>[] => [
    ...request.folders.map((folder) => ({ request, folder })),
    ...(request.hiddenOwner === null ? [] : [{ request, folder: null }]),
  ]);
  const found = await session.ask(parts, {
    largestBatch: 10,
    format: (batch) => ({ text: historiesByIds(batch.length), variables: toVariables(batch, now) }),
    placeOf: (index) => [`h${index}`],
    schema: partSchema,
  });
  return new Map(
    requests.map((request) => {
      const own = parts.filter((part) => part.request === request);
      return [
        request,
        own.reduce((activity, part) => addPart(activity, part, found.get(part), bots, now), request.activity),
      ];
    }),
  );
}

function toVariables(batch: readonly Part<PartsRequest>[], now: Date): Record<string, unknown> {
  const variables: Record<string, unknown> = { commits: commitsPerPart };
  for (const [index, { request, folder }] of batch.entries()) {
    variables[`id${index}`] = request.activity.nodeId;
    variables[`at${index}`] = `HEAD:${folder ?? ''}`;
    if (folder === null) variables[`author${index}`] = { id: request.hiddenOwner };
    else Object.assign(variables, { [`path${index}`]: folder, [`since${index}`]: historySince(now) });
  }
  return variables;
}

function addPart(
  activity: Omit<Activity, 'operations'>,
  { folder }: Part<PartsRequest>,
  found: Found<PartSchema> | undefined,
  bots: readonly string[],
  now: Date,
): Omit<Activity, 'operations'> {
  if (found?.kind !== 'found') return activity;
  const history = found.value.defaultBranchRef?.target?.history ?? { commits: [], isCut: true };
  const forkOwner = activity.isFork ? (activity.name.split('/')[0] ?? null) : null;
  const commits = history.commits.map(
    (commit): CommitFact => ({
      oid: commit.oid,
      at: earliest(commit.committedDate, now.toISOString()) ?? commit.committedDate,
      kind: readCommitKindOf(commit, bots, forkOwner),
    }),
  );
  if (folder === null) return { ...activity, commits: merge(activity.commits, commits) };
  const isThere = found.value.entry?.__typename === 'Tree';
  const completeSince = readCompleteSince(activity, commits, isThere && !history.isCut, now);
  return { ...activity, folders: { ...activity.folders, [folder]: { commits, completeSince } } };
}

/** A folder that is not there any more may live on under another name: then nothing is known of its silence. */
function readCompleteSince(
  { createdAt }: Pick<Activity, 'createdAt'>,
  commits: readonly CommitFact[],
  isWhole: boolean,
  now: Date,
): FolderHistory['completeSince'] {
  const oldest = earliest(...commits.map(({ at }) => at));
  if (!isWhole) return oldest ?? now.toISOString();
  const since = latest(historySince(now), createdAt) ?? createdAt;
  return earliest(since, oldest) ?? since;
}

/** Newest first, each once. */
function merge(known: readonly CommitFact[], added: readonly CommitFact[]): CommitFact[] {
  const oids = new Set(known.map(({ oid }) => oid));
  return [...known, ...added.filter(({ oid }) => !oids.has(oid))].sort((a, b) => Date.parse(b.at) - Date.parse(a.at));
}
