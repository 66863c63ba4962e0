// The command line on Node: the terminal it runs in, and the doors it may open. Adapters are loaded when they are
// first needed, so that `check` on a file never loads a database driver.

import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createInterface } from 'node:readline/promises';
import { promisify } from 'node:util';
import { runCli } from '../cli/main.ts';
import type { Openers, ServeOptions } from '../cli/openers.ts';
import type { Terminal } from '../cli/terminal.ts';
import type { Portfolio } from '../core/portfolio.ts';
import { StatusfolioError } from '../errors.ts';
import { createLog } from '../log.ts';
import type { Clock, GitHub } from '../ports.ts';
import type { Settings } from '../settings.ts';
import { openLocalDocuments } from '../store/local-documents.ts';

/** Runs the command line and sets the exit code; the process ends when nothing is left to do. */
export async function main(argv: readonly string[]): Promise<void> {
  process.exitCode = await runCli(argv, openTerminal(), openers);
}

const openers: Openers = {
  openGitHub: openGitHubLazily,
  openFiles: openLocalDocuments,
  openStore: async (path, { create }) => {
    if (!create && !existsSync(path)) return null;
    const [{ openSqliteDatabase }, { createStore }] = await Promise.all([
      import('../store/sqlite.ts'),
      import('../store/create-store.ts'),
    ]);
    return createStore(openSqliteDatabase(path, { withGitignore: false }), 'owner');
  },
  serve: serveUntilStopped,
  demo: async (options) => {
    const [{ runDemo }, { startServer }] = await Promise.all([
      import('../../demo/run-demo.ts'),
      import('./start-server.ts'),
    ]);
    await runDemo({ ...options, startServer, openGitHub: openGitHubLazily });
  },
};

function openTerminal(): Terminal {
  const { env, stdin, stdout, stderr } = process;
  const isInteractive = stdin.isTTY === true && stdout.isTTY === true;
  return {
    environment: env,
    directory: process.cwd(),
    isInteractive,
    hasColour: stdout.isTTY === true && !env['NO_COLOR'] && env['TERM'] !== 'dumb',
    columns: stdout.columns ?? 80,
    out: (text) => void stdout.write(`${text}\n`),
    err: (text) => void stderr.write(`${text}\n`),
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
    if (token === null) {
      throw new StatusfolioError('TOKEN_MISSING', 'There is no GitHub token.', {
        where: 'GITHUB_TOKEN',
        hint: 'Set GITHUB_TOKEN (a fine-grained token for public repositories is enough to look), or sign in with: gh auth login',
      });
    }
    const { createGitHub } = await import('../github/create-github.ts');
    const { apiUrl, writeToken } = settings;
    const { paceWrites } = await import('../github/pace-writes.ts');
    // The simulated GitHub has no limits, and a story to tell.
    const pace = /^https?:\/\/(127\.0\.0\.1|localhost)[:/]/.test(`${apiUrl}/`) ? {} : { pace: paceWrites() };
    const created = createGitHub({ token, writeToken, apiUrl, bots: portfolio.bots, ...pace });
    github = created;
    return created;
  };
  const ready = (): Promise<GitHub> => {
    opened ??= open();
    return opened;
  };
  return {
    readActivities: async (requests, now) => (await ready()).readActivities(requests, now),
    documents: {
      read: async (ref) => (await ready()).documents.read(ref),
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
    await openGitHubLazily(settings, portfolio).readActivities([], clock.now());
  }
  const { startServer } = await import('./start-server.ts');
  const server = await startServer({
    settings,
    portfolio,
    targets,
    github: openGitHubLazily(settings, portfolio),
    clock,
    log,
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
