import { describe, expect, it } from 'vitest';
import { readDocument } from '../../../src/core/document/parse-document.ts';
import type { Language, Vocabulary } from '../../../src/core/model.ts';
import { deriveLabels } from '../../../src/core/status/derive-labels.ts';
import { defaultLabels } from '../../../src/core/status/labels.ts';
import { labelledStatuses } from '../../../src/core/status/statuses.ts';
import { readStatusWord } from '../../../src/core/status/vocabulary.ts';

const languages = Object.keys(defaultLabels) as Language[];

describe('a label that the table has not used', () => {
  it.each<[string, Vocabulary, Vocabulary]>([
    ['words alone', { complete: 'Done', planned: 'Next' }, { archived: 'Archived', in_progress: 'In Progress' }],
    ['small letters', { complete: 'done', planned: 'soon' }, { archived: 'archived', in_progress: 'in progress' }],
    ['capitals', { complete: 'DONE', in_progress: 'WIP' }, { archived: 'ARCHIVED', paused: 'PAUSED' }],
    ['capitals of sentences', { paused: 'On hold' }, { in_progress: 'In progress', archived: 'Archived' }],
    ['capitals of titles', { paused: 'On Hold' }, { in_progress: 'In Progress' }],
    ['hyphens', { paused: 'on-hold' }, { in_progress: 'in-progress' }],
    ['circles', { complete: '🟢 Done' }, { archived: '⚪ Archived', planned: '🔴 Planned' }],
    ['circles of two statuses', { complete: '🟢 Done', running: '🔵 Live' }, { paused: '🟡 Paused' }],
    ['squares', { complete: '🟩 Done', in_progress: '🟨 WIP' }, { archived: '⬜ Archived', planned: '🟥 Planned' }],
    ['circles by their names', { complete: ':green_circle: Done' }, { archived: ':white_circle: Archived' }],
    [
      'pictures',
      { complete: '✅ Done', planned: '📋 Next' },
      { archived: '📦 Archived', in_progress: '🚧 In Progress' },
    ],
    ['glyphs behind the words', { complete: 'Done 🟢' }, { archived: 'Archived ⚪' }],
    ['no blank behind the glyph', { complete: '🟢Done', planned: '🔴Next' }, { archived: '⚪Archived' }],
    ['the same bullet before each', { complete: '• Done', planned: '• Next' }, { archived: '• Archived' }],
    ['another language', { in_progress: 'En cours', complete: 'Terminé' }, { archived: 'Archivé' }],
    ['titles in another language', { in_progress: 'En Progreso', paused: 'En Pausa' }, { running: 'En Producción' }],
    ['no capitals at all', { in_progress: '🚧 進行中', complete: '✅ 完成' }, {}],
  ])('is written as the others are: %s', (_, vocabulary, labels) => {
    expect(deriveLabels(vocabulary, 'en')).toMatchObject(labels);
  });

  it.each<[string, Vocabulary]>([
    ['nothing to go by', {}],
    ['glyphs alone', { complete: '✅', in_progress: '🚧' }],
    ['a glyph alone beside words', { complete: '✅ Done', in_progress: '🚧' }],
    ['a glyph on some words', { complete: '🟢 Done', in_progress: 'In progress' }],
    ['circles beside pictures', { complete: '🟢 Done', in_progress: '🚧 In progress' }],
    ['a picture that stands for nothing else', { in_progress: '🦄 In progress' }],
    ['two glyphs', { in_progress: '🚧🔨 In progress' }],
    ['glyphs on both sides', { complete: '✅ Done ✅' }],
    ['glyphs on either side', { complete: '✅ Done', planned: 'Next 📋' }],
    ['small letters beside capitals', { complete: 'done', planned: 'Next' }],
    ['nothing but an acronym', { in_progress: 'WIP' }],
    ['two languages', { in_progress: 'En cours', planned: 'Planned' }],
    ['words that agree with a noun', { complete: 'Completada' }],
    ['words of several things', { complete: 'Terminés' }],
    ['brackets around some', { complete: '(Done)', planned: 'Next' }],
  ])('is a question where the style does not settle it: %s', (_, vocabulary) => {
    expect(deriveLabels(vocabulary, 'en')).toEqual({});
  });

  it('takes no colour that the table uses with another meaning', () => {
    const labels = deriveLabels({ planned: '⚪ Next', in_progress: '🟡 In progress' }, 'en');
    expect(labels).toMatchObject({ paused: '🟡 Paused', complete: '🟢 Complete' });
    expect(labels).not.toHaveProperty('archived');
    expect(labels).not.toHaveProperty('planned');
  });

  it('takes no picture twice', () => {
    expect(deriveLabels({ planned: '📦 Planned', complete: '✅ Done' }, 'en').archived).toBe('🗄️ Archived');
  });

  it('asks where two ways of joining words stand beside each other', () => {
    const labels = deriveLabels({ paused: 'On hold', running: 'In-use' }, 'en');
    expect(labels).not.toHaveProperty('in_progress');
  });

  const glyphs = {
    'no glyphs': () => '',
    circles: (index: number) => ['🟢 ', '🟡 ', '🔴 '][index] ?? '',
    squares: (index: number) => ['🟩 ', '🟨 ', '🟥 '][index] ?? '',
    pictures: (index: number) => ['✅ ', '🚧 ', '📋 '][index] ?? '',
  };
  const capitals = {
    'as usual': (word: string, _: Language) => word,
    small: (word: string, language: Language) => word.toLocaleLowerCase(language),
    large: (word: string, language: Language) => word.toLocaleUpperCase(language),
  };

  it.each(languages)('reads back as its status in %s, whatever the glyphs and capitals', (language) => {
    const given = ['complete', 'in_progress', 'planned'] as const;
    for (const glyph of Object.values(glyphs)) {
      for (const write of Object.values(capitals)) {
        const spell = (status: (typeof labelledStatuses)[number], index: number) =>
          `${glyph(index)}${write(defaultLabels[language][status], language)}`;
        const vocabulary = Object.fromEntries(given.map((status, index) => [status, spell(status, index)]));
        const labels = Object.entries(deriveLabels(vocabulary, language));
        expect(labels.map(([status]) => status)).toEqual(
          labelledStatuses.filter((status) => !given.some((one) => one === status)),
        );
        for (const [status, label] of labels) {
          expect(readStatusWord(label)).toBe(status);
          expect(
            label.endsWith(write(defaultLabels[language][status as (typeof labelledStatuses)[number]], language)),
          ).toBe(true);
          expect(Object.values(vocabulary)).not.toContain(label);
        }
      }
    }
  });

  it('follows its own table where the document has several', () => {
    const text = [
      '| Project | Status |\n|-|-|\n| [quill](https://github.com/ada/quill) | 🟢 Running |\n',
      '| Projekt | Status |\n|-|-|\n| [feder](https://github.com/ada/feder) | fertig |\n',
    ].join('\n');
    const outcome = readDocument(Buffer.from(text), 'README.md');
    if (outcome.kind !== 'read') throw new Error(outcome.reason);
    const [circles, small] = outcome.reading.rows.map(({ derivedLabels }) => derivedLabels?.archived);
    expect([circles, small]).toEqual(['⚪ Archived', 'archiviert']);
  });
});
