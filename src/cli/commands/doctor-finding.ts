// What `doctor` reports, one finding a line, and the options that its parts share.

import type { CommonOptions } from '../options.ts';

export interface Finding {
  readonly state: 'good' | 'notice' | 'bad';
  /** What was examined: `token`, `README.md:14`. */
  readonly what: string;
  readonly says: string;
  /** What to do; empty where nothing is to be done. */
  readonly fix: string;
}

export interface DoctorOptions extends CommonOptions {
  readonly repair?: boolean;
  /** Send a test notice to every channel. */
  readonly testNotify?: boolean;
}

/** A message that begins with its place, or with the path to it, says it once. */
export function toPlace(what: string, message: string): Pick<Finding, 'what' | 'says'> {
  const at = message.indexOf(what);
  const before = message.slice(0, Math.max(0, at));
  const after = message.slice(at + what.length);
  const isPlace = at === 0 || (before.endsWith('/') && !before.includes(' '));
  if (at === -1 || !isPlace) return { what, says: message };
  if (after.startsWith(': ')) return { what, says: after.slice(2) };
  return after.startsWith(' ') ? { what, says: `It${after}` } : { what, says: message };
}
