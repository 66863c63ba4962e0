// A unified diff of two versions of a document, as the bytes are, with what nobody would see in it made visible: somebody
// agrees to it.

import { createTwoFilesPatch } from 'diff';
import { createPaint, type Paint, show, showUnseen, type Terminal } from '../terminal.ts';

export function printDiff(label: string, before: Uint8Array, after: Uint8Array, terminal: Terminal): void {
  const paint = createPaint(terminal);
  const patch = createTwoFilesPatch('a', 'b', decode(before), decode(after), undefined, undefined, { context: 2 });
  const lines = patch.split('\n').map(showUnseen);
  // Lines of a document may look like the heads of a patch.
  const start = lines.findIndex((line) => line.startsWith('@@'));
  if (start === -1) return;
  for (const side of ['--- a', '+++ b']) terminal.out(paint('dim', `${side}/${show(label)}`));
  const body = lines.slice(start).filter((line) => line !== '');
  for (const [index, line] of body.entries()) {
    if (isChanged(line)) terminal.out(paintChanged(line, findTwin(body, index), paint));
    else terminal.out(line.startsWith('@@') ? paint('cyan', line) : line);
  }
}

function isChanged(line: string): boolean {
  return line.startsWith('+') || line.startsWith('-');
}

/** The line that this one became, or was; null where lines were only added or removed. */
function findTwin(lines: readonly string[], index: number): string | null {
  const sign = lines[index]?.[0];
  const other = sign === '-' ? lines[index + 1] : lines[index - 1];
  return other !== undefined && isChanged(other) && other[0] !== sign ? other : null;
}

/** A cell in a long row is easily overlooked: what differs stands out. */
function paintChanged(line: string, twin: string | null, paint: Paint): string {
  const colour = line.startsWith('+') ? 'green' : 'red';
  if (twin === null) return paint(colour, line);
  let start = 1;
  while (start < line.length && line[start] === twin[start]) start += 1;
  let end = 0;
  const most = Math.min(line.length, twin.length) - start;
  while (end < most && line.at(-1 - end) === twin.at(-1 - end)) end += 1;
  // Whole words: a glyph may be several characters, and most of them the same.
  while (start > 1 && line[start - 1] !== ' ') start -= 1;
  while (end > 0 && line.at(-end) !== ' ') end -= 1;
  const middle = line.slice(start, line.length - end);
  const rest = line.slice(line.length - end);
  return [line.slice(0, start), middle, rest]
    .map((text, part) => (text === '' ? '' : paint(colour, part === 1 ? paint('inverse', text) : text)))
    .join('');
}

/** For reading only: what is not UTF-8 is shown as Latin-1, byte by byte. */
function decode(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return Buffer.from(bytes).toString('latin1');
  }
}
