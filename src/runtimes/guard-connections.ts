// Connections are a limit that everybody shares. When all are taken, whoever holds the most of them gives way to others;
// and a connection on which nothing moves is closed, whether its other end does not send or does not read.

import type { Server } from 'node:http';
import type { Socket } from 'node:net';
import { readClientAddress, toClient } from '../web/client-address.ts';
import type { WebSettings } from '../web/types.ts';
import type { Sender } from './limit-large-bodies.ts';

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
