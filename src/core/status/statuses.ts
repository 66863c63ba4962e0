// The one table of statuses: adding one is one entry here, its words in config/status-words/en.json (and whatever other
// language has some), and, with a glyph, its label in every language of config/default-words.json; the compiler names
// whatever is missing. In the order in which lists show them.

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
  /**
   * The shape beside it, so that no status is told by colour alone: a path of SVG in a square of 12 pixels; where two parts
   * overlap there is a hole.
   */
  readonly mark: string;
}

/** What a cell says where neither document nor configuration has a label: one of its own, or that of another status. */
type StatusCell = { readonly glyph: string } | { readonly writtenAs: 'paused' | 'in_progress' };

export const statusTable = {
  running: {
    label: 'running',
    rank: 4,
    tone: 'green',
    shield: 'brightgreen',
    life: 'alive',
    glyph: '🟢',
    /** A triangle that points on: it runs. */
    mark: 'M2 .5L11.5 6L2 11.5z',
  },
  complete: {
    label: 'complete',
    rank: 2,
    tone: 'blue',
    shield: 'green',
    life: 'done',
    glyph: '🟢',
    /** A disc with a tick cut out. */
    mark: 'M6 0a6 6 0 0 1 0 12a6 6 0 0 1 0-12zM2.6 6.2L5.1 8.9L9.6 4.2L8.5 3.2L5.1 6.7L3.7 5.2z',
  },
  maintained: {
    label: 'maintained',
    rank: 3,
    tone: 'teal',
    shield: 'green',
    life: 'alive',
    glyph: '🟢',
    /** A ring around a dot. */
    mark: 'M6 0a6 6 0 0 1 0 12a6 6 0 0 1 0-12zM6 2a4 4 0 0 0 0 8a4 4 0 0 0 0-8zM6 4a2 2 0 0 1 0 4a2 2 0 0 1 0-4z',
  },
  in_progress: {
    label: 'in progress',
    rank: 3,
    tone: 'amber',
    shield: 'yellow',
    life: 'alive',
    glyph: '🟡',
    /** A disc of which one half is filled. */
    mark: 'M6 0a6 6 0 0 1 0 12a6 6 0 0 1 0-12zM6 1.8v8.4a4.2 4.2 0 0 0 0-8.4z',
  },
  paused: {
    label: 'paused',
    rank: 1,
    tone: 'orange',
    shield: 'orange',
    life: 'stopped',
    glyph: '🟡',
    /** Two bars. */
    mark: 'M1.5 1h3.2v10h-3.2zM7.3 1h3.2v10h-3.2z',
  },
  stalled: {
    label: 'stalled',
    rank: 0,
    tone: 'orange',
    shield: 'orange',
    life: 'stopped',
    writtenAs: 'paused',
    /** A square. */
    mark: 'M1.2 1.2h9.6v9.6h-9.6z',
  },
  planned: {
    label: 'planned',
    rank: 0,
    tone: 'violet',
    shield: 'red',
    life: null,
    glyph: '🔴',
    /** An empty ring. */
    mark: 'M6 0a6 6 0 0 1 0 12a6 6 0 0 1 0-12zM6 2a4 4 0 0 0 0 8a4 4 0 0 0 0-8z',
  },
  archived: {
    label: 'archived',
    rank: 0,
    tone: 'grey',
    shield: 'lightgrey',
    life: 'stopped',
    glyph: '⚪',
    /** A box with a lid. */
    mark: 'M0 1.5h12v3h-12zM1 5.4h10v5.6h-10zM4 6.8h4v1.3h-4z',
  },
  /** Alpha, beta, prototype: how mature it is, which says nothing about work. Read, and never derived. */
  experimental: {
    label: 'experimental',
    rank: 3,
    tone: 'violet',
    shield: 'blueviolet',
    life: 'alive',
    writtenAs: 'in_progress',
    /** A star with four points. */
    mark: 'M6 0L7.6 4.4L12 6L7.6 7.6L6 12L4.4 7.6L0 6L4.4 4.4z',
  },
  unknown: {
    label: 'unknown',
    rank: 0,
    tone: 'grey',
    shield: 'lightgrey',
    life: null,
    writtenAs: 'in_progress',
    /** A dash. */
    mark: 'M1.5 4.9h9v2.2h-9z',
  },
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
