// What is said of a call to a monitor: enough to mend it, and never its address, which is a secret.

import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, it } from 'vitest';
import { openMonitor } from '../../src/probe/call-monitor.ts';

async function call(listener: RequestListener | null, timeoutMs = 10_000) {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(`${request.method} ${request.url}`);
    listener?.(request, response);
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  if (listener === null) server.close();
  const said = await openMonitor(`http://127.0.0.1:${port}/ping/s3cret`, (url, init) => fetch(url, init), timeoutMs)();
  server.close();
  server.closeAllConnections();
  return { said, asked };
}

it('is one GET, and good when it is taken', async () => {
  const { said, asked } = await call((_, response) => response.end('OK'));
  expect(asked).toEqual(['GET /ping/s3cret']);
  expect(said).toBeNull();
});

it('says with which status it was refused', async () => {
  expect((await call((_, response) => response.writeHead(404).end())).said).toBe('the monitor answered with HTTP 404');
});

it('says that nobody answered in time', async () => {
  expect((await call(() => {}, 50)).said).toBe('the monitor did not answer within 0.05 s');
});

it('says why it cannot be reached, without the address', async () => {
  expect((await call(null)).said).toBe('the monitor cannot be reached (ECONNREFUSED)');
});
