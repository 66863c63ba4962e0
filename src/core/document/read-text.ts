// What a person reads of a piece of a document: decoded, repaired where it is doubly encoded, without markup.

import { decodeMojibake, decodeText } from './bytes.ts';
import type { Piece } from './trim-span.ts';

export function readText(bytes: Uint8Array, { start, text }: Piece): string {
  // Most cells are plain ASCII, and long tables have many.
  if (/^[\w ,.:;()/#+-]*$/.test(text) && !text.includes('_')) return text.trim();
  const decoded = decodeText(bytes.subarray(start, start + text.length));
  return plainText(decodeMojibake(decoded) ?? decoded);
}

/** Link and image texts without addresses, no emphasis, no tags. */
function plainText(markdown: string): string {
  return markdown
    .replace(/<[^<>]*>/g, ' ')
    .replace(/!?\[([^[\]]*)\](\([^()]*\)|\[[^[\]]*\])?/g, '$1')
    .replace(/[*`~]|(?<![\p{L}\p{N}])_+|_+(?![\p{L}\p{N}])/gu, '')
    .replace(/\\([\\|`*_~[\]])/g, '$1')
    .split(/\s+/)
    .join(' ')
    .trim();
}
