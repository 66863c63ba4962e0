// GitHub as an App sees it: every repository is read and written with the token that its own account has granted. What
// belongs to no repository (activity, visibility) is asked with that of the document it is for.

import { toInstant } from '../core/dates.ts';
import type { Budget, GitHub } from '../ports/github.ts';
import type { GitHubAdmin, TokenFacts } from '../ports/github-admin.ts';
import { openAdmin } from './admin.ts';
import type { GitHubClientOptions, WritePace } from './client.ts';
import { addCounts, createGitHub, type GitHubOptions, onGitHub } from './create-github.ts';
import type { Installations } from './installations.ts';

export interface AppGitHubOptions extends Omit<GitHubOptions, 'token' | 'pace'> {
  readonly installations: Installations;
  /** The portfolio repository: whose installation checks what is listed in a document that is not on GitHub. */
  readonly home: string;
  /** One for each account; a `writeToken` has its own. */
  readonly paceOf?: (account: string) => WritePace;
}

export function createAppGitHub(options: AppGitHubOptions): GitHub {
  const { installations, home, paceOf, ...rest } = options;
  const opened = new Map<string, GitHub>();

  const as = (repo: string): GitHub => {
    const known = opened.get(repo.toLowerCase());
    if (known !== undefined) return known;
    const account = options.writeToken == null ? (repo.split('/')[0] ?? '').toLowerCase() : '';
    const pace = paceOf === undefined ? {} : { pace: paceOf(account) };
    const github = createGitHub({ ...rest, ...pace, token: installations.tokensOf(repo) });
    opened.set(repo.toLowerCase(), github);
    return github;
  };

  return {
    as,
    readActivities: (requests, at) => as(home).readActivities(requests, at),
    readLastActivities: (request) => as(home).readLastActivities(request),
    findPublic: (nodeIds) => as(home).findPublic(nodeIds),
    documents: {
      read: async (ref, companions) => await as(onGitHub(ref).repo).documents.read(ref, companions),
      write: async (change) => await as(onGitHub(change.ref).repo).documents.write(change),
      findReadme: async (repo, branch) => (await as(repo).documents.findReadme?.(repo, branch)) ?? null,
      readIfThere: async (repo, branch, paths) =>
        (await as(repo).documents.readIfThere?.(repo, branch, paths)) ?? new Map(),
      list: async (ref, pattern) => (await as(onGitHub(ref).repo).documents.list?.(ref, pattern)) ?? [],
    },
    pullRequests: {
      upsertPullRequest: (pullRequest) => as(pullRequest.repo).pullRequests.upsertPullRequest(pullRequest),
      closePullRequest: (place) => as(place.repo).pullRequests.closePullRequest(place),
    },
    statusIssues: {
      read: (repo, ...question) => as(repo).statusIssues.read(repo, ...question),
      write: (repo, issue) => as(repo).statusIssues.write(repo, issue),
      retire: (repo, ...issue) => as(repo).statusIssues.retire(repo, ...issue),
      mayWrite: (repo, login) => as(repo).statusIssues.mayWrite(repo, login),
    },
    readConfirmation: async (place) => (await as(place.repo).readConfirmation?.(place)) ?? null,
    readFiles: (repo, ...place) => as(repo).readFiles(repo, ...place),
    readIdentity: async (repo) => (await as(repo).readIdentity?.(repo)) ?? null,
    startWorkflow: (repo, ...workflow) => as(repo).startWorkflow(repo, ...workflow),
    counts: () => [...opened.values()].reduce((sum, each) => addCounts(sum, each.counts()), noCounts),
    budgets: () => listBudgets(opened),
  };
}

const noCounts = { graphql: 0, rest: 0, writes: 0 };

/** Each installation has limits of its own. */
function listBudgets(opened: ReadonlyMap<string, GitHub>): Budget[] {
  return [...opened].flatMap(([repo, github]) =>
    (github.budgets?.() ?? []).map((budget) =>
      opened.size === 1 ? budget : { ...budget, resource: `${budget.resource} (${repo})` },
    ),
  );
}

// What `doctor` and `hooks` ask, for a GitHub App: about itself as the App, about a repository with the token that was
// granted for it.

export function openAppAdmin(installations: Installations, options: Omit<GitHubClientOptions, 'token'>): GitHubAdmin {
  const of = (repo: string) => openAdmin({ ...options, token: installations.tokensOf(repo) });
  return {
    readToken: () => readApp(installations),
    async readPermission(repo) {
      const grants = await installations.readGrants(repo);
      return grants === null ? null : grants['contents'] === 'write' ? 'write' : 'read';
    },
    readGrants: installations.readGrants,
    // What an account shows to everybody needs no installation there.
    listPublicRepositories: (owner) => openAdmin({ ...options, token: null }).listPublicRepositories(owner),
    listHooks: (repo) => of(repo).listHooks(repo),
    createHook: (repo, hook) => of(repo).createHook(repo, hook),
    updateHook: (repo, id, hook) => of(repo).updateHook(repo, id, hook),
    deleteHook: (repo, id) => of(repo).deleteHook(repo, id),
    deleteBranch: (repo, branch) => of(repo).deleteBranch(repo, branch),
    deletePullRequestBranch: (repo, base, topic) => of(repo).deletePullRequestBranch(repo, base, topic),
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
