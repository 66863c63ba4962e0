// Our own branch: where it stands, whether every commit on it is ours, and how it is brought on top of its base.
// Never forces: a branch that has to start over gets a merge commit with the base's tree, which is a fast-forward, so
// a commit that somebody pushes in between makes GitHub refuse.

import * as z from 'zod';
import { StatusfolioError } from '../../errors.ts';
import type { FileWrite } from '../../ports/github.ts';
import type { GitHubClient } from '../client.ts';
import { contentsRoute, hashBlob } from '../documents/read.ts';
import { explainBranchRefusal, unexpected } from '../errors.ts';
import { updateRefs } from '../queries.ts';

export interface BranchPlace {
  readonly owner: string;
  readonly repo: string;
  /** Node id of the repository. */
  readonly id: string;
  readonly base: string;
  readonly branch: string;
}

export interface BranchState {
  readonly headOid: string;
  /** Last commit that base and branch share. */
  readonly mergeBase: string;
  /** Commits that the base does not have. */
  readonly ahead: number;
  readonly isOurs: boolean;
}

const refSchema = z.object({ object: z.object({ sha: z.string() }) });
const person = z.object({ email: z.string().nullish() }).nullish();
const compareSchema = z.object({
  ahead_by: z.number(),
  merge_base_commit: z.object({ sha: z.string() }),
  commits: z.array(
    z.object({
      sha: z.string(),
      commit: z.object({
        message: z.string(),
        author: person,
        committer: person,
        verification: z.object({ verified: z.boolean() }).nullish(),
      }),
    }),
  ),
});
type ComparedCommit = z.infer<typeof compareSchema>['commits'][number];
const treeSchema = z.object({ tree: z.object({ sha: z.string() }) });
const madeSchema = z.object({ sha: z.string() });

/** null: there is no such branch. `knownOid` is the head that we remember to have made. */
export async function readBranch(
  client: GitHubClient,
  place: BranchPlace,
  version: string,
  knownOid: string | null,
): Promise<BranchState | null> {
  const { owner, repo, branch } = place;
  const found = await getOrNull(client, '/repos/{owner}/{repo}/git/ref/{+ref}', {
    owner,
    repo,
    ref: `heads/${branch}`,
  });
  if (found === null) return null;
  const ref = refSchema.safeParse(found);
  if (!ref.success) throw unexpected(`${owner}/${repo}: the branch ${branch} could not be read.`, branch);
  const headOid = ref.data.object.sha;

  const basehead = `${version}...${headOid}`;
  const answer = await client.getJson('/repos/{owner}/{repo}/compare/{basehead}', { owner, repo, basehead });
  const compared = compareSchema.safeParse(answer);
  if (!compared.success) throw unexpected(`${owner}/${repo}: ${branch} could not be compared.`, branch);
  const { ahead_by: ahead, merge_base_commit: mergeBase, commits } = compared.data;
  const isOurs = headOid === knownOid || (ahead === commits.length && commits.every(isOwnCommit));
  return { headOid, mergeBase: mergeBase.sha, ahead, isOurs };
}

/** Carries our trailer, and nobody else's hands were on it: whoever amends a commit becomes its committer. */
function isOwnCommit({ commit }: ComparedCommit): boolean {
  const isUntouched = commit.verification?.verified === true || commit.author?.email === commit.committer?.email;
  return isUntouched && /^Statusfolio: \S/m.test(commit.message);
}

/** Whether all files at this commit hold the given bytes. */
export async function holdsFiles(
  client: GitHubClient,
  { owner, repo }: BranchPlace,
  ref: string,
  files: readonly FileWrite[],
  side: 'before' | 'bytes',
): Promise<boolean> {
  for (const file of files) {
    const found = await getOrNull(client, contentsRoute(file.path), { owner, repo, ref });
    const oid: unknown = found === null ? null : Reflect.get(Object(found), 'sha');
    const wanted = file[side];
    if (oid !== (wanted === null ? null : await hashBlob(wanted))) return false;
  }
  return true;
}

/** Makes the branch at the base. False: somebody was faster. */
export async function createBranch(client: GitHubClient, place: BranchPlace, oid: string): Promise<boolean> {
  const { owner, repo, branch } = place;
  const answer = await client.send('POST /repos/{owner}/{repo}/git/refs', {
    owner,
    repo,
    ref: `refs/heads/${branch}`,
    sha: oid,
  });
  if (answer.kind === 'done') return true;
  if (explainBranchRefusal(answer.status, answer.message, branch) === null) return false;
  throw new WriteRefused(answer.status, answer.message, branch);
}

/** Puts our branch on top of the base, with the base's own files. Returns the new head; null: somebody was faster. */
export async function beginAnew(
  client: GitHubClient,
  place: BranchPlace,
  { headOid, ahead }: BranchState,
  version: string,
  message: string,
): Promise<string | null> {
  const { owner, repo, branch } = place;
  const sha = ahead === 0 ? version : await createResetCommit(client, place, headOid, version, message);
  const answer = await client.send('PATCH /repos/{owner}/{repo}/git/refs/{+ref}', {
    owner,
    repo,
    ref: `heads/${branch}`,
    sha,
    force: false,
  });
  if (answer.kind === 'done') return sha;
  if (explainBranchRefusal(answer.status, answer.message, branch) === null) return null;
  throw new WriteRefused(answer.status, answer.message, branch);
}

async function createResetCommit(
  client: GitHubClient,
  { owner, repo, base, branch }: BranchPlace,
  headOid: string,
  version: string,
  message: string,
): Promise<string> {
  const found = await client.getJson('/repos/{owner}/{repo}/git/commits/{sha}', { owner, repo, sha: version });
  const tree = treeSchema.safeParse(found).data?.tree.sha;
  if (tree === undefined) throw unexpected(`${owner}/${repo}: the commit ${version} could not be read.`, base);
  const parents = [headOid, version];
  const answer = await client.send('POST /repos/{owner}/{repo}/git/commits', { owner, repo, message, tree, parents });
  if (answer.kind === 'refused') throw new WriteRefused(answer.status, answer.message);
  const made = madeSchema.safeParse(answer.data);
  if (!made.success) throw unexpected(`${owner}/${repo}: ${branch} could not be rebuilt.`, branch);
  return made.data.sha;
}

/** Deletes the branch if it still stands at `headOid`. Where the server cannot compare and swap, the branch stays. */
export async function deleteBranch(client: GitHubClient, place: BranchPlace, headOid: string): Promise<void> {
  const update = { name: `refs/heads/${place.branch}`, beforeOid: headOid, afterOid: '0'.repeat(40) };
  try {
    await client.mutate(updateRefs, { input: { repositoryId: place.id, refUpdates: [update] } });
  } catch (error) {
    // A branch that is left over harms nobody: the next pull request starts over on it.
    if (!(error instanceof StatusfolioError) || error.code === 'GITHUB_THROTTLED') throw error;
  }
}

/** GitHub said no in the middle of several writes. */
export class WriteRefused extends Error {
  readonly status: number;
  /** The branch of ours that could not be made or moved; null: something else was refused. */
  readonly branch: string | null;
  constructor(status: number, message: string, branch: string | null = null) {
    super(message);
    this.status = status;
    this.branch = branch;
  }
}

/** null: not found. */
export async function getOrNull(
  client: GitHubClient,
  route: string,
  parameters: Readonly<Record<string, unknown>>,
): Promise<unknown> {
  try {
    return await client.getJson(route, parameters);
  } catch (error) {
    if (error instanceof StatusfolioError && error.code === 'NOT_VISIBLE') return null;
    throw error;
  }
}
