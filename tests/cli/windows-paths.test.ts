// Paths as Windows writes them: a file of this machine is taken for one, and every path that is compared, printed or
// remembered has one form.

import { posix, win32 } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readDocumentArgument } from '../../src/cli/document-argument.ts';
import { findPathBelow } from '../../src/cli/find-repository.ts';
import { matchesKey } from '../../src/core/path-pattern.ts';
import { keyDocument } from '../../src/pipeline/target.ts';

const read = (text: string) => readDocumentArgument(text, { exists: () => false, site: 'https://github.com' });

describe('a path of Windows on the command line', () => {
  it.each([
    'C:\\me\\README.md',
    'c:/me/README.md',
    'C:README.md',
    'C:',
    'docs\\README.md',
    '.\\README.md',
    '..\\me',
    '\\\\server\\me\\README.md',
    '//server/me/README.md',
  ])('is a file, not an address or a repository: %s', (path) => {
    expect(read(path)).toEqual({ kind: 'file', path });
  });

  it.each(['ada/me:docs\\now.md', 'ada/me:C:\\me\\now.md', 'ada/me:\\now.md'])(
    'is refused behind the name of a repository: %s',
    (text) => {
      expect(() => read(text)).toThrow(`${text} has a backslash in the path of a repository.`);
    },
  );

  it('is shown with forward slashes, where that is what was meant', () => {
    expect(() => read('ada/me:docs\\now.md')).toThrow(
      expect.objectContaining({ hint: 'Write it with forward slashes: ada/me:docs/now.md' }),
    );
  });
});

describe('the path of a file below a folder', () => {
  it.each([
    ['C:\\me', 'C:\\me\\docs\\now.md', 'docs/now.md'],
    ['C:\\me', 'c:\\ME\\docs\\now.md', 'docs/now.md'],
    ['C:\\me', 'C:\\me\\..odd\\now.md', '..odd/now.md'],
    ['C:\\me', 'C:\\me', ''],
    ['C:\\me', 'C:\\you\\now.md', null],
    ['C:\\me', 'D:\\me\\now.md', null],
    ['\\\\server\\me', '\\\\other\\me\\now.md', null],
  ])('on Windows, of %s: %s', (root, path, below) => {
    expect(findPathBelow(root, path, win32)).toBe(below);
  });

  it.each([
    ['/me', '/me/docs/now.md', 'docs/now.md'],
    ['/me', '/me/a\\b.md', 'a\\b.md'],
    ['/me', '/me/..odd/now.md', '..odd/now.md'],
    ['/me', '/you/now.md', null],
    ['/me', '/', null],
  ])('elsewhere, of %s: %s', (root, path, below) => {
    expect(findPathBelow(root, path, posix)).toBe(below);
  });
});

describe('the key of a file', () => {
  const key = (path: string) => keyDocument({ kind: 'file', path });

  it('is one for every way to write a path of Windows', () => {
    for (const path of ['C:\\me\\now.md', 'c:\\me\\now.md', 'C:/me/now.md', 'c:\\me/now.md'])
      expect([path, key(path)]).toEqual([path, 'file:C:/me/now.md']);
    expect(key('\\\\server\\me\\now.md')).toBe('file://server/me/now.md');
  });

  it('is one that the key of its pattern stands for', () => {
    expect(matchesKey(key('C:\\me\\_projects/a.md'), key('C:\\me\\_projects\\*.md'))).toBe(true);
    expect(matchesKey(key('C:\\me\\_projects\\old\\a.md'), key('C:\\me\\_projects\\*.md'))).toBe(false);
  });

  it('is the path itself elsewhere, where a backslash is a letter like any other', () => {
    expect(key('/me/a\\b.md')).toBe('file:/me/a\\b.md');
  });
});
