// Kind: the configuration of somebody else's folder commands what is written elsewhere with the person's own token.

import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { checkServed, findClonedConfiguration } from '../../src/cli/trust-configuration.ts';
import { publicSite } from '../../src/core/site.ts';
import { openPipeline, type Pipeline, row, table } from '../support/open-pipeline.ts';
import { type InProcessOptions, runInProcess } from '../support/run-in-process.ts';

const due = table(row('engine', '🟡 In Progress'));
const words = 'labels: { archived: "⚪ Archived" }\n';
const naming = (rest = '') => `documents: [{ repo: ada/me, publish: commit${rest} }]\n${words}`;

let pipeline: Pipeline;
let server: { readonly url: string; close(): Promise<void> };
let clone: string;

const git = (...args: string[]) => execFileSync('git', args, { cwd: clone, stdio: 'pipe' });

beforeEach(async () => {
  pipeline = openPipeline();
  pipeline.addProject('engine').archive(pipeline.daysAgo(1));
  pipeline.write(due, pipeline.daysAgo(30));
  server = await pipeline.world.listen();
  clone = mkdtempSync(join(tmpdir(), 'statusfolio-clone-'));
  git('init', '-q');
});

afterEach(() => server.close());

function cloneOf(url: string, configuration = naming(), path = 'statusfolio.yml'): void {
  git('remote', 'add', 'origin', url);
  mkdirSync(join(clone, path, '..'), { recursive: true });
  writeFileSync(join(clone, path), configuration);
}

async function sync(args: readonly string[] = [], options: Partial<InProcessOptions> = {}) {
  const environment = { GITHUB_API_URL: server.url, GITHUB_TOKEN: 't', HOME: clone };
  const command = ['sync', '--now', pipeline.now().toISOString(), ...args];
  return await runInProcess(command, { directory: clone, environment, ...options });
}

const isWritten = () => pipeline.read().includes('⚪ Archived');

describe('a configuration that came with a clone', () => {
  it.each([
    ['of somebody else', 'https://github.com/mallory/toy.git', 'statusfolio.yml'],
    ['of somebody else, over SSH', 'git@github.com:mallory/toy.git', '.github/statusfolio.yml'],
    ['of another repository of the same owner', 'https://github.com/ada/toy', '.github/statusfolio.yaml'],
    ['of a host that only sounds like GitHub', 'https://github.evil.example/ada/me.git', 'statusfolio.yml'],
    ['of no address at all', './me', 'statusfolio.yml'],
  ])('writes to no document but its own: the clone is %s', async (_, url, path) => {
    cloneOf(url, naming(), path);
    const { code, err } = await sync();
    expect([code, err]).toEqual([2, expect.stringContaining('names ada/me/README.md')]);
    expect(err).toContain(`--config ${path}`);
    expect(isWritten()).toBe(false);
  });

  it('asks with the name of the document where somebody sits there, and takes no for an answer', async () => {
    cloneOf('https://github.com/mallory/toy.git');
    const refused = await sync([], { answers: [false], columns: 80 });
    expect(refused.asked).toEqual([expect.stringMatching(/mallory\/toy .*ada\/me\/README\.md/)]);
    expect(isWritten()).toBe(false);
    const agreed = await sync([], { answers: [true], columns: 80 });
    expect([agreed.code, isWritten()]).toEqual([0, true]);
  });

  it.each([['--yes'], ['--config', 'statusfolio.yml']])('is consented to by %s %s', async (...args) => {
    cloneOf('https://github.com/mallory/toy.git');
    expect((await sync(args)).code).toBe(0);
    expect(isWritten()).toBe(true);
  });

  it.each([
    'https://github.com/ada/me.git',
    'https://x-access-token:t@github.com/Ada/Me',
    'ssh://git@ssh.github.com/ada/me',
  ])('speaks for its own repository: %s', async (url) => {
    cloneOf(url);
    const { code, err } = await sync();
    expect([code, err]).toEqual([0, '']);
    expect(isWritten()).toBe(true);
  });

  it('may show what it would do elsewhere, and look without writing', async () => {
    cloneOf('https://github.com/mallory/toy.git');
    expect((await sync(['--dry-run'])).out).toContain('⚪ Archived');
    writeFileSync(join(clone, 'statusfolio.yml'), 'documents: [{ repo: ada/me, publish: none }]\n');
    expect((await sync()).code).not.toBe(2);
    expect(isWritten()).toBe(false);
  });

  it('starts no workflow and asks no homepage elsewhere', async () => {
    cloneOf('https://github.com/mallory/toy.git', `${naming(', afterPublish: deploy.yml')}probeHomepages: true\n`);
    await sync([], { answers: [false], columns: 80 });
    expect(pipeline.world.requests.filter(({ path }) => /dispatches/.test(path))).toEqual([]);
  });
});

describe('a server', () => {
  const targets = [
    {
      key: 'ada/me:README.md@',
      ref: { kind: 'github', repo: 'ada/me', path: 'README.md', branch: null },
      label: 'ada/me/README.md',
      publish: 'commit',
    },
  ] as const;
  const check = () => {
    const path = join(clone, 'statusfolio.yml');
    const cloned = findClonedConfiguration(path, {}, { site: publicSite });
    if (cloned !== null) checkServed(cloned, targets, { directory: clone });
  };

  it('does not start under a configuration that belongs to a clone of somebody else', async () => {
    cloneOf('https://github.com/mallory/toy.git');
    git('add', 'statusfolio.yml');
    expect(check).toThrow('came with a clone of mallory/toy');
    const { code, err } = await runInProcess(['serve'], { directory: clone });
    expect([code, err]).toEqual([2, expect.stringContaining('names ada/me/README.md')]);
  });

  it('starts under one that was put beside the code, and in a clone of the same account', () => {
    cloneOf('https://github.com/mallory/toy.git');
    writeFileSync(join(clone, 'toy.txt'), 'toy');
    git('add', 'toy.txt');
    expect(check).not.toThrow();
    git('add', '.');
    git('remote', 'set-url', 'origin', 'https://github.com/ada/settings.git');
    expect(check).not.toThrow();
  });
});

describe('a configuration that lies in no clone', () => {
  it('is the person’s own', async () => {
    const own = mkdtempSync(join(tmpdir(), 'statusfolio-own-'));
    writeFileSync(join(own, 'statusfolio.yml'), naming());
    expect((await sync([], { directory: own })).code).toBe(0);
    expect(isWritten()).toBe(true);
  });
});
