// S10, S11, S19 and relatives: guessing the token, locking the owner out, and sessions that outlive their end.

import { type Attack, gotThrough, held, mustHold } from './support/attack.ts';
import { everybody } from './support/configuration.ts';
import type { Place, Variables } from './support/place.ts';
import { adminToken, ownForm, type Serving, serveTarget } from './support/serve-target.ts';
import { openWorld } from './support/world.ts';

const documents = 'documents: [{ repo: ada/me, publish: none }]\n';
const document = '| Project | Status |\n|---|---|\n| Lantern | Active |\n';

async function serveOwner(place: Place, environment: Variables, folder?: string): Promise<Serving> {
  const world = await openWorld(place, { document });
  const configuration = documents + everybody(place);
  return await serveTarget(place, world, { configuration, environment, ...(folder !== undefined && { folder }) });
}

const bearer = (token: string) => ({ authorization: `Bearer ${token}` });
const form = (token: string) => `token=${token}`;

const signIn = (serving: Serving, token: string, from?: string) =>
  serving.ask('/login', {
    method: 'POST',
    headers: ownForm(serving.url),
    body: form(token),
    ...(from !== undefined && { from }),
  });

/** Owner only, and cheap. */
const secretPath = '/metrics';

const mayRead = async (serving: Serving, cookie: string) =>
  (await serving.ask(secretPath, { headers: { cookie } })).status === 200;

const guessing: readonly Attack[] = [
  {
    number: 'S10',
    kind: 'a limit that is counted after waiting',
    name: '300 guesses of the admin token at once, through the form',
    run: async (place) => {
      const serving = await serveOwner(place, { STATUSFOLIO_ADMIN_TOKEN: adminToken });
      const guess = (index: number) => signIn(serving, `guess-${index}-0123456789`, '127.0.0.2');
      const answers = await Promise.all(Array.from({ length: 300 }, (_, index) => guess(index)));
      const judged = answers.filter(({ status }) => status === 401).length;
      return judged > 40 ? gotThrough(`${judged} of 300 guesses were looked at`) : held(`${judged} were looked at`);
    },
  },
];

/** A stranger does this; then the owner comes with the right token. */
const lockouts: Readonly<Record<string, (serving: Serving) => Promise<unknown>>> = {
  '40 wrong bearers on pages that ask for none': (serving) =>
    repeat(40, (index) => serving.ask('/', { headers: bearer(`wrong-${index}-0123456789`), from: '127.0.0.2' })),
  '40 wrong bearers on badges and the feed': (serving) =>
    repeat(40, (index) =>
      serving.ask(index % 2 === 0 ? '/feed.atom' : '/api/status.json', {
        headers: bearer(`wrong-${index}-0123456789`),
        from: '127.0.0.2',
      }),
    ),
  '40 wrong tokens in the form': (serving) =>
    repeat(40, (index) => signIn(serving, `wrong-${index}-0123456789`, '127.0.0.2')),
  '40 wrong tokens in the form from 40 addresses': (serving) =>
    repeat(40, (index) => signIn(serving, `wrong-${index}-0123456789`, `127.0.1.${index + 1}`)),
  "40 wrong tokens from the owner's own address": (serving) =>
    repeat(40, (index) => signIn(serving, `wrong-${index}-0123456789`)),
};

async function repeat(count: number, act: (index: number) => Promise<unknown>): Promise<void> {
  for (let index = 0; index < count; index += 1) await act(index);
}

const lockoutAttacks = Object.entries(lockouts).map(
  ([name, lockOut]): Attack => ({
    number: name.includes('form') || name.includes('address') ? 'S11' : 'S10',
    kind: 'a shared limit that a stranger can use up',
    name: `the owner is locked out by ${name}`,
    run: async (place) => {
      const serving = await serveOwner(place, { STATUSFOLIO_ADMIN_TOKEN: adminToken });
      await lockOut(serving);
      const byForm = await signIn(serving, adminToken);
      const byBearer = await serving.ask(secretPath, { headers: bearer(adminToken) });
      const isIn = byForm.status === 303 && byBearer.status === 200;
      const seen = `the right token: form ${byForm.status}, bearer ${byBearer.status}`;
      return isIn ? held(seen) : gotThrough(seen);
    },
  }),
);

const sessionSecret = 'a-session-secret-that-stays-0123456789';

const sessions: readonly Attack[] = [
  {
    number: 'S19',
    kind: 'what was used up lives only in memory',
    name: 'a used login link, opened again after a restart',
    run: async (place) => {
      const folder = place.makeFolder('kept');
      const environment = { STATUSFOLIO_SESSION_SECRET: sessionSecret };
      const first = await serveOwner(place, environment, folder);
      const code = await first.readLoginCode();
      mustHold((await first.ask(`/login?code=${code}`)).status === 303, 'the login link does not work at all');
      await first.stop();
      const second = await serveOwner(place, environment, folder);
      const { status } = await second.ask(`/login?code=${code}`);
      return status === 303 ? gotThrough('it signs in once more') : held(`it is answered ${status}`);
    },
  },
  {
    number: 'S19',
    kind: 'what was used up lives only in memory',
    name: 'a used login link, opened again by twenty at once',
    run: async (place) => {
      const serving = await serveOwner(place, {});
      const code = await serving.readLoginCode();
      const answers = await Promise.all(Array.from({ length: 20 }, () => serving.ask(`/login?code=${code}`)));
      const signedIn = answers.filter(({ status }) => status === 303).length;
      return signedIn > 1 ? gotThrough(`${signedIn} of 20 were signed in`) : held(`${signedIn} of 20 was signed in`);
    },
  },
  {
    number: 'S19',
    kind: 'a session that outlives its end',
    name: 'a copied cookie after signing out',
    run: async (place) => await outlive(place, false),
  },
  {
    number: 'S19',
    kind: 'a session that outlives its end',
    name: 'a copied cookie after signing out and a restart',
    run: async (place) => await outlive(place, true),
  },
  {
    number: 'S19',
    kind: 'a session that outlives its end',
    name: 'a cookie made under an admin token that was changed since',
    run: async (place) => {
      const folder = place.makeFolder('kept');
      const environment = { STATUSFOLIO_SESSION_SECRET: sessionSecret, STATUSFOLIO_ADMIN_TOKEN: adminToken };
      const first = await serveOwner(place, environment, folder);
      const { cookies } = await signIn(first, adminToken);
      mustHold(await mayRead(first, cookies), 'signing in does not work at all');
      await first.stop();
      const changed = { ...environment, STATUSFOLIO_ADMIN_TOKEN: `${adminToken}-new` };
      const second = await serveOwner(place, changed, folder);
      return (await mayRead(second, cookies)) ? gotThrough('it is still good') : held('it is good no more');
    },
  },
];

async function outlive(place: Place, isRestarted: boolean) {
  const folder = place.makeFolder('kept');
  const environment = { STATUSFOLIO_SESSION_SECRET: sessionSecret, STATUSFOLIO_ADMIN_TOKEN: adminToken };
  const first = await serveOwner(place, environment, folder);
  const { cookies } = await signIn(first, adminToken);
  mustHold(await mayRead(first, cookies), 'signing in does not work at all');
  const left = await first.ask('/logout', { method: 'POST', headers: ownForm(first.url, cookies) });
  mustHold(left.status === 303, `signing out is answered ${left.status}`);
  if (isRestarted) await first.stop();
  const then = isRestarted ? await serveOwner(place, environment, folder) : first;
  return (await mayRead(then, cookies)) ? gotThrough('the copy still signs in') : held('the copy is good no more');
}

export const signInAttacks: readonly Attack[] = [...guessing, ...lockoutAttacks, ...sessions];
