// The lines of a text with LF, CRLF and CR endings alike, and the line that an offset stands in.

export interface LineSpan {
  readonly start: number;
  /** Without the line ending. */
  readonly end: number;
}

/** Without a byte order mark; a final line ending begins no further line. */
export function splitLines(scan: string): LineSpan[] {
  const spans: LineSpan[] = [];
  let start = scan.startsWith('\u00ef\u00bb\u00bf') ? 3 : 0;
  const hasReturns = scan.includes('\r');
  for (let end = findEnd(scan, start, hasReturns); end !== -1; end = findEnd(scan, start, hasReturns)) {
    spans.push({ start, end });
    start = end + (scan[end] === '\r' && scan[end + 1] === '\n' ? 2 : 1);
  }
  if (start < scan.length) spans.push({ start, end: scan.length });
  return spans;
}

function findEnd(scan: string, from: number, hasReturns: boolean): number {
  const feed = scan.indexOf('\n', from);
  if (!hasReturns) return feed;
  const end = scan.slice(from, feed === -1 ? scan.length : feed).indexOf('\r');
  return end === -1 ? feed : from + end;
}

/** 1-based number of the line that holds `offset`. */
export function numberLine(lines: readonly Pick<LineSpan, 'start'>[], offset: number): number {
  let [low, high] = [0, lines.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((lines[middle]?.start ?? 0) <= offset) low = middle + 1;
    else high = middle;
  }
  return Math.max(1, low);
}

// Trims text that holds one character per byte. String.trim() would take the byte A0 for a no-break space, although it
// is the end of à and of 🟠.

/** A piece of a document: offset of its first byte, and one character per byte. */
export interface Piece {
  readonly start: number;
  readonly text: string;
}

/** Without the given characters at both ends; blanks and line endings unless told otherwise. */
export function trimPiece({ start, text }: Piece, characters = ' \t\r\n'): Piece {
  let from = 0;
  let to = text.length;
  while (from < to && characters.includes(text.charAt(from))) from += 1;
  while (to > from && characters.includes(text.charAt(to - 1))) to -= 1;
  return { start: start + from, text: text.slice(from, to) };
}

export function slicePiece({ start, text }: Piece, from: number, to?: number): Piece {
  return { start: start + from, text: text.slice(from, to) };
}

// Looks up what stands above a place, in the logarithm of the document's length: documents have many places.

/** The last item at or before `offset`; the items stand in order. */
export function findLastBefore<Item>(
  items: readonly Item[],
  offset: number,
  offsetOf: (item: Item) => number,
): Item | undefined {
  let [low, high] = [0, items.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    const item = items[middle];
    if (item !== undefined && offsetOf(item) <= offset) low = middle + 1;
    else high = middle;
  }
  return items[low - 1];
}
