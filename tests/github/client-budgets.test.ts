import { describe, expect, it } from 'vitest';
import { watchBudget } from '../../src/github/client.ts';

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
