// GET /events: server-sent events that say which version of the state is current, so that an open page can renew itself.
// Compares one row every five seconds, on both runtimes alike; sends nothing about the state itself.

import type { Hono } from 'hono';
import type { Audience } from '../core/disclosure.ts';
import { answerError } from './answer-error.ts';
import type { Sessions } from './session.ts';
import type { RoutePorts, WebSettings } from './web-ports.ts';

const compareEveryMs = 5000;
/** A comment keeps proxies from cutting a quiet stream. */
const breatheEveryMs = 20_000;
/** Then the browser connects anew, with whatever session it still has. */
const maxLifeMs = 10 * 60_000;
const maxStreams = 200;

export function addLiveRoute(
  app: Hono,
  settings: Pick<WebSettings, 'audience'>,
  ports: Pick<RoutePorts, 'views' | 'log' | 'clock'>,
  sessions: Sessions,
): void {
  const streams = new Map<symbol, number>();
  // One that was cut off without a word counts no longer than it could have lived.
  const countStreams = (nowMs: number) => {
    for (const [stream, startedAt] of streams) if (startedAt < nowMs - 2 * maxLifeMs) streams.delete(stream);
    return streams.size;
  };
  app.get('/events', async (c) => {
    const audience = (await sessions.isOwner(c)) ? 'owner' : 'public';
    if (settings.audience !== 'all' && audience !== 'owner') {
      return answerError(c, { status: 401, code: 'SIGN_IN_REQUIRED', message: 'Sign in to follow this page.' });
    }
    const nowMs = ports.clock.now().getTime();
    if (countStreams(nowMs) >= maxStreams) {
      c.header('Retry-After', '60');
      return answerError(c, {
        status: 503,
        code: 'TOO_MANY_STREAMS',
        message: 'Too many pages are open. Reload by hand.',
      });
    }
    const id = Symbol('stream');
    streams.set(id, nowMs);
    const stream = openStream(audience, ports, () => streams.delete(id));
    return c.body(stream, 200, { 'Content-Type': 'text/event-stream; charset=utf-8', 'X-Accel-Buffering': 'no' });
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
      const say = (text: string) => controller.enqueue(encoder.encode(text));
      const compare = async (): Promise<void> => {
        const version = await views.readVersion(audience);
        if (hasEnded) return;
        if (version !== seen) say(`event: version\ndata: ${version}\n\n`);
        else if (quiet >= breatheEveryMs) say(': still here\n\n');
        quiet = version === seen && quiet < breatheEveryMs ? quiet + compareEveryMs : 0;
        seen = version;
        age += compareEveryMs;
        if (age > maxLifeMs) {
          end();
          controller.close();
        } else timer = setTimeout(run, compareEveryMs);
      };
      const run = () => {
        compare().catch((error: unknown) => {
          if (hasEnded) return;
          log.error('live-ended', { reason: error instanceof Error ? error.message : 'unknown' });
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
