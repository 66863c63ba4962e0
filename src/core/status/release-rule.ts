// Whether a release is news: a version since the owner's last word, asked about once for each word that was typed.

import { readMajor } from '../activity/commit-kind.ts';
import { addDays, earliest, elapsedMs, latest } from '../dates.ts';
import * as messages from '../messages/evidence.ts';
import type { Declared } from '../model.ts';
import { type Situation, type Verdict, verdict } from './situation.ts';

/** Most projects go on as what they are called after a release: only the owner knows, and is asked once. */
export function matchReleased(situation: Situation): Verdict | string {
  const current = findAskedRelease(situation);
  if (typeof current === 'string') return current;
  const { release, until } = current;
  const { silence, now } = situation;
  // When the silence afterwards is long enough, that is what is asked about.
  const quietAt = silence !== null && elapsedMs(silence.quietAt, now) <= 0 ? silence.quietAt : null;
  const asked = verdict('maintained', 'guess', messages.released(release), earliest(until, quietAt), 'doubt');
  return { ...asked, version: release.tag };
}

/** The release that the owner is to be asked about; else why not. */
export function findAskedRelease(situation: Situation) {
  const { currentStatus, facts } = situation;
  if (!['in_progress', 'paused', 'stalled', 'planned'].includes(currentStatus))
    return `a release does not contradict ${currentStatus}`;
  if (facts.kind === 'service' || facts.kind === 'site') return `a ${facts.kind} is not released`;
  const current = readCurrentRelease(situation);
  if (current === null) return 'no release since the row was last confirmed, or it and the last work are long ago';
  const { released = null } = facts;
  if (released === null || released.isOpen) return current;
  const isNews = released.version !== '' && readMajor(current.release.tag) > readMajor(released.version);
  return isNews ? current : 'the owner was asked about a release since the word was typed';
}

/** The version since the owner's last word, and until when it and later work are news. */
export function readCurrentRelease({ work, facts, thresholds, now }: Situation) {
  const confirmedAt = readLastWord(facts.declared);
  const release = work.lastVersion;
  if (release === null || (confirmedAt !== null && elapsedMs(confirmedAt, release.publishedAt) <= 0)) return null;
  const until = addDays(latest(release.publishedAt, work.lastAt) ?? release.publishedAt, thresholds.maintainedDays);
  return elapsedMs(until, now) > 0 ? null : { release, until };
}

// Until when the owner may have confirmed a row, where not all of its document's history was read.

/** When the owner confirmed the row at the latest: what was not read may be a confirmation. */
export function readLastWord({ confirmedAt, mayBeConfirmedAt }: Declared): string | null {
  return latest(confirmedAt, mayBeConfirmedAt ?? null);
}

/** Whether something unread may be a confirmation that is newer than this instant. */
export function mayBeConfirmedSince({ mayBeConfirmedAt }: Declared, instant: string): boolean {
  return mayBeConfirmedAt !== undefined && elapsedMs(mayBeConfirmedAt, instant) <= 0;
}
