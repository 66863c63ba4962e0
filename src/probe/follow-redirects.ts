// Asks a homepage, redirect by redirect, each checked like the first. Knows nothing of sockets: how one request is made
// is the runtime's business.

import type { Probe } from '../ports/github.ts';
import { readProbeTarget } from './probe-target.ts';

/** `refused`: the name leads to an address that may not be asked. */
export type Answer = { readonly status: number; readonly location: string | null } | 'refused' | 'no-answer';

const maxRedirects = 3;
const timeoutMs = 5000;

/** Everything that a probe reads of a page. */
export const maxProbeBytes = 64 * 1024;

export function createProbe(ask: (target: URL, signal: AbortSignal) => Promise<Answer>): Probe {
  return async (address) => {
    const signal = AbortSignal.timeout(timeoutMs);
    let next = address;
    for (let redirects = 0; redirects <= maxRedirects; redirects += 1) {
      const target = readProbeTarget(next);
      if (target === null) return null;
      const answer = await ask(target, signal);
      if (answer === 'refused') return null;
      if (answer === 'no-answer') return false;
      const { status, location } = answer;
      const isRedirect = status >= 300 && status < 400 && location !== null && URL.canParse(location, target.href);
      if (!isRedirect) return status >= 200 && status < 300;
      next = new URL(location, target).href;
    }
    return false;
  };
}
