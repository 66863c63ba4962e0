// Behind a proxy, the command line goes through it, as the Action does (tests/action/bundle.test.ts).

import { mkdtempSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { useProxy } from '../../src/runtimes/use-proxy.ts';
import { runStatusfolio } from '../support/spawn-statusfolio.ts';

it.each(['HTTPS_PROXY', 'https_proxy'])('check asks GitHub through %s, and never prints its password', async (name) => {
  const asked: string[] = [];
  const proxy = createServer().on('connect', (request, socket) => {
    asked.push(request.url ?? '');
    socket.end('HTTP/1.1 502 Bad Gateway\r\n\r\n');
  });
  await new Promise<void>((resolve) => {
    proxy.listen(0, '127.0.0.1', resolve);
  });
  const { port } = proxy.address() as AddressInfo;
  const folder = mkdtempSync(join(tmpdir(), 'statusfolio-proxy-'));
  const table =
    '| Project | Status | Link |\n|---|---|---|\n| one | 🟢 Running | [Repo](https://github.invalid/ada/one) |\n';
  writeFileSync(join(folder, 'README.md'), table);
  const environment = {
    [name]: `http://user:hunter2@127.0.0.1:${port}`,
    GITHUB_API_URL: 'https://github.invalid/api/v3',
    GITHUB_TOKEN: 'a-token-for-tests',
  };
  const { code, out, err } = await runStatusfolio(['check', 'README.md'], environment, folder);
  proxy.close();
  expect(asked[0]).toBe('github.invalid:443');
  expect(code).toBe(2);
  expect(`${out}${err}`).not.toContain('hunter2');
});

it('sends notices through the proxy, which resolves their names, and asks no homepage there', async () => {
  const asked: string[] = [];
  const proxy = createServer().on('connect', (request, socket) => {
    asked.push(request.url ?? '');
    socket.end('HTTP/1.1 502 Bad Gateway\r\n\r\n');
  });
  await new Promise<void>((resolve) => {
    proxy.listen(0, '127.0.0.1', resolve);
  });
  const { port } = proxy.address() as AddressInfo;
  const folder = mkdtempSync(join(tmpdir(), 'statusfolio-proxy-'));
  const variable = 'STATUSFOLIO_NOTIFY_TEAM';
  writeFileSync(join(folder, 'README.md'), '# Nothing\n');
  writeFileSync(
    join(folder, 'statusfolio.yml'),
    `documents: [{ file: README.md }]\nprobeHomepages: true\nnotify: [{ url: "\${${variable}}", format: slack }]\n`,
  );
  const environment = {
    HTTPS_PROXY: `http://user:hunter2@127.0.0.1:${port}`,
    [variable]: 'https://hooks.no-such-place.org/T0/s3cret',
    GITHUB_API_URL: 'http://127.0.0.1:9',
  };
  const { out, err } = await runStatusfolio(['doctor', '--test-notify'], environment, folder);
  expect(asked).toEqual(['hooks.no-such-place.org:443']);
  expect(out).toContain('HTTPS_PROXY, through whose proxy it goes');
  expect(out).toContain('HTTPS_PROXY is set, so homepages are not asked');
  expect(`${out}${err}`).not.toMatch(/hunter2|s3cret/);
  asked.splice(0);
  const past = await runStatusfolio(['doctor', '--test-notify'], { ...environment, NO_PROXY: '*' }, folder);
  proxy.close();
  expect(asked).toEqual([]);
  expect(past.out).not.toContain('HTTPS_PROXY');
});

it('leaves everything as it is where no proxy is named, or Node was told before it started', () => {
  expect(useProxy({})).toBeNull();
  expect(useProxy({ HTTPS_PROXY: '' })).toBeNull();
  expect(useProxy({ HTTPS_PROXY: 'nonsense:::', NODE_USE_ENV_PROXY: '1' })).toBeNull();
});
