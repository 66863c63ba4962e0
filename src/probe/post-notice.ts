// Posts one notice to a channel: to public addresses of the web alone, as a probe asks homepages, or to this very machine
// where whoever runs it wrote so. A redirect is an answer like any other and is not followed. The status counts, and is all
// that is read: an answer that breaks off behind it is no reason to send the notice twice.

import { lookup } from 'node:dns/promises';
import { request as sendPlainly } from 'node:http';
import { request as sendSecurely } from 'node:https';
import type { Post, PostAnswer } from '../ports/notices.ts';
import { isPublicAddress, postTimeoutMs, readPostTarget } from './homepages.ts';
import { pinTo, type Resolve, within } from './over-sockets.ts';

export function postOverSockets(
  resolve: Resolve = (name) => lookup(name, { all: true }),
  isAllowed: (address: string) => boolean = isPublicAddress,
  timeoutMs = postTimeoutMs,
): Post {
  return async (address, message) => {
    const signal = AbortSignal.timeout(timeoutMs);
    const target = readPostTarget(address);
    if (target === null) return 'refused';
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
