// GitHub on Workers: with a token, or as an App whose tokens are kept as long as the isolate lives.

import type { Portfolio } from '../config/portfolio.ts';
import { nameCredential, type Settings } from '../config/settings.ts';
import { StatusfolioError } from '../errors.ts';
import { createAppGitHub } from '../github/app.ts';
import { createGitHub } from '../github/create-github.ts';
import { openHookDeliveries } from '../github/hook-deliveries.ts';
import { type Installations, openInstallations } from '../github/installations.ts';
import type { GitHub } from '../ports/github.ts';
import type { HookDeliveries } from '../ports/github-admin.ts';
import type { Database } from '../ports/store.ts';
import { probeWithFetch } from '../probe/probe-with-fetch.ts';
import { createWriteBudget } from '../store/write-rate.ts';
import type { WorkerEnvironment } from './worker-environment.ts';

/** Tokens are kept as long as the isolate. */
const appsOf = new WeakMap<WorkerEnvironment, Installations | null>();

export function openGitHub(
  environment: WorkerEnvironment,
  settings: Settings,
  portfolio: Portfolio,
  database: Database,
  deploymentId: string,
): GitHub {
  const { apiUrl, writeToken } = settings;
  const { bots, probeHomepages } = portfolio;
  const probe = probeHomepages ? probeWithFetch((url, init) => fetch(url, init)) : null;
  const installations = appsOf.get(environment) ?? openApp(settings);
  appsOf.set(environment, installations);
  // Many isolates may write at once, with one credential: they keep to one pace by way of the database.
  const paceOf = (account: string) => createWriteBudget(database, deploymentId, account);
  const home = portfolio.documents.find((document) => 'repo' in document)?.repo ?? null;
  if (installations !== null && home !== null)
    return createAppGitHub({ installations, home, writeToken, apiUrl, bots, probe, paceOf });
  return createGitHub({
    token: requireToken(settings),
    writeToken,
    apiUrl,
    bots,
    probe,
    pace: paceOf(nameCredential(settings)),
  });
}

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
    pace: createWriteBudget(database, deploymentId, 'redeliveries', { makesContent: false }),
  });
}

function openApp({ app, apiUrl }: Settings): Installations | null {
  if (app === null) return null;
  return openInstallations(app, { apiUrl });
}

function requireToken({ token }: Settings): string {
  if (token !== null) return token;
  throw new StatusfolioError('TOKEN_MISSING', 'There is no GitHub token.', {
    where: 'GITHUB_TOKEN',
    hint: 'Set it with: wrangler secret put GITHUB_TOKEN (or GITHUB_APP_ID and GITHUB_APP_PRIVATE_KEY)',
  });
}
