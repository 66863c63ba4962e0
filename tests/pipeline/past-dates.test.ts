// What a document's own past says of a date that is due: by the messages of our commits, or by the file as it was.

import { describe, expect, it } from 'vitest';
import { proposeDate } from '../../src/core/document/dates/as-of.ts';
import { formatCommit } from '../../src/core/messages/commit-message.ts';
import { refuseRemovedDates } from '../../src/pipeline/date-rows.ts';
import type { RowEvaluation } from '../../src/pipeline/document-update.ts';
import type { PastDocument } from '../../src/ports/github.ts';
import { defaultStyle } from '../support/default-style.ts';
import { openPipeline, row, table } from '../support/open-pipeline.ts';

const dated = table(row('mill', '🟡 In Progress (as of 2025-07)'));

async function search(past: PastDocument | null): Promise<RowEvaluation[]> {
  const pipeline = openPipeline();
  pipeline.addProject('mill', 100);
  pipeline.write(table(row('mill', '🟡 In Progress')), pipeline.daysAgo(120));
  const { rows, target, file } = await pipeline.look();
  const due = rows.map((evaluated): RowEvaluation => {
    const asOf = proposeDate(evaluated.row, '2025-07');
    return { ...evaluated, decision: { ...evaluated.decision, ...evaluated.row.typed, action: 'change', asOf } };
  });
  const documents = { readPast: async () => past };
  return await refuseRemovedDates(due, { key: target.key, ref: target.ref, file }, documents, pipeline.now());
}

const line = { name: 'mill', from: '🟡 In Progress', to: '🟡 In Progress', evidence: null };
const place = { keys: 'ada/me:README.md@', paths: ['README.md'] };
const tell = (month: string, name = 'mill') => {
  const asOf = { month, text: `(as of ${month})`, action: 'add' } as const;
  const { headline, body } = formatCommit([{ ...line, name, asOf }], place, defaultStyle);
  return `${headline}\n\n${body}`;
};

describe('a date that is due', () => {
  it.each([
    ['a message of ours says that it stood there', { messages: [tell('2025-07')], versions: [] }],
    ['the file bore it once', { messages: [], versions: [new TextEncoder().encode(dated)] }],
  ])('was taken away by the owner where %s', async (_, past) => {
    const [found] = await search(past);
    expect(found?.decision).toMatchObject({ action: 'question', asOf: null });
    expect(found?.dateRefused).toMatchObject({ month: null });
  });

  it.each([
    ['nothing is said of it', { messages: [], versions: [] }],
    ['another month stood there', { messages: [tell('2025-03')], versions: [] }],
    ['another project bore it', { messages: [tell('2025-07', 'loom')], versions: [] }],
    ['the file never bore one', { messages: [], versions: [new TextEncoder().encode(table(row('mill', 'WIP')))] }],
  ])('is written where %s', async (_, past) => {
    const [found] = await search(past);
    expect(found?.decision).toMatchObject({ action: 'change', asOf: { action: 'add' } });
  });

  it('waits where the past could not be read', async () => {
    const [found] = await search(null);
    expect(found?.decision.action).toBe('question');
    expect(found?.dateRefused).toBeNull();
  });
});
