// When work was last seen, in every language: told apart from statuses and from what owners write.

import { describe, expect, it } from 'vitest';
import data from '../../../../config/date-words.json' with { type: 'json' };
import {
  findLastWork,
  formatLastWork,
  formatLastWorkHeading,
  isLastWork,
  isLastWorkHeading,
} from '../../../../src/core/document/dates/last-work.ts';
import type { Language } from '../../../../src/core/model.ts';
import { isHeading, readStatusWord } from '../../../../src/core/status/vocabulary.ts';

const languages = Object.keys(data.languages) as Language[];

describe.each(languages)('when work was last seen, in %s', (language) => {
  const texts = [formatLastWork('2025-10', language), formatLastWork(null, language)];

  it('is known again in a row, an item and a card, and is no status', () => {
    for (const text of texts) {
      expect(isLastWork(text)).toBe(true);
      expect(readStatusWord(text)).toBe('unknown');
      for (const around of [
        `| mill | ${text} |`,
        `- **mill** — ${text}`,
        `**mill** – ${text} – Grinds`,
        `<p>${text}</p>`,
      ])
        expect(findLastWork(around)).toBe(text);
      expect(findLastWork(`| mill | in our opinion ${text} or so |`)).toBe(null);
    }
  });

  it('heads a column that is taken for nothing else', () => {
    const heading = formatLastWorkHeading(language);
    expect(isLastWorkHeading(heading)).toBe(true);
    for (const kind of ['name', 'status', 'repository', 'description', 'part'] as const)
      expect(isHeading(kind, heading)).toBe(false);
  });
});
