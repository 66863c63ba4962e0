// What `doctor` and `hooks` ask, for a GitHub App: about itself as the App, about a repository with the token that was
// granted for it.

import { toInstant } from '../core/instants.ts';
import type { Account, TokenFacts } from '../ports.ts';
import { openAccount } from './account.ts';
import type { GitHubClientOptions } from './client.ts';
import type { Installations } from './installations.ts';

export function openAppAccount(installations: Installations, options: Omit<GitHubClientOptions, 'token'>): Account {
  const of = (repo: string) => openAccount({ ...options, token: installations.tokensOf(repo) });
  return {
    readToken: () => readApp(installations),
    async readPermission(repo) {
      const grants = await installations.readGrants(repo);
      return grants === null ? null : grants['contents'] === 'write' ? 'write' : 'read';
    },
    readGrants: installations.readGrants,
    // What an account shows to everybody needs no installation there.
    listShowcase: (owner) => openAccount({ ...options, token: null }).listShowcase(owner),
    listHooks: (repo) => of(repo).listHooks(repo),
    createHook: (repo, hook) => of(repo).createHook(repo, hook),
    updateHook: (repo, id, hook) => of(repo).updateHook(repo, id, hook),
    deleteHook: (repo, id) => of(repo).deleteHook(repo, id),
    deleteBranch: (repo, branch) => of(repo).deleteBranch(repo, branch),
    deleteProposalBranch: (repo, base) => of(repo).deleteProposalBranch(repo, base),
    deleteIssue: (repo, number) => of(repo).deleteIssue(repo, number),
    readSite: (repo) => of(repo).readSite(repo),
  };
}

async function readApp(installations: Installations): Promise<TokenFacts> {
  const { data, headers } = await installations.readApp();
  const slug: unknown = Reflect.get(Object(data), 'slug');
  return {
    login: typeof slug === 'string' ? `${slug}[bot]` : null,
    scopes: null,
    expiresAt: null,
    limit: Number(headers['x-ratelimit-limit'] ?? 0),
    remaining: Number(headers['x-ratelimit-remaining'] ?? 0),
    resetAt: toInstant(Number(headers['x-ratelimit-reset'] ?? 0) * 1000),
  };
}
