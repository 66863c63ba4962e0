// The static site that a run of the Action leaves in its workspace, against the simulated GitHub.

import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createSampleWorld, type SampleWorld } from '../../demo/github/sample-world.ts';
import { readOutputs } from '../support/read-as-runner.ts';
import { runAction } from '../support/run-action.ts';

describe('the site of a run', () => {
  let world: SampleWorld;
  let close: () => Promise<void>;
  let workspace: string;
  let environment: Record<string, string>;
  beforeEach(async () => {
    const now = new Date();
    world = createSampleWorld({ now: () => now, until: now, confirmedAt: new Date(now.getTime() - 3_600_000) });
    const listening = await world.github.listen();
    close = listening.close;
    workspace = mkdtempSync(join(tmpdir(), 'statusfolio-action-'));
    const runner = mkdtempSync(join(tmpdir(), 'statusfolio-runner-'));
    for (const name of ['summary', 'output']) writeFileSync(join(runner, name), '');
    const event = { repository: { full_name: 'naaas94/me', fork: false } };
    writeFileSync(join(runner, 'event.json'), JSON.stringify(event));
    environment = {
      GITHUB_ACTIONS: 'true',
      GITHUB_API_URL: listening.url,
      GITHUB_REPOSITORY: 'naaas94/me',
      GITHUB_EVENT_NAME: 'workflow_dispatch',
      GITHUB_EVENT_PATH: join(runner, 'event.json'),
      GITHUB_STEP_SUMMARY: join(runner, 'summary'),
      GITHUB_OUTPUT: join(runner, 'output'),
      GITHUB_WORKSPACE: workspace,
      RUNNER_TEMP: runner,
      INPUT_TOKEN: world.github.token,
      INPUT_VISIBILITY: 'all',
      INPUT_SITE: '_site',
    };
  });
  afterEach(async () => {
    expect(world.github.unexpected).toEqual([]);
    await close();
  });

  const run = (more: Record<string, string> = {}) =>
    runAction({ directory: workspace, environment: { ...environment, ...more } });
  const outputs = () => readOutputs(readFileSync(environment['GITHUB_OUTPUT'] ?? '', 'utf8'));
  const summary = () => readFileSync(environment['GITHUB_STEP_SUMMARY'] ?? '', 'utf8');
  const page = () => readFileSync(join(workspace, '_site', 'index.html'), 'utf8');

  it('shows what the run has just published, and is named in outputs and summary', async () => {
    world.repository('embedding-mapper').archive(new Date());
    const more = { 'INPUT_SITE-URL': 'https://naaas94.github.io/me', INPUT_LABELS: '{ archived: "⚪ Archived" }' };
    const { code, out } = await run(more);
    expect(code, out).toBe(0);
    expect(outputs()).toMatchObject({ site: join(workspace, '_site'), published: 'true' });
    expect(summary()).toContain(' · [Status page](https://naaas94.github.io/me)');
    expect(page()).toMatch(/embedding-mapper[\s\S]*>Archived</);
    expect(page()).toContain('Every row agrees with GitHub.');
    expect(page()).toContain('<link rel="canonical" href="https://naaas94.github.io/me/">');
    // Links lead to the document on GitHub, and to nothing of the runner.
    expect(page()).toContain('https://github.com/naaas94/me/blob/');
    expect(page()).not.toContain(workspace);
  });

  it('is brought up to date in place by the next run, and has the address that it is told', async () => {
    expect((await run()).code).toBe(0);
    const before = readdirSync(join(workspace, '_site'), { recursive: true }).length;
    writeFileSync(join(workspace, '_site', 'CNAME'), 'status.example.org');
    expect((await run()).code).toBe(0);
    expect(readdirSync(join(workspace, '_site'), { recursive: true })).toHaveLength(before + 1);
    expect(summary()).not.toContain('Status page');
  });

  it('is not written by a run that only reports', async () => {
    const { code } = await run({ GITHUB_EVENT_NAME: 'pull_request' });
    expect(code).toBe(0);
    expect(outputs()['site']).toBe('');
    expect(existsSync(join(workspace, '_site'))).toBe(false);
  });

  it.each([
    [
      'nothing is public',
      { INPUT_VISIBILITY: '' },
      /^::error title=Statusfolio::The configuration shows nothing to others.*visibility: all/m,
    ],
    [
      'it lies above the workspace',
      { INPUT_SITE: '../site' },
      /^::error .*not a folder below the checked-out repository/m,
    ],
    ['it lies elsewhere', { INPUT_SITE: '/tmp/site' }, /^::error .*not a folder below/m],
    ['it is the workspace', { INPUT_SITE: '.' }, /^::error .*not a folder below/m],
    ['it lies in what git keeps', { INPUT_SITE: '.git/site' }, /^::error .*not a folder below/m],
    ['a link leads out', { INPUT_SITE: 'link/site' }, /^::error .*not a folder below/m],
    [
      'its address is none',
      { 'INPUT_SITE-URL': 'naaas94.github.io' },
      /^::error .*input site-url: "naaas94\.github\.io" is not an address/m,
    ],
  ])('is refused before anything is asked or written when %s', async (_, more, message) => {
    mkdirSync(join(workspace, '.git'));
    symlinkSync(tmpdir(), join(workspace, 'link'));
    const before = world.portfolio.history().length;
    const { code, out } = await run(more);
    expect({ code, out }).toEqual({ code: 2, out: expect.stringMatching(message) });
    expect(world.portfolio.history()).toHaveLength(before);
    expect(readdirSync(workspace).toSorted()).toEqual(['.git', 'link']);
  });

  it('is refused in a folder that holds something of the repository', async () => {
    mkdirSync(join(workspace, 'docs'));
    writeFileSync(join(workspace, 'docs', 'guide.md'), 'mine');
    const { code, out } = await run({ INPUT_SITE: 'docs' });
    expect({ code, out }).toMatchObject({ code: 2, out: expect.stringContaining('no site was written there before') });
    expect(readdirSync(join(workspace, 'docs'))).toEqual(['guide.md']);
  });
});
