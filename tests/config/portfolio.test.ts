import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { isSafeRepositoryPath } from '../../src/config/document-paths.ts';
import { type PortfolioReading, readPortfolio, toPortfolioJsonSchema } from '../../src/config/portfolio.ts';
import { rewriteFormerKeys } from '../../src/config/renamed-keys.ts';

type Read = Extract<PortfolioReading, { kind: 'read' }>;

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
      portfolio: { documents: [], onSilence: 'ask', visibility: 'none', renamed: [], rules: { preset: 'calm' } },
    });
  });

  it.each([
    ['', 'ask', 0],
    ['onSilence: date', 'date', 0],
    ['onSilence: ask', 'ask', 0],
    ['silence: publish', 'date', 1],
    ['silence: ask', 'ask', 1],
  ])('reads what follows an unanswered question, under its former name too: %s', (text, onSilence, renamed) => {
    const reading = readPortfolio(text);
    expect(reading).toMatchObject({ kind: 'read', portfolio: { onSilence } });
    expect(reading.kind === 'read' && reading.portfolio.renamed).toHaveLength(renamed);
    expect(reading.kind === 'read' && Object.hasOwn(reading.portfolio, 'silence')).toBe(false);
  });

  it('refuses the former name of a key beside the new one, at its line', () => {
    expect(problems('public: none\nonSilence: date\nsilence: publish\n')).toEqual([
      '3:1 silence: is the former name of "onSilence", which is here too; remove it',
    ]);
  });

  it('reports every problem at its line and column', () => {
    expect(
      problems(
        'documents:\n  - repo: ada/me\n    pth: x\n  - file: ./x\n    publish: maybe\nrules: { quietDays: -1 }\nscheduel: x\n',
      ),
    ).toEqual([
      '3:5 documents[0].pth: unknown option; did you mean "path"?',
      '5:5 documents[1].publish: must be commit or none',
      '6:10 rules.quietDays: expected number to be >0',
      '7:1 scheduel: unknown option; did you mean "schedule"?',
    ]);
  });

  it.each([
    ['documents: [', /^1:\d+ /],
    ['- 1', /the configuration: must be a map of keys/],
    ['documents: 5', /documents: must be a list/],
    ['documents:\n  - repo: nobody', /2:5 documents\[0\].repo: must be owner\/name/],
    ['documents:\n  - repo: ada/me\n    path: ../x', /3:5 documents\[0\].path: must be a path inside/],
    [
      "documents:\n  - repo: ada/me\n    path: 'docs\\now.md'",
      /3:5 documents\[0\].path: must be .*, on Windows too: docs\/now.md$/,
    ],
    [
      "documents:\n  - file: '_projects\\*.md'",
      /2:5 documents\[0\].file: must be .*, on Windows too: _projects\/\*.md$/,
    ],
    ["documents:\n  - file: 'C:\\me\\README.md'", /2:5 documents\[0\].file: must be a path below the folder/],
    ['documents:\n  - file: c:/me/README.md', /2:5 documents\[0\].file: must be a path below the folder/],
    ["documents:\n  - file: '\\\\server\\me\\README.md'", /2:5 documents\[0\].file: must be a path below the folder/],
    ['labels: { unknown: x }', /labels.unknown/],
    ['labels: [paused]', /labels: must be a map of keys; this is a list/],
    ['labels: { paused: "![x](https://evil.example/x)" }', /labels.paused: must be plain text/],
    ['away: { from: 2026-13-01, until: 2026-12-01 }', /1:9 away.from: must be a day/],
    ['schedule: now', /schedule: must be five cron fields/],
    ['a: &a [1]\nb: [*a, *a]\n', /unknown option/],
    [
      `a: &a [x,x,x,x,x,x,x,x]\nb: &b [*a,*a,*a,*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b,*b,*b]\nd: [*c,*c,*c,*c,*c]`,
      /aliases/,
    ],
    ['__proto__: { visibility: all }', /unknown option|the configuration/],
    ['x'.repeat(65 * 1024), /larger than/],
  ])('refuses %j', (text, expected) => {
    expect(problems(text).join('\n')).toMatch(expected);
  });
});

describe('keys that were renamed', () => {
  const former =
    'documents:\n  - repo: ada/me\n    after_publish: site.yml # mine\n"words": { paused: "🟡 Paused" }\npublic: all\n';
  const present =
    'documents:\n  - repo: ada/me\n    afterPublish: site.yml # mine\n"labels": { paused: "🟡 Paused" }\nvisibility: all\n';

  it('are read as what they are called now, and named with their places', () => {
    const reading = readPortfolio(former);
    const { renamed: none, ...same } = (readPortfolio(present) as Read).portfolio;
    expect(none).toEqual([]);
    expect(reading).toMatchObject({
      kind: 'read',
      portfolio: {
        ...same,
        labels: { paused: '🟡 Paused' },
        visibility: 'all',
        documents: [{ afterPublish: 'site.yml' }],
        renamed: [
          { line: 4, column: 1, message: '"words" is called "labels" now.' },
          { line: 5, column: 1, message: '"public" is called "visibility" now.' },
          { line: 3, column: 5, message: '"after_publish" is called "afterPublish" now.' },
        ],
      },
    });
  });

  it('are rewritten with every other character left as it is', () => {
    expect(rewriteFormerKeys(former)).toBe(present);
    expect(rewriteFormerKeys(present)).toBe(present);
    expect(rewriteFormerKeys('{"words":{"paused":"x"},"public":"all"}')).toBe(
      '{"labels":{"paused":"x"},"visibility":"all"}',
    );
  });

  it.each([
    ['labels: {}\nwords: {}\n', '2:1 words: is the former name of "labels", which is here too; remove it'],
    ['public: all\nvisibility: all\n', '1:1 public: is the former name of "visibility", which is here too; remove it'],
    [
      'documents:\n  - repo: ada/me\n    afterPublish: a.yml\n    after_publish: a.yml\n',
      '4:5 after_publish: is the former name of "afterPublish", which is here too; remove it',
    ],
  ])('are refused beside their new name, at line and column: %j', (text, expected) => {
    expect(problems(text)).toEqual([expected]);
  });

  it.each([
    ['words: { unknown: x }', /^1:\d+ words\.unknown/],
    ['public: everything', /^1:1 public: must be/],
    [
      'documents: [{ repo: ada/me, after_publish: publish }]',
      /^1:29 documents\[0\]\.after_publish: must be the file name/,
    ],
  ])('keep the name that was typed in what is wrong with their values: %s', (text, expected) => {
    expect(problems(text).join('\n')).toMatch(expected);
  });

  it('mean a key only where that key stands', () => {
    expect(problems('after_publish: a.yml').join()).toMatch(/after_publish: unknown option/);
    expect(problems('projects: [{ match: a, words: {} }]').join()).toMatch(/words: unknown option/);
    expect(problems('documents: &d [{ repo: ada/me, after_publish: a.yml }]\nbots: *d\n').join()).toMatch(/bots/);
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

describe('toPortfolioJsonSchema', () => {
  it('is what config/portfolio.schema.json says (npm run schema writes it)', () => {
    expect(JSON.parse(readFileSync('config/portfolio.schema.json', 'utf8'))).toEqual(toPortfolioJsonSchema());
  });
});

describe('a misspelt key of the configuration', () => {
  it('is refused with the key that was probably meant', () => {
    const reading = readPortfolio('documents: [{ repo: ada/me, pubish: commit }]\nonSilense: ask\n');
    expect(reading).toMatchObject({
      problems: [
        { message: 'documents[0].pubish: unknown option; did you mean "publish"?' },
        { message: 'onSilense: unknown option; did you mean "onSilence"?' },
      ],
    });
  });
});

describe('what a configuration cannot hold', () => {
  const problemsOf = (text: string) => {
    const reading = readPortfolio(text);
    return reading.kind === 'invalid'
      ? reading.problems.map(({ line, column, message }) => `${line}:${column} ${message}`)
      : [];
  };

  it.each([
    'A | B',
    '**Paused**',
    '_Paused_ now',
    '~~Gone~~',
    '<b>x</b>',
    'Paused (as of 2025-07)',
    'Paused (waiting)',
    'a\\nb',
    '[x]',
    '`x`',
  ])('a label that no cell gives back: %s', (label) => {
    expect(problemsOf(`labels:\n  paused: ${JSON.stringify(label).replaceAll('\\\\n', '\\n')}\n`)).toEqual([
      expect.stringMatching(/^2:3 labels\.paused: must /),
    ]);
  });

  it.each([
    ['another status, by its word', '{ paused: "Archived" }', ['paused: means archived']],
    ['another status, by its glyph', '{ paused: "✅" }', ['paused: means complete']],
    [
      'each other',
      '{ archived: "Running", running: "Archived" }',
      ['archived: means running', 'running: means archived'],
    ],
    ['two statuses', '{ paused: "Put away", archived: "put Away" }', ['archived: means paused']],
  ])('a label that stands for %s', (_, labels, says) => {
    expect(problemsOf(`labels: ${labels}\n`)).toEqual(
      says.map((one) => expect.stringContaining(`labels.${one}; each`)),
    );
  });

  it.each(['🟡 Paused', 'Sleeping', 'On hold', 'En pausa', '休止中', 'Приостановлен', 'snake_case_word'])(
    'a label that every cell gives back is none of it: %s',
    (label) => {
      expect(problemsOf(`labels:\n  paused: ${JSON.stringify(label)}\n`)).toEqual([]);
    },
  );

  it.each([
    [
      'an absence that ends before it begins',
      'away: { from: 2026-12-20, until: 2026-01-10 }',
      'away.until: must not be before "from"',
    ],
    [
      'a number where text stands',
      'projects: [{ match: 2048 }]',
      'projects[0].match: must be text: put it in quotes, "2048"',
    ],
    ['a truth value where text stands', 'bots: [yes, true]', 'bots[1]: must be text: put it in quotes, "true"'],
    ['one value for a list', 'documents: README.md', 'documents: must be a list; this is text'],
    ['a key one level too high', 'publish: none', 'publish: unknown option; "publish" belongs under "documents"'],
    [
      'a key one level too deep',
      'documents: [{ file: a.md, onSilence: ask }]',
      'documents[0].onSilence: unknown option; "onSilence" belongs at the top',
    ],
    [
      'a status that is misspelt',
      'labels: { inprogress: x }',
      'labels.inprogress: unknown option; did you mean "in_progress"?',
    ],
    [
      'a misspelt key of a threshold',
      'rules: { quietDay: 3 }',
      'rules.quietDay: unknown option; did you mean "quietDays"?',
    ],
    ['a misspelt value', 'onSilence: aks', 'onSilence: must be ask or date; did you mean ask?'],
    ['text that was UTF-16', '\uFFFD\uFFFDp\0r\0', 'is encoded in UTF-16, or is not text: save it as UTF-8'],
    [
      'text that was Latin-1',
      'labels: { paused: "gel\uFFFDst" }',
      'contains characters that are not UTF-8: save it as UTF-8',
    ],
  ])('%s', (_, text, says) => {
    expect(problemsOf(text).map((problem) => problem.replace(/^\d+:\d+ /, ''))).toContain(says);
  });
});
