// The date behind a word: where it is put, how it is known again without any state, and that taking it away gives back
// what stood there.

import fc from 'fast-check';
import stringWidth from 'fast-string-width';
import { describe, expect, it } from 'vitest';
import { formatDate, proposeDate, readDate, removeDate } from '../../../src/core/document/dates/as-of.ts';
import { applyEdits, planEdits } from '../../../src/core/document/edits.ts';
import { encodeMojibake } from '../../../src/core/document/markup/encoding.ts';
import { readDocument } from '../../../src/core/document/parse-document.ts';
import type { AsOf, Edit, Language, Row } from '../../../src/core/model.ts';

function read(bytes: Uint8Array | string, path = 'README.md'): readonly Row[] {
  const outcome = readDocument(Buffer.from(bytes), path);
  if (outcome.kind !== 'read') throw new Error(outcome.reason);
  return outcome.reading.rows;
}

function plan(bytes: Buffer, path: string, decide: (row: Row) => AsOf | null): Edit[] {
  return planEdits(
    bytes,
    read(bytes, path).map((row) => ({
      row,
      text: row.typed.text,
      mojibake: row.mojibake,
      asOf: decide(row),
    })),
  );
}

function edit(text: string | Buffer, path: string, decide: (row: Row) => AsOf | null): Buffer {
  const bytes = Buffer.from(text);
  return Buffer.from(applyEdits(bytes, plan(bytes, path, decide)));
}

const add = (text: string | Buffer, path = 'README.md', month = '2025-07') =>
  edit(text, path, (row) => proposeDate(row, month));
const remove = (text: string | Buffer, path = 'README.md') => edit(text, path, removeDate);

/** Both ways, and twice is once. */
function expectDated(text: string, dated: string, path = 'README.md'): void {
  const written = add(text, path);
  expect(written.toString()).toBe(dated);
  expect(add(written, path).toString()).toBe(dated);
  expect(read(written, path).map(({ typed }) => typed)).toEqual(read(text, path).map(({ typed }) => typed));
  expect(remove(written, path).toString()).toBe(text);
}

const cell = (text: string) => `| Project | Status |\n|-|-|\n| [Quill](https://github.com/ada/quill) | ${text} |\n`;
const marked = '<!-- ours by its look -->';

describe('a date of ours in a cell', () => {
  it.each([
    ['🟡 In Progress', '🟡 In Progress (as of 2025-07)'],
    ['**🟡 In Progress**', '**🟡 In Progress** (as of 2025-07)'],
    ['🟡 **In Progress**', '🟡 **In Progress** (as of 2025-07)'],
    ['`active`', '`active` (as of 2025-07)'],
    ['[Maintained](https://example.org/x_(y))', null],
    ['[Maintained](https://example.org)', '[Maintained](https://example.org) (as of 2025-07)'],
    ['<b>Active</b>', '<b>Active</b> (as of 2025-07)'],
    ['<span class="up">Active</span>', '<span class="up">Active (as of 2025-07)</span>'],
    ['<span class="up"><b>Active</b></span>', '<span class="up"><b>Active</b> (as of 2025-07)</span>'],
    [`Active ${marked}`, `Active (as of 2025-07) ${marked}`],
    ['Active\u00a0', 'Active (as of 2025-07)\u00a0'],
  ])('stands behind all marks around the word, before comments and padding: %s', (text, dated) => {
    expectDated(cell(text), cell(dated ?? text));
  });

  it.each([
    '🟢',
    '✅',
    '![Active](https://img.shields.io/badge/status-active-green)',
    '![Active](active.png)',
    'Active (since May)',
    'Active (2025)',
    'Active on GCP',
    'Active<br><sub>since May</sub>',
    'Fiddling',
    '',
    'Active (as of July)',
    'Active (v2, 2025-07-01)',
    'Active (updated 2025-07)',
    '**Active (as of 2025-06)**',
    '[Active (as of 2025-06)](https://example.org)',
    'Active <!-- why --> really',
    'Active (as of 2025-05) (as of 2025-06)',
  ])('is not written to a glyph, a picture, a remark of somebody else or an unknown word: %s', (text) => {
    expect(add(cell(text)).toString()).toBe(cell(text));
    expect(remove(cell(text)).toString()).toBe(cell(text));
    expect(read(cell(text)).every(({ asOf }) => asOf === undefined)).toBe(true);
  });

  it.each([
    '(as of July)',
    '(since 2025)',
    '(v2, 2025-07-01)',
    '(updated 2025-07)',
    '(As of 2025-07)',
    '(as of 2025-7)',
    '(as of 2025-13)',
    '(as of  2025-07)',
    '(as of 2025-07).',
    '(as of 2025-07-01)',
    '(as of 2025-06 to 2025-07)',
    '（2025-07時点）',
    '(12025-07)',
    '[as of 2025-07]',
    '- as of 2025-07',
  ])('is not recognised in what others write: %s', (remark) => {
    const [row] = read(cell(`Active ${remark}`));
    expect(row?.asOf).toBeUndefined();
    expect(remove(cell(`Active ${remark}`)).toString()).toBe(cell(`Active ${remark}`));
  });

  it.each(['Active  (as of 2025-07)', 'Active(as of 2025-07)', 'Active&nbsp;(as of 2025-07)', '🟢 (as of 2025-07)'])(
    'is not recognised where it does not stand as we write it: %s',
    (text) => {
      expect(read(cell(text))[0]?.asOf).toBeUndefined();
    },
  );

  it('is still known beside a remark that the owner added later, but the month alone is not', () => {
    const [row] = read(cell('Active on GCP (as of 2025-07)'));
    expect(row).toMatchObject({ typed: { text: 'Active' }, remark: 'on GCP', asOf: { month: '2025-07' } });
    expect(remove(cell('Active on GCP (as of 2025-07)')).toString()).toBe(cell('Active on GCP'));
    expect(read(cell('Active on GCP (2025-07)'))[0]?.asOf).toBeUndefined();
  });

  it('leaves the word, the vocabulary and the questions about the row as they were', () => {
    const [before] = read(cell('🟡 In Progress'));
    const [after] = read(add(cell('🟡 In Progress')));
    const { asOf, ...rest } = after as Row;
    expect(asOf).toMatchObject({ month: '2025-07', text: '(as of 2025-07)', kind: 'as-of' });
    expect(rest).toEqual(before);
  });

  it('changes its month, and its kind, in one edit', () => {
    const dated = add(cell('🟢 Running'));
    expect(plan(dated, 'README.md', (row) => proposeDate(row, '2025-09'))).toHaveLength(1);
    expect(add(dated, 'README.md', '2025-09').toString()).toBe(cell('🟢 Running (as of 2025-09)'));
    const ran = edit(dated, 'README.md', (row) => proposeDate(row, '2025-11', 'last-run'));
    expect(ran.toString()).toBe(cell('🟢 Running (last run 2025-11)'));
    expect(remove(ran).toString()).toBe(cell('🟢 Running'));
  });

  it('stays when the word changes alone, and goes with it when told to', () => {
    const text = Buffer.from(cell('🟢 **Running** (as of 2025-07)'));
    const [row] = read(text) as [Row];
    const change = { row, text: '⚪ Archived', mojibake: false };
    const write = (asOf: AsOf | null) => Buffer.from(applyEdits(text, planEdits(text, [{ ...change, asOf }])));
    expect(write(null).toString()).toBe(cell('⚪ **Archived** (as of 2025-07)'));
    expect(write(removeDate(row)).toString()).toBe(cell('⚪ **Archived**'));
  });

  it('is never written to a row that is only read', () => {
    const text = cell('Active <!-- statusfolio: ignore -->');
    const rows = read(text).map((row) => ({ ...row, skip: 'It is only read.' }));
    expect(rows.map((row) => proposeDate(row, '2025-07'))).toEqual([null]);
    const asOf = { month: '2025-07', text: '(as of 2025-07)', action: 'add' } as const;
    const edits = planEdits(
      Buffer.from(text),
      rows.map((row) => ({ row, text: row.typed.text, mojibake: false, asOf })),
    );
    expect(edits).toEqual([]);
  });

  it('does not hide a column of statuses that has no heading, nor make labels of links one', () => {
    const rows = (text: string) =>
      `| Pen | How |\n|-|-|\n| [Quill](https://github.com/ada/quill) | ${text} |\n| [Ink](https://github.com/ada/ink) | ${text} |\n`;
    expect(read(add(rows('In progress')))).toMatchObject([
      { typed: { status: 'in_progress' }, asOf: { month: '2025-07' } },
      { typed: { status: 'in_progress' }, asOf: { month: '2025-07' } },
    ]);
    expect(read(rows('[Active](https://example.org) (as of 2025-07)'))).toEqual([]);
  });
});

describe('the padding of a column', () => {
  const aligned = (status: string) =>
    `| Project | Status                         | Repo |\n|---------|--------------------------------|------|\n| Quill   | ${status}| [r](https://github.com/ada/quill) |\n`;

  it('makes room, so that the column keeps its width', () => {
    expectDated(aligned('Active                         '), aligned('Active (as of 2025-07)         '));
  });

  it('counts a glyph as wide as people see it, and as editors count it', () => {
    expectDated(aligned('🟡 Active                      '), aligned('🟡 Active (as of 2025-07)      '));
    expectDated(aligned('🟡 Active                       '), aligned('🟡 Active (as of 2025-07)       '));
  });

  it('gives as much as there is, and gets it back', () => {
    const narrow = (status: string) =>
      `| Project | Status       |\n|---------|--------------|\n| [Q][q]  | ${status}|\n\n[q]: https://github.com/ada/quill\n`;
    expectDated(narrow('Active       '), narrow('Active (as of 2025-07) '));
  });

  it('is left alone where the column is not aligned', () => {
    expectDated(cell('Active    '), cell('Active (as of 2025-07)    '));
    expectDated(cell('Active').replace('e |', 'e|'), cell('Active (as of 2025-07)').replace('07) |', '07)|'));
  });

  it('stands in quotes and lists, too', () => {
    const quoted = (text: string) => text.replace(/^(?=.)/gm, '> ');
    expectDated(quoted(aligned('Active                         ')), quoted(aligned('Active (as of 2025-07)         ')));
  });
});

describe('a date outside pipe tables', () => {
  const item = (word: string) => `## Projects\n\n- **[Quill](https://github.com/ada/quill)** — ${word}\n`;

  it.each([
    ['🟡 In Progress — a pen', '🟡 In Progress (as of 2025-07) — a pen'],
    ['**Active**', '**Active** (as of 2025-07)'],
    ['Active  \n  for all', 'Active (as of 2025-07)  \n  for all'],
    ['`Active`: a pen', '`Active` (as of 2025-07): a pen'],
    ['<b>Active</b> — a pen', '<b>Active</b> (as of 2025-07) — a pen'],
    ['Active <!-- why -->', 'Active (as of 2025-07) <!-- why -->'],
    ['Active (since May)', null],
    ['Active (as of July)', null],
    ['🟢', null],
  ])('stands behind the word of a list item: %s', (word, dated) => {
    expectDated(item(word), item(dated ?? word));
  });

  it('is not put into brackets, bold text or a link around the word', () => {
    for (const text of [
      '- [Quill](https://github.com/ada/quill) (Active): a pen\n',
      '- **[Quill](https://github.com/ada/quill) — Active — a pen**\n',
      '- [Quill](https://github.com/ada/quill) — *Active — a pen*\n',
    ])
      expectDated(text, text);
  });

  it('stands in the paragraph of a bold name, and behind a label', () => {
    const paragraph = (word: string) => `## Projects\n\n**[Quill](https://github.com/ada/quill)** — ${word}\n`;
    expectDated(paragraph('Active'), paragraph('Active (as of 2025-07)'));
    const labelled = (word: string) => `## [Quill](https://github.com/ada/quill)\n\n**Status:** ${word}\n`;
    expectDated(labelled('In progress'), labelled('In progress (as of 2025-07)'));
    expectDated(labelled('**In progress**'), labelled('**In progress** (as of 2025-07)'));
    const nested = (word: string) => `# Projects\n\n- [Quill](https://github.com/ada/quill)\n  - Status: ${word}\n`;
    expectDated(nested('Active'), nested('Active (as of 2025-07)'));
  });

  it('stands behind a word that only its emphasis sets apart, and in a table that is turned', () => {
    const trailing = (word: string) => `## Projects\n\n- [Quill](https://github.com/ada/quill) 🚀 ${word}\n`;
    expectDated(trailing('*in progress*'), trailing('*in progress* (as of 2025-07)'));
    const turned = (word: string) =>
      `| Field | Value |\n|-|-|\n| Repository | [Quill](https://github.com/ada/quill) |\n| Status | ${word} |\n`;
    expectDated(turned('In progress'), turned('In progress (as of 2025-07)'));
  });

  it('stands inside the element of a card, outside bold text', () => {
    const card = (html: string) =>
      `<div class="card"><h3>Quill</h3>${html}<a href="https://github.com/ada/quill">Code</a></div>\n`;
    for (const path of ['README.md', 'index.html']) {
      expectDated(card('<p>🟡 In Progress</p>'), card('<p>🟡 In Progress (as of 2025-07)</p>'), path);
      expectDated(card('<span> Maintained </span>'), card('<span> Maintained (as of 2025-07) </span>'), path);
      expectDated(card('<strong>Maintained</strong>'), card('<strong>Maintained</strong> (as of 2025-07)'), path);
      expectDated(card('<b>Maintained — now</b>'), card('<b>Maintained — now</b>'), path);
    }
  });

  it('stands in the cell of an HTML table', () => {
    const table = (html: string) =>
      `<table><tr><th>Project</th><th>Status</th></tr>\n<tr><td><a href="https://github.com/ada/quill">Quill</a></td><td>${html}</td></tr></table>\n`;
    for (const path of ['README.md', 'index.html']) {
      expectDated(table('  Active  '), table('  Active (as of 2025-07)  '), path);
      expectDated(table('<p><b>Active</b></p>'), table('<p><b>Active</b> (as of 2025-07)</p>'), path);
      expectDated(table('<code>Active</code>'), table('<code>Active</code> (as of 2025-07)'), path);
    }
  });
});

describe('the language of a date', () => {
  const columns: readonly [Language, string, string, string][] = [
    ['en', 'Status', 'In progress', '(as of 2025-07)'],
    ['es', 'Estado', 'En desarrollo', '(a fecha de 2025-07)'],
    ['pt', 'Situação', 'Em andamento', '(situação em 2025-07)'],
    ['fr', 'Statut', 'En cours', '(état en 2025-07)'],
    ['de', 'Stand', 'In Arbeit', '(Stand 2025-07)'],
    ['it', 'Stato', 'In corso', '(situazione al 2025-07)'],
    ['ru', 'Статус', 'В разработке', '(по состоянию на 2025-07)'],
    ['pl', 'Stan', 'W toku', '(stan na 2025-07)'],
    ['tr', 'Durum', 'Devam ediyor', '(2025-07 itibarıyla)'],
    ['vi', 'Trạng thái', 'Đang phát triển', '(tính đến 2025-07)'],
    ['zh-Hans', '状态', '开发中', '(截至 2025-07)'],
    ['zh-Hant', '狀態', '開發中', '(截至 2025-07)'],
    ['ja', '状態', '開発中', '(2025-07時点)'],
    ['ko', '상태', '개발 중', '(2025-07 기준)'],
  ];

  it.each(columns)('is that of its column: %s', (language, heading, word, date) => {
    const table = (status: string) =>
      `| Repo | ${heading} |\n|-|-|\n| [quill](https://github.com/ada/quill) | ${status} |\n`;
    expect(read(table(word))[0]?.dateSlot?.language).toBe(language);
    expectDated(table(word), table(`${word} ${date}`));
    const ran = formatDate('2025-11', 'last-run', language);
    expect(readDate(ran)).toEqual({ month: '2025-11', kind: 'last-run', isBare: false });
    expect(read(table(`${word} ${ran}`))[0]).toMatchObject({ typed: { text: word }, asOf: { text: ran } });
  });

  it.each([
    ['| Proyecto | Estado |', 'Maintained', 'the headings are in another language'],
    ['| Pen | Status |', 'Preview, really', 'nothing is known'],
    ['| Pen | 状态 |', 'Beta', 'the word is in no list of that language'],
  ])('is none where it is not sure: %s, %s, because %s', (header, word) => {
    const table = `${header}\n|-|-|\n| [quill](https://github.com/ada/quill) | ${word} |\n`;
    expect(read(table).map(({ dateSlot }) => dateSlot?.language ?? null)).toEqual([null]);
  });

  it('is left out where it is not sure, and read all the same', () => {
    const table = (status: string) =>
      `| Proyecto | Estado |\n|-|-|\n| [quill](https://github.com/ada/quill) | ${status} |\n`;
    expectDated(table('Maintained'), table('Maintained (2025-07)'));
  });

  it('is that of the words under English headings', () => {
    const table = (status: string) =>
      `| Project | Status |\n|-|-|\n| [quill](https://github.com/ada/quill) | ${status} |\n`;
    expectDated(table('🟡 En progreso'), table('🟡 En progreso (a fecha de 2025-07)'));
  });

  it('is told by each column of a document on its own', () => {
    const table = (head: string, status: string) =>
      `${head}\n|-|-|\n| [quill](https://github.com/ada/quill) | ${status} |\n\n`;
    const text = `${table('| Project | Status |', 'In progress')}${table('| Projekt | Status |', 'In Arbeit')}`;
    expect(read(add(text)).map(({ asOf }) => asOf?.text)).toEqual(['(as of 2025-07)', '(Stand 2025-07)']);
  });
});

describe('any aligned table', () => {
  const words = ['🟢 Running', 'In Progress', '**Active**', 'Paused', '进行中', '🟡'];
  const pad = (text: string, width: number) => text + ' '.repeat(Math.max(0, width - stringWidth(text)));

  it('keeps its width where there is room, and has its bytes back afterwards', () => {
    const rows = fc.array(fc.constantFrom(...words), { minLength: 1, maxLength: 6 });
    fc.assert(
      fc.property(rows, fc.integer({ min: 0, max: 30 }), (statuses, extra) => {
        const width = Math.max(6, ...statuses.map((status) => stringWidth(status))) + extra;
        const line = (first: string, status: string) => `| ${pad(first, 40)} | ${pad(status, width)} | x |`;
        const text = [
          line('Project', 'Status'),
          `| ${'-'.repeat(40)} | ${'-'.repeat(width)} | - |`,
          ...statuses.map((status, index) => line(`[p${index}](https://github.com/ada/p${index})`, status)),
          '',
        ].join('\n');
        const dated = add(text);
        expect(remove(dated).toString()).toBe(text);
        for (const after of dated.toString().split('\n')) {
          const needed = /\| ([^|]+\)) +\| x \|$/.exec(after)?.[1] ?? '';
          if (after !== '' && stringWidth(needed) <= width) {
            expect(stringWidth(after)).toBe(stringWidth(text.split('\n')[0] ?? ''));
          }
        }
      }),
    );
  });
});

describe('any table', () => {
  const words = [
    '🟢 Running',
    'In Progress',
    '**Active**',
    '`done`',
    'Paused',
    '🟡',
    'Active (since May)',
    '进行中',
    '',
  ];
  const blanks = fc.integer({ min: 0, max: 30 }).map((count) => ' '.repeat(count));
  const status = fc.tuple(blanks, fc.constantFrom(...words), blanks).map((parts) => parts.join(''));
  const name = fc.constantFrom('quill', 'a `|` b'.replace('|', '\\|'), 'fish &amp; chips', 'x\\|y', 'čš');
  const ends = fc.constantFrom('\n', '\r\n', '\r');
  const table = fc
    .record({
      rows: fc.array(fc.record({ name, status, isOpen: fc.boolean() }), { minLength: 1, maxLength: 5 }),
      ends,
      pad: blanks,
    })
    .map(({ rows, ends: end, pad }) => {
      const body = rows.map(
        (row, index) =>
          `| [${row.name}](https://github.com/ada/p${index}) |${row.status}|${row.isOpen ? ' x' : ' x |'}`,
      );
      return [`| Project | Status${pad} | Note |`, `|---|${'-'.repeat(pad.length + 8)}|---|`, ...body, ''].join(end);
    });

  it('is dated once, reads as before, and has its bytes back afterwards', () => {
    fc.assert(
      fc.property(table, fc.boolean(), fc.constantFrom('README.md', 'index.qmd'), (text, isTwice, path) => {
        const bytes = Buffer.from(isTwice ? encodeMojibake(text) : text);
        const written = add(bytes, path);
        const [before, after] = [read(bytes, path), read(written, path)];
        expect(after.map(({ typed }) => typed)).toEqual(before.map(({ typed }) => typed));
        expect(after.map(({ asOf }) => asOf !== undefined)).toEqual(
          before.map(({ dateSlot, skip }) => dateSlot !== undefined && skip === null),
        );
        expect(add(written, path).equals(written)).toBe(true);
        expect(remove(written, path).equals(bytes)).toBe(true);
      }),
      { numRuns: 300 },
    );
  });

  it('keeps everything outside its dated cells', () => {
    fc.assert(
      fc.property(table, (text) => {
        const bytes = Buffer.from(text);
        const edits = plan(bytes, 'README.md', (row) => proposeDate(row, '2025-07'));
        const spans = edits.map(({ span }) => bytes.subarray(span.start, span.end).toString());
        expect(spans.every((replaced) => /^ *$/.test(replaced))).toBe(true);
        for (const { bytes: written } of edits) expect(Buffer.from(written).toString()).toMatch(/^ \([^()|]+\) *$/);
      }),
      { numRuns: 100 },
    );
  });
});
