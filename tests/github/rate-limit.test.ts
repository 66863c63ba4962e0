import { describe, expect, it } from 'vitest';
import { paceWrites, watchBudget } from '../../src/github/rate-limit.ts';

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

const answer = (headers: Record<string, string>) => async () => new Response('{}', { headers });

describe('watchBudget', () => {
  it('reads what the last answers of each limit said', async () => {
    const said = [
      { resource: 'core', limit: '5000', remaining: '4990', reset: '1800000000' },
      { resource: 'graphql', limit: '5000', remaining: '4000', reset: '1800000000' },
      { resource: 'core', limit: '5000', remaining: '4989', reset: '1800000000' },
    ];
    const { fetch, budgets } = watchBudget(async () => {
      const headers = Object.entries(said.shift() ?? {}).map(([name, value]): [string, string] => [
        `x-ratelimit-${name}`,
        value,
      ]);
      return new Response('{}', { headers });
    });
    for (let index = 0; index < 3; index += 1) await fetch('https://api.github.com/');
    expect(budgets()).toEqual([
      { resource: 'core', limit: 5000, remaining: 4989, resetAt: '2027-01-15T08:00:00.000Z' },
      { resource: 'graphql', limit: 5000, remaining: 4000, resetAt: '2027-01-15T08:00:00.000Z' },
    ]);
  });

  it.each([
    {},
    { 'x-ratelimit-limit': '5000' },
    {
      'x-ratelimit-limit': 'x',
      'x-ratelimit-remaining': '1',
      'x-ratelimit-reset': '1',
      'x-ratelimit-resource': 'core',
    },
  ])('knows nothing from %j', async (headers) => {
    const { fetch, budgets } = watchBudget(answer(headers as Record<string, string>));
    await fetch('https://api.github.com/');
    expect(budgets()).toEqual([]);
  });
});
