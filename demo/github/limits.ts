// GitHub's rate limits, enforced where a test asks for it: an hour's requests and points of each credential, and the
// secondary limits of a minute, over sliding windows, which are stricter than GitHub's own.
// https://docs.github.com/en/rest/using-the-rest-api/rate-limits-for-the-rest-api

import { json } from './answer-writes.ts';

export interface LimitedRequest {
  /** Whose limits these are: an installation, a person, or the App itself. */
  readonly who: string;
  readonly isGraphql: boolean;
  readonly isWrite: boolean;
  /** Signed by the App itself, which has the limits of a minute alone. */
  readonly isApp?: boolean;
}

export interface LimitHit extends LimitedRequest {
  readonly limit: 'hour' | 'minute' | 'writes-a-minute' | 'writes-an-hour';
  readonly at: Date;
}

export interface Limits {
  /** What GitHub answers in place of what was asked for; null: it is granted, and counts. */
  refuse(request: LimitedRequest): Response | null;
  /** What a query turned out to cost beyond the one point that it counted for. */
  charge(request: LimitedRequest, points: number): void;
  /** Used in the last hour of what this credential has. */
  used(request: LimitedRequest): number;
  readonly hits: LimitHit[];
  /** What was granted to each so far, by `who`. */
  readonly totals: Map<string, { requests: number; points: number }>;
}

export const hourlyPoints = 5000;
const minuteMs = 60_000;
const hourMs = 60 * minuteMs;

/** Sums of what was noted within a time. */
function createWindow(ms: number) {
  let first = 0;
  let sum = 0;
  let entries: { at: number; count: number }[] = [];
  return {
    add(count: number, at: number): void {
      entries.push({ at, count });
      sum += count;
    },
    sum(now: number): number {
      for (let oldest = entries[first]; oldest !== undefined && oldest.at <= now - ms; oldest = entries[first]) {
        sum -= oldest.count;
        first += 1;
      }
      if (first > 50) {
        entries = entries.slice(first);
        first = 0;
      }
      return sum;
    },
  };
}

export function createLimits(now: () => Date): Limits {
  const windows = new Map<string, ReturnType<typeof createWindow>>();
  const hits: LimitHit[] = [];
  const totals: Limits['totals'] = new Map();
  const note = (who: string, requests: number, points: number) => {
    const before = totals.get(who) ?? { requests: 0, points: 0 };
    totals.set(who, { requests: before.requests + requests, points: before.points + points });
  };
  const windowOf = (name: string, ms: number) => {
    const window = windows.get(name) ?? createWindow(ms);
    windows.set(name, window);
    return window;
  };

  function listOf({ who, isGraphql, isWrite, isApp = false }: LimitedRequest) {
    const resource = isGraphql ? 'graphql' : 'rest';
    const cost = isWrite ? 5 : 1;
    const hour = {
      limit: 'hour',
      window: windowOf(`${who} ${resource} hour`, hourMs),
      most: hourlyPoints,
      cost: 1,
    } as const;
    const most = isGraphql ? 2000 : 900;
    const minute = { limit: 'minute', window: windowOf(`${who} ${resource} minute`, minuteMs), most, cost } as const;
    if (isApp) return [minute];
    const writes = [
      { limit: 'writes-a-minute', window: windowOf(`${who} writes minute`, minuteMs), most: 80, cost: 1 } as const,
      { limit: 'writes-an-hour', window: windowOf(`${who} writes hour`, hourMs), most: 500, cost: 1 } as const,
    ];
    return isWrite ? [hour, minute, ...writes] : [hour, minute];
  }

  return {
    hits,
    totals,
    refuse(request) {
      const at = now();
      const rules = listOf(request);
      const broken = rules.find(({ window, most, cost }) => window.sum(at.getTime()) + cost > most);
      if (broken === undefined) {
        for (const { window, cost } of rules) window.add(cost, at.getTime());
        note(request.who, 1, 1);
        return null;
      }
      hits.push({ ...request, limit: broken.limit, at });
      return broken.limit === 'hour' ? exhausted(request, at) : tooFast();
    },
    charge(request, points) {
      if (points <= 1) return;
      windowOf(`${request.who} graphql hour`, hourMs).add(points - 1, now().getTime());
      note(request.who, 0, points - 1);
    },
    used: ({ who, isGraphql }) =>
      windowOf(`${who} ${isGraphql ? 'graphql' : 'rest'} hour`, hourMs).sum(now().getTime()),
  };
}

const documentation_url = 'https://docs.github.com/rest/using-the-rest-api/rate-limits-for-the-rest-api';

function exhausted({ isGraphql }: LimitedRequest, at: Date): Response {
  return json(
    403,
    { message: 'API rate limit exceeded for installation.', documentation_url, status: '403' },
    {
      'x-ratelimit-resource': isGraphql ? 'graphql' : 'core',
      'x-ratelimit-limit': String(hourlyPoints),
      'x-ratelimit-remaining': '0',
      'x-ratelimit-reset': String(Math.floor(at.getTime() / 1000) + 3600),
    },
  );
}

function tooFast(): Response {
  const message =
    'You have exceeded a secondary rate limit. Please wait a few minutes before you try again. If you reach out to GitHub Support for help, please include the request ID.';
  return json(403, { message, documentation_url, status: '403' }, { 'retry-after': '60' });
}
