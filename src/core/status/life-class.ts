// The coarse sense of a status: what other vocabularies than ours can be compared with. A badge knows fewer words than a
// table.

import type { Status } from './statuses.ts';

export type LifeClass = 'alive' | 'stopped' | 'done';

const classes: Readonly<Record<Status, LifeClass | null>> = {
  running: 'alive',
  maintained: 'alive',
  in_progress: 'alive',
  experimental: 'alive',
  paused: 'stopped',
  stalled: 'stopped',
  archived: 'stopped',
  complete: 'done',
  // Neither has begun nor ended.
  planned: null,
  unknown: null,
};

/** null: it says nothing of the kind. */
export function classifyLife(status: Status): LifeClass | null {
  return classes[status];
}
