// Projects in every shape that people publish: tables in quotes, lists and HTML, list items, paragraphs, cards,
// badges. Each is found with its repository, and a new status lands where the old one stood.

import { describe, expect, it } from 'vitest';
import { applyEdits, planEdits } from '../../../src/core/document/edits.ts';
import { readDocument } from '../../../src/core/document/parse-document.ts';
import type { Row } from '../../../src/core/model.ts';

function read(text: string, path = 'README.md'): readonly Row[] {
  const outcome = readDocument(Buffer.from(text), path);
  if (outcome.kind !== 'read') throw new Error(outcome.reason);
  return outcome.reading.rows;
}

/** The document with every status that may be edited replaced. */
function write(text: string, word: string, path = 'README.md'): string {
  const rows = read(text, path).filter(({ skip }) => skip === null);
  const changes = rows.map((row) => ({ row, text: word, mojibake: row.mojibake }));
  const bytes = Buffer.from(text);
  return Buffer.from(applyEdits(bytes, planEdits(bytes, changes))).toString();
}

const repo = 'https://github.com/ada/engine';
const table = `| Project | Status | Repo |\n|---|---|---|\n| engine | 🟢 Running | ${repo} |`;
const each = (prefix: string) => table.replaceAll(/^/gm, prefix);

describe('tables inside other blocks', () => {
  it.each([
    ['a quote', each('> ')],
    ['a quote without blanks', each('>')],
    ['a list item', `- Projects\n\n${each('  ')}`],
    ['the first line of a list item', `- ${each('  ').slice(2)}`],
    ['a numbered list item', `1. Projects\n\n${each('   ')}`],
    ['a list item in a quote', `> - Projects\n>\n${each('>   ')}`],
    ['a list item indented by a tab', `- Projects\n\n${each('\t')}`],
    ['<details>', `<details>\n<summary>All</summary>\n\n${table}\n\n</details>`],
    ['text glued above and below', `These are mine:\n${table}\n`],
    ['no outer pipes', 'Project | Status | Repo\n--- | --- | ---\nengine | 🟢 Running | github.com/ada/engine'],
    ['tabs for padding', table.replaceAll('| ', '|\t')],
  ])('are read in %s', (_, text) => {
    expect(read(text)).toMatchObject([{ name: 'engine', repo: 'ada/engine', typed: { status: 'running' } }]);
    expect(write(text, '🟡 Paused')).toBe(text.replace('🟢 Running', '🟡 Paused'));
  });

  it.each([
    ['fences', `\`\`\`\n${table}\n\`\`\``],
    ['fences in a list item', `- a\n\n  ~~~\n${each('  ')}\n  ~~~`],
    ['indented code', each('    ')],
    ['indented code in a list item', `- a\n\n${each('      ')}`],
    ['comments', `<!--\n${table}\n-->`],
    ['raw HTML', `<div>\n${table}\n</div>`],
    ['a script', `<script>\n\n${table}\n</script>`],
    ['front matter', `---\n${table}\n---\n`],
    ['a quote whose marker is missing in the rows', each('> ').replaceAll('\n> |---', '\n|---')],
    ['an item that began empty', `-\n\n${each('    ')}`],
  ])('are none in %s', (_, text) => {
    expect(read(text)).toEqual([]);
  });

  it('are left to Pandoc where it reads them otherwise', () => {
    expect(read(table, 'index.qmd')).toMatchObject([{ skip: null }]);
    for (const text of [each('> '), `- a\n\n${each('  ')}`, `Glued\n${table}`]) {
      expect(read(text, 'index.qmd')).toMatchObject([{ skip: expect.stringContaining('touches another block') }]);
    }
  });

  it.each([
    ['brackets', '[[b] engine](', 'b engine'],
    ['a picture', '[![engine](e.svg)](', 'engine'],
  ])('name a project by the text of a link that holds %s', (_, begin, name) => {
    expect(read(table.replace('| engine', `| ${begin}${repo})`))).toMatchObject([{ name, repo: 'ada/engine' }]);
  });

  it('is none where its marks go on with the paragraph of a list item', () => {
    const marks = '       | Project | Status |\n       |---|---|\n       | a | Running |\n';
    const lazy = '| Project | Status | Repo |\n|---|---|---|\n| b | Running | https://github.com/ada/b |\n';
    expect(read(`1. text\n${marks}${lazy}`)).toEqual([]);
  });

  it.each([
    ['a fence of tildes', 'text\n~~~ text\n```\n~~~'],
    ['a fence below what only GitHub takes for code', 'a | b\n--|--\n    c\n~~~\n```\n~~~'],
    ['a fence below a list item', '- text\n```\n```'],
    ['an indented fence', 'text\n  ```\n  ```'],
    ['a fence with several words', '``` js one\n\n```'],
    ['a fence that goes on with backticks', '```a`b'],
    ['a fence that ends with its quote', '> ```\n> a\n'],
    ['a fence in HTML', '<div>\n```\n</div>\n```'],
    ['dashes above text', '---\ntext'],
    ['a note', '[^1]:'],
  ])('is left alone below what Pandoc may read otherwise: %s', (_, above) => {
    expect(read(`${above}\n\n${table}`, 'index.qmd').filter(({ skip }) => skip === null)).toEqual([]);
    expect(read(`${above}\n\n${table}`, 'README.md').filter(({ skip }) => skip !== null)).toEqual([]);
  });

  it.each([
    ['a bracket', 'a [b', 'c] d'],
    ['a comment', 'a <!-- b', '-->'],
    ['a comment that ends at once', '<!-->', '-->'],
    ['a comment behind another', '<!-- a --> <!-- b', 'c -->'],
    ['an instruction', 'a <?php', '?>'],
    ['a tag', '<b title="', '">'],
    ['a tag of code', 'a <pre> b', '</pre>'],
    ['a tag of code in another', '<pre>\n<pre>\n</pre>', '</pre>'],
    ['an environment of TeX', '\\begin{x}', '\\end{x}'],
    ['a command of TeX', '\\x{', '}'],
  ])('is left alone between what goes on over blank lines for Pandoc: %s', (_, begin, end) => {
    const text = `${begin}\n\n${table}\n\n${end}\n\n${table}`;
    expect(read(text, 'index.qmd').map(({ skip }) => skip)).toEqual([expect.stringContaining('may go on'), null]);
    expect(read(`${end}\n\n${table}`, 'index.qmd')).toMatchObject([{ skip: null }]);
  });

  it.each([
    ['a tag without an end', 'a <noscript> b'],
    ['an element without an end', '<template>\n<p>a</p>\n'],
    ['a comment that ends with its list item only for GitHub', '- <!-- a\n\nb'],
  ])('is left alone below what goes on to the end of the page for a browser: %s', (_, above) => {
    const reason = expect.stringContaining('A browser may not see this: what begins on line 1 may go on');
    expect(read(`${above}\n\n${table}`)).toMatchObject([{ skip: reason }]);
  });

  it.each([
    ['tags that end', '<noscript>\n\na\n</noscript>'],
    ['comments', '<!-- a\n\nb -->'],
    ['a comment in a list item', '- <!-- a -->\n- b'],
    ['a paragraph with half a comment', 'a <!-- b'],
    ['code', '`<select>` and\n\n```\n<template>\n```'],
  ])('is read below what a browser sees to its end: %s', (_, above) => {
    expect(read(`${above}\n\n${table}`)).toMatchObject([{ name: 'engine', skip: null }]);
  });

  it.each([
    ['fences', '```\na\n```'],
    ['fences of tildes', '~~~ js\na [\n~~~'],
    ['chunks', '```{r, echo=FALSE}\nlist[\n```'],
    ['fences in list items', '1. a\n\n   ```js\n   b\n\n   c\n   ```'],
    ['metadata', '---\ntitle: a [b\n---'],
    ['metadata in the middle', 'a\n\n---\ntitle: b\n---'],
    ['dashes', 'a\n\n---\n\nb'],
    ['headings', 'a\n---\nb'],
    ['comments', '<!-- a\n\nb [ -->'],
    ['code', '<pre>\n\n</pre>'],
    ['brackets', '[a](b) [1, 2) `[`\n\n[c]'],
    ['divisions', '::: {.note}\na\n:::'],
  ])('is read below what all read alike: %s', (_, above) => {
    expect(read(`${above}\n\n${table}`, 'index.qmd')).toMatchObject([{ name: 'engine', skip: null }]);
  });

  it.each([
    ['a row without pipes', 'Status | Project\n-: | -:\nRun\\|ning\n🟢 Running | engine'],
    ['a row of one cell', table.replace('\n| engine', '\n`a\\|b`\n| engine')],
    ['code that goes on', table.replace('engine', '`` a ` b `')],
    ['mathematics', table.replace('engine', '$a').replace(repo, 'b$')],
    ['a tag that goes on', table.replace('engine', '<b title="').replace(repo, '">')],
    ['a comment that goes on', table.replace('engine', '<!-- ').replace(repo, ' -->')],
    ['a command of TeX', table.replace('engine', '\\x{').replace(repo, '}')],
    ['a heading that begins with a tag', table.replace('| Project', '<del>Project</del>')],
  ])('is left alone where Pandoc may see other cells: %s', (_, text) => {
    expect(read(text, 'index.qmd').filter(({ skip }) => skip === null)).toEqual([]);
  });
});

const htmlTable = `<table>
  <tr><th>Project</th><th>Status</th></tr>
  <tr>
    <td><a href="${repo}">engine</a></td>
    <td>🟢 Running</td>
  </tr>
</table>`;

describe('tables of HTML', () => {
  it.each([
    ['Markdown', 'README.md', htmlTable],
    ['Quarto', 'index.qmd', htmlTable],
    ['a page', 'index.html', `<!doctype html>\r\n<title>x</title>\r\n${htmlTable.replaceAll('\n', '\r\n')}`],
    ['a centred block', 'README.md', `<div align="center">\n${htmlTable}\n</div>`],
    ['cells with blank lines', 'README.md', htmlTable.replace('<td>🟢 Running</td>', '<td>\n\n🟢 Running\n\n</td>')],
    [
      'thead and tbody',
      'README.md',
      htmlTable.replace('  <tr><th>', '  <thead><tr><th>').replace('</th></tr>', '</th></tr></thead>'),
    ],
    ['open cells', 'README.md', htmlTable.replaceAll(/<\/t[dhr]>/g, '')],
    ['emphasis', 'README.md', htmlTable.replace('🟢 Running', '<b>🟢 Running</b>')],
  ])('are read in %s', (_, path, text) => {
    expect(read(text, path)).toMatchObject([{ name: 'engine', repo: 'ada/engine', typed: { text: '🟢 Running' } }]);
    expect(write(text, '🟡 Paused', path)).toBe(text.replace('🟢 Running', '🟡 Paused'));
  });

  it('are none in comments, code and scripts', () => {
    for (const text of [`<!--\n${htmlTable}\n-->`, `\`\`\`html\n${htmlTable}\n\`\`\``, `<pre>\n${htmlTable}\n</pre>`]) {
      expect(read(text)).toEqual([]);
    }
  });

  it('leave rows alone whose cells span others, and read the rows around them', () => {
    const spanning = htmlTable.replace('<td>🟢 Running</td>', '<td rowspan="2">🟢 Running</td>');
    expect(read(spanning)[0]?.skip).toContain('several columns or rows');
    const titled = htmlTable.replace('  <tr>\n', '  <tr><td colspan="2">Tools</td></tr>\n  <tr>\n');
    expect(read(titled)).toMatchObject([{ name: 'engine', skip: null }]);
  });

  it.each(['b', 'strong', 'em', 'code', 'sub'])('keep <%s> around the word, with the glyph outside', (tag) => {
    const cell = (glyph: string, word: string) => `<td>${glyph} <${tag}>${word}</${tag}></td>`;
    const text = htmlTable.replace('<td>🟢 Running</td>', cell('🟢', 'Running'));
    expect(read(text)).toMatchObject([{ typed: { text: '🟢 Running', status: 'running' }, skip: null }]);
    expect(write(text, '🟡 Paused')).toBe(text.replace(cell('🟢', 'Running'), cell('🟡', 'Paused')));
    expect(write(text, 'R&D <b>')).toContain(`<td><${tag}>R&amp;D &lt;b&gt;</${tag}></td>`);
  });

  it('escape what they are given', () => {
    expect(write(htmlTable, 'R&D <b>')).toContain('<td>R&amp;D &lt;b&gt;</td>');
  });

  it.each([
    ['text that begins another block', htmlTable.replace('    <td><a', '    <td>\n---\n<a')],
    ['a deep line', htmlTable.replace('  <tr>\n    <td><a', '<tr><td><a')],
    ['mathematics', htmlTable.replace('engine', '$a').replace('🟢 Running', 'b$')],
    ['a bracket that goes on', htmlTable.replace('engine', '[a').replace('🟢 Running', 'b]')],
    ['Markdown that holds cells', htmlTable.replace('    <td><a', '    <td>\n\n<a')],
  ])('are left alone where Pandoc may see others: %s', (_, text) => {
    expect(text).not.toBe(htmlTable);
    expect(read(text, 'index.qmd').filter((row) => row.table !== null)).toEqual([]);
  });

  it('stand on their own line in a block that was generated', () => {
    const text = `a\n\n<!-- statusfolio:list -->\n</table>\n\`\`\`\n\n${htmlTable}\n\n<!-- /statusfolio -->\n`;
    expect(read(text)).toMatchObject([{ line: 9, skip: null }]);
    expect(read(text, 'index.qmd')).toMatchObject([{ skip: expect.stringContaining('line 5') }]);
  });

  it('that nest too deeply to be a page are not read', () => {
    expect(read('<div>'.repeat(100_000) + htmlTable, 'index.html')).toEqual([]);
  });
});

describe('columns', () => {
  it.each([
    [
      'the first column',
      '| Status | Project |\n|-|-|\n| Running | [engine](https://github.com/ada/engine) |',
      'running',
    ],
    [
      'the link on the name',
      '| Project | Status |\n|-|-|\n| [engine](https://github.com/ada/engine) | Done |',
      'complete',
    ],
    [
      'a folder',
      '| Project | Status |\n|-|-|\n| [engine](https://github.com/ada/engine/tree/main/a/b) | Done |',
      'complete',
    ],
    [
      'Spanish',
      '| Proyecto | Estado | Repositorio |\n|-|-|-|\n| a | En progreso | github.com/ada/engine |',
      'in_progress',
    ],
    [
      'Portuguese',
      '| Projeto | Situação | Repositório |\n|-|-|-|\n| a | Concluído | github.com/ada/engine |',
      'complete',
    ],
    ['French', '| Projet | État | Dépôt |\n|-|-|-|\n| a | En cours | github.com/ada/engine |', 'in_progress'],
    ['German', '| Projekt | Stand | Link |\n|-|-|-|\n| a | Geplant | github.com/ada/engine |', 'planned'],
    ['Italian', '| Progetto | Stato | Codice |\n|-|-|-|\n| a | In corso | github.com/ada/engine |', 'in_progress'],
    ['Russian', '| Проект | Статус | Ссылка |\n|-|-|-|\n| a | Завершён | github.com/ada/engine |', 'complete'],
    ['Chinese', '| 项目 | 状态 | 链接 |\n|-|-|-|\n| a | 进行中 | github.com/ada/engine |', 'in_progress'],
    ['Japanese', '| プロジェクト | ステータス | リンク |\n|-|-|-|\n| a | 完成 | github.com/ada/engine |', 'complete'],
    ['Korean', '| 프로젝트 | 상태 | 링크 |\n|-|-|-|\n| a | 진행 중 | github.com/ada/engine |', 'in_progress'],
  ])('are found in %s', (_, text, status) => {
    expect(read(text)).toMatchObject([{ repo: 'ada/engine', typed: { status }, skip: null }]);
  });

  it('are found by content where no heading says status', () => {
    const rows = (words: readonly string[]) =>
      `| App | Where it is |\n|-|-|\n${words.map((word) => `| [engine](${repo}) | ${word} |`).join('\n')}`;
    expect(read(rows(['Running', 'In progress', 'Planned']))).toHaveLength(3);
    expect(read(rows(['✅', '✅', '✅']))).toEqual([]);
    expect(read(rows(['Running', 'Vienna', 'Planned', 'London']))).toEqual([]);
  });

  it('take the heading with more words that are statuses', () => {
    const text = `| Project | Status | Stage |\n|-|-|-|\n| [a](${repo}) | 80% | Planned |\n| [b](${repo}) | 20% | Done |`;
    expect(read(text).map(({ typed }) => typed.status)).toEqual(['planned', 'complete']);
  });

  it.each([
    ['percentages', ['80 %', '100%', '~5%']],
    ['versions', ['v1.2.0', '0.3', 'v2.0-beta']],
    ['the state of builds', [`![CI](${repo}/actions/workflows/ci.yml/badge.svg)`]],
    ['dates', ['2026-01-31', '31.01.2026']],
  ])('that hold %s are left alone', (kind, cells) => {
    const text = `| Project | Status |\n|-|-|\n${cells.map((cell) => `| [engine](${repo}) | ${cell} |`).join('\n')}`;
    const rows = read(text);
    expect(rows).toHaveLength(cells.length);
    for (const row of rows) expect(row.skip).toBe(`The column holds ${kind}, not the status of a project.`);
  });

  it('leave unknown words to the owner', () => {
    const text = `| Project | Status |\n|-|-|\n| [engine](${repo}) | 🟣 Paper under review |`;
    expect(read(text)).toMatchObject([{ typed: { text: '🟣 Paper under review', status: 'unknown' }, skip: null }]);
  });
});

describe('status cells', () => {
  const cell = (status: string) => `| Project | Status |\n|-|-|\n| [engine](${repo}) | ${status} |`;
  it.each([
    ['🟢 **Running**', '🟡 **Paused**'],
    ['**🟢 Running**', '**🟡 Paused**'],
    ['`Running`', '`🟡 Paused`'],
    ['***Running***', '***🟡 Paused***'],
    ['<b>Running</b>', '<b>🟡 Paused</b>'],
    ['<sub><em>Running</em></sub>', '<sub><em>🟡 Paused</em></sub>'],
    ['<span style="color:green">Running</span>', '<span style="color:green">🟡 Paused</span>'],
    ['[Running](https://engine.example)', '[🟡 Paused](https://engine.example)'],
    ['Running<br><sub>since May</sub>', '🟡 Paused<br><sub>since May</sub>'],
    ['Running <!-- note -->', '🟡 Paused <!-- note -->'],
    ['🟢', '🟡 Paused'],
  ])('keep their markup: %s', (before, after) => {
    expect(write(cell(before), '🟡 Paused')).toBe(cell(after));
  });

  it.each([
    [
      '![Status](https://img.shields.io/badge/status-active-brightgreen)',
      '![Status](https://img.shields.io/badge/status-Archived-lightgrey)',
    ],
    [
      '![Running](https://img.shields.io/badge/Running-green.svg?style=flat)',
      '![Archived](https://img.shields.io/badge/Archived-lightgrey.svg?style=flat)',
    ],
    [
      '[![x](https://img.shields.io/badge/status-in_progress-yellow)](https://engine.example)',
      '[![x](https://img.shields.io/badge/status-Archived-lightgrey)](https://engine.example)',
    ],
    [
      '<img alt="Running" src="https://img.shields.io/badge/status-running-green">',
      '<img alt="Archived" src="https://img.shields.io/badge/status-Archived-lightgrey">',
    ],
  ])('that are badges change word, colour and alternative text: %s', (before, after) => {
    expect(write(cell(before), '⚪ Archived')).toBe(cell(after));
    expect(read(cell(after))).toMatchObject([{ typed: { status: 'archived' } }]);
  });

  it('are read whole where the last byte of a glyph looks like a no-break space', () => {
    expect(read(cell('🟠 <!-- note -->'))[0]?.typed.text).toBe('🟠');
    expect(read(cell('déjà <!-- note -->'))[0]?.typed.text).toBe('déjà');
  });
});

describe('projects outside tables', () => {
  it.each([
    ['a bullet', `- [engine](${repo}) — 🟢 Running\n`],
    ['a bullet with a hyphen', `* [engine](${repo}) - 🟢 Running - an engine\n`],
    ['brackets', `- [engine](${repo}) (🟢 Running): an engine\n`],
    ['a colon', `- **[engine](${repo})**: 🟢 Running\n`],
    ['emphasis', `- [engine](${repo}) — **🟢 Running**\n`],
    ['emphasis behind the glyph', `- [engine](${repo}) · 🟢 **Running**\n`],
    ['a status that stands first', `- 🟢 Running: [engine](${repo})\n`],
    ['a checkbox', `- [x] **engine** — 🟢 Running — ${repo}\n`],
    ['a second line', `- [engine](${repo})\n  — 🟢 Running\n`],
    ['a paragraph', `**engine** — 🟢 Running — [code](${repo})\n`],
    ['a reference', `- [engine][e] — 🟢 Running\n\n[e]: ${repo}\n`],
    ['a heading', `## engine\n\nStatus: 🟢 Running\n\nCode: ${repo}\n`],
    ['a heading and a bullet', `## engine\n\n- **Status:** 🟢 Running\n- **Code:** ${repo}\n`],
    ['a heading over its underline', `engine\n======\n\n**Status**: 🟢 Running\n\n${repo}\n`],
  ])('are read in %s', (_, text) => {
    expect(read(text)).toMatchObject([
      { name: 'engine', repo: 'ada/engine', table: null, typed: { text: '🟢 Running' }, skip: null },
    ]);
    const [before, after] = text.includes('**R') ? ['🟢 **Running**', '🟡 **Paused**'] : ['🟢 Running', '🟡 Paused'];
    expect(write(text, '🟡 Paused')).toBe(text.replace(before, after));
  });

  it.each([
    ['sentences', `**engine** — not done yet, but it is running in [Vienna](${repo}).\n`],
    ['repository lists without a status', `- [engine](${repo}) — computes things\n`],
    ['legends', '- 🟢 **Completed** — finished and deployed\n- 🟡 In Progress — being built\n'],
    ['remarks about features', '**Kubernetes** (planned)\n'],
    ['fields that are to be done', '- **Owner:** TBD\n'],
    ['code', `    - [engine](${repo}) — 🟢 Running\n`],
    ['names that are status words', `- [Running](${repo}) — a log of my runs\n`],
  ])('are not seen in %s', (_, text) => {
    expect(read(text)).toEqual([]);
  });

  it('are left alone where several words or repositories compete', () => {
    expect(read(`- [engine](${repo}) — 🟢 Running — 🟡 Paused\n`)[0]?.skip).toContain('Several words');
    expect(read(`- [engine](${repo}) and [b](https://github.com/ada/b) — 🟢 Running\n`)[0]?.skip).toContain(
      'several repo',
    );
    expect(read(`## engine\n\nStatus: Running\n\nStatus: Done\n\n${repo}\n`)[0]?.skip).toContain('Several words');
  });

  it('keep a remark that belongs to the status', () => {
    expect(read(`# engine\n\n**Status:** 🟢 Active (cycle 2 of 3)\n\n${repo}\n`)).toMatchObject([
      { typed: { text: '🟢 Active', status: 'maintained' }, asksFirst: expect.stringContaining('(cycle 2 of 3)') },
    ]);
  });
});

const card = `<div class="card-grid">

  <div class="card">
    <h3>Engine</h3>
    <p>🟢 Running</p>
    <a href="${repo}">code</a>
  </div>

</div>
`;

describe('cards', () => {
  it.each([
    ['Quarto', 'index.qmd', card],
    ['Markdown', 'README.md', card],
    ['a page', 'index.html', card],
    ['a label', 'index.html', card.replace('🟢 Running', 'Status: <b>🟢 Running</b>')],
    ['a list of a page', 'index.html', `<ul><li><strong>Engine</strong> — 🟢 Running <a href="${repo}">code</a></ul>`],
  ])('are read in %s', (_, path, text) => {
    expect(read(text, path)).toMatchObject([{ name: 'Engine', repo: 'ada/engine', typed: { text: '🟢 Running' } }]);
    expect(write(text, '🟡 Paused', path)).toBe(text.replace('🟢 Running', '🟡 Paused'));
  });

  it('without a status are none of ours', () => {
    expect(read(card.replace('🟢 Running', 'Computes things.'), 'index.qmd')).toEqual([]);
  });
});

describe('HTML tables in quotes and lists', () => {
  const html =
    '<table>\n<tr><th>Project</th><th>Status</th></tr>\n<tr>\n<td><a href="https://github.com/ada/engine">engine</a></td>\n<td>\n\n**🟢 Running**\n\n</td></tr></table>';
  const plain = html.replace('\n\n**🟢 Running**\n\n', '\n🟢 Running\n');

  it.each([
    ['a quote', plain.replaceAll(/^/gm, '> ')],
    ['a quote without blanks', plain.replaceAll(/^/gm, '>')],
    ['a list item', `- ${plain.replaceAll('\n', '\n  ')}`],
    ['a list item in a quote', `> 1. ${plain.replaceAll('\n', '\n>    ')}`],
    ['a quote, with Markdown in a cell', html.replaceAll(/^/gm, '> ')],
  ])('are read and written between the marks: %s', (_, text) => {
    expect(read(text)).toMatchObject([{ name: 'engine', repo: 'ada/engine', typed: { status: 'running' } }]);
    expect(write(text, '🟡 Paused')).toBe(text.replace('🟢 Running', '🟡 Paused'));
  });

  it.each([
    ['a status over two lines', plain.replace('🟢 Running', '🟢 In\nprogress').replaceAll(/^/gm, '> ')],
    ['Pandoc', plain.replaceAll(/^/gm, '> ')],
  ])('are left alone: %s', (name, text) => {
    const rows = read(text, name === 'Pandoc' ? 'index.qmd' : 'README.md');
    expect(rows.filter(({ skip, typed }) => skip === null && typed.status !== 'unknown')).toEqual([]);
  });
});

describe('lines of one paragraph', () => {
  it.each(['<br>', '  ', '\\'])('that stand below each other are a project each: %j', (end) => {
    const text = `**[engine](https://github.com/ada/engine)** — WIP${end}\n**[pen](https://github.com/ada/pen)** — Done\n`;
    expect(read(text)).toMatchObject([
      { name: 'engine', repo: 'ada/engine', typed: { text: 'WIP' }, skip: null },
      { name: 'pen', repo: 'ada/pen', typed: { text: 'Done' }, skip: null },
    ]);
  });
});

describe('labels behind a bar or a dot', () => {
  it.each(['|', '·', '•'])('speak of their list item: %s', (bar) => {
    const text = `1. **[engine](https://github.com/ada/engine)**\n   - **Stars:** 3 ${bar} **Last update:** 2017 ${bar} **Status:** Inactive\n`;
    expect(read(text)).toMatchObject([{ name: 'engine', repo: 'ada/engine', typed: { text: 'Inactive' }, skip: null }]);
    expect(write(text, 'Archived')).toBe(text.replace('Inactive', 'Archived'));
    const middle = text.replace('**Status:** Inactive', `**Status:** Inactive ${bar} **Language:** C`);
    expect(write(middle, 'Archived')).toBe(middle.replace('Inactive', 'Archived'));
  });
});

describe('a table that is headed as status', () => {
  it.each([
    ['percentages', '| quill | 75% |\n| ink | 100% |'],
    ['words of its own', '| quill | blue |'],
  ])('is listed with the reason where nothing in it is understood: %s', (_, rows) => {
    const read1 = read(`| Project | Status |\n|-|-|\n${rows}\n`);
    expect(read1.length).toBeGreaterThan(0);
    for (const { skip } of read1) expect(skip).toMatch(/no label in it is known/);
  });

  it('is listed with the reason where it names parts of a project', () => {
    expect(read('| Feature | Status |\n|-|-|\n| Printing | blue |\n')).toMatchObject([
      { name: 'Printing', skip: expect.stringMatching(/parts of a project/) },
    ]);
  });
});
