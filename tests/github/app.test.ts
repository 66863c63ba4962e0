// A GitHub App in place of a token: its keys, its tokens and their end, wrong clocks, several accounts, and what is said
// where it is not installed, suspended or rejected.

import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { createApp, type SimulatedInstallation } from '../../demo/github/app.ts';
import { createAppGitHub, openAppAdmin } from '../../src/github/app.ts';
import { signAsApp } from '../../src/github/app-key.ts';
import { type Installations, openInstallations } from '../../src/github/installations.ts';
import { refreshTogether } from '../../src/pipeline/refresh.ts';
import { keyDocument } from '../../src/pipeline/target.ts';
import type { GitHub } from '../../src/ports/github.ts';
import { openLocalDocuments } from '../../src/store/local-files.ts';
import { makeAppKeys } from '../support/app-keys.ts';
import { openPipeline, type Pipeline, row, table, toPortfolio, words } from '../support/open-pipeline.ts';
import { runInProcess } from '../support/run-in-process.ts';

const keys = makeAppKeys();
const apiUrl = 'https://api.github.com';
const permissions = { contents: 'write', pull_requests: 'write', issues: 'write', metadata: 'read' };

let pipeline: Pipeline;
let installations: Installations;
let github: GitHub;
let clockErrorMs: number;

function install(id: number, account: string, parts: Partial<SimulatedInstallation> = {}): SimulatedInstallation {
  const installation = { id, account, repositories: null, permissions, isSuspended: false, ...parts };
  pipeline.world.app?.installations.push(installation);
  return installation;
}

beforeEach(() => {
  pipeline = openPipeline();
  const { world } = pipeline;
  world.app = createApp('4711', keys.publicKey);
  clockErrorMs = 0;
  const now = () => new Date(pipeline.now().getTime() + clockErrorMs);
  const options = { apiUrl, fetch: world.fetch, now };
  installations = openInstallations({ id: '4711', privateKey: keys.pkcs1 }, options);
  github = createAppGitHub({ ...options, installations, home: 'ada/me' });
  const engine = pipeline.addProject('engine');
  pipeline.write(table(row('engine', '🟡 In Progress')), pipeline.daysAgo(30));
  engine.archive(pipeline.daysAgo(1));
});

async function look(...repos: readonly string[]) {
  const targets = (repos.length === 0 ? ['ada/me'] : repos).map((repo) => {
    const ref = { kind: 'github', repo, path: 'README.md', branch: null } as const;
    return { key: keyDocument(ref), ref, label: `${repo}/README.md`, publish: 'commit' as const };
  });
  const ports = { memory: pipeline.store, github, files: openLocalDocuments(), clock: pipeline.clock };
  const looked = [];
  for (const target of targets) looked.push(...(await refreshTogether([target], toPortfolio(words), ports)));
  return looked.map((one) =>
    one.kind === 'done' ? one.result.publication.kind : String(Reflect.get(Object(one.error), 'message')),
  );
}

const asked = (path: RegExp) => pipeline.world.requests.filter((request) => path.test(request.path));
const tokensMade = () => asked(/access_tokens$/).length;

describe('the key of an App', () => {
  it.each(['pkcs1', 'pkcs8'] as const)('signs as GitHub wants it: %s', async (format) => {
    const token = await signAsApp({ id: '4711', privateKey: keys[format] }, pipeline.now());
    const answer = await pipeline.world.fetch(`${apiUrl}/app`, { headers: { authorization: `bearer ${token}` } });
    expect([answer.status, await answer.json()]).toMatchObject([200, { slug: 'statusfolio' }]);
  });

  it.each(['', 'nonsense', keys.pkcs8.replace(/[A-Z]/, '!'), keys.pkcs1.slice(0, 300), keys.publicKey])(
    'is refused where it cannot be read, and never quoted',
    async (privateKey) => {
      const error = await signAsApp({ id: '1', privateKey }, new Date()).catch((reason: unknown) => reason);
      expect(error).toMatchObject({ code: 'SETTINGS_INVALID', where: 'GITHUB_APP_PRIVATE_KEY' });
      expect(String(error)).not.toMatch(/BEGIN|MII/);
    },
  );
});

describe('an App that is installed', () => {
  it('reads and writes with one token of its installation, and as its bot', async () => {
    install(7, 'ada');
    expect(await look()).toEqual(['published']);
    expect(pipeline.read()).toContain('⚪ Archived');
    expect(pipeline.me.head()?.author.login).toBe('statusfolio[bot]');
    expect(tokensMade()).toBe(1);
    const used = new Set(asked(/graphql$/).map(({ credential }) => credential));
    expect([...used]).toEqual(['ghs_simulated7x1']);
  });

  it('gets the next token before this one ends, however long a run lasts', async () => {
    install(7, 'ada');
    for (const minutes of [0, 50, 10, 30, 30, 30]) {
      pipeline.passMinutes(minutes);
      expect((await look())[0]).toMatch(/published|nothing/);
    }
    expect(asked(/./).filter(({ status }) => status === 401)).toEqual([]);
    expect(tokensMade()).toBe(3);
  });

  it('makes one token where many ask at once', async () => {
    install(7, 'ada');
    await Promise.all(Array.from({ length: 20 }, () => installations.tokensOf('ada/me').read()));
    expect([tokensMade(), asked(/\/installation$/).length]).toEqual([1, 1]);
  });

  it('is told once that its token was revoked, and has another one the next time', async () => {
    install(7, 'ada');
    await look();
    pipeline.world.app?.tokens.clear();
    pipeline.passMinutes(10);
    expect(await look()).toEqual(['api.github.com does not accept the token.']);
    expect(await look()).toEqual(['nothing']);
  });

  it.each([-7_200_000, -90_000, 120_000, 86_400_000])('works with a clock that is wrong by %s ms', async (wrong) => {
    install(7, 'ada');
    clockErrorMs = wrong;
    expect(await look()).toEqual(['published']);
  });

  it('was removed and installed again', async () => {
    const before = install(7, 'ada');
    await look();
    pipeline.world.app?.installations.splice(0);
    install(8, 'ada');
    pipeline.passMinutes(61);
    expect(before.id).toBe(7);
    await look();
    expect(await look()).toEqual(['nothing']);
  });
});

describe('two accounts', () => {
  beforeEach(() => {
    const other = pipeline.world.addRepository({ owner: 'acme', name: 'site', createdAt: pipeline.daysAgo(400) });
    const lamp = pipeline.world.addRepository({ owner: 'acme', name: 'lamp', createdAt: pipeline.daysAgo(400) });
    lamp.commit({ at: pipeline.daysAgo(30), message: 'Add lamp' });
    lamp.archive(pipeline.daysAgo(1));
    const files = { 'README.md': table('| Lamp | 🟡 In Progress | [code](https://github.com/acme/lamp) |') };
    other.commit({ at: pipeline.daysAgo(30), message: 'Add', files });
  });

  it('are each served with their own token alone', async () => {
    install(7, 'ada');
    install(8, 'acme');
    const before = pipeline.world.requests.length;
    await look('ada/me');
    const middle = pipeline.world.requests.length;
    await look('acme/site');
    const used = (from: number, to?: number) => [
      ...new Set(
        pipeline.world.requests
          .slice(from, to)
          .flatMap(({ path, credential }) =>
            /graphql|repos\/[^/]+\/[^/]+\/(?!installation)/.test(path) ? [credential] : [],
          ),
      ),
    ];
    expect(used(before, middle)).toEqual(['ghs_simulated7x1']);
    expect(used(middle)).toEqual(['ghs_simulated8x2']);
  });

  it.each([
    ['not installed', () => undefined, 'The GitHub App is not installed on acme/site.'],
    [
      'installed elsewhere',
      () => install(8, 'acme', { repositories: ['other'] }),
      'The GitHub App is not installed on acme/site.',
    ],
    [
      'suspended',
      () => install(8, 'acme', { isSuspended: true }),
      'GitHub gives the App no token for acme/site: This installation has been suspended',
    ],
  ])('do not suffer from each other: one is %s', async (_, prepare, message) => {
    prepare();
    install(7, 'ada');
    expect(await look('acme/site', 'ada/me')).toEqual([message, 'published']);
    const all = pipeline.world.app?.installations ?? [];
    all.splice(0, all.length, ...all.filter(({ account }) => account === 'ada'));
    install(9, 'acme');
    expect(await look('acme/site', 'ada/me')).toEqual(['published', 'nothing']);
  });
});

describe('what doctor asks', () => {
  it('is answered for the App: who it is, and what it was granted where', async () => {
    const account = openAppAdmin(installations, { apiUrl, fetch: pipeline.world.fetch, now: pipeline.now });
    expect(await account.readPermission('ada/me')).toBeNull();
    const installation = install(7, 'ada', { permissions: { contents: 'read' } });
    expect([await account.readPermission('ada/me'), await account.readGrants('ada/me')]).toEqual([
      'read',
      { contents: 'read' },
    ]);
    installation.permissions = permissions;
    expect(await account.readPermission('ada/me')).toBe('write');
    expect((await account.readToken()).login).toBe('statusfolio[bot]');
    expect(await account.listHooks('ada/me').catch((error: unknown) => Reflect.get(Object(error), 'code'))).toBe(
      'NOT_VISIBLE',
    );
  });
});

describe('the command line as an App', () => {
  it('publishes with the key from a file or from the environment, and says what is wrong with it', async () => {
    install(7, 'ada');
    const { url, close } = await pipeline.world.listen();
    const directory = mkdtempSync(join(tmpdir(), 'statusfolio-'));
    writeFileSync(join(directory, 'app.pem'), keys.pkcs8);
    writeFileSync(join(directory, 'statusfolio.yml'), `documents: [{ repo: ada/me, publish: commit }]\n${words}`);
    const sync = async (app: Record<string, string>) => {
      const environment = { GITHUB_API_URL: url, GITHUB_APP_ID: '4711', ...app };
      const { code, err } = await runInProcess(['sync', '--now', pipeline.now().toISOString()], {
        directory,
        environment,
      });
      return [code, err];
    };
    expect(await sync({ GITHUB_APP_PRIVATE_KEY_FILE: join(directory, 'app.pem') })).toEqual([0, '']);
    expect(pipeline.read()).toContain('⚪ Archived');
    expect(await sync({ GITHUB_APP_PRIVATE_KEY: keys.pkcs1.replaceAll('\n', '\\n') })).toEqual([0, '']);
    for (const [app, says] of [
      [{ GITHUB_APP_PRIVATE_KEY_FILE: join(directory, 'none.pem') }, 'cannot be read (ENOENT)'],
      [{}, 'GITHUB_APP_PRIVATE_KEY: is missing beside GITHUB_APP_ID'],
      [{ GITHUB_APP_PRIVATE_KEY: 'abc' }, 'GITHUB_APP_PRIVATE_KEY: must be the whole .pem file'],
      [{ GITHUB_APP_ID: '', GITHUB_APP_PRIVATE_KEY: keys.pkcs8 }, 'GITHUB_APP_ID: is missing beside the private key'],
      [{ GITHUB_APP_PRIVATE_KEY: keys.pkcs8, GITHUB_APP_PRIVATE_KEY_FILE: 'x' }, 'keep one of the two'],
    ] as const) {
      const [code, err] = await sync(app);
      expect([code, String(err)]).toEqual([2, expect.stringContaining(says)]);
    }
    await close();
  });
});

describe('the token of an installation', () => {
  it('carries no permission that is not used, and asks for none that was not granted', async () => {
    const granted = {
      contents: 'write',
      issues: 'read',
      metadata: 'read',
      administration: 'write',
      secrets: 'write',
      actions: 'read',
    };
    const bodies: unknown[] = [];
    const fetch = async (url: string, init?: RequestInit): Promise<Response> => {
      if (url.endsWith('/installation')) return Response.json({ id: 7, permissions: granted });
      bodies.push(JSON.parse(String(init?.body)));
      return Response.json({ token: 'ghs_x', expires_at: '2999-01-01T00:00:00Z' }, { status: 201 });
    };
    const opened = openInstallations({ id: '4711', privateKey: keys.pkcs1 }, { apiUrl, fetch });
    expect(await opened.tokensOf('ada/me').read()).toBe('ghs_x');
    expect(bodies).toEqual([{ permissions: { actions: 'read', contents: 'write', issues: 'read', metadata: 'read' } }]);
  });
});
