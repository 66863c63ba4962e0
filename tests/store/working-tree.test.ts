// A checkout of a repository beside what GitHub says of it: what is read, what is refused, and what is written where.

import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { DocumentFile, Documents } from '../../src/ports/github.ts';
import { openWorkingTree } from '../../src/store/working-tree.ts';

const bytes = (text: string) => new TextEncoder().encode(text);
const ref = { kind: 'github', repo: 'ada/me', path: 'README.md', branch: null } as const;

describe('a working tree', () => {
  let root: string;
  let head: string;
  const git = (...args: string[]) =>
    execFileSync('git', ['-c', 'user.name=Ada', '-c', 'user.email=ada@example.org', ...args], { cwd: root })
      .toString()
      .trim();
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'statusfolio-tree-'));
    git('init', '-q', '-b', 'main');
    writeFileSync(join(root, 'README.md'), 'one\n');
    git('add', '.');
    git('commit', '-qm', 'One');
    head = git('rev-parse', 'HEAD');
  });
  afterEach(() => rmSync(root, { recursive: true }));

  /** What GitHub says. */
  function open(file: Partial<DocumentFile> = {}): Documents {
    const onGitHub: DocumentFile = {
      bytes: bytes('one\n'),
      version: head,
      branch: 'main',
      isPublic: true,
      confirmedAt: '2026-01-01T00:00:00.000Z',
      ...file,
    };
    const github: Documents = {
      read: async () => onGitHub,
      write: async () => ({ kind: 'written', oid: 'f'.repeat(40), url: null }),
    };
    return openWorkingTree(github, { root, repo: 'Ada/Me' });
  }
  const change = (files: readonly { path: string; bytes: Uint8Array; before: Uint8Array | null }[]) =>
    open().write({ ref, branch: 'main', version: head, files, headline: 'x', body: '' });

  it('is read with what GitHub says of the document', async () => {
    expect(await open().read(ref)).toMatchObject({ version: head, branch: 'main', confirmedAt: expect.any(String) });
    writeFileSync(join(root, 'README.md'), 'two\n');
    const file = await open().read(ref);
    expect([Buffer.from(file.bytes).toString(), file.isDirty, file.version]).toEqual(['two\n', true, head]);
  });

  it('leaves documents of other repositories to GitHub', async () => {
    const other = { ...ref, repo: 'ada/other' };
    const { oid } = (await open().write({
      ref: other,
      branch: 'main',
      version: head,
      files: [{ path: 'README.md', bytes: bytes('x'), before: null }],
      headline: 'x',
      body: '',
    })) as { oid: string };
    expect(oid).toBe('f'.repeat(40));
    expect(readFileSync(join(root, 'README.md'), 'utf8')).toBe('one\n');
  });

  it.each([
    [
      'the checkout is behind the branch',
      { version: 'a'.repeat(40), bytes: bytes('newer\n') },
      /differs from main on Ada\/Me.*not at aaaaaaa/,
    ],
    ['the file is not there', {}, /there is no such file/],
    ['a merge is not finished', {}, /conflict markers/],
    ['the file is a link out of it', {}, /symbolic link/],
  ])('is refused where %s', async (name, file, says) => {
    if (name.includes('not there')) rmSync(join(root, 'README.md'));
    if (name.includes('merge')) writeFileSync(join(root, 'README.md'), '<<<<<<< HEAD\na\n=======\nb\n>>>>>>> other\n');
    if (name.includes('link')) {
      rmSync(join(root, 'README.md'));
      symlinkSync('/etc/hostname', join(root, 'README.md'));
    }
    await expect(open(file).read(ref)).rejects.toThrow(says);
  });

  it('may be ahead of the branch, as long as the file is the same', async () => {
    writeFileSync(join(root, 'note.md'), 'x');
    git('add', '.');
    git('commit', '-qm', 'Two');
    expect((await open().read(ref)).isDirty).toBeUndefined();
  });

  it('takes the files of one change, with their mode, and names their bytes as Git does', async () => {
    chmodSync(join(root, 'README.md'), 0o600);
    const result = await change([
      { path: 'README.md', bytes: bytes('two\n'), before: bytes('one\n') },
      { path: 'badges/engine.svg', bytes: bytes('<svg/>'), before: null },
    ]);
    expect(readFileSync(join(root, 'README.md'), 'utf8')).toBe('two\n');
    expect(readFileSync(join(root, 'badges/engine.svg'), 'utf8')).toBe('<svg/>');
    expect(statSync(join(root, 'README.md')).mode & 0o777).toBe(0o600);
    expect(result).toMatchObject({
      kind: 'written',
      url: null,
      uncommitted: {
        files: ['README.md', 'badges/engine.svg'],
        blobs: [git('hash-object', 'README.md'), git('hash-object', 'badges/engine.svg')],
      },
    });
    expect(git('status', '--porcelain', '-uall').split('\n').sort()).toEqual(['?? badges/engine.svg', 'M README.md']);
  });

  it('names the bytes that Git makes of line ends on Windows, too', async () => {
    const result = await change([{ path: 'README.md', bytes: bytes('two\r\n'), before: bytes('one\n') }]);
    const { uncommitted } = result as { uncommitted?: { blobs: string[] } };
    const converted = execFileSync('git', ['hash-object', '--stdin'], { input: 'two\n' }).toString().trim();
    expect(uncommitted?.blobs).toEqual([git('hash-object', '--no-filters', 'README.md'), converted]);
  });

  it('is not written over where the file has changed meanwhile', async () => {
    writeFileSync(join(root, 'README.md'), 'by somebody else\n');
    expect(await change([{ path: 'README.md', bytes: bytes('two\n'), before: bytes('one\n') }])).toEqual({
      kind: 'conflict',
    });
    expect(readFileSync(join(root, 'README.md'), 'utf8')).toBe('by somebody else\n');
  });

  it('is never left by a symbolic link', async () => {
    const outside = mkdtempSync(join(tmpdir(), 'statusfolio-outside-'));
    symlinkSync(outside, join(root, 'badges'));
    const files = [
      { path: 'README.md', bytes: bytes('two\n'), before: bytes('one\n') },
      { path: 'badges/x.svg', bytes: bytes('<svg/>'), before: null },
    ];
    await expect(change(files)).rejects.toThrow(/symbolic link/);
    expect(existsSync(join(outside, 'x.svg'))).toBe(false);
    mkdirSync(join(root, 'docs'));
    rmSync(outside, { recursive: true });
  });
});
