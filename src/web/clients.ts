// Whose request it is, for limits that hold for each client: the address that the connection comes from. Behind a reverse
// proxy that is the proxy; the address that the proxy itself wrote down then stands for the client. What clients can write
// themselves is never believed.

import type { Clock } from '../ports/queue.ts';
import type { WebSettings } from './types.ts';

type Trust = Pick<WebSettings, 'publicUrl' | 'isOnEdge'>;

/** One name for everybody whose address is not known. */
export const unknownClient = 'unknown';

/**
 * `environment` is what the runtime hands over beside the request. A forwarded address counts where a proxy is configured
 * (STATUSFOLIO_PUBLIC_URL) and the connection comes from this machine or its own network; of several the last one, which
 * is the one that the nearest proxy appended.
 */
export function readClientAddress(headers: Headers, environment: unknown, { publicUrl, isOnEdge }: Trust): string {
  if (isOnEdge === true) return toClient(headers.get('cf-connecting-ip') ?? '');
  const peer = readPeerAddress(environment);
  if (peer === null) return unknownClient;
  const forwarded = headers.get('x-forwarded-for')?.split(',').at(-1)?.trim() ?? '';
  return toClient(publicUrl !== null && forwarded !== '' && isNear(peer) ? forwarded : peer);
}

/** The other end of the connection, on Node; null where it is not known. */
function readPeerAddress(environment: unknown): string | null {
  const incoming: unknown = Reflect.get(Object(environment), 'incoming');
  const socket: unknown = Reflect.get(Object(incoming), 'socket');
  const address: unknown = Reflect.get(Object(socket), 'remoteAddress');
  return typeof address === 'string' ? address : null;
}

const mapped = /^::ffff:(\d+\.)/i;

/** Whoever has one IPv6 address has 2^64 of them: its network stands for them all. */
export function toClient(address: string): string {
  const plain = address.replace(mapped, '$1').split('%')[0] ?? '';
  if (/^\d{1,3}(\.\d{1,3}){3}$/.test(plain)) return plain;
  if (!plain.includes(':') || !URL.canParse(`http://[${plain}]/`)) return unknownClient;
  const [head = '', tail] = new URL(`http://[${plain}]/`).hostname.slice(1, -1).split('::');
  const groups = (text: string | undefined) => (text ?? '').split(':').filter((group) => group !== '');
  const [first, last] = [groups(head), groups(tail)];
  const missing = Math.max(0, 8 - first.length - last.length);
  return [...first, ...Array.from({ length: missing }, () => '0'), ...last].slice(0, 4).join(':');
}

/** This machine, or a network that the internet does not reach. */
function isNear(peer: string): boolean {
  const plain = peer.replace(mapped, '$1').toLowerCase();
  if (plain === '::1' || /^f[cd]|^fe[89ab]/.test(plain)) return true;
  const [first = -1, second = -1] = plain.split('.').map(Number);
  if (first === 127 || first === 10 || (first === 192 && second === 168)) return true;
  return first === 172 && second >= 16 && second <= 31;
}

// How often one client may do something within a while. Each has a count of its own, so that a stranger uses up only
// theirs; and it is counted before anything is waited for, so that many at once are counted, too.

export interface ClientLimit {
  /** Counts one more, and says whether it is still within the limit. */
  take(client: string): boolean;
  /** It was none of those that are limited. */
  giveBack(client: string): void;
}

interface Count {
  readonly startedAt: number;
  count: number;
}

/** What is remembered is bounded; whoever is forgotten first has been counted longest. */
const maxClients = 10_000;

export function limitClients(
  { most, windowMs }: { readonly most: number; readonly windowMs: number },
  clock: Clock,
): ClientLimit {
  const counts = new Map<string, Count>();

  function open(client: string, nowMs: number): Count {
    const known = counts.get(client);
    if (known !== undefined && nowMs - known.startedAt < windowMs) return known;
    counts.delete(client);
    const [oldest] = counts.keys();
    if (counts.size >= maxClients && oldest !== undefined) counts.delete(oldest);
    const fresh = { startedAt: nowMs, count: 0 };
    counts.set(client, fresh);
    return fresh;
  }

  return {
    take(client) {
      const known = open(client, clock.now().getTime());
      known.count += 1;
      return known.count <= most;
    },
    giveBack(client) {
      const known = counts.get(client);
      if (known !== undefined && known.count > 0) known.count -= 1;
    },
  };
}
