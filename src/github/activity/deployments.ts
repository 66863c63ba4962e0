// Signs of something that runs: deployments and scheduled workflows. They need permissions that a token may lack, so
// they are asked for apart and may fail without costing anything else; what could not be fetched stays as it was.

import * as z from 'zod';
import { isUpkeep } from '../../core/activity/commit-kind.ts';
import { dateDeclaration, readDeclaration, saysMoved } from '../../core/activity/repository-status.ts';
import { readPurpose } from '../../core/activity/workflow-purpose.ts';
import { toInstant } from '../../core/dates.ts';
import type { Activity, Deployment, Operations, ScheduledWorkflow } from '../../core/model.ts';
import { StatusfolioError } from '../../errors.ts';
import type { Probe } from '../../ports/github.ts';
import type { Found, Session } from '../batch-query.ts';
import type { GitHubClient } from '../client.ts';
import { unexpected } from '../errors.ts';
import { operationsByIds, workflowsAt } from '../queries.ts';
import { operationsSchema, runsSchema, workflowsSchema } from '../schemas.ts';

export interface OperationsRequest {
  readonly activity: Omit<Activity, 'operations'>;
  /** The last good fetch. */
  readonly known: Operations | null;
  readonly heartbeat: boolean;
}

/** A run is described in some 15 KB: enough of them to find the period, not more. */
const runsPerFetch = 50;

/** So many repositories without an answer in a row: GitHub is not answering today. */
const maxSilences = 3;

/** null where nothing is known, now or from before. */
export async function readOperations<Request extends OperationsRequest>(
  session: Session,
  requests: readonly Request[],
  now: Date,
  probe: Probe | null = null,
): Promise<Map<Request, Operations | null>> {
  const deployments = await session.ask(requests, {
    largestBatch: 50,
    format: (batch) => ({ text: operationsByIds, variables: { ids: batch.map(({ activity }) => activity.nodeId) } }),
    placeOf: (index) => ['nodes', index],
    schema: operationsSchema,
  });
  const homepages = await readHomepages(requests, deployments, now, probe);
  const results = new Map<Request, Operations | null>();
  let silences = 0;
  for (const request of requests) {
    const found = readDeployments(deployments.get(request));
    const schedules = await readSchedules(session, request, silences < maxSilences && found !== null);
    if (request.heartbeat) silences = schedules === 'no-answer' ? silences + 1 : 0;
    const fetched = deployments.get(request);
    results.set(request, buildOperations(request, fetched, schedules, homepages.get(request) ?? {}, now));
  }
  return results;
}

type FoundOperations = Found<z.infer<typeof operationsSchema>>;

/** What could not be fetched stays as it was. */
function buildOperations(
  { known }: OperationsRequest,
  fetched: FoundOperations | undefined,
  schedules: ScheduledWorkflow[] | null | 'no-answer',
  homepage: Pick<Operations, 'homepage'>,
  now: Date,
): Operations | null {
  const deployments = readDeployments(fetched);
  if (deployments === null || schedules === 'no-answer') return known;
  return { fetchedAt: toInstant(now), deployments, schedules, ...readDeclared(fetched, known, now), ...homepage };
}

/** So many checks are remembered. */
const keptChecks = 10;

/** Homepages that are asked at the same time: a slow one takes seconds. */
const askedTogether = 10;

async function readHomepages<Request extends OperationsRequest>(
  requests: readonly Request[],
  found: ReadonlyMap<Request, FoundOperations>,
  now: Date,
  probe: Probe | null,
): Promise<Map<Request, Pick<Operations, 'homepage'>>> {
  const read = new Map<Request, Pick<Operations, 'homepage'>>();
  for (let start = 0; start < requests.length && probe !== null; start += askedTogether) {
    const together = requests.slice(start, start + askedTogether);
    await Promise.all(
      together.map(async (request) => read.set(request, await readHomepage(found.get(request), request, now, probe))),
    );
  }
  return read;
}

/** Asked only where a status depends on it. Once nobody asks any more, what was known is forgotten. */
async function readHomepage(
  found: FoundOperations | undefined,
  { known, heartbeat }: OperationsRequest,
  now: Date,
  probe: Probe,
): Promise<Pick<Operations, 'homepage'>> {
  const before = known?.homepage ?? [];
  const address = found?.kind === 'found' ? (found.value.homepageUrl ?? '') : '';
  const ok = !heartbeat || address === '' ? null : await probe(address);
  const checks = ok === null ? before : [...before, { at: toInstant(now), ok }].slice(-keptChecks);
  return checks.length === 0 ? {} : { homepage: checks };
}

/** Absent where it could not be fetched and never was. */
function readDeclared(
  found: FoundOperations | undefined,
  known: Operations | null,
  now: Date,
): Pick<Operations, 'declared' | 'hasMoved'> {
  if (found?.kind !== 'found') {
    return {
      ...(known?.declared !== undefined && { declared: known.declared }),
      ...(known?.hasMoved !== undefined && { hasMoved: known.hasMoved }),
    };
  }
  const topics = found.value.repositoryTopics.map(({ topic }) => topic.name);
  const said = readDeclaration(found.value.readme?.text ?? null, topics);
  const hasMoved = saysMoved(found.value.readme?.text ?? null, found.value.description ?? null);
  return { declared: dateDeclaration(said, known?.declared, toInstant(now)), ...(hasMoved && { hasMoved }) };
}

/** null: could not be fetched. Refused for good is an empty list: there is nothing to see for this token. */
function readDeployments(found: FoundOperations | undefined): Deployment[] | null {
  if (found?.kind === 'forbidden' || found?.kind === 'not-visible') return [];
  if (found?.kind !== 'found') return null;
  return found.value.deployments.map(({ environment, createdAt, state, latestStatus }) => ({
    environment: environment ?? '',
    state: readState(latestStatus?.state ?? state ?? ''),
    at: latestStatus?.createdAt ?? createdAt,
    createdAt,
  }));
}

/** A deployment without statuses calls success "active". */
function readState(state: string): string {
  return state === 'ACTIVE' ? 'success' : state.toLowerCase();
}

/** null: nobody asked, or the credential may not read workflows. */
async function readSchedules(
  session: Session,
  { heartbeat, activity, known }: OperationsRequest,
  isWorthAsking: boolean,
): Promise<ScheduledWorkflow[] | null | 'no-answer'> {
  if (!heartbeat) return null;
  if (!isWorthAsking || session.stoppedBy() !== null) return 'no-answer';
  try {
    const schedules = await readScheduledWorkflows(session.client, activity);
    return await readPurposes(session.client, activity, schedules, known?.schedules ?? []);
  } catch (error) {
    if (!(error instanceof StatusfolioError)) throw error;
    if (error.code === 'NOT_VISIBLE') return null;
    if (error.code === 'GITHUB_THROTTLED') session.stop(error);
    return 'no-answer';
  }
}

async function readScheduledWorkflows(
  client: GitHubClient,
  { name, defaultBranch }: OperationsRequest['activity'],
): Promise<ScheduledWorkflow[]> {
  if (defaultBranch === null) return [];
  const [owner, repo] = name.split('/');
  const listed = understand(
    workflowsSchema,
    await client.getJson('/repos/{owner}/{repo}/actions/workflows', { owner, repo, per_page: 100 }),
  );
  if (listed.workflows.length === 0) return [];
  const scheduled = understand(
    runsSchema,
    await client.getJson('/repos/{owner}/{repo}/actions/runs', {
      owner,
      repo,
      branch: defaultBranch,
      event: 'schedule',
      per_page: runsPerFetch,
      exclude_pull_requests: true,
    }),
  );
  return listed.workflows.flatMap((workflow) => {
    const state = readWorkflowState(workflow.state);
    const runs = scheduled.workflow_runs.filter((run) => run.workflow_id === workflow.id).flatMap(readRun);
    if (state === null || runs.length === 0) return [];
    runs.sort((a, b) => Date.parse(b.at) - Date.parse(a.at));
    return [
      {
        name: workflow.name,
        ...(workflow.path != null && { path: workflow.path }),
        state,
        stateChangedAt: state === 'active' ? null : (workflow.updated_at ?? null),
        runs,
      },
    ];
  });
}

function understand<Schema extends z.ZodType>(schema: Schema, body: unknown): z.output<Schema> {
  const parsed = schema.safeParse(body);
  if (parsed.success) return parsed.data;
  throw unexpected("GitHub's response about workflows was not understood.", 'workflows');
}

/** null: deleted, or switched off because the repository is a fork. */
function readWorkflowState(state: string): ScheduledWorkflow['state'] | null {
  return state === 'active' || state === 'disabled_inactivity' || state === 'disabled_manually' ? state : null;
}

const failures = new Set(['failure', 'timed_out', 'startup_failure']);

/** Runs that are under way, skipped or cancelled say nothing about whether the thing works. */
export function readRun(run: { readonly created_at: string; readonly conclusion?: string | null | undefined }) {
  if (run.conclusion === 'success') return [{ at: run.created_at, succeeded: true }];
  return failures.has(run.conclusion ?? '') ? [{ at: run.created_at, succeeded: false }] : [];
}

// What scheduled workflows do, by their files at the head of the default branch. A file is read once for every commit that
// the branch stood at, and evaluated once for every blob.

/** More than these in one repository are not read. */
const maxFiles = 20;

const workflowFilesSchema = z.object({
  node: z
    .record(z.string(), z.object({ oid: z.string().optional(), text: z.string().nullish() }).nullable())
    .nullable(),
});

/** The schedules with what they are for. What could not be read stays as it was known, else unknown. */
async function readPurposes(
  client: GitHubClient,
  { nodeId, headOid }: Pick<Activity, 'nodeId' | 'headOid'>,
  schedules: readonly ScheduledWorkflow[],
  known: readonly ScheduledWorkflow[],
): Promise<ScheduledWorkflow[]> {
  const before = new Map(known.map((schedule) => [schedule.path ?? schedule.name, schedule]));
  const recalled = schedules.map((schedule): ScheduledWorkflow => {
    const { purpose, read } = before.get(schedule.path ?? schedule.name) ?? {};
    return { ...schedule, ...(purpose !== undefined && { purpose }), ...(read !== undefined && { read }) };
  });
  // A name that says upkeep is believed; what GitHub runs for its own services has no file.
  const open = recalled.filter((schedule) => !isUpkeep(schedule) && schedule.path?.startsWith('.github/') === true);
  const stale = open.filter(({ read }) => read === undefined || read.commit !== headOid).slice(0, maxFiles);
  const found = await readFiles(client, nodeId, stale);
  return recalled.map((schedule) => {
    const file = found.get(schedule);
    if (!open.includes(schedule)) return schedule;
    if (file === undefined) return { ...schedule, purpose: schedule.purpose ?? 'unknown' };
    const isSame = schedule.purpose !== undefined && schedule.read?.blob === file.oid && file.oid !== null;
    const purpose = isSame ? schedule.purpose : readPurpose(file.text);
    return { ...schedule, purpose, read: { blob: file.oid, commit: headOid } };
  });
}

async function readFiles(client: GitHubClient, id: string, schedules: readonly ScheduledWorkflow[]) {
  const files = new Map<ScheduledWorkflow, { readonly oid: string | null; readonly text: string }>();
  if (schedules.length === 0) return files;
  const places = Object.fromEntries(schedules.map(({ path }, index) => [`at${index}`, `HEAD:${path}`]));
  const answer = await client.query(workflowsAt(schedules.length), { id, ...places });
  const parsed = answer.kind === 'overloaded' ? null : workflowFilesSchema.safeParse(answer.data);
  if (answer.kind === 'overloaded' || parsed?.success !== true || answer.errors.length > 0) return files;
  for (const [index, schedule] of schedules.entries()) {
    const file = parsed.data.node?.[`f${index}`];
    if (file !== undefined) files.set(schedule, { oid: file?.oid ?? null, text: file?.text ?? '' });
  }
  return files;
}
