// The one table of statuses: adding one is one entry here, its words in config/status-words/, and, with a glyph, its
// label in every language of config/default-words.json; the compiler names whatever is missing. In the order in which lists
// show them.

type LifeClass = 'alive' | 'stopped' | 'done';

interface StatusAppearance {
  /** In sentences. */
  readonly label: string;
  /** Lower is worse; a change to a lower rank waits out the dwell time unless it is a fact. */
  readonly rank: number;
  /** Of badges and pages; the colours themselves: `src/core/render/badge.ts`. */
  readonly tone: 'green' | 'teal' | 'blue' | 'amber' | 'orange' | 'violet' | 'grey';
  /** shields.io's name of its colour. */
  readonly shield: string;
  /**
   * The coarse sense, by which it is compared with vocabularies that know fewer words, such as a badge's; null: it says
   * nothing of the kind.
   */
  readonly life: LifeClass | null;
}

/** What a cell says where neither document nor configuration has a label: one of its own, or that of another status. */
type StatusCell = { readonly glyph: string } | { readonly writtenAs: 'paused' | 'in_progress' };

export const statusTable = {
  running: { label: 'running', rank: 4, tone: 'green', shield: 'brightgreen', life: 'alive', glyph: '🟢' },
  complete: { label: 'complete', rank: 2, tone: 'blue', shield: 'green', life: 'done', glyph: '🟢' },
  maintained: { label: 'maintained', rank: 3, tone: 'teal', shield: 'green', life: 'alive', glyph: '🟢' },
  in_progress: { label: 'in progress', rank: 3, tone: 'amber', shield: 'yellow', life: 'alive', glyph: '🟡' },
  paused: { label: 'paused', rank: 1, tone: 'orange', shield: 'orange', life: 'stopped', glyph: '🟡' },
  stalled: { label: 'stalled', rank: 0, tone: 'orange', shield: 'orange', life: 'stopped', writtenAs: 'paused' },
  planned: { label: 'planned', rank: 0, tone: 'violet', shield: 'red', life: null, glyph: '🔴' },
  archived: { label: 'archived', rank: 0, tone: 'grey', shield: 'lightgrey', life: 'stopped', glyph: '⚪' },
  /** Alpha, beta, prototype: how mature it is, which says nothing about work. Read, and never derived. */
  experimental: {
    label: 'experimental',
    rank: 3,
    tone: 'violet',
    shield: 'blueviolet',
    life: 'alive',
    writtenAs: 'in_progress',
  },
  unknown: { label: 'unknown', rank: 0, tone: 'grey', shield: 'lightgrey', life: null, writtenAs: 'in_progress' },
} as const satisfies Record<string, StatusAppearance & StatusCell>;

/** What a project is. `unknown`: not a word we understand, or not ours to evaluate; the cell is left alone. */
export type Status = keyof typeof statusTable;

export const statuses = Object.keys(statusTable) as [Status, ...Status[]];

/** Statuses that have a label of their own in cells; `init` writes these out for the owner to edit. */
export type LabelledStatus = {
  [S in Status]: (typeof statusTable)[S] extends { readonly glyph: string } ? S : never;
}[Status];

export const labelledStatuses = statuses.filter(isLabelled);

export function isLabelled(status: Status): status is LabelledStatus {
  return 'glyph' in statusTable[status];
}

/** The status whose label a cell shows for this one. */
export function toLabelled(status: Status): LabelledStatus {
  const entry = statusTable[status];
  return 'writtenAs' in entry ? entry.writtenAs : (status as LabelledStatus);
}
