// What was published or answered shows at once on pages, badges, feed and status.json, whoever did it: nothing waits for
// the next refresh.

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { mergePullRequest } from '../../demo/github/pull-requests.ts';
import { configuration, webhookSecret } from '../support/sample-scenario.ts';
import { openServing, type Serving } from '../support/serve-scenario.ts';
import { runStatusfolio } from '../support/spawn-statusfolio.ts';
import { waitUntil } from '../support/wait-until.ts';

const asOwner = { Authorization: 'Bearer an-admin-token-for-tests' };
const archived = 'embedding-mapper';

describe('a server shows', () => {
  let serving: Serving;
  beforeEach(async () => {
    serving = await openServing();
    writeFileSync(join(serving.folder, 'statusfolio.yml'), `${configuration}visibility: badges\n`);
  });
  afterEach(() => serving.close());

  const archive = () => serving.scenario.repository(archived).archive(new Date());

  /** What each address says of a project. */
  async function look(url: string, name: string) {
    const text = async (path: string) => await (await fetch(`${url}${path}`, { headers: asOwner })).text();
    const { documents, changes } = JSON.parse(await text('/api/status.json'));
    const project = documents[0].projects.find((one: { name: string }) => one.name === name);
    const badge = /aria-label="[^"]*: ([^"]+)"/.exec(await text(`/badges/naaas94/${name}.svg`))?.[1];
    const page = await text('/');
    const row = page.split(/<tr|<\/tr>/).find((one) => one.includes(`>${name}<`)) ?? '';
    return {
      json: { typed: project.typed.text, action: project.action, status: project.decision.status },
      badge,
      isDrifting: /The cell says/.test(row),
      row,
      published: changes.filter((one: { name: string }) => one.name === name).map((one: { to: string }) => one.to),
      feed: (await text('/feed.atom')).includes(name),
    };
  }
  const changed = (text: string, status: string, badge: string) => ({
    json: { typed: text, action: 'keep', status },
    badge,
    isDrifting: false,
    row: expect.stringMatching(new RegExp(badge, 'i')),
    published: [text],
    feed: true,
  });

  it('what its schedule has published', async () => {
    archive();
    const { url } = await serving.serve({ GITHUB_WEBHOOK_SECRET: '' });
    await serving.scenario.waitForCommits(2);
    await serving.waitForIdle(url);
    expect(await look(url, archived)).toEqual(changed('⚪ Archived', 'archived', 'Archived'));
  });

  it('what another process has published beside it, and tells open pages', async () => {
    const { url } = await serving.serve({ GITHUB_WEBHOOK_SECRET: '' });
    await serving.waitForIdle(url);
    const stop = new AbortController();
    const stream = await fetch(`${url}/events`, { headers: asOwner, signal: stop.signal });
    const versions = new Set<string>();
    const reading = (async () => {
      for await (const chunk of stream.body ?? [])
        for (const [, version = ''] of Buffer.from(chunk)
          .toString()
          .matchAll(/data: (\S+)/g))
          versions.add(version);
    })().catch(() => {});
    await waitUntil('the first version', () => versions.size === 1);
    archive();
    const { code, err } = await runStatusfolio(['sync'], serving.environment(), serving.folder);
    expect([code, err]).toEqual([0, '']);
    expect(serving.scenario.commits()).toBe(2);
    expect(await look(url, archived)).toEqual(changed('⚪ Archived', 'archived', 'Archived'));
    await waitUntil('a second version', () => versions.size > 1);
    stop.abort();
    await reading;
  });

  it('what a merged pull request has changed', async () => {
    const { scenario, folder } = serving;
    writeFileSync(
      join(folder, 'statusfolio.yml'),
      `${configuration.replace('publish: commit', 'publish: pull-request')}visibility: badges\n`,
    );
    archive();
    const { url } = await serving.serve();
    await waitUntil('a pull request', () => scenario.portfolio.state.pullRequests.length === 1);
    await serving.waitForIdle(url);
    expect((await look(url, archived)).json.typed).toBe('🟡 In Progress');
    const events = ['push', 'pull_request'];
    scenario.portfolio.addHook({ url: `${url}/webhooks/github`, secret: webhookSecret, events });
    mergePullRequest(scenario.portfolio, { number: 1, at: new Date() });
    const reports = await scenario.github.deliver();
    expect(reports.map(({ status }) => status)).not.toContain(503);
    await serving.waitForIdle(url);
    expect(await look(url, archived)).toEqual(changed('⚪ Archived', 'archived', 'Archived'));
  });
});
