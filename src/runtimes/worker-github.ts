// GitHub on Workers: with a token, or as an App whose tokens are kept as long as the isolate lives.

import type { D1Database, Queue } from '@cloudflare/workers-types';
import type { Portfolio } from '../config/portfolio.ts';
import type { Settings } from '../config/settings.ts';
import { StatusfolioError } from '../errors.ts';
import { openHookDeliveries } from '../github/hook-deliveries.ts';
import { type Installations, openInstallations } from '../github/installations.ts';
import type { Outside } from '../pipeline/document-update.ts';
import type { Documents } from '../ports/github.ts';
import type { HookDeliveries } from '../ports/github-admin.ts';
import type { Database } from '../ports/store.ts';
import { postWithFetch, probeWithFetch } from '../probe/homepages.ts';
import type { QueueMessage } from '../queue/cloudflare-queue.ts';
import { openOwnerParts } from './open-owners.ts';
import { openPorts } from './open-ports.ts';

/** Tokens are kept as long as the isolate. */
const appsOf = new WeakMap<WorkerEnvironment, Installations | null>();

export function openWorkerPorts(
  environment: WorkerEnvironment,
  settings: Settings,
  portfolio: Portfolio,
  database: Database,
  deploymentId: string,
): Outside {
  const installations = appsOf.get(environment) ?? openApp(settings);
  appsOf.set(environment, installations);
  return openPorts(settings, portfolio, noFiles, {
    installations,
    token: settings.token,
    withoutToken: refuseWithoutToken,
    probe: portfolio.probeHomepages ? probeWithFetch((url, init) => fetch(url, init)) : null,
    post: portfolio.notify.length > 0 ? postWithFetch((url, init) => fetch(url, init)) : null,
    // Many isolates may write at once, with one credential: they keep to one pace by way of the database.
    openPace: openOwnerParts(database, deploymentId).openPace,
  });
}

const noFiles: Documents = {
  read: () => Promise.reject(new StatusfolioError('DOCUMENT_NOT_FOUND', 'There are no local files on Workers.')),
  write: () => Promise.reject(new StatusfolioError('DOCUMENT_NOT_FOUND', 'There are no local files on Workers.')),
};

export function openHooks(
  environment: WorkerEnvironment,
  settings: Settings,
  database: Database,
  deploymentId: string,
): HookDeliveries {
  const { token, writeToken, apiUrl, publicUrl, app } = settings;
  const installations = appsOf.get(environment) ?? openApp(settings);
  return openHookDeliveries({
    token,
    writeToken,
    apiUrl,
    publicUrl,
    app: app === null || installations === null ? null : { credential: app, installations },
    pace: openOwnerParts(database, deploymentId).openPace('redeliveries', { makesContent: false }),
  });
}

function openApp({ app, apiUrl }: Settings): Installations | null {
  if (app === null) return null;
  return openInstallations(app, { apiUrl });
}

function refuseWithoutToken(): never {
  throw new StatusfolioError('TOKEN_MISSING', 'There is no GitHub token.', {
    where: 'GITHUB_TOKEN',
    hint: 'Set it with: wrangler secret put GITHUB_TOKEN (or GITHUB_APP_ID and GITHUB_APP_PRIVATE_KEY)',
  });
}

// The bindings of wrangler.toml, and the variables and secrets beside them.

export interface WorkerEnvironment {
  readonly DB: D1Database;
  readonly JOBS: Queue<QueueMessage>;
  /** The owner's configuration as YAML text. */
  readonly STATUSFOLIO_CONFIG: string;
  /** Everything that src/config/settings.ts reads: GITHUB_TOKEN, GITHUB_WEBHOOK_SECRET, … */
  readonly [variable: string]: unknown;
}
