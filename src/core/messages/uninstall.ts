// The way back, when Statusfolio leaves: the words that the owner typed last, and the document without our markers. What
// was generated between two markers stays: it is the owner's now. Changes nothing where the owner typed after us.

import { removeDate } from '../document/dates/as-of.ts';
import { applyEdits, planEdits } from '../document/edits.ts';
import { readDocument } from '../document/parse-document.ts';
import type { DocumentReading, DocumentRef, Edit, Row } from '../model.ts';

/** One published change to the document. */
export interface PublishedChange {
  readonly name: string;
  readonly from: string;
  readonly to: string;
}

export interface UninstallPlan {
  readonly bytes: Uint8Array;
  /** How many words go back to what was typed. */
  readonly words: number;
}

/** `changes` newest first, of this document alone. */
export function planUninstall(
  bytes: Uint8Array,
  source: string | DocumentRef,
  changes: readonly PublishedChange[],
): UninstallPlan {
  const outcome = readDocument(bytes, source);
  if (outcome.kind !== 'read') return { bytes, words: 0 };
  const { reading } = outcome;
  const back = reading.rows.flatMap((row) => {
    const text = findTyped(row, changes);
    const asOf = removeDate(row);
    if (text === row.typed.text && asOf === null) return [];
    return [{ row, text, mojibake: reading.mojibake && row.mojibake, asOf }];
  });
  const edits = [...planEdits(bytes, back), ...listMarkers(bytes, reading)];
  edits.sort((one, other) => one.span.start - other.span.start);
  return { bytes: applyEdits(bytes, edits), words: back.filter(({ row, text }) => text !== row.typed.text).length };
}

/** Back through our own changes for as long as each leads to the next: before the first stood the owner's word. */
function findTyped({ name, typed }: Row, changes: readonly PublishedChange[]): string {
  let { text } = typed;
  for (const change of changes) {
    if (change.name !== name) continue;
    if (change.to !== text) break;
    text = change.from;
  }
  return text;
}

const nothing = new Uint8Array();

/** The lines of markers around blocks, and what was said to us in rows. */
function listMarkers(bytes: Uint8Array, { rows, blocks }: DocumentReading): Edit[] {
  const text = toLatin1(bytes);
  const edits: Edit[] = [];
  const remove = (start: number, end: number) => edits.push({ span: { start, end }, bytes: nothing });
  for (const { span, problem } of blocks) {
    if (problem !== null) continue;
    remove(Math.max(0, text.lastIndexOf('\n', span.start - 2) + 1), span.start);
    const next = text.indexOf('\n', span.end);
    remove(span.end, next === -1 ? text.length : next + 1);
  }
  const spoken = new Set(rows.filter((row) => row.directive !== null).map(({ line }) => line));
  let start = 0;
  for (const [index, line] of text.split('\n').entries()) {
    if (spoken.has(index + 1)) {
      for (const { from, to } of findDirectives(line)) remove(start + from, start + to);
    }
    start += line.length + 1;
  }
  return edits;
}

/** Comments to us, each with the blank before it. */
function findDirectives(line: string): { from: number; to: number }[] {
  const found: { from: number; to: number }[] = [];
  for (let open = line.indexOf('<!--'); open !== -1; ) {
    const close = line.indexOf('-->', open + 4);
    if (close === -1) return found;
    const [mark, word] = line
      .slice(open + 4, close)
      .trim()
      .split(/\s+/);
    const isOurs = mark?.toLowerCase() === 'statusfolio:' && (word === 'pin' || word === 'ignore');
    const from = line[open - 1] === ' ' || line[open - 1] === '\t' ? open - 1 : open;
    if (isOurs) found.push({ from, to: close + 3 });
    open = line.indexOf('<!--', close + 3);
  }
  return found;
}

/** One character for each byte: positions in it are positions in the document. */
function toLatin1(bytes: Uint8Array): string {
  let text = '';
  for (const byte of bytes) text += String.fromCharCode(byte);
  return text;
}
