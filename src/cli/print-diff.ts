// A unified diff of two versions of a document, as the bytes are.

import { createTwoFilesPatch } from 'diff';
import { createPaint, type Terminal } from './terminal.ts';

export function printDiff(label: string, before: Uint8Array, after: Uint8Array, terminal: Terminal): void {
  const paint = createPaint(terminal);
  const patch = createTwoFilesPatch(`a/${label}`, `b/${label}`, decode(before), decode(after), undefined, undefined, {
    context: 2,
  });
  for (const line of patch.split('\n')) {
    if (line.startsWith('====') || line === '') continue;
    if (line.startsWith('+')) terminal.out(paint('green', line));
    else if (line.startsWith('-')) terminal.out(paint('red', line));
    else terminal.out(line.startsWith('@@') ? paint('cyan', line) : line);
  }
}

/** For reading only: what is not UTF-8 is shown as Latin-1, byte by byte. */
function decode(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return Buffer.from(bytes).toString('latin1');
  }
}
