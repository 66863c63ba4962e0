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

  describe('an answer', () => {
    const name = 'PCC';
    /** Its daily job was switched off, so the owner is asked what it is now. */
    beforeEach(() => {
      const { scenario } = serving;
      scenario
        .repository(name)
        .disableWorkflow(scenario.dailyJob, 'disabled_manually', new Date(Date.now() - 3_600_000));
    });
    const asked = async (url: string) => {
      const text = await (await fetch(`${url}/api/status.json`, { headers: asOwner })).text();
      const { documents } = JSON.parse(text);
      return documents[0].projects.find((one: { name: string }) => one.name === name);
    };
    const checked = async () => {
      const { out } = await runStatusfolio(['check', '--json'], serving.environment(), serving.folder);
      return JSON.parse(out).documents[0].projects.find((one: { name: string }) => one.name === name);
    };

    it('that was given in a terminal beside it', async () => {
      const { url } = await serving.serve({ GITHUB_WEBHOOK_SECRET: '' });
      await serving.waitForIdle(url);
      expect((await asked(url)).question).not.toBeNull();
      const { code, err } = await runStatusfolio(['answer', name, 'active'], serving.environment(), serving.folder);
      expect([code, err]).toEqual([0, '']);
      const { question, action, reason } = await asked(url);
      expect({ question, action, reason }).toMatchObject({ question: null });
      const page = await (await fetch(`${url}/`, { headers: asOwner })).text();
      expect(page.split(/<tr|<\/tr>/).find((one) => one.includes(`>${name}<`))).not.toContain('Asked on');
    });

    it('that was given on a page to commands that are started beside it', async () => {
      const { url } = await serving.serve({ GITHUB_WEBHOOK_SECRET: '' });
      await serving.waitForIdle(url);
      expect((await checked()).action).toBe('question');
      const page = await (await fetch(`${url}/projects/naaas94/pcc`, { headers: asOwner })).text();
      const [answer = ''] = /active:[a-z0-9]+/.exec(page) ?? [];
      const body = new URLSearchParams({ do: answer });
      const response = await fetch(`${url}/api/answers`, { method: 'POST', headers: asOwner, body });
      expect(response.status).toBeLessThan(400);
      expect((await checked()).action).toBe('keep');
      expect((await asked(url)).question).toBeNull();
    });
  });
});
