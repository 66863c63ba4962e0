// The state of runs without a database on disk: one file on a branch of its own in the portfolio repository. Written as a
// compare-and-swap on the head of that branch, which has no history in common with any other.

import * as z from 'zod';
import { StatusfolioError } from '../errors.ts';
import type { WriteResult } from '../ports/github.ts';
import { createGitHubClient, type GitHubClient, type GitHubClientOptions } from './client.ts';
import { commitFiles } from './documents/commit.ts';
import { readContents } from './documents/read.ts';
import { explainBranchRefusal, explainStatus, forbidBranch, unexpected } from './errors.ts';
import { getOrNull } from './pull-request/branch.ts';

export const stateBranch = 'statusfolio-state';
const path = 'state.json';

export interface StateBranch {
  /** `text` null: nothing was saved yet. */
  read(): Promise<SavedState>;
  /** Saves on top of what was read; 'conflict' when another run has saved since. */
  write(text: string, over: SavedState): Promise<WriteResult>;
}

export interface SavedState {
  readonly text: string | null;
  /** The commit that it was read at; null: there is no such branch. */
  readonly version: string | null;
}

const refSchema = z.object({ object: z.object({ sha: z.string() }) });
const madeSchema = z.object({ sha: z.string() });
const headline = 'Save open questions and decisions';
const body = `Statusfolio keeps its state here. Deleting this branch resets question timers, never a document.\n\nStatusfolio: ${stateBranch}`;

export function openStateBranch(options: GitHubClientOptions, repo: string): StateBranch {
  const client = createGitHubClient(options);
  return {
    read: () => readState(client, repo),
    write: (text, over) => writeState(client, repo, text, over),
  };
}

async function readState(client: GitHubClient, repo: string): Promise<SavedState> {
  const [owner = '', name = ''] = repo.split('/');
  const route = '/repos/{owner}/{repo}/git/ref/{+ref}';
  const found = await getOrNull(client, route, { owner, repo: name, ref: `heads/${stateBranch}` });
  if (found === null) return { text: null, version: null };
  const version = refSchema.safeParse(found).data?.object.sha;
  if (version === undefined) throw unexpected(`${repo}: the branch ${stateBranch} could not be read.`, repo);
  const bytes = await readContents(client, { owner, repo: name, ref: version }, path);
  return { text: bytes === null ? null : new TextDecoder().decode(bytes), version };
}

async function writeState(client: GitHubClient, repo: string, text: string, over: SavedState): Promise<WriteResult> {
  const encoder = new TextEncoder();
  if (over.version === null) return await createState(client, repo, text);
  const before = over.text === null ? null : encoder.encode(over.text);
  const ref = { kind: 'github', repo, path, branch: stateBranch } as const;
  const files = [{ path, bytes: encoder.encode(text), before }];
  const change = { ref, branch: stateBranch, version: over.version, files, headline, body };
  const result = await commitFiles(client, change, ref);
  // No key of the configuration changes these commits: the branch has to be left out of the rule.
  if (result.kind !== 'rejected' || result.problem.code !== 'COMMIT_RULE') return result;
  const { hint } = forbidBranch(stateBranch, '');
  return { kind: 'rejected', problem: { ...result.problem, code: 'PROTECTED', hint } };
}

/** A commit without parents, and the branch for it. */
async function createState(client: GitHubClient, repo: string, content: string): Promise<WriteResult> {
  const [owner, name] = repo.split('/');
  const place = { owner, repo: name };
  const message = `${headline}\n\n${body}`;
  try {
    const entry = { path, mode: '100644', type: 'blob', content };
    const tree = await make(client, 'POST /repos/{owner}/{repo}/git/trees', { ...place, tree: [entry] });
    const sha = await make(client, 'POST /repos/{owner}/{repo}/git/commits', { ...place, message, tree, parents: [] });
    const answer = await client.send('POST /repos/{owner}/{repo}/git/refs', {
      ...place,
      ref: `refs/heads/${stateBranch}`,
      sha,
    });
    if (answer.kind === 'done') return { kind: 'written', oid: sha, url: null };
    const reason = explainBranchRefusal(answer.status, answer.message, stateBranch);
    return reason === null ? { kind: 'conflict' } : { kind: 'rejected', problem: { where: repo, ...reason } };
  } catch (error) {
    if (!(error instanceof StatusfolioError) || error.code !== 'WRITE_REJECTED') throw error;
    const { message: reason, hint } = error;
    return { kind: 'rejected', problem: { code: 'WRITE_REJECTED', where: repo, message: reason, hint } };
  }
}

async function make(
  client: GitHubClient,
  route: string,
  parameters: Readonly<Record<string, unknown>>,
): Promise<string> {
  const answer = await client.send(route, parameters);
  if (answer.kind === 'refused') {
    const { message, hint } = explainStatus(answer.status, answer.message);
    throw new StatusfolioError('WRITE_REJECTED', message, { where: stateBranch, hint });
  }
  const made = madeSchema.safeParse(answer.data);
  if (!made.success) throw unexpected(`${stateBranch} was not confirmed.`, stateBranch);
  return made.data.sha;
}
