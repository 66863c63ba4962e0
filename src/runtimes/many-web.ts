// What pages of nobody's show of a deployment for many owners, the same on both runtimes.

import { readPortfolio } from '../config/portfolio.ts';
import type { Settings } from '../config/settings.ts';
import { StatusfolioError } from '../errors.ts';
import type { AppCredential } from '../github/app-key.ts';
import type { AllOwners } from '../pipeline/all-owners.ts';
import type { Store } from '../ports/store.ts';
import type { WebSettings } from '../web/types.ts';
import { toWebSettings } from './web-settings.ts';

/** What many owners need, which the settings were checked for. */
export function requireApp(settings: Settings): { readonly app: AppCredential; readonly sessionSecret: string } {
  const { app, sessionSecret } = settings;
  if (app !== null && sessionSecret !== null) return { app, sessionSecret };
  throw new StatusfolioError('SETTINGS_INVALID', 'Many owners need a GitHub App and a session secret.', {
    where: 'STATUSFOLIO_OWNERS',
  });
}

/** There is no configuration of its own, so that nothing is shown to visitors. */
export function toManyWebSettings(settings: Settings, sessionSecret: string): WebSettings {
  const reading = readPortfolio('');
  if (reading.kind === 'invalid') throw new TypeError('the default configuration is read');
  return toWebSettings(settings, reading.portfolio, sessionSecret);
}

/** As old as the last time that somebody asked whose turn it is. */
export function showFleet(deployment: Store): AllOwners {
  return {
    ...deployment,
    async counts() {
      const runs = await deployment.listTaskRuns();
      const oldestCheckAt = runs.find(({ name }) => name === 'tick')?.at ?? null;
      return { ...(await deployment.counts()), oldestCheckAt };
    },
  };
}
