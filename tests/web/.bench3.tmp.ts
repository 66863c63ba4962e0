import { createHmac, timingSafeEqual } from 'node:crypto';
import { createServer } from 'node:http';
import { connect } from 'node:net';
import { serve } from '@hono/node-server';
import { createNodeMiddleware, Webhooks } from '@octokit/webhooks';
import { createApp } from '../../src/web/app.ts';
import { secret } from './build-app.ts';
import { officialExamples, webhookHeaders } from './sign-webhook.ts';

const push = officialExamples.find((e) => e.event === 'push')!;
const body = JSON.stringify(push.payload);
const head = Object.entries(webhookHeaders(body))
  .map(([k, v]) => `${k}: ${v}`)
  .join('\r\n');
const request = Buffer.from(
  `POST /webhooks/github HTTP/1.1\r\nHost: localhost\r\n${head}\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
);
const app = createApp(
  {
    webhookSecrets: [secret],
    adminToken: null,
    sessionSecret: 'x'.repeat(40),
    audience: 'none',
    allowedHosts: null,
    publicUrl: null,
    isSecure: false,
  } as any,
  {
    inbox: { accept: async () => 'new' },
    store: {} as any,
    clock: { now: () => new Date() },
    log: {
      info() {},
      warn() {},
      error(...a: any[]) {
        console.log(...a);
      },
    },
    wake() {},
    requestSync: async () => {},
  } as any,
);
const webhooks = new Webhooks({ secret });
webhooks.on('push', () => {});
const servers: Record<string, any> = {
  ours: () => serve({ fetch: app.fetch, port: 0, overrideGlobalObjects: false }),
  octokit: () => createServer(createNodeMiddleware(webhooks, { path: '/webhooks/github' })).listen(0),
  bare: () =>
    createServer((q, r) => {
      const c: Buffer[] = [];
      q.on('data', (d) => c.push(d));
      q.on('end', () => {
        const s = 'sha256=' + createHmac('sha256', secret).update(Buffer.concat(c)).digest('hex');
        const ok = timingSafeEqual(Buffer.from(s), Buffer.from(String(q.headers['x-hub-signature-256'])));
        r.writeHead(ok ? 202 : 401, { 'content-type': 'application/json' });
        r.end('{"accepted":true}');
      });
    }).listen(0),
};
async function run(name: string, ms: number) {
  const server = servers[name]();
  await new Promise((r) => setTimeout(r, 100));
  const port = server.address().port;
  const { execFile } = await import('node:child_process');
  const out = await new Promise<string>((res) =>
    execFile(process.execPath, ['tests/web/.load.tmp.ts', String(port), String(ms)], (e, o) => res(o)),
  );
  server.close();
  server.closeAllConnections?.();
  console.log(name.padEnd(18), out.trim());
}
await run('ours', 5000);
process.exit(0);
