// What the answers to a question are called, on a page, in the status issue and in a terminal.

import type { AnswerKind, OfferedAnswer } from '../status/answers.ts';
import type { Status } from '../status/statuses.ts';
import { formatStatus } from './evidence.ts';

/** The answer as a button says it. `typed`: what the cell says now. */
export function formatAnswer({ kind, status }: OfferedAnswer, typed: Status): string {
  const keeps = status === typed;
  switch (kind) {
    case 'paused':
      return keeps ? 'Still paused' : 'Paused';
    case 'active':
      return keeps ? `Still ${typed === 'running' ? 'running' : 'active'}` : 'Active';
    case 'finished':
      return keeps ? 'Still finished' : 'Finished';
    case 'away':
      return 'Still active, I was away';
    case 'released':
      return 'Released';
    case 'not-yet':
      return 'Not yet';
    case 'accept':
      return `Yes, ${formatStatus(status)}`;
    case 'keep':
      return `No, keep ${formatStatus(typed)}`;
  }
}

const said: Readonly<Record<AnswerKind, string>> = {
  paused: 'paused',
  active: 'active',
  finished: 'finished',
  away: 'active (away)',
  released: 'released',
  'not-yet': 'not yet',
  accept: 'yes',
  keep: 'keep it',
};

/** `Answered "paused" by ada on 2026-03-01`, as a part of a sentence. `by` is not escaped. */
export function formatGiven(kind: AnswerKind | undefined, by: string | undefined, day: string): string {
  // Kept as the beginning of a sentence where no account is known.
  const person = by === 'The owner' ? 'the owner' : by;
  return `answered${kind === undefined ? '' : ` “${said[kind]}”`}${person === undefined ? '' : ` by ${person}`} on ${day}`;
}
