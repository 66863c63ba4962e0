// GitHub on Node, with whatever credential there is: a GitHub App, a token, that of the gh program, or none. Looked for
// at the first request: a file without repositories needs none.

import { execFile } from 'node:child_process';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { delimiter, dirname, join } from 'node:path';
import { promisify } from 'node:util';
import type { Memories } from '../cli/runtime.ts';
import type { Portfolio } from '../config/portfolio.ts';
import { nameCredential, type Settings } from '../config/settings.ts';
import { toAccountId } from '../core/owner-id.ts';
import { StatusfolioError } from '../errors.ts';
import type { AppCredential } from '../github/app-key.ts';
import type { GitHubClientOptions, TokenSource, WritePace } from '../github/client.ts';
import type { Installations } from '../github/installations.ts';
import { openStateBranch } from '../github/state-branch.ts';
import type { AnonymousCache } from '../github/unauthenticated/activity.ts';
import type { GitHub } from '../ports/github.ts';
import type { GitHubAdmin, HookDeliveries } from '../ports/github-admin.ts';
import type { Clock } from '../ports/queue.ts';
import type { BranchStore } from '../ports/store.ts';
import { openMemoryDatabase } from '../store/memory-sqlite.ts';
import { exportState, importState } from '../store/state-file.ts';
import { createStore } from '../store/store.ts';
import { findProgram, listTrustedFolders, pickEnvironment } from './find-program.ts';
import { toMemories } from './open-owners.ts';

/** The budget that several processes share; null: this one keeps the pace by itself. Asked at the first write. */
export type GivenPace = (credential: string) => WritePace | null;

export function openGitHubLazily(
  settings: Settings,
  portfolio: Portfolio,
  _clock?: Clock,
  givenPace: GivenPace = () => null,
): GitHub {
  let github: GitHub | null = null;
  const ready = once(async () => {
    github = await openGitHub(settings, portfolio, givenPace);
    return github;
  });
  return {
    ...defer(ready),
    as: (repo) =>
      defer(async () => {
        const opened = await ready();
        return opened.as?.(repo) ?? opened;
      }),
    budgets: () => github?.budgets?.() ?? [],
    counts: () => github?.counts() ?? { graphql: 0, rest: 0, writes: 0 },
  };
}

async function openGitHub(settings: Settings, portfolio: Portfolio, givenPace: GivenPace): Promise<GitHub> {
  const { apiUrl, writeToken } = settings;
  const { bots, probeHomepages } = portfolio;
  const probe = probeHomepages ? (await import('../probe/probe-over-sockets.ts')).probeOverSockets() : null;
  const { paceWrites } = await import('../github/rate-limit.ts');
  // The simulated GitHub has no limits, and a story to tell.
  const isPaced = !/^https?:\/\/(127\.0\.0\.1|localhost)[:/]/.test(`${apiUrl}/`);
  const paceOf = keepEach((credential) => givenPace(credential) ?? paceWrites());
  const home = portfolio.documents.find((document) => 'repo' in document)?.repo ?? null;
  const installations = await openInstallations(settings);
  if (installations !== null && home !== null) {
    const { createAppGitHub } = await import('../github/app.ts');
    const paced = isPaced ? { paceOf } : {};
    return createAppGitHub({ installations, home, writeToken, apiUrl, bots, probe, ...paced });
  }
  const token = settings.token ?? (await readGhToken());
  if (token === null) {
    const { createAnonymousGitHub } = await import('../github/unauthenticated/create.ts');
    return createAnonymousGitHub({ apiUrl, bots, cache: openCache(settings.cacheFolder) });
  }
  const { createGitHub } = await import('../github/create-github.ts');
  return createGitHub({
    token,
    writeToken,
    apiUrl,
    bots,
    probe,
    ...(isPaced && { pace: paceOf(nameCredential(settings)) }),
  });
}

function defer(ready: () => Promise<GitHub>): GitHub {
  return {
    readActivities: async (requests, now) => (await ready()).readActivities(requests, now),
    documents: {
      read: async (ref, companions) => (await ready()).documents.read(ref, companions),
      write: async (change) => (await ready()).documents.write(change),
    },
    pullRequests: {
      upsertPullRequest: async (pullRequest) => (await ready()).pullRequests.upsertPullRequest(pullRequest),
      closePullRequest: async (place) => (await ready()).pullRequests.closePullRequest(place),
    },
    statusIssues: {
      read: async (...question) => (await ready()).statusIssues.read(...question),
      write: async (...issue) => (await ready()).statusIssues.write(...issue),
      retire: async (...issue) => (await ready()).statusIssues.retire(...issue),
      mayWrite: async (...account) => (await ready()).statusIssues.mayWrite(...account),
    },
    findPublic: async (nodeIds) => (await ready()).findPublic(nodeIds),
    readConfirmation: async (place) => (await (await ready()).readConfirmation?.(place)) ?? null,
    readFiles: async (...place) => (await ready()).readFiles(...place),
    startWorkflow: async (...workflow) => (await ready()).startWorkflow(...workflow),
    counts: () => ({ graphql: 0, rest: 0, writes: 0 }),
  };
}

/** The same for the token's own business. */
export function openAdminLazily(settings: Settings): GitHubAdmin {
  const ready = once(async () => {
    const { writeToken, apiUrl } = settings;
    const installations = await openInstallations(settings);
    if (installations !== null) {
      const { openAppAdmin } = await import('../github/app.ts');
      return openAppAdmin(installations, { writeToken, apiUrl });
    }
    const { openAdmin } = await import('../github/admin.ts');
    return openAdmin({ token: settings.token ?? (await readGhToken()), writeToken, apiUrl });
  });
  return {
    readToken: async () => (await ready()).readToken(),
    readPermission: async (repo) => (await ready()).readPermission(repo),
    readGrants: async (repo) => (await ready()).readGrants(repo),
    readSite: async (repo) => (await ready()).readSite(repo),
    listPublicRepositories: async (owner) => (await ready()).listPublicRepositories(owner),
    listHooks: async (repo) => (await ready()).listHooks(repo),
    createHook: async (repo, hook) => (await ready()).createHook(repo, hook),
    updateHook: async (repo, id, hook) => (await ready()).updateHook(repo, id, hook),
    deleteHook: async (repo, id) => (await ready()).deleteHook(repo, id),
    deleteBranch: async (repo, branch) => (await ready()).deleteBranch(repo, branch),
    deletePullRequestBranch: async (repo, base) => (await ready()).deletePullRequestBranch(repo, base),
    deleteIssue: async (repo, number) => (await ready()).deleteIssue(repo, number),
  };
}

/** What acts for one repository. */
export async function readCredential(settings: Settings, repo: string): Promise<string | TokenSource | null> {
  const installations = await openInstallations(settings);
  return installations?.tokensOf(repo) ?? settings.token;
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
export async function readAppCredential({ app }: Settings): Promise<AppCredential | null> {
  if (app === null) return null;
  return { id: app.id, privateKey: app.privateKey ?? (await readPrivateKey(app.privateKeyFile ?? '')) };
}

async function readPrivateKey(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (cause) {
    const code = String(Reflect.get(Object(cause), 'code'));
    throw new StatusfolioError('SETTINGS_INVALID', `The private key of the GitHub App cannot be read (${code}).`, {
      where: 'GITHUB_APP_PRIVATE_KEY_FILE',
      hint: 'Give the path of the .pem file that GitHub handed out, readable for this program.',
    });
  }
}

/** Asked for once, by whoever comes first. */
function once<Value>(open: () => Promise<Value>): () => Promise<Value> {
  let opened: Promise<Value> | null = null;
  return () => {
    opened ??= open();
    return opened;
  };
}

function keepEach<Value>(make: (name: string) => Value): (name: string) => Value {
  const made = new Map<string, Value>();
  return (name) => {
    const value = made.get(name) ?? make(name);
    made.set(name, value);
    return value;
  };
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

export async function openHooks(settings: Settings, clock: Clock): Promise<HookDeliveries> {
  const [{ openHookDeliveries }, { paceWrites }] = await Promise.all([
    import('../github/hook-deliveries.ts'),
    import('../github/rate-limit.ts'),
  ]);
  const { writeToken, apiUrl, publicUrl } = settings;
  const installations = await openInstallations(settings);
  const credential = await readAppCredential(settings);
  const app = installations === null || credential === null ? null : { credential, installations };
  const token = settings.token ?? (app === null ? await readGhToken() : null);
  // A redelivery makes no content: a second apart is what GitHub asks for. The simulated one has no limits.
  const isPaced = !/^https?:\/\/(127\.0\.0\.1|localhost)[:/]/.test(`${apiUrl}/`);
  const pace = isPaced ? { pace: paceWrites({ limits: [] }) } : {};
  return openHookDeliveries({ token, writeToken, apiUrl, publicUrl, app, now: clock.now, ...pace });
}

// The store of runs without a durable home (an Action, one refresh from a terminal): SQLite in memory, filled from
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
  return {
    store: createStore(database, ownerId),
    problem: saved.text === null ? null : await importState(database, ownerId, saved.text),
    async save() {
      const text = await exportState(database, ownerId, repo);
      if (text === saved.text) return { kind: 'unchanged' };
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
