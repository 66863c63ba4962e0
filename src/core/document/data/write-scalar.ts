// Writes a text in place of a scalar of YAML or JSON, quoted as the old one was, or as it needs to stay the same text for
// every reader: YAML 1.1 takes `yes`, `on`, `1:30` and `2025-07-01` for something else than texts.

import { toScanText } from '../markup/encoding.ts';

/** Whether a file of JSON writes every letter that is not ASCII as an escape, as some programs do. */
export function usesEscapes(bytes: Uint8Array): boolean {
  const scan = toScanText(bytes);
  return !/[\x80-\xff]/.test(scan) && /\\u(?:0[1-9a-f]|[1-9a-f])|\\u00[89a-f]/i.test(scan);
}

/** `isAscii`: the file writes what is not ASCII as escapes. */
export function writeJson(text: string, isAscii: boolean): string {
  const quoted = JSON.stringify(text);
  return isAscii ? quoted.replaceAll(/[^\0-\x7f]/g, escapeUnit) : quoted;
}

function escapeUnit(unit: string): string {
  return `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

/** `before`: the scalar as it stands, quotes included. */
export function writeYaml(text: string, before: string): string {
  if (before.startsWith('"')) return JSON.stringify(text);
  if (before.startsWith("'") || !isPlainSafe(text)) {
    // Only double quotes can hold what is not printed.
    return /[\p{Cc}\u2028\u2029\ufeff]/u.test(text) ? JSON.stringify(text) : `'${text.replaceAll("'", "''")}'`;
  }
  return text;
}

/** What YAML 1.1 or 1.2 reads as a truth value, nothing, or not a number. */
const reserved = /^(?:y|yes|n|no|true|false|on|off|null|~|[-+.]*(?:inf|nan))$/i;
/** Begins like a number, a date, a mark of YAML, or a quote. */
const markedStart = /^[\d\s+.~=<\-?:,[\]{}#&*!|>'"%@`]/;
/** Ends a plain scalar, or does so inside brackets. */
const breaking = /[,[\]{}\p{Cc}\u2028\u2029\ufeff]|:(?:\s|$)| #|\s$/u;

/** Whether a text needs no quotes, in a block and between brackets. */
export function isPlainSafe(text: string): boolean {
  return text !== '' && !reserved.test(text) && !markedStart.test(text) && !breaking.test(text);
}
