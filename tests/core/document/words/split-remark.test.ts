// Statuses that say more than a word, and columns of statuses in which no word is known.

import { describe, expect, it } from 'vitest';
import { applyEdits, planEdits } from '../../../../src/core/document/edits.ts';
import { encodeMojibake } from '../../../../src/core/document/markup/encoding.ts';
import { readDocument } from '../../../../src/core/document/parse-document.ts';
import type { Row } from '../../../../src/core/model.ts';

const cell = (text: string) => `| Pen | Status |\n|-|-|\n| [Quill](https://github.com/ada/quill) | ${text} |\n`;

function read(text: string): readonly Row[] {
  const outcome = readDocument(Buffer.from(text), 'README.md');
  if (outcome.kind !== 'read') throw new Error(outcome.reason);
  return outcome.reading.rows;
}

describe('a remark beside the word', () => {
  it.each([
    ['🟠 Abandonné (2025-03-06)', '🟠 Abandonné', 'archived', '(2025-03-06)', '🟡 En pause (2025-03-06)'],
    ['Inattivo – è così', 'Inattivo', 'stalled', '– è così', '🟡 En pause – è così'],
    ['已完成，待上架', '已完成', 'complete', '，待上架', '🟡 En pause，待上架'],
  ])('is kept where the text was encoded twice: %s', (text, word, status, remark, written) => {
    const bytes = Buffer.from(encodeMojibake(cell(text)));
    const outcome = readDocument(bytes, 'README.md');
    if (outcome.kind !== 'read') throw new Error(outcome.reason);
    const [row] = outcome.reading.rows;
    expect(row).toMatchObject({ typed: { text: word, status }, remark, mojibake: true, skip: null });
    if (row === undefined) return;
    const edits = planEdits(bytes, [{ row, text: '🟡 En pause', mojibake: row.mojibake }]);
    expect(Buffer.from(applyEdits(bytes, edits)).toString()).toBe(encodeMojibake(cell(written)));
  });

  it.each([
    ['Abandoned (2025-03-06)', 'Abandoned', 'archived', '(2025-03-06)'],
    ['✒️ done (companion)', '✒️ done', 'complete', '(companion)'],
    ['LIVE - on a boat', 'LIVE', 'running', '- on a boat'],
    ['In Progress — half', 'In Progress', 'in_progress', '— half'],
    ['Live on paper', 'Live', 'running', 'on paper'],
    ['Aktiv seit 2024', 'Aktiv', 'maintained', 'seit 2024'],
    ['v4.0 Live', 'Live', 'running', 'v4.0'],
    ['Paused, ask Bob', 'Paused', 'paused', ', ask Bob'],
    ['進行中（28/31）', '進行中', 'in_progress', '（28/31）'],
    ['✅ 100 %', '✅', 'complete', '100 %'],
    ['60 % - In progress', 'In progress', 'in_progress', '60 % -'],
    ['2027 planned', 'planned', 'planned', '2027'],
    ['Active / Beta', 'Active', 'maintained', '/ Beta'],
    ['Beta/Active', 'Active', 'maintained', 'Beta/'],
    ['Internal · In development', 'In development', 'in_progress', 'Internal ·'],
    ['**Live** at the fair', 'Live', 'running', 'at the fair'],
    ['Published on [a shelf](https://shelf.example)', 'Published', 'maintained', 'on [a shelf](https://shelf.example)'],
    ['Paused. Ask Bob', 'Paused', 'paused', '. Ask Bob'],
    ['Déployé depuis mai', 'Déployé', 'running', 'depuis mai'],
    ['已完成，待上架', '已完成', 'complete', '，待上架'],
    ['開発中・9月公開', '開発中', 'in_progress', '・9月公開'],
  ])('is kept, and makes every change a question: %s', (text, word, status, remark) => {
    const [row] = read(cell(text));
    expect(row).toMatchObject({ typed: { text: word, status }, skip: null });
    expect(row?.asksFirst).toContain(`"${remark}"`);
    const bytes = Buffer.from(cell(text));
    const changes = [{ row: row as Row, text: 'Zzz', mojibake: false }];
    expect(Buffer.from(applyEdits(bytes, planEdits(bytes, changes))).toString()).toBe(cell(text.replace(word, 'Zzz')));
  });

  it.each([
    'Running late',
    'Done? no',
    'not complete (yet)',
    'Live-ish',
    'Completely (new)',
    'Done (80 %)',
    'Ready to sail',
    'Planned → shipped',
    '✅ 200',
    'P3 — Draft',
  ])('is none where the words mean something together: %s', (text) => {
    expect(read(cell(text))).toMatchObject([{ typed: { text, status: 'unknown' } }]);
  });
});

describe('a column that is headed as a status', () => {
  it('is listed with the reason where no word in it is known and nothing is linked', () => {
    const table = '| Pen | Status |\n|-|-|\n| Quill | 🟣 drying |\n| Ink | in the well |\n';
    expect(read(table)).toMatchObject([
      { name: 'Quill', line: 3, skip: expect.stringContaining('no label in it is known') },
      { name: 'Ink', line: 4, skip: expect.stringContaining('no label in it is known') },
    ]);
  });

  it('of features, or of numbers alone, is listed, too', () => {
    expect(read('| Feature | Status |\n|-|-|\n| Undo | perhaps |\n')).toMatchObject([
      { name: 'Undo', skip: expect.stringContaining('names parts of a project') },
    ]);
    expect(read('| Pen | Status |\n|-|-|\n| Quill | 7 |\n')).toMatchObject([
      { name: 'Quill', skip: expect.stringContaining('no label in it is known') },
    ]);
    expect(read('| Pen | Status |\n|-|-|\n| Quill | |\n')).toMatchObject([
      { name: 'Quill', skip: expect.stringContaining('is empty') },
    ]);
  });
});
