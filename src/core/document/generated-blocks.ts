// Finds the blocks that an owner has marked as ours: everything between `<!-- statusfolio:table … -->` (or list, cards,
// summary) and `<!-- /statusfolio -->`. A marker that is not exactly one of a pair makes a block that is left alone.

import type { BlockKind, DocumentReading, Edit, GeneratedBlock, Row } from '../model.ts';
import { type BlockEntry, columnNames, renderBlock } from '../render/generated-block.ts';
import { addressStart } from '../site.ts';
import { findLastWork } from './dates/last-work.ts';
import { decodeMojibake, decodeText, encodeMojibake, encodeText, findDetour } from './markup/encoding.ts';
import { readPageStyle } from './page-style.ts';

/** A line that may hold a marker. */
export interface MarkerLine {
  readonly start: number;
  /** Behind its line ending. */
  readonly next: number;
  readonly text: string;
  /** 1-based. */
  readonly number: number;
}

/** More are not looked for: everything in a document is compared with its blocks. */
const maxBlocks = 50;

const kinds: readonly BlockKind[] = ['table', 'list', 'cards', 'summary'];
const opening = /^[ \t]*<!--[ \t]*statusfolio:([a-z]+)((?:[ \t]+[a-z]+=(?:"[^"<>]*"|[^\s"<>]+))*)[ \t]*-->[ \t]*$/;
const closing = /^[ \t]*<!--[ \t]*\/statusfolio[ \t]*-->[ \t]*$/;

const options: Readonly<Record<string, (value: string) => boolean>> = {
  columns: (value) => value.split(',').every((name) => columnNames.some((column) => column === name)),
  sort: (value) => value === 'name' || value === 'status',
  group: () => true,
};

interface Open {
  readonly line: MarkerLine;
  readonly kind: string;
  readonly options: ReadonlyMap<string, string>;
  /** Whether it began inside another: then nobody can say which of them the end belongs to. */
  readonly isInside: boolean;
}

/**
 * `lines` are those on which a comment would be one: not those in code. In Markdown an indented marker could come to
 * stand in a list that the block begins or ends with.
 */
export function findGenerated(lines: readonly MarkerLine[], mayIndent: boolean): GeneratedBlock[] {
  const blocks: GeneratedBlock[] = [];
  let open: Open | null = null;
  const close = ({ line, kind, options: chosen }: Open, end: MarkerLine | null, problem: string | null) => {
    const known = kinds.find((each) => each === kind);
    const reason = problem ?? (known === undefined ? `Unknown block "${kind}".` : findBadOption(chosen));
    const span = { start: line.next, end: Math.max(line.next, end?.start ?? 0) };
    const lines = { line: line.number, lastLine: end?.number ?? line.number };
    blocks.push({ kind: known ?? 'table', options: chosen, span, ...lines, problem: reason });
  };
  for (const line of lines) {
    if (blocks.length > maxBlocks) break;
    const isIndented = !mayIndent && /^[ \t]/.test(line.text) && line.text.includes('statusfolio');
    if (isIndented && (opening.test(line.text) || closing.test(line.text))) {
      close(build(line), null, 'The marker must be at the beginning of its line.');
      continue;
    }
    const [, kind, words = ''] = opening.exec(line.text) ?? [];
    if (kind !== undefined) {
      const isInside: boolean = open !== null;
      if (open !== null) close(open, line, 'Another block begins before this one ends.');
      open = { line, kind, options: readOptions(words), isInside };
    } else if (closing.test(line.text)) {
      if (open === null) close(build(line), null, 'A block ends here that has no beginning.');
      else close(open, line, open.isInside ? 'It begins inside another block.' : null);
      open = null;
    } else if (/<!--\s*\/?statusfolio:?[a-z/]/.test(line.text) && !/statusfolio:\s/.test(line.text)) {
      close(
        build(line),
        null,
        'The marker cannot be read: it must be alone on its line, with options such as sort=name.',
      );
    }
  }
  if (open !== null) close(open, null, 'The block has no end: <!-- /statusfolio --> is missing.');
  return blocks;
}

const build = (line: MarkerLine): Open => ({ line, kind: 'table', options: new Map(), isInside: false });

function readOptions(words: string): Map<string, string> {
  const pairs = words.matchAll(/(?<![a-z])([a-z]+)=(?:"([^"]*)"|(\S+))/g);
  return new Map([...pairs].map(([, name = '', quoted, bare = '']) => [name, quoted ?? bare]));
}

function findBadOption(chosen: ReadonlyMap<string, string>): string | null {
  for (const [name, value] of chosen) {
    const isRight = options[name];
    if (isRight === undefined) return `Unknown option "${name}"; the options are ${Object.keys(options).join(', ')}.`;
    if (!isRight(value)) return `"${value}" is not possible for "${name}".`;
  }
  return null;
}

// Plans the content of generated blocks: whole, in the document's own line endings and encoding. Plans nothing where
// the bytes already stand so.

/** `entriesOf` is asked for each block that may be written; its repositories are on `site`. */
export function planBlocks(
  bytes: Uint8Array,
  { blocks, dialect, language, mojibake }: DocumentReading,
  entriesOf: (block: GeneratedBlock) => readonly BlockEntry[],
  site: string,
): Edit[] {
  return blocks.flatMap((block) => {
    if (block.problem !== null) return [];
    const style = readPageStyle(bytes, { block, blocks, dialect });
    const lines = renderBlock(block, entriesOf(block), { dialect, language, style, site });
    const ending = readEnding(bytes, block.span.start);
    // Blank lines keep the markers apart from what they hold, as Pandoc needs it.
    const text = lines.length === 0 ? '' : ['', ...lines, '', ''].join(ending);
    const content = encodeText(mojibake ? encodeMojibake(text, findDetour(bytes)) : text);
    return isEqual(content, bytes.subarray(block.span.start, block.span.end))
      ? []
      : [{ span: block.span, bytes: content }];
  });
}

/** Whether a row stands in a block that is generated whole. */
export function isGenerated({ line }: Row, { blocks }: Pick<DocumentReading, 'blocks'>): boolean {
  return blocks.some((block) => block.problem === null && line > block.line && line < block.lastLine);
}

/** A project that the configuration lists and that stands in no cell yet: a generated block will show it. */
export function isUnwritten({ statusSpan, skip }: Pick<Row, 'statusSpan' | 'skip'>): boolean {
  return statusSpan === null && skip === null;
}

/** The line ending before an offset; LF where there is none. */
function readEnding(bytes: Uint8Array, offset: number): string {
  const [before, last] = [bytes[offset - 2], bytes[offset - 1]];
  if (last === 0x0d) return '\r';
  return last === 0x0a && before === 0x0d ? '\r\n' : '\n';
}

function isEqual(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, index) => byte === b[index]);
}

/** By repository in lower case, `last work 2025-10` of those projects of which the block says nothing else. */
export function readLastWork(
  bytes: Uint8Array,
  { kind, span }: GeneratedBlock,
  site: string,
): ReadonlyMap<string, string> {
  const lines = decodeText(bytes.subarray(span.start, span.end))
    .split(/\r\n|\r|\n/)
    .map((line) => decodeMojibake(line) ?? line);
  // A card goes on to the next link to a repository; everything else stands on a line of its own.
  const parts = kind === 'cards' ? splitBefore(lines.join('\n'), `<a href="${site}/`) : lines;
  const found = new Map<string, string>();
  for (const part of parts) {
    const repo = findLinked(part, addressStart(site));
    const lastWork = findLastWork(part);
    if (repo !== undefined && lastWork !== null && !found.has(repo)) found.set(repo, lastWork);
  }
  return found;
}

/** Each part but the first begins with the mark. */
function splitBefore(text: string, mark: string): string[] {
  return text.split(mark).map((part, index) => (index === 0 ? part : mark + part));
}

/** The first repository that one of our links leads to, in lower case. */
function findLinked(text: string, start: string): string | undefined {
  for (let at = text.indexOf(start); at !== -1; at = text.indexOf(start, at + 1)) {
    const repo = /^([\w.-]{1,100}\/[\w.-]{1,100})["')]/.exec(
      text.slice(at + start.length, at + start.length + 202),
    )?.[1];
    if (repo !== undefined) return repo.toLowerCase();
  }
  return undefined;
}
