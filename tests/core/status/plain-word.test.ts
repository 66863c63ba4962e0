// What is remembered as a spelling and is not one is never written.

import { describe, expect, it } from 'vitest';
import { isStatusWord, keepWords } from '../../../src/core/status/vocabulary.ts';
import { openPipeline, row, table } from '../../support/open-pipeline.ts';

const picture = '![Archived](https://evil.example/x.png)';

describe('a status word', () => {
  it.each([
    '🟢 Running',
    'In Progress',
    'in_progress',
    '⏸️ On Hold',
    '🏃‍♂️ Active',
    'En cours (v2)',
    '稼働中',
    '*Paused*',
  ])('is %j', (word) => expect(isStatusWord(word)).toBe(true));

  it.each([
    ['a picture', picture],
    ['a link', '[Running](//evil.example)'],
    ['a bare address', 'Running https://evil.example'],
    ['an address without a scheme', 'www.evil.example'],
    ['a mail address', 'me@evil.example'],
    ['a mention', '@somebody'],
    ['markup', '<b>Running</b>'],
    ['an entity', '&lt;b&gt;'],
    ['another cell', 'Running | evil'],
    ['another line', 'Running\n# evil'],
    ['a template', '{{ site.evil }}'],
    ['a control character', 'Run\u0007ning'],
    ['text that runs backwards', '\u202egninnuR'],
    ['a reference to an issue', '#12'],
    ['nothing', '  '],
    ['too long', 'x'.repeat(61)],
  ])('is not %s', (_, text) => expect(isStatusWord(text)).toBe(false));

  it('is kept where it reads as its status, and only there', () => {
    const vocabulary = { running: '🟢 Running', archived: picture, paused: '🟢 Running', unknown: 'Running' } as const;
    expect(keepWords(vocabulary)).toEqual({ running: '🟢 Running' });
  });

  it('that a database has learnt from somebody else never reaches the document', async () => {
    const { addProject, write, look, read, store, now, pass, daysAgo } = openPipeline({ configuration: '' });
    const engine = addProject('engine');
    // A style by which no label can be found.
    const text = table(row('engine', '🦄 In Progress'));
    write(text, daysAgo(1));
    await look();
    const [document] = await store.listDocuments();
    if (document === undefined) throw new Error('a document was looked at');
    const planted = { ...document, vocabulary: { archived: picture } };
    await store.saveRefresh({
      document: planted,
      repositories: [],
      projects: [],
      changes: [],
      startedAt: now().toISOString(),
    });
    pass(1);
    engine.archive(now());
    await look();
    expect(read()).toBe(text);
  });
});
