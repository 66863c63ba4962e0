// What becomes of an owner: installed, suspended, renamed, gone. Webhooks tell it, twice, late and in any order; what none
// of them told is found once a day in GitHub's own list. Every step may be repeated, and the directory says which of two
// that differ is the newer.

import type { InstallationSnapshot, LifeCycle } from '../../core/activity/parse-installation.ts';
import { dayMs, hourMs, toInstant } from '../../core/dates.ts';
import type { AppInstallations, AuditEntry, Directory, OwnerRecord, OwnerStates } from '../../ports/directory.ts';
import type { Clock, Log } from '../../ports/queue.ts';
import type { Store } from '../../ports/store.ts';

export interface LifeCyclePorts {
  readonly directory: Directory;
  readonly states: OwnerStates;
  readonly installations: AppInstallations;
  readonly clock: Clock;
  readonly log: Log;
}

/** What a webhook said of an installation, an account or a person. */
export async function applyLifeCycle(lifeCycle: LifeCycle, ports: LifeCyclePorts): Promise<void> {
  const { directory, clock } = ports;
  if (lifeCycle.kind === 'installation') {
    await noteInstallation(lifeCycle.installation, ports);
    const { ownerId } = lifeCycle.installation;
    if (!lifeCycle.isList) return;
    await directory.forgetRepositories(ownerId);
    await directory.wake([ownerId], toInstant(clock.now()));
    return;
  }
  if (lifeCycle.kind === 'revoked') {
    await directory.endSessions(lifeCycle.personId, lifeCycle.at);
    return;
  }
  const { ownerId, installationId, login, at } = lifeCycle;
  const owner = (await directory.findById(ownerId)) ?? (await findUnknown(installationId, ports));
  if (owner === null) return;
  if (at !== null) return await followLogin(owner, login, at, ports);
  const shown = await ports.installations.read(owner.installationId);
  if (shown !== null) await noteInstallation(shown, ports);
}

/** Notes an installation as GitHub showed it. Returns its owner; null: it was erased since, or replaced. */
export async function noteInstallation(
  shown: InstallationSnapshot,
  ports: LifeCyclePorts,
): Promise<OwnerRecord | null> {
  const { directory, installations, clock, log } = ports;
  const before = await directory.findById(shown.ownerId);
  if (before !== null) await followLogin(before, shown.login, shown.loginAt, ports);
  const isNews = await directory.put(shown, clock.now());
  const owner = await directory.find(shown.installationId);
  if (!isNews || owner === null) return owner;
  if (owner.state !== 'active') installations.forgetToken(owner.installationId);
  if (before !== null && before.installationId !== owner.installationId)
    installations.forgetToken(before.installationId);
  const action = nameStep(before, owner);
  if (action === null) return owner;
  const { ownerId, installationId } = owner;
  await directory.audit([entry(ownerId, installationId, action, clock)]);
  log.info('owner.changed', { owner: ownerId, installation: installationId, state: owner.state });
  return owner;
}

function nameStep(before: OwnerRecord | null, now: OwnerRecord): AuditEntry['action'] | null {
  if (now.state === 'removed') return 'removed';
  if (now.state === 'suspended') return before?.state === 'suspended' ? null : 'suspended';
  if (before === null || before.installationId !== now.installationId) return 'installed';
  return before.state === 'suspended' ? 'unsuspended' : null;
}

/** Keys begin with the login. They go first: should this be interrupted, it is told again, and done again. */
async function followLogin(
  { ownerId, installationId, login: known, loginAt }: OwnerRecord,
  login: string,
  at: string,
  { directory, states, clock }: LifeCyclePorts,
): Promise<void> {
  if (login === known || at <= loginAt) return;
  await states.move(ownerId, login);
  if (!(await directory.rename(ownerId, login, at))) return;
  await directory.audit([entry(ownerId, installationId, 'renamed', clock)]);
  await directory.wake([ownerId], toInstant(clock.now()));
}

function entry(accountId: string, installationId: number, action: AuditEntry['action'], clock: Clock): AuditEntry {
  return { accountId, installationId, at: toInstant(clock.now()), action, subject: null };
}

/** The owner of an installation that nobody knows yet, asked for at most once an hour; null: there is none. */
export async function findUnknown(installationId: number, ports: LifeCyclePorts): Promise<OwnerRecord | null> {
  const { directory, installations, clock, log } = ports;
  if (!(await directory.claimCheck(installationId, clock.now()))) return null;
  let shown: InstallationSnapshot | null;
  try {
    shown = await installations.read(installationId);
  } catch (error) {
    // The daily list finds it, if not the next delivery.
    log.warn('installation.unchecked', { installation: installationId, reason: describe(error) });
    return null;
  }
  const owner = shown === null ? null : await noteInstallation(shown, ports);
  log.info('installation.checked', { installation: installationId, found: owner !== null });
  return owner;
}

// What is done by the clock.

/** Ends within the hour what is removed: every row of every table. Returns how many owners were erased. */
export async function eraseRemoved({ directory, states, clock, log }: LifeCyclePorts): Promise<number> {
  let erased = 0;
  for (const { ownerId } of await directory.listRemoved(clock.now(), erasedAtOnce)) {
    try {
      await states.erase(ownerId);
      if (!(await directory.erase(ownerId, clock.now()))) continue;
      erased += 1;
      log.info('owner.erased', { owner: ownerId });
    } catch (error) {
      // One whose database does not answer keeps nobody else waiting.
      log.error('owner.unerased', { owner: ownerId, reason: describe(error) });
    }
  }
  return erased;
}

/** Each is about twenty statements, and D1 allows a thousand in one invocation. */
const erasedAtOnce = 20;

export interface DailyPorts extends LifeCyclePorts {
  readonly deployment: Pick<Store, 'claimTaskRun' | 'saveTaskRun'>;
}

const auditMs = 30 * dayMs;

/** Once a day, whoever asks how often: finds what webhooks lost, and forgets what is not needed any more. */
export async function reconcileDaily(ports: DailyPorts): Promise<boolean> {
  const { directory, states, deployment, clock, log } = ports;
  const now = clock.now();
  if (!(await deployment.claimTaskRun('reconcile', toInstant(now), toInstant(now.getTime() - dayMs)))) return false;
  try {
    const figures = await reconcile(ports);
    // Whatever was written for an owner while it was being erased.
    for (const ownerId of await directory.listErased(new Date(now.getTime() - 2 * dayMs))) await states.erase(ownerId);
    await directory.prune(new Date(now.getTime() - auditMs));
    await deployment.saveTaskRun({ name: 'reconcile', at: toInstant(now), figures });
    log.info('owners.reconciled', figures);
    return true;
  } catch (error) {
    log.error('owners.unreconciled', { reason: describe(error) });
    // Again within the hour.
    await deployment.saveTaskRun({ name: 'reconcile', at: toInstant(now.getTime() - dayMs + hourMs), figures: {} });
    return false;
  }
}

const listedAtOnce = 500;

async function reconcile(ports: LifeCyclePorts): Promise<{ readonly installations: number; readonly gone: number }> {
  const { directory, installations, clock } = ports;
  const seen = new Set<number>();
  for await (const shown of installations.list()) {
    seen.add(shown.installationId);
    await noteInstallation(shown, ports);
  }
  let gone = 0;
  let cursor: string | null = null;
  for (;;) {
    const owners: OwnerRecord[] = await directory.list(cursor, listedAtOnce);
    for (const { installationId, state } of owners) {
      if (state === 'removed' || seen.has(installationId)) continue;
      // It may have come while the list was read: only GitHub's own answer removes an owner.
      const shown = await installations.read(installationId);
      if (shown !== null) await noteInstallation(shown, ports);
      else if (await directory.setState(installationId, 'removed', toInstant(clock.now()), clock.now())) {
        installations.forgetToken(installationId);
        gone += 1;
      }
    }
    cursor = owners.at(-1)?.ownerId ?? null;
    if (cursor === null) return { installations: seen.size, gone };
  }
}

function describe(error: unknown): string {
  return error instanceof Error ? error.message : 'something that is not an error';
}
