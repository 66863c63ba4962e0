// Applies edits to bytes: everything outside their spans is copied as it is.

import type { Edit } from '../model.ts';

/** Throws RangeError when edits overlap, are out of order or out of range: such a plan must never be written. */
export function applyEdits(bytes: Uint8Array, edits: readonly Edit[]): Uint8Array {
  const length = edits.reduce(
    (total, { span, bytes: inserted }) => total + inserted.length - (span.end - span.start),
    bytes.length,
  );
  const result = new Uint8Array(Math.max(0, length));
  let read = 0;
  let written = 0;
  for (const { span, bytes: inserted } of edits) {
    if (span.start < read || span.end < span.start || span.end > bytes.length) {
      throw new RangeError(`edit ${span.start}–${span.end} overlaps, is out of order, or lies outside the document`);
    }
    result.set(bytes.subarray(read, span.start), written);
    written += span.start - read;
    result.set(inserted, written);
    written += inserted.length;
    read = span.end;
  }
  result.set(bytes.subarray(read), written);
  return result;
}
