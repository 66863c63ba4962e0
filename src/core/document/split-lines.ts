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
