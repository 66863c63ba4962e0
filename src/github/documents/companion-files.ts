// What is read right before a write: whether a repository is still public, and the small files that go beside a
// document. And the workflow that is started after it.

import * as z from 'zod';
import type { Problem } from '../../core/model.ts';
import { StatusfolioError, toProblem } from '../../errors.ts';
import type { GitHubClient } from '../client.ts';
import { explainStatus, unexpected } from '../errors.ts';
import { getOrNull } from '../pull-request/branch.ts';
import { filesAt, visibilityByIds } from '../queries.ts';
import { visibility } from '../schemas.ts';

const maxIds = 100;
const maxFiles = 100;

const visibilitySchema = z.object({
  nodes: z.array(z.object({ id: z.string(), visibility }).nullable().catch(null)),
});
const filesSchema = z.object({
  repository: z.record(z.string(), z.object({ text: z.string().nullish() }).nullable()).nullable(),
});

export async function findPublic(client: GitHubClient, nodeIds: readonly string[]): Promise<ReadonlySet<string>> {
  const found = new Set<string>();
  for (let start = 0; start < nodeIds.length; start += maxIds) {
    const answer = await client.query(visibilityByIds, { ids: nodeIds.slice(start, start + maxIds) });
    const nodes = answer.kind === 'answer' ? (visibilitySchema.safeParse(answer.data).data?.nodes ?? []) : [];
    for (const node of nodes) if (node?.visibility === 'public') found.add(node.id);
  }
  return found;
}

export async function readFiles(
  client: GitHubClient,
  repo: string,
  version: string,
  paths: readonly string[],
): Promise<ReadonlyMap<string, Uint8Array>> {
  const [owner = '', name = ''] = repo.split('/');
  const files = new Map<string, Uint8Array>();
  for (let start = 0; start < paths.length; start += maxFiles) {
    const asked = paths.slice(start, start + maxFiles);
    const places = Object.fromEntries(asked.map((path, index) => [`at${index}`, `${version}:${path}`]));
    const answer = await client.query(filesAt(asked.length), { owner, name, ...places });
    if (answer.kind === 'overloaded') throw answer.error;
    const parsed = filesSchema.safeParse(answer.data);
    // Taken for missing, a file would be written again and again.
    if (!parsed.success || parsed.data.repository === null || answer.errors.length > 0) {
      throw unexpected(`${repo}: files beside the document could not be read.`, repo);
    }
    for (const [index, path] of asked.entries()) {
      const text = parsed.data.repository[`f${index}`]?.text;
      if (text != null) files.set(path, new TextEncoder().encode(text));
    }
  }
  return files;
}

/** Of a branch (null: the default one), in one request. Nothing is there either where the repository cannot be seen. */
export async function readIfThere(
  client: GitHubClient,
  repo: string,
  branch: string | null,
  paths: readonly string[],
): Promise<ReadonlyMap<string, Uint8Array>> {
  const [owner = '', name = ''] = repo.split('/');
  const revision = branch === null ? 'HEAD' : `refs/heads/${branch}`;
  const places = Object.fromEntries(paths.map((path, index) => [`at${index}`, `${revision}:${path}`]));
  const answer = await client.query(filesAt(paths.length), { owner, name, ...places });
  if (answer.kind === 'overloaded') throw answer.error;
  const isMissing = answer.errors.length > 0 && answer.errors.every(({ type }) => type === 'NOT_FOUND');
  const parsed = filesSchema.safeParse(answer.data);
  if (isMissing && parsed.data?.repository == null) return new Map();
  if (!parsed.success || answer.errors.length > 0)
    throw unexpected(`${repo}: GitHub's response was not understood.`, repo);
  const files = new Map<string, Uint8Array>();
  for (const [index, path] of paths.entries()) {
    const text = parsed.data.repository?.[`f${index}`]?.text;
    if (text != null) files.set(path, new TextEncoder().encode(text));
  }
  return files;
}

export async function startWorkflow(
  client: GitHubClient,
  repo: string,
  workflow: string,
  branch: string,
): Promise<Problem | null> {
  const [owner, name] = repo.split('/');
  const hint = 'The document is published. Start the workflow by hand, and check "afterPublish" and its permission.';
  try {
    const route = 'POST /repos/{owner}/{repo}/actions/workflows/{workflow_id}/dispatches';
    const answer = await client.send(route, { owner, repo: name, workflow_id: workflow, ref: branch });
    if (answer.kind === 'done') return null;
    const { message } = explainStatus(answer.status, answer.message);
    return { code: 'NOT_DISPATCHED', where: repo, message: `${workflow} was not started. ${message}`, hint };
  } catch (error) {
    if (!(error instanceof StatusfolioError)) throw error;
    return { ...toProblem(error), code: 'NOT_DISPATCHED', where: repo, hint };
  }
}

const workflowSchema = z.object({ updated_at: z.string() });

/** null: it is not shown to us. */
export async function readWorkflow(client: GitHubClient, repo: string, file: string) {
  const [owner, name] = repo.split('/');
  const route = '/repos/{owner}/{repo}/actions/workflows/{workflow_id}';
  const found = await getOrNull(client, route, { owner, repo: name, workflow_id: file });
  const updatedAt = Date.parse(workflowSchema.safeParse(found).data?.updated_at ?? '');
  return Number.isNaN(updatedAt) ? null : { updatedAt: new Date(updatedAt).toISOString() };
}

/** https://docs.github.com/rest/actions/workflows#enable-a-workflow; false where GitHub refuses. */
export async function enableWorkflow(client: GitHubClient, repo: string, file: string): Promise<boolean> {
  const [owner, name] = repo.split('/');
  const route = 'PUT /repos/{owner}/{repo}/actions/workflows/{workflow_id}/enable';
  return (await client.send(route, { owner, repo: name, workflow_id: file })).kind === 'done';
}
