// The tokens of a GitHub App: one for each installation, made when it is needed, kept in memory alone and renewed before
// it ends. Each repository is asked for its own installation, so one account's token never acts for another.

import * as z from 'zod';
import { StatusfolioError } from '../errors.ts';
import { type AppCredential, signAsApp } from './app-key.ts';
import { createGitHubClient, type GitHubClient, type GitHubClientOptions, type TokenSource } from './client.ts';
import { unexpected } from './errors.ts';
import type { Fetch } from './limit-time.ts';

export interface Installations {
  /** What the App may do here is done with these tokens. */
  tokensOf(repo: string): TokenSource;
  /** What the App was granted for this repository; null: it is not installed there. */
  readGrants(repo: string): Promise<Readonly<Record<string, string>> | null>;
  /** What GitHub says of the App itself, and of its limits. */
  readApp(): ReturnType<GitHubClient['getWithHeaders']>;
}

const installationSchema = z.object({ id: z.number(), permissions: z.record(z.string(), z.string()).default({}) });
type Installation = z.infer<typeof installationSchema>;
const tokenSchema = z.object({ token: z.string(), expires_at: z.string() });
type Token = z.infer<typeof tokenSchema>;

const keyName = 'GITHUB_APP_PRIVATE_KEY';
/** They live for an hour; one that ends in the middle of a run is of no use. */
const renewedBeforeMs = 5 * 60_000;
/** A wrong clock is corrected from so much on. */
const noticedSkewMs = 30_000;

export function openInstallations(
  app: AppCredential,
  options: Pick<GitHubClientOptions, 'apiUrl' | 'fetch' | 'now' | 'timeoutMs' | 'log'>,
): Installations {
  const { now = () => new Date() } = options;
  const clock = watchClock(options.fetch ?? ((url, init) => fetch(url, init)), now);
  const signs: TokenSource = {
    name: keyName,
    read: () => signAsApp(app, clock.now()),
    forget: () => {},
  };
  const client = createGitHubClient({ ...options, fetch: clock.fetch, token: signs });
  const found = new Map<string, Promise<Installation | null>>();
  const made = new Map<number, Promise<Token>>();

  /** GitHub refuses what a wrong clock has signed; its answer says what time it is there. */
  async function askAgainInTime<Answer>(ask: () => Promise<Answer>): Promise<Answer> {
    const before = clock.skewMs();
    try {
      return await ask();
    } catch (error) {
      const isClock = error instanceof StatusfolioError && error.code === 'TOKEN_REJECTED';
      if (!isClock || Math.abs(clock.skewMs() - before) < noticedSkewMs) throw error;
      return await ask();
    }
  }

  const find = (repo: string) =>
    once(found, repo.toLowerCase(), () => askAgainInTime(() => readInstallation(client, repo)));

  async function readToken(repo: string): Promise<string> {
    const installation = await find(repo);
    if (installation === null) {
      found.delete(repo.toLowerCase());
      throw notInstalled(repo);
    }
    const { id } = installation;
    const make = () => once(made, id, () => askAgainInTime(() => createToken(client, repo, installation)));
    const kept = await make();
    if (Date.parse(kept.expires_at) - clock.now().getTime() > renewedBeforeMs) return kept.token;
    made.delete(id);
    return (await make()).token;
  }

  async function forget(repo: string): Promise<void> {
    const installation = await found.get(repo.toLowerCase());
    found.delete(repo.toLowerCase());
    if (installation != null) made.delete(installation.id);
  }

  return {
    tokensOf: (repo) => ({
      name: keyName,
      read: () =>
        readToken(repo).catch((error: unknown) => {
          // Removed and installed again, it is another one.
          found.delete(repo.toLowerCase());
          throw error;
        }),
      forget: () => void forget(repo).catch(() => {}),
    }),
    async readGrants(repo) {
      found.delete(repo.toLowerCase());
      return (await find(repo))?.permissions ?? null;
    },
    readApp: () => askAgainInTime(() => client.getWithHeaders('/app')),
  };
}

/** Everybody who asks meanwhile waits for the same answer; a failure is not kept. */
async function once<Key, Value>(known: Map<Key, Promise<Value>>, key: Key, ask: () => Promise<Value>): Promise<Value> {
  const asked = known.get(key) ?? ask();
  known.set(key, asked);
  try {
    return await asked;
  } catch (error) {
    if (known.get(key) === asked) known.delete(key);
    throw error;
  }
}

async function readInstallation(client: GitHubClient, repo: string): Promise<Installation | null> {
  const [owner, name] = repo.split('/');
  try {
    const answer = await client.getJson('/repos/{owner}/{repo}/installation', { owner, repo: name });
    const parsed = installationSchema.safeParse(answer);
    if (!parsed.success) throw unexpected(`${repo}: the App's installation could not be read.`, repo);
    return parsed.data;
  } catch (error) {
    if (error instanceof StatusfolioError && error.code === 'NOT_VISIBLE') return null;
    throw error;
  }
}

/** What is ever done with a token; whatever else the App was granted stays with the App. */
const usedPermissions: Readonly<Record<string, 'read' | 'write'>> = {
  actions: 'write',
  checks: 'read',
  contents: 'write',
  deployments: 'read',
  issues: 'write',
  metadata: 'read',
  pages: 'read',
  pull_requests: 'write',
  repository_hooks: 'write',
  statuses: 'read',
};

/** GitHub refuses to give more than was granted. None: everything that was granted, where that is not said. */
function narrow(granted: Installation['permissions']): Record<string, string> | null {
  const narrowed = Object.entries(usedPermissions).flatMap(([name, wanted]): [string, string][] => {
    const given = granted[name];
    if (given === undefined) return [];
    return [[name, given === 'read' ? 'read' : wanted]];
  });
  return narrowed.length === 0 ? null : Object.fromEntries(narrowed);
}

async function createToken(client: GitHubClient, repo: string, installation: Installation): Promise<Token> {
  const route = 'POST /app/installations/{installation_id}/access_tokens';
  const permissions = narrow(installation.permissions);
  const answer = await client.send(route, {
    installation_id: installation.id,
    ...(permissions !== null && { permissions }),
  });
  if (answer.kind === 'refused') {
    if (answer.status === 404) throw notInstalled(repo);
    throw new StatusfolioError('TOKEN_REJECTED', `GitHub gives the App no token for ${repo}: ${answer.message}`, {
      where: repo,
      hint: 'Check the installation in the settings of the account; a suspended one has to be unsuspended there.',
    });
  }
  const token = tokenSchema.safeParse(answer.data);
  if (!token.success) throw unexpected(`${repo}: the App's token could not be read.`, repo);
  return token.data;
}

function notInstalled(repo: string): StatusfolioError {
  return new StatusfolioError('TOKEN_REJECTED', `The GitHub App is not installed on ${repo}.`, {
    where: repo,
    hint: 'Install it there from the page of the App; if it is, check GITHUB_APP_ID.',
  });
}

/** GitHub's clock, as far as its answers tell: tokens begin and end by it. */
function watchClock(fetchOnce: Fetch, now: () => Date) {
  let seenMs = 0;
  const skewMs = () => (Math.abs(seenMs) < noticedSkewMs ? 0 : seenMs);
  const fetchAndWatch: Fetch = async (url, init) => {
    const response = await fetchOnce(url, init);
    const date = Date.parse(response.headers.get('date') ?? '');
    if (Number.isFinite(date)) seenMs = date - now().getTime();
    return response;
  };
  return { fetch: fetchAndWatch, skewMs, now: () => new Date(now().getTime() + skewMs()) };
}
