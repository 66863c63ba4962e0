import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openLocalDocuments } from '../../src/store/local-files.ts';
import { replaceDocument } from '../support/replace-document.ts';

const documents = openLocalDocuments();
const folder = () => mkdtempSync(join(tmpdir(), 'statusfolio-'));
const at = (path: string) => ({ kind: 'file', path }) as const;

function write(path: string, file: Awaited<ReturnType<typeof documents.read>>, text: string) {
  return documents.write(replaceDocument(at(path), file, Buffer.from(text)));
}

describe('openLocalDocuments', () => {
  it('replaces a file whole, keeps its mode and leaves nothing else behind', async () => {
    const root = folder();
    const path = join(root, 'README.md');
    writeFileSync(path, 'old');
    chmodSync(path, 0o640);
    const file = await documents.read(at(path));
    expect(await write(path, file, 'new')).toMatchObject({ kind: 'written' });
    expect(readFileSync(path, 'utf8')).toBe('new');
    expect(statSync(path).mode & 0o777).toBe(0o640);
    expect(readdirSync(root)).toEqual(['README.md']);
  });

  it('refuses to write over bytes that it has not read', async () => {
    const path = join(folder(), 'README.md');
    writeFileSync(path, 'old');
    const file = await documents.read(at(path));
    writeFileSync(path, 'edited meanwhile');
    expect(await write(path, file, 'new')).toEqual({ kind: 'conflict' });
    expect(readFileSync(path, 'utf8')).toBe('edited meanwhile');
  });

  it('follows no linked folder out of the root, where one is given', async () => {
    const [root, outside] = [folder(), folder()];
    writeFileSync(join(outside, 'README.md'), 'secret');
    mkdirSync(join(root, 'docs'));
    writeFileSync(join(root, 'docs', 'README.md'), 'ours');
    symlinkSync(outside, join(root, 'elsewhere'));
    symlinkSync('docs', join(root, 'inside'));
    const below = (path: string) => ({ kind: 'file', path: join(root, path), root }) as const;
    const protectionRejection = {
      code: 'DOCUMENT_UNREADABLE',
      message: expect.stringContaining(`points outside ${root}`),
    };
    await expect(documents.read(below('elsewhere/README.md'))).rejects.toMatchObject(protectionRejection);
    const file = await documents.read(below('inside/README.md'));
    const replace = (path: string) => documents.write(replaceDocument(below(path), file, Buffer.from('new')));
    expect(await replace('docs/README.md')).toMatchObject({ kind: 'written' });
    // A folder that becomes a link between the fetch and the write.
    await expect(replace('elsewhere/README.md')).rejects.toMatchObject(protectionRejection);
    expect(readFileSync(join(outside, 'README.md'), 'utf8')).toBe('secret');
  });

  it('follows a symbolic link inside the folder and refuses one that leaves it', async () => {
    const root = folder();
    const outside = join(folder(), 'secret.md');
    writeFileSync(outside, 'secret');
    symlinkSync(outside, join(root, 'README.md'));
    await expect(documents.read(at(join(root, 'README.md')))).rejects.toMatchObject({ code: 'DOCUMENT_UNREADABLE' });

    writeFileSync(join(root, 'real.md'), 'inside');
    symlinkSync('real.md', join(root, 'link.md'));
    const link = join(root, 'link.md');
    expect(await write(link, await documents.read(at(link)), 'changed')).toMatchObject({ kind: 'written' });
    expect(readFileSync(join(root, 'real.md'), 'utf8')).toBe('changed');
  });

  it('says what is wrong with a path', async () => {
    const root = folder();
    mkdirSync(join(root, 'docs'));
    await expect(documents.read(at(join(root, 'none.md')))).rejects.toMatchObject({ code: 'DOCUMENT_NOT_FOUND' });
    await expect(documents.read(at(join(root, 'docs')))).rejects.toMatchObject({ code: 'DOCUMENT_UNREADABLE' });
    writeFileSync(join(root, 'large.md'), Buffer.alloc(5 * 1024 * 1024 + 1));
    await expect(documents.read(at(join(root, 'large.md')))).rejects.toMatchObject({ code: 'DOCUMENT_UNREADABLE' });
  });

  it('knows when a person last confirmed the file, from git', async () => {
    const root = folder();
    const git = (args: string[], date = '2026-01-02T03:04:05Z', email = 'ada@example.org') =>
      execFileSync('git', args, {
        cwd: root,
        env: {
          ...process.env,
          GIT_AUTHOR_DATE: date,
          GIT_COMMITTER_DATE: date,
          GIT_AUTHOR_NAME: 'Ada',
          GIT_COMMITTER_NAME: 'Ada',
          GIT_AUTHOR_EMAIL: email,
          GIT_COMMITTER_EMAIL: email,
        },
      });
    const path = join(root, 'README.md');
    git(['init', '-q']);
    writeFileSync(path, 'one');
    expect((await documents.read(at(path))).confirmedAt).toBeNull();
    git(['add', '.']);
    git(['commit', '-qm', 'Write the table']);
    writeFileSync(path, 'two');
    git(['commit', '-qam', 'docs: x is now y\n\nStatusfolio: file'], '2026-02-02T03:04:05Z');
    writeFileSync(path, 'three');
    git(['commit', '-qam', 'bump'], '2026-03-02T03:04:05Z', '1+robot[bot]@users.noreply.github.com');
    expect((await documents.read(at(path))).confirmedAt).toBe('2026-01-02T03:04:05.000Z');
  });
});
