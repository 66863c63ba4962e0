// Signs of something that runs, and what a repository says of itself, over REST: for servers without GraphQL. Only
// production deployments are followed to their state, because each costs a request.

import type { Operations, ScheduledWorkflow } from '../core/model.ts';
import { productionNames } from '../core/status/signals.ts';
import { StatusfolioError } from '../errors.ts';
import type { Probe } from '../ports/github.ts';
import {
  buildOperations,
  type FoundOperations,
  type OperationsRequest,
  readHomepage,
  readScheduledWorkflows,
} from './activity/deployments.ts';
import type { GitHubClient } from './client.ts';
import { understand } from './errors.ts';
import { getOrNull } from './pull-request/branch.ts';
import { readContents } from './read-contents.ts';
import {
  deploymentStatusesAnswer,
  deploymentsAnswer,
  type RepositoryAnswer,
  topicsAnswer,
} from './unauthenticated/schemas.ts';

interface Place {
  readonly owner: string;
  readonly repo: string;
}

type OperationsSchema = Extract<FoundOperations, { kind: 'found' }>['value'];

/** null where nothing is known, now or from before. Throws GITHUB_THROTTLED. */
export async function readOperationsOverRest(
  client: GitHubClient,
  at: Place,
  repository: RepositoryAnswer,
  operationsRequest: OperationsRequest,
  now: Date,
  probe: Probe | null,
): Promise<Operations | null> {
  try {
    const value: OperationsSchema = {
      homepageUrl: repository.homepage,
      description: repository.description,
      repositoryTopics: (await readTopics(client, at, repository)).map((name) => ({ topic: { name } })),
      readme: operationsRequest.activity.isEmpty ? null : await readReadme(client, at, repository.default_branch),
      deployments: await readDeployments(client, at),
    };
    const found = { kind: 'found', value } as const;
    const schedules = operationsRequest.heartbeat ? await readSchedules(client, operationsRequest) : null;
    const homepage = probe === null ? {} : await readHomepage(found, operationsRequest, now, probe);
    return buildOperations(operationsRequest, found, schedules, homepage, now);
  } catch (error) {
    // They may fail without costing what else was read.
    if (!(error instanceof StatusfolioError) || error.code === 'GITHUB_THROTTLED') throw error;
    return operationsRequest.known;
  }
}

async function readTopics(client: GitHubClient, at: Place, { topics, full_name }: RepositoryAnswer): Promise<string[]> {
  if (topics !== null) return topics;
  const answer = await getOrNull(client, '/repos/{owner}/{repo}/topics', { ...at });
  return answer === null ? [] : understand(topicsAnswer, answer, full_name).names;
}

async function readReadme(client: GitHubClient, at: Place, ref: string): Promise<{ readonly text: string } | null> {
  const bytes = await readContents(client, { ...at, ref }, 'README.md');
  return bytes === null ? null : { text: new TextDecoder().decode(bytes) };
}

/** The newest one of each production environment. Refused for good is an empty list: there is nothing to see. */
async function readDeployments(client: GitHubClient, at: Place): Promise<OperationsSchema['deployments']> {
  const where = `${at.owner}/${at.repo}`;
  const answer = await getOrNull(client, '/repos/{owner}/{repo}/deployments', { ...at, per_page: 20 });
  const listed = answer === null ? [] : understand(deploymentsAnswer, answer, where);
  listed.sort((a, b) => Date.parse(b.created_at) - Date.parse(a.created_at));
  const newest = new Map<string, (typeof listed)[number]>();
  for (const deployment of listed) {
    const environment = deployment.environment?.toLowerCase() ?? '';
    if (productionNames.has(environment) && !newest.has(environment)) newest.set(environment, deployment);
  }
  const deployments = [];
  for (const { id, environment, created_at: createdAt } of newest.values()) {
    const route = '/repos/{owner}/{repo}/deployments/{id}/statuses';
    const statuses = await getOrNull(client, route, { ...at, id, per_page: 1 });
    const [latest] = statuses === null ? [] : understand(deploymentStatusesAnswer, statuses, where);
    const latestStatus = latest === undefined ? null : { state: latest.state, createdAt: latest.created_at };
    deployments.push({ environment, createdAt, state: null, latestStatus });
  }
  return deployments;
}

/** null: the credential may not read workflows. */
async function readSchedules(
  client: GitHubClient,
  { activity }: OperationsRequest,
): Promise<ScheduledWorkflow[] | null> {
  try {
    return await readScheduledWorkflows(client, activity);
  } catch (error) {
    if (error instanceof StatusfolioError && error.code === 'NOT_VISIBLE') return null;
    throw error;
  }
}
