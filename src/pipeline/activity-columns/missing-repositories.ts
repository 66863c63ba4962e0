// Which repositories of columns of activity could not be seen, how often and since when: GitHub answers "not found" for a
// moment of maintenance, too, so that nothing is called gone before it was missing three times over three days.

import { elapsedMs, hourMs, toInstant } from '../../core/dates.ts';
import type { LastActivityFetch } from '../../ports/github.ts';
import type { MissingRecord } from '../../ports/records.ts';
import { hashText } from '../plan-update.ts';

const timesUntilGone = 3;
const msUntilGone = 72 * hourMs;
/** More are not remembered. */
const maxMissing = 1000;

export interface Missing {
  readonly records: readonly MissingRecord[];
  isGone(repo: string): boolean;
}

/** What was seen is forgotten; what was not fetched stays as it was. */
export async function countMissing(
  found: ReadonlyMap<string, LastActivityFetch>,
  before: readonly MissingRecord[],
  now: Date,
): Promise<Missing> {
  const known = new Map(before.map((record) => [record.key, record]));
  const keys = new Map<string, string>();
  for (const [repo, fetched] of found) {
    const key = (await hashText(repo)).slice(0, 32);
    keys.set(repo, key);
    const record = known.get(key);
    if (fetched.kind === 'ok') known.delete(key);
    if (fetched.kind === 'not-visible') {
      known.set(key, { key, since: record?.since ?? toInstant(now), times: Math.min((record?.times ?? 0) + 1, 1000) });
    }
  }
  return {
    records: [...known.values()].slice(-maxMissing),
    isGone: (repo) => {
      const record = known.get(keys.get(repo.toLowerCase()) ?? '');
      return record !== undefined && record.times >= timesUntilGone && elapsedMs(record.since, now) >= msUntilGone;
    },
  };
}
