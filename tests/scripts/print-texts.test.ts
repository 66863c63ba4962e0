// The list of sentences that people come to read: complete enough to be gone through with fresh eyes.

import { describe, expect, it } from 'vitest';
import { listTexts } from '../../scripts/print-texts.ts';

describe('the list of texts', () => {
  it('holds sentences of literals and templates, with their lines and without their values', () => {
    const source =
      "const name: string = 'x';\nexport const said = `Nothing of $" +
      "{name} was\n found`;\nthrow new Error('Try again later.');\n";
    expect(listTexts('src/a.ts', source)).toEqual([
      { path: 'src/a.ts', line: 2, text: 'Nothing of … was found' },
      { path: 'src/a.ts', line: 4, text: 'Try again later.' },
    ]);
  });

  it('leaves out names, addresses, imports, queries and style sheets', () => {
    const source = [
      "import { a } from 'some package';",
      "const sql = 'SELECT name FROM documents WHERE key = ?';",
      "const css = '.row { display: none; }';",
      "const one = ['retry-after', 'https://github.com/ada/me', 'delivery.processed'];",
    ].join('\n');
    expect(listTexts('src/a.ts', source)).toEqual([]);
  });

  it('holds what a visitor reads of HTML and what a screen reader says, and not its tags', () => {
    const page =
      '<h2 class="a b">Nothing <em>yet</em></h2><button aria-label="Pin the row">Pin</button><svg><path d="M0 0h4"/></svg>';
    expect(listTexts('src/web/pages/a.ts', `export const page = \`${page}\`;`)).toEqual([
      { path: 'src/web/pages/a.ts', line: 1, text: 'Nothing yet Pin the row Pin' },
    ]);
    expect(listTexts('src/web/pages/a.ts', 'export const drawing = \'<path d="M0 0h4"/>\';')).toEqual([]);
  });

  it('holds labels of one word where people read them, and the script of a page as a program', () => {
    expect(listTexts('src/web/pages/a.ts', "export const label = 'Finished';")).toHaveLength(1);
    expect(listTexts('src/core/a.ts', "export const type = 'Finished';")).toEqual([]);
    const script = "'use strict';\nsay('due now');\nfind('main > a[href]');";
    expect(listTexts('src/web/assets/a.ts', `export const script = \`${script}\`;`)).toMatchObject([
      { line: 2, text: 'due now' },
    ]);
  });
});
