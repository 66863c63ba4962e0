// Lays text out in columns of a terminal: measured as it is shown (an emoji is two cells wide), cut and wrapped between
// characters that belong together, never inside one. Knows nothing of colours; whoever paints does so afterwards.

import stringWidth from 'fast-string-width';
import type { Terminal } from '../terminal.ts';

const characters = new Intl.Segmenter(undefined, { granularity: 'grapheme' });

export function widest(texts: readonly string[]): number {
  return Math.max(0, ...texts.map((text) => stringWidth(text)));
}

/** Cut with an ellipsis where it is too wide. */
export function clip(text: string, width: number): string {
  if (stringWidth(text) <= width) return text;
  let kept = '';
  for (const { segment } of characters.segment(text)) {
    if (stringWidth(kept + segment) > width - 1) break;
    kept += segment;
  }
  return `${kept}…`;
}

export function pad(text: string, width: number): string {
  const clipped = clip(text, width);
  return clipped + ' '.repeat(Math.max(0, width - stringWidth(clipped)));
}

/** Lines of whole words, each at most so wide; a word that is wider is broken. Never empty. */
export function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ').flatMap((long) => breakWord(long, width))) {
    if (line !== '' && stringWidth(line) + 1 + stringWidth(word) > width) {
      lines.push(line);
      line = word;
    } else {
      line = line === '' ? word : `${line} ${word}`;
    }
  }
  return [...lines, line];
}

/** Text that begins at a column and goes on below it; in a pipe it stays one line. */
export function hang(
  text: string,
  column: number,
  { isTerminal, columns }: Pick<Terminal, 'isTerminal' | 'columns'>,
): string {
  if (!isTerminal) return text;
  return wrap(text, Math.max(20, columns - column - 1)).join(`\n${' '.repeat(column)}`);
}

function breakWord(word: string, width: number): string[] {
  if (stringWidth(word) <= width) return [word];
  const parts: string[] = [''];
  for (const { segment } of characters.segment(word)) {
    const last = parts.at(-1) ?? '';
    if (stringWidth(last + segment) > width && last !== '') parts.push(segment);
    else parts[parts.length - 1] = last + segment;
  }
  return parts;
}
