// `init --workflow` and `init --pages`: what they write beside a configuration that is there or not, what they leave alone,
// and what they say remains to be done.

import { mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createSampleWorld } from '../../../demo/github/sample-world.ts';
import { proposeWorkflow } from '../../../src/cli/commands/init-workflow.ts';
import { readPortfolio } from '../../../src/config/portfolio.ts';
import { runInProcess } from '../../support/run-in-process.ts';

const configuration = '.github/statusfolio.yml';
const workflow = '.github/workflows/statusfolio.yml';
const mine = '# mine\ndocuments:\n  - repo: naaas94/me # the profile\n    publish: pull-request\n';

describe('a workflow', () => {
  let environment: Record<string, string>;
  let close: () => Promise<void>;
  let folder: string;
  beforeAll(async () => {
    const world = createSampleWorld({ now: () => new Date(), until: new Date() });
    const listening = await world.github.listen();
    close = listening.close;
    environment = { GITHUB_TOKEN: world.github.token, GITHUB_API_URL: listening.url };
  });
  afterAll(async () => {
    await close();
  });
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'statusfolio-'));
    mkdirSync(join(folder, '.git'));
    writeFileSync(join(folder, '.git', 'config'), '[remote "origin"]\n\turl = git@github.com:naaas94/me.git\n');
    writeFileSync(join(folder, '.git', 'HEAD'), 'ref: refs/heads/main\n');
    writeFileSync(join(folder, 'README.md'), readFileSync('tests/fixtures/seeds/portfolio.md'));
  });

  const init = (args: readonly string[], answers?: readonly boolean[]) =>
    runInProcess(['init', ...args], { directory: folder, environment, ...(answers !== undefined && { answers }) });
  const read = (path: string) => readFileSync(join(folder, path), 'utf8');
  const write = (path: string, text: string) => {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  };

  it('with a page is written with a configuration that shows it, and what remains is said in order', async () => {
    const { code, err } = await init(['README.md', '--publish', 'commit', '--pages', '--yes']);
    expect(code, err).toBe(0);
    expect(readPortfolio(read(configuration))).toMatchObject({ portfolio: { visibility: 'all' } });
    expect(read(workflow)).toBe(proposeWorkflow({ configuration, publish: 'commit', hasPages: true }));
    const steps = err.slice(err.indexOf('What remains to do:')).split('\n');
    expect(steps.slice(0, 5)).toEqual([
      'What remains to do:',
      `  1. Commit and push ${configuration} and ${workflow}.`,
      '  2. On GitHub: Settings → Pages → Build and deployment → Source: GitHub Actions.',
      '  3. On GitHub: Actions → Project status → "Run workflow". Its summary says what was found and done.',
      '  4. From then on it runs at 05:23 and 17:23 UTC. What you answer in the status issue is read by the run that follows.',
    ]);
  });

  it.each([
    ['commit', 3, /^ {2}2\. On GitHub: Actions/m],
    ['pull-request', 4, /^ {2}2\. On GitHub: Settings → Actions → General → "Allow GitHub Actions to create/m],
    ['none', 3, /Its summary says what was found\.$/m],
  ])('that publishes by %s leaves %i steps, and never says "at once"', async (publish, count, step) => {
    const { code, err } = await init(['README.md', '--publish', publish, '--workflow', '--yes']);
    expect(code, err).toBe(0);
    const steps = err.slice(err.indexOf('What remains'), err.indexOf('Next:'));
    expect(steps.match(/^ {2}\d\. /gm)).toHaveLength(count);
    expect(steps).toMatch(step);
    expect(steps).not.toMatch(/at once|immediately/);
    expect(read(configuration)).not.toContain('visibility');
  });

  it('is added to the configuration that is there, in which nothing but its visibility changes, and that is asked', async () => {
    write(configuration, mine);
    const refused = await init(['--pages']);
    expect(refused).toMatchObject({ code: 2, out: expect.stringContaining('+visibility: all') });
    expect([read(configuration), readdirSync(join(folder, '.github'))]).toEqual([mine, ['statusfolio.yml']]);
    const { code, asked } = await init(['--pages'], [true]);
    expect([code, asked]).toEqual([
      0,
      [`Show everybody your table and its pages (visibility: all in ${configuration})?`],
    ]);
    expect(read(configuration)).toBe(`${mine}visibility: all\n`);
    expect(read(workflow)).toBe(proposeWorkflow({ configuration, publish: 'pull-request', hasPages: true }));
    const again = await init(['--pages', '--yes']);
    expect(again).toMatchObject({ code: 0, err: expect.stringContaining('already exists, with all of this') });
  });

  it('without a page asks for nothing to be shown', async () => {
    write(configuration, mine);
    expect((await init(['--workflow'])).code).toBe(0);
    expect(read(configuration)).toBe(mine);
    expect(read(workflow)).toBe(proposeWorkflow({ configuration, publish: 'pull-request' }));
  });

  it('that init wrote gains a page, with a diff and only when that is agreed to', async () => {
    write(configuration, `${mine}visibility: all\n`);
    const before = proposeWorkflow({ configuration, publish: 'pull-request' });
    write(workflow, before);
    const refused = await init(['--pages'], [false]);
    expect(refused).toMatchObject({
      code: 0,
      out: expect.stringContaining('+      - uses: actions/upload-pages-artifact@'),
    });
    expect(read(workflow)).toBe(before);
    expect((await init(['--pages'])).code).toBe(2);
    expect(read(workflow)).toBe(before);
    expect((await init(['--pages', '--yes'])).code).toBe(0);
    expect(read(workflow)).toBe(proposeWorkflow({ configuration, publish: 'pull-request', hasPages: true }));
  });

  it('that somebody has edited is left alone', async () => {
    write(configuration, `${mine}visibility: all\n`);
    const edited = proposeWorkflow({ configuration, publish: 'commit' }).replace('23 5,17', '7 4');
    write(workflow, edited);
    expect(await init(['--pages', '--yes'])).toMatchObject({
      code: 2,
      err: expect.stringContaining('already exists; not modified'),
    });
    expect(read(workflow)).toBe(edited);
  });

  it('is only shown by a dry run', async () => {
    for (const prepare of [() => {}, () => write(configuration, mine)]) {
      prepare();
      const before = readdirSync(folder, { recursive: true });
      const { code, out } = await init(['README.md', '--pages', '--dry-run']);
      expect([code, out]).toEqual([0, expect.stringContaining('actions/deploy-pages@')]);
      expect(readdirSync(folder, { recursive: true })).toEqual(before);
    }
  });
});
