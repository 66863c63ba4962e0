// What is asked of and posted to addresses outside, on Node. The name is resolved once, every address that it has is
// checked, and the socket is pinned to one of them: a name that leads elsewhere a moment later leads nowhere. Behind a proxy,
// which resolves names itself, nobody can check that: a homepage, whose address strangers write, is not asked there, and a
// notice, whose address whoever runs the server wrote, goes through the proxy.

import { lookup } from 'node:dns/promises';
import { type IncomingMessage, type RequestOptions, request as sendPlainly } from 'node:http';
import { request as sendSecurely } from 'node:https';
import type { Probe } from '../ports/github.ts';
import type { Post, PostAnswer } from '../ports/notices.ts';
import {
  type Answer,
  createProbe,
  isPublicAddress,
  maxProbeBytes,
  postTimeoutMs,
  postWithFetch,
  readPostTarget,
} from './homepages.ts';

interface Address {
  readonly address: string;
  readonly family: number;
}

export type Resolve = (name: string) => Promise<readonly Address[]>;

export interface SocketOptions {
  readonly resolve?: Resolve;
  readonly isAllowed?: (address: string) => boolean;
  /** Whether requests to this address go through a proxy. */
  readonly isProxied?: (address: URL) => boolean;
}

const resolveAll: Resolve = (name) => lookup(name, { all: true });

export function probeOverSockets({
  resolve = resolveAll,
  isAllowed = isPublicAddress,
  isProxied = () => false,
}: SocketOptions = {}): Probe {
  return createProbe(async (target, signal) => {
    if (isProxied(target)) return 'refused';
    const name = target.hostname.replace(/^\[|\]$/g, '');
    const addresses = await within(resolve(name), signal).catch(() => []);
    const [first] = addresses;
    if (first === undefined) return 'no-answer';
    if (!addresses.every(({ address }) => isAllowed(address))) return 'refused';
    return await askPinned(target, first, signal);
  });
}

export function within<Value>(promise: Promise<Value>, signal: AbortSignal): Promise<Value> {
  return Promise.race([
    promise,
    new Promise<never>((_, reject) => {
      signal.addEventListener('abort', () => reject(signal.reason), { once: true });
    }),
  ]);
}

/** Connects to this address, whatever the name leads to by then. */
function pinTo({ address, family }: Address): NonNullable<RequestOptions['lookup']> {
  return (_name, options, callback) => {
    if (options.all === true) callback(null, [{ address, family }]);
    else callback(null, address, family);
  };
}

export function askPinned(target: URL, address: Address, signal: AbortSignal): Promise<Answer> {
  const options: RequestOptions = {
    method: 'GET',
    // A connection of its own: no cookies, no credentials, nothing that was open before.
    agent: false,
    headers: { 'user-agent': 'statusfolio', accept: '*/*' },
    lookup: pinTo(address),
    signal,
  };
  return new Promise((resolve) => {
    const send = target.protocol === 'https:' ? sendSecurely : sendPlainly;
    const request = send(target, options, (response) => {
      void drain(response).then(() => {
        resolve({ status: response.statusCode ?? 0, location: response.headers.location ?? null });
        request.destroy();
      });
    });
    request.on('error', () => resolve('no-answer'));
    request.end();
  });
}

/** The beginning of the page has to arrive; a page without end is cut. */
async function drain(response: IncomingMessage): Promise<void> {
  let bytes = 0;
  try {
    for await (const chunk of response) {
      bytes += (chunk as Buffer).length;
      if (bytes >= maxProbeBytes) return;
    }
  } catch {
    // Broken off after its status: the status counts.
  }
}

// Posts one notice to a channel: to public addresses of the web alone, as a probe asks homepages, or to this very machine
// where whoever runs it wrote so. A redirect is an answer like any other and is not followed. The status counts, and is all
// that is read: an answer that breaks off behind it is no reason to send the notice twice.

export function postOverSockets({
  resolve = resolveAll,
  isAllowed = isPublicAddress,
  isProxied = () => false,
  timeoutMs = postTimeoutMs,
}: SocketOptions & { readonly timeoutMs?: number } = {}): Post {
  return async (address, message) => {
    const target = readPostTarget(address);
    if (target === null) return 'refused';
    if (!target.isLoopback && isProxied(target.url)) {
      // Through the proxy of the environment, as `fetch` goes everywhere (`useProxy`).
      return await postWithFetch((url, init) => fetch(url, init), timeoutMs)(address, message);
    }
    const signal = AbortSignal.timeout(timeoutMs);
    const name = target.url.hostname.replace(/^\[|\]$/g, '');
    const addresses = await within(resolve(name), signal).catch(() => []);
    const [first] = addresses;
    if (first === undefined) return 'no-answer';
    const isHere = target.isLoopback && addresses.every((one) => /^127\.|^::1$/.test(one.address));
    if (!isHere && !addresses.every((one) => isAllowed(one.address))) return 'refused';
    return await post(target.url, first, message, signal);
  };
}

function post(
  target: URL,
  address: { readonly address: string; readonly family: number },
  { headers, body }: Parameters<Post>[1],
  signal: AbortSignal,
): Promise<PostAnswer> {
  return new Promise((resolve) => {
    const send = target.protocol === 'https:' ? sendSecurely : sendPlainly;
    const options = { method: 'POST', agent: false, headers, lookup: pinTo(address), signal } as const;
    const request = send(target, options, (response) => {
      const retryAfter = response.headers['retry-after'] ?? null;
      resolve({ status: response.statusCode ?? 0, retryAfter });
      request.destroy();
    });
    request.on('error', () => resolve('no-answer'));
    request.end(body);
  });
}
