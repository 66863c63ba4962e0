// Where a link is put into a row that has none: in the owner's own way, and nowhere but there.

import { describe, expect, it } from 'vitest';
import { applyEdits, planNewLink } from '../../../../src/core/document/edits.ts';
import { readDocument } from '../../../../src/core/document/parse-document.ts';

/** The document with a link to ada/atlas in its planned row; null where there is no safe place. */
function link(text: string, path = 'README.md', encoding: 'utf8' | 'latin1' = 'utf8'): string | null {
  const bytes = Buffer.from(text, encoding);
  const before = readDocument(bytes, path);
  const rows = before.kind === 'read' ? before.reading.rows : [];
  const plan = rows.find(({ typed }) => typed.status === 'planned') ?? expect.fail('no planned row');
  if (plan.linkSlot === undefined) return null;
  const edited = applyEdits(bytes, [planNewLink(bytes, plan.linkSlot, 'ada/atlas')]);
  const after = readDocument(edited, path);
  const read = after.kind === 'read' ? after.reading.rows : [];
  expect(read.map(({ name, repo, typed, skip }) => [name, repo, typed, skip])).toEqual(
    rows.map((row) => [row.name, row === plan ? 'ada/atlas' : row.repo, row.typed, row.skip]),
  );
  return Buffer.from(edited).toString(encoding);
}

const table = (cell: string, ...others: readonly string[]) =>
  `| Project | Status | Repo |\n|---|---|---|\n${others.map((other, index) => `| p${index} | Running | ${other} |\n`).join('')}| atlas | Planned |${cell}|\n`;

describe('the cell of the repository column', () => {
  it.each([
    [['[code](https://github.com/ada/engine)'], '[code](https://github.com/ada/atlas)'],
    [['[engine](https://github.com/ada/engine)'], '[atlas](https://github.com/ada/atlas)'],
    [['[Ada/Engine](https://github.com/ada/engine)'], '[ada/atlas](https://github.com/ada/atlas)'],
    [['https://github.com/ada/engine'], 'https://github.com/ada/atlas'],
    [['<https://github.com/ada/engine.git>'], '<https://github.com/ada/atlas.git>'],
    [
      ['<a href="https://github.com/ada/a" target="_blank">a</a>'],
      '<a href="https://github.com/ada/atlas" target="_blank">atlas</a>',
    ],
    [['[GitHub](https://github.com/ada/engine/)'], '[GitHub](https://github.com/ada/atlas/)'],
    // What one row says is its own; what two say is the owner's way.
    [['[The Engine](https://github.com/ada/engine)'], '[atlas](https://github.com/ada/atlas)'],
    [
      ['[Quellen 🔗](https://github.com/ada/a)', '[Quellen 🔗](https://github.com/ada/b)'],
      '[Quellen 🔗](https://github.com/ada/atlas)',
    ],
    [['[a](https://github.com/ada/a), [b](https://github.com/ada/b)'], '[atlas](https://github.com/ada/atlas)'],
    [['[x](https://github.com/ada/mono/tree/main/x)'], '[atlas](https://github.com/ada/atlas)'],
    [
      ['[![engine](https://example.org/e.svg)](https://github.com/ada/engine)'],
      '[atlas](https://github.com/ada/atlas)',
    ],
    [[], '[atlas](https://github.com/ada/atlas)'],
  ])('follows %j', (others, written) => {
    for (const placeholder of ['TBD', '—', 'coming soon', '-']) {
      expect(link(table(` ${placeholder} `, ...others))).toBe(table(` ${written} `, ...others));
    }
  });

  it('that is empty keeps blanks beside its pipes', () => {
    const written = table(' [atlas](https://github.com/ada/atlas) ');
    for (const blanks of ['', ' ', '  ']) expect(link(table(blanks))?.replace(/ +/g, ' ')).toBe(written);
  });

  it('is written in the bytes of its neighbours', () => {
    const others = ['[código](https://github.com/ada/a)', '[código](https://github.com/ada/b)'];
    const doubled = (text: string) => Buffer.from(Buffer.from(text).toString('latin1')).toString();
    expect(link(doubled(table(' TBD ', ...others)))).toBe(
      doubled(table(' [código](https://github.com/ada/atlas) ', ...others)),
    );
    expect(link(table(' TBD ', ...others), 'README.md', 'latin1')).toContain('[código](https://github.com/ada/atlas)');
  });

  it('of an HTML table is written as HTML', () => {
    const html = (cell: string) =>
      `<table>\n<tr><th>Project</th><th>Status</th><th>Repo</th></tr>\n<tr><td>atlas</td><td>Planned</td><td>${cell}</td></tr>\n</table>\n`;
    for (const cell of ['TBD', '']) {
      expect(link(html(cell), 'index.html')).toBe(html('<a href="https://github.com/ada/atlas">atlas</a>'));
    }
  });
});

describe('the name', () => {
  const named = (name: string) => `| Project | Status |\n|---|---|\n| ${name} | Planned |\n`;

  it.each(['atlas', '**atlas**', '`atlas`', 'My Atlas 🗺️'])('%s is linked where there is no such column', (name) => {
    expect(link(named(name))).toBe(named(`[${name}](https://github.com/ada/atlas)`));
  });

  it('is linked where the cell says something else', () => {
    expect(link(table(' see below '))).toContain('| [atlas](https://github.com/ada/atlas) | Planned | see below |');
  });

  it.each([
    '[atlas](https://example.org)',
    '<b>atlas</b>',
    'atlas <!-- mine -->',
    'a\\|b',
    '{atlas}',
    '![a](b.svg) atlas',
  ])('%s is left alone', (name) => expect(link(named(name))).toBeNull());
});
