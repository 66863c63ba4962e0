// Plans the smallest edits that make status cells say something else: the word inside padding and emphasis, in the
// encoding of its neighbours. Plans nothing where the bytes already say it.

import type { Edit, Row } from '../model.ts';
import { decodeMojibake, decodeText, encodeMojibake, encodeText, findDetour } from './bytes.ts';
import { emphasiseLike } from './split-emphasis.ts';
import { rewriteBadge } from './status-badge.ts';

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
  const detour = changes.some(({ mojibake }) => mojibake) ? findDetour(bytes) : undefined;
  for (const { row, text, mojibake } of changes) {
    if (row.statusSpan === null || text === row.typed.text) continue;
    const { start, end } = row.statusSpan;
    const written = writeStatus(row, text, bytes.subarray(start, end));
    edits.push({ span: row.statusSpan, bytes: encodeText(mojibake ? encodeMojibake(written, detour) : written) });
  }
  return edits.sort((a, b) => a.span.start - b.span.start);
}

function writeStatus(row: Row, text: string, before: Uint8Array): string {
  const line = text.replaceAll(/[\r\n]+/g, ' ');
  if (row.statusMarkup === 'badge') return rewriteBadge(decodeText(before), line);
  if (row.statusMarkup === 'html') return line.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
  return emphasiseLike(decodeMojibake(decodeText(before)) ?? decodeText(before), line.replaceAll('|', '\\|'));
}
