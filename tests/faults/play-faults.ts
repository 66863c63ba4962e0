// The fault matrix: every fault at every place where GitHub is called, in five situations. However bad the day, no
// cell gets worse, no other byte moves, nothing is written twice, and afterwards everything comes right by itself.

import { createApp } from '../../demo/github/app.ts';
import { checkBox } from '../../demo/github/issues.ts';
import { compareCommits } from '../../demo/github/pull-requests.ts';
import type { RecordedRequest } from '../../demo/github/world.ts';
import { createAppGitHub } from '../../src/github/app.ts';
import { openInstallations } from '../../src/github/installations.ts';
import { stateBranch } from '../../src/github/state-branch.ts';
import type { GitHub } from '../../src/ports/github.ts';
import { openBranchStore } from '../../src/runtimes/node-github.ts';
import { makeAppKeys } from '../support/app-keys.ts';
import { openPipeline, type Pipeline, row, table, words } from '../support/open-pipeline.ts';
import type { NamedFault } from './list-faults.ts';

export interface Situation {
  readonly name: string;
  /** Everything before the bad day. */
  prepare(pipeline: Pipeline): Promise<void>;
  readonly publish: 'commit' | 'pull-request';
  /** How many commits to the base are right; default: two for changes that are committed. */
  readonly commits?: number;
  /** Badges that are missing would keep a pull request open. */
  readonly badges?: boolean;
  /** How a run goes, where it is more than a refresh. */
  look?(pipeline: Pipeline): Promise<void>;
  /** What is true when all is well again; null: it is. */
  findWrong(pipeline: Pipeline): string | null;
}

const branch = 'statusfolio/main';
const maxRequests = 400;

export const situations: readonly Situation[] = [
  {
    name: 'commit',
    publish: 'commit',
    async prepare() {},
    findWrong: (pipeline) => (isArchived(pipeline, 'main') || isProposed(pipeline) ? null : 'nothing was published'),
  },
  {
    name: 'open a pull request',
    publish: 'pull-request',
    async prepare() {},
    findWrong: (pipeline) => (isProposed(pipeline) ? null : 'nothing was proposed'),
  },
  {
    name: 'rebuild a pull request',
    publish: 'pull-request',
    async prepare(pipeline) {
      await pipeline.look();
      pipeline.passMinutes(61);
      pipeline.write(`A line of the owner.\n\n${pipeline.read()}`);
      pipeline.world.find('ada', 'other', false)?.archive(pipeline.now());
    },
    findWrong: (pipeline) => (isProposed(pipeline, 2) ? null : 'the pull request is not up to date'),
  },
  {
    name: 'end a pull request',
    publish: 'pull-request',
    badges: false,
    async prepare(pipeline) {
      await pipeline.look();
      pipeline.passMinutes(61);
      pipeline.world.find('ada', 'engine', false)?.unarchive();
    },
    findWrong: ({ me }) => (me.state.pullRequests.every(({ state }) => state === 'closed') ? null : 'it is still open'),
  },
  {
    name: 'commits instead of a pull request',
    publish: 'pull-request',
    commits: 2,
    async prepare(pipeline) {
      await pipeline.look();
      pipeline.passMinutes(61);
    },
    async look(pipeline) {
      const targets = pipeline.targets.map((target) => ({ ...target, publish: 'commit' as const }));
      await pipeline.look(pipeline.store, targets);
    },
    findWrong(pipeline) {
      const open = pipeline.me.state.pullRequests.filter(({ state }) => state === 'open').length;
      if (isArchived(pipeline, 'main')) return open === 0 ? null : 'the pull request is still open';
      return isProposed(pipeline) ? null : 'nothing was published';
    },
  },
  {
    name: 'somebody else on the branch',
    publish: 'pull-request',
    async prepare(pipeline) {
      await pipeline.look();
      pipeline.passMinutes(61);
      const author = { login: 'ada', name: 'Ada', email: 'ada@example.org' };
      pipeline.me.commit({ at: pipeline.now(), message: 'Mine', author, files: { mine: 'x' }, branch });
      pipeline.world.find('ada', 'other', false)?.archive(pipeline.now());
    },
    findWrong({ me }) {
      if (me.head(branch)?.message !== 'Mine') return 'the branch was touched';
      const comments = me.state.pullRequests[0]?.comments.length ?? 0;
      return comments === 1 ? null : `${comments} comments`;
    },
  },
  {
    name: 'answer in the status issue',
    publish: 'commit',
    async prepare(pipeline) {
      await pipeline.look();
      pipeline.passMinutes(61);
      checkBox(pipeline.me, 1, { project: '### quiet', label: 'Paused', by: 'ada', at: pipeline.now() });
    },
    findWrong: (pipeline) => (isSomewhere(pipeline, row('quiet', '🟡 Paused')) ? null : 'the answer was not followed'),
  },
  {
    name: 'as a GitHub App',
    publish: 'commit',
    async prepare() {},
    look: lookAsApp,
    findWrong: (pipeline) => (isArchived(pipeline, 'main') || isProposed(pipeline) ? null : 'nothing was published'),
  },
  {
    name: 'begin a memory on a branch',
    publish: 'commit',
    async prepare() {},
    look: lookFromBranch,
    findWrong: findForgotten,
  },
  {
    name: 'go on with a memory on a branch',
    publish: 'commit',
    async prepare(pipeline) {
      await lookFromBranch(pipeline);
      pipeline.passMinutes(61);
      pipeline.world.find('ada', 'other', false)?.archive(pipeline.now());
    },
    look: lookFromBranch,
    findWrong: (pipeline) =>
      isSomewhere(pipeline, row('other', '⚪ Archived')) ? findForgotten(pipeline) : 'nothing was published',
  },
];

const appKeys = makeAppKeys();
const apps = new WeakMap<Pipeline, GitHub>();

/** A refresh by an App that is installed on the portfolio alone. */
async function lookAsApp(pipeline: Pipeline): Promise<void> {
  const { githubOptions, world } = pipeline;
  const credential = { id: '4711', privateKey: appKeys.pkcs1 };
  const openApp = () =>
    createAppGitHub({
      ...githubOptions,
      installations: openInstallations(credential, githubOptions),
      home: 'ada/me',
    });
  const github = apps.get(pipeline) ?? openApp();
  apps.set(pipeline, github);
  if (world.app === null) {
    world.app = createApp(credential.id, appKeys.publicKey);
    const permissions = { contents: 'write', issues: 'write', actions: 'write' };
    world.app.installations.push({ id: 7, account: 'ada', repositories: ['me'], permissions, isSuspended: false });
  }
  await pipeline.look(pipeline.store, pipeline.targets, words, github);
}

/** A run that keeps its memory in the repository, as the Action does. */
async function lookFromBranch(pipeline: Pipeline): Promise<void> {
  const { store, save } = await openBranchStore(pipeline.githubOptions, 'ada/me');
  try {
    await pipeline.look(store);
    // A conflict, or a refusal, is for the next run.
    await save();
  } finally {
    await store.close();
  }
}

/** One branch without a history in common, whose newest file remembers what was published. */
function findForgotten({ me, read }: Pipeline): string | null {
  const saved = me.history(stateBranch);
  if (saved.length === 0) return 'nothing was remembered';
  const shared = me.history().some(({ oid }) => saved.some((commit) => commit.oid === oid));
  if (shared) return 'the memory grew on the document';
  return read('state.json', stateBranch).includes('⚪ Archived') ? null : 'the memory does not know what was published';
}

/** On the base, or in a pull request where the base refuses commits. */
function isSomewhere(pipeline: Pipeline, text: string): boolean {
  return ['main', branch].some((name) => pipeline.read('README.md', name).includes(text));
}

function isArchived(pipeline: Pipeline, where: string): boolean {
  return pipeline.read('README.md', where).includes(row('engine', '⚪ Archived'));
}

function isProposed(pipeline: Pipeline, changes = 1): boolean {
  const { me } = pipeline;
  const open = me.state.pullRequests.filter(({ state }) => state === 'open');
  const text = pipeline.read('README.md', branch);
  return open.length === 1 && text.split('⚪ Archived').length === changes + 1;
}

async function open({ publish, prepare, badges = true }: Situation): Promise<Pipeline> {
  const target = { badges, afterPublish: 'publish.yml' };
  const pipeline = openPipeline({ publish, target, timeoutMs: 15 });
  pipeline.addProject('engine').archive(pipeline.daysAgo(1));
  pipeline.addProject('other');
  pipeline.addProject('quiet', 120);
  pipeline.me.addWorkflow('Publish', '.github/workflows/publish.yml', pipeline.daysAgo(1));
  const rows = ['engine', 'other', 'quiet'].map((name) => row(name, '🟡 In Progress'));
  pipeline.write(`\ufeff# Mine\r\n\r\n${table(...rows)}\nLast line without an end`, pipeline.daysAgo(100));
  await prepare(pipeline);
  return pipeline;
}

export function nameSite({ method, path, operation }: Pick<RecordedRequest, 'method' | 'path' | 'operation'>): string {
  if (operation !== null) return operation;
  const route = path
    .replace(/^\/repos\/ada\/[^/]+/, '')
    .replace(/[0-9a-f]{40}(\.\.\.[0-9a-f]{40})?/g, '*')
    .replace(/\/\d+/g, '/N')
    .replace(/(contents|collaborators)\/.+/, '$1/*');
  return `${method} ${route === '' ? '/' : route}`;
}

/** Where GitHub is called in this situation, on a good day. */
export async function listSites(situation: Situation): Promise<string[]> {
  const pipeline = await open(situation);
  const before = pipeline.world.requests.length;
  await lookOnce(situation, pipeline);
  await pipeline.store.close();
  return [...new Set(pipeline.world.requests.slice(before).map(nameSite))];
}

async function lookOnce({ look }: Situation, pipeline: Pipeline): Promise<void> {
  await (look?.(pipeline) ?? pipeline.look());
}

/** One cell of the matrix. Returns what went wrong; an empty list: nothing. */
export async function playFault(situation: Situation, site: string, fault: NamedFault): Promise<string[]> {
  const pipeline = await open(situation);
  const { world, me } = pipeline;
  const before = new Set(['main', branch].flatMap((name) => me.history(name).map(({ oid }) => oid)));
  const document = pipeline.read();
  const start = world.requests.length;
  const wrong: string[] = [];
  const { answer, effect = 'before' } = fault;
  world.fail({ when: (request) => nameSite(request) === site, answer: answer(), effect, times: 2 });
  // A bad day of two failures, then good ones: minutes first, as the queue retries, then the next days.
  for (const minutes of [10, 20, 61, 24 * 60, 24 * 60, 24 * 60]) {
    await lookOnce(situation, pipeline).catch((error: unknown) => {
      if (Reflect.get(Object(error), 'name') !== 'StatusfolioError') wrong.push(`threw ${String(error)}`);
    });
    wrong.push(...findMoved(document, pipeline.read()));
    pipeline.passMinutes(minutes);
  }
  world.recover();
  await lookOnce(situation, pipeline).catch((error: unknown) => wrong.push(`is still broken: ${String(error)}`));

  const own = me.history().filter(({ oid, message }) => !before.has(oid) && /^Statusfolio: /m.test(message));
  const changes = situation.commits ?? (situation.publish === 'commit' ? 2 : 0);
  if (own.length > changes) wrong.push(`${own.length} commits to the base`);
  const openRequests = me.state.pullRequests.filter(({ state }) => state === 'open').length;
  if (openRequests > 1) wrong.push(`${openRequests} pull requests`);
  if (me.state.issues.length > 1) wrong.push(`${me.state.issues.length} issues`);
  if (world.forcedPushes > 0) wrong.push('a forced push');
  const head = me.head(branch);
  if (head !== null) {
    const { mergeBase } = compareCommits(me, me.head()?.oid ?? '', head.oid);
    const base = Buffer.from(mergeBase?.files.get('README.md') ?? []).toString('utf8');
    wrong.push(...findMoved(base, pipeline.read('README.md', branch)));
  }
  const requests = world.requests.length - start;
  if (requests > maxRequests) wrong.push(`${requests} requests`);
  const end = situation.findWrong(pipeline);
  if (end !== null) wrong.push(end);
  await pipeline.store.close();
  return [...new Set(wrong)];
}

/** Only status cells may differ, and only from what was typed to what is true. */
function findMoved(before: string, after: string): string[] {
  const cell = /^(\|[^|]*\|)([^|]*)(\|)/gm;
  const moved = before.replace(cell, '$1$3') === after.replace(cell, '$1$3') ? [] : ['bytes outside cells moved'];
  const cells = [...after.matchAll(cell)].map(
    ([, name = '', text = '']) => `${name.slice(1, -1).trim()} ${text.trim()}`,
  );
  const worse = cells.filter((text) => /^(engine|other|quiet) /.test(text) && !allowedCells.has(text));
  return [...moved, ...worse.map((text) => `a cell got worse: ${text}`)];
}

/** Silence may pause `quiet` in the end, and `engine` may be archived; nothing else is true of anybody. */
const allowedCells = new Set([
  'engine 🟡 In Progress',
  'engine ⚪ Archived',
  'other 🟡 In Progress',
  'other ⚪ Archived',
  'quiet 🟡 In Progress',
  'quiet 🟡 Paused',
]);
