// `sync --working-tree` in a clone made with Git: what it writes, what it prints, and where it refuses.

import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createSampleWorld, type SampleWorld } from '../../demo/github/sample-world.ts';
import { listenTo } from '../support/listen-to.ts';
import { runInProcess } from '../support/run-in-process.ts';

const words = 'labels: { archived: "⚪ Archived", paused: "🟡 Paused", maintained: "🟢 Maintained" }\n';

describe('sync --working-tree', () => {
  let world: SampleWorld;
  let environment: Record<string, string>;
  let close: () => Promise<void>;
  let root: string;
  const git = (...args: string[]) => execFileSync('git', args, { cwd: root, stdio: 'pipe' }).toString();
  beforeEach(async () => {
    const until = new Date('2026-03-01T12:00:00Z');
    world = createSampleWorld({ now: () => until, until });
    world.repository('embedding-mapper').archive(new Date('2026-02-25T12:00:00Z'));
    ({ environment, close } = await listenTo(world));
    root = mkdtempSync(join(tmpdir(), 'statusfolio-clone-'));
    git('init', '-q', '-b', 'main');
    git('remote', 'add', 'origin', 'https://github.com/naaas94/me.git');
    writeFileSync(join(root, 'README.md'), world.document);
    writeFileSync(join(root, 'statusfolio.yml'), `documents: [{ repo: naaas94/me, publish: commit }]\n${words}`);
  });
  afterEach(async () => {
    await close();
    rmSync(root, { recursive: true });
  });

  const sync = (...more: string[]) =>
    runInProcess(['sync', '--working-tree', '--now', '2026-03-01T12:00:00Z', '--yes', ...more], {
      directory: root,
      environment: { ...environment, XDG_STATE_HOME: root, XDG_CACHE_HOME: root, HOME: root },
    });
  const file = () => readFileSync(join(root, 'README.md'), 'utf8');

  it('writes the document that its clone holds, prints the file, and commits nothing', async () => {
    const { code, out } = await sync();
    expect(code, out).toBe(0);
    expect(out).toMatch(/\nREADME\.md\n$/);
    expect(file()).toMatch(/embedding-mapper.*Archived/);
    expect(world.portfolio.history()).toHaveLength(1);
    expect(git('status', '--porcelain', 'README.md')).toBe('?? README.md\n');
  });

  it('says the same as JSON', async () => {
    const { out } = await sync('--json');
    const [document] = JSON.parse(out).documents;
    expect(document.published).toEqual({
      kind: 'file',
      oid: git('hash-object', 'README.md').trim(),
      url: null,
      files: ['README.md'],
    });
  });

  it('works from a folder inside the clone', async () => {
    const below = join(root, 'notes');
    mkdirSync(below);
    const { code, out } = await runInProcess(
      ['sync', '--working-tree', '--now', '2026-03-01T12:00:00Z', '--config', '../statusfolio.yml'],
      { directory: below, environment: { ...environment, HOME: root } },
    );
    expect(code, out).toBe(0);
    expect(file()).toMatch(/embedding-mapper.*Archived/);
  });

  it('writes local files and its own documents, and only looks at those of other repositories', async () => {
    writeFileSync(join(root, 'notes.md'), readFileSync(join(root, 'README.md')));
    writeFileSync(
      join(root, 'statusfolio.yml'),
      `documents:\n  - { repo: naaas94/me, publish: pull-request }\n  - { file: notes.md }\n  - { repo: naaas94/PCC, publish: commit }\n${words}`,
    );
    world
      .repository('PCC')
      .commit({ at: new Date('2026-02-01T00:00:00Z'), message: 'Note', files: { 'README.md': world.document } });
    const before = world.repository('PCC').head()?.oid;
    const { out, err } = await sync();
    expect(out).toMatch(/\nREADME\.md\nnotes\.md\n$/);
    expect(err).toContain('is not in this checkout of naaas94/me');
    expect(world.repository('PCC').head()?.oid).toBe(before);
    expect(world.portfolio.state.pullRequests).toEqual([]);
  });

  it.each([
    ['a file is named', ['README.md'], () => {}, /documents of the configuration/],
    [
      'it is no clone',
      [],
      () => rmSync(join(root, '.git'), { recursive: true }),
      /not a checkout of a repository on GitHub/,
    ],
    [
      'no document lies in it',
      [],
      () => writeFileSync(join(root, 'statusfolio.yml'), 'documents: [{ repo: naaas94/PCC, publish: commit }]\n'),
      /No document of the configuration is in/,
    ],
    [
      'the file is not that of the branch',
      [],
      () => writeFileSync(join(root, 'README.md'), `${world.document}\nMore.\n`),
      /git pull/,
    ],
  ])('refuses where %s', async (_, more, prepare, says) => {
    prepare();
    const before = file();
    const { code, out, err } = await sync(...more);
    expect(code).toBe(2);
    expect(`${out}${err}`).toMatch(says);
    expect(file()).toBe(before);
  });
});
