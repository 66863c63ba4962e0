// At most one commit a day to a document for what was derived from work and silence. Facts (archived, released,
// stopped), pins, the owner's own answers and newly listed projects go at once, and take along whatever else is due.

import { dayMs, earliest, toDay, toInstant } from '../core/instants.ts';
import { isUnwritten } from '../core/status/settle-status.ts';
import { heldForToday } from '../core/wording.ts';
import type { Memory } from '../ports.ts';
import type { JudgedRow } from './judge.ts';
import type { RefreshTarget } from './refresh.ts';

export function isDerivedChange({ row, settled, derived }: JudgedRow): boolean {
  return settled.action === 'change' && !isUnwritten(row) && (derived.basis === 'work' || derived.basis === 'silence');
}

export async function holdForToday(
  target: RefreshTarget,
  rows: readonly JudgedRow[],
  memory: Pick<Memory, 'countCommitsSince'>,
  now: Date,
): Promise<readonly JudgedRow[]> {
  const isHeld = target.ref.kind === 'github' && target.publish === 'commit' && rows.some(isDerivedChange);
  if (!isHeld || rows.some((row) => row.settled.action === 'change' && !isDerivedChange(row))) return rows;
  const today = `${toDay(now)}T00:00:00.000Z`;
  if ((await memory.countCommitsSince(target.key, today, 'derived')) === 0) return rows;

  const tomorrow = toInstant(Date.parse(today) + dayMs);
  return rows.map((judged) => {
    if (!isDerivedChange(judged)) return judged;
    const { row, settled } = judged;
    const held = {
      status: row.typed.status,
      text: row.typed.text,
      action: 'hold',
      reason: heldForToday(toDay(tomorrow)),
    } as const;
    return { ...judged, settled: { ...settled, ...held, reviewAt: earliest(settled.reviewAt, tomorrow) } };
  });
}
