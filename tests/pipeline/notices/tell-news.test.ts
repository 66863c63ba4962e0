// What is told of changes, questions and problems, once each, and to whom.

import { createHmac } from 'node:crypto';
import { afterEach, describe, expect, it } from 'vitest';
import { row, table } from '../../support/open-pipeline.ts';
import { type Noticed, openNoticed, secret } from './open-noticed.ts';

let noticed: Noticed;
afterEach(() => noticed.receiver.close());

const read = ({ body }: { readonly body: string }) => JSON.parse(body);

async function openWith(channel?: string): Promise<Noticed> {
  noticed = await openNoticed(channel);
  return noticed;
}

describe('a change', () => {
  it('is told once, signed, with its evidence and its commit', async () => {
    const { addProject, write, daysAgo, now, look, pass, me } = await openWith();
    addProject('engine').archive(now());
    addProject('mill');
    write(table(row('engine', '🟡 In Progress'), row('mill', '🟡 In Progress')), daysAgo(100));
    const [sent, ...more] = await look();
    if (sent === undefined) throw new Error('nothing was told');
    expect(more).toEqual([]);
    expect(read(sent)).toEqual({
      version: 1,
      id: expect.stringMatching(/^[\w-]{10,40}$/),
      kind: 'change',
      at: now().toISOString(),
      document: { repo: 'ada/me', path: 'README.md' },
      items: [
        {
          project: 'engine',
          from: '🟡 In Progress',
          to: '⚪ Archived',
          evidence: 'Archived (read-only) since 2026-03-01.',
          url: expect.stringContaining(me.head()?.oid ?? '?'),
        },
      ],
      url: null,
    });
    const { headers, body } = sent;
    const id = headers['x-statusfolio-delivery'];
    const timestamp = headers['x-statusfolio-timestamp'];
    expect(id).toBe(read(sent).id);
    expect(Number(timestamp)).toBe(now().getTime() / 1000);
    const expected = createHmac('sha256', secret).update(`${id}.${timestamp}.${body}`).digest('hex');
    expect(headers['x-statusfolio-signature-256']).toBe(`sha256=${expected}`);
    pass(1);
    expect(await look()).toEqual([]);
  });

  it('comes in the order in which it happened, all of one commit together', async () => {
    const { addProject, write, daysAgo, now, look, pass } = await openWith();
    const [engine, mill, oven] = ['engine', 'mill', 'oven'].map((name) => addProject(name));
    write(table(...['engine', 'mill', 'oven'].map((name) => row(name, '🟡 In Progress'))), daysAgo(100));
    engine?.archive(now());
    mill?.archive(now());
    const first = await look();
    pass(2);
    oven?.archive(now());
    const second = await look();
    const names = [...first, ...second].map((sent) =>
      read(sent).items.map(({ project }: { project: string }) => project),
    );
    expect(names).toEqual([['engine', 'mill'], ['oven']]);
  });

  it('of a private repository says the word alone to everybody, and all to its owner', async () => {
    for (const [audience, isTold] of [
      ['public', false],
      ['owner', true],
    ] as const) {
      const { addProject, write, daysAgo, now, look, receiver } = await openWith(`audience: ${audience}`);
      const engine = addProject('engine');
      engine.archive(now());
      engine.makePrivate(true);
      write(table(row('engine', '🟡 In Progress')), daysAgo(100));
      const [sent] = await look();
      const [item] = sent === undefined ? [] : read(sent).items;
      expect(item).toMatchObject({ project: 'engine', to: '⚪ Archived' });
      expect(typeof item.evidence === 'string').toBe(isTold);
      await receiver.close();
    }
  });

  it('in a document that not everybody can read is told to its owner alone', async () => {
    const { addProject, write, daysAgo, now, look, me, lines } = await openWith();
    addProject('engine').archive(now());
    write(table(row('engine', '🟡 In Progress')), daysAgo(100));
    me.state.visibility = 'PRIVATE';
    expect(await look()).toEqual([]);
    expect(lines.filter((line) => line.includes('notice.'))).toEqual([]);
  });

  it('says the word alone where the repository became private while the notice waited', async () => {
    const { addProject, write, daysAgo, now, look, work, pass, receiver } = await openWith();
    const engine = addProject('engine');
    engine.archive(now());
    write(table(row('engine', '🟡 In Progress')), daysAgo(100));
    receiver.answerNext((response) => void response.writeHead(503).end());
    expect(read((await look())[0] ?? { body: '{}' }).items[0].evidence).not.toBeNull();
    engine.makePrivate(true);
    pass(1);
    expect(read((await work())[0] ?? { body: '{}' }).items).toMatchObject([{ to: '⚪ Archived', evidence: null }]);
  });

  it('is told on the channels alone whose kinds name it', async () => {
    const { addProject, write, daysAgo, now, look } = await openWith('kinds: [problem]');
    addProject('engine').archive(now());
    write(table(row('engine', '🟡 In Progress')), daysAgo(100));
    expect(await look()).toEqual([]);
  });
});

describe('questions', () => {
  it('of one batch are one notice, and are not told again while they wait', async () => {
    const { addProject, write, daysAgo, look, pass } = await openWith();
    for (const name of ['engine', 'mill', 'oven']) addProject(name, 120);
    write(table(...['engine', 'mill', 'oven'].map((name) => row(name, '🟡 In Progress'))), daysAgo(119));
    const [sent, ...more] = await look();
    expect(more).toEqual([]);
    const notice = read(sent ?? { body: '{}' });
    expect(notice).toMatchObject({ kind: 'question', url: 'https://github.com/ada/me/issues/1' });
    expect(notice.items.map(({ project }: { project: string }) => project)).toEqual(['engine', 'mill', 'oven']);
    expect(notice.items[0]).toMatchObject({ from: '🟡 In Progress', to: '🟡 Paused', evidence: expect.any(String) });
    pass(1);
    expect(await look()).toEqual([]);
  });

  it('that were answered while the notice waited are not told any more', async () => {
    const { addProject, write, daysAgo, look, work, now, pass, receiver } = await openWith();
    addProject('mill', 120);
    write(table(row('mill', '🟡 In Progress')), daysAgo(119));
    receiver.answerNext((response) => void response.writeHead(500).end());
    expect(await look()).toHaveLength(1);
    pass(1);
    write(table(row('mill', '🟡 Paused')), now());
    expect(await look()).toEqual([]);
    expect(await work()).toEqual([]);
  });
});

describe('a problem', () => {
  const gone = table(row('engine', '🟡 In Progress'), row('nowhere', '🟡 In Progress'));

  it('is told to its owner with what to do, and not again while it lasts', async () => {
    const { addProject, write, daysAgo, look, pass } = await openWith('audience: owner');
    addProject('engine');
    write(gone, daysAgo(1));
    const [sent, ...more] = await look();
    expect(more).toEqual([]);
    expect(read(sent ?? { body: '{}' })).toMatchObject({
      kind: 'problem',
      items: [{ code: 'NOT_VISIBLE', where: 'ada/me/README.md:6', message: expect.stringContaining('ada/nowhere') }],
    });
    pass(1);
    expect(await look()).toEqual([]);
  });

  it('is told to everybody by its kind alone', async () => {
    const { addProject, write, daysAgo, look } = await openWith();
    addProject('engine');
    write(gone, daysAgo(1));
    const [sent] = await look();
    expect(read(sent ?? { body: '{}' }).items).toMatchObject([{ code: 'NOT_VISIBLE', where: '' }]);
    expect(sent?.body).not.toContain('nowhere');
  });

  it('that comes and goes is told once in a week', async () => {
    const { addProject, write, daysAgo, look, passMinutes, now } = await openWith('audience: owner');
    addProject('engine');
    const without = table(row('engine', '🟡 In Progress'));
    write(gone, daysAgo(1));
    const told = [];
    for (let turn = 0; turn < 6; turn += 1) {
      told.push(...(await look()));
      passMinutes(60);
      write(turn % 2 === 0 ? without : gone, now());
    }
    expect(told).toHaveLength(1);
  });

  it('over which a whole refresh is given up is told once', async () => {
    const { addProject, write, daysAgo, look, passMinutes, me } = await openWith('audience: owner');
    addProject('engine');
    write(table(row('engine', '🟡 In Progress')), daysAgo(1));
    expect(await look()).toEqual([]);
    me.commit({ at: daysAgo(0), message: 'Edit by hand', files: { 'README.md': null, 'other.md': 'x' } });
    passMinutes(60);
    const [sent, ...more] = await look();
    expect(more).toEqual([]);
    expect(read(sent ?? { body: '{}' })).toMatchObject({ kind: 'problem', items: [{ code: 'DOCUMENT_NOT_FOUND' }] });
    passMinutes(60);
    expect(await look()).toEqual([]);
  });

  it('that passes by itself is nobody’s concern', async () => {
    const { addProject, write, daysAgo, look, world } = await openWith('audience: owner');
    addProject('engine');
    write(table(row('engine', '🟡 In Progress')), daysAgo(1));
    world.fail({ when: () => true, answer: new Response('', { status: 502 }), times: 1000 });
    expect(await look()).toEqual([]);
  });
});
