// Everything that others can read of a run, sink by sink. A new place where something is told belongs into one of these
// lists; from then on every case is looked for in it.

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { SimulatedRepository } from '../../demo/github/repository.ts';
import type { Portfolio } from '../../src/config/portfolio.ts';
import { createLog } from '../../src/log.ts';
import { refreshTogether } from '../../src/pipeline/refresh.ts';
import { runJob } from '../../src/pipeline/run-jobs.ts';
import { keyDocument, type RefreshTarget } from '../../src/pipeline/target.ts';
import { openLocalDocuments } from '../../src/store/local-files.ts';
import { createApp } from '../../src/web/app.ts';
import { renderSite } from '../../src/web/static-site.ts';
import { type Pipeline, toPortfolio } from '../support/open-pipeline.ts';
import { runAction } from '../support/run-action.ts';
import { runInProcess } from '../support/run-in-process.ts';
import { quietPorts } from '../web/quiet-ports.ts';
import { type CanaryCase, openCase } from './cases.ts';
import { readChannels } from './read-channels.ts';
import { readWorkingTree } from './read-working-tree.ts';

export interface Sink {
  readonly name: string;
  readonly text: string;
  /** It shows the bytes of the document, in which the owner has typed links. */
  readonly isDocument?: boolean;
  /** What a server shows to everybody, wherever the document lies. */
  readonly isServer?: boolean;
  /** What the owner alone can read: everything may stand there. */
  readonly isOwners?: boolean;
  /** Whether a public case must be found in it, so that an empty sink is no proof. */
  readonly tells?: boolean;
}

const textOf = (repository: SimulatedRepository, path: string, branch?: string) =>
  Buffer.from(repository.head(branch)?.files.get(path) ?? []).toString('utf8');

export function listTargets({ targets }: Pipeline, { homes }: CanaryCase): RefreshTarget[] {
  const [own] = targets;
  if (own === undefined) return [];
  const others = homes.map((repo): RefreshTarget => {
    const ref = { kind: 'github', repo, path: 'README.md', branch: null } as const;
    return { ...own, key: keyDocument(ref), ref, label: `${repo}/README.md` };
  });
  return [own, ...others];
}

/** Returns what had been committed before: of what was public then, it may tell. */
async function lookTwice(pipeline: Pipeline, canary: CanaryCase): Promise<ReadonlySet<string>> {
  const readDocuments = async () => {
    for (const target of listTargets(pipeline, canary)) await pipeline.readDocuments(pipeline.store, [target]);
  };
  await readDocuments();
  const before = new Set(
    ['main', 'statusfolio/main'].flatMap((branch) => pipeline.me.history(branch)).map(({ oid }) => oid),
  );
  pipeline.pass(1);
  canary.change(pipeline);
  await readDocuments();
  pipeline.passMinutes(30);
  await readDocuments();
  return before;
}

/** What stands in the portfolio repository after a run that may commit. */
async function readRepository(canary: CanaryCase): Promise<Sink[]> {
  const pipeline = openCase(canary, 'commit');
  const { me } = pipeline;
  const before = await lookTwice(pipeline, canary);
  const own = me.history().filter(({ message, oid }) => message.includes('Statusfolio: ') && !before.has(oid));
  const badges = [...(me.head()?.files.keys() ?? [])].filter((path) => path.startsWith('badges/'));
  const [issue] = me.state.issues;
  return [
    { name: 'document', text: textOf(me, 'README.md'), isDocument: true },
    { name: 'commit subject', text: own.map(({ message }) => message.split('\n')[0]).join('\n') },
    { name: 'commit body', text: own.map(({ message }) => message).join('\n'), tells: true },
    {
      name: 'names of badge files',
      text: badges.map((path) => `ada/${path.replace(/^.*\//, '')}`).join('\n'),
      isDocument: true,
    },
    { name: 'badge files', text: badges.map((path) => textOf(me, path)).join('\n') },
    { name: 'status issue', text: `${issue?.title}\n${issue?.body}` },
    ...(await readServer(pipeline, canary)).map((sink) => ({ ...sink, isServer: true })),
  ];
}

/** The names of repositories for questions; of the private one nobody else may learn. */
const inboxes = { private: 'ada/kanari-inbox', public: 'ada/board' } as const;

/** What stands where questions are asked elsewhere, and in the state that others can read. */
async function readInbox(canary: CanaryCase, kind: keyof typeof inboxes): Promise<Sink[]> {
  const asked = ['Atlas', 'Borealis', 'Cetus', 'Draco', 'Pair', 'kanariAtlas', 'kanariBorealis'];
  const lists = asked.map((match) => `{ match: ${match}, ask: "@kanari-handle" }`).join(', ');
  const isListed = canary.configuration.includes('projects:');
  const routed = isListed ? canary.configuration : `${canary.configuration}projects: [${lists}]\n`;
  const pipeline = openCase({ ...canary, configuration: `${routed}inbox: ${inboxes[kind]}\n` }, 'commit');
  const name = inboxes[kind].split('/')[1] ?? '';
  const inbox = pipeline.world.addRepository({ owner: 'ada', name, createdAt: pipeline.daysAgo(400) });
  if (kind === 'private') inbox.makePrivate(true);
  await lookTwice(pipeline, canary);
  const [issue] = inbox.state.issues;
  const { me } = pipeline;
  const near = `${me.state.issues.map(({ title, body }) => `${title}\n${body}`).join('\n')}`;
  // Questions about what is not public are told to the owner alone.
  return kind === 'private'
    ? [{ name: 'issues beside a private inbox', text: near }]
    : [
        {
          name: 'status issue in a public inbox',
          text: `${issue?.title}\n${issue?.body}`,
          tells: true,
          isServer: true,
        },
      ];
}

async function readProposal(canary: CanaryCase): Promise<Sink[]> {
  const pipeline = openCase(canary, 'pull-request');
  const { me } = pipeline;
  // Then questions stand in the pull request.
  me.state.hasIssues = false;
  const before = await lookTwice(pipeline, canary);
  const [request] = me.state.pullRequests;
  const branch = 'statusfolio/main';
  const messages = me
    .history(branch)
    .filter(({ message, oid }) => message.includes('Statusfolio: ') && !before.has(oid));
  return [
    { name: 'pull request title', text: request?.title ?? '' },
    { name: 'pull request body', text: request?.body ?? '', tells: true },
    { name: 'commits of the pull request', text: messages.map(({ message }) => message).join('\n'), tells: true },
    { name: 'files of the pull request', text: textOf(me, 'README.md', branch), isDocument: true },
  ];
}

/** What a server shows to whoever comes, and what it writes into its log. */
async function readServer(pipeline: Pipeline, canary: CanaryCase): Promise<Sink[]> {
  const { store, clock, github } = pipeline;
  const lines: string[] = [];
  const log = createLog((line) => void lines.push(line), 'info', clock);
  const portfolio = toPortfolio(canary.configuration);
  const app = createApp(
    {
      portfolio,
      webhookSecrets: [],
      adminToken: null,
      hasGitHubSignIn: false,
      sessionSecret: 'an invented session secret of 40 letters',
      audience: 'all',
      allowedHosts: ['localhost'],
      publicUrl: null,
      isSecure: false,
    },
    {
      ...quietPorts,
      owners: [{ id: 'ada', store }],
      clock,
      log,
      receive: async () => {
        throw new Error('nothing is received here');
      },
    },
  );
  const get = async (path: string) => await (await app.request(path)).text();
  const readVersion = async () => {
    const response = await app.request('/events');
    const reader = response.body?.getReader();
    const { value } = (await reader?.read()) ?? {};
    await reader?.cancel();
    return new TextDecoder().decode(value);
  };
  const readAll = async () => {
    const status = await get('/api/status.json');
    const addresses = [...status.matchAll(/"address":"([^"]+)"/g)].map(([, address]) => address ?? '');
    const guesses = [...addresses, 'ada/kanari-atlas', 'ada/kanaridiary', 'ada/atlas'];
    const each = async (make: (address: string) => string) =>
      (await Promise.all(guesses.map((address) => get(make(address))))).join('\n');
    return [
      { name: 'dashboard', text: await get('/'), tells: true },
      { name: 'dashboard, sorted', text: await get('/?sort=activity&q=atlas') },
      { name: 'pages of projects', text: await each((address) => `/projects/${address}`), tells: true },
      { name: 'status.json', text: status, tells: true },
      { name: 'feed', text: await get('/feed.atom'), tells: true },
      { name: 'static site', text: await readSite(pipeline, portfolio), tells: true },
      { name: 'badges', text: await each((address) => `/badges/${address}.svg`) },
      { name: 'badges as JSON', text: await each((address) => `/badges/${address}.json`) },
      { name: 'live events', text: await readVersion() },
      { name: 'health', text: `${await get('/healthz')}${await get('/readyz')}` },
    ];
  };
  const before = await readAll();
  const moved = await hearOfSecrets(pipeline, canary);
  const after = await readAll();
  const [target] = listTargets(pipeline, canary);
  const job = { kind: 'refresh', documentKey: target?.key ?? '', requestedAt: clock.now().toISOString() } as const;
  const targets = listTargets(pipeline, canary);
  await runJob(job, targets, portfolio, { github, files: openLocalDocuments(), clock, store, log });
  const operations = (await Promise.all(['/operations', '/deliveries', '/login', '/nowhere'].map(get))).join('\n');
  return [
    ...before,
    { name: 'metrics', text: await get('/metrics') },
    { name: 'sign-in and unknown pages', text: operations },
    { name: 'log', text: lines.join('\n') },
    {
      name: 'everything after work in secret',
      text: moved ? after.map(({ text }) => text).join('\n') : '',
    },
    {
      name: 'version after work in secret',
      // Whatever moved tells that something happened.
      text:
        canary.told === 'everywhere'
          ? ''
          : after.flatMap(({ name, text }, at) => (text === before[at]?.text ? [] : `kanari moved ${name}`)).join(),
    },
  ];
}

/** The same for whoever publishes it as files: their names, and what stands in them. */
async function readSite({ store }: Pipeline, portfolio: Portfolio): Promise<string> {
  const owners = [{ id: 'ada', store }];
  const shown = { ...portfolio, visibility: 'all' } as const;
  const files = await renderSite({ owners, isShown: () => true, portfolio: shown, url: 'https://ada.example' });
  return files.map(({ path, bytes }) => `${path}\n${Buffer.from(bytes).toString('utf8')}`).join('\n');
}

/** Work in the secret repositories, told by a webhook and checked at once. */
async function hearOfSecrets(pipeline: Pipeline, canary: CanaryCase): Promise<boolean> {
  const { store, world, clock, github } = pipeline;
  pipeline.passMinutes(1);
  const secrets = ['kanari-atlas', 'kanari-borealis', 'kanari-cetus'].flatMap(
    (name) => world.find('ada', name, true) ?? [],
  );
  for (const repository of secrets)
    if (repository.state.archivedAt === null)
      repository.commit({ at: clock.now(), message: 'kanarimessage', files: { 'a.go': 'x' } });
  const at = clock.now().toISOString();
  const targets = listTargets(pipeline, canary);
  const concerned = canary.homes.length > 0 ? targets.slice(1) : targets;
  const stale = ['ada/kanari-atlas', 'ada/kanari-borealis', 'ada/kanari-cetus'].map((name) => ({ name, at }));
  await store.markProcessed({
    keys: [],
    stale,
    requested: concerned.map(({ key }) => ({ documentKey: key, at })),
    note: '',
  });
  const portfolio = toPortfolio(canary.configuration);
  const ports = { memory: store, github, files: openLocalDocuments(), clock, when: 'due' } as const;
  for (const target of concerned) await refreshTogether([target], portfolio, ports);
  return secrets.length > 0;
}

/** What a workflow of the portfolio repository prints, sums up, hands on and remembers. */
async function readWorkflow(canary: CanaryCase): Promise<Sink[]> {
  const pipeline = openCase(canary, 'commit');
  const { me, world, clock } = pipeline;
  world.addRepository({ owner: 'ada', name: 'kanari-inbox', createdAt: pipeline.daysAgo(400) }).makePrivate(true);
  const directory = mkdtempSync(join(tmpdir(), 'statusfolio-canaries-'));
  const { url, close } = await world.listen();
  try {
    const documents = ['ada/me', ...canary.homes].map((repo) => `  - { repo: ${repo}, publish: commit }\n`).join('');
    writeFileSync(
      join(directory, 'statusfolio.yml'),
      `${canary.configuration}inbox: ${inboxes.private}\ndocuments:\n${documents}`,
    );
    writeFileSync(join(directory, 'event.json'), JSON.stringify({ repository: { full_name: 'ada/me' } }));
    for (const name of ['summary', 'output']) writeFileSync(join(directory, name), '');
    const environment = {
      GITHUB_ACTIONS: 'true',
      GITHUB_API_URL: url,
      GITHUB_REPOSITORY: 'ada/me',
      GITHUB_EVENT_NAME: 'workflow_dispatch',
      GITHUB_EVENT_PATH: join(directory, 'event.json'),
      GITHUB_STEP_SUMMARY: join(directory, 'summary'),
      GITHUB_OUTPUT: join(directory, 'output'),
      GITHUB_WORKSPACE: directory,
      RUNNER_TEMP: directory,
      INPUT_TOKEN: world.token,
      GITHUB_TOKEN: world.token,
    };
    const logs: string[] = [];
    const act = async () => {
      const { out, err } = await runAction({ directory, environment }, clock.now().toISOString());
      logs.push(out, err);
    };
    await act();
    // What was public at the first run, it could tell.
    const saved = me.history('statusfolio-state').length;
    logs.length = 0;
    for (const name of ['summary', 'output']) writeFileSync(join(directory, name), '');
    pipeline.pass(1);
    canary.change(pipeline);
    const command = async (...args: string[]) => {
      const all = [...args, '--now', clock.now().toISOString()];
      const { out, err } = await runInProcess(all, { directory, environment });
      return `${out}\n${err}`;
    };
    const checks = {
      annotations: await command('check', '--format', 'github'),
      markdown: await command('check', '--format', 'markdown'),
      json: await command('check', '--json'),
      text: await command('check'),
    };
    const dry = await command('sync', '--dry-run');
    const ofOwner = [
      ['doctor'],
      ['doctor', '--json'],
      ['init', '--dry-run'],
      ['init', 'ada/me', '--dry-run'],
      ['hooks', 'list'],
      ['hooks', 'install', '--url', 'https://status.example', '--yes'],
      ['hooks', 'list', '--json'],
      ['deliveries', 'list'],
      ['uninstall'],
      ['uninstall', '--json'],
    ];
    const own: string[] = [];
    for (const args of ofOwner) own.push(await command(...args));
    const explained = `${await command('explain', 'Atlas')}${await command('explain', 'nobody')}`;
    const badge = `${await command('badge', 'Atlas')}${await command('badge', 'kanariAtlas')}`;
    await act();
    pipeline.passMinutes(30);
    await act();
    const read = (name: string) => readFileSync(join(directory, name), 'utf8');
    const reports = read('output').match(/\S+\.json/g) ?? [];
    const all = me.history('statusfolio-state');
    const states = all.slice(0, Math.max(1, all.length - saved));
    return [
      { name: 'Action log', text: logs.join('\n'), tells: true },
      { name: 'Action summary', text: read('summary'), tells: true },
      { name: 'Action outputs', text: read('output') },
      { name: 'Action report', text: reports.map((path) => readFileSync(path, 'utf8')).join('\n'), tells: true },
      {
        name: 'state.json',
        text: states.map(({ files }) => Buffer.from(files.get('state.json') ?? []).toString('utf8')).join('\n'),
        isDocument: true,
        tells: true,
      },
      { name: 'commits of state.json', text: states.map(({ message }) => message).join('\n') },
      { name: 'check --format github', text: checks.annotations, tells: true },
      { name: 'check --format markdown', text: checks.markdown, tells: true },
      { name: 'check --json in a workflow', text: checks.json, tells: true },
      { name: 'check in a workflow', text: checks.text, tells: true },
      { name: 'sync --dry-run in a workflow', text: dry, isDocument: true },
      { name: "the owner's commands in a workflow", text: own.join('\n') },
      { name: 'explain in a workflow', text: explained, tells: true },
      { name: 'badge in a workflow', text: badge.replaceAll('"kanariAtlas"', '') },
    ];
  } finally {
    await close();
    rmSync(directory, { recursive: true, force: true });
  }
}

/** Every sink of one case. */
export async function readSinks(canary: CanaryCase): Promise<Sink[]> {
  return [
    ...(await readRepository(canary)),
    ...(await readProposal(canary)),
    ...(await readInbox(canary, 'public')),
    ...(await readInbox(canary, 'private')),
    ...(await readWorkflow(canary)),
    ...(await readWorkingTree(canary)),
    ...(await readChannels(canary, listTargets)),
  ];
}
