// What every queue must do with jobs and with the truth that it is told about them, whatever it stands on. Run against
// SQLite on Node and against Cloudflare's messages with D1 inside workerd.

import { beforeEach, describe, expect, it } from 'vitest';
import type { DeadJob, Job, JobResult, Queue } from '../../src/ports/queue.ts';
import { maxAttempts } from '../../src/queue/sqlite-queue.ts';

export interface QueueUnderTest {
  readonly queue: Queue;
  /** Runs everything that is due at this instant, each job at most once. */
  work(run: (job: Job) => Promise<JobResult>, now: Date): Promise<void>;
  dead(): Promise<DeadJob[]>;
}

const hourMs = 3_600_000;
const start = Date.UTC(2026, 5, 1, 12);
const after = (hours: number) => new Date(start + hours * hourMs);
const request = (documentKey: string, hours = 0): Job => ({
  kind: 'refresh',
  documentKey,
  requestedAt: after(hours).toISOString(),
});
const notice = (channel: string, id: string): Job => ({
  kind: 'notice',
  documentKey: `ada/me:README.md@ ${channel} ${id}`,
  requestedAt: after(0).toISOString(),
  notice: {
    id,
    channel: `STATUSFOLIO_NOTIFY_${channel}`,
    kind: 'change',
    at: after(0).toISOString(),
    documentKey: 'ada/me:README.md@',
    keys: ['2fw5nzx62t9'],
  },
});
const done: JobResult = { kind: 'done' };
const failed: JobResult = { kind: 'retry', at: null, reason: 'GitHub is down' };

export function describeQueue(name: string, open: () => Promise<QueueUnderTest>): void {
  describe(name, () => {
    let opened: QueueUnderTest;
    beforeEach(async () => {
      opened = await open();
    });

    /** Works once with these outcomes, one after the other; answers which jobs were run. */
    async function runAll(now: Date, outcomeOf: (job: Job) => JobResult): Promise<Job[]> {
      const ran: Job[] = [];
      await opened.work(async (job) => {
        ran.push(job);
        return outcomeOf(job);
      }, now);
      return ran;
    }

    it('runs what was requested, once', async () => {
      await opened.queue.enqueue([]);
      await opened.queue.enqueue([request('a'), request('b')]);
      const ran = await runAll(after(1), () => done);
      expect(ran.toSorted((x, y) => (x.documentKey < y.documentKey ? -1 : 1))).toEqual([request('a'), request('b')]);
      expect(await runAll(after(48), () => done)).toEqual([]);
      expect(await opened.dead()).toEqual([]);
    });

    it('makes one run of many requests for one document, with the newest of them in whatever order', async () => {
      await opened.queue.enqueue([request('a', 1), request('a', 3), request('a', 2)]);
      await opened.queue.enqueue([request('a', 1)]);
      expect(await runAll(after(4), () => done)).toEqual([request('a', 3)]);
      expect(await runAll(after(48), () => done)).toEqual([]);
    });

    it('runs again when somebody asked while the job was running, even in the same instant', async () => {
      await opened.queue.enqueue([request('a')]);
      let runs = 0;
      for (const hours of [0, 1, 2]) {
        await opened.work(async () => {
          runs += 1;
          if (runs === 1) await opened.queue.enqueue([request('a')]);
          return done;
        }, after(hours));
      }
      expect(runs).toBe(2);
    });

    it('lets accounts take turns, however many documents one of them has', async () => {
      const many = Array.from({ length: 6 }, (_, index) => request(`acme/site:${index}.md`));
      await opened.queue.enqueue([...many, request('ada/me:README.md', 0.5), request('Ada/me:about.md', 0.5)]);
      const ran = await runAll(after(1), () => done);
      const accounts = ran.map(({ documentKey }) => documentKey.split('/')[0]?.toLowerCase());
      expect(accounts).toEqual(['acme', 'ada', 'acme', 'ada', 'acme', 'acme', 'acme', 'acme']);
    });

    it('tries again what failed, and lets the others have their turn', async () => {
      await opened.queue.enqueue([request('bad'), request('good')]);
      const first = await runAll(after(1), ({ documentKey }) => (documentKey === 'bad' ? failed : done));
      expect(first.map(({ documentKey }) => documentKey).toSorted()).toEqual(['bad', 'good']);
      expect(await runAll(after(2), () => done)).toEqual([request('bad')]);
      expect(await runAll(after(48), () => done)).toEqual([]);
      expect(await opened.dead()).toEqual([]);
    });

    it('gives up after many tries over more than a day, and keeps the reason', async () => {
      await opened.queue.enqueue([request('a')]);
      let tries = 0;
      for (let hours = 0; hours < 100; hours += 3) tries += (await runAll(after(hours), () => failed)).length;
      expect(tries).toBe(maxAttempts);
      expect(tries).toBeGreaterThanOrEqual(8);
      expect(await opened.dead()).toMatchObject([
        { job: request('a'), reason: 'GitHub is down', attempts: maxAttempts },
      ]);
    });

    it('gives up at once what cannot succeed, and takes the next request for it', async () => {
      await opened.queue.enqueue([request('a')]);
      await runAll(after(1), () => ({ kind: 'dead', reason: 'TOKEN_REJECTED' }));
      expect(await runAll(after(48), () => done)).toEqual([]);
      expect(await opened.dead()).toEqual([
        { job: request('a'), reason: 'TOKEN_REJECTED', attempts: 1, at: after(1).toISOString() },
      ]);
      await opened.queue.enqueue([request('a', 49)]);
      expect(await runAll(after(50), () => done)).toEqual([request('a', 49)]);
    });

    it('keeps notices apart from refreshes and from each other, and gives them back as they were', async () => {
      const jobs = [request('ada/me:README.md@'), notice('TEAM', 'one'), notice('SITE', 'one'), notice('TEAM', 'two')];
      await opened.queue.enqueue(jobs);
      await opened.queue.enqueue([notice('TEAM', 'one')]);
      const ran = await runAll(after(1), ({ documentKey }) => (documentKey.includes('TEAM one') ? failed : done));
      expect(new Set(ran)).toEqual(new Set(jobs));
      expect(ran).toHaveLength(4);
      expect(await runAll(after(2), () => ({ kind: 'dead', reason: 'HTTP 404' }))).toEqual([notice('TEAM', 'one')]);
      expect(await opened.dead()).toMatchObject([{ job: notice('TEAM', 'one'), reason: 'HTTP 404' }]);
    });

    it('runs a notice again when it was told to wait, and then no more', async () => {
      await opened.queue.enqueue([notice('TEAM', 'one')]);
      const full: JobResult = { kind: 'retry', at: after(9), reason: 'HTTP 429' };
      expect(await runAll(after(1), () => full)).toHaveLength(1);
      expect(await runAll(after(9), () => done)).toEqual([notice('TEAM', 'one')]);
      expect(await runAll(after(48), () => done)).toEqual([]);
    });

    it('takes a thousand documents at once', async () => {
      const requests = Array.from({ length: 1000 }, (_, index) => request(`ada/me:${index}.md@`));
      await opened.queue.enqueue(requests);
      const ran = await runAll(after(1), () => done);
      expect(new Set(ran.map(({ documentKey }) => documentKey)).size).toBe(1000);
      expect(ran).toHaveLength(1000);
    });
  });
}
