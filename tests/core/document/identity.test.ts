// Which project a row is about: its name, and the repository where it links none in full.

import { describe, expect, it } from 'vitest';
import { readDocument } from '../../../src/core/document/parse-document.ts';
import type { DocumentRef, Row } from '../../../src/core/model.ts';

const onGitHub = (path = 'README.md'): DocumentRef => ({ kind: 'github', repo: 'ada/pens', path, branch: null });

function read(text: string, source: string | DocumentRef = 'README.md'): readonly Row[] {
  const outcome = readDocument(Buffer.from(text), source);
  if (outcome.kind !== 'read') throw new Error(outcome.reason);
  return outcome.reading.rows;
}

const table = (heading: string, ...rows: readonly string[]) =>
  `| ${heading} |\n|${heading
    .split('|')
    .map(() => '-|')
    .join('')}\n${rows.map((row) => `| ${row} |`).join('\n')}\n`;

describe('the name of a row', () => {
  it.each([
    ['Quill<br><sub>writes</sub>', 'Quill'],
    ['[**Quill**](https://github.com/ada/quill)<br/>*writes*', 'Quill'],
    ['**Quill**<br>`v2`', 'Quill'],
    ['<img src="a.png"><br><b>Quill</b>', 'Quill'],
    ['Quill<br>and ink', 'Quill and ink'],
  ])('ends where something is set apart below it: %s', (cell, name) => {
    expect(read(table('Project | Status', `${cell} | Active`))).toMatchObject([{ name }]);
    const html = cell.replaceAll(/\[|\]\([^()]*\)|[*`]/g, '');
    const page = `<table><tr><th>Project</th><th>Status</th></tr><tr><td>${html}</td><td>Active</td></tr></table>`;
    if (html.includes('<sub>')) expect(read(page, 'index.html')).toMatchObject([{ name }]);
  });

  it('and its repository are not of what is defined for references at the end of the document', () => {
    const definitions = '[a]: https://github.com/ada/ink\n[b]: https://github.com/ada/nib\n';
    const text = `## Other\n\n[x][a] and [y][b]\n\n### [Quill](https://github.com/ada/quill)\n\n**Status:** Active\n\n${definitions}`;
    expect(read(text)).toMatchObject([{ name: 'Quill', repo: 'ada/quill', skip: null }]);
  });
});

describe('the column of repositories', () => {
  it.each([
    ['links', '[quill](https://github.com/ada/quill)', 'quill'],
    ['names in code', '`quill`', 'quill'],
    ['plain names', 'Quill', 'Quill'],
  ])('is the name where none is headed so: %s', (_, cell, name) => {
    for (const heading of ['Repository', 'Repo', 'Repositorio', '仓库'])
      expect(read(table(`${heading} | Description | Status`, `${cell} | writes | Active`))).toMatchObject([{ name }]);
  });

  it.each([
    ['a column of names', 'Repo | Project | Status', '[q](https://github.com/ada/quill) | Quill | WIP'],
    ['a column before it', 'Pen | Repo | Status', 'Quill | [q](https://github.com/ada/quill) | WIP'],
    ['labels alone', 'Repo | Pen | Status', '[GitHub](https://github.com/ada/quill) | Quill | WIP'],
    ['addresses alone', 'Repo | Pen | Status', 'https://github.com/ada/quill | Quill | WIP'],
  ])('is not the name beside %s', (_, heading, row) => {
    expect(read(table(heading, row))).toMatchObject([{ name: 'Quill', repo: 'ada/quill' }]);
  });

  it('may hold owner and name as plain text', () => {
    const rows = table(
      'Project | Repository | Status',
      'A | ada/quill | WIP',
      'B | `ada/ink` | WIP',
      'C | git@github.com:ada/nib.git | WIP',
      'D | n/a | WIP',
      'E | owner/name | WIP',
    );
    expect(read(rows).map(({ repo }) => repo)).toEqual(['ada/quill', 'ada/ink', 'ada/nib', null, null]);
  });

  it('is the column of names where every name is owner and name', () => {
    expect(read(table('Project | Status', '`ada/quill` | WIP', '`bob/ink` | Done'))).toMatchObject([
      { repo: 'ada/quill' },
      { repo: 'bob/ink' },
    ]);
    expect(read(table('Project | Status', 'input/output | WIP', 'Ink | Done'))).toMatchObject([
      { repo: null },
      { repo: null },
    ]);
  });
});

describe('relative links', () => {
  it.each([
    ['./quill', 'README.md', 'ada/pens', 'quill'],
    ['packages/quill/', 'README.md', 'ada/pens', 'packages/quill'],
    ['quill/README.md#use', 'README.md', 'ada/pens', 'quill'],
    ['/quill', 'docs/README.md', 'ada/pens', 'quill'],
    ['quill', 'docs/pens.md', 'ada/pens', 'docs/quill'],
    ['../quill', 'docs/pens.md', 'ada/pens', 'quill'],
    ['../quill', 'README.md', 'ada/quill', null],
    ['docs/quill.md', 'README.md', null, null],
    ['../../quill', 'README.md', null, null],
    ['%E7%AC%94', 'README.md', 'ada/pens', '笔'],
    ['笔à/', 'README.md', 'ada/pens', '笔à'],
  ])('are folders of the own repository: %s in %s', (link, path, repo, folder) => {
    const rows = table('Pen | Status', `[Quill](${link}) | WIP`);
    expect(read(rows, onGitHub(path))).toMatchObject([{ name: 'Quill', repo, folder }]);
    expect(read(rows)).toMatchObject([{ repo: null, inside: expect.any(String) }]);
  });

  it.each(['#quill', 'https://quill.example', 'mailto:a@quill.example', 'quill.png', '//quill.example', 'quill.com/a'])(
    'are not %s',
    (link) => {
      const [row] = read(table('Pen | Status', `[Quill](${link}) | WIP`), onGitHub());
      expect(row).toMatchObject({ repo: null });
      expect(row?.inside).toBeUndefined();
    },
  );

  it('count for less than a repository of GitHub', () => {
    const rows = table('Pen | Status | Code', '[Quill](quill) | WIP | [code](https://github.com/ada/quill)');
    expect(read(rows, onGitHub())).toMatchObject([{ repo: 'ada/quill', folder: null }]);
  });

  it('are taken from a name that is a folder', () => {
    expect(read(table('Pen | Status', '`quill/` | WIP'), onGitHub())).toMatchObject([
      { repo: 'ada/pens', folder: 'quill' },
    ]);
  });
});

describe('labels', () => {
  it('speak of the list item around them, with the repositories that stand there', () => {
    const text =
      '### Pens\n\n1. **Quill**\n   - **Status**: WIP\n   - **Code**: https://github.com/ada/quill\n\n2. **Ink**\n   - **Status**: Done\n   - https://github.com/ada/ink\n';
    expect(read(text)).toMatchObject([
      { name: 'Quill', repo: 'ada/quill', typed: { status: 'in_progress' }, skip: null },
      { name: 'Ink', repo: 'ada/ink', typed: { status: 'complete' }, skip: null },
    ]);
  });

  it('speak of the item in whose lines they stand, and twice of nothing for sure', () => {
    expect(read('## Pens\n\n- [Quill](https://github.com/ada/quill)\n  Status: WIP\n')).toMatchObject([
      { name: 'Quill', repo: 'ada/quill' },
    ]);
    expect(read('## Pens\n\n- **Quill**\n  - Status: WIP\n  - Status: Done\n').map(({ skip }) => skip)).toEqual([
      expect.stringContaining('Several words'),
      expect.stringContaining('Several words'),
    ]);
  });

  it('speak of the heading around theirs that has the name of what they link', () => {
    const text = `# Ada\n\n## 🖋 Quill — a pen\n\nLong.\n\n### What I learnt\n\nMuch.\n\n- **Status:** Live\n- [Code](https://github.com/ada/quill)\n`;
    expect(read(text)).toMatchObject([{ name: '🖋 Quill', repo: 'ada/quill', typed: { text: 'Live' } }]);
    expect(read(text.replace('What I learnt', 'The quill inside'))).toMatchObject([{ name: 'The quill inside' }]);
    expect(read(text.replace('ada/quill', 'ada/ink'))).toMatchObject([{ name: 'What I learnt', repo: 'ada/ink' }]);
  });

  it('may be headings of their own', () => {
    const text = (word: string) =>
      `# Pens\n\n## Quill\n\n[Code](https://github.com/ada/quill)\n\n### Status\n\n${word}\n\n### Next\n\nInk.\n`;
    expect(read(text('🟢 Active'))).toMatchObject([{ name: 'Quill', repo: 'ada/quill', line: 9, skip: null }]);
    expect(read(text('Active, and slow'))).toMatchObject([{ typed: { text: 'Active' }, asksFirst: expect.anything() }]);
    expect(read(text('It writes, and that is all.'))).toEqual([]);
    expect(read(text('Active').replace('## Quill\n', '\n').replace('### Status', '## Status'))).toEqual([]);
  });

  it('of lists of tools are none', () => {
    const text =
      '## The stack\n\n- Style: [fmt](https://github.com/bob/fmt)\n- State: [Store](https://store.example)\n';
    expect(read(text)).toEqual([]);
  });
});
