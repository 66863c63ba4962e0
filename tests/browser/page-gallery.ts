// The pages of the product in every state: what the browser tests check and the screenshots show.

import type { Page } from 'playwright-core';
import type { GitHubSignIn } from '../../src/ports/sign-in.ts';
import { createDeadLetters } from '../../src/queue/sqlite-queue.ts';
import { eight, inventMany, longNamed, type Scene, saveState, stateNow } from '../support/page-states.ts';
import { type ServedApp, serveApp } from '../support/serve-app.ts';
import { buildApp, type TestApp } from '../web/build-app.ts';

const problems = [
  {
    code: 'NOT_VISIBLE',
    where: 'README.md:21',
    message: 'mara/old-maps cannot be seen: it is gone, private, or the token has no access.',
    hint: 'Correct the link, or use a token that may read it. The cell stays as it is.',
  },
];

export interface State {
  readonly name: string;
  readonly scenes: readonly Scene[] | null;
  readonly path: string;
  readonly as: 'owner' | 'everybody' | 'stranger';
  readonly isTroubled?: boolean;
  readonly withGitHub?: boolean;
  /** What goes wrong before anybody comes. */
  readonly breakStore?: (test: TestApp) => Promise<void>;
  /** On paper. */
  readonly isPrinted?: boolean;
  /** What somebody does on the page before it is looked at. */
  readonly act?: (page: Page) => Promise<void>;
}

export const states: readonly State[] = [
  { name: 'first run', scenes: null, path: '/', as: 'owner' },
  { name: 'no rows', scenes: [], path: '/', as: 'owner' },
  { name: 'one project', scenes: eight.slice(0, 1), path: '/', as: 'owner' },
  { name: 'eight projects', scenes: eight, path: '/', as: 'owner' },
  { name: 'eight projects for everybody', scenes: eight, path: '/', as: 'everybody' },
  { name: 'trouble', scenes: eight, path: '/', as: 'owner', isTroubled: true },
  { name: '200 projects', scenes: inventMany(200), path: '/', as: 'owner' },
  { name: 'long names', scenes: longNamed, path: '/', as: 'owner' },
  {
    name: 'an answer saved',
    scenes: eight,
    path: '/',
    as: 'owner',
    act: async (page) => {
      await page.getByRole('button', { name: 'Still active', exact: true }).click();
      await page.locator('.toast').waitFor();
    },
  },
  {
    name: 'a pin to be set',
    scenes: eight,
    path: '/',
    as: 'owner',
    act: (page) => page.getByRole('link', { name: 'Pin tide-tables' }).click(),
  },
  {
    name: 'the keys',
    scenes: eight,
    path: '/',
    as: 'owner',
    act: (page) => page.keyboard.press('?'),
  },
  { name: 'printed', scenes: eight, path: '/', as: 'owner', isPrinted: true },
  { name: 'a project printed', scenes: eight, path: '/projects/mara/sextant', as: 'owner', isPrinted: true },
  { name: 'a selection', scenes: eight, path: '/?status=in_progress&sort=name', as: 'owner' },
  { name: 'an empty selection', scenes: eight, path: '/?q=nothing-like-it', as: 'owner' },
  { name: 'a project', scenes: eight, path: '/projects/mara/sextant', as: 'owner', isTroubled: true },
  { name: 'a question', scenes: eight, path: '/projects/mara/gull-watch', as: 'owner' },
  { name: 'a pin that rules', scenes: eight, path: '/projects/mara/chart-renderer', as: 'owner' },
  { name: 'a project for everybody', scenes: eight, path: '/projects/mara/sextant', as: 'everybody' },
  { name: 'no such project', scenes: eight, path: '/projects/mara/nobody', as: 'owner' },
  { name: 'operations', scenes: eight, path: '/operations', as: 'owner' },
  { name: 'operations in trouble', scenes: eight, path: '/operations', as: 'owner', isTroubled: true },
  { name: 'sign in', scenes: eight, path: '/', as: 'stranger' },
  { name: 'sign in with GitHub', scenes: eight, path: '/', as: 'stranger', withGitHub: true },
  { name: 'a link used up', scenes: eight, path: '/login?code=old', as: 'stranger' },
  { name: 'the database away', scenes: eight, path: '/', as: 'everybody', breakStore: ({ store }) => store.close() },
  {
    name: 'a fault of the program',
    scenes: eight,
    path: '/',
    as: 'everybody',
    breakStore: async ({ database }) => {
      await database.run({ sql: 'DROP TABLE rows', params: [] });
    },
  },
  { name: 'not found', scenes: eight, path: '/nowhere', as: 'owner' },
];

/** Opens the state's page; the browser's clock stands where the server's does. */
export async function openState(page: Page, { path, as, isPrinted, act }: State, url: string, link: string) {
  await page.clock.setFixedTime(stateNow);
  if (isPrinted === true) await page.emulateMedia({ media: 'print' });
  if (as === 'owner') await page.goto(link);
  await page.goto(`${url}${path}`);
  if (isPrinted === true) await page.evaluate('window.dispatchEvent(new Event("beforeprint"))');
  await act?.(page);
}

/** A GitHub that nobody comes back from. */
const signIn: GitHubSignIn = { address: () => 'https://github.com/login/oauth/authorize', identify: async () => null };

export async function buildState(state: State): Promise<{ test: TestApp; served: ServedApp }> {
  const { scenes, isTroubled, as, withGitHub, breakStore } = state;
  const audience = as === 'everybody' ? 'all' : 'none';
  const test = await buildApp({ audience }, withGitHub === true ? { signIn } : {});
  if (scenes !== null) {
    if (isTroubled === true) await saveOperations(test);
    const documentKey = await saveState(test.store, { scenes, problems: isTroubled === true ? problems : [] });
    const job = { kind: 'refresh', documentKey, requestedAt: '2026-11-21T08:00:00Z' } as const;
    if (isTroubled === true)
      await test.database.batch([
        createDeadLetters(test.database, 'owner').deadLetter(
          job,
          'TOKEN_REJECTED: GitHub did not accept the token',
          8,
          test.now(),
        ),
      ]);
  }
  await breakStore?.(test);
  return { test, served: await serveApp(test.app) };
}

/** What a machine that has worked for a while has to tell. */
async function saveOperations({ store }: TestApp): Promise<void> {
  const events = ['push', 'push', 'release', 'push', 'workflow_run', 'repository'];
  const actions: Record<string, string> = { release: 'published', workflow_run: 'completed', repository: 'renamed' };
  const deliveries = events.map((event, index) => ({
    key: `repository:1:${index}`,
    deliveryId: `72d3162${index}-cc78-11e3-81ab-4c9367dc0958`,
    event,
    action: actions[event] ?? null,
    repositoryId: ['R_sextant', 'R_tide-tables'][index % 2] ?? null,
    repositoryName: ['mara/sextant', 'mara/tide-tables'][index % 2] ?? null,
    previousName: null,
    ref: null,
    after: null,
    receivedAt: `2026-11-21T0${8 - index}:1${index}:00.000Z`,
  }));
  await store.recordDeliveries(deliveries);
  const at = '2026-11-21T08:51:00.000Z';
  const keys = deliveries.slice(1).map(({ key }) => key);
  await store.markProcessed({ keys, stale: [{ name: 'mara/sextant', at }], requested: [], note: 'refresh queued' });
  await store.saveTaskRun({ name: 'tick', at: '2026-11-21T08:30:00.000Z', figures: { due: 1, pruned: 12 } });
  const until = 'until 2026-11-21T09:20:00.000Z';
  await store.saveTaskRun({
    name: 'budget',
    at,
    figures: { graphql: `4968 of 5000 ${until}`, core: `4991 of 5000 ${until}` },
  });
}
