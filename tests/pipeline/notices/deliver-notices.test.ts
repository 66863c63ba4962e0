// Channels that are slow, down, full, gone or hostile: each notice arrives once, or is a dead letter with its reason, and
// the address of the channel, which is a secret, stands nowhere.

import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { makeTestNotice } from '../../../src/core/messages/notice.ts';
import { postNotice } from '../../../src/pipeline/notices/send-notice.ts';
import type { NoticeJob } from '../../../src/ports/queue.ts';
import { postOverSockets } from '../../../src/probe/over-sockets.ts';
import { maxAttempts } from '../../../src/queue/sqlite-queue.ts';
import { row, table } from '../../support/open-pipeline.ts';
import { breakOff, silence, status } from '../../support/open-receiver.ts';
import { type Noticed, openNoticed, secret, variable } from './open-noticed.ts';

let noticed: Noticed;
afterEach(() => noticed.receiver.close());

/** With one change that is due. */
async function open(channel?: string): Promise<Noticed> {
  noticed = await openNoticed(channel, {}, 300);
  const { addProject, write, daysAgo, now } = noticed;
  addProject('engine').archive(now());
  write(table(row('engine', '🟡 In Progress')), daysAgo(100));
  return noticed;
}

describe('a notice', () => {
  it.each([
    ['answers with an error of its own', status(500)],
    ['is overloaded', status(503, { 'retry-after': 'soon' })],
    ['says that it took too long', status(408)],
    ['never answers', silence],
    ['hangs up', (response) => void response.destroy()],
  ] as [string, typeof silence][])('is sent again, the same by its id, when the channel %s', async (_, answer) => {
    const { receiver, look, work, passMinutes, queue } = await open();
    receiver.answerNext(answer);
    const [first] = await look();
    expect(await work()).toEqual([]);
    passMinutes(1);
    const [again, ...more] = await work();
    expect(more).toEqual([]);
    expect(JSON.parse(again?.body ?? '')).toEqual(JSON.parse(first?.body ?? '{}'));
    passMinutes(24 * 60);
    expect(await work()).toEqual([]);
    expect(await queue.dead()).toEqual([]);
  });

  it('has arrived when the answer breaks off behind its status', async () => {
    const { receiver, look, work, pass } = await open();
    receiver.answerNext(breakOff);
    expect(await look()).toHaveLength(1);
    pass(1);
    expect(await work()).toEqual([]);
  });

  it.each([
    ['seconds', () => '1800'],
    ['fractions of them', () => '1799.5'],
    ['a date', (now: Date) => new Date(now.getTime() + 1_800_000).toUTCString()],
  ])('waits as long as a full channel says in %s', async (_, say) => {
    const { receiver, look, work, passMinutes, now } = await open();
    receiver.answerNext(status(429, { 'retry-after': say(now()) }));
    expect(await look()).toHaveLength(1);
    passMinutes(29);
    expect(await work()).toEqual([]);
    passMinutes(1);
    expect(await work()).toHaveLength(1);
  });

  it.each([
    ['refuses it', 400],
    ['knows nobody of this address', 404],
    ['is gone', 410],
  ])('is a dead letter at once where the channel %s, and says why without the address', async (_, code) => {
    const { receiver, look, work, pass, queue, lines, store } = await open();
    receiver.answerNext(status(code));
    await look();
    const [letter, ...more] = await queue.dead();
    expect(more).toEqual([]);
    expect(letter?.reason).toMatch(new RegExp(`^127\\.0\\.0\\.1:\\d+ answered with HTTP ${code}$`));
    expect(letter?.job).toMatchObject({ kind: 'notice', notice: { channel: variable, kind: 'change' } });
    expect(`${JSON.stringify(letter)}${lines.join()}`).not.toContain('s3cret');
    expect(await store.counts()).toMatchObject({ jobsDead: 0, noticesDead: 1 });
    pass(3);
    expect(await work()).toEqual([]);
  });

  it('is a dead letter at once where the channel leads elsewhere, which is not followed', async () => {
    const { receiver, look, queue } = await open();
    receiver.answerNext(status(307, { location: 'http://169.254.169.254/latest/meta-data/' }));
    expect(await look()).toHaveLength(1);
    expect(await queue.dead()).toMatchObject([{ reason: expect.stringContaining('redirects are not followed') }]);
  });

  it.each([
    ['a name that leads into this network', 'https://hooks.chat.com/T0/s3cret', '10.0.0.5'],
    ['a name that leads to the cloud’s own data', 'https://hooks.chat.com/T0/s3cret', '169.254.169.254'],
    ['a name that leads here', 'https://hooks.chat.com/T0/s3cret', '127.0.0.1'],
    ['an address of this network', 'https://192.168.1.1/s3cret', '192.168.1.1'],
    ['a port of something else', 'https://hooks.chat.com:6379/s3cret', '93.184.216.34'],
    ['plain http', 'http://hooks.chat.com/s3cret', '93.184.216.34'],
  ])('is never sent to %s', async (_, address, resolved) => {
    const { look, queue, notices } = await open();
    notices.addresses[variable] = address;
    const asked: string[] = [];
    notices.post = postOverSockets({
      resolve: async (name) => {
        asked.push(name);
        return [{ address: resolved, family: 4 }];
      },
    });
    expect(await look()).toEqual([]);
    const [letter] = await queue.dead();
    expect(letter?.reason).toContain('no notice is sent to');
    expect(JSON.stringify(letter)).not.toContain('s3cret');
  });

  it('ends among the dead letters when the channel is down for more than a day, and can be tried again', async () => {
    const { receiver, look, work, passMinutes, queue, now } = await open();
    receiver.answerNext(...Array.from({ length: maxAttempts }, () => status(502)));
    await look();
    for (let hours = 0; hours < 60; hours += 2) {
      passMinutes(150);
      await work();
    }
    expect(receiver.received).toHaveLength(maxAttempts);
    const [letter] = await queue.dead();
    expect(letter).toMatchObject({ attempts: maxAttempts, reason: expect.stringContaining('HTTP 502') });
    expect(await queue.replay(letter?.job.documentKey ?? '', now())).toBe(true);
    const [again] = await work();
    expect(again?.body).toBe(receiver.received[0]?.body);
    expect(await queue.dead()).toEqual([]);
  });

  it('whose job comes twice is sent once', async () => {
    const { look, receiver, run, queue } = await open();
    const queued: NoticeJob[] = [];
    const { enqueue } = queue;
    noticed.ports.queue.enqueue = async (jobs) => {
      queued.push(...jobs.filter((job) => job.kind === 'notice'));
      await enqueue(jobs);
    };
    await look();
    expect(receiver.received).toHaveLength(1);
    const [job] = queued;
    expect(await run(job ?? expect.fail('nothing was queued'))).toEqual({ kind: 'done' });
    expect(receiver.received).toHaveLength(1);
  });

  it('waits in the queue as fingerprints, without a word of the document, and within a message of Cloudflare', async () => {
    const { write, daysAgo, addProject, look, receiver, queue } = await open();
    const names = Array.from({ length: 120 }, (_, index) => `project-${index}`);
    for (const name of names) addProject(name, 200);
    write(table(...names.map((name) => row(name, '🟡 In Progress'))), daysAgo(150));
    const queued: NoticeJob[] = [];
    const { enqueue } = queue;
    noticed.ports.queue.enqueue = async (jobs) => {
      queued.push(...jobs.filter((job) => job.kind === 'notice'));
      await enqueue(jobs);
    };
    await look();
    expect(queued.length).toBeGreaterThanOrEqual(3);
    for (const job of queued) {
      const text = JSON.stringify(job);
      expect(text.length).toBeLessThan(16_000);
      expect(text).not.toContain('project-');
    }
    const told = receiver.received.flatMap(({ body }) => JSON.parse(body).items);
    expect(new Set(told.map(({ project }: { project: string }) => project))).toEqual(new Set(names));
  });

  it('does not keep a refresh from being done when it cannot be queued', async () => {
    const { look, lines, ports, queue, read } = await open();
    const { enqueue } = queue;
    ports.queue.enqueue = async (jobs) => {
      if (jobs.some(({ kind }) => kind === 'notice')) throw new Error('the queue is full');
      await enqueue(jobs);
    };
    expect(await look()).toEqual([]);
    expect(read()).toContain('⚪ Archived');
    expect(lines).toContainEqual(expect.stringContaining('notice.unqueued'));
    expect(await queue.dead()).toEqual([]);
  });

  it('of a channel that was taken out of the configuration is dropped', async () => {
    const { look, work, receiver, passMinutes, portfolio, queue } = await open();
    receiver.answerNext(status(500));
    await look();
    portfolio.notify.splice(0);
    passMinutes(10);
    expect(await work()).toEqual([]);
    expect(await queue.dead()).toEqual([]);
  });
});

describe('the check of signatures in the documentation', () => {
  it('takes what was sent just now, and nothing that was changed on the way or comes again later', async () => {
    const { receiver, notices, portfolio } = await open();
    const [, code = ''] = /```js\n([\s\S]*?)```/.exec(readFileSync('docs/notifications.md', 'utf8')) ?? [];
    const path = join(mkdtempSync(join(tmpdir(), 'statusfolio-')), 'check.mjs');
    writeFileSync(path, code);
    const { isFromStatusfolio } = await import(path);
    const [channel = expect.fail('there is a channel')] = portfolio.notify;
    const now = new Date();
    for (const at of [now, new Date(now.getTime() - 600_000)])
      await postNotice(makeTestNotice('a-test', at.toISOString()), channel, notices, at);
    const [fresh, old] = receiver.received;
    expect(isFromStatusfolio(fresh?.headers, fresh?.body, secret)).toBe(true);
    expect(isFromStatusfolio(old?.headers, old?.body, secret)).toBe(false);
    expect(isFromStatusfolio(fresh?.headers, `${fresh?.body} `, secret)).toBe(false);
    expect(isFromStatusfolio(fresh?.headers, fresh?.body, 'another secret of the same purpose')).toBe(false);
    const later = { ...fresh?.headers, 'x-statusfolio-timestamp': String(Math.floor(now.getTime() / 1000) + 1) };
    expect(isFromStatusfolio(later, fresh?.body, secret)).toBe(false);
    expect(isFromStatusfolio({}, fresh?.body, secret)).toBe(false);
  });
});
