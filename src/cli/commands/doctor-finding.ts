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
