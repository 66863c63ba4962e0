// Reads one file of a corpus to its rows, and tells whether a pass without changes would change any of its bytes.

import { readFileSync } from 'node:fs';
import { applyEdits, planEdits } from '../../src/core/document/edits.ts';
import { readDocument } from '../../src/core/document/parse-document.ts';
import type { Row } from '../../src/core/model.ts';

export interface CorpusFile {
  readonly bytes: Uint8Array;
  /** null where the reader refuses the file. */
  readonly rows: readonly Row[] | null;
  readonly isChanged: boolean;
}

/** `name` decides the dialect. */
export function readCorpusFile(path: string, name: string): CorpusFile {
  const bytes = readFileSync(path);
  const outcome = readDocument(bytes, name);
  if (outcome.kind === 'refused') return { bytes, rows: null, isChanged: false };
  const { rows } = outcome.reading;
  const same = rows.map((row) => ({ row, text: row.typed.text, mojibake: row.mojibake }));
  return { bytes, rows, isChanged: !Buffer.from(applyEdits(bytes, planEdits(bytes, same))).equals(bytes) };
}
