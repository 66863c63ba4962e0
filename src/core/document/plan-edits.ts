// Plans the smallest edits that make status cells say something else: the word inside padding and emphasis, in the
// encoding of its neighbours. Plans nothing where the bytes already say it.

import type { Edit, Row } from '../model.ts';
import { encodeMojibake, encodeText } from './bytes.ts';

export interface CellChange {
  readonly row: Row;
  /** What the cell should say, as a person reads it. */
  readonly text: string;
  /** Whether to write it doubly encoded, like the text around it. */
  readonly mojibake: boolean;
}

/** Edits in the order of the document. Rows without a status cell are left out. */
export function planEdits(bytes: Uint8Array, changes: readonly CellChange[]): Edit[] {
  const edits: Edit[] = [];
  for (const { row, text, mojibake } of changes) {
    if (row.statusSpan === null) continue;
    const safe = text.replaceAll('|', '\\|').replaceAll(/[\r\n]+/g, ' ');
    const replacement = encodeText(mojibake ? encodeMojibake(safe) : safe);
    if (!isEqual(replacement, bytes.subarray(row.statusSpan.start, row.statusSpan.end))) {
      edits.push({ span: row.statusSpan, bytes: replacement });
    }
  }
  return edits.sort((a, b) => a.span.start - b.span.start);
}

function isEqual(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, index) => byte === b[index]);
}
