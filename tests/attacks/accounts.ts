// M1.1, M1.2, M1.6 (many-owners §1) and relatives: one configuration with documents of Ada and of Bob, the App installed
// on both accounts. What one of them sees, says or has must not reach the other.

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { editIssue } from '../../demo/github/issues.ts';
import { type Attack, gotThrough, held, mustHold } from './support/attack.ts';
import type { Place } from './support/place.ts';
import { type Serving, serveTarget, waitFor } from './support/serve-target.ts';
import { openTwoAccounts, type TwoAccounts } from './support/two-accounts.ts';
import { agoBy, person, webhookSecret, work } from './support/world.ts';

const configuration = 'documents: [{ repo: ada/me, publish: commit }, { repo: bob/me, publish: commit }]\n';
const head = '| Project | Status | Code |\n|---|---|---|\n';
const row = (name: string, status: string, repo: string) =>
  `| ${name} | ${status} | [c](https://github.com/${repo}) |\n`;
const bobPerson = { login: 'bob', name: 'Bob', email: 'bob@users.noreply.github.com' };

async function openBoth(place: Place, documentOf: (owner: string) => string, typedDaysAgo = 20) {
  const both = await openTwoAccounts(place, documentOf('ada'), typedDaysAgo);
  const { github } = both.world;
  both.install('ada');
  both.install('bob');
  const bobs = github.addRepository({ owner: 'bob', name: 'me', createdAt: agoBy(900) });
  bobs.commit({
    at: agoBy(typedDaysAgo),
    message: 'Update',
    author: bobPerson,
    files: { 'README.md': documentOf('bob') },
  });
  for (const owner of ['ada', 'bob']) both.world.addProject(`${owner}/anchor`, 300).archive(agoBy(200));
  return { ...both, bobs, bobsText: () => Buffer.from(bobs.read('README.md') ?? []).toString() };
}

const withSecret = (owner: string) =>
  `${head}${row('Anchor', 'Archived', `${owner}/anchor`)}${row('Secret', 'Active', 'bob/secret')}| Tides | In Progress | |\n| Pier | Paused | |\n`;

async function serveBoth(place: Place, { world, environment }: TwoAccounts): Promise<Serving> {
  const serving = await serveTarget(place, world, { configuration, environment });
  await serving.waitForSilence();
  return serving;
}

const privately = {
  archived: { word: 'Archived', happen: (secret: { archive(at: Date): void }) => secret.archive(new Date()) },
};

const judged: readonly Attack[] = Object.entries(privately).map(([name, { word, happen }]) => ({
  number: 'M1.1',
  kind: 'memory that crosses accounts',
  name: `Bob's private repository is ${name}, and Ada's table says so`,
  deadlineMs: 90_000,
  run: async (place) => {
    const both = await openBoth(place, withSecret);
    const secret = both.world.addProject('bob/secret', 3);
    both.hideFromOthers(secret);
    const serving = await serveBoth(place, both);
    secret.addHook({ url: `${serving.url}/webhooks/github`, secret: webhookSecret, events: ['*'] });
    happen(secret);
    await both.world.github.deliver();
    await waitFor("Bob's own table to follow", () => (both.bobsText().includes(`Secret | ${word}`) ? true : null));
    await serving.waitForSilence();
    return both.world.text().includes('Secret | Active')
      ? held("Ada's row stands as it was")
      : gotThrough(
          `Ada's row: ${both.world
            .text()
            .split('\n')
            .find((line) => line.includes('Secret'))}`,
        );
  },
}));

const byTurns: Attack = {
  number: 'M1.1',
  kind: 'memory that crosses accounts',
  name: "sync remembers what Bob's installation saw, and judges Ada's table by it",
  run: async (place) => {
    const both = await openBoth(place, withSecret);
    const secret = both.world.addProject('bob/secret', 3);
    both.hideFromOthers(secret);
    writeFileSync(join(place.folder, 'statusfolio.yml'), configuration);
    const sync = (minutes: number) =>
      place.run(['sync', '--database', 'memory.db', '--now', new Date(Date.now() + minutes * 60_000).toISOString()], {
        environment: both.environment,
      });
    await sync(0);
    secret.archive(new Date());
    for (const minutes of [10, 20, 400]) await sync(minutes);
    mustHold(both.bobsText().includes('Secret | Archived'), "not even Bob's own table follows");
    return both.world.text().includes('Secret | Active')
      ? held("Ada's row stands as it was")
      : gotThrough("Ada's row says what only Bob may see");
  },
};

const quiet = (owner: string) =>
  `${head}${row('Anchor', 'Archived', `${owner}/anchor`)}${row('Lib', 'In Progress', 'carol/lib')}| Pier | Paused | |\n`;

async function askBoth(place: Place) {
  const both = await openBoth(place, quiet, 110);
  both.world.addProject('carol/lib', 120);
  writeFileSync(join(place.folder, 'statusfolio.yml'), configuration);
  const start = Date.now();
  const at = (hours: number) => new Date(start + hours * 3_600_000);
  const look = async (hours: number) => {
    both.world.moveTo(at(hours));
    const args = ['sync', '--database', 'memory.db', '--now', at(hours).toISOString()];
    const { code, err } = await place.run(args, { environment: both.environment });
    mustHold(code === 0 || code === 1, err);
  };
  await look(0);
  const isAsked = () =>
    both.world.portfolio.state.issues.some(({ state, body }) => state === 'open' && /^#+ .*Lib/m.test(body));
  mustHold(isAsked(), 'Ada was not asked');
  return { ...both, at, look, isAsked };
}

const answers: Attack = {
  number: 'M1.2',
  kind: 'memory that crosses accounts',
  name: "Bob's answer in his status issue answers Ada's question",
  run: async (place) => {
    const { bobs, world, at, look, isAsked } = await askBoth(place);
    const issue = bobs.state.issues[0];
    mustHold(issue !== undefined, 'Bob was not asked');
    editIssue(bobs, issue.number, issue.body.replace('- [ ]', '- [x]'), 'bob', at(1));
    await look(2);
    await look(3);
    const isBobs = bobs.history().length > 1 || bobs.state.issues.every(({ state }) => state === 'closed');
    mustHold(isBobs, "not even Bob's own question was answered");
    return isAsked() && world.commits() === 1
      ? held("Ada's question is still open")
      : gotThrough("Ada's question is gone");
  },
};

const typing: Attack = {
  number: 'M1.2',
  kind: 'memory that crosses accounts',
  name: "Bob's typing confirms Ada's row",
  run: async (place) => {
    const { bobs, world, at, look, isAsked } = await askBoth(place);
    const text = Buffer.from(bobs.read('README.md') ?? []).toString();
    const files = { 'README.md': `${text}\nAll of this is still true.\n` };
    bobs.commit({ at: at(1), message: 'Update', author: bobPerson, files });
    await look(2);
    await look(3);
    return isAsked() && world.commits() === 1
      ? held("Ada's question is still open")
      : gotThrough("Ada's question is gone");
  },
};

const redeliver: Attack = {
  number: 'M1.6',
  kind: 'one place without access stops all others',
  name: 'a missed delivery is found where the App is on the portfolio alone',
  deadlineMs: 90_000,
  run: async (place) => {
    const document = `${head}${row('Engine', 'Active', 'carol/engine')}${row('Lantern', 'Active', 'ada/lantern')}`;
    const both = await openTwoAccounts(place, document);
    both.install('ada', ['me']);
    both.world.addProject('carol/engine', 3);
    both.world.addProject('ada/lantern', 3);
    const folder = place.makeFolder('server');
    const options = {
      configuration: 'documents: [{ repo: ada/me, publish: none }]\n',
      environment: both.environment,
      folder,
    };
    const first = await serveTarget(place, both.world, options);
    await first.waitForSilence();
    both.world.portfolio.addHook({ url: `${first.url}/webhooks/github`, secret: webhookSecret, events: ['*'] });
    await first.stop();
    work(both.world.portfolio, new Date(), person);
    const [missed] = await both.world.github.deliver();
    mustHold(missed?.status === 0, `the delivery was not missed: ${missed?.status}`);
    const again = { ...both.environment, PORT: new URL(first.url).port };
    const second = await serveTarget(place, both.world, { ...options, environment: again });
    await second.waitForSilence();
    const { attempts } = both.world.github;
    const isFound = () => attempts.some(({ isRedelivery, status }) => isRedelivery && status === 202);
    const found = await waitFor('it', () => (isFound() ? true : null), 15_000).catch(() => false);
    return found ? held('it was redelivered') : gotThrough('it is never redelivered');
  },
};

const narrow: Attack = {
  number: 'H',
  kind: 'a credential that may do more than it must',
  // Not to repositories: docs/decisions/security.md says why.
  name: 'an installation token that is not narrowed to permissions',
  run: async (place) => {
    const both = await openBoth(place, withSecret);
    writeFileSync(join(place.folder, 'statusfolio.yml'), configuration);
    await place.run(['check', '--json'], { environment: both.environment });
    mustHold(both.tokenRequests.length > 0, 'no token was asked for');
    const wide = both.tokenRequests.find((request) => !request.includes('"permissions"'));
    return wide === undefined
      ? held(both.tokenRequests[0] ?? '')
      : gotThrough(`asked for with ${wide === '' ? 'no body' : wide}`);
  },
};

export const accountAttacks: readonly Attack[] = [...judged, byTurns, answers, typing, redeliver, narrow];
