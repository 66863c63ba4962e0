// The server of one machine for many owners: what comes in is handed to its owners, and owners whose turn it is have it, a
// few at a time, because a turn waits for GitHub and hardly ever for this machine.

import type { Settings } from '../config/settings.ts';
import { toInstant } from '../core/dates.ts';
import { deploymentOwner } from '../core/owner-id.ts';
import type { StatusfolioError } from '../errors.ts';
import type { InstallationOptions } from '../github/installation.ts';
import type { Clock, Log } from '../ports/queue.ts';
import { createManyApp } from '../web/many-app.ts';
import { close, compress, createSenderFinder, limitLargeBodies, listen } from './listen.ts';
import { openFleet } from './many-owners.ts';
import { requireApp, showFleet, toManyWebSettings } from './many-web.ts';
import { openServerThread } from './open-server-thread.ts';

export interface ManyServerParts extends Pick<InstallationOptions, 'fetch'> {
  readonly settings: Settings;
  readonly pollMs?: number;
  readonly clock: Clock;
  readonly log: Log;
}

export interface ManyServer {
  readonly url: string;
  /** Resolves when nothing is left to do. */
  idle(): Promise<void>;
  /** Resolves when it cannot go on. It still wants to be stopped. */
  readonly ended: Promise<StatusfolioError>;
  stop(): Promise<void>;
}

/** How often it is asked whose turn it is. */
const usualPollMs = 5000;
const houseMs = 60_000;
const maxTurnsAtOnce = 8;
const routedAtOnce = 500;
const stopTimeoutMs = 8000;

/** Opens everything and listens. Throws before listening when anything is wrong. */
export async function startManyServer(parts: ManyServerParts): Promise<ManyServer> {
  const { settings, pollMs = usualPollMs, clock, log } = parts;
  const { app, sessionSecret } = requireApp(settings);
  const thread = await openServerThread(settings.database, deploymentOwner, settings.webhookSecrets);
  const { database, inbox } = thread;
  const outside = parts.fetch === undefined ? {} : { fetch: parts.fetch };
  const fleet = openFleet({ settings, app, sessionSecret, database, clock, log, ...outside });
  const { deployment } = fleet;
  let isStopped = false;
  /** Owners whose turn could not begin or end, because the database failed; the directory knows them in ten minutes again. */
  const interrupted: string[] = [];
  let isWoken = false;
  let working: Promise<void> | null = null;

  /** What could not be handed on waits for the next time. */
  async function route(): Promise<void> {
    await inbox.drain();
    for (;;) {
      const deliveries = await deployment.waitingDeliveries(routedAtOnce);
      if (deliveries.length === 0) return;
      const routed = await fleet.route(deliveries);
      const failed = new Set(routed.failed);
      const keys = deliveries.filter((delivery) => !failed.has(delivery)).map(({ key }) => key);
      await deployment.markProcessed({ keys, stale: [], requested: [], note: 'handed on' });
      await takeTurns(routed.woken);
      if (failed.size > 0) return;
    }
  }

  async function takeTurns(ownerIds: readonly string[]): Promise<number> {
    const waiting = [...ownerIds];
    const takeNext = async (): Promise<void> => {
      for (let ownerId = waiting.shift(); ownerId !== undefined && !isStopped; ownerId = waiting.shift())
        await fleet.takeTurn(ownerId).catch(tellInterrupted(ownerId));
    };
    await Promise.all(Array.from({ length: maxTurnsAtOnce }, takeNext));
    return ownerIds.length;
  }

  /** One whose turn fails keeps none of the others waiting. */
  const tellInterrupted = (ownerId: string) => (error: unknown) => {
    interrupted.push(ownerId);
    log.error('turn.failed', { owner: ownerId, reason: error instanceof Error ? error.message : 'unknown' });
  };

  async function work(): Promise<void> {
    while (isWoken && !isStopped) {
      isWoken = false;
      await route();
      await takeTurns(interrupted.splice(0));
      while (!isStopped && (await takeTurns(await fleet.claimTurns(pollMs))) > 0) await route();
    }
  }

  function wake(): void {
    isWoken = true;
    if (isStopped || working !== null) return;
    working = work()
      // The store itself failed. Nothing is lost: the next wake finds everything where it was.
      .catch((error: unknown) =>
        log.error('queue.interrupted', { reason: error instanceof Error ? error.message : 'unknown' }),
      )
      .finally(() => {
        working = null;
        if (isWoken) wake();
      });
  }

  async function keepHouse(): Promise<void> {
    await deployment
      .saveTaskRun({ name: 'tick', at: toInstant(clock.now()), figures: {} })
      .catch(() => log.error('store.failed', { reason: 'the tick could not be noted' }));
    await fleet
      .tidy()
      .catch((error: unknown) =>
        log.error('owners.unreconciled', { reason: error instanceof Error ? error.message : 'unknown' }),
      );
    wake();
  }

  const web = createManyApp(toManyWebSettings(settings, sessionSecret), {
    receive: thread.receive,
    clock,
    log,
    wake,
    all: showFleet(deployment),
    compress,
  });
  const { server, url } = await listen(limitLargeBodies(web.fetch, createSenderFinder(settings)), settings).catch(
    async (error: unknown) => {
      await database.close();
      throw error;
    },
  );
  let keeping = keepHouse();
  const poll = setInterval(wake, pollMs);
  const house = setInterval(() => {
    keeping = keepHouse();
  }, houseMs);

  return {
    url,
    ended: thread.ended,
    idle: async () => {
      await keeping;
      while (working !== null) await working;
    },
    stop: async () => {
      isStopped = true;
      clearInterval(poll);
      clearInterval(house);
      const done = Promise.all([keeping, working]).then(() => {});
      await Promise.all([close(server), Promise.race([done, delay(stopTimeoutMs)])]);
      await database.close();
    },
  };
}

function delay(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms).unref());
}
