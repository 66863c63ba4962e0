// S5, S6 and relatives: who may sign in with GitHub. A web server before the simulated GitHub plays the part of the
// sign-in: it hands out the token of whoever the code names, and says who that is.

import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Attack, gotThrough, held, mustHold, type Outcome } from './support/attack.ts';
import type { Place } from './support/place.ts';
import { type Answer, type Serving, serveTarget } from './support/serve-target.ts';
import { type AttackWorld, openWorld } from './support/world.ts';

const document = '| Project | Status |\n|---|---|\n| Lantern | Active |\n';
const app = { GITHUB_APP_CLIENT_ID: 'Iv23liABCDEFGHIJ', GITHUB_APP_CLIENT_SECRET: 'the-client-secret-of-the-app' };

/** Accounts keep their ids whatever they are called. */
interface Person {
  readonly login: string;
  readonly id: number;
  /** What they may write, by full name. */
  readonly writes: readonly string[];
}

async function listenAsSite(place: Place, { github }: AttackWorld, people: Readonly<Record<string, Person>>) {
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks);
    const answer = (value: unknown) =>
      response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(value));
    if (request.url === '/login/oauth/access_token') {
      const { code } = JSON.parse(body.toString()) as { code: string };
      return answer({ access_token: `ghu_${code}`, token_type: 'bearer', scope: '' });
    }
    const credential = /^bearer ghu_(\w+)$/i.exec(request.headers.authorization ?? '')?.[1] ?? '';
    const person = people[credential];
    if (person !== undefined && request.url === '/user') {
      return answer({ login: person.login, id: person.id, node_id: `U_${person.id}`, type: 'User' });
    }
    const headers = new Headers();
    for (const [name, value] of Object.entries(request.headers)) {
      if (typeof value === 'string' && name !== 'host' && name !== 'content-length') headers.set(name, value);
    }
    if (person !== undefined) headers.set('authorization', `Bearer ${github.token}`);
    const init = { method: request.method ?? 'GET', headers, redirect: 'manual' as const };
    const url = `http://${request.headers.host}${request.url}`;
    const given = await github.fetch(url, body.length === 0 ? init : { ...init, body });
    const text = await given.text();
    const isRepository =
      person !== undefined && given.status === 200 && /^\/(repos|repositories)\//.test(request.url ?? '');
    const changed = isRepository ? grant(text, person) : text;
    const sent = Object.fromEntries([...given.headers].filter(([name]) => name !== 'content-length'));
    return response.writeHead(given.status, sent).end(changed);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  place.onEnd(() => server.close());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

function grant(text: string, { writes }: Person): string {
  const repository = JSON.parse(text) as { full_name?: string };
  if (repository.full_name === undefined) return text;
  const push = writes.includes(repository.full_name);
  return JSON.stringify({
    ...repository,
    permissions: { admin: push, maintain: push, push, triage: push, pull: true },
  });
}

const ada: Person = { login: 'ada', id: 1, writes: ['ada/me'] };

async function serveWith(place: Place, people: Record<string, Person>, configuration = documents) {
  const world = await openWorld(place, { document });
  const site = await listenAsSite(place, world, people);
  const environment = { ...app, GITHUB_API_URL: site };
  const serving = await serveTarget(place, world, { configuration, environment });
  await serving.waitForSilence();
  return { world, serving };
}

const documents = 'documents: [{ repo: ada/me, publish: none }]\n';

/** From our page to GitHub and back, as this person. */
async function signInAs(serving: Serving, who: string): Promise<Answer> {
  const left = await serving.ask('/login/github');
  const state = new URL(String(left.headers['location'] ?? 'http://nowhere')).searchParams.get('state') ?? '';
  mustHold(state !== '', `there is no sign-in with GitHub: ${left.status}`);
  return await serving.ask(`/login/github/return?code=${who}&state=${state}`, { headers: { cookie: left.cookies } });
}

async function judgeSignIn(serving: Serving, who: string, what: string): Promise<Outcome> {
  const { status } = await signInAs(serving, who);
  return status === 303 ? gotThrough(`${what} is signed in`) : held(`${what} is answered ${status}`);
}

async function mustSignIn(serving: Serving, who: string): Promise<void> {
  const { status } = await signInAs(serving, who);
  mustHold(status === 303, `not even the owner can sign in (${status})`);
}

const kind = 'a name where an id is meant';

export const ownershipAttacks: readonly Attack[] = [
  {
    number: 'S5',
    kind,
    name: 'whoever registered the login that the owner gave up signs in',
    run: async (place) => {
      const people: Record<string, Person> = { ada, mallory: { login: 'ada', id: 666, writes: [] } };
      const { world, serving } = await serveWith(place, people);
      await mustSignIn(serving, 'ada');
      world.portfolio.transfer('ada-lovelace');
      return await judgeSignIn(serving, 'mallory', 'the new "ada"');
    },
  },
  {
    number: 'S5',
    kind,
    name: 'whoever registered the login signs in with a repository of the same name',
    run: async (place) => {
      const people: Record<string, Person> = { ada, mallory: { login: 'ada', id: 666, writes: ['ada/me'] } };
      const { world, serving } = await serveWith(place, people);
      await mustSignIn(serving, 'ada');
      world.portfolio.transfer('ada-lovelace');
      world.github.addRepository({ owner: 'ada', name: 'me', createdAt: new Date() }).commit({
        at: new Date(),
        message: 'mine',
        files: { 'README.md': document },
      });
      return await judgeSignIn(serving, 'mallory', 'the owner of another ada/me');
    },
  },
  {
    number: 'S5',
    kind,
    name: 'the former owner signs in after a transfer',
    run: async (place) => {
      const { world, serving } = await serveWith(place, { ada });
      await mustSignIn(serving, 'ada');
      world.portfolio.transfer('grace');
      return await judgeSignIn(serving, 'ada', 'the former owner');
    },
  },
  {
    number: 'S5',
    kind,
    name: 'an owner of the account who may only read signs in',
    run: async (place) => {
      const { serving } = await serveWith(place, { ada, reader: { login: 'ADA', id: 5, writes: [] } });
      await mustSignIn(serving, 'ada');
      return await judgeSignIn(serving, 'reader', 'somebody without the right to push');
    },
  },
  {
    number: 'S6',
    kind: '"every document" that means "every document on GitHub"',
    name: 'a collaborator of the GitHub document reads the file on the server',
    run: async (place) => {
      const bob: Person = { login: 'bob', id: 7, writes: ['ada/me'] };
      const { writeFileSync } = await import('node:fs');
      const folder = place.makeFolder('server');
      writeFileSync(`${folder}/private.md`, document.replace('Lantern', 'Canaryproject'));
      const both = 'documents: [{ repo: ada/me, publish: none }, { file: private.md, publish: none }]\n';
      const { serving } = await serveWith(place, { bob }, both);
      const { cookies, status } = await signInAs(serving, 'bob');
      const { body } = await serving.ask('/', { headers: { cookie: cookies } });
      return body.includes('Canaryproject')
        ? gotThrough('the rows of the file are shown')
        : held(`signing in is answered ${status}`);
    },
  },
  {
    number: 'S6',
    kind: '"every document" that means "every document on GitHub"',
    name: 'a collaborator of one of two repositories signs in',
    run: async (place) => {
      const bob: Person = { login: 'bob', id: 7, writes: ['ada/me'] };
      const both = 'documents: [{ repo: ada/me, publish: none }, { repo: ada/other, publish: none }]\n';
      const { serving } = await serveWith(place, { bob }, both);
      return await judgeSignIn(serving, 'bob', 'a collaborator of one of the two');
    },
  },
  {
    number: 'S11',
    kind: 'a shared limit that a stranger can use up',
    name: 'forty returns from GitHub that failed, then the owner signs in with GitHub',
    run: async (place) => {
      const { serving } = await serveWith(place, { ada });
      for (let index = 0; index < 40; index += 1) {
        const left = await serving.ask('/login/github', { from: '127.0.0.2' });
        const state = new URL(String(left.headers['location'])).searchParams.get('state');
        await serving.ask(`/login/github/return?code=nobody&state=${state}`, {
          headers: { cookie: left.cookies },
          from: '127.0.0.2',
        });
      }
      const { status } = await signInAs(serving, 'ada');
      return status === 303 ? held('the owner is signed in') : gotThrough(`the owner is answered ${status}`);
    },
  },
];
