// A folder of files that only changes where it has to, and never what somebody else put there.

import {
  existsSync,
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
import { beforeEach, describe, expect, it } from 'vitest';
import { manifestName, writeSite } from '../../src/cli/write-site.ts';

const site = (files: Record<string, string>) =>
  Object.entries(files).map(([path, text]) => ({ path, bytes: Buffer.from(text) }));

describe('the folder of a site', () => {
  let above: string;
  let folder: string;
  beforeEach(() => {
    above = mkdtempSync(join(tmpdir(), 'statusfolio-site-'));
    folder = join(above, 'out', 'site');
  });
  const read = (path: string) => readFileSync(join(folder, path), 'utf8');
  const list = () => readdirSync(folder, { recursive: true, encoding: 'utf8' }).toSorted();

  it('is made with what is above it, and changed only where bytes changed', async () => {
    const files = { 'index.html': 'a', 'projects/ada/x.html': 'x', 'status.json': '{}' };
    expect(await writeSite(folder, site(files))).toEqual({ written: Object.keys(files).sort(), removed: [] });
    const before = statSync(join(folder, 'status.json')).mtimeMs;
    expect(await writeSite(folder, site({ ...files, 'index.html': 'b' }))).toEqual({
      written: ['index.html'],
      removed: [],
    });
    expect([read('index.html'), statSync(join(folder, 'status.json')).mtimeMs]).toEqual(['b', before]);
    expect(list()).toEqual([
      manifestName,
      'index.html',
      'projects',
      'projects/ada',
      'projects/ada/x.html',
      'status.json',
    ]);
  });

  it('loses what the site no longer has, with its folders, and keeps what others put there', async () => {
    await writeSite(folder, site({ 'index.html': 'a', 'projects/ada/x.html': 'x', 'badges/ada/x.svg': 'x' }));
    writeFileSync(join(folder, 'CNAME'), 'status.example.org');
    writeFileSync(join(folder, 'projects', 'note.txt'), 'mine');
    const { removed } = await writeSite(folder, site({ 'index.html': 'a' }));
    expect(removed).toEqual(['badges/ada/x.svg', 'projects/ada/x.html']);
    expect(list()).toEqual([manifestName, 'CNAME', 'index.html', 'projects', 'projects/note.txt']);
  });

  it.each([
    ['it holds files of somebody else', () => writeFileSync(join(folder, 'notes.txt'), 'mine'), /holds files/],
    ['its manifest is none', () => writeFileSync(join(folder, manifestName), 'mine'), /holds files/],
  ])('is refused untouched when %s', async (_, prepare, message) => {
    mkdirSync(folder, { recursive: true });
    prepare();
    const before = list();
    await expect(writeSite(folder, site({ 'index.html': 'a' }))).rejects.toThrow(message);
    expect(list()).toEqual(before);
  });

  it('is refused when it is a file', async () => {
    writeFileSync(join(above, 'file'), '');
    await expect(writeSite(join(above, 'file'), site({ 'index.html': 'a' }))).rejects.toThrow(/is a file/);
  });

  it('replaces no file that it did not write, and follows no link out of itself', async () => {
    await writeSite(folder, site({ 'index.html': 'a' }));
    writeFileSync(join(folder, 'feed.atom'), 'mine');
    await expect(writeSite(folder, site({ 'index.html': 'b', 'feed.atom': 'f' }))).rejects.toThrow(
      /feed\.atom already exists/,
    );
    symlinkSync(above, join(folder, 'projects'));
    await expect(writeSite(folder, site({ 'index.html': 'b', 'projects/x.html': 'x' }))).rejects.toThrow(
      /is not a real folder/,
    );
    expect([read('index.html'), read('feed.atom'), existsSync(join(above, 'x.html'))]).toEqual(['a', 'mine', false]);
  });

  it('removes nothing outside, whatever its manifest says', async () => {
    await writeSite(folder, site({ 'index.html': 'a' }));
    for (const name of ['one', 'two']) writeFileSync(join(above, name), 'mine');
    symlinkSync(above, join(folder, 'way'));
    symlinkSync(join(above, 'one'), join(folder, 'link'));
    const files = ['../../one', `${above}/one`, 'way/two', 'link', '', '.', '..', 'a/../../../two', 'way', 7, null];
    writeFileSync(join(folder, manifestName), JSON.stringify({ version: 1, files }));
    await expect(writeSite(folder, site({ 'status.json': '{}' }))).resolves.toMatchObject({ removed: [] });
    expect([existsSync(join(above, 'one')), existsSync(join(above, 'two')), existsSync(join(folder, 'link'))]).toEqual([
      true,
      true,
      true,
    ]);
  });

  it('is finished by the next run when one was ended in the middle', async () => {
    await writeSite(folder, site({ 'index.html': 'a', 'old.html': 'o' }));
    const files = site({ 'a.html': 'a', 'index.html': 'b' });
    // A file that cannot be read to its end is where the process dies.
    const broken = {
      path: 'b.html',
      get bytes(): Buffer {
        throw new Error('ended');
      },
    };
    await expect(writeSite(folder, [...files, broken])).rejects.toThrow('ended');
    expect(['a', 'b']).toContain(read('index.html'));
    expect((await writeSite(folder, site({ 'index.html': 'c' }))).removed).toContain('old.html');
    expect(list()).toEqual([manifestName, 'index.html']);
  });
});
