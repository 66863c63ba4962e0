// The tokens of a GitHub App: one for each installation, made when it is needed, kept in memory alone and renewed before
// it ends. Each repository is asked for its own installation, so one account's token never acts for another.

import * as z from 'zod';
import { StatusfolioError } from '../errors.ts';
import { type AppClientOptions, keyName, openAppClient } from './app-client.ts';
import type { AppCredential } from './app-key.ts';
import type { GitHubClient, TokenSource } from './client.ts';
import { createToken, notInstalled, once, renewedBeforeMs, type Token } from './create-token.ts';
import { unexpected } from './errors.ts';

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

export function openInstallations(app: AppCredential, options: AppClientOptions): Installations {
  const { client, clock, askAgainInTime } = openAppClient(app, options);
  const found = new Map<string, Promise<Installation | null>>();
  const made = new Map<number, Promise<Token>>();

  const find = (repo: string) =>
    once(found, repo.toLowerCase(), () => askAgainInTime(() => readInstallation(client, repo)));

  async function readToken(repo: string): Promise<string> {
    const installation = await find(repo);
    if (installation === null) {
      found.delete(repo.toLowerCase());
      throw notInstalled(repo);
    }
    const { id } = installation;
    const make = () =>
      once(made, id, () => askAgainInTime(() => createToken(client, { ...installation, where: repo })));
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
          // After a reinstallation the installation has another id, so it is looked up again.
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
