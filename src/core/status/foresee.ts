// What could change a word, and when its owner would be asked: from the same facts and thresholds that the rules read, so
// that `explain` promises nothing that they do not keep.

import { elapsedMs } from '../dates.ts';
import * as messages from '../messages/foresight.ts';
import type { Question } from '../model.ts';
import { isBegun } from './rules.ts';
import { readHeartbeat, readHeartbeats, readSilence, readWork } from './signals.ts';
import type { ProjectFacts } from './situation.ts';
import type { Thresholds } from './thresholds.ts';

export interface Foresight {
  /** What would have to be seen, as a clause. */
  readonly fact: string;
  /** When it would be seen if nothing else happened; null: whenever it happens. */
  readonly at: string | null;
  /** What follows: the cell is changed, or the owner is asked. */
  readonly outcome: 'change' | 'question';
}

/** In the order in which they would be seen; nothing for a row that is pinned, or about no repository that can be seen. */
export function foresee(
  facts: ProjectFacts,
  question: Question | null,
  thresholds: Thresholds,
  now: Date,
): Foresight[] {
  const { activity, currentStatus, kind = null } = facts;
  if (activity === null || facts.pin !== null || currentStatus === 'unknown') return [];
  const asks = (fact: string, at: string | null = null): Foresight => ({ fact, at, outcome: 'question' });
  const changes = (fact: string): Foresight => ({ fact, at: null, outcome: 'change' });
  const archived = currentStatus === 'archived' || currentStatus === 'complete' ? [] : [changes(messages.archiving())];
  const isReleasable = kind !== 'service' && kind !== 'site' && facts.released == null;
  const releases = isReleasable ? [asks(messages.release())] : [];
  const declared = [changes(messages.declaration())];
  switch (currentStatus) {
    case 'in_progress':
    case 'maintained':
    case 'experimental': {
      const silence = readSilence(currentStatus, readWork(activity, now), facts.declared, facts.away, thresholds);
      const isOpen = question !== null || silence === null || elapsedMs(silence.quietAt, now) >= 0;
      const silent = isOpen ? [] : [asks(messages.silence(), silence.quietAt)];
      return [...silent, ...(currentStatus === 'in_progress' ? releases : []), ...declared, ...archived];
    }
    case 'running':
      return [...foreseeHeartbeat(facts, thresholds, now), ...declared, ...archived];
    case 'planned': {
      const work = messages.start(thresholds.startDays);
      const isNew = isBegun({ activity, facts, work: readWork(activity, now) });
      return [isNew ? changes(work) : asks(work), ...releases, ...declared, ...archived];
    }
    case 'complete':
      return [asks(messages.reopening(thresholds)), ...declared];
    case 'paused':
    case 'stalled':
      return [asks(messages.resuming(thresholds)), ...releases, ...declared, ...archived];
    default:
      return [...declared, ...archived];
  }
}

function foreseeHeartbeat(facts: ProjectFacts, thresholds: Thresholds, now: Date): Foresight[] {
  const { activity, parts, heartbeat } = facts;
  const beat =
    parts === undefined
      ? readHeartbeat(activity?.operations ?? null, thresholds, now, heartbeat)
      : readHeartbeats(parts, thresholds, now, heartbeat);
  if (beat.kind === 'alive') {
    // A deployment holds for a while, and is then no sign any more: nothing is asked about it.
    return beat.sign.kind === 'deployment'
      ? []
      : [{ fact: messages.missedRun(beat.sign), at: beat.until, outcome: 'question' }];
  }
  return beat.kind === 'unknown' && heartbeat !== 'none'
    ? [{ fact: messages.noHeartbeat(), at: null, outcome: 'question' }]
    : [];
}
