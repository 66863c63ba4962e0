// Real sockets of several addresses of this machine.

import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { guardConnections } from '../../src/runtimes/listen.ts';

const most = 20;
let server: Server;
const sockets: Socket[] = [];

afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy();
  server.closeAllConnections();
  server.close();
  await once(server, 'close');
});

async function listen(): Promise<number> {
  server = createServer((_request, response) => response.end('here'));
  guardConnections(server, most);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

/** Resolves when the server has seen it, whatever the server did then. */
async function open(port: number, localAddress: string): Promise<Socket> {
  const seen = once(server, 'connection');
  const socket = connect({ port, host: '127.0.0.1', localAddress });
  sockets.push(socket);
  socket.on('error', () => {});
  await seen;
  return socket;
}

describe('connections of a stranger', () => {
  it('that take all there are give way to somebody else, who is served', async () => {
    const port = await listen();
    for (let count = 0; count < most + 5; count += 1) (await open(port, '127.0.0.2')).write('GET / HTTP/1.1\r\nHost: ');
    const other = await open(port, '127.0.0.1');
    other.write('GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n');
    const [answer] = await once(other, 'data');
    expect(String(answer)).toContain('200 OK');
  });

  it('are refused themselves while others stay as they are', async () => {
    const port = await listen();
    const others = [await open(port, '127.0.0.1'), await open(port, '127.0.0.3')];
    const own = [];
    for (let count = 0; count < most - 2; count += 1) own.push(await open(port, '127.0.0.2'));
    const late = await open(port, '127.0.0.2');
    late.resume();
    await once(late, 'close');
    for (const socket of [...others, ...own]) expect(socket.destroyed).toBe(false);
  });
});
