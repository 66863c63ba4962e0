// What anybody may read of a public repository over REST: the repository, its commits, releases and files, and the
// account of a token. Answers in GitHub's shape; null: not one of these routes.

import { hashBlob } from './git-objects.ts';
import type { Commit, SimulatedRepository } from './repository.ts';
import type { World } from './world.ts';

const json = (status: number, body: unknown, headers: Record<string, string> = {}) =>
  new Response(JSON.stringify(body), {
    status,
    headers: { 'content-type': 'application/json; charset=utf-8', ...headers },
  });

export function answerReading(world: World, request: Request): Response | null {
  if (request.method !== 'GET') return null;
  const url = new URL(request.url);
  const [top, owner = '', name = '', ...rest] = url.pathname
    .replace(/^\/api\/v3(?=\/)/, '')
    .split('/')
    .slice(1)
    .map(decodeURIComponent);
  if (top === 'users' && name === 'repos') return listRepositories(world, owner, url.searchParams);
  if (top !== 'repos') return null;
  const repository = world.find(owner, name, false);
  if (repository === null) return null;
  const isAnonymous = request.headers.get('authorization') === null;
  if (isAnonymous && repository.state.visibility !== 'PUBLIC') return notFound();

  const route = rest.join('/');
  if (route === '') return json(200, wordRepository(world, repository, isAnonymous));
  if (route === 'commits' && isAnonymous) return listCommits(repository, url.searchParams);
  if (route === 'releases') return listReleases(repository, url.searchParams);
  if (route === 'git/matching-refs/tags') return listTags(repository);
  if (rest[0] === 'git' && rest[1] === 'tags') return readTag(repository, rest[2] ?? '');
  if (rest[0] === 'deployments') return listDeployments(repository, rest, url.searchParams);
  if (rest[0] === 'git' && rest[1] === 'trees') return listTree(repository, rest[2] ?? '', url.searchParams);
  if (route === 'readme') return findReadme(repository, url.searchParams);
  if (rest[0] === 'contents' && isAnonymous)
    return readContents(repository, rest.slice(1).join('/'), url.searchParams, request);
  return null;
}

/** Without `recursive` a folder is one entry. */
function listTree(repository: SimulatedRepository, revision: string, query: URLSearchParams): Response {
  const commit = revision === 'HEAD' ? repository.head() : repository.head(revision);
  if (commit == null) return notFound();
  const tree = [...commit.files].map(([path, bytes]) => ({ path, mode: '100644', type: 'blob', sha: hashBlob(bytes) }));
  if (query.has('recursive')) return json(200, { sha: commit.oid, tree, truncated: false });
  const folders = new Set(tree.filter(({ path }) => path.includes('/')).map(({ path }) => path.split('/')[0]));
  const files = tree.filter(({ path }) => !path.includes('/'));
  const entries = [...folders].map((path) => ({ path, mode: '040000', type: 'tree', sha: '0'.repeat(40) }));
  return json(200, { sha: commit.oid, tree: [...files, ...entries], truncated: false });
}

/** The first of .github, the root and docs that has one; Markdown before other formats. */
function findReadme(repository: SimulatedRepository, query: URLSearchParams): Response {
  const files = repository.head(query.get('ref') ?? repository.state.defaultBranch)?.files;
  if (files === undefined) return notFound();
  const paths = [...files.keys()].sort((one, other) => Number(/\.md$/i.test(other)) - Number(/\.md$/i.test(one)));
  for (const folder of ['.github/', '', 'docs/']) {
    const path = paths.find((one) => one.startsWith(folder) && /^readme(\.[a-z]+)?$/i.test(one.slice(folder.length)));
    const bytes = path === undefined ? undefined : files.get(path);
    if (path !== undefined && bytes !== undefined)
      return json(200, { type: 'file', name: path.split('/').at(-1), path, sha: hashBlob(bytes), size: bytes.length });
  }
  return notFound();
}

const notFound = () =>
  json(404, { message: 'Not Found', documentation_url: 'https://docs.github.com/rest', status: '404' });

function readPermissions(world: World, { state }: SimulatedRepository) {
  const isOwn = state.owner.toLowerCase() === world.viewer.toLowerCase();
  return { admin: isOwn, maintain: isOwn, push: isOwn, triage: isOwn, pull: true };
}

export function wordRepository(world: World, repository: SimulatedRepository, isAnonymous: boolean) {
  const { state } = repository;
  return {
    id: state.databaseId,
    node_id: state.nodeId,
    name: state.name,
    full_name: repository.fullName(),
    private: state.visibility !== 'PUBLIC',
    visibility: state.visibility.toLowerCase(),
    owner: { login: state.owner, type: 'User' },
    fork: state.isFork,
    archived: state.archivedAt !== null,
    created_at: state.createdAt.toISOString(),
    pushed_at: (state.pushedAt ?? state.createdAt).toISOString(),
    default_branch: state.defaultBranch,
    language: state.languages[0] ?? null,
    homepage: state.homepageUrl,
    topics: [...state.topics],
    description: state.description,
    ...(isAnonymous ? {} : { permissions: readPermissions(world, repository) }),
    html_url: `https://github.com/${repository.fullName()}`,
    has_issues: state.hasIssues,
    has_pages: state.hasPages,
  };
}

/** Most recently pushed first, as `sort=pushed` asks for. */
function listRepositories(world: World, owner: string, query: URLSearchParams): Response {
  const found = world
    .listOf(owner)
    .filter(({ state }) => state.visibility === 'PUBLIC')
    .toSorted((a, b) => (b.state.pushedAt?.getTime() ?? 0) - (a.state.pushedAt?.getTime() ?? 0));
  if (found.length === 0) return notFound();
  const size = Number(query.get('per_page') ?? 30);
  return json(
    200,
    found.slice(0, size).map((repository) => wordRepository(world, repository, true)),
  );
}

function branchOf(repository: SimulatedRepository, name: string | null): readonly Commit[] | null {
  return repository.state.branches.get(name ?? repository.state.defaultBranch) ?? null;
}

function listCommits(repository: SimulatedRepository, query: URLSearchParams): Response {
  const branch = branchOf(repository, query.get('sha'));
  if (branch === null || branch.length === 0) {
    const body = { message: 'Git Repository is empty.', documentation_url: '', status: '409' };
    return query.get('sha') === null ? json(409, body) : notFound();
  }
  const path = query.get('path');
  const commits = branch
    .filter(({ changed }) => path === null || Object.values(changed).some((paths) => paths.includes(path)))
    .slice(0, Number(query.get('per_page') ?? 30));
  return json(
    200,
    commits.map(({ oid, parents, author, at, message }) => ({
      sha: oid,
      commit: {
        message,
        author: { name: author.name, email: author.email, date: at.toISOString() },
        committer: { name: 'GitHub', email: 'noreply@github.com', date: at.toISOString() },
      },
      author: author.login === null ? null : { login: author.login, type: 'User' },
      parents: parents.map((sha) => ({ sha })),
    })),
  );
}

function listReleases(repository: SimulatedRepository, query: URLSearchParams): Response {
  const releases = repository.state.releases
    .filter(({ isDraft }) => !isDraft)
    .toSorted((a, b) => b.at.getTime() - a.at.getTime())
    .slice(0, Number(query.get('per_page') ?? 30));
  return json(
    200,
    releases.map(({ tag, at, isPrerelease }) => ({
      tag_name: tag,
      published_at: at.toISOString(),
      draft: false,
      prerelease: isPrerelease,
    })),
  );
}

/** Every tag of the simulation is an annotated one. */
const tagOid = (name: string) => hashBlob(Buffer.from(`tag ${name}`));

function listTags({ state }: SimulatedRepository): Response {
  const refs = state.tags.map(({ name }) => ({ ref: `refs/tags/${name}`, object: { type: 'tag', sha: tagOid(name) } }));
  return json(
    200,
    refs.toSorted((a, b) => (a.ref < b.ref ? -1 : 1)),
  );
}

function readTag({ state }: SimulatedRepository, sha: string): Response {
  const tag = state.tags.find(({ name }) => tagOid(name) === sha);
  if (tag === undefined) return notFound();
  return json(200, { sha, tag: tag.name, tagger: { name: state.owner, date: tag.at.toISOString() } });
}

/** Newest first; ids count from the oldest. */
function listDeployments({ state }: SimulatedRepository, rest: readonly string[], query: URLSearchParams): Response {
  const all = state.deployments.map((deployment, index) => ({ ...deployment, id: state.deployments.length - index }));
  const size = Number(query.get('per_page') ?? 30);
  if (rest.length === 1) {
    return json(
      200,
      all.slice(0, size).map(({ id, environment, at }) => ({ id, environment, created_at: at.toISOString() })),
    );
  }
  const found = all.find(({ id }) => String(id) === rest[1]);
  if (found === undefined || rest[2] !== 'statuses') return notFound();
  return json(200, [{ id: found.id, state: found.state.toLowerCase(), created_at: found.at.toISOString() }]);
}

function readContents(
  repository: SimulatedRepository,
  path: string,
  query: URLSearchParams,
  request: Request,
): Response | null {
  const bytes = branchOf(repository, query.get('ref'))?.[0]?.files.get(path);
  if (bytes === undefined) return notFound();
  if ((request.headers.get('accept') ?? '').includes('raw')) {
    return new Response(Buffer.from(bytes), { headers: { 'content-type': 'application/vnd.github.raw+json' } });
  }
  const content = Buffer.from(bytes).toString('base64');
  return json(200, { type: 'file', path, sha: hashBlob(bytes), size: bytes.length, encoding: 'base64', content });
}
