import { describe, expect, it } from 'vitest';
import { createDeadLetters } from '../../../src/queue/sqlite-queue.ts';
import { projectToken } from '../../../src/web/views/project-row.ts';
import { eight, saveState } from '../../support/page-states.ts';
import { asOwner, buildApp, readProof, signIn } from '../build-app.ts';
import { push, signedRequest } from '../sign-webhook.ts';

const textOf = (page: string) => page.replace(/<head>[\s\S]*<\/head>|<[^>]*>/g, ' ').replace(/\s+/g, ' ');

async function buildTrouble() {
  const test = await buildApp();
  const documentKey = await saveState(test.store, { scenes: eight });
  const job = { kind: 'refresh', documentKey, requestedAt: '2026-11-21T08:00:00Z' } as const;
  await test.database.batch([
    createDeadLetters(test.database, 'owner').deadLetter(job, 'TOKEN_REJECTED: no.', 8, test.now()),
  ]);
  return { ...test, documentKey };
}

describe('the operations page', () => {
  it('shows what came, what waits, what failed, and when everything was done last', async () => {
    const { app, get, store, waiting } = await buildTrouble();
    await app.request(new Request('http://localhost/webhooks/github', signedRequest(JSON.stringify(push))));
    await waiting();
    await store.saveTaskRun({ name: 'tick', at: '2026-11-21T08:30:00.000Z', figures: { due: 1, pruned: 12 } });
    await store.saveTaskRun({
      name: 'redelivery',
      at: '2026-11-21T08:00:00.000Z',
      figures: { webhooks: 8, hidden: 1, missed: 3, redelivered: 3 },
    });
    await store.saveTaskRun({
      name: 'budget',
      at: '2026-11-21T08:51:00.000Z',
      figures: { graphql: '4990 of 5000 until 2026-11-21T09:20:00.000Z' },
    });
    await store.saveTaskRun({ name: 'token', at: '2026-11-21T08:30:00.000Z', figures: { GITHUB_TOKEN: '2026-11-30' } });
    const text = textOf(await (await get('/operations', asOwner)).text());
    expect(text).toContain('A token expires 2026-11-30 GITHUB_TOKEN: create a new one now');
    expect(text).toContain('Webhooks 1 received 0 processed, 1 pending; last four days');
    expect(text).toContain('Failed checks 1 can be tried again above');
    expect(text).toContain('Last scheduled run 2026-11-21 08:30 1 document was due; 12 old deliveries removed');
    expect(text).toContain(
      'Missed webhooks 3 checked 2026-11-21 08:00 ; 3 requested again; webhooks of 1 repository cannot be read',
    );
    expect(text).toContain('GitHub requests left 4990 of 5000 GraphQL; resets 2026-11-21 09:20');
    expect(text).toContain('1 problem needs your attention');
    expect(text).toMatch(
      /mara\/mara:README.md could not be checked. no. TOKEN_REJECTED Create a new token, .* 8 attempts, the last/,
    );
    expect(text).toMatch(/Push .* Pending/);
    expect(text).not.toMatch(/\bfolded\b|\bwaits\b|\bgraphql\b|workflow_run/);
  });

  it('says so where nothing needs attention', async () => {
    const { get, store } = await buildApp({ webhookSecrets: [] });
    await saveState(store, { scenes: eight });
    const text = textOf(await (await get('/operations', asOwner)).text());
    expect(text).toContain('No problems. Nothing needs your attention.');
    expect(text).toContain('Webhooks not set up Set GITHUB_WEBHOOK_SECRET');
    expect(text).not.toContain('Try again');
  });

  it('tries again what failed, once, and only for its owner', async () => {
    const { app, database, documentKey } = await buildTrouble();
    const replay = (headers: Record<string, string>, fields: Record<string, string> = {}) =>
      app.request('/api/replay', {
        method: 'POST',
        headers,
        body: new URLSearchParams({ document: projectToken(documentKey), ...fields }),
      });
    const Cookie = await signIn(app);
    expect((await replay({})).status).toBe(401);
    expect((await replay({ Cookie, Origin: 'http://localhost' })).status).toBe(401);
    const proof = await readProof(app, Cookie);
    const accepted = await replay(
      { Cookie, Origin: 'http://localhost', Accept: 'text/html', Referer: 'http://localhost/operations' },
      { proof },
    );
    expect([accepted.status, accepted.headers.get('location')]).toEqual([303, '/operations']);
    expect(await database.all({ sql: 'SELECT key FROM jobs', params: [] })).toEqual([{ key: documentKey }]);
    expect(await database.all({ sql: 'SELECT key FROM dead_jobs', params: [] })).toEqual([]);
    expect((await replay(asOwner)).status).toBe(404);
  });

  it('hears a delivery again', async () => {
    const { app, database, documentKey, waiting } = await buildTrouble();
    const payload = { repository: { node_id: 'R_sextant', full_name: 'mara/sextant' } };
    await app.request(new Request('http://localhost/webhooks/github', signedRequest(JSON.stringify(payload))));
    const [delivery] = await waiting();
    const path = `/deliveries/${delivery?.deliveryId}/replay`;
    expect((await app.request(path, { method: 'POST' })).status).toBe(401);
    expect((await app.request(path, { method: 'POST', headers: asOwner })).status).toBe(202);
    expect(await database.all({ sql: 'SELECT key FROM jobs', params: [] })).toEqual([{ key: documentKey }]);
    expect((await app.request('/deliveries/none/replay', { method: 'POST', headers: asOwner })).status).toBe(404);
  });

  it('is nobody else’s, whatever is public', async () => {
    const { get, store } = await buildApp({ audience: 'all' });
    await saveState(store, { scenes: eight });
    expect([(await get('/operations')).status, (await get('/deliveries')).status]).toEqual([401, 401]);
    expect((await get('/deliveries', asOwner)).status).toBe(200);
  });
});
