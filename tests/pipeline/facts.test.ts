// Which facts publish by themselves, on a first check too, and which of them only ask.

import { describe, expect, it } from 'vitest';
import { openPipeline, row, table } from '../support/open-pipeline.ts';

describe('an archived repository', () => {
  it('is published on a first check', async () => {
    const { look, addProject, write, read, daysAgo } = openPipeline();
    addProject('mill').archive(daysAgo(300));
    write(table(row('mill', '🟡 In Progress')), daysAgo(10));
    expect((await look()).publication.kind).toBe('published');
    expect(read()).toContain(row('mill', '⚪ Archived'));
  });

  it.each([
    ['the README says where it went', 'This project has moved to https://example.org/mill.', null],
    ['the description says so', 'A mill.', 'MOVED TO ada/windmill'],
    ['a badge says so', '![moved](https://www.repostatus.org/badges/latest/moved.svg)', null],
    ['the README says where the work goes on', 'Development continues at ada/windmill.', null],
  ])('is asked about where %s', async (_, readme, description) => {
    const { look, addProject, write, read, daysAgo, now } = openPipeline();
    const mill = addProject('mill');
    mill.commit({ at: daysAgo(2), message: 'docs: say goodbye', files: { 'README.md': `# Mill\n\n${readme}\n` } });
    mill.state.description = description;
    mill.archive(now());
    const text = table(row('mill', '🟡 In Progress'));
    write(text, daysAgo(10));
    const { rows } = await look();
    expect(rows[0]?.decision).toMatchObject({ action: 'question', question: { status: 'archived', rule: 'archived' } });
    expect(rows[0]?.derived.evidence).toBe('Archived (read-only) since 2026-03-01; it says that it has moved.');
    expect(read()).toBe(text);
  });

  it('is published where something else moved', async () => {
    const { look, addProject, write, daysAgo, now } = openPipeline();
    const mill = addProject('mill');
    mill.commit({
      at: daysAgo(2),
      message: 'docs: explain',
      files: { 'README.md': 'Files are moved while it runs.\n' },
    });
    mill.archive(now());
    write(table(row('mill', '🟡 In Progress')), daysAgo(10));
    expect((await look()).publication.kind).toBe('published');
  });
});
