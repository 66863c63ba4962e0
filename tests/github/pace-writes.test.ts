import { describe, expect, it } from 'vitest';
import { paceWrites } from '../../src/github/pace-writes.ts';
import { createStore } from '../../src/store/create-store.ts';
import { openSqliteDatabase } from '../../src/store/sqlite.ts';

function open() {
  let at = Date.parse('2026-03-01T12:00:00Z');
  const sent: number[] = [];
  const pace = paceWrites({
    now: () => at,
    sleep: async (ms) => {
      at += ms;
    },
  });
  const send = async () => {
    await pace.wait();
    sent.push(at);
  };
  return { pace, send, sent, pass: (ms: number) => (at += ms) };
}

describe('the pace of writes', () => {
  it('is a second apart, also for writes that come at once', async () => {
    const { send, sent } = open();
    await Promise.all([send(), send(), send()]);
    expect(sent.map((at) => at - (sent[0] ?? 0))).toEqual([0, 1000, 2000]);
  });

  it('is twenty a minute; the rest is told when to come again', async () => {
    const { send, sent, pass } = open();
    for (let write = 0; write < 20; write += 1) await send();
    await expect(send()).rejects.toMatchObject({
      code: 'GITHUB_THROTTLED',
      retryable: true,
      retryAt: new Date((sent[0] ?? 0) + 60_000).toISOString(),
    });
    pass(42_000);
    await send();
    expect(sent).toHaveLength(21);
  });

  it('is one for several processes that share a database', async () => {
    const { writes: ledger, close } = createStore(openSqliteDatabase(':memory:', { withGitignore: false }), 'owner');
    let at = Date.parse('2026-03-01T12:00:00Z');
    const sent: number[] = [];
    const sleep = async (ms: number) => {
      at += ms;
    };
    const paces = Array.from({ length: 4 }, () => paceWrites({ ledger, credential: 'ada', now: () => at, sleep }));
    const write = async (pace: (typeof paces)[number]) => {
      await pace.wait();
      sent.push(at);
    };
    const refused = (
      await Promise.allSettled(Array.from({ length: 40 }, (_, index) => write(paces[index % 4] ?? paceWrites())))
    ).filter(({ status }) => status === 'rejected');
    await close();
    expect([sent.length, refused.length]).toEqual([20, 20]);
    for (const [index, instant] of sent.toSorted().entries())
      expect((sent.toSorted()[index + 1] ?? Number.POSITIVE_INFINITY) - instant).toBeGreaterThanOrEqual(1000);
  });

  it('stays within the limits for 5,000 documents that are due, and refuses none for good', async () => {
    const { send, sent, pass } = open();
    for (let due = 0; due < 5000; ) {
      const isSent = await send().then(
        () => true,
        (error: { retryAt: string }) => {
          pass(Math.max(1, Date.parse(error.retryAt) - (sent.at(-1) ?? 0)));
          return false;
        },
      );
      if (isSent) due += 1;
    }
    for (const [index, at] of sent.entries()) {
      expect((sent[index + 20] ?? Number.POSITIVE_INFINITY) - at).toBeGreaterThanOrEqual(60_000);
      expect((sent[index + 300] ?? Number.POSITIVE_INFINITY) - at).toBeGreaterThanOrEqual(3_600_000);
    }
  });
});
