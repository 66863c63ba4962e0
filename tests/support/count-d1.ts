// D1 that counts: what is written decides its price, and every statement counts against a limit of Workers.

import type { D1Database } from '@cloudflare/workers-types';

export interface CountingD1 {
  readonly d1: D1Database;
  /** Rows and entries of indexes written so far, as D1 bills them. */
  readonly written: () => number;
  readonly statements: () => number;
}

export function countD1(real: D1Database): CountingD1 {
  let rows = 0;
  let statements = 0;
  const count = <Result extends { readonly meta: { readonly rows_written?: number } }>(result: Result): Result => {
    rows += result.meta.rows_written ?? 0;
    statements += 1;
    return result;
  };
  const d1 = {
    prepare: (text: string) => ({
      bind(...params: unknown[]) {
        const bound = real.prepare(text).bind(...params);
        return { bound, all: async () => count(await bound.all()), run: async () => count(await bound.run()) };
      },
    }),
    batch: async (list: { readonly bound: never }[]) => (await real.batch(list.map(({ bound }) => bound))).map(count),
  };
  return { d1: d1 as unknown as D1Database, written: () => rows, statements: () => statements };
}
