import { execFileSync } from 'node:child_process';
import { appendFileSync, cpSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { publicSite } from '../../../src/core/site.ts';
import { findGitFolder } from '../../../src/store/git/folder.ts';
import { readFileHistory } from '../../../src/store/git/history.ts';
import { readLocalHistory, readLocalVersions } from '../../../src/store/git/local-history.ts';

const ada = 'Ada <ada@ada.dev>';
const robot = 'readme-bot <readme@ada.dev>';

/** A repository that the real git makes, with nothing of this machine's configuration. */
function openRepository(...initArguments: string[]) {
  const root = mkdtempSync(join(tmpdir(), 'statusfolio-history-'));
  let day = 0;
  const git = (args: readonly string[], author = ada, at?: string, cwd = root) => {
    const [, name = '', email = ''] = /^(.*) <(.*)>$/.exec(author) ?? [];
    const date = at ?? new Date(Date.UTC(2025, 0, 1) + day * 86_400_000).toISOString();
    return execFileSync('git', ['-c', 'protocol.file.allow=always', ...args], {
      cwd,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: {
        PATH: process.env['PATH'] ?? '',
        HOME: root,
        GIT_CONFIG_NOSYSTEM: '1',
        GIT_AUTHOR_NAME: name,
        GIT_AUTHOR_EMAIL: email,
        GIT_COMMITTER_NAME: name,
        GIT_COMMITTER_EMAIL: email,
        GIT_AUTHOR_DATE: date,
        GIT_COMMITTER_DATE: date,
      },
    })
      .toString()
      .trim();
  };
  git(['init', '-q', '-b', 'main', ...initArguments]);
  const commit = (path: string, author = ada, message = 'Edit', at?: string) => {
    day += 1;
    mkdirSync(dirname(join(root, path)), { recursive: true });
    appendFileSync(join(root, path), `line ${day}\n`);
    git(['add', path]);
    git(['commit', '-qm', message], author, at);
    return git(['log', '-1', '--format=%H']);
  };
  return { root, git, commit, pass: (days: number) => (day += days) };
}

async function listCommits(root: string, path: string): Promise<string[]> {
  const folder = findGitFolder(join(root, path));
  if (folder === null) return [];
  const found: string[] = [];
  for await (const entry of readFileHistory(folder, join(root, path))) {
    found.push(entry.kind === 'commit' ? entry.commit.oid : `cut ${entry.oid}`);
  }
  return found;
}

const changedAt = new Date('2026-01-01T00:00:00Z');
const file = { name: 'README.md', now: new Date('2026-02-01T00:00:00Z'), changedAt, bots: [], site: publicSite };
const read = (root: string, path = 'README.md') => readLocalHistory(join(root, path), file);

describe('the history of a local file', () => {
  it.each([
    { name: 'loose objects', pack: [] },
    { name: 'one pack', pack: [['gc', '-q']] },
    { name: 'a pack with long chains', pack: [['repack', '-adfq', '--depth=50', '--window=50']] },
    { name: 'packed references', pack: [['pack-refs', '--all']] },
  ])('is what git finds itself, in $name', async ({ pack }) => {
    const { root, git, commit, pass } = openRepository();
    for (let count = 0; count < 12; count += 1) commit(count % 3 === 0 ? 'README.md' : `src/file-${count}.txt`);
    git(['checkout', '-qb', 'side', 'HEAD~4']);
    commit('docs/README.md');
    commit('README.md');
    git(['checkout', '-q', 'main']);
    pass(1);
    commit('other.txt');
    git(['merge', '-q', '-X', 'ours', '-m', 'Merge branch side', 'side']);
    commit('README.md');
    git(['checkout', '-qb', 'quiet', 'HEAD~2']);
    commit('unrelated.txt');
    git(['checkout', '-q', 'main']);
    git(['merge', '-q', '-m', 'Merge branch quiet', 'quiet']);
    git(['mv', 'other.txt', 'moved.txt']);
    git(['commit', '-qm', 'Move']);
    for (const args of pack) git(args);
    for (const path of ['README.md', 'docs/README.md', 'src/file-1.txt', 'moved.txt', 'none.txt']) {
      const expected = git(['log', '--format=%H', '--', path]);
      expect(await listCommits(root, path), path).toEqual(expected === '' ? [] : expected.split('\n'));
    }
  });

  it('is read from a repository with SHA-256, a linked worktree, and objects that are borrowed', async () => {
    const long = openRepository('--object-format=sha256');
    const oid = long.commit('README.md');
    expect(await listCommits(long.root, 'README.md')).toEqual([oid]);

    const { root, git, commit } = openRepository();
    const first = commit('README.md');
    const tree = join(dirname(root), `${root.split('/').at(-1)}-tree`);
    git(['worktree', 'add', '-q', tree]);
    expect(await listCommits(tree, 'README.md')).toEqual([first]);
    const borrowed = `${tree}-borrowed`;
    git(['clone', '-q', '--shared', root, borrowed]);
    expect(await listCommits(borrowed, 'README.md')).toEqual([first]);
  });

  it('gives the file back as it was committed since an instant, and nothing outside a repository', async () => {
    const { root, commit } = openRepository();
    for (const path of ['README.md', 'other.txt', 'README.md', 'README.md']) commit(path);
    const versions = async (since: string, path = join(root, 'README.md')) =>
      (await readLocalVersions(path, since))?.map((bytes) => Buffer.from(bytes).toString());
    expect(await versions('2025-01-03T00:00:00Z')).toEqual(['line 1\nline 3\nline 4\n', 'line 1\nline 3\n']);
    expect(await versions('2025-02-01T00:00:00Z')).toEqual([]);
    expect(
      await versions('2025-01-01T00:00:00Z', join(mkdtempSync(join(tmpdir(), 'statusfolio-none-')), 'a.md')),
    ).toEqual([]);
  });

  it('finds the word of a person behind more commits by programs than any window holds', async () => {
    const { root } = openRepository();
    const robots = Array.from({ length: 600 }, (_, index) => {
      const line = `committer readme-bot <readme@ada.dev> ${1_735_689_600 + index * 3600} +0000`;
      return `commit refs/heads/main\n${line}\ndata 6\nWidget\nM 644 inline README.md\ndata ${String(index).length}\n${index}\n`;
    });
    const person =
      'commit refs/heads/main\ncommitter Ada <ada@ada.dev> 1714521600 +0000\ndata 4\nEdit\nM 644 inline README.md\ndata 1\nx\n';
    execFileSync('git', ['fast-import', '--quiet'], { cwd: root, input: person + robots.join('') });
    expect(await read(root)).toEqual({ confirmedAt: '2024-05-01T00:00:00.000Z' });
  });

  it('is unknown beyond the cut of a shallow clone, and says so, at every depth', async () => {
    const { root, git, commit } = openRepository();
    commit('README.md', ada, 'Edit', '2024-05-01T00:00:00Z');
    for (let count = 0; count < 5; count += 1) commit('src/main.go', ada, 'Work', `2024-06-0${count + 1}T00:00:00Z`);
    const clone = (depth: number) => {
      const folder = `${root}-${depth}`;
      git(['clone', '-q', `--depth=${depth}`, `file://${root}`, folder]);
      return folder;
    };
    for (const depth of [1, 2, 5]) {
      const shallow = await read(clone(depth));
      expect(shallow.confirmedAt, String(depth)).toBeNull();
      expect(shallow.mayBeConfirmedAt).toBe(`2024-06-0${6 - depth}T00:00:00.000Z`);
      expect(shallow.notice).toMatchObject({
        code: 'HISTORY_UNREAD',
        message: expect.stringContaining('shallow clone'),
      });
    }
    expect(await read(clone(6))).toEqual({ confirmedAt: '2024-05-01T00:00:00.000Z' });
  });

  it('says where a cut history goes on, by the remote of the clone', async () => {
    const { root, git, commit } = openRepository();
    commit('docs/list.md');
    const head = commit('src/main.go');
    const folder = `${root}-clone`;
    git(['clone', '-q', '--depth=1', `file://${root}`, folder]);
    git(['remote', 'set-url', 'origin', 'git@github.com:ada/me.git'], ada, undefined, folder);
    const { historyElsewhere } = await read(folder, 'docs/list.md');
    expect(historyElsewhere).toEqual({ repo: 'ada/me', path: 'docs/list.md', oids: [head, head] });
  });

  it('takes a damaged or unfamiliar repository for unknown, never for unconfirmed', async () => {
    const { root, git, commit } = openRepository();
    commit('README.md');
    git(['gc', '-q']);
    const damage = (change: (folder: string) => void) => {
      const folder = mkdtempSync(join(tmpdir(), 'statusfolio-damaged-'));
      cpSync(root, folder, { recursive: true });
      change(folder);
      return read(folder);
    };
    const unknown = {
      confirmedAt: null,
      mayBeConfirmedAt: '2026-02-01T00:00:00.000Z',
      notice: { code: 'HISTORY_UNREAD' },
    };
    const at = (folder: string, ...path: string[]) => join(folder, '.git', ...path);
    const cases = [
      (folder: string) => appendFileSync(at(folder, 'config'), '[extensions]\n\trefstorage = reftable\n'),
      (folder: string) => rmSync(at(folder, 'objects'), { recursive: true }),
      (folder: string) => writeFileSync(at(folder, 'HEAD'), 'ref: refs/../../outside\n'),
      (folder: string) => {
        writeFileSync(at(folder, 'HEAD'), 'ref: refs/heads/a\n');
        mkdirSync(at(folder, 'refs/heads'), { recursive: true });
        writeFileSync(at(folder, 'refs/heads/a'), 'ref: refs/heads/a\n');
      },
    ];
    for (const [index, change] of cases.entries()) {
      expect(await damage((folder) => void change(folder)), String(index)).toMatchObject(unknown);
    }
  });

  it('does not ask who owns the folder: what git refuses as dubious is read like any other', async () => {
    const { root, commit } = openRepository();
    commit('README.md', ada, 'Edit', '2024-05-01T00:00:00Z');
    // As if another user had cloned it: git would need safe.directory.
    expect(await read(root)).toEqual({ confirmedAt: '2024-05-01T00:00:00.000Z' });
  });

  it('never lets a wrong clock make a confirmation older than what it was made upon, or later than the file', async () => {
    const { root, commit } = openRepository();
    commit('README.md', robot, 'Widget', '2024-05-01T00:00:00Z');
    commit('README.md', ada, 'Edit', '1999-01-01T00:00:00Z');
    expect(await read(root)).toEqual({ confirmedAt: '2024-05-01T00:00:00.000Z' });
    commit('README.md', ada, 'Edit', '2099-01-01T00:00:00Z');
    expect(await read(root)).toEqual({ confirmedAt: '2026-01-01T00:00:00.000Z' });
  });

  it('is nothing for a file that was never committed, lies outside git, or beside a bare repository', async () => {
    const { root, commit } = openRepository();
    commit('README.md');
    writeFileSync(join(root, 'new.md'), 'new');
    expect(await read(root, 'new.md')).toEqual({ confirmedAt: null });
    const outside = mkdtempSync(join(tmpdir(), 'statusfolio-plain-'));
    expect(await read(outside)).toEqual({ confirmedAt: null });
    renameSync(join(root, '.git'), join(outside, 'docs'));
    writeFileSync(join(outside, 'docs', 'README.md'), 'x');
    expect(await read(outside, 'docs/README.md')).toEqual({ confirmedAt: null });
  });
});
