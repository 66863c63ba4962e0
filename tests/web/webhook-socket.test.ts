// The receiver behind a real server and real sockets: slow, chunked, oversized and broken-off requests.

import { once } from 'node:events';
import type { Server } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { serve } from '@hono/node-server';
import { afterEach, describe, expect, it } from 'vitest';
import { limitLargeBodies } from '../../src/runtimes/listen.ts';
import { buildApp, type TestApp } from './build-app.ts';
import { push, webhookHeaders } from './sign-webhook.ts';

const mebibyte = 1024 * 1024;
const servers: Server[] = [];

afterEach(async () => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
  }
});

async function listen(): Promise<TestApp & { port: number }> {
  const built = await buildApp();
  const server = serve({ fetch: limitLargeBodies(built.app.fetch), port: 0, hostname: '127.0.0.1' }) as Server;
  servers.push(server);
  await once(server, 'listening');
  return { ...built, port: (server.address() as AddressInfo).port };
}

function open(port: number): { socket: Socket; answer: Promise<string> } {
  const socket = connect(port, '127.0.0.1').setNoDelay(true);
  let text = '';
  const answer = new Promise<string>((resolve) => {
    socket.on('data', (chunk) => {
      text += chunk;
      if (/\r\n\r\n.*[}\n]$/s.test(text)) resolve(text);
    });
    socket.on('error', () => resolve(text));
    socket.on('close', () => resolve(text));
  });
  return { socket, answer };
}

function head(headers: Record<string, string>): string {
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
  return ['POST /webhooks/github HTTP/1.1', 'Host: localhost', ...lines, '', ''].join('\r\n');
}

/** Resolves when the bytes have left; false when the other side is gone. */
function write(socket: Socket, bytes: Uint8Array | string): Promise<boolean> {
  return new Promise((resolve) => {
    socket.write(bytes, (error) => resolve(error === undefined || error === null));
  });
}

describe('the receiver on a real socket', () => {
  it('verifies a body with four-byte characters that arrives one byte at a time', async () => {
    const { port, waiting } = await listen();
    const bytes = new TextEncoder().encode(JSON.stringify({ ...push, note: '🤟🟢 naïve 漢字' }));
    const { socket, answer } = open(port);
    await write(socket, head({ ...webhookHeaders(bytes), 'Content-Length': String(bytes.length) }));
    for (const byte of bytes) {
      await write(socket, Uint8Array.of(byte));
      await new Promise((resolve) => setImmediate(resolve));
    }
    expect(await answer).toMatch(/^HTTP\/1\.1 202 /);
    expect(await waiting()).toHaveLength(1);
    socket.destroy();
  });

  it('verifies a chunked body, split inside a character', async () => {
    const { port } = await listen();
    const bytes = new TextEncoder().encode(JSON.stringify({ ...push, note: '🤟' }));
    const { socket, answer } = open(port);
    await write(socket, head({ ...webhookHeaders(bytes), 'Transfer-Encoding': 'chunked' }));
    const middle = bytes.indexOf(0xf0) + 2;
    for (const part of [bytes.subarray(0, middle), bytes.subarray(middle)]) {
      await write(socket, `${part.length.toString(16)}\r\n`);
      await write(socket, part);
      await write(socket, '\r\n');
    }
    await write(socket, '0\r\n\r\n');
    expect(await answer).toMatch(/^HTTP\/1\.1 202 /);
    socket.destroy();
  });

  it('accepts the largest payload that GitHub sends', async () => {
    const { port } = await listen();
    const frame = JSON.stringify({ ...push, note: '' }).length;
    const bytes = new TextEncoder().encode(JSON.stringify({ ...push, note: 'x'.repeat(25 * mebibyte - frame) }));
    expect(bytes.length).toBe(25 * mebibyte);
    const { socket, answer } = open(port);
    await write(socket, head({ ...webhookHeaders(bytes), 'Content-Length': String(bytes.length) }));
    await write(socket, bytes);
    expect(await answer).toMatch(/^HTTP\/1\.1 202 /);
    socket.destroy();
  });

  it('has large bodies wait for those that have begun, and all others pass them', async () => {
    const { port } = await listen();
    const sendHead = async (body: string) => {
      const opened = open(port);
      await write(opened.socket, head({ ...webhookHeaders(body), 'Content-Length': String(body.length) }));
      return opened;
    };
    const large = JSON.stringify({ ...push, note: 'x'.repeat(2 * mebibyte) });
    const idle = [await sendHead(large), await sendHead(large)];
    // Whoever goes away while it waits does not keep its turn.
    for (let count = 0; count < 3; count += 1) (await sendHead(large)).socket.destroy();
    const next = await sendHead(large);
    let isAnswered = false;
    void next.answer.then(() => {
      isAnswered = true;
    });
    void write(next.socket, large);
    const small = JSON.stringify(push);
    const companions = await sendHead(small);
    await write(companions.socket, small);
    expect(await companions.answer).toMatch(/^HTTP\/1\.1 202 /);
    expect(isAnswered).toBe(false);
    idle[0]?.socket.destroy();
    expect(await next.answer).toMatch(/^HTTP\/1\.1 202 /);
    for (const { socket } of [...idle, next, companions]) socket.destroy();
  });

  it('refuses a larger declared length before the body is sent', async () => {
    const { port } = await listen();
    const { socket, answer } = open(port);
    await write(socket, head({ ...webhookHeaders('x'), 'Content-Length': String(25 * mebibyte + 1) }));
    expect(await answer).toMatch(/^HTTP\/1\.1 413 /);
    socket.destroy();
  });

  it('stops taking a chunked body soon after the limit', async () => {
    const { port } = await listen();
    const { socket, answer } = open(port);
    await write(socket, head({ ...webhookHeaders('x'), 'Transfer-Encoding': 'chunked' }));
    const chunk = new Uint8Array(64 * 1024);
    let isAnswered = false;
    void answer.then(() => {
      isAnswered = true;
    });
    let sent = 0;
    while (!isAnswered && sent < 200 * mebibyte && (await write(socket, `${chunk.length.toString(16)}\r\n`))) {
      await write(socket, chunk);
      await write(socket, '\r\n');
      sent += chunk.length;
    }
    expect(await answer).toMatch(/^HTTP\/1\.1 413 /);
    // What the socket buffers of both sides hold comes on top of what was read.
    expect(sent).toBeLessThan(60 * mebibyte);
    socket.destroy();
  });

  it('goes on answering after senders went away in the middle', async () => {
    const { port, waiting } = await listen();
    for (let round = 0; round < 50; round += 1) {
      const { socket } = open(port);
      await write(socket, `${head({ ...webhookHeaders('x'), 'Content-Length': '1000' })}{"half":`);
      socket.destroy();
    }
    const body = JSON.stringify(push);
    const response = await fetch(`http://127.0.0.1:${port}/webhooks/github`, {
      method: 'POST',
      headers: webhookHeaders(body),
      body,
    });
    expect(response.status).toBe(202);
    expect(await waiting()).toHaveLength(1);
  });

  it('answers the next request on the same connection after a refusal', async () => {
    const { port } = await listen();
    const body = JSON.stringify(push);
    const send = (signature: string) =>
      fetch(`http://127.0.0.1:${port}/webhooks/github`, {
        method: 'POST',
        headers: webhookHeaders(body, signature === '' ? {} : { 'X-Hub-Signature-256': signature }),
        body,
      });
    expect((await send(`sha256=${'0'.repeat(64)}`)).status).toBe(401);
    expect((await send('')).status).toBe(202);
  });
});
