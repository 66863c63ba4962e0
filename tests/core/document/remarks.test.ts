// Statuses that say more than a word, and columns of statuses in which no word is known.

import { describe, expect, it } from 'vitest';
import { applyEdits, planEdits } from '../../../src/core/document/edits.ts';
import { readDocument } from '../../../src/core/document/parse-document.ts';
import type { Row } from '../../../src/core/model.ts';

const cell = (text: string) => `| Pen | Status |\n|-|-|\n| [Quill](https://github.com/ada/quill) | ${text} |\n`;

function read(text: string): readonly Row[] {
  const outcome = readDocument(Buffer.from(text), 'README.md');
  if (outcome.kind !== 'read') throw new Error(outcome.reason);
  return outcome.reading.rows;
}

describe('a remark beside the word', () => {
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
  ])('is kept, and makes every change a question: %s', (text, word, status, remark) => {
    const [row] = read(cell(text));
    expect(row).toMatchObject({ typed: { text: word, status }, skip: null });
    expect(row?.asksFirst).toContain(`"${remark}"`);
    const bytes = Buffer.from(cell(text));
    const changes = [{ row: row as Row, text: 'Zzz', mojibake: false }];
    expect(Buffer.from(applyEdits(bytes, planEdits(bytes, changes))).toString()).toBe(cell(text.replace(word, 'Zzz')));
  });

  it.each(['Running late', 'Done? no', 'not complete (yet)', 'Live-ish', 'Completely (new)'])(
    'is none where the words mean something together: %s',
    (text) => {
      expect(read(cell(text))).toMatchObject([{ typed: { text, status: 'unknown' } }]);
    },
  );
});

describe('a column that is headed as a status', () => {
  it('is listed with the reason where no word in it is known and nothing is linked', () => {
    const table = '| Pen | Status |\n|-|-|\n| Quill | 🟣 drying |\n| Ink | in the well |\n';
    expect(read(table)).toMatchObject([
      { name: 'Quill', line: 3, skip: expect.stringContaining('no word in it is known') },
      { name: 'Ink', line: 4, skip: expect.stringContaining('no word in it is known') },
    ]);
  });

  it('of features, or of numbers alone, is listed, too', () => {
    expect(read('| Feature | Status |\n|-|-|\n| Undo | perhaps |\n')).toMatchObject([
      { name: 'Undo', skip: expect.stringContaining('names parts of a project') },
    ]);
    expect(read('| Pen | Status |\n|-|-|\n| Quill | 7 |\n')).toMatchObject([
      { name: 'Quill', skip: expect.stringContaining('no word in it is known') },
    ]);
    expect(read('| Pen | Status |\n|-|-|\n| Quill | |\n')).toEqual([]);
  });
});
