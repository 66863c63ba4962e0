// Writes another word into every row of a real document that may be written, and tells which of these edits change more
// than the status: another byte, or anything else that a reader of the rendered page, or a parser of the data, sees.

import { readDialect } from '../../src/core/document/dialects.ts';
import { applyEdits, planEdits } from '../../src/core/document/edits.ts';
import type { Row } from '../../src/core/model.ts';
import { compare } from '../../tests/support/check-data.ts';
import { findWrongWrites, forceEdits, isUtf8 } from '../../tests/support/documents/force-edits.ts';
import { isEditable } from '../../tests/support/documents/score.ts';
import { isInstalled, oracles } from '../../tests/support/oracles.ts';

/** The editable rows that could be checked, each with what is wrong about its edit; null: nothing. */
export type ForcedRows = ReadonlyMap<Row, string | null>;

/** `name` decides the dialect. Rows are left out where their renderer is not installed, or does not read the encoding. */
export async function forceRows(bytes: Uint8Array, name: string, all: readonly Row[]): Promise<ForcedRows> {
  const rows = all.filter(isEditable);
  const wrong = new Map<Row, string | null>();
  for (const row of rows) {
    const difference = findOtherByte(bytes, row) ?? (isData(row) ? findOtherScalar(bytes, name, row) : null);
    if (isData(row) || difference !== null) wrong.set(row, difference);
  }
  const shown = rows.filter((row) => !wrong.has(row));
  const see = findReader(name);
  if (see === null || !isUtf8(bytes)) return wrong;
  // To start a renderer takes longer than to render: row by row only where something is wrong.
  const isAllRight = (await see(bytes, shown)) === null;
  for (const row of shown) wrong.set(row, isAllRight ? null : await see(bytes, [row]));
  const isExplained = [...wrong.values()].some((difference) => difference !== null);
  const [first] = shown;
  if (!isAllRight && !isExplained && first !== undefined) wrong.set(first, 'Only together do the edits change more.');
  return wrong;
}

const word = 'Tok0en';

function forceOne(bytes: Uint8Array, row: Row): Uint8Array {
  return applyEdits(bytes, planEdits(bytes, [{ row, text: word, mojibake: row.mojibake }]));
}

/** null where all bytes outside the status are the same. */
function findOtherByte(bytes: Uint8Array, row: Row): string | null {
  const written = Buffer.from(forceOne(bytes, row));
  const { start, end } = row.statusSpan ?? { start: 0, end: 0 };
  const behind = bytes.length - end;
  const isSame =
    written.length >= start + behind &&
    written.subarray(0, start).equals(bytes.subarray(0, start)) &&
    written.subarray(written.length - behind).equals(bytes.subarray(end));
  if (!isSame) return 'A byte outside the status changed.';
  return written.equals(bytes) ? 'Nothing was written.' : null;
}

/** In a data file, or in front matter. */
function isData({ statusMarkup }: Row): boolean {
  return statusMarkup === 'yaml' || statusMarkup === 'yaml-line' || statusMarkup === 'json';
}

/** null where a parser sees one other scalar, which says the word. */
function findOtherScalar(bytes: Uint8Array, name: string, row: Row): string | null {
  const differences = compare(bytes, forceOne(bytes, row), name);
  const [only] = differences;
  const isRight = differences.length === 1 && only !== undefined && String(only.after).includes(word);
  return isRight ? null : `A parser sees ${JSON.stringify(differences)}.`;
}

/** Tells what a reader sees besides the other statuses, null: nothing. null where the renderer is not installed. */
function findReader(name: string): ((bytes: Uint8Array, rows: readonly Row[]) => Promise<string | null>) | null {
  const dialect = readDialect(name);
  const oracle = dialect === 'html' ? null : (oracles.find((each) => readDialect(each.path) === dialect) ?? null);
  if (oracle !== null && !isInstalledOnce(oracle.name)) return null;
  return async (bytes, rows) => {
    const [wrong] = await findWrongWrites([forceEdits({ bytes }, rows)], oracle);
    return wrong?.difference ?? null;
  };
}

const installed = new Map<string, boolean>();
function isInstalledOnce(name: (typeof oracles)[number]['name']): boolean {
  const known = installed.get(name) ?? isInstalled({ name });
  installed.set(name, known);
  return known;
}
