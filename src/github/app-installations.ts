// The installations of the App, as GitHub lists them to the App itself.

import { type InstallationSnapshot, readInstallation } from '../core/activity/parse-installation.ts';
import { toInstant } from '../core/dates.ts';
import { StatusfolioError } from '../errors.ts';
import type { AppInstallations } from '../ports/directory.ts';
import { type AppClientOptions, openAppClient } from './app-client.ts';
import type { AppCredential } from './app-key.ts';
import { unexpected } from './errors.ts';

const pageSize = 100;

/** `forgetToken` drops what is kept in memory for an installation. */
export function openAppInstallations(
  app: AppCredential,
  options: AppClientOptions,
  forgetToken: (installationId: number) => void,
): AppInstallations {
  const { client, clock, askAgainInTime } = openAppClient(app, options);
  const parse = (shown: unknown): InstallationSnapshot => {
    const installation = readInstallation(shown, toInstant(clock.now()));
    if (installation === null) throw unexpected('An installation of the App could not be read.', 'the App');
    return installation;
  };
  return {
    forgetToken,
    async read(installationId) {
      const route = '/app/installations/{installation_id}';
      try {
        return parse(await askAgainInTime(() => client.getJson(route, { installation_id: installationId })));
      } catch (error) {
        if (error instanceof StatusfolioError && error.code === 'NOT_VISIBLE') return null;
        throw error;
      }
    },
    async *list() {
      for (let page = 1; ; page += 1) {
        const query = { per_page: pageSize, page };
        const found = await askAgainInTime(() => client.getJson('/app/installations', query));
        if (!Array.isArray(found)) throw unexpected('The installations of the App could not be read.', 'the App');
        for (const shown of found) yield parse(shown);
        if (found.length < pageSize) return;
      }
    },
  };
}
