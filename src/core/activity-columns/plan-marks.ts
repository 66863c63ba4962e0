// Plans the edits of a column of activity: the mark alone, in the encoding of its neighbours.

import { encodeMojibake, encodeText, findDetour } from '../document/markup/encoding.ts';
import type { Edit } from '../model.ts';
import type { ActivityEntry } from './model.ts';

export interface MarkChange {
  readonly entry: ActivityEntry;
  /** Decoded. */
  readonly text: string;
}

/** Edits in the order of the document. */
export function planMarks(bytes: Uint8Array, changes: readonly MarkChange[]): Edit[] {
  const detour = changes.some(({ entry }) => entry.mojibake) ? findDetour(bytes) : undefined;
  const edits = changes.map(({ entry, text }): Edit => {
    const { span, before, after, mojibake } = entry;
    return { span, bytes: encodeText(`${before}${mojibake ? encodeMojibake(text, detour) : text}${after}`) };
  });
  return edits.sort((a, b) => a.span.start - b.span.start);
}

/** Only a text of UTF-8 has room for a mark that is not ASCII. */
export function mayHold(bytes: Uint8Array, changes: readonly MarkChange[]): boolean {
  if (changes.every(({ text }) => !/[^\0-\x7f]/.test(text))) return true;
  try {
    new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
    return true;
  } catch {
    return false;
  }
}
