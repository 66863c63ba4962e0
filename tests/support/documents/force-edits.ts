// Writes another status into every row that may be written, and compares what a reader sees before and after: the words of
// the statuses are others, and nothing else on the page is.

import { type DefaultTreeAdapterTypes, defaultTreeAdapter, parse } from 'parse5';
import { applyEdits, planEdits } from '../../../src/core/document/edits.ts';
import { encodeMojibake } from '../../../src/core/document/markup/encoding.ts';
import type { Row } from '../../../src/core/model.ts';
import { type Oracle, render } from '../oracles.ts';
import { isEditable } from './score.ts';

/** Generated, or one that somebody wrote. */
interface Document {
  readonly bytes: Uint8Array;
}

export interface ForcedEdits<Of extends Document> {
  readonly document: Of;
  readonly rows: readonly Row[];
  /** With a word of its own in every row. */
  readonly written: Uint8Array;
}

const tokenOf = (index: number) => `Tok${index}en`;

/** Of these rows. Throws RangeError where two of them share bytes. */
export function forceEdits<Of extends Document>(document: Of, all: readonly Row[]): ForcedEdits<Of> {
  const rows = all.filter(isEditable);
  const changes = rows.map((row, index) => ({ row, text: tokenOf(index), mojibake: row.mojibake }));
  return { document, rows, written: applyEdits(document.bytes, planEdits(document.bytes, changes)) };
}

/** Stands between two documents that are rendered at once. */
const boundary = '\n\n<hr class="boundary">\n\n';

/**
 * The documents of which a reader sees something else changed than the statuses, with the first difference. All are of the
 * oracle's dialect; null: pages, which need no renderer.
 */
export async function findWrongWrites<Of extends Document>(
  all: readonly ForcedEdits<Of>[],
  oracle: Oracle | null,
): Promise<{ readonly document: Of; readonly difference: string }[]> {
  const forced = all.filter(({ rows, document }) => rows.length > 0 && isUtf8(document.bytes));
  const [before, after] = await Promise.all([
    readPages(
      forced.map(({ document }) => document.bytes),
      oracle,
    ),
    readPages(
      forced.map(({ written }) => written),
      oracle,
    ),
  ]);
  return forced.flatMap(({ document, rows }, index) => {
    const difference = compare(rows, before[index] ?? '', after[index] ?? '');
    return difference === null ? [] : [{ document, difference }];
  });
}

/** Renderers read nothing else. */
export function isUtf8(bytes: Uint8Array): boolean {
  return Buffer.from(Buffer.from(bytes).toString()).equals(Buffer.from(bytes));
}

async function readPages(documents: readonly Uint8Array[], oracle: Oracle | null): Promise<string[]> {
  const texts = documents.map((bytes) =>
    Buffer.from(bytes)
      .toString()
      .replace(/^\ufeff/, ''),
  );
  if (oracle === null) return texts.map((text) => readPage(parse(text)));
  if (texts.length === 0) return [];
  const html = await render(oracle, texts.join(boundary));
  return html.split('<hr class="boundary">').map((part) => readPage(parse(part)));
}

/** Where the words stand, with addresses; pictures are a place each, and listed behind. */
function readPage(page: DefaultTreeAdapterTypes.Document): string {
  const pictures: string[] = [];
  const read = (node: DefaultTreeAdapterTypes.ChildNode): string => {
    if (defaultTreeAdapter.isTextNode(node)) return node.value;
    if (!defaultTreeAdapter.isElementNode(node)) return '';
    const get = (name: string) => node.attrs.find((each) => each.name === name)?.value ?? '';
    if (node.tagName === 'img') {
      pictures.push(`${get('src')} ${get('alt')} ${get('title')}`);
      return '⟨picture⟩';
    }
    const inner = node.childNodes.map(read).join('');
    if (node.tagName === 'a') return `${inner}⟨${get('href')}⟩`;
    return inline.has(node.tagName) ? inner : `\n${inner}\n`;
  };
  const text = page.childNodes.map(read).join('');
  return [text, ...pictures].join('\u0000');
}

const inline = new Set(['b', 'strong', 'em', 'i', 'code', 'del', 'span', 'sub', 'sup', 'a', 'kbd', 'small']);

/** null where only the statuses differ. */
function compare(rows: readonly Row[], before: string, after: string): string | null {
  const [text = '', ...pictures] = after.split('\u0000');
  const [wanted = '', ...shown] = before.split('\u0000');
  let seen = text;
  for (const [index, row] of rows.entries()) {
    const token = tokenOf(index);
    const word = row.mojibake ? encodeMojibake(row.typed.text) : row.typed.text;
    if (row.statusMarkup === 'badge') {
      if (!pictures.some((each) => each.includes(token))) return `no picture says ${token} (${row.name})`;
      continue;
    }
    if (seen.split(token).length !== 2) return `${token} (${row.name}) is seen ${seen.split(token).length - 1} times`;
    seen = seen.replace(token, () => word);
  }
  if (squeeze(seen) !== squeeze(wanted)) return describe(squeeze(wanted), squeeze(seen));
  const others = pictures.filter((each, index) => !/Tok\d+en/.test(each) && each !== shown[index]);
  return others.length === 0 ? null : `a picture changed: ${others[0]}`;
}

/** Blanks may stand in or outside emphasis, and to Pandoc the neighbours say which way a quotation mark turns. */
function squeeze(text: string): string {
  return text.replaceAll(/[‘’‚]/g, "'").replaceAll(/[“”„]/g, '"').replaceAll(/\s+/g, ' ').trim();
}

function describe(wanted: string, seen: string): string {
  let at = 0;
  while (wanted[at] === seen[at]) at += 1;
  const around = (text: string) => JSON.stringify(text.slice(Math.max(0, at - 40), at + 60));
  return `a reader sees ${around(seen)} instead of ${around(wanted)}`;
}
