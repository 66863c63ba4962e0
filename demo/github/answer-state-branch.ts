// The Git data routes by which a branch without history in common with the others is made and its one file replaced,
// answered in GitHub's shape; null: not one of these routes.

import { createHash } from 'node:crypto';
import { hashBlob } from './git-objects.ts';
import type { SimulatedRepository } from './repository.ts';
import type { World } from './world.ts';

const headers = { 'content-type': 'application/json; charset=utf-8' };
const json = (status: number, body: unknown) => new Response(JSON.stringify(body), { status, headers });
const refuse = (status: number, message: string) =>
  json(status, { message, documentation_url: 'https://docs.github.com/rest', status: `${status}` });

/** Trees and commits that no branch leads to yet, by their names. */
const trees = new WeakMap<World, Map<string, { path: string; content: string }[]>>();
const commits = new WeakMap<World, Map<string, { tree: string; message: string }>>();

export async function answerStateBranch(world: World, request: Request): Promise<Response | null> {
  const path = new URL(request.url).pathname.replace(/^\/api\/v3(?=\/)/, '');
  const [top, owner = '', name = '', ...rest] = path.split('/').slice(1).map(decodeURIComponent);
  const route = `${request.method} ${rest.slice(0, 2).join('/')}`;
  const isOurs = /^POST git\/(trees|commits|refs)$/.test(route) || /^PUT contents\//.test(route);
  if (top !== 'repos' || !isOurs) return null;
  const repository = world.find(owner, name, true);
  if (repository === null) return refuse(404, 'Not Found');
  if (!world.mayWrite) return refuse(403, 'Resource not accessible by integration');
  const body: Record<string, unknown> = Object(await request.json());
  if (route === 'POST git/trees') return makeTree(world, body);
  if (route === 'POST git/commits') return makeCommit(world, body);
  if (route === 'POST git/refs') return makeRef(world, repository, body);
  return putContents(world, repository, rest.slice(1).join('/'), body);
}

const shaOf = (text: string) => createHash('sha1').update(text).digest('hex');

function makeTree(world: World, body: Record<string, unknown>): Response {
  const entries = (body['tree'] as { path: string; content: string }[]) ?? [];
  const sha = shaOf(JSON.stringify(entries));
  trees.set(world, (trees.get(world) ?? new Map()).set(sha, entries));
  return json(201, { sha, tree: entries.map(({ path }) => ({ path, mode: '100644', type: 'blob' })) });
}

function makeCommit(world: World, body: Record<string, unknown>): Response {
  const commit = { tree: String(body['tree']), message: String(body['message']) };
  const sha = shaOf(JSON.stringify(commit));
  commits.set(world, (commits.get(world) ?? new Map()).set(sha, commit));
  return json(201, { sha, message: commit.message });
}

function makeRef(world: World, repository: SimulatedRepository, body: Record<string, unknown>): Response {
  const branch = String(body['ref']).replace(/^refs\/heads\//, '');
  if (repository.head(branch) !== null) return refuse(422, 'Reference already exists');
  const commit = commits.get(world)?.get(String(body['sha']));
  const entries = trees.get(world)?.get(commit?.tree ?? '');
  if (commit === undefined || entries === undefined) return refuse(422, 'Object does not exist');
  const files = Object.fromEntries(entries.map(({ path, content }) => [path, content]));
  repository.commit({ at: world.now(), message: commit.message, files, branch });
  return json(201, { ref: `refs/heads/${branch}`, object: { type: 'commit', sha: repository.head(branch)?.oid } });
}

function putContents(
  world: World,
  repository: SimulatedRepository,
  path: string,
  body: Record<string, unknown>,
): Response {
  const branch = String(body['branch'] ?? repository.state.defaultBranch);
  const head = repository.head(branch);
  if (head === null) return refuse(404, `Branch ${branch} not found`);
  const before = head.files.get(path);
  if (before !== undefined && body['sha'] === undefined)
    return refuse(422, 'Invalid request.\n\n"sha" wasn\'t supplied.');
  if (before !== undefined && hashBlob(before) !== body['sha'])
    return refuse(409, `${path} does not match ${body['sha']}`);
  const content = Buffer.from(String(body['content']), 'base64');
  repository.commit({ at: world.now(), message: String(body['message']), files: { [path]: content }, branch });
  return json(before === undefined ? 201 : 200, { content: { path, sha: hashBlob(content) } });
}
