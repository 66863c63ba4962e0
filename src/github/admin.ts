// What the command line asks GitHub beyond documents and activity: whose token it is and how long it lives, what an
// account shows on its front page, and a repository's webhooks.

import * as z from 'zod';
import { toInstant } from '../core/dates.ts';
import { StatusfolioError } from '../errors.ts';
import type { GitHubAdmin, Hook, RepositorySummary, TokenFacts } from '../ports/github-admin.ts';
import { createGitHubClient, type GitHubClient, type GitHubClientOptions } from './client.ts';
import { type AnswerHeaders, unexpected } from './errors.ts';
import { deleteBranch, readBranch } from './pull-request/branch.ts';
import { readOwnBranch } from './pull-request/upsert.ts';
import { deleteIssue, issueId, pinnedOf } from './queries.ts';

export function openAdmin(options: GitHubClientOptions): GitHubAdmin {
  const client = createGitHubClient(options);
  return {
    readToken: () => readToken(client, options.token === null),
    readPermission: (repo) => readPermission(client, repo),
    readGrants: async () => null,
    readSite: (repo) => readSite(client, repo),
    listPublicRepositories: (owner) => (options.token === null ? listNewest(client, owner) : listPinned(client, owner)),
    listHooks: (repo) => listHooks(client, repo),
    createHook: (repo, hook) =>
      write(client, 'POST /repos/{owner}/{repo}/hooks', repo, { name: 'web', ...formatHook(hook) }),
    updateHook: (repo, id, hook) =>
      write(client, 'PATCH /repos/{owner}/{repo}/hooks/{id}', repo, { id, ...formatHook(hook) }),
    deleteHook: (repo, id) => write(client, 'DELETE /repos/{owner}/{repo}/hooks/{id}', repo, { id }),
    deleteBranch: (repo, branch) => deleteBranchByName(client, repo, branch),
    deletePullRequestBranch: (repo, base, topic) => deletePullRequestBranch(client, repo, base, topic),
    deleteIssue: (repo, number) => deleteIssueForGood(client, repo, number),
  };
}

function split(full: string): { owner: string; repo: string } {
  const [owner = '', repo = ''] = full.split('/');
  return { owner, repo };
}

// ---- token ---------------------------------------------------------------------------------------------------------

async function readToken(client: GitHubClient, isAnonymous: boolean): Promise<TokenFacts> {
  const { headers, data } = await client
    .getWithHeaders(isAnonymous ? '/rate_limit' : '/user')
    .catch(async (error: unknown) => {
      // The token of an installation or of a workflow belongs to no user, so GitHub refuses `GET /user`.
      if (!(error instanceof StatusfolioError) || error.code !== 'NOT_VISIBLE') throw error;
      if (isUnlimited(error)) return unlimited;
      return await client.getWithHeaders('/rate_limit').catch((other: unknown) => {
        if (isUnlimited(other)) return unlimited;
        throw other;
      });
    });
  const login: unknown = Reflect.get(Object(data), 'login');
  const scopes = headers['x-oauth-scopes'];
  return {
    login: typeof login === 'string' ? login : null,
    scopes: typeof scopes === 'string' ? scopes.split(/,\s*/).filter(Boolean) : null,
    expiresAt: readExpiry(headers),
    limit: Number(headers['x-ratelimit-limit'] ?? 0),
    remaining: Number(headers['x-ratelimit-remaining'] ?? 0),
    resetAt: toInstant(Number(headers['x-ratelimit-reset'] ?? 0) * 1000),
  };
}

/** An enterprise server counts no requests unless it is told to, and then has no such page. */
function isUnlimited(error: unknown): boolean {
  return error instanceof StatusfolioError && /rate limiting is not enabled/i.test(error.message);
}
const unlimited: { readonly headers: AnswerHeaders; readonly data: unknown } = { headers: {}, data: null };

/** `2026-12-01 10:00:00 UTC`, or with an offset: `2026-12-01 10:00:00 +0200`. */
function readExpiry(headers: AnswerHeaders): string | null {
  const text = String(headers['github-authentication-token-expiration'] ?? '');
  const match = /^(\d{4}-\d{2}-\d{2}) (\d{2}:\d{2}:\d{2}) (?:UTC|([+-]\d{2}):?(\d{2}))$/.exec(text);
  if (match === null) return null;
  const [, day, time, hours, minutes] = match;
  return toInstant(new Date(`${day}T${time}${hours === undefined ? 'Z' : `${hours}:${minutes}`}`));
}

const permissionsAnswer = z.object({
  permissions: z.object({ admin: z.boolean().default(false), push: z.boolean().default(false) }).optional(),
});

async function readPermission(client: GitHubClient, repo: string): Promise<'read' | 'write' | 'admin' | null> {
  try {
    const parsed = permissionsAnswer.safeParse(await client.getJson('/repos/{owner}/{repo}', split(repo)));
    const permissions = parsed.success ? parsed.data.permissions : undefined;
    if (permissions?.admin === true) return 'admin';
    return permissions?.push === true ? 'write' : 'read';
  } catch (error) {
    if (error instanceof StatusfolioError && error.code === 'NOT_VISIBLE') return null;
    throw error;
  }
}

const siteAnswer = z.object({ has_pages: z.boolean() });

async function readSite(client: GitHubClient, repo: string): Promise<boolean | null> {
  try {
    const parsed = siteAnswer.safeParse(await client.getJson('/repos/{owner}/{repo}', split(repo)));
    return parsed.success ? parsed.data.has_pages : null;
  } catch (error) {
    if (error instanceof StatusfolioError && error.code === 'NOT_VISIBLE') return null;
    throw error;
  }
}

// ---- front page ----------------------------------------------------------------------------------------------------

const summary = z.object({ nameWithOwner: z.string(), description: z.string().nullable() });
const pinnedAnswer = z.object({
  repositoryOwner: z
    .object({
      pinnedItems: z.object({ nodes: z.array(summary) }).optional(),
      repositories: z.object({ nodes: z.array(summary) }),
    })
    .nullable(),
});

async function listPinned(client: GitHubClient, owner: string): Promise<RepositorySummary[]> {
  const answer = await client.query(pinnedOf, { owner });
  if (answer.kind === 'overloaded') throw answer.error;
  const parsed = pinnedAnswer.safeParse(answer.data);
  if (!parsed.success) throw unexpected(`GitHub's response about ${owner} was not understood.`, owner);
  const found = parsed.data.repositoryOwner;
  if (found === null) throw noSuchOwner(owner);
  const pinned = found.pinnedItems?.nodes ?? [];
  return (pinned.length > 0 ? pinned : found.repositories.nodes).map(({ nameWithOwner, description }) => ({
    repo: nameWithOwner,
    description: description ?? '',
  }));
}

const newestAnswer = z.array(z.object({ full_name: z.string(), description: z.string().nullish(), fork: z.boolean() }));

/** REST does not tell what is pinned. */
async function listNewest(client: GitHubClient, owner: string): Promise<RepositorySummary[]> {
  const answer = await client
    .getJson('/users/{owner}/repos', { owner, sort: 'pushed', per_page: 30 })
    .catch((error: unknown) => {
      throw error instanceof StatusfolioError && error.code === 'NOT_VISIBLE' ? noSuchOwner(owner) : error;
    });
  const parsed = newestAnswer.safeParse(answer);
  if (!parsed.success) throw unexpected(`GitHub's response about ${owner} was not understood.`, owner);
  return parsed.data
    .filter(({ fork }) => !fork)
    .slice(0, 6)
    .map(({ full_name, description }) => ({ repo: full_name, description: description ?? '' }));
}

function noSuchOwner(owner: string): StatusfolioError {
  return new StatusfolioError('USAGE', `There is no account "${owner}" on GitHub.`, {
    where: '--from',
    hint: 'Give the name of a user or an organisation.',
  });
}

// ---- webhooks ------------------------------------------------------------------------------------------------------

const hooksAnswer = z.array(
  z.object({
    id: z.union([z.number(), z.bigint()]).transform(String),
    active: z.boolean(),
    events: z.array(z.string()),
    config: z.object({ url: z.string().optional() }),
    last_response: z.object({ code: z.number().nullable() }).nullish(),
  }),
);

export async function listHooks(client: GitHubClient, repo: string): Promise<Hook[]> {
  const answer = await client.getJson('/repos/{owner}/{repo}/hooks', { ...split(repo), per_page: 100 });
  const parsed = hooksAnswer.safeParse(answer);
  if (!parsed.success) throw unexpected(`GitHub's response about the webhooks of ${repo} was not understood.`, repo);
  return parsed.data.flatMap(({ id, active, events, config, last_response }) =>
    config.url === undefined
      ? []
      : [{ id, url: config.url, events, isActive: active, lastStatus: last_response?.code || null }],
  );
}

function formatHook({ url, secret, events }: { url: string; secret: string; events: readonly string[] }) {
  return { active: true, events: [...events], config: { url, content_type: 'json', secret, insecure_ssl: '0' } };
}

/** Throws NOT_VISIBLE with GitHub's own words when it refuses. */
async function write(client: GitHubClient, route: string, repo: string, parameters: object): Promise<void> {
  const answer = await client.send(route, { ...split(repo), ...parameters });
  if (answer.kind === 'done') return;
  const { status, message } = answer;
  const isHidden = status === 403 || status === 404;
  throw new StatusfolioError(isHidden ? 'NOT_VISIBLE' : 'WRITE_REJECTED', `GitHub refuses: ${message}`, {
    where: repo,
  });
}

async function deleteBranchByName(client: GitHubClient, repo: string, branch: string): Promise<boolean> {
  const answer = await client.send('DELETE /repos/{owner}/{repo}/git/refs/heads/{+branch}', { ...split(repo), branch });
  if (answer.kind === 'done') return true;
  const { status, message } = answer;
  if (status === 404 || (status === 422 && /reference does not exist/i.test(message))) return false;
  throw new StatusfolioError('WRITE_REJECTED', `GitHub refuses: ${message}`, { where: repo });
}

// What `leave` takes out of a repository beside hooks: the status issue, and the branch that changes were proposed from.

const idAnswer = z.object({ repository: z.object({ issue: z.object({ id: z.string() }).nullish() }).nullable() });
const deletedAnswer = z.object({ deleteIssue: z.object({ repository: z.object({ id: z.string() }).nullable() }) });

/** Only an administrator may delete an issue; false: GitHub did not. */
async function deleteIssueForGood(client: GitHubClient, repo: string, number: number): Promise<boolean> {
  const [owner = '', name = ''] = repo.split('/');
  const found = await client.query(issueId, { owner, name, number });
  const id = found.kind === 'answer' ? idAnswer.safeParse(found.data).data?.repository?.issue?.id : undefined;
  if (id === undefined) return false;
  const answer = await client.mutate(deleteIssue, { input: { issueId: id } });
  return answer.kind === 'answer' && deletedAnswer.safeParse(answer.data).success;
}

/** 'left': it holds somebody else's commit. 'kept': GitHub did not delete it. */
export async function deletePullRequestBranch(
  client: GitHubClient,
  repo: string,
  base: string,
  topic?: string,
): Promise<'removed' | 'none' | 'left' | 'kept'> {
  const existing = await readOwnBranch(client, repo, base, topic);
  if (existing === 'archived') return 'none';
  const { place } = existing;
  const branch = await readBranch(client, place, base, null);
  if (branch === null) return 'none';
  if (!branch.isOurs && branch.ahead > 0) return 'left';
  await deleteBranch(client, place, branch.headOid);
  return (await readBranch(client, place, base, null)) === null ? 'removed' : 'kept';
}
