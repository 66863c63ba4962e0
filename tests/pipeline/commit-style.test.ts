// The owner's commits on the simulated GitHub: direct commits, pull requests and their branch, links, in the style that
// the configuration asks for.

import { describe, expect, it } from 'vitest';
import { openPipeline, row, table, words } from '../support/open-pipeline.ts';

const style = 'commit: { message: "chore: {subject}", signOff: true, author: "Ada Lovelace <ada@example.org>" }\n';

function open(publish: 'commit' | 'pull-request', viewer = 'statusfolio[bot]', configuration = words + style) {
  const pipeline = openPipeline({ publish, viewer, configuration });
  if (!viewer.endsWith('[bot]')) pipeline.me.state.collaborators.set(viewer, 'write');
  const engine = pipeline.addProject('engine');
  const other = pipeline.addProject('other');
  pipeline.write(table(row('engine', '🟡 In Progress'), row('other', '🟡 In Progress')), pipeline.daysAgo(30));
  engine.archive(pipeline.daysAgo(1));
  return { ...pipeline, engine, other };
}

describe('the style of the owner', () => {
  it('is that of a direct commit, signed off by the account that makes it', async () => {
    const { me, look } = open('commit');
    await look();
    const message = me.head()?.message ?? '';
    expect(message.split('\n')[0]).toBe('chore: mark engine as ⚪ Archived');
    expect(message).toMatch(
      /\n\nStatusfolio: ada\/me:README\.md@\nCo-authored-by: Ada Lovelace <ada@example\.org>\nSigned-off-by: statusfolio\[bot\] <\d+\+statusfolio\[bot\]@users\.noreply\.github\.com>$/,
    );
  });

  it.each([
    ['github-actions[bot]', 'github-actions[bot] <41898282+github-actions[bot]@users.noreply.github.com>'],
    ['grace', /^grace <\d+\+grace@users\.noreply\.github\.com>$/],
  ])('signs off as %s', async (viewer, expected) => {
    const { me, look } = open('commit', viewer);
    await look();
    const signed = /^Signed-off-by: (.*)$/m.exec(me.head()?.message ?? '')?.[1] ?? '';
    if (typeof expected === 'string') expect(signed).toBe(expected);
    else expect(signed).toMatch(expected);
  });

  it('signs off as the account whose token writes, where it is another one', async () => {
    const pipeline = openPipeline({ viewer: 'reader', writer: 'statusfolio[bot]', configuration: words + style });
    const engine = pipeline.addProject('engine');
    pipeline.write(table(row('engine', '🟡 In Progress')), pipeline.daysAgo(30));
    engine.archive(pipeline.daysAgo(1));
    await pipeline.look();
    expect(pipeline.me.head()?.message).toContain('\nSigned-off-by: statusfolio[bot] <');
  });

  it('is that of a pull request, of its commit, and of the commit by which its branch begins again', async () => {
    const { me, look, write, other, daysAgo, now, pass } = open('pull-request');
    await look();
    expect(me.state.pullRequests[0]?.title).toBe('chore: mark engine as ⚪ Archived');
    expect(me.head('statusfolio/main')?.message).toMatch(/^chore: mark engine/);
    other.archive(daysAgo(0));
    write(`${table(row('engine', '🟡 In Progress'), row('other', '🟡 In Progress'))}\nMore.\n`, now());
    pass(1);
    await look();
    const messages = me.history('statusfolio/main').map(({ message }) => message);
    const again = messages.find((message) => message.startsWith('chore: start over from main'));
    expect(again).toMatch(/\nSigned-off-by: statusfolio\[bot\] </);
    expect(again).toMatch(/\nStatusfolio: ada\/me:README\.md@\n/);
  });

  it('is that of links that follow a rename', async () => {
    const { me, look, engine, other } = open('commit');
    engine.unarchive();
    await look();
    other.rename('loom');
    await look();
    expect(me.head()?.message).toMatch(/^chore: update the link of other to its renamed repository\n/);
    expect(me.head()?.message).toContain('\nSigned-off-by: ');
  });

  it('asks who signs off only when a commit is due', async () => {
    const { look, engine, world } = open('commit');
    engine.unarchive();
    await look();
    expect(world.requests.filter(({ operation }) => operation === 'ViewerIdentity')).toEqual([]);
  });

  it('commits nothing while GitHub does not say who signs off', async () => {
    const { targets, readDocuments, github, me, store } = open('commit');
    const before = me.head()?.oid;
    const unsaid = { ...github, readIdentity: async () => null };
    await expect(readDocuments(store, targets, words + style, unsaid)).rejects.toThrow(/sign off/);
    expect(me.head()?.oid).toBe(before);
    const named = `${words}commit: { signOff: "Ada <ada@example.org>" }\n`;
    await readDocuments(store, targets, named, unsaid);
    expect(me.head()?.message).toMatch(/\nSigned-off-by: Ada <ada@example\.org>$/);
  });

  it('leaves our commits ours: the next refresh takes none of them for an edit by a person', async () => {
    const { look, pass } = open(
      'commit',
      'ada',
      `${words}commit: { message: "WIP", author: "Ada <ada@example.org>" }\n`,
    );
    await look();
    pass(2);
    const { rows, publication } = await look();
    expect(publication.kind).toBe('nothing');
    expect(rows[0]?.facts.declared.confirmedAt).toBe('2026-01-30T12:00:00.000Z');
  });
});
