// The command line on Node: the terminal it runs in, and the doors it may open. Adapters are loaded when they are
// first needed, so that `check` on a file never loads a database driver.

import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline/promises';
import { promisify } from 'node:util';
import { runCli } from '../cli/main.ts';
import type { Openers, ServeOptions } from '../cli/openers.ts';
import type { Terminal } from '../cli/terminal.ts';
import type { Portfolio } from '../core/portfolio.ts';
import { StatusfolioError } from '../errors.ts';
import type { AnonymousCache } from '../github/read-anonymously.ts';
import { createLog } from '../log.ts';
import type { Account, Clock, GitHub } from '../ports.ts';
import type { Settings } from '../settings.ts';
import { openLocalDocuments } from '../store/local-documents.ts';

/** Runs the command line and sets the exit code; the process ends when nothing is left to do. */
export async function main(argv: readonly string[]): Promise<void> {
  process.exitCode = await runCli(argv, openTerminal(), openers);
}

export const openers: Openers = {
  openGitHub: openGitHubLazily,
  openAccount: openAccountLazily,
  openFiles: openLocalDocuments,
  openStore: async (path, { create }) => {
    if (!create && !existsSync(path)) return null;
    const [{ openSqliteDatabase }, { createStore }] = await withDriver(() =>
      Promise.all([import('../store/sqlite.ts'), import('../store/create-store.ts')]),
    );
    return createStore(openSqliteDatabase(path, { withGitignore: false }), 'owner');
  },
  openPassingStore: async () => {
    const [{ openSqliteDatabase }, { createStore }] = await withDriver(() =>
      Promise.all([import('../store/sqlite.ts'), import('../store/create-store.ts')]),
    );
    return createStore(openSqliteDatabase(':memory:', { withGitignore: false }), 'owner');
  },
  openBranchStore: async ({ token, writeToken, apiUrl }, repo) => {
    const { openBranchStore } = await withDriver(() => import('./open-branch-store.ts'));
    return await openBranchStore({ token, writeToken, apiUrl }, repo);
  },
  serve: serveUntilStopped,
  demo: async (options) => {
    const [{ runDemo }, { startServer }] = await withDriver(() =>
      Promise.all([import('../../demo/run-demo.ts'), import('./start-server.ts')]),
    );
    await runDemo({ ...options, startServer, openGitHub: openGitHubLazily });
  },
};

/** better-sqlite3 is native: on a machine that it has no binary for, looking still works. */
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

function openTerminal(): Terminal {
  const { env, stdin, stdout, stderr } = process;
  const isInteractive = stdin.isTTY === true && stdout.isTTY === true;
  return {
    environment: env,
    directory: process.cwd(),
    isInteractive,
    isTerminal: stdout.isTTY === true,
    hasColour: stdout.isTTY === true && !env['NO_COLOR'] && env['TERM'] !== 'dumb',
    columns: stdout.columns ?? 80,
    out: (text) => void stdout.write(`${text}\n`),
    err: (text) => void stderr.write(`${text}\n`),
    progress: (text) => {
      if (stderr.isTTY !== true || env['TERM'] === 'dumb') return;
      stderr.write(text === null ? '\r\u001b[2K' : `\r\u001b[2K${text.slice(0, (stderr.columns ?? 80) - 1)}`);
    },
    ask: async (question) => {
      const lines = createInterface({ input: stdin, output: stderr });
      const answer = await lines.question(`${question} [y/N] `);
      lines.close();
      return /^y(es)?$/i.test(answer.trim());
    },
  };
}

/** The credential is looked for at the first request: a file without repositories needs none. */
function openGitHubLazily(settings: Settings, portfolio: Portfolio): GitHub {
  let opened: Promise<GitHub> | null = null;
  let github: GitHub | null = null;
  const open = async (): Promise<GitHub> => {
    const token = settings.token ?? (await readGhToken());
    const { apiUrl, writeToken } = settings;
    const { bots, probeHomepages } = portfolio;
    if (token === null) {
      const { createAnonymousGitHub } = await import('../github/create-anonymous-github.ts');
      github = createAnonymousGitHub({ apiUrl, bots, cache: openCache(settings.cacheFolder) });
    } else {
      const [{ createGitHub }, { paceWrites }] = await Promise.all([
        import('../github/create-github.ts'),
        import('../github/pace-writes.ts'),
      ]);
      const probe = probeHomepages ? (await import('../probe/probe-over-sockets.ts')).probeOverSockets() : null;
      // The simulated GitHub has no limits, and a story to tell.
      const pace = /^https?:\/\/(127\.0\.0\.1|localhost)[:/]/.test(`${apiUrl}/`) ? {} : { pace: paceWrites() };
      github = createGitHub({ token, writeToken, apiUrl, bots, probe, ...pace });
    }
    return github;
  };
  const ready = (): Promise<GitHub> => {
    opened ??= open();
    return opened;
  };
  return {
    readActivities: async (requests, now) => (await ready()).readActivities(requests, now),
    documents: {
      read: async (ref, beside) => (await ready()).documents.read(ref, beside),
      write: async (change) => (await ready()).documents.write(change),
    },
    proposals: {
      propose: async (proposal) => (await ready()).proposals.propose(proposal),
      withdraw: async (place) => (await ready()).proposals.withdraw(place),
    },
    inboxes: {
      read: async (...question) => (await ready()).inboxes.read(...question),
      write: async (...issue) => (await ready()).inboxes.write(...issue),
      mayWrite: async (...account) => (await ready()).inboxes.mayWrite(...account),
    },
    findPublic: async (nodeIds) => (await ready()).findPublic(nodeIds),
    readFiles: async (...place) => (await ready()).readFiles(...place),
    startWorkflow: async (...workflow) => (await ready()).startWorkflow(...workflow),
    budgets: () => github?.budgets?.() ?? [],
    counts: () => github?.counts() ?? { graphql: 0, rest: 0, writes: 0 },
  };
}

/** The same for the token's own business. */
function openAccountLazily({ token, writeToken, apiUrl }: Settings): Account {
  let opened: Promise<Account> | null = null;
  const ready = (): Promise<Account> => {
    opened ??= (async () => {
      const { openAccount } = await import('../github/account.ts');
      return openAccount({ token: token ?? (await readGhToken()), writeToken, apiUrl });
    })();
    return opened;
  };
  return {
    readToken: async () => (await ready()).readToken(),
    readPermission: async (repo) => (await ready()).readPermission(repo),
    listShowcase: async (owner) => (await ready()).listShowcase(owner),
    listHooks: async (repo) => (await ready()).listHooks(repo),
    createHook: async (repo, hook) => (await ready()).createHook(repo, hook),
    updateHook: async (repo, id, hook) => (await ready()).updateHook(repo, id, hook),
    deleteHook: async (repo, id) => (await ready()).deleteHook(repo, id),
    deleteBranch: async (repo, branch) => (await ready()).deleteBranch(repo, branch),
  };
}

/** Losing it costs requests and nothing else, so that a folder which cannot be written is no error. */
function openCache(folder: string | null): AnonymousCache {
  const path = folder === null ? null : join(folder, 'statusfolio', 'looks-without-token.json');
  return {
    read: async () => (path === null ? null : await readFile(path, 'utf8').catch(() => null)),
    write: async (text) => {
      if (path === null) return;
      await mkdir(dirname(path), { recursive: true, mode: 0o700 })
        .then(() => writeFile(path, text, { mode: 0o600 }))
        .catch(() => {});
    },
  };
}

async function readGhToken(): Promise<string | null> {
  try {
    const { stdout } = await promisify(execFile)('gh', ['auth', 'token'], { timeout: 3000 });
    return stdout.trim() || null;
  } catch {
    // gh is not installed or not signed in: then there is simply no token from it.
    return null;
  }
}

async function serveUntilStopped({ settings, portfolio, targets, terminal }: ServeOptions): Promise<void> {
  const clock: Clock = { now: () => new Date() };
  const log = createLog(terminal.err, settings.logLevel, clock);
  if (settings.token === null && (await readGhToken()) === null) {
    throw new StatusfolioError('TOKEN_MISSING', 'There is no GitHub token.', {
      where: 'GITHUB_TOKEN',
      hint: 'Set GITHUB_TOKEN (one that may read public repositories is enough to look), or sign in with: gh auth login',
    });
  }
  const github = openGitHubLazily(settings, portfolio);
  const server = await withDriver(async () => {
    const { startServer } = await import('./start-server.ts');
    return await startServer({ settings, portfolio, targets, github, clock, log });
  });
  terminal.out(JSON.stringify({ event: 'listening', url: server.url, webhooks: settings.webhookSecrets.length > 0 }));
  if (settings.webhookSecrets.length === 0) {
    log.warn('no-webhook-secret', {
      note: 'Running on the clock alone; set GITHUB_WEBHOOK_SECRET to receive webhooks.',
    });
  }
  const loginUrl = await server.createLoginUrl();
  if (loginUrl !== null) terminal.out(JSON.stringify({ event: 'login', url: loginUrl }));

  await new Promise<void>((resolve) => {
    process.once('SIGINT', resolve);
    process.once('SIGTERM', resolve);
  });
  log.info('stopping');
  await server.stop();
}
