// The homepage probe on Workers, whose `fetch` cannot reach a private network: names and literals are checked, redirects
// are followed by hand.

import type { Probe } from '../ports/github.ts';
import { createProbe } from './follow-redirects.ts';

type Fetch = (url: string, init: RequestInit) => Promise<Response>;

export function probeWithFetch(fetchOnce: Fetch): Probe {
  return createProbe(async (target, signal) => {
    try {
      const response = await fetchOnce(target.href, {
        redirect: 'manual',
        headers: { 'user-agent': 'statusfolio' },
        signal,
      });
      await response.body?.cancel();
      return { status: response.status, location: response.headers.get('location') };
    } catch {
      return 'no-answer';
    }
  });
}
