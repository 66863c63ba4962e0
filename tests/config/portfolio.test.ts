import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { isSafeRepositoryPath, readPortfolio, toPortfolioJsonSchema } from '../../src/config/portfolio.ts';

function problems(text: string): string[] {
  const reading = readPortfolio(text);
  if (reading.kind === 'read') return [];
  return reading.problems.map(({ line, column, message }) => `${line}:${column} ${message}`);
}

describe('readPortfolio', () => {
  it('reads the example of this repository', () => {
    const reading = readPortfolio(readFileSync('config/portfolio.yml', 'utf8'));
    expect(reading).toMatchObject({ kind: 'read', portfolio: { documents: [{ publish: 'none' }] } });
  });

  it('gives defaults for an empty text', () => {
    expect(readPortfolio('')).toMatchObject({
      kind: 'read',
      portfolio: { documents: [], silence: 'publish', public: 'none', rules: { preset: 'calm' } },
    });
  });

  it('reports every problem at its line and column', () => {
    expect(
      problems(
        'documents:\n  - repo: ada/me\n    pth: x\n  - file: ./x\n    publish: maybe\nrules: { quietDays: -1 }\nscheduel: x\n',
      ),
    ).toEqual([
      '3:5 documents[0].pth: there is no such option; did you mean "path"?',
      '5:5 documents[1].publish: expected one of "commit"|"none"',
      '6:10 rules.quietDays: expected number to be >0',
      '7:1 scheduel: there is no such option; did you mean "schedule"?',
    ]);
  });

  it.each([
    ['documents: [', /^1:\d+ /],
    ['- 1', /the configuration: expected object/],
    ['documents: 5', /documents: expected array/],
    ['documents:\n  - repo: nobody', /2:5 documents\[0\].repo: must be owner\/name/],
    ['documents:\n  - repo: ada/me\n    path: ../x', /3:5 documents\[0\].path: must be a path inside/],
    ['words: { unknown: x }', /words.unknown/],
    ['words: { paused: "![x](https://evil.example/x)" }', /words.paused: must be a plain word/],
    ['away: { from: 2026-13-01, until: 2026-12-01 }', /1:9 away.from: must be a day/],
    ['schedule: now', /schedule: must be five cron fields/],
    ['a: &a [1]\nb: [*a, *a]\n', /there is no such option/],
    [
      `a: &a [x,x,x,x,x,x,x,x]\nb: &b [*a,*a,*a,*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b,*b,*b]\nd: [*c,*c,*c,*c,*c]`,
      /aliases/,
    ],
    ['__proto__: { public: all }', /there is no such option|the configuration/],
    ['x'.repeat(65 * 1024), /larger than/],
  ])('refuses %j', (text, expected) => {
    expect(problems(text).join('\n')).toMatch(expected);
  });
});

describe('isSafeRepositoryPath', () => {
  it.each(['README.md', 'docs/index.qmd', '.github/README.md', 'a b/ü.md'])('accepts %s', (path) => {
    expect(isSafeRepositoryPath(path)).toBe(true);
  });

  it.each([
    '',
    '/etc/passwd',
    '../README.md',
    'a/../../b',
    'a//b',
    './a',
    '.git/config',
    'a/.GIT/hooks/x',
    '.github/workflows/ci.yml',
    '.GitHub/Workflows/ci.yml',
    'a\\..\\b',
    'a\0b',
    'C:/x',
    'a\nb',
  ])('refuses %j', (path) => {
    expect(isSafeRepositoryPath(path)).toBe(false);
  });
});

describe('wordPortfolioSchema', () => {
  it('is what config/portfolio.schema.json says (npm run schema writes it)', () => {
    expect(JSON.parse(readFileSync('config/portfolio.schema.json', 'utf8'))).toEqual(toPortfolioJsonSchema());
  });
});
