// Paths with a star: which may be configured, and what they stand for.

import { describe, expect, it } from 'vitest';
import { findPatternFault, matchesKey, matchesPattern, parsePattern } from '../../src/core/path-pattern.ts';

describe('a path with a star', () => {
  it.each([
    ['_projects/*.md', null],
    ['content/projects/*/index.md', null],
    ['data/*/*.yml', null],
    ['*.json', null],
    ['docs/a.md', null],
    ['**/*.md', 'may not hold two stars in a row'],
    ['*/a/b.md', 'may have a star in its last two names only'],
    ['_projects/*', 'must end in the extension of its files, for example _projects/*.md'],
  ])('%s is refused with %j', (path, fault) => {
    expect(findPatternFault(path)).toBe(fault);
  });

  it('stands for names, never for slashes nor for what is hidden', () => {
    const paths = [
      '_projects/a.md',
      '_projects/.a.md',
      '_projects/a/b.md',
      '_projects/amd',
      'x/_projects/a.md',
      '_projects/a.mdx',
    ];
    expect(paths.filter((path) => matchesPattern(path, '_projects/*.md'))).toEqual(['_projects/a.md']);
    const pages = ['p/a/index.md', 'p/.git/index.md', 'p/index.md', 'p/a/b/index.md', 'p/a/index.mdx'];
    expect(pages.filter((path) => matchesPattern(path, 'p/*/index.md'))).toEqual(['p/a/index.md']);
    expect(matchesPattern('a+(b).md', 'a+(*).md')).toBe(true);
    expect(parsePattern('*.md').folder).toBe('');
  });

  it('is found by the keys of its documents, on a branch of any name, too', () => {
    expect(matchesKey('ada/me:_projects/a.md@', 'ada/me:_projects/*.md@')).toBe(true);
    expect(matchesKey('ada/me:a.md@site/next', 'ada/me:*.md@site/next')).toBe(true);
    expect(matchesKey('ada/me:a.md@', 'ada/me:*.md@site/next')).toBe(false);
    expect(matchesKey('ada/me:_projects/b/a.md@', 'ada/me:_projects/*.md@')).toBe(false);
    expect(matchesKey('ada/you:_projects/a.md@', 'ada/me:_projects/*.md@')).toBe(false);
    expect(matchesKey('file:/srv/site/_projects/a.md', 'file:/srv/site/_projects/*.md')).toBe(true);
  });
});
