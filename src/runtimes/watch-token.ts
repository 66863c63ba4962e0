// A server's tokens are looked at once a day: an expiry that is near stands in the log and on the operations page.

import type { Openers } from '../cli/openers.ts';
import { readExpiries } from '../cli/token-expiry.ts';
import { dayMs, toInstant } from '../core/instants.ts';
import type { Clock, Log, Store } from '../ports.ts';
import type { Settings } from '../settings.ts';

export interface TokenWatch {
  readonly settings: Settings;
  readonly openers: Pick<Openers, 'openAccount'>;
  readonly store: Pick<Store, 'saveMark'>;
  readonly clock: Clock;
  readonly log: Log;
}

export async function lookAtTokens({ settings, openers, store, clock, log }: TokenWatch): Promise<void> {
  const now = clock.now();
  const notices = await readExpiries(settings, openers, now);
  for (const { variable, says, fix } of notices) log.warn('token-expires', { variable, note: `${says} ${fix}` });
  const figures = Object.fromEntries(notices.map(({ variable, expiresAt }) => [variable, expiresAt.slice(0, 10)]));
  await store.saveMark({ name: 'token', at: toInstant(now), figures });
}

/** Returns what ends it. */
export function watchTokens(watch: TokenWatch): () => void {
  const look = () => {
    lookAtTokens(watch).catch((error: unknown) => {
      watch.log.warn('token-not-examined', { reason: error instanceof Error ? error.message : 'unknown' });
    });
  };
  look();
  const timer = setInterval(look, dayMs);
  timer.unref();
  return () => clearInterval(timer);
}
