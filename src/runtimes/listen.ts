// Listening on one machine, and ending it: a client that is slow or idle keeps nobody.

import type { Server } from 'node:http';
import type { Socket } from 'node:net';
import { gzipSync } from 'node:zlib';
import { type ServerType, serve } from '@hono/node-server';
import type { Settings } from '../config/settings.ts';
import { StatusfolioError } from '../errors.ts';
import { readClientAddress, toClient } from '../web/clients.ts';
import type { WebSettings } from '../web/types.ts';
import { isSignature } from '../web/webhook/receive.ts';

/**
 * Longer than any proxy keeps an idle connection to us: nginx 60 s, Application Load Balancer 60 s, Traefik 90 s, Caddy 120 s,
 * Google Cloud 600 s, Cloudflare 900 s. Whoever closes first must be the proxy: a delivery that it sends over a connection which
 * we are closing is lost with 502, and GitHub does not send it again (caddy#6452).
 */
export const keepAliveMs = 930_000;

/** After which connections that are still open are cut off. */
const lastWordsMs = 4000;

/** Whatever else goes wrong with an address lies in HOST: it is no address, or none of this machine. */
const listenAdvice: Readonly<Record<string, { readonly where: string; readonly hint: string }>> = {
  EADDRINUSE: { where: 'PORT', hint: 'Stop the other program, or set PORT to another port (0: a free one).' },
  EACCES: { where: 'PORT', hint: 'Set PORT to 1024 or above: lower ports are for administrators.' },
};

/** Slow clients are cut off within 15 s: GitHub sends its headers and body at once. Node itself would check every 30 s. */
export async function listen(
  fetch: Parameters<typeof serve>[0]['fetch'],
  { host, port }: Settings,
): Promise<{ server: ServerType; url: string }> {
  return await new Promise((resolve, reject) => {
    const serverOptions = {
      keepAliveTimeout: keepAliveMs,
      headersTimeout: 10_000,
      requestTimeout: 13_000,
      connectionsCheckingInterval: 1000,
    };
    const server = serve({ fetch, hostname: host, port, serverOptions }, (address) => {
      resolve({
        server,
        url: `http://${address.family === 'IPv6' ? `[${address.address}]` : address.address}:${address.port}`,
      });
    });
    guardConnections(server as Server);
    server.on('error', (error) => {
      const code = String(Reflect.get(error, 'code'));
      const { where, hint } = listenAdvice[code] ?? {
        where: 'HOST',
        hint: 'Set HOST to an address of this machine, such as 127.0.0.1.',
      };
      reject(
        new StatusfolioError('ADDRESS_IN_USE', `${host}:${port} cannot be listened on (${code}).`, {
          where,
          hint,
          cause: error,
        }),
      );
    });
  });
}

export async function close(server: ServerType): Promise<void> {
  await new Promise<void>((resolve) => {
    server.close(() => resolve());
    setTimeout(() => (server as Server).closeAllConnections(), lastWordsMs).unref();
    (server as Server).closeIdleConnections();
  });
}

// Connections are a limit that everybody shares. When all are taken, whoever holds the most of them gives way to others;
// and a connection on which nothing moves is closed, whether its other end does not send or does not read.

/** Live updates breathe every 20 s. */
const idleMs = 45_000;

/** Keeps `server` to so many connections. Behind a proxy all of them are the proxy's, which has limits of its own. */
export function guardConnections(server: Server, most = 1000): void {
  const open = new Map<string, Set<Socket>>();
  let count = 0;
  // One more is let in, so that it is known who comes before it is decided who goes.
  server.maxConnections = most + 1;
  server.setTimeout(idleMs);
  server.on('connection', (socket) => {
    const client = toClient(socket.remoteAddress ?? '');
    const own = open.get(client) ?? new Set();
    open.set(client, own.add(socket));
    count += 1;
    socket.once('close', () => {
      count -= 1;
      own.delete(socket);
      if (own.size === 0) open.delete(client);
    });
    if (count <= most) return;
    const [greediest] = [...open.values()].toSorted((one, other) => other.size - one.size);
    // Whoever holds the most already has to wait; from others' point of view its oldest connection goes.
    const [oldest = socket] = greediest ?? [];
    (greediest === own ? socket : oldest).destroy();
  });
}

/** The connection that a request of @hono/node-server came over. */
export function createSenderFinder(trust: Pick<WebSettings, 'publicUrl'>) {
  return (request: Request, environment: unknown): Sender | null => {
    const incoming: unknown = Reflect.get(Object(environment), 'incoming');
    const socket: unknown = Reflect.get(Object(incoming), 'socket');
    if (!isSocket(socket)) return null;
    return {
      client: readClientAddress(request.headers, environment, trust),
      received: () => socket.bytesRead,
      isComplete: () => Reflect.get(Object(incoming), 'complete') === true,
      cutOff: () => socket.destroy(),
    };
  };
}

function isSocket(value: unknown): value is Pick<Socket, 'bytesRead' | 'destroy'> {
  return typeof Reflect.get(Object(value), 'bytesRead') === 'number';
}

// Large request bodies take turns, so that not every connection can hold 25 MiB in memory at once. Who waits is not read
// from: the network holds the sender back, and the limit on a request's time still applies. Turns go round the clients, and
// whoever has one and sends nothing is cut off while others wait: senders who take their time hold up nobody else.

/** In bytes: ten times what GitHub's payloads have, and little enough for each of 1,000 connections to hold. */
const large = 256 * 1024;

const maxAtOnce = 2;

/** While somebody waits, whoever has a turn has to send so much in every such while. GitHub sends megabytes in it. */
const stallMs = 3000;
const leastSent = 64 * 1024;

type Fetch<Environment> = (request: Request, environment: Environment) => Response | Promise<Response>;

/** What is known of the connection behind a request. */
export interface Sender {
  readonly client: string;
  /** How many bytes have come over its connection. */
  received(): number;
  /** The whole request is here. */
  isComplete(): boolean;
  cutOff(): void;
}

interface Waiting {
  readonly client: string;
  readonly start: () => void;
}

interface Turn {
  readonly sender: Sender | null;
  /** By the end of the last while; null: it has begun since. */
  received: number | null;
}

export function limitLargeBodies<Environment>(
  fetch: Fetch<Environment>,
  findSender: (request: Request, environment: Environment) => Sender | null = () => null,
): Fetch<Environment> {
  const waiting: Waiting[] = [];
  const turns = new Set<Turn>();
  /** Clients that had a turn, the last one at the end. */
  const served = new Set<string>();
  let underWay = 0;
  let watch: ReturnType<typeof setInterval> | undefined;

  /** Whoever was served longest ago, and of those who came first. */
  function takeNext(): Waiting | undefined {
    const order = [...served];
    const rank = ({ client }: Waiting) => order.indexOf(client);
    const [next] = waiting.toSorted((one, other) => rank(one) - rank(other));
    if (next !== undefined) waiting.splice(waiting.indexOf(next), 1);
    return next;
  }

  function noteServed(client: string): void {
    served.delete(client);
    served.add(client);
    const [oldest] = served;
    if (served.size > maxServed && oldest !== undefined) served.delete(oldest);
  }

  function watchTurns(): void {
    watch ??= setInterval(() => {
      for (const turn of turns) {
        const { sender, received: before } = turn;
        if (sender === null || sender.isComplete()) continue;
        turn.received = sender.received();
        const isSlow = before !== null && turn.received - before < leastSent;
        if (isSlow && waiting.length > 0) sender.cutOff();
      }
      if (waiting.length > 0) return;
      clearInterval(watch);
      watch = undefined;
    }, stallMs);
    watch.unref?.();
  }

  async function fetchInTurn(request: Request, environment: Environment): Promise<Response> {
    const sender = findSender(request, environment);
    const client = sender?.client ?? '';
    if (underWay === maxAtOnce) {
      await new Promise<void>((resolve) => {
        waiting.push({ client, start: resolve });
        watchTurns();
      });
    } else underWay += 1;
    noteServed(client);
    const turn: Turn = { sender, received: null };
    turns.add(turn);
    try {
      return await fetch(request, environment);
    } finally {
      turns.delete(turn);
      // The turn is handed on, so that nobody who comes just now takes it from those who wait.
      const next = takeNext();
      if (next === undefined) underWay -= 1;
      else next.start();
    }
  }

  return (request, environment) =>
    mayBeLarge(request.headers) && !isRefusedUnread(request)
      ? fetchInTurn(request, environment)
      : fetch(request, environment);
}

const maxServed = 1000;

/** Webhooks without a signature that can be one are refused before anything is read of them: they need no turn. */
function isRefusedUnread({ url, headers }: Request): boolean {
  return new URL(url).pathname.endsWith('/webhooks/github') && !isSignature(headers.get('x-hub-signature-256') ?? '');
}

/** GitHub declares every length. */
function mayBeLarge(headers: Headers): boolean {
  const declared = headers.get('content-length');
  return declared === null ? headers.has('transfer-encoding') : Number(declared) > large;
}

// Compression as Node has it; on Workers the edge compresses.

export function compress(text: string): Uint8Array<ArrayBuffer> {
  return gzipSync(text, { level: 7 });
}
