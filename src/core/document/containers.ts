// Quotes and list items, as CommonMark nests them: whether one goes on in a line, and what a line opens.

/** The quote or list item that lines stand in. */
export interface Container {
  readonly id: number;
  /** Columns that the lines of a list item are indented by; null for a quote. */
  readonly indent: number | null;
}

/** A position in a line. Columns count apart from characters, because a tab reaches to the next multiple of four. */
export interface Cursor {
  readonly at: number;
  /** Columns before `at`; less than the tabs before it make where a marker ended in the middle of one. */
  readonly column: number;
}

export const lineStart: Cursor = { at: 0, column: 0 };

/** Columns of blanks from here to the text. */
export function measureIndent(line: string, cursor: Cursor): number {
  return skipBlanks(line, cursor).column - cursor.column;
}

export function skipBlanks(line: string, { at, column }: Cursor): Cursor {
  let [index, width] = [at, column];
  for (; line[index] === ' ' || line[index] === '\t'; index += 1) {
    width += line[index] === '\t' ? 4 - (width % 4) : 1;
  }
  return { at: index, column: width };
}

/** Where the content of the container starts in this line; null when the line does not belong to it by its markers. */
export function continueContainer(line: string, cursor: Cursor, { indent }: Container): Cursor | null {
  const text = skipBlanks(line, cursor);
  if (indent === null)
    return text.column - cursor.column <= 3 && line[text.at] === '>' ? skipMarker(line, text, 1) : null;
  if (text.at === line.length) return text;
  return text.column - cursor.column >= indent ? skipColumns(line, cursor, indent) : null;
}

/** The quote or list item that begins here; `isInterrupting` a paragraph, fewer of them may. */
export function openContainer(
  line: string,
  cursor: Cursor,
  isInterrupting: boolean,
): { readonly indent: number | null; readonly cursor: Cursor } | null {
  const text = skipBlanks(line, cursor);
  const before = text.column - cursor.column;
  if (before > 3) return null;
  if (line[text.at] === '>') return { indent: null, cursor: skipMarker(line, text, 1) };

  if (!/[-+*\d]/.test(line.charAt(text.at))) return null;
  const rest = line.slice(text.at);
  const marker = /^(?:[-+*]|\d{1,9}[.)])(?=[ \t]|$)/.exec(rest)?.[0];
  if (marker === undefined || isRule(rest)) return null;
  const after = { at: text.at + marker.length, column: text.column + marker.length };
  const content = skipBlanks(line, after);
  const isEmpty = content.at === line.length;
  if (isInterrupting && (isEmpty || (marker.length > 1 && Number.parseInt(marker, 10) !== 1))) return null;
  // Five blanks or more are one blank and indented code.
  const gap = content.column - after.column;
  const width = isEmpty || gap > 4 ? 1 : gap;
  return { indent: before + marker.length + width, cursor: isEmpty ? content : skipColumns(line, after, width) };
}

/** A thematic break: three or more of the same mark, with nothing but blanks between. */
export function isRule(text: string): boolean {
  const marks = text.replaceAll(/[ \t]/g, '');
  const [mark = ''] = marks;
  return marks.length >= 3 && '-_*'.includes(mark) && marks === mark.repeat(marks.length);
}

function skipMarker(line: string, { at, column }: Cursor, columns: number): Cursor {
  const after = { at: at + 1, column: column + 1 };
  return measureIndent(line, after) > 0 ? skipColumns(line, after, columns) : after;
}

/** A tab that reaches further than asked stays in the text; its other columns count as indent. */
function skipColumns(line: string, cursor: Cursor, columns: number): Cursor {
  const target = cursor.column + columns;
  let { at, column } = cursor;
  while (column < target) {
    const next = line[at] === '\t' ? column + 4 - (column % 4) : column + 1;
    if (next > target) return { at, column: target };
    column = next;
    at += 1;
  }
  return { at, column };
}
