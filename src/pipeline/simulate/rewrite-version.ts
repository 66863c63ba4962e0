// What an owner's commit of the past would have been, had Statusfolio written in between: their bytes, with our words and
// dates in the cells that they left as they were.

import { applyEdits, planEdits } from '../../core/document/edits.ts';
import { isGenerated } from '../../core/document/generated-blocks.ts';
import { readDocument } from '../../core/document/parse-document.ts';
import type { AsOf, DocumentReading, DocumentRef, Edit, Row } from '../../core/model.ts';

/** `before`: the owner's last version; `ours`: what we made of it; `next`: the owner's next one. */
export function rewriteVersion(before: Uint8Array, ours: Uint8Array, next: Uint8Array, ref: DocumentRef): Uint8Array {
  const [old, current, later] = [before, ours, next].map((bytes) => read(bytes, ref));
  if (old == null || current == null || later == null) return next;
  const oldRows = findRows(old);
  const currentRows = findRows(current);
  const cells = [...findRows(later)].flatMap(([name, row]) => {
    const was = oldRows.get(name);
    const is = currentRows.get(name);
    const isLeft = was !== undefined && was.typed.text === row.typed.text && was.asOf?.text === row.asOf?.text;
    if (!isLeft || is === undefined) return [];
    const asOf: AsOf | null =
      is.asOf === undefined ? null : { month: is.asOf.month, text: is.asOf.text, action: 'add' };
    const isSame = is.typed.text === row.typed.text && is.asOf?.text === row.asOf?.text;
    return isSame ? [] : [{ row, text: is.typed.text, mojibake: row.mojibake, asOf }];
  });
  const blocks = later.blocks.flatMap((block, index): Edit[] => {
    const [was, is] = [old.blocks[index], current.blocks[index]];
    const isLeft = was !== undefined && isEqual(slice(before, was.span), slice(next, block.span));
    return isLeft && is?.kind === block.kind ? [{ span: block.span, bytes: slice(ours, is.span) }] : [];
  });
  const edits = [...planEdits(next, cells), ...blocks].sort((a, b) => a.span.start - b.span.start);
  return edits.length === 0 ? next : applyEdits(next, edits);
}

function read(bytes: Uint8Array, ref: DocumentRef): DocumentReading | null {
  const outcome = readDocument(bytes, ref);
  return outcome.kind === 'read' ? outcome.reading : null;
}

/** By name and repository; what stands twice is left as the owner has it. */
function findRows(reading: DocumentReading): ReadonlyMap<string, Row> {
  const rows = reading.rows.filter((row) => row.skip === null && !isGenerated(row, reading));
  const named = Map.groupBy(rows, ({ name, repo }) => `${name}\n${repo ?? ''}`.toLowerCase());
  return new Map(
    [...named].flatMap(([name, [row, ...others]]) => (row === undefined || others.length > 0 ? [] : [[name, row]])),
  );
}

const slice = (bytes: Uint8Array, { start, end }: { start: number; end: number }) => bytes.subarray(start, end);

function isEqual(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, index) => byte === b[index]);
}
