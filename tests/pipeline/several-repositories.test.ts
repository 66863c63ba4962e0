// Rows that link several repositories are one project: evaluated by all of them, and what is not known of one is left open.

import { describe, expect, it } from 'vitest';
import { receiveDeliveries } from '../../src/pipeline/deliveries/process-deliveries.ts';
import type { Job } from '../../src/ports/queue.ts';
import { readPortfolioView } from '../../src/web/views/portfolio.ts';
import { findProject } from '../../src/web/views/project.ts';
import { readHead } from '../../src/web/webhook/route.ts';
import { projectDelivery } from '../../src/web/webhook/to-delivery.ts';
import { openPipeline, row, table } from '../support/open-pipeline.ts';

const suite = (status: string, ...names: readonly string[]) =>
  `| suite | ${status} | ${names.map((name) => `[${name}](https://github.com/ada/${name})`).join(' · ')} |`;

function openSuite(status: string, workedDaysAgo: { api: number; web: number }) {
  const pipeline = openPipeline();
  const api = pipeline.addProject('api', workedDaysAgo.api);
  const web = pipeline.addProject('web', workedDaysAgo.web);
  pipeline.write(table(suite(status, 'api', 'web')), pipeline.daysAgo(150));
  const lookLater = async () => {
    pipeline.passMinutes(30);
    return await pipeline.look();
  };
  let lastId = 0;
  /** Everything that GitHub has to tell arrives; which documents want a refresh. */
  const hear = async (): Promise<readonly string[]> => {
    const jobs: Job[] = [];
    const { world, store, now, portfolio, clock, log } = pipeline;
    const deliveries = world.pending.splice(0).map(({ event, payload }) => {
      lastId += 1;
      const headers = new Headers({ 'x-github-delivery': `delivery-${lastId}` });
      return projectDelivery(event, readHead(headers, now()), payload);
    });
    await store.recordDeliveries(deliveries.filter((delivery) => delivery !== null));
    const queue = { enqueue: async (wished: readonly Job[]) => void jobs.push(...wished) };
    await receiveDeliveries({ store, queue, portfolio, clock, log });
    return jobs.map(({ documentKey }) => documentKey);
  };
  for (const repository of [api, web])
    repository.addHook({ url: 'http://127.0.0.1:9', secret: 'x'.repeat(32), events: ['*'] });
  pipeline.world.pending.length = 0;
  return { ...pipeline, api, web, lookLater, hear };
}

describe('a row that links several repositories', () => {
  it('stays in progress while one of them is worked on, and asks when all are silent', async () => {
    const { look, read, pass } = openSuite('🟡 In Progress', { api: 199, web: 3 });
    const { rows } = await look();
    expect(rows[0]).toMatchObject({
      repo: 'ada/api',
      derived: { rule: 'active', evidence: 'Last work commit 2026-02-26 (ada/web).' },
      decision: { action: 'keep' },
    });
    pass(100);
    expect((await look()).rows[0]).toMatchObject({ derived: { rule: 'quiet' }, decision: { action: 'question' } });
    pass(15);
    expect((await look()).publication.kind).toBe('nothing');
    expect(read()).toContain(suite('🟡 In Progress', 'api', 'web'));
  });

  it('is archived with the last of them', async () => {
    const { look, lookLater, api, web, read, now } = openSuite('🟡 In Progress', { api: 5, web: 3 });
    await look();
    api.archive(now());
    expect((await lookLater()).rows[0]?.decision.action).toBe('keep');
    web.archive(now());
    const { rows, publication } = await lookLater();
    expect(rows[0]?.derived.evidence).toBe('Archived (read-only) since 2026-03-01 (ada/api, ada/web).');
    expect(publication.kind).toBe('published');
    expect(read()).toContain(suite('⚪ Archived', 'api', 'web'));
  });

  it('is one project whatever the order of its links, and another than each of them', async () => {
    const { look, lookLater, write, store, daysAgo } = openSuite('🟡 In Progress', { api: 5, web: 3 });
    const [before] = (await look()).rows;
    write(table(suite('🟡 In Progress', 'web', 'api'), row('api', '🟢 Running')), daysAgo(100));
    const [after, alone] = (await lookLater()).rows;
    expect(after?.projectKey).toBe(before?.projectKey);
    expect(after?.decision.action).toBe('keep');
    expect(alone?.projectKey).not.toBe(before?.projectKey);
    expect(await store.listProjects()).toHaveLength(2);
  });

  it('is left as it is while one of them cannot be seen', async () => {
    const { look, lookLater, api, web, write, read, daysAgo, now } = openSuite('🟡 In Progress', { api: 5, web: 3 });
    write(table(suite('🟡 In Progress', 'api', 'gone')), daysAgo(149));
    api.archive(now());
    const { rows, problems } = await look();
    expect(rows[0]).toMatchObject({ derived: { rule: 'keep', audience: 'owner' }, decision: { action: 'keep' } });
    expect(rows[0]?.derived.evidence).toContain('ada/gone cannot be seen');
    expect(problems).toMatchObject([{ code: 'NOT_VISIBLE', where: 'ada/me/README.md:5' }]);
    expect(web.history().length).toBeGreaterThan(0);
    expect((await lookLater()).publication.kind).toBe('nothing');
    expect(read()).toContain('🟡 In Progress');
  });

  it('takes up what is heard of each, and is refreshed when its answer changes', async () => {
    const { look, lookLater, hear, passMinutes, web, api, store, now, targets } = openSuite('🟡 Paused', {
      api: 199,
      web: 199,
    });
    await look();
    const heads = async () => {
      const records = await store.readRepositories(['ada/api', 'ada/web']);
      return Object.fromEntries(records.map(({ name, activity }) => [name, activity?.headOid]));
    };
    const before = await heads();
    passMinutes(5);
    web.commit({ at: now(), message: 'Add a page', files: { 'page.go': '1' } });
    expect(await hear()).toEqual([]);
    expect(await heads()).toEqual({ 'ada/api': before['ada/api'], 'ada/web': web.head()?.oid });
    const [project] = await store.listProjects();
    expect(project?.derived.evidence).toContain('last work commit 2026-03-01');
    // Work on a day in one of them and on other days in the other is sustained work together.
    let requested: readonly string[] = [];
    for (let day = 1; day <= 3 && requested.length === 0; day += 1) {
      passMinutes(24 * 60);
      api.commit({ at: now(), message: 'Add an endpoint', files: { 'api.go': String(day) } });
      requested = await hear();
    }
    expect(requested).toEqual([targets[0]?.key]);
    expect((await lookLater()).rows[0]?.decision.action).toBe('question');
    passMinutes(5);
    api.archive(now());
    expect(await hear()).toEqual([]);
    web.archive(now());
    expect(await hear()).toEqual([targets[0]?.key]);
  });

  it('finds its document by each of them', async () => {
    const { look, store, write, daysAgo, lookLater, targets } = openSuite('🟡 In Progress', { api: 5, web: 3 });
    await look();
    const about = async (name: string) => await store.documentsAbout({ id: null, name });
    expect(await about('ada/web')).toEqual([targets[0]?.key]);
    write(table(row('api', '🟡 In Progress')), daysAgo(1));
    await lookLater();
    expect(await about('ada/web')).toEqual([]);
    expect(await about('ada/api')).toEqual([targets[0]?.key]);
    await store.keepDocuments([]);
    expect(await about('ada/api')).toEqual([]);
  });

  it('has an address and a badge of its own, and one line in blocks', async () => {
    const { addProject, write, look, lookLater, read, daysAgo, me, store, targets } = openSuite('🟡 In Progress', {
      api: 199,
      web: 3,
    });
    addProject('engine', 5);
    const rows = table(suite('🟡 In Progress', 'api', 'web'), row('api', '🟡 Paused'), row('engine', '🟡 In Progress'));
    write(`${rows}\n<!-- statusfolio:list -->\n<!-- /statusfolio -->\n`, daysAgo(100));
    const withBadges = targets.map((target) => ({ ...target, badges: true }));
    expect((await look(store, withBadges)).publication.kind).toBe('published');
    const block = read().split('<!-- statusfolio:list -->')[1] ?? '';
    expect(block.match(/^- .*/gm)).toHaveLength(3);
    expect(block).toContain('suite');
    expect([...(me.head()?.files.keys() ?? [])].filter((path) => /^badges\/[\w-]+\.svg$/.test(path)).sort()).toEqual([
      'badges/api.svg',
      'badges/engine.svg',
      'badges/suite.svg',
    ]);
    const { rows: judged, publication } = await lookLater();
    expect([publication.kind, judged.map(({ row: { name } }) => name)]).toEqual([
      'nothing',
      ['suite', 'api', 'engine'],
    ]);
    const view = await readPortfolioView(store, 'owner');
    expect(findProject(view, 'ada', 'suite')?.name).toBe('suite');
    expect(findProject(view, 'ada', 'api')?.name).toBe('api');
  });

  it('follows the rename of one of them in its own link', async () => {
    const { look, lookLater, web, read } = openSuite('🟡 In Progress', { api: 5, web: 3 });
    await look();
    web.rename('site');
    expect((await lookLater()).publication.kind).toBe('published');
    expect(read()).toBe(
      table('| suite | 🟡 In Progress | [api](https://github.com/ada/api) · [web](https://github.com/ada/site) |'),
    );
    const { rows, publication, problems } = await lookLater();
    expect([publication.kind, problems]).toEqual(['nothing', []]);
    expect(rows[0]?.derived.evidence).toBe('Last work commit 2026-02-26 (ada/site).');
  });

  it('shows others the word alone as soon as one of them is not public', async () => {
    const { look, lookLater, api, web, read, me, store, hear, now } = openSuite('🟡 In Progress', { api: 5, web: 3 });
    await look();
    const seen = async () => (await readPortfolioView(store, 'public')).documents[0]?.projects[0];
    expect(await seen()).toMatchObject({ isOpen: true, evidence: 'Last work commit 2026-02-26 (ada/web).' });
    expect((await seen())?.weeks?.work.reduce((sum, count) => sum + count, 0)).toBe(2);
    web.makePrivate(true);
    await hear();
    expect(await seen()).toMatchObject({ isOpen: false, evidence: null, weeks: null, checkedAt: null });
    await lookLater();
    expect(await seen()).toMatchObject({ isOpen: false, evidence: null });
    const [project] = await store.listProjects();
    expect(project?.derived.audience).toBe('owner');
    web.release('v1.0.0', now());
    const asked = await lookLater();
    expect(asked.rows[0]?.decision).toMatchObject({ action: 'question', question: { version: 'v1.0.0' } });
    expect(me.state.issues.map(({ body }) => body).join()).toContain('suite');
    expect(me.state.issues.map(({ body }) => body).join()).not.toContain('v1.0.0');
    for (const repository of [api, web]) repository.archive(now());
    expect((await lookLater()).publication.kind).toBe('published');
    expect(read()).toContain('⚪ Archived');
    expect(me.history()[0]?.message).not.toContain('read-only');
  });
});
