import { describe, expect, it } from 'vitest';
import data from '../../../config/default-words.json' with { type: 'json' };
import { labelledStatuses } from '../../../src/core/status/statuses.ts';
import { proposeLabels, readStatusWord } from '../../../src/core/status/vocabulary.ts';

describe('proposeWords', () => {
  it.each(Object.entries(data.languages))('has words in %s that read back as what they say', (_, words) => {
    expect(Object.keys(words)).toEqual(labelledStatuses);
    expect(Object.values(words).map((word) => readStatusWord(word))).toEqual(labelledStatuses);
  });

  it('proposes the default cells where the document says nothing', () => {
    expect(proposeLabels({})).toEqual({
      running: '🟢 Running',
      complete: '🟢 Complete',
      maintained: '🟢 Maintained',
      in_progress: '🟡 In Progress',
      paused: '🟡 Paused',
      planned: '🔴 Planned',
      archived: '⚪ Archived',
    });
  });

  it("keeps the owner's own spelling", () => {
    const words = proposeLabels({ complete: '✅ done', in_progress: '🚧 wip' });
    expect(words).toMatchObject({ complete: '✅ done', in_progress: '🚧 wip', paused: '🟡 paused' });
  });

  it.each([
    [{ in_progress: 'En cours', complete: 'Terminé' }, 'Archivé'],
    [{ in_progress: '🟡 En progreso' }, '⚪ Archivado'],
    [{ in_progress: '開発中のアプリ' }, 'アーカイブ'],
    [{ running: 'LIVE' }, 'ARCHIVED'],
    [{ planned: 'в планах' }, 'в архиве'],
  ])('speaks the language of %o', (vocabulary, archived) => {
    expect(proposeLabels(vocabulary).archived).toBe(archived);
  });
});
