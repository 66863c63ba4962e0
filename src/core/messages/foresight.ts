// Clauses of `explain` about what could change a status: no dates of today, no status.

import type { HeartbeatSign } from '../status/signals.ts';
import type { Thresholds } from '../status/thresholds.ts';

export const archiving = () => 'the repository is archived on GitHub';
export const declaration = () => 'its topic, its badge or the status line of its README says something else';
export const release = () => 'a new version is released';
export const silence = () => 'nobody works on it until then';
export const noHeartbeat = () => 'a scheduled job that was seen to run fails or stops; none has been seen';

export function missedRun(sign: HeartbeatSign): string {
  if (sign.kind === 'schedule') return `"${sign.workflow}" does not succeed until then`;
  return sign.kind === 'homepage'
    ? 'the homepage does not answer until then'
    : `nothing is deployed to ${sign.environment}`;
}

export function start(days: number): string {
  return `work on ${days} days`;
}

export function resuming({ wakeCommits, wakeDays, wakeWindowDays }: Thresholds): string {
  return `${wakeCommits} work commits on ${wakeDays} days within ${wakeWindowDays} days`;
}

export function reopening({ reopenCommits, reopenWeeks, reopenWindowDays }: Thresholds): string {
  return `${reopenCommits} work commits in ${reopenWeeks} weeks within ${reopenWindowDays} days`;
}
