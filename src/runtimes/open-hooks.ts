// GitHub's account of its deliveries, opened for `serve`: with the App where there is one, and at the pace that GitHub
// asks for.

import { readFile } from 'node:fs/promises';
import { StatusfolioError } from '../errors.ts';
import type { Clock, HookDeliveries } from '../ports.ts';
import type { Settings } from '../settings.ts';

/** The simulated GitHub has no limits, and a story to tell. */
export const isSimulated = (apiUrl: string) => /^https?:\/\/(127\.0\.0\.1|localhost)[:/]/.test(`${apiUrl}/`);

/** The key may stand in a file of its own, which few processes can read. */
async function readApp({ app, appKeyFile }: Settings): Promise<Settings['app']> {
  if (app === null || appKeyFile === null) return app;
  try {
    return { ...app, privateKey: await readFile(appKeyFile, 'utf8') };
  } catch (cause) {
    throw new StatusfolioError('SETTINGS_INVALID', `GITHUB_APP_PRIVATE_KEY_FILE: ${appKeyFile} cannot be read.`, {
      where: 'GITHUB_APP_PRIVATE_KEY_FILE',
      hint: 'Give the path of the file that GitHub let you download.',
      cause,
    });
  }
}

export async function openHooks(settings: Settings, clock: Clock): Promise<HookDeliveries> {
  const [{ openHookDeliveries }, { paceWrites }] = await Promise.all([
    import('../github/hook-deliveries.ts'),
    import('../github/pace-writes.ts'),
  ]);
  const { token, writeToken, apiUrl, publicUrl } = settings;
  const app = await readApp(settings);
  // A redelivery makes no content: a second apart is what GitHub asks for.
  const pace = isSimulated(apiUrl) ? {} : { pace: paceWrites({ limits: [] }) };
  return openHookDeliveries({ token, writeToken, apiUrl, publicUrl, app, now: clock.now, ...pace });
}
