// A repository as GitHub's GraphQL answers it: the fields that the product reads, and a few neighbours.

import { GraphQLError } from 'graphql';
import { hashBlob, hashTree } from './git-objects.ts';
import type { Commit, IssueState, SimulatedRepository } from './repository.ts';

interface Paging {
  readonly first?: number | undefined;
  readonly after?: string | null | undefined;
}

interface HistoryParameters extends Paging {
  readonly since?: string;
  readonly until?: string;
  /** A file, or a folder. */
  readonly path?: string;
  readonly author?: { readonly id?: string };
}

const isIn = (path: string) => (name: string) => name === path || name.startsWith(`${path}/`);
const nodeIdOf = (login: string) => `U_${login.toLowerCase()}`;

/** The cursor is the number of the last node, as text. */
const list = <Node>(all: readonly Node[], { first = 100, after }: Paging = {}) => {
  const start = after == null ? 0 : Number(after);
  const nodes = all.slice(start, start + first);
  const end = start + nodes.length;
  return {
    totalCount: all.length,
    nodes,
    pageInfo: { hasNextPage: end < all.length, endCursor: nodes.length === 0 ? null : String(end) },
  };
};

export function answerRepository(repository: SimulatedRepository) {
  const { state } = repository;
  const iso = (at: Date | null) => at?.toISOString() ?? null;
  const stable = state.releases.find(({ isPrerelease, isDraft }) => !isPrerelease && !isDraft) ?? null;
  const answerRelease = (release: (typeof state.releases)[number]) => ({
    tagName: release.tag,
    name: release.tag,
    publishedAt: iso(release.at),
    createdAt: iso(release.at),
    isPrerelease: release.isPrerelease,
    isDraft: release.isDraft,
  });
  const answerBranch = (name: string) =>
    state.branches.has(name)
      ? { __typename: 'Ref', id: `REF_${name}`, name, target: answerCommit(repository, name, 0) }
      : null;

  return {
    __typename: 'Repository',
    id: state.nodeId,
    databaseId: state.databaseId,
    name: state.name,
    owner: { __typename: 'User', id: nodeIdOf(state.owner), login: state.owner },
    nameWithOwner: repository.fullName(),
    description: state.description,
    url: `https://github.com/${repository.fullName()}`,
    visibility: state.visibility,
    isPrivate: state.visibility !== 'PUBLIC',
    isArchived: state.archivedAt !== null,
    archivedAt: iso(state.archivedAt),
    isDisabled: false,
    isLocked: false,
    isTemplate: false,
    isMirror: false,
    isEmpty: state.branches.size === 0,
    isFork: state.isFork,
    createdAt: iso(state.createdAt),
    updatedAt: iso(state.pushedAt ?? state.createdAt),
    pushedAt: iso(state.pushedAt),
    viewerPermission: 'ADMIN',
    languages: (paging: Paging) =>
      list(
        state.languages.map((name) => ({ name })),
        paging,
      ),
    primaryLanguage: state.languages[0] === undefined ? null : { name: state.languages[0] },
    latestRelease: stable === null ? null : answerRelease(stable),
    releases: (paging: Paging) => list(state.releases.map(answerRelease), paging),
    refs: ({ refPrefix, first }: Paging & { refPrefix: string }) => {
      if (refPrefix !== 'refs/tags/') return list([...state.branches.keys()].map(answerBranch), { first });
      const tags = [...state.tags].sort((a, b) => b.at.getTime() - a.at.getTime());
      return list(
        tags.map(({ name, at }) => ({
          name,
          target: { __typename: 'Commit', committedDate: iso(at), oid: '0'.repeat(40) },
        })),
        { first },
      );
    },
    deployments: (paging: Paging) =>
      list(
        state.deployments.map(({ environment, at, state: deploymentState }) => ({
          environment,
          createdAt: iso(at),
          updatedAt: iso(at),
          state: deploymentState === 'SUCCESS' ? 'ACTIVE' : deploymentState,
          latestStatus: { state: deploymentState, createdAt: iso(at), environmentUrl: null },
        })),
        paging,
      ),
    homepageUrl: state.homepageUrl,
    repositoryTopics: (paging: Paging) =>
      list(
        state.topics.map((name) => ({ topic: { name } })),
        paging,
      ),
    defaultBranchRef: () => answerBranch(state.defaultBranch),
    ref: ({ qualifiedName }: { qualifiedName: string }) => answerBranch(qualifiedName.replace(/^refs\/heads\//, '')),
    object: ({ expression }: { expression: string }) => {
      const [revision = '', path = ''] = expression.split(':');
      const commit =
        revision === 'HEAD'
          ? repository.head()
          : (repository.head(revision.replace(/^refs\/heads\//, '')) ?? repository.findCommit(revision));
      if (!expression.includes(':') && commit != null) {
        const branch = [...state.branches].find(([, commits]) => commits.includes(commit));
        return branch === undefined ? null : answerCommit(repository, branch[0], branch[1].indexOf(commit));
      }
      const workflow = state.workflows.find((one) => one.path === path);
      if (workflow !== undefined && commit?.files.has(path) !== true) return answerBlob(Buffer.from(workflow.text));
      return answerEntry(commit?.files ?? new Map(), path)?.object ?? null;
    },
    hasIssuesEnabled: state.hasIssues,
    issue: ({ number }: { number: number }) => {
      const issue = state.issues.find((found) => found.number === number);
      if (issue !== undefined) return answerIssue(repository, issue);
      throw new GraphQLError(`Could not resolve to an Issue with the number of ${number}.`, {
        extensions: { type: 'NOT_FOUND' },
      });
    },
    issues: ({ first, after, filterBy }: Paging & { filterBy?: { createdBy?: string; states?: string[] } }) => {
      const found = state.issues
        .filter(({ author }) => filterBy?.createdBy === undefined || filterBy.createdBy === author)
        .filter((issue) => filterBy?.states?.includes(issue.state.toUpperCase()) ?? true);
      return list(
        found.map((issue) => answerIssue(repository, issue)),
        { first, after },
      );
    },
  };
}

function answerIssue(repository: SimulatedRepository, issue: IssueState) {
  const actor = (login: string) => ({
    __typename: login.endsWith('[bot]') ? 'Bot' : 'User',
    login: login.replace(/\[bot\]$/, ''),
  });
  return {
    __typename: 'Issue',
    id: `I_${repository.state.databaseId}_${issue.number}`,
    number: issue.number,
    url: `https://github.com/${repository.fullName()}/issues/${issue.number}`,
    title: issue.title,
    body: issue.body,
    state: issue.state.toUpperCase(),
    author: actor(issue.author),
    viewerDidAuthor: issue.author === repository.viewer,
    timelineItems: () => ({
      nodes: issue.closedBy === undefined ? [] : [{ __typename: 'ClosedEvent', actor: actor(issue.closedBy) }],
    }),
    editor: issue.editor === null ? null : actor(issue.editor),
    lastEditedAt: issue.editedAt?.toISOString() ?? null,
    userContentEdits: ({ first = 100 }: Paging) => ({
      totalCount: issue.edits.length,
      nodes: issue.edits
        .toReversed()
        .slice(0, first)
        .map(({ editor, at, body }) => ({ editor: actor(editor), editedAt: at.toISOString(), diff: body })),
    }),
    comments: ({ last = 100 }: { last?: number }) => ({
      totalCount: issue.comments.length,
      nodes: issue.comments.slice(-last).map(({ id, author, at, body }) => ({
        id: `IC_${id}`,
        databaseId: id,
        author: actor(author),
        viewerDidAuthor: author === repository.viewer,
        createdAt: at.toISOString(),
        body,
      })),
    }),
  };
}

function answerCommit(repository: SimulatedRepository, branch: string, index: number) {
  const commits = repository.history(branch);
  const commit = commits[index];
  if (commit === undefined) return null;
  return {
    ...answerCommitFields(repository, commit),
    history: ({ since, until, path, author, first, after }: HistoryParameters) => {
      const found = commits
        .slice(index)
        .filter(({ at }) => since === undefined || at.getTime() >= Date.parse(since))
        .filter(({ at }) => until === undefined || at.getTime() <= Date.parse(until))
        .filter(({ changed }) => path === undefined || Object.values(changed).some((paths) => paths.some(isIn(path))))
        .filter((entry) => author?.id === undefined || author.id === nodeIdOf(entry.author.login ?? ''));
      const page = list(found, { first: first ?? 100, after });
      return { ...page, nodes: page.nodes.map((entry) => answerCommitFields(repository, entry)) };
    },
  };
}

function answerCommitFields(repository: SimulatedRepository, commit: Commit) {
  const [headline = '', ...rest] = commit.message.split('\n');
  const { name, email, login } = commit.author;
  const person = { name, email, date: commit.at.toISOString(), user: login === null ? null : { login } };
  return {
    __typename: 'Commit',
    oid: commit.oid,
    url: `https://github.com/${repository.fullName()}/commit/${commit.oid}`,
    committedDate: commit.at.toISOString(),
    authoredDate: commit.at.toISOString(),
    message: commit.message,
    messageHeadline: headline,
    messageBody: rest.join('\n').trim(),
    parents: (paging: Paging) =>
      list(
        commit.parents.map((oid) => ({ oid })),
        paging,
      ),
    author: person,
    committer: commit.isSigned === true ? { name: 'GitHub', email: 'noreply@github.com', user: null } : person,
    signature: commit.isSigned === true ? { __typename: 'GpgSignature', isValid: true, wasSignedByGitHub: true } : null,
    statusCheckRollup: null,
    checkSuites: () => list([]),
    file: ({ path }: { path: string }) => answerEntry(commit.files, path),
  };
}

/** A file or folder of a tree; null where there is nothing. */
function answerEntry(files: ReadonlyMap<string, Uint8Array>, path: string) {
  const bytes = files.get(path);
  if (bytes !== undefined)
    return { name: path, path, mode: 0o100644, type: 'blob', oid: hashBlob(bytes), object: answerBlob(bytes) };
  const inside = [...files].filter(([name]) => path === '' || name.startsWith(`${path}/`));
  if (inside.length === 0) return null;
  const oid = hashTree(
    new Map(inside.map(([name, content]) => [path === '' ? name : name.slice(path.length + 1), content])),
  );
  const names = new Set(inside.map(([name]) => (path === '' ? name : name.slice(path.length + 1)).split('/')[0] ?? ''));
  const entries = [...names].map((name) => {
    const own = path === '' ? name : `${path}/${name}`;
    const type = files.has(own) ? 'blob' : 'tree';
    return { name, type, size: 0, oid: '0'.repeat(40), object: () => answerEntry(files, own)?.object ?? null };
  });
  return { name: path, path, mode: 0o40000, type: 'tree', oid, object: { __typename: 'Tree', oid, entries } };
}

/** GitHub decodes text for GraphQL, so a byte order mark and invalid UTF-8 are lost there, and long text is cut. */
function answerBlob(bytes: Uint8Array) {
  const isBinary = bytes.subarray(0, 8000).includes(0);
  const isTruncated = bytes.length > 512_000;
  return {
    __typename: 'Blob',
    oid: hashBlob(bytes),
    byteSize: bytes.length,
    isBinary,
    isTruncated,
    text: isBinary ? null : new TextDecoder().decode(isTruncated ? bytes.subarray(0, 512_000) : bytes),
  };
}
