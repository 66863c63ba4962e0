// No regular expression that meets a stranger's text may backtrack: each is proved to take linear time. (The command
// line's own read only files of the person who runs it.)

import { globSync, readFileSync } from 'node:fs';
import { parse } from 'acorn';
import { transformSync } from 'esbuild';
import { check } from 'recheck';
import { expect, it } from 'vitest';

interface Found {
  readonly path: string;
  readonly pattern: string;
  readonly flags: string;
}

function findExpressions(path: string): Found[] {
  const { code } = transformSync(readFileSync(path, 'utf8'), { loader: 'ts' });
  const found: Found[] = [];
  const visit = (node: unknown): void => {
    if (typeof node !== 'object' || node === null) return;
    const { regex } = node as { regex?: { pattern: string; flags: string } };
    if (regex !== undefined) found.push({ path, pattern: regex.pattern, flags: regex.flags });
    for (const child of Object.values(node)) visit(child);
  };
  visit(parse(code, { ecmaVersion: 'latest', sourceType: 'module' }));
  return found;
}

/** What the proof cannot treat (look-around, back references, high bounds), and why it is linear all the same. */
const byReading: readonly (readonly [string, string])[] = [
  ['src/core/activity-columns/parse-directive.ts', 'sticky, its parts share no character, and the look-ahead sees one'],
  ['src/core/document/markup/hidden-regions.ts', 'anchored, and bounded'],
  ['src/core/document/generated-blocks.ts', 'the look-behind lets it start once per word'],
  ['src/core/document/markup/blocks.ts', 'anchored; the look-ahead sees one character'],
  ['src/core/document/markup/links.ts', 'anchored; the look-ahead sees one character'],
  ['src/core/document/words/status-cell.ts', 'anchored; only the end tag is searched, once from behind'],
  ['src/core/document/markup/inline.ts', 'a run of underscores is given up by one at most'],
  ['src/core/document/markup/inline.ts', 'anchored, and its three parts share no character'],
  [
    'src/core/document/dates/date-edits.ts',
    'anchored, its parts share no character, and the look-around sees one character',
  ],
  ['src/core/document/words/status-cell.ts', 'what is searched for always comes, at the end at the latest'],
  ['src/core/document/words/split-remark.ts', 'anchored, and its parts share no character'],
  ['src/core/document/words/split-remark.ts', 'the look-behind lets it start once per number'],
  ['src/core/messages/uninstall.ts', 'starts once per comment, and runs over no angle bracket'],
  ['src/config/portfolio.ts', 'starts once per quote, and runs over no quote'],
  ['src/core/render/generated-block.ts', 'the look-ahead runs over no ampersand'],
  ['src/core/messages/issue-body.ts', 'anchored, and bounded'],
  ['src/core/messages/evidence.ts', 'starts once per word'],
  ['src/web/page-cache.ts', 'starts once per word'],
  ['src/web/auth/session.ts', 'anchored, and bounded'],
];

/**
 * A high bound makes more states than any proof goes through; without it the expression can do more, never less, and is
 * proved in no time.
 */
const withoutHighBounds = (pattern: string) => pattern.replaceAll(/\{(\d+),\d{2,}\}/g, '{$1,}');

/**
 * The alternatives of the outermost level. Nothing follows them that could send the search back into one, so all of them
 * together take what each takes alone: proved one by one, a long list is done in no time.
 */
function splitAlternatives(pattern: string): string[] {
  const alternatives = [''];
  let depth = 0;
  let isClass = false;
  for (const token of pattern.match(/\\.|./gs) ?? []) {
    if (!isClass && depth === 0 && token === '|') {
      alternatives.push('');
      continue;
    }
    alternatives[alternatives.length - 1] += token;
    if (token === '[') isClass = true;
    else if (token === ']') isClass = false;
    else if (!isClass && token === '(') depth += 1;
    else if (!isClass && token === ')') depth -= 1;
  }
  return alternatives;
}

it('splits an expression at its outermost level only', () => {
  expect(splitAlternatives('a|b')).toEqual(['a', 'b']);
  expect(splitAlternatives(String.raw`(a|b)|[|(]\||\(c|d`)).toEqual([
    '(a|b)',
    String.raw`[|(]\|`,
    String.raw`\(c`,
    'd',
  ]);
});

it('all take time in proportion to the text', async () => {
  const all = globSync('src/{core,github,pipeline,store,web}/**/*.ts').flatMap(findExpressions);
  const distinct = [...new Map(all.map((one) => [`${one.flags} ${one.pattern}`, one])).values()];
  expect(distinct.length).toBeGreaterThan(100);
  const unproved: string[] = [];
  const vulnerable: string[] = [];
  const queue = [...distinct];
  const work = async (): Promise<void> => {
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
      const { path, pattern, flags } = next;
      // The proof has as long as it takes: one that a slow machine did not finish would be another verdict.
      for (const alternative of splitAlternatives(withoutHighBounds(pattern))) {
        const { status } = await check(alternative, flags, { timeout: null, checker: 'automaton' });
        if (status === 'vulnerable') vulnerable.push(`${path}: /${pattern}/${flags}`);
        if (status === 'unknown') unproved.push(path);
      }
    }
  };
  await Promise.all([work(), work(), work(), work()]);
  expect(vulnerable).toEqual([]);
  const known = new Map(byReading);
  expect(unproved.filter((path) => !known.has(path))).toEqual([]);
});
