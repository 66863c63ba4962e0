// A table with the byte span of every cell, whichever markup it is written in.

import type { Cell } from './split-cells.ts';

export interface TableRow {
  /** 1-based line of the row's beginning. */
  readonly number: number;
  readonly cells: readonly Cell[];
  /** Why no cell of the row may be edited although it was read; null when nothing speaks against it. */
  readonly doubt: string | null;
}

export interface Table {
  readonly markup: 'markdown' | 'html';
  /** Offset of the header row. */
  readonly start: number;
  readonly headings: readonly Cell[];
  readonly rows: readonly TableRow[];
}
