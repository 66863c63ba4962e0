import { describe, expect, it } from 'vitest';
import { buildDelivery } from '../../support/build-records.ts';
import { asOwner, buildApp } from '../build-app.ts';
import { checkedAt, saveDocument } from '../build-portfolio.ts';
import { push, signedRequest } from '../sign-webhook.ts';

/** The samples by name and labels. */
async function read(app: Awaited<ReturnType<typeof buildApp>>, headers: Record<string, string> = asOwner) {
  const response = await app.get('/metrics', headers);
  const lines = (await response.text()).split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  const samples = new Map(
    lines.map((line) => [line.slice(0, line.lastIndexOf(' ')), Number(line.slice(line.lastIndexOf(' ')))]),
  );
  return { response, lines, value: (name: string) => samples.get(`statusfolio_${name}`) };
}

describe('/metrics', () => {
  it('counts answers, bad signatures and how long acknowledgements took', async () => {
    const app = await buildApp();
    const body = JSON.stringify(push);
    expect((await app.app.request(signedRequest(body))).status).toBe(202);
    const wrong = { 'X-Hub-Signature-256': `sha256=${'0'.repeat(64)}` };
    expect((await app.app.request(signedRequest(body, wrong))).status).toBe(401);
    const { value } = await read(app);
    expect(value('webhook_responses_total{status="202"}')).toBe(1);
    expect(value('webhook_responses_total{status="401"}')).toBe(1);
    expect(value('webhook_signature_failures_total')).toBe(1);
    expect(value('webhook_acknowledgement_seconds_bucket{le="+Inf"}')).toBe(1);
    expect(value('webhook_acknowledgement_seconds_bucket{le="10"}')).toBe(1);
    expect(value('webhook_acknowledgement_seconds_count')).toBe(1);
    expect(value('webhook_acknowledgement_seconds_sum')).toBeGreaterThan(0);
  });

  it('keeps the former name of every renamed metric for one release, with the same values', async () => {
    const app = await buildApp();
    await app.app.request(signedRequest(JSON.stringify(push)));
    const ago = (seconds: number) => new Date(app.now().getTime() - seconds * 1000).toISOString();
    await app.store.saveTaskRun({ name: 'tick', at: ago(30), figures: {} });
    await app.store.saveTaskRun({ name: 'redelivery', at: ago(600), figures: {} });
    const { value } = await read(app);
    for (const [name, former, expected] of [
      ['webhook_responses_total{status="202"}', 'webhook_answers_total{status="202"}', 1],
      ['last_scheduled_run_age_seconds', 'last_tick_age_seconds', 30],
      ['last_redelivery_check_age_seconds', 'last_sweep_age_seconds', 600],
    ] as const)
      expect([value(name), value(former)]).toEqual([expected, expected]);
  });

  it('tells what waits and for how long, what failed, what GitHub grants, and how old the data is', async () => {
    const app = await buildApp();
    const { store, database, now } = app;
    await saveDocument(store, {});
    const ago = (seconds: number) => new Date(now().getTime() - seconds * 1000).toISOString();
    await store.recordDeliveries([
      buildDelivery('a', { receivedAt: ago(90) }),
      buildDelivery('b', { receivedAt: ago(10) }),
    ]);
    const { createSqliteQueue } = await import('../../../src/queue/sqlite-queue.ts');
    const queue = createSqliteQueue(database, 'owner', { random: () => 0 });
    await queue.enqueue([{ kind: 'refresh', documentKey: 'x', requestedAt: ago(30) }]);
    const claimed = await queue.claim(now(), 1000);
    if (claimed === null) throw new Error('a job must be due');
    await queue.complete(claimed, { kind: 'dead', reason: 'UNEXPECTED: no' }, now());
    await queue.enqueue([{ kind: 'refresh', documentKey: 'y', requestedAt: ago(20) }]);
    await store.saveTaskRun({ name: 'budget', at: ago(5), figures: { graphql: `4321 of 5000 until ${ago(-900)}` } });
    await store.saveTaskRun({ name: 'redelivery', at: ago(600), figures: {} });
    const { value, lines } = await read(app);
    expect(value('deliveries_waiting')).toBe(2);
    expect(value('deliveries_oldest_seconds')).toBe(90);
    expect(value('jobs')).toBe(1);
    expect(value('queue_age_seconds')).toBe(20);
    expect(value('dead_letters')).toBe(1);
    expect(value('github_requests_remaining{resource="graphql"}')).toBe(4321);
    expect(value('last_redelivery_check_age_seconds')).toBe(600);
    expect(value('data_age_seconds')).toBe((now().getTime() - Date.parse(checkedAt)) / 1000);
    // Nobody learns from a figure what is managed.
    expect(lines.join('\n')).not.toMatch(/ada|engine|README/i);
  });

  it('answers the owner alone: nobody is taken for the owner because a request seems to come from this machine', async () => {
    const { response } = await read(await buildApp());
    expect([response.status, response.headers.get('content-type')]).toEqual([
      200,
      'text/plain; version=0.0.4; charset=utf-8',
    ]);
    for (const settings of [{}, { adminToken: null }, { adminToken: null, publicUrl: 'https://status.example.org' }])
      for (const allowedHosts of [null, ['localhost', '127.0.0.1']])
        for (const headers of [{}, { 'X-Forwarded-For': '127.0.0.1' }, { Authorization: 'Bearer null' }])
          expect((await read(await buildApp({ ...settings, allowedHosts }), headers)).response.status).toBe(401);
  });
});
