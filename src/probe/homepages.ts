// Asks a homepage, redirect by redirect, each checked like the first. Knows nothing of sockets: how one request is made
// is the runtime's business.

import ipaddr from 'ipaddr.js';
import type { Probe } from '../ports/github.ts';
import type { Post } from '../ports/notices.ts';

/** `refused`: the name leads to an address that may not be asked. */
export type Answer = { readonly status: number; readonly location: string | null } | 'refused' | 'no-answer';

const maxRedirects = 3;
const timeoutMs = 5000;

export const postTimeoutMs = 10_000;

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

// Which addresses a homepage probe may connect to: public ones on the web's own ports, and nothing that could be this
// machine, its network or its cloud. Pure, so that every runtime checks the same.

const ports = new Set(['', '80', '443']);
const privateNames =
  /(^|\.)(localhost|local|internal|intranet|lan|corp|home|home\.arpa|private|onion|test|invalid|example|localdomain)$/;

/** null: not an address that may be asked. */
export function readProbeTarget(text: string): URL | null {
  if (text.length > 2000 || !URL.canParse(text)) return null;
  // Parsing has already made `0x7f.1`, `2130706433` and `%6c` what they are.
  const url = new URL(text);
  if (url.protocol !== 'http:' && url.protocol !== 'https:') return null;
  if (url.username !== '' || url.password !== '' || !ports.has(url.port)) return null;
  const host = url.hostname.toLowerCase().replace(/\.$/, '');
  if (host.startsWith('[')) return isPublicAddress(host.slice(1, -1)) ? url : null;
  if (/^[\d.]+$/.test(host)) return isPublicAddress(host) ? url : null;
  return host.includes('.') && !privateNames.test(host) ? url : null;
}

/** The same for an address that whoever runs the server wrote: https, or this very machine. null: it may not be asked. */
export function readPostTarget(text: string): { readonly url: URL; readonly isLoopback: boolean } | null {
  if (!URL.canParse(text)) return null;
  const url = new URL(text);
  if (/^(localhost|127\.[\d.]+|\[::1\])$/.test(url.hostname)) {
    const isWeb = url.protocol === 'http:' || url.protocol === 'https:';
    return isWeb && url.username === '' && url.password === '' ? { url, isLoopback: true } : null;
  }
  return url.protocol === 'https:' && readProbeTarget(text) !== null ? { url, isLoopback: false } : null;
}

/** Whether an address, as a resolver writes it, belongs to the public internet. */
export function isPublicAddress(address: string): boolean {
  // Four plain decimals, or IPv6 without a zone: other spellings mean other addresses elsewhere.
  if (!ipaddr.IPv4.isValidFourPartDecimal(address) && !(ipaddr.IPv6.isValid(address) && !address.includes('%')))
    return false;
  const parsed = ipaddr.parse(address);
  if (parsed.range() !== 'unicast') return false;
  // Everything that is routed lies in 2000::/3.
  return parsed.kind() === 'ipv4' || parsed.match(globalUnicast);
}

const globalUnicast = ipaddr.parseCIDR('2000::/3');

// The homepage probe on Workers, whose `fetch` cannot reach a private network: names and literals are checked, redirects
// are followed by hand.

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

/** A notice is posted the same way. */
export function postWithFetch(fetchOnce: Fetch, timeoutMs = postTimeoutMs): Post {
  return async (address, { headers, body }) => {
    const target = readPostTarget(address);
    if (target === null) return 'refused';
    try {
      const signal = AbortSignal.timeout(timeoutMs);
      const response = await fetchOnce(target.url.href, { method: 'POST', redirect: 'manual', headers, body, signal });
      // The status is all that counts: a body that breaks off is no reason to send it twice.
      await response.body?.cancel().catch(() => {});
      return { status: response.status, retryAfter: response.headers.get('retry-after') };
    } catch {
      return 'no-answer';
    }
  };
}
