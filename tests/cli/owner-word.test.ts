// `pin`, `unpin` and `answer`: the owner's word from a terminal, and what the next look makes of it.

import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createSampleWorld, type SampleWorld } from '../../demo/github/sample-world.ts';
import { readPortfolio } from '../../src/config/portfolio.ts';
import { readSettings } from '../../src/config/settings.ts';
import { runtime } from '../../src/runtimes/node-runtime.ts';
import { listenTo } from '../support/listen-to.ts';
import { openOwnerDatabase } from '../support/open-owner-database.ts';
import { runAction } from '../support/run-action.ts';
import { runInProcess } from '../support/run-in-process.ts';

const now = '2025-11-10T09:00:00Z';
const configuration = `# My portfolio.
documents:
  - repo: naaas94/me # the profile
    publish: commit

labels: { paused: "🟡 Paused", archived: "⚪ Archived" } # mine
`;

describe("the owner's word", () => {
  let world: SampleWorld;
  let close: () => Promise<void>;
  let folder: string;
  let environment: Record<string, string>;
  beforeEach(async () => {
    // Confirmed long ago, so that silence is asked about.
    const confirmedAt = new Date('2025-08-01T09:00:00Z');
    world = createSampleWorld({ now: () => new Date(now), until: new Date(now), confirmedAt });
    folder = mkdtempSync(join(tmpdir(), 'statusfolio-'));
    ({ environment, close } = await listenTo(world, { XDG_CACHE_HOME: folder }));
    writeFileSync(join(folder, 'statusfolio.yml'), configuration);
  });
  afterEach(async () => {
    await close();
  });

  const run = (...args: string[]) => runInProcess([...args, '--now', now], { directory: folder, environment });
  const text = () => readFileSync(join(folder, 'statusfolio.yml'), 'utf8');
  const projects = () => {
    const reading = readPortfolio(text());
    return reading.kind === 'read' ? reading.portfolio.projects : reading.problems;
  };
  const row = async (name: string) => {
    const { documents } = JSON.parse((await run('check', '--json')).out);
    return documents[0].projects.find((project: { name: string }) => project.name === name);
  };

  describe('pin', () => {
    it('is written into the configuration, comments kept, and shown; unpin takes it out again', async () => {
      const { code, out } = await run(
        'pin',
        'simple-model-api',
        'running',
        '--until',
        '2027-01-31',
        '--reason',
        'in use',
      );
      expect(code).toBe(0);
      expect(out).toMatch(/^\+.*status: running/m);
      expect(text().startsWith(configuration.trimEnd())).toBe(true);
      expect(projects()).toEqual([
        { match: 'simple-model-api', pin: { status: 'running', until: '2027-01-31', reason: 'in use' } },
      ]);
      expect(await row('simple-model-api')).toMatchObject({ derived: { status: 'running', rule: 'pin' } });
      expect((await run('unpin', 'simple-model-api')).code).toBe(0);
      expect(text()).toBe(configuration);
    });

    it('without a status pins what stands there, in the entry that there is', async () => {
      writeFileSync(
        join(folder, 'statusfolio.yml'),
        `${configuration}projects:\n  - match: naaas94/PCC # by its link\n    description: Sorts mail\n`,
      );
      await run('pin', 'PCC');
      expect(projects()).toEqual([{ match: 'naaas94/PCC', description: 'Sorts mail', pin: { status: 'running' } }]);
      await run('pin', 'pcc', 'paused');
      expect(projects()).toMatchObject([{ pin: { status: 'paused' } }]);
      await run('unpin', 'PCC');
      expect(projects()).toEqual([{ match: 'naaas94/PCC', description: 'Sorts mail' }]);
      expect(text()).toContain('# by its link');
    });

    it('unpin takes out a pin of the dashboard, too', async () => {
      await run('sync');
      const path = join(folder, 'data/statusfolio.db');
      const database = openOwnerDatabase(path, 'account:naaas94');
      const [document] = await database.store.listDocuments();
      const projectKey = document?.rows[0]?.projectKey ?? '';
      await database.store.savePin({ projectKey, status: 'paused', until: null, at: now });
      expect((await run('unpin', 'PCC')).code).toBe(0);
      expect(await database.store.listPins()).toEqual([]);
      await database.close();
    });

    it.each([
      [['pin', 'PCCC'], /There is no project "PCCC"[\s\S]*The projects are: PCC/],
      [['pin', 'PCC', '--until', '2025-11-09'], /2025-11-09 is in the past/],
      [['pin', 'PCC', '--until', '2025-02-30'], /Give a day/],
      [['pin', 'PCC', '--reason', 'x'.repeat(201)], /reason/],
      [['unpin', 'PCC'], /PCC is not pinned/],
    ])('%o gets one clear message, and writes nothing', async (args, expected) => {
      const { code, err } = await run(...args);
      expect(code).toBe(2);
      expect(err).toMatch(expected);
      expect(text()).toBe(configuration);
    });

    it('names a comment in the cell, which only its owner takes out', async () => {
      const pinned = world.document.toString('latin1').replace('Running |', 'Running <!-- statusfolio: pin --> |');
      world.portfolio.commit({
        at: new Date(now),
        message: 'Pin',
        files: { 'README.md': Buffer.from(pinned, 'latin1') },
      });
      const { code, err } = await run('unpin', 'PCC');
      expect(code).toBe(2);
      expect(err).toMatch(/pinned by a comment in its cell[\s\S]*line 13/);
    });
  });

  describe('answer', () => {
    it('will be published on the next run', async () => {
      await run('sync');
      const { code, out } = await run('answer', 'simple-model-api', 'finished');
      expect({ code, out }).toEqual({ code: 0, out: 'simple-model-api will be marked complete on the next run.\n' });
      await run('sync');
      const lines = Buffer.from(world.portfolio.read('README.md') ?? [])
        .toString('utf8')
        .split('\n');
      expect(lines.find((line) => line.includes('simple-model-api'))).toContain('Complete');
      const late = ['--now', '2025-11-11T10:00:00Z'];
      const again = await runInProcess(['answer', 'simple-model-api', 'finished', ...late], {
        directory: folder,
        environment,
      });
      expect(again).toMatchObject({ code: 2, err: expect.stringContaining('No open question') });
    });

    it('can be taken back', async () => {
      await run('sync');
      await run('answer', 'simple-model-api', 'finished');
      await run('sync');
      const { code, out } = await run('answer', 'simple-model-api', '--undo');
      expect({ code, out }).toEqual({ code: 0, out: 'simple-model-api is as it was before your last answer.\n' });
      await run('sync');
      expect(Buffer.from(world.portfolio.read('README.md') ?? []).equals(world.document)).toBe(true);
      const again = await run('answer', 'simple-model-api', '--undo');
      expect(again).toMatchObject({ code: 2, err: expect.stringContaining('There is no answer to undo') });
    });

    it('keep leaves the word, and is not asked again', async () => {
      await run('sync');
      await run('answer', 'SNR QuickCapture', 'keep', '--json');
      await run('sync');
      const database = openOwnerDatabase(join(folder, 'data/statusfolio.db'), 'account:naaas94');
      const project = (await database.store.listProjects()).find(({ name }) => name === 'SNR QuickCapture');
      expect(project).toMatchObject({ question: null, decision: { status: 'in_progress' } });
      await database.close();
    });

    it('reaches the state of the Action where there is no database', async () => {
      const settings = readSettings(environment);
      const step = {
        ...environment,
        GITHUB_REPOSITORY: 'naaas94/me',
        GITHUB_EVENT_NAME: 'schedule',
        INPUT_CONFIG: 'statusfolio.yml',
        INPUT_TOKEN: environment['GITHUB_TOKEN'] ?? '',
      };
      await runAction({ directory: folder, environment: step }, now);
      expect((await run('answer', 'simple-model-api', 'away')).code).toBe(0);
      const { store } = await runtime.openBranchStore(settings, 'naaas94/me');
      const project = (await store.listProjects()).find(({ name }) => name === 'simple-model-api');
      expect(project).toMatchObject({ question: null, declared: { confirmedAt: new Date(now).toISOString() } });
      await store.close();
    });

    it.each([
      [['answer', 'simple-model-api', 'accept'], /No open questions/],
      [['answer', 'PCC', 'perhaps'], /Allowed choices are paused, active, finished, away/],
    ])('%o gets one clear message', async (args, expected) => {
      const { code, err } = await run(...args);
      expect(code).toBe(2);
      expect(err).toMatch(expected);
    });
  });
});
