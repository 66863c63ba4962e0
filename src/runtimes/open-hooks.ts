// GitHub's account of its deliveries, opened for `serve`: with the App where there is one, and at the pace that GitHub
// asks for.

import type { Clock, HookDeliveries } from '../ports.ts';
import type { Settings } from '../settings.ts';
import { openInstallations, readAppCredential, readGhToken } from './open-github.ts';

export async function openHooks(settings: Settings, clock: Clock): Promise<HookDeliveries> {
  const [{ openHookDeliveries }, { paceWrites }] = await Promise.all([
    import('../github/hook-deliveries.ts'),
    import('../github/pace-writes.ts'),
  ]);
  const { writeToken, apiUrl, publicUrl } = settings;
  const installations = await openInstallations(settings);
  const credential = await readAppCredential(settings);
  const app = installations === null || credential === null ? null : { credential, installations };
  const token = settings.token ?? (app === null ? await readGhToken() : null);
  // A redelivery makes no content: a second apart is what GitHub asks for. The simulated one has no limits.
  const isPaced = !/^https?:\/\/(127\.0\.0\.1|localhost)[:/]/.test(`${apiUrl}/`);
  const pace = isPaced ? { pace: paceWrites({ limits: [] }) } : {};
  return openHookDeliveries({ token, writeToken, apiUrl, publicUrl, app, now: clock.now, ...pace });
}
