// One owner's turn: all that was received is applied, a few of the jobs that are due are run, and the directory is told when
// the next turn is. One worker at a time has it, on whatever runtime; what is left over makes the next one due at once.

import { readSchedule } from '../../config/schedule.ts';
import { latest, toInstant } from '../../core/dates.ts';
import { toAccountId } from '../../core/owner-id.ts';
import { StatusfolioError } from '../../errors.ts';
import type { Directory } from '../../ports/directory.ts';
import type { Documents } from '../../ports/github.ts';
import type { Job, JobResult } from '../../ports/queue.ts';
import type { RepositoryRecord } from '../../ports/records.ts';
import type { TurnOwner } from '../../ports/turn.ts';
import { receiveDeliveries } from '../deliveries/process-deliveries.ts';
import { recall } from '../fetch-activity.ts';
import { runInTime, runJob } from '../run-jobs.ts';
import { pruneDeliveries } from '../schedule.ts';
import { chooseInterval } from './cadence.ts';
import { type ConfigurationPorts, type OwnerConfiguration, readConfiguration } from './home-configuration.ts';

export interface TurnPorts<Claimed extends { readonly job: Job }> extends ConfigurationPorts {
  readonly directory: Directory;
  /** null: nobody with this id has the App. */
  readonly openOwner: (ownerId: string) => Promise<TurnOwner<Claimed> | null>;
  /** There are no documents on this machine. */
  readonly files: Documents;
}

/** `busy`: another worker has it, and the owner is due again. `absent`: the owner is not active. */
export type TurnOutcome = 'done' | 'busy' | 'absent';

const maxJobs = 5;
/** After so long, or so many calls of the database, no further job is begun. */
const longMs = 20_000;
const maxCalls = 400;
/** What one refresh of a large document was seen to need. */
const callsOfJob = 60;
/** A job that takes longer is given back; together with the time above it is shorter than the lease. */
const jobTimeoutMs = 90_000;
const leaseMs = 2 * 60_000;
/** What failed for no reason that GitHub names. */
const retryAfterMs = 10 * 60_000;
/** The database failed, which is nobody's fault and passes for all at once. */
const storeRetryAfterMs = 60_000;
/** Of an owner without a configuration that can be used: webhooks tell when that changes. */
const idleMs = 24 * 3_600_000;

/** Never rejects for what is wrong with one owner: it is logged, and tried again later. Throws STORE_UNAVAILABLE. */
export async function takeTurn<Claimed extends { readonly job: Job }>(
  ownerId: string,
  ports: TurnPorts<Claimed>,
): Promise<TurnOutcome> {
  const { directory, clock, log } = ports;
  const leased = await directory.lease(ownerId, clock.now(), leaseMs);
  if (leased === null) {
    const record = await directory.findById(ownerId);
    if (record === null || record.state !== 'active') return 'absent';
    await directory.wake([ownerId], toInstant(clock.now()));
    return 'busy';
  }
  let dueAt = toInstant(clock.now().getTime() + retryAfterMs);
  try {
    const owner = await ports.openOwner(ownerId);
    if (owner !== null) dueAt = await work(owner, ports);
  } catch (error) {
    const failure = error instanceof StatusfolioError ? error : null;
    // What is only put off is no fault.
    const tell = failure?.code === 'GITHUB_THROTTLED' ? log.warn : log.error;
    tell('turn.failed', {
      owner: ownerId,
      code: failure?.code,
      reason: error instanceof Error ? error.message : '',
    });
    const at = failure?.retryAt ?? null;
    if (at !== null) dueAt = at;
    else if (failure?.code === 'STORE_UNAVAILABLE') dueAt = toInstant(clock.now().getTime() + storeRetryAfterMs);
    // Asking on changes nothing; a webhook tells when it would.
    else if (failure?.retryable === false) dueAt = toInstant(clock.now().getTime() + idleMs / 4);
  }
  await directory.release(leased.lease, dueAt);
  return 'done';
}

/** Returns when the next turn is due. */
async function work<Claimed extends { readonly job: Job }>(
  owner: TurnOwner<Claimed>,
  ports: TurnPorts<Claimed>,
): Promise<string> {
  const { id, store, queue, github } = owner;
  const { clock, log } = ports;
  const startedAt = clock.now();
  const configuration = await readConfiguration(owner, await store.waitingDeliveries(500), ports);
  if (configuration === null) {
    await pruneDeliveries(store, startedAt);
    return toInstant(startedAt.getTime() + idleMs);
  }
  const { portfolio, targets } = configuration;
  github.allowWrites([...new Set(targets.flatMap(({ ref }) => (ref.kind === 'github' ? [ref.repo] : [])))]);
  await receiveDeliveries({ store, queue, portfolio, clock, log });
  // What happened while it was suspended no webhook told, and what was granted since may show more.
  const { stateAt } = owner.record;
  if (await store.claimTaskRun('installation', stateAt, toInstant(Date.parse(stateAt) - 1)))
    await store.makeAllDue(startedAt);
  const due = await store.dueDocuments(startedAt, 1000);
  const requestedAt = toInstant(startedAt);
  if (due.length > 0) await queue.enqueue(due.map((documentKey) => ({ kind: 'refresh', documentKey, requestedAt })));

  let ran = 0;
  const isSpent = () =>
    ran >= maxJobs || owner.calls() + callsOfJob > maxCalls || clock.now().getTime() - startedAt.getTime() > longMs;
  for (let isThrottled = false; !isThrottled && !isSpent(); ran += 1) {
    const claimed = await queue.claim(clock.now(), leaseMs);
    if (claimed === null) break;
    const recheckAfter = async (repositories: readonly RepositoryRecord[], now: Date) => {
      const isCovered = await areCovered(repositories, ports.directory);
      const workedAt = latest(...repositories.map(({ activity }) => activity?.pushedAt ?? null));
      return chooseInterval({ ownerId: id, isCovered, workedAt, ...nextSlot(configuration, now) }, now);
    };
    const run = (job: Job): Promise<JobResult> =>
      runJob(job, targets, portfolio, { store, github, files: ports.files, clock, log, recheckAfter });
    const outcome = await runInTime(claimed.job, { run, log, timeoutMs: jobTimeoutMs });
    await queue.complete(claimed, outcome, clock.now());
    // Whatever else waits would be refused as well.
    isThrottled = outcome.kind === 'retry' && outcome.reason.startsWith('GITHUB_THROTTLED');
    if (isThrottled && outcome.kind === 'retry' && outcome.at !== null) return toInstant(outcome.at);
  }
  if (ran > 0) {
    await pruneDeliveries(store, startedAt);
    await noteWatched(owner, ports.directory);
  }
  return (await store.readNextDue()) ?? toInstant(clock.now().getTime() + idleMs);
}

/**
 * Whether webhooks tell of all of them: the App is installed there by this owner, or by another who is told of what is
 * public. One that cannot be seen shows no more to those who look more often.
 */
async function areCovered(
  repositories: readonly RepositoryRecord[],
  directory: Pick<Directory, 'coveredOf'>,
): Promise<boolean> {
  const seen = repositories.filter((record) => recall(record).isUsable).map(({ name }) => name);
  return (await directory.coveredOf(seen)).length === seen.length;
}

function nextSlot({ portfolio, hasSchedule }: OwnerConfiguration, now: Date) {
  const reading = hasSchedule ? readSchedule(portfolio.schedule) : null;
  return { scheduledAt: reading?.kind === 'read' ? reading.schedule.findNext(now) : null };
}

/** Public repositories of others that this owner's tables list: what happens there is told by whoever has the App there. */
async function noteWatched({ id, store, record }: TurnOwner, directory: Pick<Directory, 'setWatched'>): Promise<void> {
  const rows = (await store.listDocuments()).flatMap((document) => document.rows);
  const names = [...new Set(rows.flatMap(({ repo }) => repo?.toLowerCase() ?? []))];
  const foreign = names.filter((name) => toAccountId(name) !== toAccountId(`${record.login}/`));
  const known = foreign.length === 0 ? [] : await store.readRepositories(foreign);
  const watched = known.filter(({ activity, problem }) => activity?.visibility === 'public' && problem === null);
  await directory.setWatched(
    id,
    watched.map(({ name }) => name),
  );
}
