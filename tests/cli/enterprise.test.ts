// Commands and the Action in front of an enterprise server: its links are those that are read and written, and those of
// github.com are left to their owner.

import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { asEnterprise } from '../../demo/github/enterprise.ts';
import { createSimulatedGitHub, type SimulatedGitHub } from '../../demo/github/simulated-github.ts';
import { runAction } from '../support/run-action.ts';
import { runInProcess } from '../support/run-in-process.ts';

const now = new Date('2026-03-01T12:00:00Z');
const daysAgo = (days: number) => new Date(now.getTime() - days * 86_400_000);
const labels = 'labels: { archived: "⚪ Archived" }\n';

let world: SimulatedGitHub;
let site: string;
let close: () => Promise<void>;
let folder: string;
let environment: Record<string, string>;

beforeEach(async () => {
  world = createSimulatedGitHub({ now: () => now, token: 't', viewer: 'ada' });
  const listening = await asEnterprise(world, { unknownFields: ['Repository.archivedAt'] }).listen();
  ({ site, close } = listening);
  folder = mkdtempSync(join(tmpdir(), 'statusfolio-enterprise-'));
  environment = { GITHUB_API_URL: listening.apiUrl, GITHUB_TOKEN: 't', HOME: folder };
  for (const name of ['quill', 'ink', 'loom']) {
    const repository = world.addRepository({ owner: 'ada', name, createdAt: daysAgo(400), languages: ['Go'] });
    repository.commit({ at: daysAgo(10), message: 'Work', files: { 'main.go': name } });
  }
  const me = world.addRepository({ owner: 'ada', name: 'me', createdAt: daysAgo(400) });
  me.commit({ at: daysAgo(60), message: 'Add the table', files: { 'README.md': document() } });
  world.find('ada', 'quill', false)?.archive(daysAgo(1));
  world.find('ada', 'ink', false)?.archive(daysAgo(1));
});

afterEach(async () => {
  expect(world.unexpected).toEqual([]);
  await close();
});

/** Two rows of archived repositories: one is linked here, one under the same name on github.com. */
const document = () =>
  `# Work\n\n| Project | Status | Repo |\n|---|---|---|\n| Quill | 🟢 Running | [Repo](${site}/ada/quill) |\n| Ink | 🟢 Running | [Repo](https://github.com/ada/ink) |\n`;

const run = (...args: string[]) =>
  runInProcess([...args, '--now', now.toISOString()], { directory: folder, environment });
const published = () => Buffer.from(world.find('ada', 'me', false)?.read('README.md') ?? []).toString();
const asked = (name: string) => world.requests.filter(({ path }) => path.includes(`/ada/${name}`)).length;

describe('on an enterprise server', () => {
  it('check says which rows lead to github.com, and asks for none of them', async () => {
    writeFileSync(join(folder, 'README.md'), document());
    writeFileSync(join(folder, 'statusfolio.yml'), labels);
    const { out, code } = await run('check', 'README.md');
    expect(code, out).toBe(1);
    expect(out).toContain('⚪ Archived');
    expect(out).toContain('It links to a repository on github.com, which is not the GitHub that this document is on.');
    expect(asked('ink')).toBe(0);
  });

  it('an address of it names a document, and one of github.com does not', async () => {
    const named = await run('check', `${site}/ada/me`);
    expect(named.out, named.err).toContain('Quill');
    const elsewhere = await run('check', 'https://github.com/ada/me');
    expect([elsewhere.code, elsewhere.err]).toEqual([2, expect.stringContaining(`is not on ${site.slice(7)}`)]);
  });

  it('sync writes the status, and the links of a generated block lead there', async () => {
    const block = `\n<!-- statusfolio:list -->\n<!-- /statusfolio -->\n`;
    const listed = 'projects: [{ match: Quill, repo: ada/quill }, { match: Loom, repo: ada/loom }]\n';
    writeFileSync(
      join(folder, 'statusfolio.yml'),
      `documents: [{ repo: ada/me, publish: commit }]\n${labels}${listed}`,
    );
    world
      .find('ada', 'me', false)
      ?.commit({ at: daysAgo(60), message: 'Block', files: { 'README.md': document() + block } });
    expect((await run('sync')).code).toBe(0);
    expect(published()).toContain(`| Quill | ⚪ Archived | [Repo](${site}/ada/quill) |`);
    expect(published()).toContain('| Ink | 🟢 Running | [Repo](https://github.com/ada/ink) |');
    expect(published()).toContain(`[Quill](${site}/ada/quill)`);
    expect(published().match(/https:\/\/github\.com\//g)).toHaveLength(1);
  });

  it('doctor and advice about tokens lead to its pages', async () => {
    writeFileSync(join(folder, 'README.md'), document());
    const withToken = await run('doctor', 'README.md');
    expect(withToken.out).toContain('this server limits no requests');
    world.tokenScopes = ['repo', 'delete_repo'];
    world.tokenExpiresAt = new Date(now.getTime() + 5 * 86_400_000);
    const { out } = await run('doctor', 'README.md');
    expect(out).toContain(`${site}/settings/personal-access-tokens`);
    expect(out).not.toMatch(/https:\/\/github\.com\/settings/);
  });

  it('the Action reads and writes there', async () => {
    for (const name of ['summary', 'output']) writeFileSync(join(folder, name), '');
    writeFileSync(join(folder, 'event.json'), JSON.stringify({ repository: { full_name: 'ada/me', fork: false } }));
    const { code, out } = await runAction(
      {
        directory: folder,
        environment: {
          GITHUB_SERVER_URL: site,
          GITHUB_API_URL: environment['GITHUB_API_URL'] ?? '',
          GITHUB_REPOSITORY: 'ada/me',
          GITHUB_EVENT_NAME: 'workflow_dispatch',
          GITHUB_EVENT_PATH: join(folder, 'event.json'),
          GITHUB_STEP_SUMMARY: join(folder, 'summary'),
          GITHUB_OUTPUT: join(folder, 'output'),
          GITHUB_WORKSPACE: folder,
          INPUT_TOKEN: 't',
          INPUT_LABELS: '{ archived: "⚪ Archived" }',
        },
      },
      now.toISOString(),
    );
    expect(code, out).toBe(0);
    expect(published()).toContain(`| Quill | ⚪ Archived | [Repo](${site}/ada/quill) |`);
    expect(published()).toContain('| Ink | 🟢 Running | [Repo](https://github.com/ada/ink) |');
    expect(readFileSync(join(folder, 'summary'), 'utf8')).not.toContain('https://github.com/ada/quill');
    expect(asked('ink')).toBe(0);
  });
});
