import { describe, expect, it } from 'vitest';
import type { DeliveryIntake } from '../../../src/ports/queue.ts';
import { officialExamples } from '../../support/official-examples.ts';
import { buildApp, type ErrorShape, readJson, secret } from '../build-app.ts';
import { encodeBody, encodings, push, sign, signedRequest, webhookHeaders } from '../sign-webhook.ts';

const body = JSON.stringify(push);
const form = { 'Content-Type': 'application/x-www-form-urlencoded' };
const mebibyte = 1024 * 1024;

async function codeOf(response: Response): Promise<string> {
  const { error, ...rest } = await readJson<ErrorShape>(response);
  expect(rest).toEqual({});
  expect(Object.keys(error)).toEqual(['code', 'message']);
  return error.code;
}

describe('a signed delivery', () => {
  it('is stored as a thin row, answered with 202, and wakes the worker', async () => {
    const { app, waiting, counts } = await buildApp();
    const response = await app.request(signedRequest(body));
    expect(response.status).toBe(202);
    expect(await response.json()).toEqual({ accepted: true });
    expect(await waiting()).toMatchObject([
      { event: 'push', repositoryName: 'ada/engine', receivedAt: '2026-11-21T09:00:00.000Z' },
    ]);
    expect(counts.wakes).toBe(1);
  });

  it('has no second effect when it comes again, five times over and in parallel', async () => {
    const { app, waiting } = await buildApp();
    const responses = await Promise.all(Array.from({ length: 5 }, () => app.request(signedRequest(body))));
    expect(responses.map(({ status }) => status)).toEqual([202, 202, 202, 202, 202]);
    expect((await app.request(signedRequest(body))).status).toBe(202);
    expect(await waiting()).toHaveLength(1);
  });

  it('is kept twice when two hooks share its delivery id', async () => {
    const { app, waiting } = await buildApp();
    await app.request(signedRequest(body));
    const other = await app.request(signedRequest(body, { 'X-GitHub-Hook-Installation-Target-ID': '5' }));
    expect(other.status).toBe(202);
    expect(await waiting()).toHaveLength(2);
  });

  it.each(['ping', 'star', 'never_heard_of', '__proto__', 'constructor'])(
    'of the event %s is answered and not stored',
    async (event) => {
      const { app, waiting, counts } = await buildApp();
      const response = await app.request(signedRequest(body, { 'X-GitHub-Event': event }));
      expect(response.status).toBe(200);
      expect(await response.json()).toEqual({ accepted: false });
      expect(await waiting()).toEqual([]);
      expect(counts.wakes).toBe(0);
    },
  );

  it('is accepted under the old and the new secret while rotating', async () => {
    const next = 'another invented secret of forty letters';
    const { app } = await buildApp({ webhookSecrets: [next, secret] });
    const withOld = { 'X-GitHub-Delivery': 'old', 'X-Hub-Signature-256': sign(body, secret) };
    const withNew = { 'X-GitHub-Delivery': 'new', 'X-Hub-Signature-256': sign(body, next) };
    expect((await app.request(signedRequest(body, withOld))).status).toBe(202);
    expect((await app.request(signedRequest(body, withNew))).status).toBe(202);
  });

  it('verifies with emoji, byte order mark and unusual spacing in its text', async () => {
    const { app, waiting } = await buildApp();
    const odd = `\ufeff ${JSON.stringify({ ...push, note: '🤟 \u0000 é' }, null, 3)}\r\n`;
    // A byte order mark is not JSON: the signature is right, the payload is not.
    expect(await codeOf(await app.request(signedRequest(odd)))).toBe('PAYLOAD_INVALID');
    expect((await app.request(signedRequest(odd.slice(1)))).status).toBe(202);
    expect(await waiting()).toHaveLength(1);
  });

  it('is answered 503 when it cannot be stored, so that GitHub keeps it', async () => {
    const full: DeliveryIntake = { accept: () => Promise.reject(new Error('database or disk is full')) };
    const { app, lines, counts } = await buildApp({}, { inbox: full });
    const response = await app.request(signedRequest(body));
    expect(response.status).toBe(503);
    expect(await codeOf(response)).toBe('INBOX_UNAVAILABLE');
    expect(counts.wakes).toBe(0);
    expect(lines).toEqual([
      {
        event: 'webhook.unstored',
        delivery: '72d3162e-cc78-11e3-81ab-4c9367dc0958',
        reason: 'database or disk is full',
      },
    ]);
  });
});

describe('the official payloads', () => {
  it('are all answered with 2xx in both encodings, and stored alike', async () => {
    expect(officialExamples).toHaveLength(329);
    const stored = [];
    for (const encoding of encodings) {
      const { app, waiting } = await buildApp();
      const headers = encoding === 'form' ? form : {};
      const statuses = new Set<number>();
      for (const [index, { event, payload }] of officialExamples.entries()) {
        const text = encodeBody(payload, encoding);
        const own = { ...headers, 'X-GitHub-Event': event, 'X-GitHub-Delivery': `delivery-${index}` };
        statuses.add((await app.request(signedRequest(text, own))).status);
      }
      expect([...statuses].sort()).toEqual([200, 202]);
      stored.push(await waiting());
    }
    expect(stored[0]?.length).toBeGreaterThan(40);
    expect(stored[1]).toEqual(stored[0]);
  });

  it.each(encodings)('are refused as %s after any change of one bit', async (encoding) => {
    const { app, waiting } = await buildApp();
    const headers = encoding === 'form' ? form : {};
    const sample = officialExamples.filter((_, index) => index % 11 === 0);
    for (const [index, { event, payload }] of sample.entries()) {
      const bytes = new TextEncoder().encode(encodeBody(payload, encoding));
      const own = { ...headers, 'X-GitHub-Event': event, 'X-Hub-Signature-256': sign(bytes) };
      for (let round = 0; round < 8; round += 1) {
        const changed = bytes.slice();
        const at = (index * 7919 + round * 104_729) % changed.length;
        changed[at] = (changed[at] ?? 0) ^ (1 << round);
        const response = await app.request(signedRequest(changed, own));
        expect([response.status, at]).toEqual([401, at]);
      }
    }
    expect(await waiting()).toEqual([]);
  });
});

describe('a signature', () => {
  const good = sign(body);
  const hex = good.slice('sha256='.length);

  it.each([
    ['missing', ''],
    ['without its prefix', hex],
    ['of SHA-1', `sha1=${'a'.repeat(40)}`],
    ['in upper case', `sha256=${hex.toUpperCase()}`],
    ['cut short', good.slice(0, -1)],
    ['with something after it', `${good}0`],
    ['made with another secret', sign(body, 'x'.repeat(40))],
    ['made with an empty secret', sign(body, '')],
    ['of another body', sign(`${body} `)],
    ['of nothing', sign('')],
    ['with stray characters between its digits', `sha256=${hex.slice(0, 32)}-${hex.slice(32)}`],
  ])('%s is refused', async (_, signature) => {
    const { app, waiting } = await buildApp();
    const response = await app.request(signedRequest(body, { 'X-Hub-Signature-256': signature }));
    expect([response.status, await codeOf(response)]).toEqual([401, 'SIGNATURE_INVALID']);
    expect(await waiting()).toEqual([]);
  });

  it('of SHA-1 alone is refused even when it is right', async () => {
    const { app } = await buildApp();
    const response = await app.request(
      signedRequest(body, { 'X-Hub-Signature-256': '', 'X-Hub-Signature': `sha1=${'a'.repeat(40)}` }),
    );
    expect(response.status).toBe(401);
  });

  it('is refused after any change of one bit in it', async () => {
    const { app } = await buildApp();
    for (let at = 0; at < hex.length; at += 1) {
      const flipped = (Number.parseInt(hex.charAt(at), 16) ^ (1 << (at % 4))).toString(16);
      const signature = `sha256=${hex.slice(0, at)}${flipped}${hex.slice(at + 1)}`;
      expect((await app.request(signedRequest(body, { 'X-Hub-Signature-256': signature }))).status).toBe(401);
    }
  });

  it('over bytes that are no UTF-8 is refused: GitHub sends none, and they have no text that could be verified', async () => {
    const { app } = await buildApp();
    const bytes = new Uint8Array([...new TextEncoder().encode(body.slice(0, -1)), 0xff, 0x7d]);
    expect((await app.request(signedRequest(bytes))).status).toBe(401);
    // Replacing the broken byte, as a lenient decoder does, gives another text; its signature does not pass either.
    const replaced = new TextDecoder().decode(bytes);
    expect((await app.request(signedRequest(bytes, { 'X-Hub-Signature-256': sign(replaced) }))).status).toBe(401);
    expect((await app.request(signedRequest(body))).status).toBe(202);
  });

  it('is checked before a delivery id is claimed', async () => {
    const { app } = await buildApp();
    for (let round = 0; round < 100; round += 1) {
      await app.request(signedRequest(body, { 'X-Hub-Signature-256': `sha256=${'0'.repeat(64)}` }));
    }
    expect((await app.request(signedRequest(body))).status).toBe(202);
  });
});

describe('the receiver refuses, in this order,', () => {
  const unsigned = { 'X-Hub-Signature-256': '' };

  it('another method', async () => {
    const { app } = await buildApp();
    for (const method of ['GET', 'PUT', 'DELETE', 'OPTIONS', 'PATCH']) {
      const response = await app.request('/webhooks/github', { method });
      expect([response.status, response.headers.get('allow')]).toEqual([405, 'POST']);
      expect(await codeOf(response)).toBe('METHOD_NOT_ALLOWED');
    }
  });

  it('everything, with what to do, while no secret is configured', async () => {
    const { app } = await buildApp({ webhookSecrets: [] });
    const response = await app.request(signedRequest(body));
    expect(response.status).toBe(503);
    const { error } = await readJson<ErrorShape>(response);
    expect(error.code).toBe('WEBHOOKS_NOT_CONFIGURED');
    expect(error.message).toContain('GITHUB_WEBHOOK_SECRET');
  });

  it('a length that is too large as soon as it is declared', async () => {
    const { app } = await buildApp();
    const response = await app.request(
      signedRequest(body, { ...unsigned, 'Content-Length': String(25 * mebibyte + 1) }),
    );
    expect([response.status, await codeOf(response)]).toEqual([413, 'PAYLOAD_TOO_LARGE']);
  });

  it.each(['', 'sha256=', `sha1=${'0'.repeat(40)}`, `sha256=${'G'.repeat(64)}`, `sha256=${'0'.repeat(63)}`])(
    'a signature that cannot be one (%j) before anything of the body is read',
    async (signature) => {
      const { app } = await buildApp();
      let pulls = 0;
      const body = new ReadableStream(
        {
          pull() {
            pulls += 1;
          },
        },
        { highWaterMark: 0 },
      );
      const headers = Object.entries(webhookHeaders('', { 'X-Hub-Signature-256': signature }));
      const init = { method: 'POST', body, duplex: 'half', headers: headers.filter(([, value]) => value !== '') };
      const response = await app.request(new Request('http://localhost/webhooks/github', init as RequestInit));
      expect([response.status, await codeOf(response), pulls]).toEqual([401, 'SIGNATURE_INVALID', 0]);
    },
  );

  it('a body that turns out too large, having read little more than the limit', async () => {
    const { app } = await buildApp();
    let sent = 0;
    const endless = new ReadableStream({
      pull(controller) {
        sent += mebibyte;
        controller.enqueue(new Uint8Array(mebibyte));
      },
    });
    const init = { method: 'POST', body: endless, duplex: 'half', headers: webhookHeaders('') } as RequestInit;
    const response = await app.request(new Request('http://localhost/webhooks/github', init));
    expect([response.status, await codeOf(response)]).toEqual([413, 'PAYLOAD_TOO_LARGE']);
    expect(sent).toBeLessThanOrEqual(27 * mebibyte);
  });

  it('a body that is larger than the length it declares, where nothing in front enforces that', async () => {
    const { app } = await buildApp();
    for (const length of ['10', '-1', '1e1', 'x']) {
      const request = signedRequest(new Uint8Array(26 * mebibyte), { 'Content-Length': length });
      expect((await app.request(request)).status).toBe(413);
    }
  });

  it('a body whose sender goes away', async () => {
    const { app } = await buildApp();
    const broken = new ReadableStream({
      pull(controller) {
        controller.error(new Error('connection reset'));
      },
    });
    const request = new Request('http://localhost/webhooks/github', {
      method: 'POST',
      body: broken,
      duplex: 'half',
      headers: webhookHeaders(''),
    } as RequestInit);
    expect(await codeOf(await app.request(request))).toBe('PAYLOAD_INCOMPLETE');
  });

  it('an empty body', async () => {
    const { app } = await buildApp();
    const response = await app.request('/webhooks/github', {
      method: 'POST',
      headers: { 'X-Hub-Signature-256': sign('') },
    });
    expect(response.status).toBe(401);
  });

  it('a wrong signature before a wrong type', async () => {
    const { app } = await buildApp();
    const response = await app.request(signedRequest(body, { ...unsigned, 'Content-Type': 'text/plain' }));
    expect(response.status).toBe(401);
  });

  it.each(['text/plain', 'application/xml', 'multipart/form-data; boundary=x', 'application/jsonx', ''])(
    'the type %j',
    async (type) => {
      const { app } = await buildApp();
      const request = signedRequest(body);
      if (type === '') request.headers.delete('content-type');
      else request.headers.set('content-type', type);
      const response = await app.request(request);
      expect([response.status, await codeOf(response)]).toEqual([415, 'CONTENT_TYPE_UNSUPPORTED']);
    },
  );

  it.each(['application/json; charset=utf-8', 'Application/JSON'])('but not the type %j', async (type) => {
    const { app } = await buildApp();
    expect((await app.request(signedRequest(body, { 'Content-Type': type }))).status).toBe(202);
  });

  it.each(['5', 'null', '"text"', '[]', 'true', '{', '{"a":1}x', '\u0000', '['.repeat(100_000)])(
    'what is no JSON object, such as %j, although it is signed',
    async (text) => {
      const { app } = await buildApp();
      const response = await app.request(signedRequest(text.slice(0, 200_000)));
      expect([response.status, await codeOf(response)]).toEqual([400, 'PAYLOAD_INVALID']);
    },
  );

  it.each(['', 'payload=', 'other=%7B%7D', 'payload=%7B'])('a form such as %j', async (text) => {
    const { app } = await buildApp();
    const response = await app.request(signedRequest(text, form));
    expect(response.status).toBe(text === '' ? 401 : 400);
  });

  it.each(['X-GitHub-Event', 'X-GitHub-Delivery'])('a delivery without %s', async (name) => {
    const { app } = await buildApp();
    const response = await app.request(signedRequest(body, { [name]: '' }));
    expect([response.status, await codeOf(response)]).toEqual([400, 'HEADERS_MISSING']);
  });

  it('a delivery id that is none', async () => {
    const { app, waiting } = await buildApp();
    for (const id of ['a b', '<script>', 'x'.repeat(101), 'a:b']) {
      expect((await app.request(signedRequest(body, { 'X-GitHub-Delivery': id }))).status).toBe(400);
    }
    expect(await waiting()).toEqual([]);
  });
});

describe('whatever is sent', () => {
  it('deeply nested, wide and odd JSON is accepted without harm', async () => {
    const { app } = await buildApp();
    const deep = `{"a":${'['.repeat(50_000)}${']'.repeat(50_000)}}`;
    const wide = `{${Array.from({ length: 100_000 }, (_, index) => `"k${index}":1`).join(',')}}`;
    const odd =
      '{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}},"repository":1,"repository":{"full_name":"a/b"},"n":1e400}';
    for (const [index, text] of [deep, wide, odd].entries()) {
      expect((await app.request(signedRequest(text, { 'X-GitHub-Delivery': `odd-${index}` }))).status).toBe(202);
    }
    expect(Reflect.get({}, 'polluted')).toBeUndefined();
  });

  it('none of it reaches the log', async () => {
    const { app, lines } = await buildApp();
    const canary = 'CANARY';
    const attempts: [string, Record<string, string>][] = [
      [`{"canary":"${canary}"`, {}],
      [canary, {}],
      [`"${canary}"`, {}],
      [body, { 'X-Hub-Signature-256': `sha256=${canary}` }],
      [body, { 'X-GitHub-Delivery': `${canary} {}` }],
      [body, { 'X-GitHub-Event': canary }],
      [body, { 'Content-Type': `text/${canary}` }],
      [`canary=${canary}`, form],
    ];
    for (const [text, headers] of attempts) await app.request(signedRequest(text, headers));
    expect(lines.length).toBeGreaterThan(5);
    expect(JSON.stringify(lines)).not.toContain(canary);
  });
});
