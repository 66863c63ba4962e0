// A character reference is the character that it stands for: a cell that spells its glyph with one is read, divided and
// rewritten as if the glyph itself stood there.

import { describe, expect, it } from 'vitest';
import { applyEdits, planEdits } from '../../../../src/core/document/edits.ts';
import { decodeReferences } from '../../../../src/core/document/markup/references.ts';
import { readDocument } from '../../../../src/core/document/parse-document.ts';

const encoder = new TextEncoder();
const decoder = new TextDecoder();

function read(cell: string) {
  const bytes = encoder.encode(
    `| Project | Status |\n|---|---|\n| [quill](https://github.com/ada/quill) | ${cell} |\n`,
  );
  const outcome = readDocument(bytes, { kind: 'github', repo: 'ada/ada', path: 'README.md', branch: null });
  const row = outcome.kind === 'read' ? outcome.reading.rows[0] : undefined;
  if (row === undefined) throw new TypeError('there is a row');
  return { bytes, row };
}

/** The cell after the status has changed. */
function rewrite(cell: string): string {
  const { bytes, row } = read(cell);
  const written = applyEdits(bytes, planEdits(bytes, [{ row, text: '⚪ Archived', mojibake: false }]));
  const after = decoder.decode(written).split('\n')[2]?.split(' | ')[1]?.replace(/ \|$/, '') ?? '';
  expect(read(after).row.typed.text).toBe('⚪ Archived');
  return after;
}

const spellings = (character: string) => {
  const code = character.codePointAt(0) ?? 0;
  return [
    `&#${code};`,
    `&#x${code.toString(16)};`,
    `&#X${code.toString(16).toUpperCase()};`,
    `&#x00${code.toString(16)};`,
  ];
};

describe('a glyph that is spelt as a reference', () => {
  const cells = (glyph: string) => [
    `${glyph} Running`,
    `${glyph} **Running**`,
    `**${glyph} Running**`,
    `${glyph} Running (on a Pi)`,
  ];

  it.each([...spellings('🟢'), ...spellings('✅'), '&check;'])('reads as the character: %s', (spelt) => {
    const character = decodeReferences(spelt);
    for (const [index, cell] of cells(spelt).entries()) {
      const { row } = read(cell);
      const same = read(cells(character)[index] ?? '').row;
      expect([cell, row.typed, row.skip, row.remark]).toEqual([cell, same.typed, same.skip, same.remark]);
    }
  });

  it.each([
    ['&#x1F7E2; Running', '&#x26AA; Archived'],
    ['&#128994; Running', '&#9898; Archived'],
    ['&#x1F7E2;&nbsp;Running', '&#x26AA; Archived'],
    ['&#x1F7E2; **Running**', '&#x26AA; **Archived**'],
    ['&#x1F7E2; Running (on a Pi)', '&#x26AA; Archived (on a Pi)'],
    ['🟢 Running &#8211; on a Pi', '⚪ Archived &#8211; on a Pi'],
    ['Running (R&amp;D)', '⚪ Archived (R&amp;D)'],
  ])('goes with its word, in the same spelling: %s', (before, after) => {
    expect(rewrite(before)).toBe(after);
  });

  it.each(['&nbsp;Running&nbsp;', '&#160;Running&#xA0;'])('leaves the padding where it is: %s', (cell) => {
    expect(rewrite(cell)).toBe(cell.replace('Running', '⚪ Archived'));
  });
});

describe('a reference that stands for no character we know', () => {
  it.each([
    '&quillglyph; Running',
    '&Eacute; Running',
    '&#0; Running',
    '&#xD800; Running',
    '&#x110000; Running',
    '&#42;Running&#42;',
  ])('divides nothing and is not edited: %s', (cell) => {
    const { row } = read(cell);
    expect([row.typed.status, row.skip]).toEqual(['unknown', 'The status is more than plain text.']);
  });
});
