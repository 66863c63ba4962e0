import { createHmac } from 'node:crypto';
import { connect } from 'node:net';
import { serve } from '@hono/node-server';
import { Webhooks } from '@octokit/webhooks';
import { Hono } from 'hono';
import { addSecurityHeaders, checkHost } from '../../src/web/protect.ts';
import { readBody } from '../../src/web/read-body.ts';
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
const verify = new Webhooks({ secret }).verify;
const td = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
const make =
  (f: any, mw = false) =>
  () => {
    const app = new Hono();
    if (mw) {
      app.use(addSecurityHeaders({ isSecure: false }));
      app.use(checkHost({ allowedHosts: null, publicUrl: null }, '/webhooks/github'));
    }
    app.all('/webhooks/github', f);
    return serve({ fetch: app.fetch, port: 0, overrideGlobalObjects: false });
  };
const servers: Record<string, any> = {
  empty: make((c: any) => c.json({ a: 1 }, 202)),
  'empty+mw': make((c: any) => c.json({ a: 1 }, 202), true),
  arraybuffer: make(async (c: any) => {
    await c.req.arrayBuffer();
    return c.json({ a: 1 }, 202);
  }),
  text: make(async (c: any) => {
    await c.req.text();
    return c.json({ a: 1 }, 202);
  }),
  stream: make(async (c: any) => {
    await readBody(c.req.raw, 25e6);
    return c.json({ a: 1 }, 202);
  }),
  incoming: make(async (c: any) => {
    const r = c.env.incoming;
    const chunks: any[] = [];
    await new Promise<void>((res) => {
      r.on('data', (d: any) => chunks.push(d));
      r.on('end', () => res());
    });
    Buffer.concat(chunks);
    return c.json({ a: 1 }, 202);
  }),
  'ab+verify': make(async (c: any) => {
    const t = td.decode(await c.req.arrayBuffer());
    await verify(t, c.req.header('x-hub-signature-256'));
    return c.json({ a: 1 }, 202);
  }),
  'ab+verify+parse': make(async (c: any) => {
    const t = td.decode(await c.req.arrayBuffer());
    await verify(t, c.req.header('x-hub-signature-256'));
    JSON.parse(t);
    return c.json({ a: 1 }, 202);
  }),
  'ab+vp+mw': make(async (c: any) => {
    const t = td.decode(await c.req.arrayBuffer());
    await verify(t, c.req.header('x-hub-signature-256'));
    JSON.parse(t);
    return c.json({ a: 1 }, 202);
  }, true),
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
for (let i = 0; i < 2; i++) for (const name of Object.keys(servers)) await run(name, 1500);
process.exit(0);
