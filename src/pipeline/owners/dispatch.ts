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
 * come of it. However often it is asked, of those who need a token it claims no more in a minute than may be made.
 */
export function createDispatch(
  directory: Pick<Directory, 'claimDue'>,
  clock: Clock,
): (withinMs: number) => Promise<string[]> {
  let claims: { readonly at: number; readonly count: number }[] = [];
  return async (withinMs) => {
    const now = clock.now();
    claims = claims.filter(({ at }) => now.getTime() - at < minuteMs);
    const left = tokensPerMinute - claims.reduce((sum, { count }) => sum + count, 0);
    const share = (perMinute: number) => Math.max(1, Math.floor((perMinute * withinMs) / minuteMs));
    const cheap = await directory.claimDue(now, share(turnsPerMinute), { hasToken: true });
    const most = Math.min(left, share(tokensPerMinute));
    // Those who are claimed already have their turn, whatever becomes of the others.
    const others =
      most <= 0
        ? []
        : await directory.claimDue(now, most, { hasToken: false }).catch((error: unknown) => {
            if (cheap.length === 0) throw error;
            return [];
          });
    claims.push({ at: now.getTime(), count: others.length });
    return [...cheap, ...others].map(({ ownerId }) => ownerId);
  };
}
