// Asks a homepage, redirect by redirect, each checked like the first. Knows nothing of sockets: how one request is made
// is the runtime's business.

import type { Probe } from '../ports/github.ts';

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

/** Blocks of IPv4 that are not the public internet: first address and length of the prefix. */
const blocked: readonly (readonly [string, number])[] = [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 3],
];

/** Whether an address, as a resolver writes it, belongs to the public internet. */
export function isPublicAddress(address: string): boolean {
  return address.includes(':') ? isPublicIpv6(address.toLowerCase()) : isPublicIpv4(address);
}

function isPublicIpv4(address: string): boolean {
  const value = readIpv4(address);
  if (value === null) return false;
  return !blocked.some(([first, length]) => {
    const shift = 2 ** (32 - length);
    return Math.floor(value / shift) === Math.floor((readIpv4(first) ?? 0) / shift);
  });
}

function readIpv4(address: string): number | null {
  const parts = address.split('.');
  if (parts.length !== 4 || !parts.every((part) => /^\d{1,3}$/.test(part) && Number(part) <= 255)) return null;
  return parts.reduce((value, part) => value * 256 + Number(part), 0);
}

/** Only global unicast, without what carries an IPv4 address inside (Teredo, 6to4) or is for documents and protocols. */
function isPublicIpv6(address: string): boolean {
  const groups = expandIpv6(address);
  if (groups === null) return false;
  const [first = 0, second = 0] = groups;
  if (first < 0x2000 || first > 0x3fff || first === 0x2002 || first === 0x3fff) return false;
  return !(first === 0x2001 && (second < 0x200 || second === 0xdb8));
}

function expandIpv6(address: string): number[] | null {
  const [head = '', tail, ...more] = address.split('::');
  if (more.length > 0 || !/^[0-9a-f:]*$/.test(address)) return null;
  const left = head === '' ? [] : head.split(':');
  const right = tail === undefined || tail === '' ? [] : tail.split(':');
  const missing = 8 - left.length - right.length;
  if (tail === undefined ? missing !== 0 : missing < 1) return null;
  const groups = [...left, ...Array.from({ length: missing }, () => '0'), ...right];
  return groups.every((group) => /^[0-9a-f]{1,4}$/.test(group))
    ? groups.map((group) => Number.parseInt(group, 16))
    : null;
}

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
