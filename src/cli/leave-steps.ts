// What `leave` does, as steps: each takes one trace away and says what came of it.

import type { CommonOptions } from './main.ts';

export interface LeaveOptions extends CommonOptions {
  readonly url?: string;
  readonly restore?: boolean;
}

export interface LeaveLine {
  readonly where: string;
  readonly what: string;
  readonly state: 'removed' | 'none' | 'left' | 'failed';
  readonly note: string;
}

/** One thing to do away with; throws StatusfolioError when that is not possible. */
export interface Step {
  readonly where: string;
  readonly what: string;
  run(): Promise<Pick<LeaveLine, 'state' | 'note'>>;
}

export function toGone(wasThere: boolean): Pick<LeaveLine, 'state' | 'note'> {
  return wasThere ? { state: 'removed', note: '' } : { state: 'none', note: 'there was none' };
}
