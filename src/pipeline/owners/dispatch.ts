// Whose turn it is: asked by a timer, as often as one likes. Owners whose token is still good cost the App nothing; of the
// others no more are taken than the App may make tokens for.

import type { Directory } from '../../ports/directory.ts';
import type { Clock } from '../../ports/queue.ts';

/** Tokens that are made in a minute at most, by those whose turn the clock brings. Webhooks bring others. */
const tokensPerMinute = 120;
/** Beside those. */
const turnsPerMinute = 1200;

const minuteMs = 60_000;

/**
 * Claims owners for turns that begin within `withinMs`: longest due first. Each is due again in ten minutes, should nothing
 * come of it.
 */
export async function claimTurns(
  directory: Pick<Directory, 'claimDue'>,
  clock: Clock,
  withinMs: number,
): Promise<string[]> {
  const share = (perMinute: number) => Math.max(1, Math.floor((perMinute * withinMs) / minuteMs));
  const now = clock.now();
  const cheap = await directory.claimDue(now, share(turnsPerMinute), { hasToken: true });
  const others = await directory.claimDue(now, share(tokensPerMinute), { hasToken: false });
  return [...cheap, ...others].map(({ ownerId }) => ownerId);
}
