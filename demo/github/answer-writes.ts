// The REST routes that change something, and those that are read before a change: branches, commits, pull requests,
// issues, contents, workflow runs. Each refusal in GitHub's own words (github-api.md section 2). Long because every
// route of that kind is here, side by side.

import { findViolations } from './branch-rules.ts';
import { hashBlob, hashCommit, hashTree } from './git-objects.ts';
import { editIssue, findIssue, openIssue, tell } from './issues.ts';
import { closePullRequest, compareCommits, headOf } from './pull-requests.ts';
import { type Commit, nextId, type PullRequestState, type SimulatedRepository } from './repository.ts';
import type { World } from './world.ts';

export const json = (status: number, body: unknown, headers: Record<string, string> = {}) =>
  new Response(status === 204 ? null : JSON.stringify(body), {
    status,
    headers: { 'content-type': 'application/json; charset=utf-8', ...headers },
  });

const refuse = (status: number, message: string, errors?: readonly object[]) =>
  json(status, {
    message,
    ...(errors !== undefined && { errors }),
    documentation_url: 'https://docs.github.com/rest',
    status: String(status),
  });
const notFound = () => refuse(404, 'Not Found');
const invalid = (resource: string, message: string) =>
  refuse(422, 'Validation Failed', [{ resource, code: 'custom', message }]);

interface Call {
  readonly world: World;
  readonly repository: SimulatedRepository;
  readonly method: string;
  readonly query: URLSearchParams;
  readonly body: Record<string, unknown>;
  readonly accept: string;
}

const text = (value: unknown) => (typeof value === 'string' ? value : '');

/** null: not one of these routes. */
export async function answerWrites(
  world: World,
  repository: SimulatedRepository,
  request: Request,
  route: string,
): Promise<Response | null> {
  const { method } = request;
  const received: unknown = method === 'GET' || method === 'DELETE' ? {} : await request.json().catch(() => ({}));
  const call: Call = {
    world,
    repository,
    method,
    query: new URL(request.url).searchParams,
    body: Object(received),
    accept: request.headers.get('accept') ?? '',
  };
  const isWrite = method !== 'GET';
  for (const [pattern, answer] of routes) {
    const match = pattern.exec(`${method} ${route}`);
    if (match === null) continue;
    if (isWrite && repository.state.archivedAt !== null) return refuse(403, 'Repository was archived so is read-only.');
    if (
      isWrite &&
      !['admin', 'write'].includes(repository.permissionOf(world.viewer)) &&
      !world.viewer.endsWith('[bot]')
    )
      return refuse(403, 'Resource not accessible by personal access token');
    return answer(call, ...match.slice(1).map((part) => part ?? ''));
  }
  return null;
}

const routes: readonly (readonly [RegExp, (call: Call, ...parts: string[]) => Response])[] = [
  [/^GET git\/ref\/heads\/(.+)$/, readRef],
  [/^POST git\/refs$/, createRef],
  [/^PATCH git\/refs\/heads\/(.+)$/, moveRef],
  [/^DELETE git\/refs\/heads\/(.+)$/, deleteRef],
  [/^GET git\/commits\/([0-9a-f]+)$/, readCommit],
  [/^GET git\/trees\/([0-9a-f]+)$/, readTree],
  [/^POST git\/trees$/, createTree],
  [/^POST git\/commits$/, createCommit],
  [/^GET compare\/(.+)\.\.\.(.+)$/, compare],
  [/^GET commits$/, listCommits],
  [/^GET pulls$/, listPullRequests],
  [/^POST pulls$/, createPullRequest],
  [/^GET pulls\/(\d+)$/, readPullRequest],
  [/^PATCH pulls\/(\d+)$/, changePullRequest],
  [/^GET issues\/(\d+)\/comments$/, listComments],
  [/^POST issues\/(\d+)\/comments$/, addComment],
  [/^GET issues\/(\d+)$/, readIssue],
  [/^POST issues$/, createIssue],
  [/^PATCH issues\/(\d+)$/, changeIssue],
  [/^GET collaborators\/([^/]+)\/permission$/, readPermission],
  [/^GET contents\/(.+)$/, readContents],
  [/^PUT contents\/(.+)$/, putContents],
  [/^POST actions\/workflows\/([^/]+)\/dispatches$/, dispatchWorkflow],
  [/^GET actions\/workflows\/([^/]+)$/, readWorkflow],
  [/^PUT actions\/workflows\/([^/]+)\/enable$/, enableWorkflow],
];

// ---- branches and commits ----------------------------------------------------------------------------------------

const refOf = ({ repository }: Call, branch: string, oid: string) => ({
  ref: `refs/heads/${branch}`,
  node_id: `REF_${branch}`,
  object: { type: 'commit', sha: oid, url: `https://api.github.com/repos/${repository.fullName()}/git/commits/${oid}` },
});

function readRef(call: Call, branch: string): Response {
  const head = call.repository.head(branch);
  return head === null ? notFound() : json(200, refOf(call, branch, head.oid));
}

function createRef(call: Call): Response {
  const { repository, body, world } = call;
  const branch = text(body['ref']).replace(/^refs\/heads\//, '');
  const oid = text(body['sha']);
  if (repository.head(branch) !== null) return refuse(422, 'Reference already exists');
  const commit = repository.findCommit(oid);
  if (commit === null) return refuse(422, 'Object does not exist');
  const isNew = ![...repository.state.branches.values()].some((commits) => commits.includes(commit));
  const violation = findViolations(repository.state, branch, isNew ? commit : null, true);
  if (violation !== null) return refuse(422, violation);
  repository.setBranch(branch, oid, world.viewer);
  return json(201, refOf(call, branch, oid));
}

function deleteRef({ repository }: Call, branch: string): Response {
  if (repository.head(branch) === null) return refuse(422, 'Reference does not exist');
  repository.state.branches.delete(branch);
  return new Response(null, { status: 204 });
}

function moveRef(call: Call, branch: string): Response {
  const { repository, body, world } = call;
  const head = repository.head(branch);
  const oid = text(body['sha']);
  if (head === null) return refuse(422, 'Reference does not exist');
  const commit = repository.findCommit(oid);
  if (commit === null) return refuse(422, 'Object does not exist');
  const isForward = repository.historyOf(oid).some((commit) => commit.oid === head.oid);
  if (body['force'] === true) world.forcedPushes += isForward ? 0 : 1;
  else if (!isForward) return refuse(422, 'Update is not a fast forward');
  if (repository.state.protection !== null && branch === repository.state.defaultBranch)
    return refuse(422, repository.state.protection);
  const violation = findViolations(repository.state, branch, commit);
  if (violation !== null) return refuse(422, violation);
  repository.setBranch(branch, oid, world.viewer);
  return json(200, refOf(call, branch, oid));
}

function readCommit({ repository }: Call, oid: string): Response {
  const commit = repository.findCommit(oid);
  if (commit === null) return notFound();
  return json(200, {
    sha: oid,
    message: commit.message,
    tree: { sha: hashTree(commit.files) },
    parents: commit.parents.map((sha) => ({ sha })),
  });
}

/** One level of a tree, named by its own oid or by that of a commit. */
function readTree({ repository }: Call, oid: string): Response {
  const files = repository.findCommit(oid)?.files ?? findFolder(repository, oid);
  if (files === null) return notFound();
  const names = new Set([...files.keys()].map((path) => path.split('/')[0] ?? ''));
  const tree = [...names].map((path) => {
    const bytes = files.get(path);
    if (bytes !== undefined) return { path, mode: '100644', type: 'blob', sha: hashBlob(bytes) };
    return { path, mode: '040000', type: 'tree', sha: hashTree(inside(files, path)) };
  });
  return json(200, { sha: oid, tree, truncated: false });
}

function inside(files: ReadonlyMap<string, Uint8Array>, folder: string): Map<string, Uint8Array> {
  const prefix = `${folder}/`;
  return new Map(
    [...files].flatMap(([path, bytes]) =>
      path.startsWith(prefix) ? [[path.slice(prefix.length), bytes] as const] : [],
    ),
  );
}

function findFolder(repository: SimulatedRepository, oid: string): ReadonlyMap<string, Uint8Array> | null {
  for (const { files } of [...repository.state.branches.values()].flat()) {
    const folders = new Set(
      [...files.keys()].flatMap((path) =>
        path
          .split('/')
          .slice(0, -1)
          .map((_, index, parts) => parts.slice(0, index + 1).join('/')),
      ),
    );
    for (const folder of folders) {
      const found = inside(files, folder);
      if (hashTree(found) === oid) return found;
    }
  }
  return findTree(repository, oid);
}

/** Trees that were made and belong to no commit yet. */
const looseTrees = new WeakMap<SimulatedRepository, Map<string, ReadonlyMap<string, Uint8Array>>>();

function createTree({ repository, body }: Call): Response {
  const base = text(body['base_tree']);
  const files = new Map(base === '' ? [] : (findTree(repository, base) ?? []));
  for (const entry of Array.isArray(body['tree']) ? body['tree'] : [])
    files.set(text(entry.path), Buffer.from(text(entry.content)));
  const sha = hashTree(files);
  const trees = looseTrees.get(repository) ?? new Map();
  looseTrees.set(repository, trees.set(sha, files));
  return json(201, { sha });
}

function findTree(repository: SimulatedRepository, oid: string): ReadonlyMap<string, Uint8Array> | null {
  for (const commits of repository.state.branches.values()) {
    const found = commits.find(({ files }) => hashTree(files) === oid);
    if (found !== undefined) return found.files;
  }
  return looseTrees.get(repository)?.get(oid) ?? null;
}

function createCommit({ repository, body, world }: Call): Response {
  const files = findTree(repository, text(body['tree']));
  if (files === null) return refuse(422, 'Tree SHA does not exist');
  const parents = (Array.isArray(body['parents']) ? body['parents'] : []).map(text);
  if (parents.some((oid) => repository.findCommit(oid) === null))
    return refuse(422, 'Parent SHA does not exist or is not a commit object');
  const author = authorOf(world.viewer);
  const message = text(body['message']);
  const at = world.now();
  const oid = hashCommit({ tree: hashTree(files), parents, author, at, message });
  const changed = { added: [], modified: [], removed: [] };
  // GitHub signs such a commit for an App, not for a person's token.
  repository.keepLoose({ oid, parents, author, at, message, files, changed, isSigned: world.viewer.endsWith('[bot]') });
  return json(201, { sha: oid, tree: { sha: hashTree(files) } });
}

export function authorOf(login: string) {
  return { login, name: login, email: `${login}@users.noreply.github.com` };
}

const toRestCommit = ({ oid, message, author, at, parents, isSigned = false, committer = author }: Commit) => ({
  sha: oid,
  parents: parents.map((sha) => ({ sha })),
  author: author.login === null ? null : { login: author.login },
  commit: {
    message,
    author: { name: author.name, email: author.email, date: at.toISOString() },
    committer: isSigned
      ? { name: 'GitHub', email: 'noreply@github.com', date: at.toISOString() }
      : { name: committer.name, email: committer.email, date: at.toISOString() },
    verification: { verified: isSigned, reason: isSigned ? 'valid' : 'unsigned' },
  },
});

function compare({ repository }: Call, base: string, head: string): Response {
  const [from, to] = [base, head].map((name) => repository.head(name) ?? repository.findCommit(name));
  if (from == null || to == null) return notFound();
  const { mergeBase, ahead, behind } = compareCommits(repository, from.oid, to.oid);
  if (mergeBase === null) return notFound();
  return json(200, {
    status: ahead.length === 0 ? (behind === 0 ? 'identical' : 'behind') : behind === 0 ? 'ahead' : 'diverged',
    ahead_by: ahead.length,
    behind_by: behind,
    total_commits: ahead.length,
    merge_base_commit: { sha: mergeBase.oid },
    commits: ahead.slice(0, 250).map(toRestCommit),
  });
}

function listCommits({ repository, query }: Call): Response {
  const branch = query.get('sha') ?? repository.state.defaultBranch;
  const path = query.get('path');
  const commits = (repository.head(branch) === null ? repository.historyOf(branch) : repository.history(branch))
    .filter(({ changed }) => path === null || Object.values(changed).some((paths) => paths.includes(path)))
    .slice(0, Number(query.get('per_page') ?? 30));
  return json(200, commits.map(toRestCommit));
}

// ---- pull requests -----------------------------------------------------------------------------------------------

function toRestPull({ repository }: Call, request: PullRequestState) {
  const repo = { id: repository.state.databaseId, full_name: repository.fullName() };
  return {
    number: request.number,
    node_id: `PR_${request.number}`,
    html_url: `https://github.com/${repository.fullName()}/pull/${request.number}`,
    state: request.state,
    title: request.title,
    body: request.body,
    user: { login: request.author },
    merged_at: request.mergedAt?.toISOString() ?? null,
    merge_commit_sha: request.mergeOid,
    head: { ref: request.headRef, sha: headOf(repository, request), repo },
    base: { ref: request.baseRef, repo },
  };
}

function listPullRequests(call: Call): Response {
  const { repository, query } = call;
  const head = query.get('head');
  const base = query.get('base');
  const state = query.get('state') ?? 'open';
  const found = repository.state.pullRequests
    .filter((request) => head === null || head === `${repository.state.owner}:${request.headRef}`)
    .filter((request) => base === null || base === request.baseRef)
    .filter((request) => state === 'all' || request.state === state);
  return json(
    200,
    found.slice(0, Number(query.get('per_page') ?? 30)).map((request) => toRestPull(call, request)),
  );
}

function createPullRequest(call: Call): Response {
  const { repository, body, world } = call;
  if (!repository.state.allowsPullRequests)
    return refuse(403, 'GitHub Actions is not permitted to create or approve pull requests.');
  const headRef = text(body['head']);
  const baseRef = text(body['base']);
  const head = repository.head(headRef);
  const base = repository.head(baseRef);
  if (head === null)
    return refuse(422, 'Validation Failed', [{ resource: 'PullRequest', field: 'head', code: 'invalid' }]);
  if (base === null)
    return refuse(422, 'Validation Failed', [{ resource: 'PullRequest', field: 'base', code: 'invalid' }]);
  const isThere = repository.state.pullRequests.some(
    (request) => request.state === 'open' && request.headRef === headRef && request.baseRef === baseRef,
  );
  if (isThere) return invalid('PullRequest', `A pull request already exists for ${repository.state.owner}:${headRef}.`);
  if (compareCommits(repository, base.oid, head.oid).ahead.length === 0)
    return invalid('PullRequest', `No commits between ${baseRef} and ${headRef}`);
  const request: PullRequestState = {
    number: repository.nextNumber(),
    author: world.viewer,
    headRef,
    baseRef,
    title: text(body['title']),
    body: text(body['body']),
    state: 'open',
    mergedAt: null,
    mergeOid: null,
    headOid: head.oid,
    comments: [],
  };
  repository.state.pullRequests.unshift(request);
  repository.tell('pull_request', 'opened', {
    pull_request: { number: request.number, merged: false, head: { ref: headRef } },
  });
  return json(201, toRestPull(call, request));
}

function findRequest({ repository }: Call, number: string): PullRequestState | undefined {
  return repository.state.pullRequests.find((request) => request.number === Number(number));
}

function readPullRequest(call: Call, number: string): Response {
  const request = findRequest(call, number);
  return request === undefined ? notFound() : json(200, toRestPull(call, request));
}

function changePullRequest(call: Call, number: string): Response {
  const request = findRequest(call, number);
  if (request === undefined) return notFound();
  const { body } = call;
  if (typeof body['title'] === 'string') request.title = body['title'];
  if (typeof body['body'] === 'string') request.body = body['body'];
  if (body['state'] === 'closed' && request.state === 'open') closePullRequest(call.repository, request.number);
  return json(200, toRestPull(call, request));
}

// ---- issues ------------------------------------------------------------------------------------------------------

const toRestIssue = (repository: SimulatedRepository, number: number, at: Date) => {
  const issue = findIssue(repository, number);
  return {
    number,
    node_id: `I_${repository.state.databaseId}_${number}`,
    html_url: `https://github.com/${repository.fullName()}/issues/${number}`,
    state: issue.state,
    title: issue.title,
    body: issue.body,
    user: { login: issue.author },
    updated_at: at.toISOString(),
  };
};

/** Pull requests are issues, too; who closed one is only said here. */
function readIssue({ repository }: Call, number: string): Response {
  const issue =
    repository.state.issues.find((one) => one.number === Number(number)) ??
    repository.state.pullRequests.find((one) => one.number === Number(number));
  if (issue === undefined) return notFound();
  const login = issue.closedBy ?? repository.state.owner;
  const closedBy = issue.state === 'closed' ? { login, type: login.endsWith('[bot]') ? 'Bot' : 'User' } : null;
  return json(200, { number: issue.number, state: issue.state, closed_by: closedBy });
}

const findComments = ({ repository }: Call, number: string) =>
  (
    repository.state.issues.find((issue) => issue.number === Number(number)) ??
    repository.state.pullRequests.find((request) => request.number === Number(number))
  )?.comments;

function listComments(call: Call, number: string): Response {
  const comments = findComments(call, number);
  if (comments === undefined) return notFound();
  const listed = comments.map(({ id, author, at, body }) => ({
    id,
    body,
    created_at: at.toISOString(),
    user: { login: author },
  }));
  return json(200, listed.slice(0, Number(call.query.get('per_page') ?? 30)));
}

function addComment(call: Call, number: string): Response {
  const comments = findComments(call, number);
  if (comments === undefined) return notFound();
  const comment = { id: nextId(), author: call.world.viewer, at: call.world.now(), body: text(call.body['body']) };
  comments.push(comment);
  return json(201, { id: comment.id, body: comment.body });
}

function createIssue({ repository, body, world }: Call): Response {
  if (!repository.state.hasIssues) return refuse(410, 'Issues has been disabled in this repository.');
  const issue = openIssue(repository, { title: text(body['title']), body: text(body['body']), by: world.viewer });
  return json(201, toRestIssue(repository, issue.number, world.now()));
}

function changeIssue(call: Call, number: string): Response {
  const { repository, body, world } = call;
  const issue = repository.state.issues.find((found) => found.number === Number(number));
  if (!repository.state.hasIssues) return refuse(410, 'Issues has been disabled in this repository.');
  if (issue === undefined) return notFound();
  if (typeof body['title'] === 'string') issue.title = body['title'];
  if (typeof body['body'] === 'string') editIssue(repository, issue.number, body['body'], world.viewer, world.now());
  const state = body['state'];
  if ((state === 'open' || state === 'closed') && state !== issue.state) {
    issue.state = state;
    tell(repository, issue, state === 'open' ? 'reopened' : 'closed', world.viewer);
  }
  return json(200, toRestIssue(repository, issue.number, world.now()));
}

function readPermission({ repository, world }: Call, login: string): Response {
  const mayAsk = ['admin', 'write'].includes(repository.permissionOf(world.viewer)) || world.viewer.endsWith('[bot]');
  if (!mayAsk) return refuse(403, 'Must have push access to view collaborator permission.');
  const permission = repository.permissionOf(login);
  return json(200, { permission, role_name: permission, user: { login } });
}

// ---- contents and workflows --------------------------------------------------------------------------------------

function readContents({ repository, query, accept }: Call, path: string): Response {
  const ref = query.get('ref') ?? repository.state.defaultBranch;
  const commit = repository.head(ref) ?? repository.findCommit(ref);
  const bytes = commit?.files.get(path);
  if (bytes === undefined) return notFound();
  if (accept.includes('raw'))
    return new Response(Buffer.from(bytes), { headers: { 'content-type': 'application/vnd.github.raw+json' } });
  // Above a megabyte GitHub names the file and leaves its content out.
  const isLarge = bytes.length > 1_048_576;
  return json(200, {
    type: 'file',
    path,
    name: path.split('/').at(-1),
    sha: hashBlob(bytes),
    size: bytes.length,
    encoding: isLarge ? 'none' : 'base64',
    content: isLarge ? '' : Buffer.from(bytes).toString('base64').replace(/.{60}/g, '$&\n'),
  });
}

function putContents({ repository, body, world }: Call, path: string): Response {
  const branch = text(body['branch']) || repository.state.defaultBranch;
  const head = repository.head(branch);
  // The first commit of an empty repository makes its branch.
  if (head === null && repository.state.branches.size > 0) return refuse(404, `Branch ${branch} not found`);
  const before = head?.files.get(path);
  const sha = body['sha'];
  if (before !== undefined && sha === undefined) return refuse(422, 'Invalid request.\n\n"sha" wasn\'t supplied.');
  if (before !== undefined && sha !== hashBlob(before)) return refuse(409, `${path} does not match ${text(sha)}`);
  if (repository.state.protection !== null && branch === repository.state.defaultBranch)
    return refuse(409, `Repository rule violations found\n\n${repository.state.protection}`);
  const words = {
    message: text(body['message']),
    author: authorOf(world.viewer),
    isSigned: world.viewer.endsWith('[bot]'),
  };
  const violation = findViolations(repository.state, branch, words);
  if (violation !== null) return refuse(409, violation);
  const files = { [path]: Buffer.from(text(body['content']), 'base64') };
  const commit = repository.commit({ at: world.now(), ...words, files, branch });
  const url = `https://github.com/${repository.fullName()}/commit/${commit.oid}`;
  return json(before === undefined ? 201 : 200, { content: { path }, commit: { sha: commit.oid, html_url: url } });
}

function dispatchWorkflow({ repository, body }: Call, workflow: string): Response {
  if (findWorkflow(repository, workflow) === undefined) return notFound();
  repository.state.dispatches.push({ workflow, ref: text(body['ref']) });
  return json(204, null);
}

function findWorkflow({ state }: SimulatedRepository, workflow: string) {
  return state.workflows.find(({ id, path }) => String(id) === workflow || path.split('/').at(-1) === workflow);
}

function readWorkflow({ repository }: Call, name: string): Response {
  const workflow = findWorkflow(repository, name);
  if (workflow === undefined) return notFound();
  const { id, path, state, updatedAt } = workflow;
  return json(200, { id, name: workflow.name, path, state, updated_at: updatedAt.toISOString() });
}

/** Enabling what is enabled is answered alike, and counts as activity. */
function enableWorkflow({ repository, world }: Call, name: string): Response {
  const workflow = findWorkflow(repository, name);
  if (workflow === undefined) return notFound();
  if (!repository.state.allowsEnabling) return refuse(403, 'Resource not accessible by integration');
  workflow.state = 'active';
  workflow.updatedAt = world.now();
  return json(204, null);
}
