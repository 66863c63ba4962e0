// Everything that many owners share, put together once for either runtime: the directory, the App's tokens, and the turns.

import type { Settings } from '../config/settings.ts';
import { deploymentOwner } from '../core/owner-id.ts';
import { StatusfolioError } from '../errors.ts';
import { openAppInstallations } from '../github/app-installations.ts';
import type { AppCredential } from '../github/app-key.ts';
import { openHookDeliveries } from '../github/hook-deliveries.ts';
import { type InstallationOptions, openInstallation } from '../github/installation.ts';
import { type InstallationTokens, openInstallationTokens } from '../github/installation-tokens.ts';
import { createSealer } from '../github/seal.ts';
import { redeliverMissed } from '../pipeline/deliveries/redeliver-missed.ts';
import { createDispatch } from '../pipeline/owners/dispatch.ts';
import { eraseRemoved, reconcileDaily } from '../pipeline/owners/life-cycle.ts';
import { type Routed, routeDeliveries } from '../pipeline/owners/route.ts';
import { type TurnOutcome, takeTurn } from '../pipeline/owners/turn.ts';
import type { Directory } from '../ports/directory.ts';
import type { Documents } from '../ports/github.ts';
import type { Clock, Log } from '../ports/queue.ts';
import type { Delivery } from '../ports/records.ts';
import type { Database, Store } from '../ports/store.ts';
import { createDirectory } from '../store/directory.ts';
import type { WriteBudgetOptions } from '../store/write-rate.ts';
import { createOpenOwner, createOwnerStates, type OpenOwner } from './open-owner.ts';
import { openOwnerParts } from './open-owners.ts';

export interface FleetParts extends Pick<InstallationOptions, 'fetch'> {
  readonly settings: Pick<Settings, 'apiUrl' | 'publicUrl' | 'site'>;
  readonly app: AppCredential;
  /** What kept tokens are sealed with. */
  readonly sessionSecret: string;
  readonly database: Database;
  /** How writes wait, where the clock is not the machine's. */
  readonly budget?: Pick<WriteBudgetOptions, 'now' | 'sleep'>;
  readonly clock: Clock;
  readonly log: Log;
}

export interface Fleet {
  readonly directory: Directory;
  /** What belongs to nobody: what came in, and what was done by the clock. */
  readonly deployment: Store;
  readonly openOwner: OpenOwner;
  /** Whoever wants a token opens an owner. */
  readonly tokens: Pick<InstallationTokens, 'made'>;
  /** Whose turn it is within the next milliseconds. */
  claimTurns(withinMs: number): Promise<string[]>;
  takeTurn(ownerId: string): Promise<TurnOutcome>;
  /** Hands deliveries to their owners, durably, and wakes them. */
  route(deliveries: readonly Delivery[]): Promise<Routed>;
  /**
   * Erases who is removed, once a day finds what no webhook told, and once an hour has GitHub deliver again what did not
   * arrive. To be called about every minute; what fails is logged, and done again.
   */
  tidy(): Promise<void>;
}

const noFiles: Documents = {
  read: () => Promise.reject(new StatusfolioError('DOCUMENT_NOT_FOUND', 'Many owners have no files here.')),
  write: () => Promise.reject(new StatusfolioError('DOCUMENT_NOT_FOUND', 'Many owners have no files here.')),
};

/** In an hour: each waits a second for the one before, and whoever tidies waits for all of them. */
const maxRedeliveries = 300;

function refuseTokens(): never {
  throw new StatusfolioError('UNEXPECTED', 'An App with many owners has one webhook, its own.');
}

export function openFleet(parts: FleetParts): Fleet {
  const { settings, app, sessionSecret, database, budget = {}, clock, log } = parts;
  const { apiUrl } = settings;
  const asked = { apiUrl, now: clock.now, log, ...(parts.fetch !== undefined && { fetch: parts.fetch }) };
  const directory = createDirectory(database);
  const tokens = openInstallationTokens(app, {
    ...asked,
    directory,
    sealer: createSealer(sessionSecret, 'installation tokens'),
    // The App's own credential is one for all of them.
    pace: openOwnerParts(database, deploymentOwner, budget).openPace('installation tokens', { makesTokens: true }),
  });
  const databases = new Map([['', database]]);
  const openOwner = createOpenOwner({
    directory,
    databases,
    budget,
    openGitHub: (owner, pace) => openInstallation(owner, { ...asked, tokens, pace }),
  });
  const ports = { directory, openOwner, settings, files: noFiles, clock, log };
  const { store: deployment } = openOwnerParts(database, deploymentOwner, budget);
  const lives = {
    ...ports,
    states: createOwnerStates({ databases }),
    installations: openAppInstallations(app, asked, tokens.forget),
    deployment,
  };
  const hooks = openHookDeliveries({
    ...asked,
    token: null,
    publicUrl: settings.publicUrl,
    app: { credential: app, installations: { tokensOf: refuseTokens } },
    pace: openOwnerParts(database, deploymentOwner, budget).openPace('redeliveries', { makesContent: false }),
  });
  // The App has one webhook for all, and whose a delivery is shows when it arrives.
  const nobody = { all: [], ofDocument: refuseTokens, deployment };
  return {
    directory,
    deployment,
    openOwner,
    tokens,
    claimTurns: createDispatch(directory, clock),
    takeTurn: (ownerId) => takeTurn(ownerId, ports),
    route: (deliveries) => routeDeliveries(deliveries, lives),
    async tidy() {
      const tell = (event: 'owner.unerased' | 'owners.unreconciled' | 'redelivery.failed') => (error: unknown) =>
        log.error(event, { reason: error instanceof Error ? error.message : 'unknown' });
      // Each by itself: an erasure waits for no list, and a missed delivery for neither.
      await eraseRemoved(lives).catch(tell('owner.unerased'));
      await reconcileDaily(lives).catch(tell('owners.unreconciled'));
      const missed = { owners: nobody, hooks, clock, log };
      await redeliverMissed(missed, { limit: maxRedeliveries, sinceLast: true }).catch(tell('redelivery.failed'));
    },
  };
}
