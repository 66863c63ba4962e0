import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { statusSchema } from '../../../src/web/routes/status-api.ts';
import { eight, saveState } from '../../support/page-states.ts';
import { asOwner, buildApp, type ErrorShape, readJson, readProof } from '../build-app.ts';
import { saveDocument } from '../build-portfolio.ts';

describe('GET /api/status.json', () => {
  it('gives the owner everything that the dashboard shows', async () => {
    const { get, store } = await buildApp();
    await saveDocument(store, {
      projects: [{ name: 'engine', repo: 'ada/engine' }],
      changes: [{}],
      problems: [
        { code: 'NOT_VISIBLE', where: 'README.md:21', message: 'ada/x cannot be seen.', hint: 'Correct the link.' },
      ],
    });
    const { documents, changes, problems, ...rest } = await readJson(await get('/api/status.json', asOwner));
    expect(rest).toEqual({ version: 1 });
    expect(documents).toMatchObject([
      {
        repo: 'ada/ada',
        path: 'README.md',
        branch: null,
        projects: [{ name: 'engine', decision: { status: 'running' }, action: 'keep' }],
      },
    ]);
    expect(changes).toHaveLength(1);
    expect(problems).toHaveLength(1);
  });

  it('keeps to its published schema, for the owner and for everybody', async () => {
    const { get, store } = await buildApp({ audience: 'all' });
    await saveState(store, { scenes: eight });
    for (const headers of [asOwner, {}] as Record<string, string>[]) {
      const status = statusSchema.parse(await readJson(await get('/api/status.json', headers)));
      expect(status.documents[0]?.projects).toHaveLength(8);
      expect(status.documents[0]?.projects[0]?.weeks?.work).toHaveLength(26);
      expect(JSON.stringify(status)).not.toMatch(/ticket|desk/);
    }
  });

  it('publishes its schema, which is what config/status.schema.json says (npm run schema writes it)', async () => {
    const { get } = await buildApp();
    const response = await get('/api/status.schema.json');
    expect([response.status, response.headers.get('access-control-allow-origin')]).toEqual([200, '*']);
    expect(await response.json()).toEqual(JSON.parse(readFileSync('config/status.schema.json', 'utf8')));
  });

  it('says how to sign in', async () => {
    const { get } = await buildApp();
    const response = await get('/api/status.json');
    expect([response.status, response.headers.get('www-authenticate')]).toEqual([401, 'Bearer']);
    expect((await readJson<ErrorShape>(response)).error.code).toBe('SIGN_IN_REQUIRED');
  });

  it('is open to other sites where everything is public', async () => {
    const { get } = await buildApp({ audience: 'all' });
    const response = await get('/api/status.json');
    expect(response.headers.get('access-control-allow-origin')).toBe('*');
    expect((await get('/api/status.json', asOwner)).headers.get('access-control-allow-origin')).toBeNull();
  });
});

describe('POST /api/sync', () => {
  it('asks for a check of every document, then wakes the worker', async () => {
    const { app, counts } = await buildApp();
    const response = await app.request('/api/sync', { method: 'POST', headers: asOwner });
    expect([response.status, await response.json()]).toEqual([202, { accepted: true }]);
    expect(counts).toEqual({ wakes: 1, syncs: 1 });
  });

  it('takes a session only from our own page, and sends the browser back to it', async () => {
    const { app, counts } = await buildApp();
    const signedIn = await app.request('/login', {
      method: 'POST',
      headers: { Origin: 'http://localhost' },
      body: new URLSearchParams({ token: 'an-invented-admin-token' }),
    });
    const Cookie = signedIn.headers.get('set-cookie')?.split(';')[0] ?? '';
    const sync = (headers: Record<string, string>, proof = '') =>
      app.request('/api/sync', {
        method: 'POST',
        headers: { Cookie, Accept: 'text/html', ...headers },
        body: new URLSearchParams({ proof }),
      });

    for (const headers of [
      {},
      { Origin: 'https://evil.example' },
      { 'Sec-Fetch-Site': 'same-site' },
      { Origin: 'null' },
    ]) {
      expect((await sync(headers as Record<string, string>)).status).toBe(401);
    }
    expect(counts.syncs).toBe(0);
    const own = { Origin: 'http://localhost' };
    expect((await sync(own)).status).toBe(401);
    const proof = await readProof(app, Cookie);
    expect((await sync(own, `${proof}0`)).status).toBe(401);
    expect(counts.syncs).toBe(0);
    const response = await sync(own, proof);
    expect([response.status, response.headers.get('location'), counts.syncs]).toEqual([303, '/', 1]);
  });
});
