// The documents of the project name only what exists, and README shows the two commands that CI runs.

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';

const pages = [
  ...readdirSync('.').filter((name) => name.endsWith('.md')),
  ...readdirSync('docs', { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.md'))
    .map((name) => join('docs', name)),
];

/** Files that an owner makes; git ignores them. */
const ofTheOwner = ['config/portfolio.local.yml'];

/** Tops of paths of this repository; other words with slashes in them are not paths. */
const roots = ['src/', 'tests/', 'demo/', 'docs/', 'config/', 'db/', 'bin/', 'bench/', 'scripts/', '.ci/'];

describe('documents', () => {
  it.each(['README.md', 'ARCHITECTURE.md', 'CONTRIBUTING.md', 'SECURITY.md', 'CHANGELOG.md'])('include %s', (name) => {
    expect(pages).toContain(name);
  });

  it.each(pages)('%s names only paths that exist', (page) => {
    const text = readFileSync(page, 'utf8');
    const inCode = [...text.matchAll(/`([^`\n]+)`/g)]
      .map(([, code]) => code ?? '')
      .filter((code) => roots.some((root) => code.startsWith(root)));
    const inTree = [...text.matchAll(/^\s*((?:src|tests|demo|docs|config|db|bin|bench|scripts|\.ci)\/[\w./-]*)/gm)].map(
      ([, path]) => path ?? '',
    );
    const links = [...text.matchAll(/\]\((?!https?:|#|mailto:)([^)#\s]+)/g)].map(([, link]) =>
      join(dirname(page), link ?? ''),
    );
    const missing = [...inCode.map((code) => code.split(/[\s:]/)[0] ?? ''), ...inTree, ...links]
      .filter((path) => !/[<>*{}…]/.test(path))
      .filter((path) => !existsSync(path) && !ofTheOwner.includes(path));
    expect(missing).toEqual([]);
  });

  it.each(pages)('%s names only npm scripts that exist', (page) => {
    const scripts: Record<string, string> = JSON.parse(readFileSync('package.json', 'utf8')).scripts;
    const named = [...readFileSync(page, 'utf8').matchAll(/npm run (?:-s )?([\w:-]+)/g)].map(([, name]) => name ?? '');
    expect(named.filter((name) => scripts[name] === undefined)).toEqual([]);
  });

  it('README shows the two commands, and CI runs the second', () => {
    const readme = readFileSync('README.md', 'utf8');
    expect(readme).toContain('npm ci && npm run demo');
    expect(readme).toContain('npm ci && npm test');
    expect(readFileSync('.ci/run', 'utf8')).toContain('npm ci && npm test');
  });
});
