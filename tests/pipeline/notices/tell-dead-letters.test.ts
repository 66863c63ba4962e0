// Work that the queue gives up is told to every channel that hears of problems, whatever it was and however it ended.

import { afterEach, describe, expect, it } from 'vitest';
import type { Post } from '../../../src/ports/notices.ts';
import { maxAttempts } from '../../../src/queue/sqlite-queue.ts';
import { row, table } from '../../support/open-pipeline.ts';
import { status } from '../../support/open-receiver.ts';
import { type Noticed, openNoticed } from './open-noticed.ts';

let noticed: Noticed;
afterEach(() => noticed.receiver.close());

const other = 'STATUSFOLIO_NOTIFY_OTHER';
const two = `format: json, audience: owner }, { url: "\${${other}}", format: json, audience: owner`;
const read = ({ body }: { readonly body: string }) => JSON.parse(body);

/** Two channels, and one change that is due. */
async function openTwo(channels = two) {
  noticed = await openNoticed(channels, {}, 300);
  const { addProject, write, daysAgo, now, notices, receiver } = noticed;
  notices.addresses[other] = `${receiver.url}/other`;
  addProject('engine').archive(now());
  write(table(row('engine', '🟡 In Progress')), daysAgo(100));
  return noticed;
}

/** The channels at these addresses answer so; the others take everything. */
function answer(post: Post, answers: Readonly<Record<string, number>>): Post {
  return async (address, message) => {
    const [, code] = Object.entries(answers).find(([end]) => address.endsWith(end)) ?? [];
    return code === undefined ? await post(address, message) : { status: code, retryAfter: null };
  };
}

describe('a refresh that the queue gives up', () => {
  it('is told with its reason, though each try alone would pass by itself', async () => {
    const { world, look, work, passMinutes, queue, receiver } = await openTwo('format: json, audience: owner');
    world.fail({ when: () => true, answer: new Response('{}', { status: 502 }), times: 10_000 });
    await look();
    for (let hours = 0; hours < 60; hours += 2) {
      passMinutes(150);
      await work();
    }
    const [letter] = await queue.dead();
    expect(letter).toMatchObject({ attempts: maxAttempts, job: { kind: 'refresh' } });
    expect(receiver.received.map(read)).toMatchObject([
      {
        kind: 'problem',
        items: [{ code: 'REFRESH_FAILED', where: expect.stringContaining('README.md'), message: expect.any(String) }],
      },
    ]);
    const [item] = read(receiver.received[0] ?? { body: '' }).items;
    expect(item.message).toContain(`failed for good after ${maxAttempts} tries`);
    expect(item.message).toContain(letter?.reason ?? '?');
  });

  it('is told when process after process goes away over it', async () => {
    const { queue, targets, now, work, passMinutes } = await openTwo('format: json, audience: owner');
    const documentKey = targets[0]?.key ?? '';
    await queue.enqueue([{ kind: 'refresh', documentKey, requestedAt: now().toISOString() }]);
    // Whoever claims it never comes back; the last claim finds that it was begun too often.
    let starts = 0;
    while ((await queue.claim(now(), 60_000))?.job.kind === 'refresh') {
      starts += 1;
      passMinutes(60 * 24);
    }
    expect(starts).toBe(maxAttempts);
    expect((await queue.dead())[0]?.reason).toContain('never finished');
    passMinutes(2);
    const [sent] = (await work()).map(read);
    expect(sent.items[0]).toMatchObject({ code: 'REFRESH_FAILED', message: expect.stringContaining('never finished') });
  });

  it('says to others than the owner that there is a problem, and nothing more', async () => {
    const { store, work, targets, queue, now, look } = await openTwo('format: json');
    await look();
    const [target] = targets;
    const requestedAt = now().toISOString();
    await queue.enqueue([{ kind: 'refresh', documentKey: target?.key ?? '', requestedAt }]);
    let claimed = await queue.claim(now(), 60_000);
    for (; claimed !== null; claimed = await queue.claim(now(), 60_000)) {
      noticed.pass(1);
      await queue.complete(claimed, { kind: 'retry', at: null, reason: 'ada/kanari-secret is private' }, now());
      noticed.pass(1);
      if ((await queue.dead()).length > 0) break;
    }
    expect((await store.readDocument(target?.key ?? ''))?.problems).toEqual([]);
    const sent = await work();
    expect(sent.map(read)).toMatchObject([{ kind: 'problem', items: [{ code: 'REFRESH_FAILED', where: '' }] }]);
    expect(JSON.stringify(sent)).not.toContain('kanari');
  });
});

describe('a notice that the queue gives up', () => {
  it('is told to the other channel once, however many fail', async () => {
    const { look, notices, receiver, pass, me, addProject, write, now } = await openTwo();
    notices.post = answer(notices.post, { '/other': 404 });
    const first = (await look()).map(read);
    expect(first.map(({ kind }) => kind).toSorted()).toEqual(['change', 'problem']);
    expect(first.find(({ kind }) => kind === 'problem').items).toEqual([
      {
        code: 'NOTICE_FAILED',
        where: other,
        message: expect.stringContaining('HTTP 404'),
        hint: expect.stringContaining('--test-notify'),
      },
    ]);
    expect(JSON.stringify(receiver.received)).not.toContain('services/T0/s3cret-path/other');
    pass(1);
    addProject('mill').archive(now());
    write(table(row('engine', '⚪ Archived'), row('mill', '🟡 In Progress')), noticed.daysAgo(1));
    expect(me.head()).toBeDefined();
    expect((await look()).map(read).map(({ kind }) => kind)).toEqual(['change']);
  });

  it('is told to nobody when every channel is down, and nothing goes on forever', async () => {
    const { look, notices, queue, work } = await openTwo();
    const posted: string[] = [];
    const refuse = answer(notices.post, { '': 410 });
    notices.post = async (address, message) => {
      posted.push(address);
      return await refuse(address, message);
    };
    await look();
    expect(await work()).toEqual([]);
    // The change to both, and to each that the other did not take it.
    expect(posted).toHaveLength(4);
    expect(await queue.dead()).toHaveLength(4);
  });

  it('is told when it was tried for more than a day, too', async () => {
    const { look, work, passMinutes, receiver } = await openTwo();
    noticed.notices.post = answer(noticed.notices.post, { '/other': 503 });
    receiver.answerNext(status(204));
    await look();
    for (let hours = 0; hours < 60; hours += 2) {
      passMinutes(150);
      await work();
    }
    const told = receiver.received.map(read);
    expect(told.map(({ kind }) => kind)).toEqual(['change', 'problem']);
    expect(told[1].items[0]).toMatchObject({ code: 'NOTICE_FAILED', message: expect.stringContaining('HTTP 503') });
  });
});
