// How many requests GitHub still grants, read from the headers of the answers that come anyway. Never asks for it.

import type { Budget } from '../ports/github.ts';
import type { Fetch } from './client.ts';

/** The same fetch, and what its last answers said about each of GitHub's limits. */
export function watchBudget(fetchOnce: Fetch): { readonly fetch: Fetch; readonly budgets: () => Budget[] } {
  const budgets = new Map<string, Budget>();
  return {
    fetch: async (url, init) => {
      const response = await fetchOnce(url, init);
      const budget = readBudget(response.headers);
      if (budget !== null) budgets.set(budget.resource, budget);
      return response;
    },
    budgets: () => [...budgets.values()],
  };
}

function readBudget(headers: Headers): Budget | null {
  const number = (name: string) => {
    const text = headers.get(`x-ratelimit-${name}`) ?? '';
    return /^\d{1,12}$/.test(text) ? Number(text) : null;
  };
  const [limit, remaining, reset] = [number('limit'), number('remaining'), number('reset')];
  const resource = headers.get('x-ratelimit-resource') ?? '';
  if (limit === null || remaining === null || reset === null || !/^[a-z_]{1,40}$/.test(resource)) return null;
  return { resource, limit, remaining, resetAt: new Date(reset * 1000).toISOString() };
}
