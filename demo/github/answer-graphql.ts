// GraphQL, executed by graphql-js against GitHub's own schema. A field that the simulation does not know is an error
// that is noted, never a silent null.

import { schema as published } from '@octokit/graphql-schema';
import {
  buildSchema,
  type DocumentNode,
  defaultFieldResolver,
  execute,
  GraphQLError,
  type GraphQLFieldResolver,
  type GraphQLSchema,
  Kind,
  parse,
  validate,
  visit,
} from 'graphql';
import { describeAccount } from './answer-account.ts';
import { answerRepository } from './answer-repository.ts';
import { commitOnBranch, updateRefs } from './commit-on-branch.ts';
import type { World } from './world.ts';

let schema: GraphQLSchema | null = null;

/** GitHub's schema repeats fields and deprecates implemented ones, which graphql-js would refuse to validate. */
function openSchema(): GraphQLSchema {
  schema ??= buildSchema(published.idl, { assumeValid: true, assumeValidSDL: true });
  return schema;
}

export interface GraphqlOutcome {
  readonly body: { readonly data?: unknown; readonly errors?: readonly unknown[] };
  readonly operation: string;
  readonly points: number;
}

/** GitHub refuses more ids than this at once. */
const maxIds = 100;

export async function answerGraphql(
  world: World,
  text: string,
  variables: Record<string, unknown>,
): Promise<GraphqlOutcome> {
  const { document, faults } = readQuery(text);
  const operation =
    document.definitions.find((definition) => definition.kind === Kind.OPERATION_DEFINITION)?.name?.value ?? '';
  if (faults.length > 0) {
    world.unexpected.push(`GraphQL ${operation}: ${faults[0]?.message}`);
    return { body: { errors: faults.map(({ message, locations }) => ({ message, locations })) }, operation, points: 1 };
  }
  const points = countPoints(document, variables);
  const result = await execute({
    schema: openSchema(),
    document,
    variableValues: variables,
    rootValue: answerRoot(world, points),
    fieldResolver: resolveLoudly(world),
  });
  const errors = (result.errors ?? []).map(({ message, path, locations, extensions }) => ({
    ...(extensions['type'] === undefined ? {} : { type: extensions['type'] }),
    path,
    locations,
    message,
  }));
  return { body: { data: result.data ?? null, ...(errors.length > 0 && { errors }) }, operation, points };
}

interface Query {
  readonly document: DocumentNode;
  readonly faults: ReturnType<typeof validate>;
}

/** Validating against a schema of this size takes longer than all the rest, and queries repeat. */
const queries = new Map<string, Query>();
const maxQueries = 200;

function readQuery(text: string): Query {
  const known = queries.get(text);
  if (known !== undefined) return known;
  const document = parse(text);
  const query = { document, faults: validate(openSchema(), document) };
  if (queries.size >= maxQueries) queries.clear();
  queries.set(text, query);
  return query;
}

function resolveLoudly(world: World): GraphQLFieldResolver<unknown, unknown> {
  return (source, parameters, context, info) => {
    const isKnown = typeof source === 'object' && source !== null && info.fieldName in source;
    if (!isKnown) {
      const missing = `${info.parentType.name}.${info.fieldName}`;
      world.unexpected.push(`GraphQL field ${missing}`);
      throw new GraphQLError(`The simulated GitHub does not support ${missing}.`);
    }
    return defaultFieldResolver(source, parameters, context, info);
  };
}

function answerRoot(world: World, points: number) {
  const refuse = (type: string, message: string) => new GraphQLError(message, { extensions: { type } });
  const byName = ({ owner, name, followRenames = true }: { owner: string; name: string; followRenames?: boolean }) => {
    const found = world.find(owner, name, followRenames);
    if (found === null)
      throw refuse('NOT_FOUND', `Could not resolve to a Repository with the name '${owner}/${name}'.`);
    return answerRepository(found);
  };
  const byId = (id: string) => {
    const found = world.findById(id);
    return found === null
      ? refuse('NOT_FOUND', `Could not resolve to a node with the global id of '${id}'`)
      : answerRepository(found);
  };
  return {
    repository: byName,
    node: ({ id }: { id: string }) => byId(id),
    nodes: ({ ids }: { ids: string[] }) => {
      if (ids.length > maxIds) {
        throw refuse('ARGUMENT_LIMIT', `You may not provide more than ${maxIds} node ids; you provided ${ids.length}.`);
      }
      return ids.map(byId);
    },
    viewer: { login: world.viewer, ...describeAccount(world.viewer) },
    repositoryOwner: ({ login }: { login: string }) => answerOwner(world, login),
    rateLimit: () => ({
      cost: points,
      nodeCount: 0,
      limit: 5000,
      remaining: 5000 - world.pointsUsed,
      used: world.pointsUsed,
      resetAt: new Date(world.now().getTime() + 3_600_000).toISOString(),
    }),
    deleteIssue: ({ input }: { input: { issueId: string } }) => {
      const [, id, number] = /^I_(\d+)_(\d+)$/.exec(input.issueId) ?? [];
      const repository = world.findByDatabaseId(Number(id));
      const index = repository?.state.issues.findIndex((issue) => issue.number === Number(number)) ?? -1;
      if (repository === null || index === -1)
        throw refuse('NOT_FOUND', `Could not resolve to a node with the global id of '${input.issueId}'.`);
      if (repository.permissionOf(world.viewer) !== 'admin')
        throw refuse('FORBIDDEN', `${world.viewer} does not have the correct permissions to execute \`DeleteIssue\``);
      repository.state.issues.splice(index, 1);
      return { repository: answerRepository(repository) };
    },
    updateRefs: ({ input }: { input: Parameters<typeof updateRefs>[1] }) => updateRefs(world, input),
    createCommitOnBranch: ({ input }: { input: Parameters<typeof commitOnBranch>[1] }) => commitOnBranch(world, input),
  };
}

/** An account: what it shows, and what it pushed to most recently. null: there is none. */
function answerOwner(world: World, login: string) {
  const all = world.listOf(login);
  if (all.length === 0) return null;
  const newest = all
    .filter(({ state }) => !state.isFork && state.visibility === 'PUBLIC')
    .toSorted((a, b) => (b.state.pushedAt?.getTime() ?? 0) - (a.state.pushedAt?.getTime() ?? 0));
  const pinned = world.pinned.flatMap((name) => all.filter((repository) => repository.fullName() === name));
  const list = (repositories: typeof all) => ({ nodes: repositories.slice(0, 6).map(answerRepository) });
  return { __typename: 'User', login, pinnedItems: list(pinned), repositories: list(newest) };
}

/** GitHub's documented formula: one request per connection with first or last, times its parents, divided by 100. */
function countPoints(document: DocumentNode, variables: Record<string, unknown>): number {
  let requests = 0;
  const ids = variables['ids'];
  const parents: number[] = [Array.isArray(ids) ? ids.length : 1];
  visit(document, {
    Field: {
      enter(node) {
        const limit = node.arguments?.find(({ name }) => name.value === 'first' || name.value === 'last');
        const current = parents.at(-1) ?? 1;
        if (limit !== undefined) requests += current;
        const size = limit?.value.kind === Kind.INT ? Number(limit.value.value) : limit === undefined ? 1 : 100;
        parents.push(current * size);
      },
      leave() {
        parents.pop();
      },
    },
  });
  return Math.max(1, Math.round(requests / 100));
}
