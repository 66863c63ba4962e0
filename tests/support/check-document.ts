// What must hold for every document, whatever stands in it: an edit changes only the planned spans, doing it twice is
// doing it once, and changing nothing changes no byte. Throws with the reason otherwise.

import { proposeDate, removeDate } from '../../src/core/document/dates/as-of.ts';
import { applyEdits, planEdits } from '../../src/core/document/edits.ts';
import { isGenerated, planBlocks } from '../../src/core/document/generated-blocks.ts';
import { readDocument } from '../../src/core/document/parse-document.ts';
import type { AsOf, Edit, Row } from '../../src/core/model.ts';
import { publicSite } from '../../src/core/site.ts';

/** Number of rows that could be edited. */
export function checkDocument(bytes: Uint8Array, path: string): number {
  const before = read(bytes, path).filter((row) => row.skip === null && row.statusSpan !== null);
  expectEqual(write(bytes, before, null), bytes, 'a pass without changes changed bytes');

  const probed = write(bytes, before, 'Probe');
  if (isUtf8(bytes) && !isUtf8(probed)) throw new Error('an edit cut a character in two');

  const known = before.filter(({ typed }) => typed.status !== 'unknown');
  const edited = write(bytes, known, '🟡 Paused');
  expectOnlySpans(bytes, edited, plan(bytes, known, '🟡 Paused'));
  const after = read(edited, path).filter((row) => row.skip === null && row.statusSpan !== null);
  const changed = after.filter(({ typed }) => typed.status === 'paused');
  if (changed.length < known.length) throw new Error(`${known.length} rows were edited, ${changed.length} read back`);
  const again = write(edited, changed, '🟡 Paused');
  expectEqual(
    write(again, read(again, path).filter(isPaused), '🟡 Paused'),
    again,
    'writing twice is not writing once',
  );
  checkBlocks(bytes, path);
  checkDates(bytes, path);
  return before.length;
}

/** A date behind the words changes nothing that is read, is written once, and goes without a trace. */
function checkDates(bytes: Uint8Array, path: string): void {
  const date = (of: Uint8Array, decide: (row: Row) => AsOf | null) => {
    const rows = read(of, path);
    const edits = planEdits(
      of,
      rows.map((row) => ({ row, text: row.typed.text, mojibake: row.mojibake, asOf: decide(row) })),
    );
    const written = applyEdits(of, edits);
    expectOnlySpans(of, written, edits);
    return written;
  };
  const before = read(bytes, path);
  if (before.some(({ asOf }) => asOf !== undefined)) return;
  const dated = date(bytes, (row) => proposeDate(row, '2025-07'));
  const seen = (rows: readonly Row[]) =>
    JSON.stringify(rows.map(({ name, line, repo, typed, skip }) => [name, line, repo, typed, skip]));
  const after = read(dated, path);
  if (seen(before) !== seen(after)) throw new Error('a date changed what is read');
  const due = before.filter(({ dateSlot, skip }) => dateSlot !== undefined && skip === null);
  if (after.filter(({ asOf }) => asOf !== undefined).length !== due.length) throw new Error('a date is not read back');
  expectEqual(
    date(dated, (row) => proposeDate(row, '2025-07')),
    dated,
    'a date is written twice',
  );
  expectEqual(date(dated, removeDate), bytes, 'a date left a trace');
}

const entry = { repo: 'ada/made', description: 'a | b', group: null, status: 'running', text: '🟢 Running' } as const;
const entries = [
  { ...entry, name: 'made' },
  { ...entry, name: 'made *too*' },
];

/** Blocks change nothing but themselves, and are written once. */
function checkBlocks(bytes: Uint8Array, path: string): void {
  const outcome = readDocument(bytes, path);
  if (outcome.kind !== 'read') return;
  const edits = planBlocks(bytes, outcome.reading, () => entries, publicSite);
  if (edits.length === 0) return;
  const written = applyEdits(bytes, edits);
  expectOnlySpans(bytes, written, edits);
  const after = readDocument(written, path);
  if (after.kind !== 'read') throw new Error('a block made the document unreadable');
  const again = planBlocks(written, after.reading, () => entries, publicSite);
  if (again.length > 0) throw new Error('a block that was written is written again');
  const own = [outcome.reading, after.reading].map((reading) =>
    reading.rows.filter((row) => !isGenerated(row, reading)).map(({ name, repo, typed }) => [name, repo, typed.text]),
  );
  if (JSON.stringify(own[0]) !== JSON.stringify(own[1])) throw new Error('a block changed the rows beside it');
}

function isUtf8(bytes: Uint8Array): boolean {
  return Buffer.from(Buffer.from(bytes).toString()).equals(Buffer.from(bytes));
}

function isPaused({ skip, statusSpan, typed }: Row): boolean {
  return skip === null && statusSpan !== null && typed.status === 'paused';
}

function read(bytes: Uint8Array, path: string): readonly Row[] {
  const outcome = readDocument(bytes, path);
  return outcome.kind === 'read' ? outcome.reading.rows : [];
}

/** `text: null` writes what stands there. */
function write(bytes: Uint8Array, rows: readonly Row[], text: string | null): Uint8Array {
  return applyEdits(bytes, plan(bytes, rows, text));
}

function plan(bytes: Uint8Array, rows: readonly Row[], text: string | null): Edit[] {
  const changes = rows.map((row) => ({ row, text: text ?? row.typed.text, mojibake: row.mojibake }));
  return planEdits(bytes, changes);
}

/** Everything before, between and after the planned spans stands unchanged, and nothing is added. */
function expectOnlySpans(before: Uint8Array, after: Uint8Array, edits: readonly Edit[]): void {
  let from = 0;
  let at = 0;
  for (const { span, bytes } of [
    ...edits,
    { span: { start: before.length, end: before.length }, bytes: new Uint8Array() },
  ]) {
    const length = span.start - from;
    expectEqual(
      after.subarray(at, at + length),
      before.subarray(from, span.start),
      `bytes ${from}–${span.start} changed`,
    );
    at += length + bytes.length;
    from = span.end;
  }
  if (at !== after.length) throw new Error('bytes were added or lost');
}

function expectEqual(actual: Uint8Array, expected: Uint8Array, message: string): void {
  if (Buffer.compare(actual, expected) !== 0) throw new Error(message);
}
