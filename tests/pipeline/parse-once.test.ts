// A version of a document is parsed once: the one that was read, and the one that is written, which is read back before
// it leaves.

import { describe, expect, it } from 'vitest';
import { countCalls } from '../support/count-calls.ts';
import { openPipeline, row, table } from '../support/open-pipeline.ts';

const countParses = (run: () => Promise<unknown>) => countCalls('core/document/parse-document.ts', 'readDocument', run);

const block = (...rows: readonly string[]) =>
  ['<!-- statusfolio:table -->', '| Project | Status |', '|---|---|', ...rows, '<!-- /statusfolio -->', ''].join('\n');

describe('one refresh', () => {
  it('parses the version that it reads, and nothing more when nothing is due', async () => {
    const pipeline = openPipeline();
    pipeline.addProject('engine');
    pipeline.write(table(row('engine', '🟡 In Progress')), pipeline.daysAgo(100));
    expect(await countParses(() => pipeline.look())).toBe(1);
  });

  it('parses the version that it writes once, cells and generated blocks together', async () => {
    const pipeline = openPipeline();
    for (const name of ['engine', 'mill']) pipeline.addProject(name).archive(pipeline.now());
    const rows = [row('engine', '🟡 In Progress'), row('mill', '🟡 In Progress')];
    pipeline.write(`${table(...rows)}\n${block()}`, pipeline.daysAgo(100));
    let kind = '';
    const run = async () => {
      const { publication } = await pipeline.look();
      kind = publication.kind;
    };
    expect(await countParses(run)).toBe(2);
    expect(kind).toBe('published');
    expect(pipeline.read()).toContain(row('engine', '⚪ Archived'));
  });
});
