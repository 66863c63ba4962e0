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
  for (let index = start; index < scan.length; index += 1) {
    const code = scan.charCodeAt(index);
    if (code !== 10 && code !== 13) continue;
    spans.push({ start, end: index });
    if (code === 13 && scan.charCodeAt(index + 1) === 10) index += 1;
    start = index + 1;
  }
  if (start < scan.length) spans.push({ start, end: scan.length });
  return spans;
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
