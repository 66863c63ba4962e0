import { createHmac } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openReceiver, silence } from '../support/open-receiver.ts';
import {
  beginWork,
  configuration,
  deliver,
  playScenario,
  type Scenario,
  webhookSecret,
} from '../support/sample-scenario.ts';
import { openServing, type Serving } from '../support/serve-scenario.ts';
import { runStatusfolio } from '../support/spawn-statusfolio.ts';
import { waitUntil } from '../support/wait-until.ts';

describe('statusfolio serve', () => {
  let serving: Serving;
  let scenario: Scenario;
  let folder: string;

  beforeEach(async () => {
    serving = await openServing();
    ({ scenario, folder } = serving);
  });
  afterEach(() => serving.close());

  it('turns one signed event into one commit of one cell, and nothing else into any', async () => {
    const { url } = await serving.serve();
    await serving.waitForIdle(url);
    await playScenario(scenario, url, () => serving.waitForIdle(url));
  });

  it('loses nothing when it is killed right after it acknowledged', async () => {
    const first = await serving.serve();
    await serving.waitForIdle(first.url);
    // The change cannot be published before the kill: GitHub does not answer any more.
    scenario.github.fail({ when: () => true, answer: 'hang', times: 1000 });
    scenario.perception.addHook({ url: `${first.url}/webhooks/github`, secret: webhookSecret, events: ['push'] });
    beginWork(scenario);
    await deliver(scenario, [202]);
    first.server.process.kill('SIGKILL');
    await first.server.finished;
    expect(scenario.commits()).toBe(1);

    scenario.github.recover();
    const second = await serving.serve();
    await scenario.waitForCommits(2);
    await serving.waitForIdle(second.url);
    expect(scenario.commits()).toBe(2);
  });

  it('finds a change by the clock alone, and says so when there is no webhook secret', async () => {
    beginWork(scenario);
    const { url, server } = await serving.serve({ GITHUB_WEBHOOK_SECRET: '' });
    expect(JSON.parse(server.lines[0] ?? '')).toMatchObject({ webhooks: false });
    await scenario.waitForCommits(2);
    expect((await fetch(`${url}/webhooks/github`, { method: 'POST' })).status).toBe(503);
  });

  it('refuses a wrong signature, an oversize body and bad JSON, and writes nothing', async () => {
    const { url } = await serving.serve();
    await serving.waitForIdle(url);
    const before = scenario.github.requests.length;
    const post = async (body: string | Uint8Array, headers: Record<string, string>) =>
      (
        await fetch(`${url}/webhooks/github`, {
          method: 'POST',
          body,
          headers: { 'content-type': 'application/json', ...headers },
        })
      ).status;
    const { signDelivery } = await import('../../demo/github/sign-delivery.ts');
    const payload = {
      ref: 'refs/heads/main',
      repository: { node_id: scenario.perception.state.nodeId, full_name: 'naaas94/dl-symbolic-perception' },
    };
    const wrong = signDelivery({ secret: 'x'.repeat(32), event: 'push', payload });
    expect(await post(wrong.body, wrong.headers)).toBe(401);
    expect(await post(wrong.body, { 'x-github-event': 'push' })).toBe(401);
    const right = signDelivery({ secret: webhookSecret, event: 'push', payload });
    expect(await post(new Uint8Array(26 * 1024 * 1024), right.headers)).toBe(413);
    const { createHmac } = await import('node:crypto');
    const broken = '{"ref":';
    const signature = `sha256=${createHmac('sha256', webhookSecret).update(broken).digest('hex')}`;
    expect(await post(broken, { ...right.headers, 'x-hub-signature-256': signature })).toBe(400);
    await serving.waitForIdle(url);
    expect(scenario.github.requests.length).toBe(before);
    expect(scenario.commits()).toBe(1);
  });

  it('tells a change to its channel, signed, and again from the queue after it was killed', async () => {
    const receiver = await openReceiver();
    const channel = `notify: [{ url: "\${STATUSFOLIO_NOTIFY_TEAM}", kinds: [change] }]\n`;
    writeFileSync(join(folder, 'statusfolio.yml'), `${configuration}${channel}`);
    const variables = { STATUSFOLIO_NOTIFY_TEAM: receiver.url, STATUSFOLIO_NOTIFY_SECRET: 'n'.repeat(32) };
    receiver.answerNext(silence);
    beginWork(scenario);
    const first = await serving.serve(variables);
    await waitUntil('the channel to be asked', () => receiver.received.length === 1);
    first.server.process.kill('SIGKILL');
    await first.server.finished;
    await serving.serve(variables);
    await waitUntil('the notice to come again', () => receiver.received.length === 2);
    const [lost, again] = receiver.received;
    expect(again?.body).toBe(lost?.body);
    const { headers, body } = again ?? expect.fail('nothing came');
    const signed = `${headers['x-statusfolio-delivery']}.${headers['x-statusfolio-timestamp']}.${body}`;
    const expected = createHmac('sha256', variables.STATUSFOLIO_NOTIFY_SECRET).update(signed).digest('hex');
    expect(headers['x-statusfolio-signature-256']).toBe(`sha256=${expected}`);
    expect(JSON.parse(body)).toMatchObject({ kind: 'change', document: { repo: 'naaas94/me' } });
    await receiver.close();
  });

  it('refuses to start while the address of a channel is missing, and names its variable', async () => {
    const channel = `notify: [{ url: "\${STATUSFOLIO_NOTIFY_TEAM}", format: slack }]\n`;
    writeFileSync(join(folder, 'statusfolio.yml'), `${configuration}${channel}`);
    const { code, err } = await runStatusfolio(['serve'], serving.environment(), folder);
    expect(code).toBe(2);
    expect(err).toContain('STATUSFOLIO_NOTIFY_TEAM: is missing');
  });

  it('stops when it is asked and starts again where it was', async () => {
    const { url, server } = await serving.serve();
    await serving.waitForIdle(url);
    server.process.kill('SIGTERM');
    expect(await server.finished).toMatchObject({ code: 0 });
    await serving.serve();
  });

  it('ends with one clear message when the thread of its database ended, and starts again', async () => {
    const preload = new URL('./end-database-thread.ts', import.meta.url).pathname;
    const { server } = await serving.serve({ NODE_OPTIONS: `--import=${preload}` });
    const { code, err } = await server.finished;
    expect(code).toBe(2);
    expect(err).toMatch(/^statusfolio: The thread of the database .* ended\.\nStart it again/m);
    expect(err).not.toContain('    at ');
    await serving.serve();
  });

  it.each([
    ['no token', { GITHUB_TOKEN: '' }, 'GITHUB_TOKEN'],
    ['a short webhook secret', { GITHUB_WEBHOOK_SECRET: 'short' }, 'GITHUB_WEBHOOK_SECRET'],
    ['a bad port', { PORT: 'eighty' }, 'PORT'],
    ['a database where none can be', { STATUSFOLIO_DATABASE: '/dev/null/x.db' }, '/dev/null'],
  ])('refuses to start with %s, in one clear message', async (_, parts, words) => {
    const { code, out, err } = await runStatusfolio(['serve'], serving.environment(parts), folder);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toContain(words);
    expect(err).not.toContain('    at ');
  });

  it('refuses a port that is taken', async () => {
    const { url } = await serving.serve();
    const { code, err } = await runStatusfolio(
      ['serve'],
      serving.environment({ PORT: new URL(url).port, STATUSFOLIO_DATABASE: 'other.db' }),
      folder,
    );
    expect(code).toBe(2);
    expect(err).toContain('PORT');
  });
});
