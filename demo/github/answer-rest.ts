// The few REST routes that the product uses, answered as GitHub answers them.

import { wordRepository } from './answer-reading.ts';
import { answerWrites, json } from './answer-writes.ts';
import { hashBlob } from './git-objects.ts';
import type { World } from './world.ts';

const notFound = () =>
  json(404, { message: 'Not Found', documentation_url: 'https://docs.github.com/rest', status: '404' });

export async function answerRest(world: World, request: Request): Promise<Response> {
  const url = new URL(request.url);
  const [top, owner = '', name = '', ...rest] = url.pathname.split('/').slice(1).map(decodeURIComponent);
  if (url.pathname === '/rate_limit')
    return json(200, { resources: { core: { limit: 5000, remaining: 5000 - world.pointsUsed } } });
  if (url.pathname === '/user') return json(200, { login: world.viewer });
  const byId = top === 'repositories' ? world.findByDatabaseId(Number(owner)) : null;
  if (byId !== null) {
    const [ownerName, repositoryName] = byId.fullName().split('/');
    const path = ['/repos', ownerName, repositoryName, ...(name === '' ? [] : [name, ...rest])].join('/');
    return answerRest(world, new Request(new URL(`${path}${url.search}`, url.origin), request));
  }
  if (top !== 'repos') return unknown(world, request.method, url.pathname);

  const repository = world.find(owner, name, true);
  if (repository === null) return notFound();
  const { state } = repository;
  if (`${owner}/${name}`.toLowerCase() !== repository.fullName().toLowerCase()) {
    const location = `${url.origin}/repositories/${state.databaseId}/${rest.join('/')}`.replace(/\/$/, '');
    // A write that is moved must stay a write.
    const status = request.method === 'GET' ? 301 : 307;
    return json(
      status,
      { message: 'Moved Permanently', url: `${location}${url.search}` },
      { location: `${location}${url.search}` },
    );
  }

  const route = rest.join('/');
  if (route === '' && request.method === 'GET') return json(200, wordRepository(world, repository, false));
  const written = await answerWrites(world, repository, request, route);
  if (written !== null) return written;
  if (request.method !== 'GET') return unknown(world, request.method, url.pathname);
  if (route === 'actions/workflows') {
    const workflows = state.workflows.map(({ id, name: title, path, state: workflowState, updatedAt }) => ({
      id,
      name: title,
      path,
      state: workflowState,
      updated_at: updatedAt.toISOString(),
    }));
    return json(200, { total_count: workflows.length, workflows });
  }
  const workflowId = /^actions\/workflows\/(\d+)\/runs$/.exec(route)?.[1];
  if (route === 'actions/runs' || workflowId !== undefined)
    return json(200, listRuns(repository.state, url.searchParams, workflowId));
  if (rest[0] === 'git' && rest[1] === 'blobs') {
    const bytes = [...repository.state.branches.values()]
      .flat()
      .flatMap(({ files }) => [...files.values()])
      .find((content) => hashBlob(content) === rest[2]);
    if (bytes === undefined) return notFound();
    const isRaw = (request.headers.get('accept') ?? '').includes('raw');
    if (isRaw)
      return new Response(Buffer.from(bytes), { headers: { 'content-type': 'application/vnd.github.raw+json' } });
    return json(200, {
      sha: rest[2],
      size: bytes.length,
      encoding: 'base64',
      content: Buffer.from(bytes).toString('base64'),
    });
  }
  return unknown(world, request.method, url.pathname);
}

function listRuns(
  state: {
    workflows: readonly {
      id: number;
      name: string;
      runs: readonly { id: number; at: Date; event: string; conclusion: string }[];
    }[];
    defaultBranch: string;
  },
  query: URLSearchParams,
  workflowId: string | undefined,
) {
  const event = query.get('event');
  const status = query.get('status');
  const runs = state.workflows
    .filter(({ id }) => workflowId === undefined || String(id) === workflowId)
    .flatMap(({ id, name, runs: all }) => all.map((run) => ({ ...run, workflow_id: id, name })))
    .filter((run) => event === null || run.event === event)
    .filter((run) => status === null || run.conclusion === status || status === 'completed')
    .sort((a, b) => b.at.getTime() - a.at.getTime());
  const size = Number(query.get('per_page') ?? 30);
  return {
    total_count: runs.length,
    workflow_runs: runs.slice(0, size).map(({ at, ...run }) => ({
      ...run,
      head_branch: state.defaultBranch,
      status: 'completed',
      created_at: at.toISOString(),
      run_started_at: at.toISOString(),
      updated_at: at.toISOString(),
    })),
  };
}

/** Loud, so that a request which nobody simulated cannot pass for an answer. */
function unknown(world: World, method: string, path: string): Response {
  world.unexpected.push(`${method} ${path}`);
  return json(501, { message: `The simulated GitHub does not support ${method} ${path}.` });
}
