// GET /events: server-sent events that say which version of the state is current, so that an open page can renew itself.
// Compares one row every five seconds, on both runtimes alike; sends nothing about the state itself.

import type { Hono } from 'hono';
import type { Audience } from '../../core/disclosure.ts';
import type { Sessions } from '../auth/session.ts';
import { readClientAddress, unknownClient } from '../clients.ts';
import { answerError } from '../errors.ts';
import type { RoutePorts, WebSettings } from '../types.ts';

const compareEveryMs = 5000;
/** A comment keeps proxies from cutting a quiet stream. */
const breatheEveryMs = 20_000;
/** Then the browser connects anew, with whatever session it still has. */
const maxLifeMs = 10 * 60_000;
/** For visitors together, for each of them, and for the owner apart: nobody takes the owner's seat. */
const seats = { visitors: 200, client: 40, owner: 50 } as const;
/** Whoever takes nothing of what is sent is let go. In versions that wait to be read. */
const maxUnread = 20;

/** No address reads like this. */
const owner = 'the owner';

export function addLiveRoute(
  app: Hono,
  settings: Pick<WebSettings, 'audience' | 'publicUrl' | 'isOnEdge'>,
  ports: Pick<RoutePorts, 'views' | 'log' | 'clock'>,
  sessions: Sessions,
): void {
  const streams = new Map<symbol, { readonly startedAt: number; readonly client: string }>();
  // One that was cut off without a word counts no longer than it could have lived.
  const isFull = (client: string, nowMs: number): boolean => {
    for (const [stream, { startedAt }] of streams) if (startedAt < nowMs - 2 * maxLifeMs) streams.delete(stream);
    const taken = [...streams.values()];
    const own = taken.filter((stream) => stream.client === client).length;
    if (client === owner) return own >= seats.owner;
    // Without a client's address there is only the limit for all streams together.
    const hasEnough = client !== unknownClient && own >= seats.client;
    return hasEnough || taken.filter((stream) => stream.client !== owner).length >= seats.visitors;
  };
  app.get('/events', async (c) => {
    const audience = (await sessions.isOwner(c)) ? 'owner' : 'public';
    if (settings.audience !== 'all' && audience !== 'owner') {
      return answerError(c, { status: 401, code: 'SIGN_IN_REQUIRED', message: 'Sign in to follow this page.' });
    }
    const headers = { 'Content-Type': 'text/event-stream; charset=utf-8', 'X-Accel-Buffering': 'no' };
    // A stream that answers HEAD would have no reader, and so would never be closed.
    if (c.req.method !== 'GET') return c.body(null, 200, headers);
    const nowMs = ports.clock.now().getTime();
    const client = audience === 'owner' ? owner : readClientAddress(c.req.raw.headers, c.env, settings);
    if (isFull(client, nowMs)) {
      c.header('Retry-After', '60');
      return answerError(c, {
        status: 503,
        code: 'TOO_MANY_STREAMS',
        message: 'Too many pages are open. Reload by hand.',
      });
    }
    const id = Symbol('stream');
    streams.set(id, { startedAt: nowMs, client });
    const stream = openStream(audience, ports, () => streams.delete(id));
    return c.body(stream, 200, headers);
  });
}

function openStream(
  audience: Audience,
  { views, log }: Pick<RoutePorts, 'views' | 'log'>,
  onEnd: () => void,
): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  let timer: ReturnType<typeof setTimeout> | undefined;
  let hasEnded = false;
  const end = () => {
    if (hasEnded) return;
    hasEnded = true;
    clearTimeout(timer);
    onEnd();
  };
  return new ReadableStream({
    start(controller) {
      let seen = '';
      let age = 0;
      let quiet = 0;
      const messages = (text: string) => controller.enqueue(encoder.encode(text));
      const compare = async (): Promise<void> => {
        const version = await views.readVersion(audience);
        if (hasEnded) return;
        if (version !== seen) messages(`event: version\ndata: ${version}\n\n`);
        else if (quiet >= breatheEveryMs) messages(': still here\n\n');
        quiet = version === seen && quiet < breatheEveryMs ? quiet + compareEveryMs : 0;
        seen = version;
        age += compareEveryMs;
        if (age > maxLifeMs || (controller.desiredSize ?? 0) < -maxUnread) {
          end();
          controller.close();
        } else timer = setTimeout(run, compareEveryMs);
      };
      const run = () => {
        compare().catch((error: unknown) => {
          if (hasEnded) return;
          log.error('live_updates.failed', { reason: error instanceof Error ? error.message : 'unknown' });
          end();
          // The browser tries again by itself.
          controller.close();
        });
      };
      run();
    },
    cancel: end,
  });
}
