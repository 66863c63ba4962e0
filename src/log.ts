// One JSON line per event, at most 1 KB, secrets removed. Never prints a payload or an object from outside.

import type { Clock, Log, LogFields } from './ports.ts';

export const logLevels = ['debug', 'info', 'warn', 'error', 'silent'] as const;
export type LogLevel = (typeof logLevels)[number];

const maxFieldLength = 300;
const maxLineLength = 1024;
const secrets =
  /(gh[pousr]_|github_pat_)\w+|-----BEGIN[^-]*-----[\s\S]*?(-----END[^-]*-----|$)|\/\/[^/\s:@]+:[^/\s@]+@/g;

/** A log that hands finished lines to `write`: standard error on one machine, the console on Workers. */
export function createLog(write: (line: string) => void, level: LogLevel, clock: Clock): Log {
  const threshold = logLevels.indexOf(level);
  const at =
    (name: LogLevel) =>
    (event: string, fields: LogFields = {}) => {
      if (logLevels.indexOf(name) < threshold) return;
      write(wordLine({ at: clock.now().toISOString(), level: name, event, ...fields }));
    };
  return { info: at('info'), warn: at('warn'), error: at('error') };
}

function wordLine(fields: LogFields): string {
  const clean = Object.fromEntries(
    Object.entries(fields).flatMap(([key, value]) =>
      value === undefined ? [] : [[key, typeof value === 'string' ? cleanText(value) : value]],
    ),
  );
  const line = JSON.stringify(clean);
  if (line.length <= maxLineLength) return line;
  return JSON.stringify({ at: fields['at'], level: fields['level'], event: fields['event'], truncated: true });
}

/** JSON escapes the other control characters; these move a terminal's cursor or turn its text around. */
const terminalControls = /[\u007f-\u009f\u2028-\u202e\u2066-\u2069]/g;

/** Removes credentials and shortens. */
export function cleanText(text: string): string {
  return text.replace(secrets, '[removed]').replace(terminalControls, ' ').slice(0, maxFieldLength);
}
