// Reads signs of something that runs: production deployments and scheduled workflows. Says "alive", "stopped" or
// "unknown"; never guesses, because a job outside GitHub leaves no trace there.

import { isUpkeep } from '../activity/upkeep.ts';
import { addDays, dayMs, elapsedMs, hourMs, latest, toInstant } from '../instants.ts';
import type { Activity, Operations, ScheduledWorkflow } from '../model.ts';
import type { Thresholds } from './status-rules.ts';

export type Heartbeat =
  | { readonly kind: 'alive'; readonly sign: HeartbeatSign; readonly until: string }
  | { readonly kind: 'stopped'; readonly stop: HeartbeatStop }
  | { readonly kind: 'unknown' };

export type HeartbeatSign =
  | { readonly kind: 'deployment'; readonly environment: string; readonly at: string }
  | { readonly kind: 'schedule'; readonly workflow: string; readonly at: string }
  | { readonly kind: 'homepage'; readonly at: string };

export interface HeartbeatStop {
  /** null: the homepage. */
  readonly workflow: string | null;
  readonly cause: 'disabled_inactivity' | 'disabled_manually' | 'failing' | 'silent';
  readonly lastSuccessAt: string;
  /** From when on "running" was untrue: compared with the owner's last confirmation. */
  readonly stoppedAt: string;
}

/** Environments in which something runs for others; in lower case. */
export const productionNames: ReadonlySet<string> = new Set(['production', 'prod', 'live', 'main', 'github-pages']);

/**
 * Of several repositories that are one project. Alive while one of them is; stopped since the last of them stopped, and
 * only where all of them were asked: what is not known of one may be what keeps the project running.
 */
export function readHeartbeats(parts: readonly Activity[], thresholds: Thresholds, now: Date): Heartbeat {
  // What an archived repository does not do any more says nothing about the others.
  const asked = parts.flatMap(({ isArchived, operations }) => (isArchived ? [] : [operations]));
  const beats = asked.map((operations) => readHeartbeat(operations, thresholds, now));
  const alive = beats.find(({ kind }) => kind === 'alive');
  if (alive !== undefined) return alive;
  const isWhole = asked.every(
    (operations) => operations !== null && operations.schedules !== null && isFresh(operations, thresholds, now),
  );
  const stops = beats.flatMap((beat) => (beat.kind === 'stopped' && isWhole ? [beat] : []));
  stops.sort((a, b) => Date.parse(b.stop.stoppedAt) - Date.parse(a.stop.stoppedAt));
  return stops[0] ?? { kind: 'unknown' };
}

/** The strongest sign in these operations at `now`: one living sign outweighs a stopped one. */
export function readHeartbeat(operations: Operations | null, thresholds: Thresholds, now: Date): Heartbeat {
  if (operations === null || !isFresh(operations, thresholds, now)) return { kind: 'unknown' };
  const serving = (operations.schedules ?? []).filter((schedule) => !isUpkeep(schedule));
  const schedules = serving.map((schedule) => readSchedule(schedule, thresholds, now));
  const homepage = readHomepage(operations.homepage ?? [], thresholds, now);
  const alive = [readDeployments(operations, thresholds, now), ...schedules, homepage].find(
    (beat) => beat.kind === 'alive',
  );
  return alive ?? [...schedules, homepage].find((beat) => beat.kind === 'stopped') ?? { kind: 'unknown' };
}

function isFresh({ fetchedAt }: Operations, { freshHours }: Thresholds, now: Date): boolean {
  return elapsedMs(fetchedAt, now) <= freshHours * hourMs;
}

function readDeployments(operations: Operations, thresholds: Thresholds, now: Date): Heartbeat {
  const newest = operations.deployments
    .filter(
      (deployment) =>
        productionNames.has(deployment.environment.toLowerCase()) && Date.parse(deployment.at) <= now.getTime(),
    )
    .sort((a, b) => Date.parse(b.at) - Date.parse(a.at))[0];
  if (newest?.state !== 'success') return { kind: 'unknown' };
  const until = addDays(newest.at, thresholds.deploymentDays);
  if (elapsedMs(until, now) > 0) return { kind: 'unknown' };
  return { kind: 'alive', sign: { kind: 'deployment', environment: newest.environment, at: newest.at }, until };
}

/** As often as a homepage has to fail in a row, besides for how long. */
const failedChecks = 3;

/** A homepage that answered and then failed for days has stopped; one that never answered says nothing. */
function readHomepage(all: NonNullable<Operations['homepage']>, thresholds: Thresholds, now: Date): Heartbeat {
  const checks = all.filter(({ at }) => Date.parse(at) <= now.getTime());
  const lastSuccessAt = latest(...checks.filter(({ ok }) => ok).map(({ at }) => at));
  if (lastSuccessAt === null) return { kind: 'unknown' };
  const until = toInstant(Date.parse(lastSuccessAt) + thresholds.heartbeatHours * hourMs);
  if (elapsedMs(until, now) <= 0) return { kind: 'alive', sign: { kind: 'homepage', at: lastSuccessAt }, until };
  const failures = checks.filter(({ at }) => Date.parse(at) > Date.parse(lastSuccessAt)).length;
  if (failures < failedChecks) return { kind: 'unknown' };
  return { kind: 'stopped', stop: { workflow: null, cause: 'failing', lastSuccessAt, stoppedAt: until } };
}

function readSchedule(schedule: ScheduledWorkflow, thresholds: Thresholds, now: Date): Heartbeat {
  const runs = schedule.runs.filter((run) => Date.parse(run.at) <= now.getTime());
  const lastSuccessAt = latest(...runs.filter((run) => run.succeeded).map((run) => run.at));
  if (lastSuccessAt === null) return { kind: 'unknown' };

  const graceMs = Math.max(thresholds.heartbeatPeriods * readPeriodMs(runs), thresholds.heartbeatHours * hourMs);
  const until = toInstant(Date.parse(lastSuccessAt) + graceMs);
  const stop = (cause: HeartbeatStop['cause'], stoppedAt: string): Heartbeat => ({
    kind: 'stopped',
    stop: { workflow: schedule.name, cause, lastSuccessAt, stoppedAt },
  });

  if (schedule.state !== 'active') return stop(schedule.state, schedule.stateChangedAt ?? lastSuccessAt);
  if (elapsedMs(until, now) > 0) {
    const failedSince = runs.some((run) => Date.parse(run.at) > Date.parse(lastSuccessAt));
    return stop(failedSince ? 'failing' : 'silent', until);
  }
  return { kind: 'alive', sign: { kind: 'schedule', workflow: schedule.name, at: lastSuccessAt }, until };
}

/** The median gap between runs: GitHub does not tell the cron expression, and delays single runs by hours. */
function readPeriodMs(runs: ScheduledWorkflow['runs']): number {
  const times = runs.map((run) => Date.parse(run.at)).sort((a, b) => a - b);
  const gaps = times.slice(1).map((time, index) => time - (times[index] ?? time));
  gaps.sort((a, b) => a - b);
  return gaps[Math.floor(gaps.length / 2)] ?? dayMs;
}
