import { describe, expect, it } from 'vitest';
import { readDocumentArgument } from '../../src/cli/document-argument.ts';

const read = (text: string, existing: readonly string[] = [], site = 'https://github.com') =>
  readDocumentArgument(text, { exists: (path) => existing.includes(path), site });
const github = (repo: string, path: string | null = null, branch: string | null = null) => ({
  kind: 'github',
  repo,
  path,
  branch,
});

describe('what is named on the command line', () => {
  it.each([
    ['ada/me', github('ada/me')],
    ['ada/me.git', github('ada/me')],
    ['ada/ada.github.io', github('ada/ada.github.io')],
    ['ada/me:docs/now.qmd', github('ada/me', 'docs/now.qmd')],
    ['ada', github('ada/ada')],
    ['@ada', github('ada/ada')],
    ['https://github.com/ada', github('ada/ada')],
    ['https://github.com/ada/me', github('ada/me')],
    ['https://github.com/ada/me/', github('ada/me')],
    ['https://github.com/ada/me.git', github('ada/me')],
    ['https://github.com/ada/me#projects', github('ada/me')],
    ['http://www.github.com/ada/me', github('ada/me')],
    ['github.com/ada/me', github('ada/me')],
    ['git@github.com:ada/me.git', github('ada/me')],
    ['ssh://git@github.com/ada/me.git', github('ada/me')],
    ['https://github.com/ada/me/tree/next', github('ada/me', null, 'next')],
    ['https://github.com/ada/me/blob/main/README.md', github('ada/me', 'README.md', 'main')],
    ['https://github.com/ada/me/blob/HEAD/a%20b/now.md?plain=1#L3', github('ada/me', 'a b/now.md')],
    ['https://github.com/ada/me/edit/main/docs/now.md', github('ada/me', 'docs/now.md', 'main')],
    ['https://raw.githubusercontent.com/ada/me/main/README.md', github('ada/me', 'README.md', 'main')],
    ['https://raw.githubusercontent.com/ada/me/refs/heads/main/README.md', github('ada/me', 'README.md', 'main')],
    ['-', { kind: 'input' }],
    ['/dev/stdin', { kind: 'input' }],
    ['README.md', { kind: 'file', path: 'README.md' }],
    ['docs/README.md', { kind: 'file', path: 'docs/README.md' }],
    ['./me', { kind: 'file', path: './me' }],
    ['../ada/me', { kind: 'file', path: '../ada/me' }],
    ['/srv/ada/me.md', { kind: 'file', path: '/srv/ada/me.md' }],
  ])('%s', (text, meant) => {
    expect(read(text)).toEqual(meant);
  });

  it('is the file where a path of that name exists', () => {
    for (const text of ['ada/me', 'ada', 'github.com/ada/me']) {
      expect(read(text, [text])).toEqual({ kind: 'file', path: text });
    }
  });

  it.each([
    ['https://gitlab.com/ada/me', 'is not on github.com'],
    ['https://github.com.evil.example/ada/me', 'is not on github.com'],
    ['https://github.com/', 'names no repository'],
    ['https://github.com/ada/me/issues', 'is a page that shows no document'],
    ['https://github.com/ada/me/tree/main/docs', 'is a folder'],
    [`https://github.com/ada/me/blob/${'a'.repeat(40)}/README.md`, 'points to a single commit'],
    ['git@gitlab.com:ada/me.git', 'is not on github.com'],
    ['', 'An empty name names no document'],
    ['  ', 'An empty name names no document'],
  ])('refuses %s: it %s', (text, reason) => {
    expect(() => read(text)).toThrow(reason);
  });

  it.each(['https://git.example.org', 'https://git.example.org:8443', 'https://octo.ghe.com'])(
    'means the GitHub that is asked, by its own host: %s',
    (site) => {
      const { host, hostname } = new URL(site);
      const file = github('ada/me', 'README.md', 'main');
      expect(read(`${site}/ada/me`, [], site)).toEqual(github('ada/me'));
      expect(read(`${site}/ada/me/blob/main/README.md`, [], site)).toEqual(file);
      expect(read(`${site}/raw/ada/me/main/README.md`, [], site)).toEqual(file);
      expect(read(`https://raw.${host}/ada/me/main/README.md`, [], site)).toEqual(file);
      expect(read(`git@${hostname}:ada/me.git`, [], site)).toEqual(github('ada/me'));
      expect(read(`ssh://git@${hostname}:122/ada/me.git`, [], site)).toEqual(github('ada/me'));
      expect(() => read('https://github.com/ada/me', [], site)).toThrow(`is not on ${host}`);
      expect(() => read('https://raw.githubusercontent.com/ada/me/main/README.md', [], site)).toThrow('is not on');
    },
  );
});
