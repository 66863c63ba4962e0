// Links follow renamed repositories: in a commit of their own, byte for byte, and only where it is certain.

import { describe, expect, it } from 'vitest';
import { openPipeline, row, table, words } from '../support/open-pipeline.ts';

/** A document with every way to link, seen once before `engine` became `motor`. */
async function openRenamed(options: Parameters<typeof openPipeline>[0] = {}) {
  const pipeline = openPipeline(options);
  const engine = pipeline.addProject('engine');
  pipeline.addProject('engine-room');
  const text = `\ufeff${table(
    row('engine', '🟡 In Progress'),
    '| the same | 🟡 In Progress | <https://github.com/Ada/Engine.git>, see github.com/ada/engine. |',
    '| its folder | 🟡 In Progress | [api](https://github.com/ada/engine/tree/main/api) |',
    row('engine-room', '🟡 In Progress'),
  ).replaceAll('\n', '\r\n')}\r\nNot a row: https://github.com/ada/engine\r\nno end`;
  pipeline.write(text, pipeline.daysAgo(1));
  await pipeline.look();
  const rename = () => {
    engine.rename('motor');
    pipeline.passMinutes(30);
  };
  return { ...pipeline, engine, rename, text };
}

describe('links', () => {
  it('follow a renamed repository in a commit of their own, and nothing else moves', async () => {
    const { rename, look, read, text, me, passMinutes } = await openRenamed();
    rename();
    const { publication, problems } = await look();
    expect(publication.kind).toBe('published');
    expect(problems).toEqual([]);
    const [head, tail] = text.split('Not a row');
    const healed = (head ?? '')
      .replace('[code](https://github.com/ada/engine)', '[code](https://github.com/ada/motor)')
      .replace(
        '<https://github.com/Ada/Engine.git>, see github.com/ada/engine.',
        '<https://github.com/ada/motor.git>, see github.com/ada/motor.',
      )
      .replace('ada/engine/tree/main/api', 'ada/motor/tree/main/api');
    expect(read()).toBe(`${healed}Not a row${tail}`);
    expect(me.history()[0]?.message).toBe(
      [
        'docs: update 3 links to renamed repositories',
        '- engine: ada/motor\n- the same: ada/motor\n- its folder: ada/motor',
        'GitHub reports the same repository under a new name. To turn this off: healLinks: false.',
        'Statusfolio: ada/me:README.md@',
      ].join('\n\n'),
    );
    passMinutes(30);
    const { publication: next, rows } = await look();
    expect(next.kind).toBe('nothing');
    expect(rows.map(({ decision }) => decision.action)).toEqual(['keep', 'keep', 'keep', 'keep']);
  });

  it('wait for the statuses, which go first and apart', async () => {
    const { rename, look, read, engine, me, now, passMinutes } = await openRenamed();
    rename();
    engine.archive(now());
    await look();
    expect(read()).toContain('| engine | ⚪ Archived | [code](https://github.com/ada/engine) |');
    passMinutes(30);
    await look();
    expect(read()).toContain('| engine | ⚪ Archived | [code](https://github.com/ada/motor) |');
    expect(me.history()).toHaveLength(3);
  });

  it.each([
    ['switched off', { configuration: `${words}healLinks: false\n` }],
    ['left to pull requests', { publish: 'pull-request' as const }],
    ['not to be written at all', { publish: 'none' as const }],
  ])('are named instead where it is %s', async (_, options) => {
    const { rename, look, read, text } = await openRenamed(options);
    rename();
    const { publication, problems } = await look();
    expect(publication.kind).toBe('nothing');
    expect(read()).toBe(text);
    expect(problems).toContainEqual({
      code: 'LINK_MOVED',
      where: 'ada/me/README.md:5',
      message: 'ada/engine is ada/motor now.',
      hint: 'Correct the link; until then its evidence is read under the new name.',
    });
  });

  it('to a repository that has another owner now are named, not followed', async () => {
    const { engine, look, read, text, passMinutes } = await openRenamed();
    engine.transfer('bob');
    passMinutes(30);
    const { publication, problems } = await look();
    expect(publication.kind).toBe('nothing');
    expect(read()).toBe(text);
    expect(problems[0]).toMatchObject({ code: 'LINK_MOVED', message: 'ada/engine is bob/engine now.' });
  });

  it.each([
    ['renamed in private', true, ''],
    ['renamed in private, although its old name may be told', true, 'privateDetails: [ada/engine]\n'],
  ])(
    'keep the old name of a repository that was %s, and only the owner is told the new one',
    async (_, isVisible, more) => {
      const { engine, look, read, text, me, passMinutes } = await openRenamed({ configuration: `${words}${more}` });
      engine.makePrivate(isVisible);
      engine.rename('motor');
      passMinutes(30);
      const { publication, problems } = await look();
      expect(publication.kind).toBe('nothing');
      expect(read()).toBe(text);
      expect(JSON.stringify(me.history())).not.toContain('motor');
      expect(problems[0]).toMatchObject({ code: 'LINK_MOVED', message: 'ada/engine is ada/motor now.' });
      expect(problems[0]?.hint).toContain('not public');
    },
  );

  it('follow a repository that was renamed in private where its new name may be told', async () => {
    const configuration = `${words}privateDetails: [ada/engine, ada/motor]\n`;
    const { engine, look, read, passMinutes } = await openRenamed({ configuration });
    engine.makePrivate(true);
    engine.rename('motor');
    passMinutes(30);
    expect((await look()).publication.kind).toBe('published');
    expect(read()).toContain('[code](https://github.com/ada/motor)');
  });

  it('follow in a private document, whatever the repository is', async () => {
    const { engine, me, look, read, passMinutes } = await openRenamed();
    me.state.visibility = 'PRIVATE';
    engine.makePrivate(true);
    engine.rename('motor');
    passMinutes(30);
    expect((await look()).publication.kind).toBe('published');
    expect(read()).toContain('[code](https://github.com/ada/motor)');
  });

  it('stay when the repository becomes private between the fetch and the write', async () => {
    const { engine, rename, look, read, text, world } = await openRenamed();
    rename();
    world.fail({
      // Not a fault: the moment after it was checked.
      when: ({ operation }) => {
        if (operation?.startsWith('Visibility') === true) engine.makePrivate(true);
        return false;
      },
      answer: 'reset',
    });
    expect((await look()).publication.kind).toBe('nothing');
    expect([engine.state.visibility, read()]).toEqual(['PRIVATE', text]);
  });

  it('that were never seen before are followed at the second look', async () => {
    const { addProject, write, look, read, daysAgo, passMinutes } = openPipeline();
    addProject('engine').rename('motor');
    write(table(row('engine', '🟡 In Progress')), daysAgo(1));
    expect((await look()).problems).toMatchObject([{ code: 'LINK_MOVED' }]);
    passMinutes(30);
    expect((await look()).publication.kind).toBe('published');
    expect(read()).toContain('github.com/ada/motor)');
  });

  it('are not touched where they stand below the table', async () => {
    const { addProject, write, look, read, daysAgo, passMinutes } = openPipeline();
    const engine = addProject('engine');
    const text = `${table('| engine | 🟡 In Progress | [code][e] |')}\n[e]: https://github.com/ada/engine\n`;
    write(text, daysAgo(1));
    await look();
    engine.rename('motor');
    passMinutes(30);
    expect((await look()).problems).toMatchObject([{ code: 'LINK_MOVED' }]);
    expect(read()).toBe(text);
  });
});
