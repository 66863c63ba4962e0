// The one table of statuses: adding one is one entry here, and its words in config/status-words.json. In the order in
// which lists show them.

interface StatusEntry {
  /** In sentences. */
  readonly label: string;
  /** Lower is worse; a change to a lower rank waits out the dwell time unless it is a fact. */
  readonly rank: number;
  /** Of badges and pages; the colours themselves: `src/core/render/badge.ts`. */
  readonly tone: 'green' | 'teal' | 'blue' | 'amber' | 'orange' | 'violet' | 'grey';
  /** shields.io's name of its colour. */
  readonly shield: string;
}

export const statusTable = {
  running: { label: 'running', rank: 4, tone: 'green', shield: 'brightgreen' },
  complete: { label: 'complete', rank: 2, tone: 'blue', shield: 'green' },
  maintained: { label: 'maintained', rank: 3, tone: 'teal', shield: 'green' },
  in_progress: { label: 'in progress', rank: 3, tone: 'amber', shield: 'yellow' },
  paused: { label: 'paused', rank: 1, tone: 'orange', shield: 'orange' },
  stalled: { label: 'stalled', rank: 0, tone: 'orange', shield: 'orange' },
  planned: { label: 'planned', rank: 0, tone: 'violet', shield: 'red' },
  archived: { label: 'archived', rank: 0, tone: 'grey', shield: 'lightgrey' },
  /** Alpha, beta, prototype: how mature it is, which says nothing about work. Read, and never derived. */
  experimental: { label: 'experimental', rank: 3, tone: 'violet', shield: 'blueviolet' },
  unknown: { label: 'unknown', rank: 0, tone: 'grey', shield: 'lightgrey' },
} as const satisfies Record<string, StatusEntry>;

/** What a project is. `unknown`: not a word we understand, or not ours to judge; the cell is left alone. */
export type Status = keyof typeof statusTable;

export const statuses = Object.keys(statusTable) as [Status, ...Status[]];
