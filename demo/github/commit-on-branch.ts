// createCommitOnBranch with GitHub's own ways of saying no: the branch moved, is protected, is missing; the repository
// is archived.

import { GraphQLError } from 'graphql';
import { findViolations } from './branch-rules.ts';
import type { World } from './world.ts';

export interface CommitOnBranchInput {
  readonly branch: { readonly repositoryNameWithOwner: string; readonly branchName: string };
  readonly expectedHeadOid: string;
  readonly message: { readonly headline: string; readonly body?: string };
  readonly fileChanges: {
    readonly additions?: readonly { readonly path: string; readonly contents: string }[];
    readonly deletions?: readonly { readonly path: string }[];
  };
}

export function commitOnBranch(world: World, input: CommitOnBranchInput) {
  const [owner = '', name = ''] = input.branch.repositoryNameWithOwner.split('/');
  const branch = input.branch.branchName.replace(/^refs\/heads\//, '');
  const repository = world.find(owner, name, true);
  if (repository === null)
    throw refuse('NOT_FOUND', `Could not resolve to a Repository with the name '${owner}/${name}'.`);
  if (repository.state.archivedAt !== null) throw refuse('FORBIDDEN', 'Repository was archived so is read-only.');
  const head = repository.head(branch);
  if (head === null) throw refuse('NOT_FOUND', 'Branch not found');
  if (repository.state.protection !== null && branch === repository.state.defaultBranch)
    throw refuse('BRANCH_PROTECTION_RULE_VIOLATION', repository.state.protection);
  if (head.oid !== input.expectedHeadOid) {
    throw refuse(
      'STALE_DATA',
      `Expected branch to point to "${input.expectedHeadOid}" but it did not.  Pull and try again.`,
    );
  }

  const additions = (input.fileChanges.additions ?? []).map(
    ({ path, contents }) => [path, Buffer.from(contents, 'base64')] as const,
  );
  const deletions = (input.fileChanges.deletions ?? []).map(({ path }) => [path, null] as const);
  const { headline, body } = input.message;
  const message = body === undefined || body === '' ? headline : `${headline}\n\n${body}`;
  const author = { login: world.viewer, name: world.viewer, email: `${world.viewer}@users.noreply.github.com` };
  const violation = findViolations(repository.state, branch, { message, author, isSigned: true });
  if (violation !== null) throw refuse('FORBIDDEN', violation);
  const commit = repository.commit({
    at: world.now(),
    message,
    author,
    files: Object.fromEntries([...additions, ...deletions]),
    branch,
    isSigned: true,
  });
  return {
    clientMutationId: null,
    commit: {
      __typename: 'Commit',
      oid: commit.oid,
      url: `https://github.com/${repository.fullName()}/commit/${commit.oid}`,
      committedDate: commit.at.toISOString(),
    },
    ref: { name: branch, target: { __typename: 'Commit', oid: commit.oid } },
  };
}

export interface UpdateRefsInput {
  readonly repositoryId: string;
  readonly refUpdates: readonly {
    readonly name: string;
    readonly beforeOid?: string;
    readonly afterOid: string;
    readonly force?: boolean;
  }[];
}

const zeros = '0'.repeat(40);

/** Moves, makes and deletes branches, each only from where it is said to stand. */
export function updateRefs(world: World, { repositoryId, refUpdates }: UpdateRefsInput) {
  const repository = world.findById(repositoryId);
  if (repository === null)
    throw refuse('NOT_FOUND', `Could not resolve to a node with the global id of '${repositoryId}'`);
  for (const { name, beforeOid, afterOid, force = false } of refUpdates) {
    const branch = name.replace(/^refs\/heads\//, '');
    const head = repository.head(branch)?.oid ?? zeros;
    if (beforeOid !== undefined && beforeOid !== head) {
      throw refuse('STALE_DATA', `Expected branch to point to "${beforeOid}" but it did not.  Pull and try again.`);
    }
    if (afterOid === zeros) {
      repository.deleteBranch(branch);
      continue;
    }
    const isForward = head === zeros || repository.historyOf(afterOid).some(({ oid }) => oid === head);
    if (!isForward && !force) throw refuse('UNPROCESSABLE', 'Update is not a fast forward');
    world.forcedPushes += isForward ? 0 : 1;
    repository.setBranch(branch, afterOid, world.viewer);
  }
  return { clientMutationId: null };
}

function refuse(type: string, message: string): GraphQLError {
  return new GraphQLError(message, { extensions: { type } });
}
