// One JSON line per event, at most 1 KB, secrets removed. Never prints a payload or an object from outside.

import type { LogEvent } from './ports/log-events.ts';
import type { Clock, Log, LogFields } from './ports/queue.ts';

export const logLevels = ['debug', 'info', 'warn', 'error', 'silent'] as const;
export type LogLevel = (typeof logLevels)[number];

const maxFieldLength = 300;
const maxLineLength = 1024;
const removed = '[removed]';

/** What credentials look like, and what stays of them. Rather too much is removed than too little. */
const secretForms: readonly (readonly [RegExp, string])[] = [
  // GitHub's own. Installation tokens have dots and dashes since 2026: ghs_APPID_header.payload.signature
  [/(?:gh[pousr]_|github_pat_)[\w.-]+/g, removed],
  [/-----BEGIN[^-]*-----[\s\S]*?(?:-----END[^-]*-----|$)/g, removed],
  // User and password in an address.
  [/\/\/[^/\s@]*@/g, `//${removed}@`],
  // JSON web tokens, also those that were cut.
  [/eyJ[\w-]*\.[\w.-]*/g, removed],
  [/\b(bearer|basic)[ \t:=]+[\w.~+/=-]{8,}/gi, `$1 ${removed}`],
  [/\bauthorization["']?[ \t]*[:=][ \t]*["']?(?:\w+[ \t]+)?[^\s"',;]+/gi, `authorization: ${removed}`],
  // Codes and secrets in addresses, forms and JSON.
  [
    /\b(code|state|token|access_token|refresh_token|client_secret|code_verifier|secret|password|proof)=[^\s&"'#;,]+/gi,
    `$1=${removed}`,
  ],
  [
    /"(token|access_token|refresh_token|client_secret|code_verifier|secret|password)":[ ]?"[^"]*"?/gi,
    `"$1":"${removed}"`,
  ],
  // Our own login codes and sessions.
  [/\d{13}-[\w-]{8,}(?:\.[0-9a-f]*)?/g, removed],
  [/\d{13,40}\.[0-9a-f]{16,}/g, removed],
];

/** What nobody sees and what moves, hides or turns text around; JSON alone escapes but the first 32 of them. */
const unseen = /[\p{Cc}\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\u{e0000}-\u{e007f}]/gu;

/** A shorter one may be a word. */
const shortestSecret = 8;

/**
 * A log that hands finished lines to `write`: standard error on one machine, the console on Workers. `secrets` are those
 * that are configured: they are removed whatever they look like.
 */
export function createLog(
  write: (line: string) => void,
  level: LogLevel,
  clock: Clock,
  secrets: readonly string[] = [],
): Log {
  const known = listSpellings(secrets);
  const threshold = logLevels.indexOf(level);
  const at =
    (name: LogLevel) =>
    (event: LogEvent, fields: LogFields = {}) => {
      if (logLevels.indexOf(name) < threshold) return;
      write(formatLine({ at: clock.now().toISOString(), level: name, event, ...fields }, known));
    };
  return { info: at('info'), warn: at('warn'), error: at('error') };
}

function formatLine(fields: LogFields, known: readonly string[]): string {
  const clean = Object.fromEntries(
    Object.entries(fields).flatMap(([key, value]) =>
      value === undefined ? [] : [[key, typeof value === 'string' ? cleanText(value, known) : value]],
    ),
  );
  const line = JSON.stringify(clean);
  if (line.length <= maxLineLength) return line;
  return JSON.stringify({ at: fields['at'], level: fields['level'], event: fields['event'], truncated: true });
}

/** Every way in which a secret may stand in a text; the longest first, so that no end of one is left. */
function listSpellings(secrets: readonly string[]): string[] {
  const spellings = secrets
    .flatMap((secret) => [secret, secret.trim(), ...secret.split(/\s*\n\s*/), encodeURIComponent(secret)])
    .filter((secret) => secret.length >= shortestSecret);
  return [...new Set(spellings)].toSorted((one, other) => other.length - one.length);
}

/** Removes credentials and whatever nobody would see, and shortens. `known`: secrets to remove whatever they look like. */
export function cleanText(text: string, known: readonly string[] = []): string {
  let clean = text.toWellFormed();
  for (const secret of known) clean = clean.replaceAll(secret, removed);
  for (const [form, rest] of secretForms) clean = clean.replace(form, rest);
  return clean.replace(unseen, ' ').slice(0, maxFieldLength);
}
