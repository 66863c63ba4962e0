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
});
