// Plans the edits that let links follow a repository to its new name: the owner and name inside the address, on the line
// of the row that was read, and nothing else. A link that stands elsewhere (a reference far below) is not touched.

import type { Edit, LinkSlot, Row } from '../model.ts';
import { toScanText } from './bytes.ts';
import { splitLines } from './split-lines.ts';

export interface LinkMove {
  readonly row: Row;
  /** As the link spells it. */
  readonly from: string;
  /** `owner/name` today. */
  readonly to: string;
}

/** Edits in the order of the document, and the rows whose link was found on their line. */
export function planLinks(bytes: Uint8Array, moves: readonly LinkMove[]): { edits: Edit[]; healed: LinkMove[] } {
  const text = toScanText(bytes);
  const lines = splitLines(text);
  const edits = new Map<number, Edit>();
  const healed = moves.filter(({ row, from, to }) => {
    const line = lines[row.line - 1];
    const spans = line === undefined ? [] : findAddresses(text, line, from);
    for (const start of spans) {
      const span = { start, end: start + from.length };
      edits.set(start, { span, bytes: new TextEncoder().encode(to) });
    }
    return spans.length > 0;
  });
  return { edits: [...edits.values()].sort((a, b) => a.span.start - b.span.start), healed };
}

/** The edit that puts a link into a row that has none. */
export function planNewLink(bytes: Uint8Array, { span, form }: LinkSlot, repo: string): Edit {
  const there = toScanText(bytes.subarray(span.start, span.end));
  const isPadded = (offset: number) => bytes[offset] === 0x20;
  const isEmpty = span.start === span.end;
  // Between the pipes of an empty cell stands one blank on either side.
  const own = isEmpty && isPadded(span.start - 1) ? form.trimStart() : form;
  const parts = new Map([
    ['{repo}', repo],
    ['{name}', repo.split('/')[1] ?? ''],
    ['{text}', there],
  ]);
  const text = own.replace(/\{(?:repo|name|text)\}/g, (part) => parts.get(part) ?? part);
  return { span, bytes: Uint8Array.from(text, (character) => character.charCodeAt(0)) };
}

const site = 'github.com/';

/** Where `owner/name` begins in every address of the line that leads to this repository. */
function findAddresses(text: string, line: { start: number; end: number }, repo: string): number[] {
  const within = text.slice(line.start, line.end).toLowerCase();
  const found: number[] = [];
  const address = `${site}${repo.toLowerCase()}`;
  for (let at = within.indexOf(address); at !== -1; at = within.indexOf(address, at + 1)) {
    const after = within.slice(at + address.length);
    // Not the beginning of a longer name; `.git` belongs to the address.
    if (/^(?:\.git)?(?![\w.-])/.test(after) || /^\.(?:\s|$|[)>"'])/.test(after))
      found.push(line.start + at + site.length);
  }
  return found;
}
