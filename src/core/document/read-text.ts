// What a person reads of a piece of a document: decoded, repaired where it is doubly encoded, without markup.

import { decodeMojibake, decodeText } from './bytes.ts';
import type { Piece } from './trim-span.ts';

export function readText(bytes: Uint8Array, { start, text }: Piece): string {
  // Long tables have many cells, and most are plain ASCII.
  if (!/[^\0-\x7f]/.test(text)) return plainText(text);
  const decoded = decodeText(bytes.subarray(start, start + text.length));
  return plainText(decodeMojibake(decoded) ?? decoded);
}

const bracketed = /!?\[([^[\]]*)\](\([^()]*\)|\[[^[\]]*\])?/g;

/** Link and image texts without addresses, no emphasis, no tags. */
function plainText(markdown: string): string {
  let text = markdown;
  if (text.includes('<')) text = text.replace(/<[^<>]*>/g, ' ');
  // Twice, because a link may hold a picture or brackets.
  for (let times = 0; times < 2 && text.includes('['); times += 1) text = text.replace(bracketed, '$1');
  if (text.includes('_')) text = text.replace(/(?<![\p{L}\p{N}])_+|_+(?![\p{L}\p{N}])/gu, '');
  if (/[*`~]/.test(text)) text = text.replace(/[*`~]/g, '');
  if (text.includes('\\')) text = text.replace(/\\([\\|`*_~[\]])/g, '$1');
  if (text.includes('&')) text = text.replace(/&#(\d{1,6});|&(amp|lt|gt|quot);/g, decodeEntity);
  return /\s\s|[\t\r\n]/.test(text) ? text.split(/\s+/).join(' ').trim() : text.trim();
}

function decodeEntity(whole: string, code: string | undefined, name: string | undefined): string {
  if (code !== undefined)
    return Number(code) > 0x10ffff || Number(code) === 0 ? whole : String.fromCodePoint(Number(code));
  return { amp: '&', lt: '<', gt: '>', quot: '"' }[name ?? ''] ?? whole;
}
