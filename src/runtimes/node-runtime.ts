// What a command may open on Node. Adapters are loaded when they are first needed, so that `check` on a file never loads
// a database driver.

import { existsSync } from 'node:fs';
import { rm, rmdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Runtime, ServeOptions } from '../cli/runtime.ts';
import type { Terminal } from '../cli/terminal.ts';
import { listSecrets, type Settings } from '../config/settings.ts';
import { StatusfolioError } from '../errors.ts';
import { createLog } from '../log.ts';
import type { Clock, Log } from '../ports/queue.ts';
import { openLocalDocuments } from '../store/local-files.ts';
import { openWorkingTree } from '../store/working-tree.ts';
import {
  cachePath,
  openAdmin,
  openHooks,
  openInstallations,
  openPorts,
  readCredential,
  readGhToken,
} from './node-github.ts';
import { watchEventLoop, watchTokens } from './node-watch.ts';
import { watchParent } from './watch-parent.ts';

export const runtime: Runtime = {
  openPorts,
  openFiles: openLocalDocuments,
  openWorkingTree,
  openAdmin,
  openStore: async (path, { create }) => {
    if (!create && !existsSync(path)) return null;
    return await withDriver(async () => (await import('./node-server.ts')).openMemories(path));
  },
  openDatabaseReader: async (path) => (await import('./node-github.ts')).openDatabaseMemories(path),
  openLocalState: async (path, mode) => (await import('./node-github.ts')).openLocalStore(path, mode),
  openServerDatabase: async (path) => {
    if (!existsSync(path)) return null;
    return await withDriver(async () => (await import('./node-server.ts')).openServerDatabase(path));
  },
  forget: async ({ database, documentKeys, cacheFolder }) => {
    if (cacheFolder !== null) {
      await rm(cachePath(cacheFolder), { force: true });
      await rmdir(dirname(cachePath(cacheFolder))).catch(() => {});
    }
    if (!existsSync(database)) return 'none';
    return await withDriver(async () => (await import('./node-server.ts')).forgetDocuments(database, documentKeys));
  },
  openPassingStore: async () => (await import('./node-github.ts')).openPassingStore(),
  openBranchStore: async (settings, repo) => {
    const { openBranchStore } = await import('./node-github.ts');
    const { writeToken, apiUrl } = settings;
    return await openBranchStore({ token: await readCredential(settings, repo), writeToken, apiUrl }, repo);
  },
  renderSite: async (request) => (await import('../web/static-site.ts')).renderSite(request),
  serve: serveUntilStopped,
  demo: async (options) => {
    const [{ runDemo }, { startServer }] = await withDriver(() =>
      Promise.all([import('../../demo/run-demo.ts'), import('./node-server.ts')]),
    );
    await runDemo({ ...options, startServer, openPorts: runtime.openPorts });
  },
};

/** better-sqlite3 is native: on a machine that it has no binary for, checking still works. */
async function withDriver<Loaded>(load: () => Promise<Loaded>): Promise<Loaded> {
  try {
    return await load();
  } catch (cause) {
    // The database's thread tells of its end, with what ended it as the cause.
    const failure = cause instanceof StatusfolioError ? cause.cause : cause;
    const code = Reflect.get(Object(failure), 'code');
    if (code !== 'ERR_MODULE_NOT_FOUND' && code !== 'ERR_DLOPEN_FAILED') throw cause;
    throw new StatusfolioError('STORE_UNAVAILABLE', 'The database driver better-sqlite3 is not installed.', {
      where: 'better-sqlite3',
      hint: 'Install it beside Statusfolio: npm install better-sqlite3. (check, init and explain work without it.)',
      cause,
    });
  }
}

const lastWordsMs = 500;

async function serveUntilStopped({ settings, portfolio, targets, terminal }: ServeOptions): Promise<void> {
  const clock: Clock = { now: () => new Date() };
  const log = createLog(terminal.err, settings.logLevel, clock, listSecrets(settings));
  if (settings.app === null && settings.token === null && (await readGhToken()) === null) {
    throw new StatusfolioError('TOKEN_MISSING', 'There is no GitHub token.', {
      where: 'GITHUB_TOKEN',
      hint: 'Set GITHUB_TOKEN (one that may read public repositories is enough to check), or sign in with: gh auth login',
    });
  }
  // An unreadable key fails the start, where somebody watches, and not the first check.
  await openInstallations(settings);
  // Handled from the first moment: whoever is told to stop while it starts, stops in order too.
  const asked = new Promise<null>((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => resolve(null));
    if ('npm_lifecycle_event' in process.env) watchParent(() => resolve(null));
  });
  if (settings.isMany) return await serveMany({ settings, clock, log }, terminal, asked);
  const watch = watchEventLoop();
  const server = await withDriver(async () => {
    const { startServer } = await import('./node-server.ts');
    const { openSavedStates } = await import('./adopt-states.ts');
    return await startServer({
      settings,
      portfolio,
      targets,
      openPorts: (openPace) => openPorts(settings, portfolio, openPace),
      openSavedStates: openSavedStates(settings, terminal),
      openHooks: (openPace) => openHooks(settings, clock, openPace),
      clock,
      log,
    });
  });
  terminal.out(JSON.stringify({ event: 'listening', url: server.url, webhooks: settings.webhookSecrets.length > 0 }));
  for (const { line, column, message } of portfolio.renamed)
    log.warn('configuration.key_renamed', { line, column, note: message });
  if (settings.webhookSecrets.length === 0) {
    log.warn('webhooks.disabled', {
      note: 'Running on its schedule alone; set GITHUB_WEBHOOK_SECRET to receive webhooks.',
    });
  }
  const unwatch = watchTokens({ settings, runtime, store: server.store, clock, log });
  const loginUrl = await server.createLoginUrl();
  if (loginUrl !== null) terminal.out(JSON.stringify({ event: 'login', url: loginUrl }));

  const failure = await Promise.race([asked, server.ended]);
  log.info('server.stop_requested');
  unwatch();
  await server.stop();
  await watch.stop();
  // Whatever still waits for GitHub is found again at the next start.
  setTimeout(() => process.exit(), lastWordsMs).unref();
  // A server without its database cannot work: the process ends, so that its supervisor restarts it.
  if (failure !== null) throw failure;
}

/** The same of many owners, which have no links to sign in with, and no token that could run out. */
async function serveMany(
  parts: { readonly settings: Settings; readonly clock: Clock; readonly log: Log },
  terminal: Terminal,
  asked: Promise<null>,
): Promise<void> {
  const server = await withDriver(async () => (await import('./many-server.ts')).startManyServer(parts));
  terminal.out(JSON.stringify({ event: 'listening', url: server.url, webhooks: true }));
  const failure = await Promise.race([asked, server.ended]);
  parts.log.info('server.stop_requested');
  await server.stop();
  setTimeout(() => process.exit(), lastWordsMs).unref();
  if (failure !== null) throw failure;
}
