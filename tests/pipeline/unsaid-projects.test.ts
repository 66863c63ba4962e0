// Projects that a generated block lists and nobody has given a status: the owner's own words elsewhere, the repository's,
// facts, and else when work was last seen. Never a word that nobody said.

import { describe, expect, it } from 'vitest';
import { answerQuestion } from '../../src/pipeline/questions/answers.ts';
import { openPipeline, type Pipeline, row, table } from '../support/open-pipeline.ts';

const projects = (...names: readonly string[]) =>
  `projects:\n${names.map((name) => `  - { match: ${name}, repo: ada/${name} }\n`).join('')}`;
const block = (kind = 'list') => `<!-- statusfolio:${kind} -->\n<!-- /statusfolio -->\n`;

function open(configuration: string, text = block()): Pipeline {
  const pipeline = openPipeline({ configuration });
  pipeline.write(text, pipeline.daysAgo(20));
  return pipeline;
}

/** What the block says behind each name. */
function readShown(pipeline: Pipeline): Record<string, string> {
  const items = pipeline.read().matchAll(/^- \*\*\[([\w-]+)\]\(\S+\)\*\* — (.*)$/gm);
  return Object.fromEntries([...items].map(([, name = '', said = '']) => [name, said]));
}

const readMill = (pipeline: Pipeline) => readShown(pipeline)['mill'];

async function answer(pipeline: Pipeline, kind: 'finished' | 'keep'): Promise<void> {
  const [project] = await pipeline.store.listProjects();
  const now = pipeline.now();
  await answerQuestion(pipeline.store, { projectKey: project?.key ?? '', kind, by: 'ada', now });
}

describe('a project that nobody has given a status', () => {
  it('takes the word of another document of the owner, and says where it stands', async () => {
    const pipeline = openPipeline({ paths: ['README.md', 'work.md'], configuration: projects('mill', 'loom') });
    pipeline.addProject('mill', 200);
    pipeline.addProject('loom', 200);
    pipeline.me.commit({
      at: pipeline.daysAgo(20),
      message: 'By hand',
      files: { 'README.md': block(), 'work.md': table(row('mill', '✅ Done')) },
    });
    const { rows } = await pipeline.look();
    expect(readShown(pipeline)).toEqual({ mill: '✅ Done', loom: 'last work 2025-08' });
    expect(rows[0]?.derived).toMatchObject({ rule: 'declared', evidence: 'You say ✅ Done in ada/me/work.md:5.' });
    expect(pipeline.me.head()?.message).toContain('You say ✅ Done in ada/me/work.md:5.');
    await pipeline.readDocuments();
    pipeline.pass(1);
    await pipeline.readDocuments();
    expect(readShown(pipeline)).toEqual({ mill: '✅ Done', loom: 'last work 2025-08' });
  });

  it('takes nothing where two other documents disagree', async () => {
    const pipeline = openPipeline({ paths: ['README.md', 'a.md', 'b.md'], configuration: projects('mill') });
    pipeline.addProject('mill', 200);
    const files = { 'README.md': block(), 'a.md': table(row('mill', 'Done')), 'b.md': table(row('mill', 'Paused')) };
    pipeline.me.commit({ at: pipeline.daysAgo(20), message: 'By hand', files });
    await pipeline.look();
    expect(readMill(pipeline)).toBe('last work 2025-08');
  });

  it('is left as it is while another document cannot be read', async () => {
    const pipeline = openPipeline({ paths: ['README.md', 'gone.md'], configuration: projects('mill') });
    pipeline.addProject('mill', 200);
    pipeline.write(block(), pipeline.daysAgo(20));
    const { publication, rows } = await pipeline.look();
    expect(publication.kind).toBe('nothing');
    expect(rows[0]?.decision.action).toBe('skip');
  });

  it.each([
    [
      'a badge',
      '[![Project Status: Inactive](https://www.repostatus.org/badges/latest/inactive.svg)](x)',
      '🟢 Complete',
    ],
    ['a line', '# mill\n\nStatus: on hold\n', '🟡 Paused'],
    ['a word of maturity', '![](https://www.repostatus.org/badges/latest/concept.svg)', 'Concept'],
  ])('takes the declaration of its repository, %s', async (_, readme, expected) => {
    const pipeline = open(projects('mill'));
    pipeline
      .addProject('mill', 200)
      .commit({ at: pipeline.daysAgo(199), message: 'Say so', files: { 'README.md': readme } });
    await pipeline.look();
    expect(readMill(pipeline)).toBe(expected);
    pipeline.pass(1);
    expect((await pipeline.look()).publication.kind).toBe('nothing');
  });

  it('says what facts say: archived, empty, recent work, a release within a year', async () => {
    const pipeline = open(projects('old', 'new', 'busy', 'released', 'nightly', 'long-ago'));
    pipeline.addProject('old', 200).archive(pipeline.daysAgo(150));
    pipeline.world.addRepository({ owner: 'ada', name: 'new', createdAt: pipeline.daysAgo(3) });
    pipeline.addProject('busy', 60);
    const at = pipeline.daysAgo(190);
    pipeline.addProject('released', 190).release('v1.2.0', at);
    pipeline.addProject('nightly', 190).release('v1.2.0-nightly', at);
    pipeline.world
      .addRepository({ owner: 'ada', name: 'long-ago', createdAt: pipeline.daysAgo(2000), languages: ['Go'] })
      .commit({ at: pipeline.daysAgo(900), message: 'The last one', files: { 'main.go': '1' } });
    await pipeline.look();
    expect(readShown(pipeline)).toEqual({
      old: '⚪ Archived',
      new: '🔴 Planned',
      busy: '🟡 In Progress',
      released: '🟢 Maintained',
      nightly: 'last work 2025-08',
      'long-ago': 'last work 2023-09',
    });
  });

  it('is asked about once its cell says when work was last seen, and an answer is the word from then on', async () => {
    const pipeline = open(projects('mill'));
    pipeline.addProject('mill', 200);
    await pipeline.look();
    pipeline.passMinutes(30);
    const { rows } = await pipeline.look();
    expect(rows[0]?.decision).toMatchObject({
      action: 'question',
      text: 'last work 2025-08',
      question: { rule: 'quiet' },
    });
    await answer(pipeline, 'finished');
    await pipeline.look();
    expect(readMill(pipeline)).toBe('🟢 Complete');
    for (const days of [1, 200]) {
      pipeline.pass(days);
      expect((await pipeline.look()).publication.kind).toBe('nothing');
    }
  });

  it('is asked about again only after a while where the owner did not say what it is', async () => {
    const pipeline = open(projects('mill'));
    pipeline.addProject('mill', 200);
    const look = async () => (await pipeline.look()).rows[0]?.decision.action;
    expect([await look(), await look()]).toEqual(['change', 'question']);
    await answer(pipeline, 'keep');
    expect(await look()).toBe('keep');
    pipeline.pass(80);
    expect(await look()).toBe('keep');
    pipeline.pass(11);
    expect(await look()).toBe('question');
    expect(readMill(pipeline)).toBe('last work 2025-08');
  });

  it('loses a word that only facts spoke for when they fall silent, and gets it back with work', async () => {
    const pipeline = open(projects('mill'));
    const mill = pipeline.addProject('mill', 60);
    await pipeline.look();
    expect(readMill(pipeline)).toBe('🟡 In Progress');
    pipeline.pass(29);
    expect((await pipeline.look()).publication.kind).toBe('nothing');
    pipeline.pass(2);
    await pipeline.look();
    expect(readMill(pipeline)).toBe('last work 2025-12');
    pipeline.pass(40);
    mill.commit({ at: pipeline.now(), message: 'Again', files: { 'main.go': 'again' } });
    pipeline.pass(1);
    await pipeline.look();
    expect(readMill(pipeline)).toBe('🟡 In Progress');
  });

  it('keeps the same word once the owner has typed it', async () => {
    const pipeline = open(projects('mill'));
    pipeline.addProject('mill', 60);
    await pipeline.look();
    pipeline.pass(1);
    pipeline.write(pipeline.read().replace('🟡 In Progress', '🟢 Maintained'));
    await pipeline.look();
    pipeline.pass(100);
    const { rows } = await pipeline.look();
    expect(readMill(pipeline)).toBe('🟢 Maintained');
    expect(rows[0]?.decision.action).toBe('question');
  });

  it('is not read from its description, whatever that says', async () => {
    const configuration = 'projects:\n  - { match: mill, repo: ada/mill, description: Complete }\n';
    for (const kind of ['list', 'cards', 'table']) {
      const pipeline = open(configuration, block(kind));
      pipeline.addProject('mill', 200);
      await pipeline.look();
      expect(pipeline.read()).toContain('last work 2025-08');
      pipeline.pass(1);
      const { rows, publication } = await pipeline.look();
      expect(publication.kind).toBe('nothing');
      expect(rows.map(({ decision }) => decision.action)).toEqual(['question']);
    }
  });

  it('is told in the language of the page', async () => {
    const text = `# Projekte\n\n| Projekt | Status | Repo |\n|---|---|---|\n${row('loom', 'In Arbeit')}\n\n${block()}`;
    const pipeline = open(projects('mill', 'loom'), text);
    for (const name of ['mill', 'loom']) pipeline.addProject(name, name === 'mill' ? 200 : 3);
    await pipeline.look();
    expect(readShown(pipeline)).toEqual({ mill: 'letzte Aktivität 2025-08', loom: 'In Arbeit' });
    pipeline.pass(1);
    expect((await pipeline.look()).publication.kind).toBe('nothing');
  });

  it('is not counted by a summary', async () => {
    const pipeline = open(projects('mill', 'loom'), block('summary'));
    pipeline.addProject('mill', 200);
    pipeline.addProject('loom', 5);
    await pipeline.look();
    expect(pipeline.read()).toContain('\n1 in progress\n');
  });

  it('stays where it stands when its repository cannot be read any more', async () => {
    const pipeline = open(projects('mill'));
    pipeline.addProject('mill', 200);
    await pipeline.look();
    pipeline.pass(1);
    pipeline.world.fail({
      when: ({ operation }) => operation === 'CoreByIds' || operation === 'LiteByIds',
      answer: 'reset',
    });
    await pipeline.look().catch(() => null);
    expect(readMill(pipeline)).toBe('last work 2025-08');
  });

  it('shows nothing of a repository that not everybody can see', async () => {
    const pipeline = open(projects('mill', 'loom'));
    pipeline.addProject('mill', 200).state.visibility = 'PRIVATE';
    pipeline.addProject('loom', 200);
    await pipeline.look();
    expect(readShown(pipeline)).toEqual({ loom: 'last work 2025-08' });
  });
});
