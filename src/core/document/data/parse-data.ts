// Parses YAML and JSON to nodes that know where they stand, and refuses what two readers could understand differently:
// duplicate keys, lone carriage returns, comments in JSON. Whatever it says of a place is in bytes and lines of the file.

import { type Alias, isAlias, isMap, isNode, isPair, isScalar, isSeq, type Node, parseAllDocuments } from 'yaml';
import { numberLine, splitLines } from '../markup/lines.ts';

export type DataDialect = 'yaml' | 'json';

export interface ParsedData {
  /** What the nodes' offsets are about; without a byte order mark. */
  readonly text: string;
  readonly dialect: DataDialect;
  /** The top of each document of a stream. */
  readonly roots: readonly Node[];
  /** What each alias stands for. */
  readonly targets: ReadonlyMap<Alias, Node>;
  /** Nodes that stand in several places, because an alias repeats them. */
  readonly shared: ReadonlySet<Node>;
  /** Of an offset of the text, in bytes of the file. */
  readonly toByte: (offset: number) => number;
  /** 1-based line of the file. */
  readonly toLine: (offset: number) => number;
}

export type DataOutcome =
  | { readonly kind: 'read'; readonly data: ParsedData }
  | { readonly kind: 'refused'; readonly reason: string; readonly line: number; readonly column: number };

/** Where the text begins in its file. */
export interface DataPlace {
  readonly byte: number;
  /** 1-based. */
  readonly line: number;
}

/** A parser of YAML needs about a second for this much, and no list of projects comes near it. */
const maxBytes = 1024 * 1024;
/** Deeper than anything that people nest, and shallow enough for every runtime's stack. */
const maxDepth = 100;
const tooDeep = /[[{]{50}|(?:[-?] ){50}/;

const strictUtf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

export function parseData(
  bytes: Uint8Array,
  dialect: DataDialect,
  place: DataPlace = { byte: 0, line: 1 },
): DataOutcome {
  const start = { line: place.line, column: 1 };
  if (bytes.length > maxBytes)
    return { kind: 'refused', reason: 'it is larger than 1 MB, too large for data.', ...start };
  const decoded = decode(bytes);
  if (decoded === null)
    return { kind: 'refused', reason: 'it is not in UTF-8, which a data file has to be.', ...start };
  const mark = decoded.startsWith('\ufeff') ? 1 : 0;
  const text = decoded.slice(mark);
  const locate = createLocator(text, { byte: place.byte + mark * 3, line: place.line });
  const refuse = (reason: string, offset: number): DataOutcome => ({ kind: 'refused', reason, ...locate.at(offset) });

  const lone = /\r(?!\n)/.exec(text);
  if (lone !== null) return refuse('its lines end in carriage returns alone.', lone.index);
  const deep = tooDeep.exec(text);
  if (deep !== null) return refuse('it is nested too deeply.', deep.index);
  if (dialect === 'json') {
    const fault = findJsonFault(text);
    if (fault !== null) return refuse(fault.reason, fault.offset);
  }

  let documents: ReturnType<typeof parseAllDocuments>;
  try {
    // Keys are compared below, in a time that does not grow with the square of their number.
    documents = parseAllDocuments(text, { prettyErrors: false, uniqueKeys: false, logLevel: 'silent' });
  } catch {
    return refuse('it is nested too deeply.', 0);
  }
  const roots: Node[] = [];
  const found: Found = { targets: new Map(), shared: new Set(), fault: null };
  for (const document of documents) {
    const [error] = document.errors;
    if (error !== undefined) return refuse(`it is not valid YAML: ${error.message}.`, error.pos[0]);
    if (!isNode(document.contents)) continue;
    roots.push(document.contents);
    examine(document.contents, { anchors: new Map(), isJson: dialect === 'json' }, found, 0);
    if (found.fault !== null) return refuse(found.fault.reason, found.fault.offset);
  }
  const { targets, shared } = found;
  return { kind: 'read', data: { text, dialect, roots, targets, shared, ...locate } };
}

function decode(bytes: Uint8Array): string | null {
  try {
    return strictUtf8.decode(bytes);
  } catch {
    return null;
  }
}

/** Lines and bytes of offsets. What comes before is counted once, in steps: a file may be one line. */
function createLocator(text: string, place: DataPlace) {
  const lines = splitLines(text);
  const steps: number[] = [];
  let total = place.byte;
  for (let offset = 0; offset <= text.length; offset += step) {
    steps.push(total);
    total += countBytes(text, offset, Math.min(offset + step, text.length));
  }
  const toByte = (offset: number) => {
    const index = Math.floor(offset / step);
    return (steps[index] ?? place.byte) + countBytes(text, index * step, offset);
  };
  const toLine = (offset: number) => place.line + numberLine(lines, offset) - 1;
  const at = (offset: number) => {
    const start = lines[numberLine(lines, offset) - 1]?.start ?? 0;
    return { line: toLine(offset), column: offset - start + 1 };
  };
  return { toByte, toLine, at };
}

const step = 1024;

/** Of UTF-8; each half of a pair of units counts for half of its character. */
function countBytes(text: string, start: number, end: number): number {
  let bytes = 0;
  for (let offset = start; offset < end; offset += 1) {
    const unit = text.charCodeAt(offset);
    if (unit < 0x80) bytes += 1;
    else if (unit < 0x800 || (unit >= 0xd800 && unit < 0xe000)) bytes += 2;
    else bytes += 3;
  }
  return bytes;
}

interface Fault {
  readonly reason: string;
  readonly offset: number;
}

/** null: it is JSON, to the letter. */
function findJsonFault(text: string): Fault | null {
  try {
    JSON.parse(text);
    return null;
  } catch {
    return locateJsonFault(text);
  }
}

const jsonToken =
  /[ \t\r\n]*(?:([{}[\],:])|"(?:[^"\\\p{Cc}]|\\["\\/bfnrtu])*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null)/uy;

/** What the parsers of different runtimes say of the place differs, if they say anything. */
function locateJsonFault(text: string): Fault {
  let offset = 0;
  let before = '';
  jsonToken.lastIndex = 0;
  for (let token = jsonToken.exec(text); token !== null; token = jsonToken.exec(text)) {
    const mark = token[1] ?? '';
    if (before === ',' && (mark === ']' || mark === '}')) {
      const reason = 'it has a comma after the last entry, which JSON does not allow.';
      return { reason, offset: jsonToken.lastIndex - 1 };
    }
    before = mark;
    offset = jsonToken.lastIndex;
  }
  const rest = text.slice(offset).trimStart();
  offset = text.length - rest.length;
  const isComment = rest.startsWith('//') || rest.startsWith('/*');
  return { reason: isComment ? 'it has comments, which JSON does not allow.' : 'it is not valid JSON.', offset };
}

interface Found {
  readonly targets: Map<Alias, Node>;
  readonly shared: Set<Node>;
  fault: Fault | null;
}

interface Scope {
  /** As of this place of the document: a later anchor takes the name over. */
  readonly anchors: Map<string, Node>;
  readonly isJson: boolean;
}

/** In the order of the document, because an alias stands for the last anchor before it. */
function examine(node: Node, scope: Scope, found: Found, depth: number): void {
  if (found.fault !== null) return;
  const offset = node.range?.[0] ?? 0;
  if (depth > maxDepth) found.fault = { reason: 'it is nested too deeply.', offset };
  if (isAlias(node)) {
    const target = scope.anchors.get(node.source);
    if (target === undefined) found.fault = { reason: `it has no anchor "${node.source}" for an alias.`, offset };
    else {
      found.targets.set(node, target);
      found.shared.add(target);
    }
    return;
  }
  const anchor: unknown = Reflect.get(node, 'anchor');
  if (typeof anchor === 'string') scope.anchors.set(anchor, node);
  if (isMap(node)) {
    const keys = new Set<string>();
    for (const { key, value } of node.items) {
      if (isNode(key)) examine(key, scope, found, depth + 1);
      if (isScalar(key)) {
        const name = `${typeof key.value} ${String(key.value)}`;
        const isMerge = key.value === '<<' && !scope.isJson;
        if (keys.has(name) && !isMerge) {
          found.fault ??= { reason: `the key "${String(key.value)}" appears twice.`, offset: key.range?.[0] ?? offset };
        }
        keys.add(name);
      }
      if (isNode(value)) examine(value, scope, found, depth + 1);
    }
  } else if (isSeq(node)) {
    for (const item of node.items) if (isNode(item) && !isPair(item)) examine(item, scope, found, depth + 1);
  }
}
