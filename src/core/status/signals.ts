// Reads signs of something that runs: production deployments and scheduled workflows. Says "alive", "stopped" or
// "unknown"; never guesses, because a job outside GitHub leaves no trace there.

import { isHeartbeat, isStableRelease, isStableVersion, isVersion } from '../activity/commit-kind.ts';
import { addDays, dayMs, elapsedMs, hourMs, latest, toInstant } from '../dates.ts';
import type { Activity, Declared, Operations, Release, ScheduledWorkflow } from '../model.ts';
import type { Status } from './statuses.ts';
import type { Thresholds } from './thresholds.ts';

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
  /** From when on "running" was outdated: compared with the owner's last confirmation. */
  readonly stoppedAt: string;
}

/** Environments in which something runs for others; in lower case. */
const productionNames: ReadonlySet<string> = new Set(['production', 'prod', 'live', 'main', 'github-pages']);

/**
 * Of several repositories that are one project. Alive while one of them is; stopped since the last of them stopped, and
 * only where all of them were asked: what is not known of one may be what keeps the project running.
 */
export function readHeartbeats(
  parts: readonly Activity[],
  thresholds: Thresholds,
  now: Date,
  chosen: string | null = null,
): Heartbeat {
  // What an archived repository does not do any more says nothing about the others.
  const asked = parts.flatMap(({ isArchived, operations }) => (isArchived ? [] : [operations]));
  const beats = asked.map((operations) => readHeartbeat(operations, thresholds, now, chosen));
  // The one that holds longest; of two alike always the same, in whatever order the repositories come.
  const alive = beats.flatMap((beat) => (beat.kind === 'alive' ? [beat] : []));
  alive.sort((a, b) => Date.parse(b.until) - Date.parse(a.until) || (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
  if (alive[0] !== undefined) return alive[0];
  const isWhole = asked.every(
    (operations) => operations !== null && operations.schedules !== null && isFresh(operations, thresholds, now),
  );
  const stops = beats.flatMap((beat) => (beat.kind === 'stopped' && isWhole ? [beat] : []));
  stops.sort(
    (a, b) =>
      Date.parse(b.stop.stoppedAt) - Date.parse(a.stop.stoppedAt) || (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1),
  );
  return stops[0] ?? { kind: 'unknown' };
}

/**
 * The strongest sign in these operations at `now`: one living sign outweighs a stopped one, and upkeep is none. `chosen`
 * is the owner's: the one workflow or environment that counts, or `none`.
 */
export function readHeartbeat(
  operations: Operations | null,
  thresholds: Thresholds,
  now: Date,
  chosen: string | null = null,
): Heartbeat {
  if (operations === null || !isFresh(operations, thresholds, now) || chosen === 'none') return { kind: 'unknown' };
  if (chosen !== null) return readChosen(operations, chosen, thresholds, now);
  const serving = (operations.schedules ?? []).filter((schedule) => isHeartbeat(schedule));
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

/** By the name of its file, by its own name, or as an environment; letters count alike. */
function readChosen(operations: Operations, chosen: string, thresholds: Thresholds, now: Date): Heartbeat {
  const meant = chosen.toLowerCase();
  const schedule = operations.schedules?.find(
    ({ name, path }) => path?.split('/').at(-1)?.toLowerCase() === meant || name.toLowerCase() === meant,
  );
  return schedule === undefined
    ? readDeployments(operations, thresholds, now, new Set([meant]))
    : readSchedule(schedule, thresholds, now);
}

function readDeployments(
  operations: Operations,
  thresholds: Thresholds,
  now: Date,
  environments: ReadonlySet<string> = productionNames,
): Heartbeat {
  const newest = operations.deployments
    .filter(
      (deployment) =>
        environments.has(deployment.environment.toLowerCase()) && Date.parse(deployment.at) <= now.getTime(),
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

// Reads how long a project has been silent: since the newest of work, release and the owner's own word, not counting the
// days on which the owner was away. A commit that left the row as it was is no word: it puts the question off, once.

/** First and last day on which silence does not count, inclusive, UTC. */
export interface Away {
  readonly from: string;
  readonly until: string;
}

export interface Silence {
  readonly since: string;
  /** From this instant on the project is quiet, and the owner is asked. */
  readonly quietAt: string;
  /** From this instant on it is stalled. */
  readonly stalledAt: string;
}

/** After how many days of silence the owner is asked about a word; null for one that silence does not concern. */
function readPatience(currentStatus: Status, { quietDays, experimentalDays }: Thresholds): number | null {
  if (currentStatus === 'in_progress' || currentStatus === 'maintained') return quietDays;
  // Maturity claims nothing about work, so only long silence makes one ask.
  return currentStatus === 'experimental' ? Math.max(experimentalDays, quietDays) : null;
}

/** null for a status that silence does not concern. */
export function readSilence(
  currentStatus: Status,
  work: Work,
  declared: Declared,
  away: Away | null,
  thresholds: Thresholds,
): Silence | null {
  const patience = readPatience(currentStatus, thresholds);
  if (patience === null) return null;
  const { typedAt = declared.confirmedAt, touches = [] } = declared;
  const days = isAffirmedTwice(declared, work) ? 2 * patience : patience;
  const lastEventAt = latest(
    work.lastAt,
    typedAt,
    declared.mayBeConfirmedAt ?? null,
    work.lastStableRelease?.publishedAt ?? null,
    work.mayHaveReleasedAt,
  );
  // Where the word is older than what is known of the repository, silence is proved from there on.
  const isOlder = lastEventAt === null || (touches.length > 0 && elapsedMs(lastEventAt, work.completeSince) > 0);
  const since = isOlder ? work.completeSince : lastEventAt;
  const quietAt = putOff(since, addDays(since, days), touches, patience);
  const slack = Math.max(thresholds.stalledDays - thresholds.quietDays, 0);
  const extend = (at: string) => extendByAway(since, at, away);
  return { since, quietAt: extend(quietAt), stalledAt: extend(addDays(quietAt, slack)) };
}

/** Who has said twice that a word holds, without any work in between, is asked half as often. */
function isAffirmedTwice({ affirmedAt: [before, last] = [] }: Declared, { lastAt }: Work): boolean {
  return before !== undefined && last !== undefined && (lastAt === null || elapsedMs(lastAt, before) >= 0);
}

/**
 * The first commit to the document after the last work, if nothing was asked by then, puts the question off by one
 * threshold; never beyond twice the threshold, because it comes within the first one.
 */
function putOff(since: string, quietAt: string, touches: readonly string[], days: number): string {
  const later = touches.filter((at) => elapsedMs(since, at) > 0);
  const first = later.toSorted((one, other) => Date.parse(one) - Date.parse(other))[0];
  if (first === undefined || elapsedMs(first, quietAt) <= 0) return quietAt;
  return latest(quietAt, addDays(first, days)) ?? quietAt;
}

/** Days away that begin before the project would be quiet put that moment off by their length. */
function extendByAway(since: string, quietAt: string, away: Away | null): string {
  if (away === null) return quietAt;
  const start = Math.max(Date.parse(`${away.from}T00:00:00Z`), Date.parse(since));
  const end = Date.parse(addDays(`${away.until}T00:00:00Z`, 1));
  if (end <= start || start >= Date.parse(quietAt)) return quietAt;
  return toInstant(Date.parse(quietAt) + end - start);
}

// Reads an activity as of one instant: what counts as work, since when, and how much of it is known. Facts that came
// later than that instant are ignored, so the past can be evaluated as it was.

export interface Work {
  /** Instants of the work commits that are known, newest first. */
  readonly at: readonly string[];
  readonly lastAt: string | null;
  /** Whether every commit ever made is known. */
  readonly isWhole: boolean;
  /** Commits are complete from here on. */
  readonly completeSince: string;
  readonly lastStableRelease: Release | null;
  /** The same, and where a repository has no releases any version tag: what is asked about. */
  readonly lastVersion: Release | null;
  /** Until then there may have been a release that was not read; null: all that count were read. */
  readonly mayHaveReleasedAt: string | null;
}

export function readWork(activity: Activity, now: Date): Work {
  const past = (at: string) => Date.parse(at) <= now.getTime();
  const at = activity.commits.filter((commit) => commit.kind === 'work' && past(commit.at)).map((commit) => commit.at);
  at.sort((a, b) => Date.parse(b) - Date.parse(a));
  const findNewest = (releases: readonly Release[]) =>
    releases
      .filter((release) => past(release.publishedAt))
      .toSorted((a, b) => Date.parse(b.publishedAt) - Date.parse(a.publishedAt))[0] ?? null;
  const stable = stableReleases(activity);
  const versions =
    activity.releases.length > 0 ? stable : activity.tags.filter(({ name }) => isVersion(name)).map(toRelease);
  return {
    at,
    lastAt: latest(...at),
    isWhole: elapsedMs(activity.createdAt, activity.completeSince) <= 0,
    completeSince: activity.completeSince,
    lastStableRelease: findNewest(stable),
    lastVersion: findNewest(versions),
    mayHaveReleasedAt: readUnread(activity),
  };
}

/** A tag comes with a push; a release does not need one. */
function readUnread({ unread = [], releases, pushedAt, fetchedAt }: Activity): string | null {
  if (unread.includes('releases')) return fetchedAt;
  return unread.includes('tags') && releases.length === 0 ? (pushedAt ?? fetchedAt) : null;
}

/** Neither draft nor prerelease; where a repository has no releases at all, a tag that reads 1.0.0 or later. */
function stableReleases(activity: Activity): readonly Release[] {
  if (activity.releases.length > 0) return activity.releases.filter(isStableRelease);
  return activity.tags.filter((tag) => isStableVersion(tag.name)).map(toRelease);
}

const toRelease = ({ name, at }: Activity['tags'][number]): Release => ({
  tag: name,
  publishedAt: at,
  isPrerelease: false,
});

/** Work commits after an instant; all of them when the instant is not known. */
export function workAfter(work: Work, instant: string | null): readonly string[] {
  return instant === null ? work.at : work.at.filter((at) => elapsedMs(instant, at) > 0);
}

export interface Burst {
  /** Work commits within the window. */
  readonly count: number;
  readonly lastAt: string;
  /** The last instant at which the newest commits that suffice are all still within the window. */
  readonly until: string;
}

/** Enough commits in enough different days or weeks within the window before `now`; null when there are not. */
export function findBurst(
  instants: readonly string[],
  needed: { readonly commits: number; readonly spread: number; readonly windowDays: number },
  toPeriod: (instant: string) => string,
  now: Date,
): Burst | null {
  const windowStart = now.getTime() - needed.windowDays * dayMs;
  const recent = instants.filter((at) => Date.parse(at) >= windowStart);
  const periods = new Set<string>();
  const deciding = recent.findIndex(
    (at, index) => periods.add(toPeriod(at)).size >= needed.spread && index + 1 >= needed.commits,
  );
  const [lastAt] = recent;
  const oldest = recent[deciding];
  if (lastAt === undefined || oldest === undefined) return null;
  return { count: recent.length, lastAt, until: addDays(oldest, needed.windowDays) };
}
