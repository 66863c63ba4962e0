// The three seeds in fourteen encodings: what is read is the same, what is written follows, and no other byte moves.

import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { proposeDate, removeDate } from '../../../src/core/document/dates/as-of.ts';
import { applyEdits, planEdits } from '../../../src/core/document/edits.ts';
import { planBlocks } from '../../../src/core/document/generated-blocks.ts';
import { decodeMojibake, encodeMojibake } from '../../../src/core/document/markup/encoding.ts';
import { readDocument } from '../../../src/core/document/parse-document.ts';
import type { AsOf, DocumentReading, Edit, Row } from '../../../src/core/model.ts';
import { publicSite } from '../../../src/core/site.ts';

const latin1 = (bytes: Buffer, change: (text: string) => string) =>
  Buffer.from(change(bytes.toString('latin1')), 'latin1');

/** From clean UTF-8 with LF. */
const encodings: Readonly<Record<string, (bytes: Buffer) => Buffer>> = {
  LF: (bytes) => bytes,
  CRLF: (bytes) => latin1(bytes, (text) => text.replaceAll('\n', '\r\n')),
  CR: (bytes) => latin1(bytes, (text) => text.replaceAll('\n', '\r')),
  'mixed endings': (bytes) => latin1(bytes, (text) => text.replace(/\n/g, (_, at: number) => (at % 2 ? '\n' : '\r\n'))),
  'a byte order mark': (bytes) => Buffer.concat([Buffer.from('\ufeff'), bytes]),
  'no final newline': (bytes) => latin1(bytes, (text) => text.trimEnd()),
  'trailing spaces': (bytes) => latin1(bytes, (text) => text.replaceAll('\n', '  \n')),
  tabs: (bytes) => latin1(bytes, (text) => text.replaceAll('| ', '|\t')),
  'no-break spaces': (bytes) => Buffer.from(bytes.toString().replaceAll('| ', '|\u00a0').replaceAll(', ', ',\u00a0')),
  'Latin-1 bytes in prose': (bytes) => Buffer.concat([bytes, Buffer.from([0x0a, 0x0a, 0x63, 0x61, 0x66, 0xe9])]),
  'text that was encoded twice': (bytes) => Buffer.from(encodeMojibake(bytes.toString())),
  'text that was encoded twice by way of Latin-1': (bytes) => Buffer.from(bytes.toString('latin1')),
};
const refused: Readonly<Record<string, readonly [(bytes: Buffer) => Buffer, RegExp]>> = {
  'a zero byte': [(bytes) => Buffer.concat([bytes.subarray(0, 40), Buffer.from([0]), bytes.subarray(40)]), /not text/],
  'UTF-16': [(bytes) => Buffer.from(`\ufeff${bytes}`, 'utf16le'), /UTF-16/],
};

const seeds = [
  ['portfolio.md', null],
  ['profile.md', 'list'],
  ['about.qmd', 'cards'],
] as const;

/** The text of a seed as its owner meant it; with a marked block where it holds no status. */
function clean(name: string, kind: string | null): Buffer {
  const typed = readFileSync(`tests/fixtures/seeds/${name}`, 'utf8');
  const text = typed.replace(/[^\0-\x7f]+/g, (run) => decodeMojibake(run) ?? run);
  return Buffer.from(kind === null ? text : `${text}\n<!-- statusfolio:${kind} -->\n<!-- /statusfolio -->\n`);
}

function read(bytes: Uint8Array, name: string): DocumentReading {
  const outcome = readDocument(bytes, name);
  if (outcome.kind !== 'read') throw new Error(outcome.reason);
  return outcome.reading;
}

const shown = [
  { name: 'engine', repo: 'ada/engine', description: null, group: null, status: 'paused', text: '🟡 Paused' } as const,
];

/** The second row is paused, or the block shows one project. */
function plan(bytes: Uint8Array, reading: DocumentReading): Edit[] {
  const rows = reading.rows.slice(1, 2).filter(() => reading.blocks.length === 0);
  const changes = rows.map((row) => ({ row, text: '🟡 Paused', mojibake: row.mojibake }));
  return [...planEdits(bytes, changes), ...planBlocks(bytes, reading, () => shown, publicSite)];
}

describe.each(seeds)('%s', (name, kind) => {
  const before = read(clean(name, kind), name);

  // Pandoc takes carriage returns out, and sees one line.
  const lined = Object.entries(encodings).filter(([encoding]) => encoding !== 'CR' || !name.endsWith('.qmd'));

  it.each(lined)('is read and edited with %s', (encoding, encode) => {
    const bytes = encode(clean(name, kind));
    const reading = read(bytes, name);
    expect(reading.rows.map(({ repo, typed }) => [repo, typed.status])).toEqual(
      before.rows.map(({ repo, typed }) => [repo, typed.status]),
    );
    expect(reading.blocks.map(({ problem }) => problem)).toEqual(before.blocks.map(({ problem }) => problem));

    const edits = plan(bytes, reading);
    expect(edits).toHaveLength(1);
    const edited = Buffer.from(applyEdits(bytes, edits));
    const { span } = edits[0] as Edit;
    const tail = bytes.subarray(span.end);
    expect(edited.subarray(0, span.start).equals(bytes.subarray(0, span.start))).toBe(true);
    expect(edited.subarray(edited.length - tail.length).equals(tail)).toBe(true);

    const after = read(edited, name);
    const requested = before.rows.map(({ typed }, index) => (index === 1 ? 'paused' : typed.status));
    expect(after.rows.map(({ typed }) => typed.status)).toEqual(kind === null ? requested : ['paused']);
    expect(after.rows[kind === null ? 1 : 0]?.typed.text).toBe('🟡 Paused');
    expect(plan(edited, after).filter((edit) => !isSame(edited, edit))).toEqual([]);
    // The page has nothing but ASCII, so there is nothing to follow.
    const written = Buffer.from(encodings[name === 'about.qmd' ? 'LF' : encoding]?.(Buffer.from('🟡 Paused')) ?? []);
    if (encoding.startsWith('text')) expect(edited.includes(written)).toBe(true);
    else expect(edited.includes('🟡 Paused')).toBe(true);
  });

  it.each(Object.entries(encodings))('is dated, and has its bytes back, with %s', (encoding, encode) => {
    const bytes = encode(clean(name, kind));
    const date = (of: Buffer, decide: (row: Row) => AsOf | null) => {
      const changes = read(of, name).rows.map((row) => {
        return { row, text: row.typed.text, mojibake: row.mojibake, asOf: decide(row) };
      });
      return Buffer.from(applyEdits(of, planEdits(of, changes)));
    };
    for (const text of ['(as of 2025-07)', '(截至 2025-07)']) {
      const add = (row: Row): AsOf | null => {
        const asOf = proposeDate(row, '2025-07');
        return asOf === null ? null : { ...asOf, text };
      };
      const dated = date(bytes, add);
      const { rows } = read(dated, name);
      expect(rows.map(({ asOf }) => asOf?.text)).toEqual(rows.map(() => text));
      expect(rows.map(({ typed }) => typed)).toEqual(read(bytes, name).rows.map(({ typed }) => typed));
      expect(date(dated, add).equals(dated)).toBe(true);
      expect(date(dated, removeDate).equals(bytes)).toBe(true);
      const written = encoding.startsWith('text') ? encodings[encoding]?.(Buffer.from(text)) : Buffer.from(text);
      if (rows.length > 0) expect(dated.includes(written ?? '')).toBe(true);
    }
  });

  it.each(Object.entries(refused))('is refused with %s', (_, [encode, reason]) => {
    expect(readDocument(encode(clean(name, kind)), name)).toMatchObject({
      kind: 'refused',
      reason: expect.stringMatching(reason),
    });
  });
});

it('a Quarto document whose lines end in a carriage return alone is left alone', () => {
  const text = '# A\n\n| Pen | Status |\n|---|---|\n| [Quill](https://github.com/ada/quill) | Active |\n';
  const skips = (ending: string) =>
    read(Buffer.from(text.replaceAll('\n', ending)), 'index.qmd').rows.map(({ skip }) => skip);
  expect(skips('\r\n')).toEqual([null]);
  expect(skips('\r')).toEqual([expect.stringContaining('a single line')]);
});

function isSame(bytes: Buffer, { span, bytes: content }: Edit): boolean {
  return bytes.subarray(span.start, span.end).equals(content);
}
