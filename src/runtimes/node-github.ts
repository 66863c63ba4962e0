// GitHub on Node, with whatever credential there is: a GitHub App, a token, that of the gh program, or none.

import { execFile } from 'node:child_process';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { delimiter, dirname, join } from 'node:path';
import { promisify } from 'node:util';
import type { LocalStore, Memories } from '../cli/runtime.ts';
import type { Portfolio } from '../config/portfolio.ts';
import type { Settings } from '../config/settings.ts';
import { deploymentOwner, localOwner, toAccountId } from '../core/owner-id.ts';
import type { AppCredential } from '../github/app-key.ts';
import type { GitHubClientOptions, TokenSource, WritePace } from '../github/client.ts';
import type { Installations } from '../github/installations.ts';
import { openStateBranch } from '../github/state-branch.ts';
import type { AnonymousCache } from '../github/unauthenticated/activity.ts';
import type { Outside } from '../pipeline/document-update.ts';
import type { GitHubAdmin, HookDeliveries } from '../ports/github-admin.ts';
import type { Clock } from '../ports/queue.ts';
import type { BranchStore } from '../ports/store.ts';
import { openLocalDocuments } from '../store/local-files.ts';
import { openLocalState } from '../store/local-state.ts';
import { openDatabaseReader, openMemoryDatabase } from '../store/memory-sqlite.ts';
import { exportState, importState } from '../store/state-file.ts';
import { findProgram, listTrustedFolders, pickEnvironment } from './find-program.ts';
import { openOwnerParts, toMemories } from './open-owners.ts';
import type { OpenPace } from './open-ports.ts';
import { isProxied } from './use-proxy.ts';

/** With the credential that the settings name. `openPace`: of a database that several processes share. */
export async function openPorts(
  settings: Settings,
  portfolio: Portfolio,
  openPace: OpenPace = paceOneRun,
): Promise<Outside> {
  const { apiUrl } = settings;
  const route = { isProxied: (address: URL) => isProxied(address, process.env) };
  const [installations, { openPorts: open }, { createAnonymousGitHub }] = await Promise.all([
    openInstallations(settings),
    import('./open-ports.ts'),
    import('../github/unauthenticated/create.ts'),
  ]);
  return open(settings, portfolio, openLocalDocuments(), {
    installations,
    token: settings.token ?? (installations === null ? await readGhToken() : null),
    withoutToken: () => createAnonymousGitHub({ apiUrl, bots: portfolio.bots, cache: openCache(settings.cacheFolder) }),
    probe: portfolio.probeHomepages ? (await import('../probe/over-sockets.ts')).probeOverSockets(route) : null,
    post: portfolio.notify.length > 0 ? (await import('../probe/over-sockets.ts')).postOverSockets(route) : null,
    openPace: hasLimits(apiUrl) ? openPace : null,
  });
}

/** The simulated GitHub has no limits, and a story to tell. */
function hasLimits(apiUrl: string): boolean {
  return !/^https?:\/\/(127\.0\.0\.1|localhost)[:/]/.test(`${apiUrl}/`);
}

/** Most runs write nothing, so that the row is made for the first write. There is no queue: a write waits for its share. */
function paceOneRun(credential: string): WritePace {
  let pace: WritePace | null = null;
  return {
    wait() {
      pace ??= openOwnerParts(openMemoryDatabase(), deploymentOwner, { patienceMs: 60_000 }).openPace(credential);
      return pace.wait();
    },
  };
}

/** The same for the token's own business. */
export async function openAdmin(settings: Settings): Promise<GitHubAdmin> {
  const { writeToken, apiUrl } = settings;
  const installations = await openInstallations(settings);
  if (installations !== null) {
    const { openAppAdmin } = await import('../github/app.ts');
    return openAppAdmin(installations, { writeToken, apiUrl });
  }
  const { openAdmin: open } = await import('../github/admin.ts');
  return open({ token: settings.token ?? (await readGhToken()), writeToken, apiUrl });
}

/** What acts for one repository. */
export async function readCredential(settings: Settings, repo: string): Promise<string | TokenSource | null> {
  const installations = await openInstallations(settings);
  return installations?.tokensOf(repo) ?? settings.token ?? (await readGhToken());
}

/** null: there is no App. Throws SETTINGS_INVALID for a key that cannot be used. */
export async function openInstallations(settings: Settings): Promise<Installations | null> {
  const credential = await readAppCredential(settings);
  if (credential === null) return null;
  const [{ openInstallations: open }, { signAsApp }] = await Promise.all([
    import('../github/installations.ts'),
    import('../github/app-key.ts'),
  ]);
  await signAsApp(credential, new Date());
  return open(credential, { apiUrl: settings.apiUrl });
}

/** The App's key, wherever it is kept; null: there is no App. */
async function readAppCredential({ app }: Settings): Promise<AppCredential | null> {
  if (app === null) return null;
  return app;
}

/** Losing it costs requests and nothing else, so that a folder which cannot be written is no error. */
function openCache(folder: string | null): AnonymousCache {
  const path = folder === null ? null : cachePath(folder);
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

export function cachePath(folder: string): string {
  return join(folder, 'statusfolio', 'looks-without-token.json');
}

/** What gh needs to find its own configuration and the keyring; no tokens, which it would only hand back. */
const ghVariables = [
  ...['HOME', 'USER', 'LOGNAME', 'LANG', 'XDG_CONFIG_HOME', 'XDG_RUNTIME_DIR', 'DBUS_SESSION_BUS_ADDRESS'],
  ...['GH_CONFIG_DIR', 'GH_HOST', 'USERPROFILE', 'APPDATA', 'LOCALAPPDATA', 'SystemRoot'],
];

/** The token that the gh program keeps. Started from its absolute path, and outside the folder that is checked. */
export async function readGhToken(): Promise<string | null> {
  const search = { environment: process.env, avoid: [process.cwd()], platform: process.platform };
  const program = findProgram('gh', search);
  if (program === null) return null;
  const path = listTrustedFolders(search).join(delimiter);
  try {
    const { stdout } = await promisify(execFile)(program, ['auth', 'token'], {
      cwd: dirname(program),
      env: { ...pickEnvironment(process.env, ghVariables), PATH: path },
      timeout: 3000,
      maxBuffer: 65_536,
    });
    return stdout.trim() || null;
  } catch {
    // gh is not signed in: then there is simply no token from it.
    return null;
  }
}

// GitHub's account of its deliveries, opened for `serve`: with the App where there is one, and at the pace that GitHub
// asks for.

export async function openHooks(settings: Settings, clock: Clock, openPace: OpenPace): Promise<HookDeliveries> {
  const { openHookDeliveries } = await import('../github/hook-deliveries.ts');
  const { writeToken, apiUrl, publicUrl } = settings;
  const installations = await openInstallations(settings);
  const credential = await readAppCredential(settings);
  const app = installations === null || credential === null ? null : { credential, installations };
  const token = settings.token ?? (app === null ? await readGhToken() : null);
  const paced = hasLimits(apiUrl) ? { pace: openPace('redeliveries', { makesContent: false }) } : {};
  return openHookDeliveries({ token, writeToken, apiUrl, publicUrl, app, now: clock.now, ...paced });
}

// The store of runs without a database on disk (an Action, one refresh from a terminal): SQLite in memory, filled from
// `state.json` on a branch of the portfolio repository and saved back to it, only when it changed.

/**
 * `repo` is the portfolio repository: only what is remembered for its account is read from it, and written to it. Throws
 * what keeps its branch from being read.
 */
export async function openBranchStore(options: GitHubClientOptions, repo: string): Promise<BranchStore> {
  const ownerId = toAccountId(repo);
  const branch = openStateBranch(options, repo);
  const saved = await branch.read();
  const database = openMemoryDatabase();
  const { store } = openOwnerParts(database, ownerId);
  return {
    store,
    problem: saved.text === null ? null : await importState(database, ownerId, saved.text),
    async save() {
      const text = await exportState(database, ownerId, repo);
      // No branch is made where no document could be read.
      const isEmpty = saved.text === null && (await store.listDocuments()).length === 0;
      if (isEmpty || text === saved.text) return { kind: 'unchanged' };
      const written = await branch.write(text, saved);
      if (written.kind === 'written') return { kind: 'saved' };
      return written;
    },
  };
}

/** Memories that are gone when the run is over. */
export function openPassingStore(): Memories {
  return toMemories(openMemoryDatabase());
}

/** What a database remembers, to be read alone; null: there is none that can be read. */
export async function openDatabaseMemories(path: string): Promise<Memories | null> {
  const database = openDatabaseReader(path);
  return database === null ? null : toMemories(database);
}

/** What is remembered of files on this machine. */
export async function openLocalStore(path: string, mode: 'read' | 'write'): Promise<LocalStore | null> {
  const state = await openLocalState(path, mode);
  if (state === null) return null;
  return { store: openOwnerParts(state.database, localOwner).store, save: state.save, close: state.close };
}
