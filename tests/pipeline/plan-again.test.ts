// The owner edits the document between our look and our commit: the change is planned again from the fresh bytes, for
// the same projects, wherever their rows stand now.

import { describe, expect, it } from 'vitest';
import { openPipeline, row, table } from '../support/open-pipeline.ts';

const engine = row('engine', '🟡 In Progress');
const loom = row('loom', '🟡 In Progress');
const mill = row('mill', '🟡 In Progress');
const archived = (text: string) => text.replace(loom, row('loom', '⚪ Archived'));

async function editMeanwhile(edit: (text: string) => string): Promise<{ typed: string; after: string }> {
  const pipeline = openPipeline();
  for (const name of ['engine', 'mill', 'forge']) pipeline.addProject(name);
  pipeline.addProject('loom').archive(pipeline.daysAgo(3));
  pipeline.write(`# Mine\n\n${table(engine, loom, mill)}\nThe end.\n`, pipeline.daysAgo(20));
  const typed = edit(pipeline.read());
  let isEdited = false;
  pipeline.world.fail({
    // Not a fault: the moment between our look and our commit.
    when: ({ operation }) => {
      if (operation === 'CommitOnBranch' && !isEdited) pipeline.write(typed);
      isEdited ||= operation === 'CommitOnBranch';
      return false;
    },
    answer: 'reset',
  });
  await pipeline.look();
  expect(isEdited).toBe(true);
  expect(pipeline.world.forcedPushes).toBe(0);
  return { typed, after: pipeline.read() };
}

describe('a document that changes meanwhile', () => {
  it.each<[string, (text: string) => string]>([
    ['rows moved', (text) => text.replace(`${engine}\n${loom}\n${mill}`, `${mill}\n${loom}\n${engine}`)],
    ['a row moved into another table', (text) => `${text.replace(`${loom}\n`, '')}\n## Old\n\n${table(loom)}`],
    ['a row added above', (text) => text.replace(engine, `${row('forge', '🟡 In Progress')}\n${engine}`)],
    ['a row renamed', (text) => text.replace('| engine |', '| The engine |')],
    ['another row deleted', (text) => text.replace(`${mill}\n`, '')],
    ['prose and line endings changed', (text) => text.replace('# Mine', '# Ours\n\nMore').replaceAll('\n', '\r\n')],
    ['a column added', (text) => text.replaceAll(/^\|/gm, '| x |').replace('| x |---', '|---|---')],
  ])('keeps %s, and gets its one cell', async (_, edit) => {
    const { typed, after } = await editMeanwhile(edit);
    expect(archived(typed)).not.toBe(typed);
    expect(after).toBe(archived(typed));
  });

  it('keeps a renamed row and the words that were typed for it', async () => {
    const { typed, after } = await editMeanwhile((text) =>
      text.replace('| loom | 🟡 In Progress', '| The loom | 🟡 In Progress'),
    );
    expect(after).toBe(typed.replace('| The loom | 🟡 In Progress', '| The loom | ⚪ Archived'));
  });

  it.each<[string, (text: string) => string]>([
    ['the row is gone', (text) => text.replace(`${loom}\n`, '')],
    ['the owner has typed it already', archived],
    [
      'the row is to be left alone now',
      (text) => text.replace(loom, loom.replace('Progress', 'Progress <!-- statusfolio: ignore -->')),
    ],
    ['the table is code now', (text) => text.replace('| Project', '```\n| Project')],
  ])('is left as it is where %s', async (_, edit) => {
    const { typed, after } = await editMeanwhile(edit);
    expect(after).toBe(typed);
  });
});
