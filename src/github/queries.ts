// Every GraphQL text that is sent to GitHub. Values travel as variables, never inside a text. Fields that a token may
// lack the permission for (deployments) stay alone in a query: a refusal there would null the whole repository.

const lite = `
fragment Lite on Repository {
  id nameWithOwner visibility isArchived isEmpty pushedAt
  defaultBranchRef { name target { oid } }
  latestRelease { tagName publishedAt isDraft isPrerelease }
}`;

const core = `
fragment Core on Repository {
  id nameWithOwner visibility isArchived archivedAt isEmpty isFork createdAt pushedAt owner { __typename id }
  languages(first: 10, orderBy: { field: SIZE, direction: DESC }) { nodes { name } }
  latestRelease { tagName publishedAt isDraft isPrerelease }
  releases(first: 20, orderBy: { field: CREATED_AT, direction: DESC }) { nodes { tagName publishedAt isDraft isPrerelease } }
  tags: refs(refPrefix: "refs/tags/", first: 20, orderBy: { field: TAG_COMMIT_DATE, direction: DESC }) {
    nodes { name target { ... on Commit { committedDate } ... on Tag { tagger { date } target { ... on Commit { committedDate } } } } }
  }
  defaultBranchRef {
    name
    target { ... on Commit { oid committedDate history(since: $since, first: $commits) { pageInfo { hasNextPage } nodes { ...CommitParts } } } }
  }
}`;

const commitParts = `
fragment CommitParts on Commit {
  oid committedDate message parents { totalCount } author { name email user { login } } committer { email }
}`;

const operations = `
fragment Operations on Repository {
  homepageUrl
  description
  repositoryTopics(first: 20) { nodes { topic { name } } }
  readme: object(expression: "HEAD:README.md") { ... on Blob { text } }
  deployments(first: 20, orderBy: { field: CREATED_AT, direction: DESC }) {
    nodes { environment createdAt state latestStatus { state createdAt } }
  }
}`;

/** Cheapest check of up to 100 repositories. */
export const liteByIds = `query LiteByIds($ids: [ID!]!) { nodes(ids: $ids) { ...Lite } }${lite}`;

/** Everything that statuses are derived from. */
export const coreByIds = `query CoreByIds($ids: [ID!]!, $since: GitTimestamp!, $commits: Int!) {
  nodes(ids: $ids) { ...Core }
}${core}${commitParts}`;

/**
 * Parts of histories: of the repositories `$id0`, `$id1`…, what was committed to `$path0` or by `$author0`, answered as
 * `h0`, `h1`…; and whether that path is still there.
 */
export function historiesByIds(count: number): string {
  const parameters = counted(count).map(
    (index) =>
      `$id${index}: ID!, $path${index}: String, $author${index}: CommitAuthor, $since${index}: GitTimestamp, $at${index}: String!`,
  );
  const fields = counted(count).map(
    (index) => `  h${index}: node(id: $id${index}) {
    ... on Repository {
      id
      entry: object(expression: $at${index}) { __typename }
      defaultBranchRef { target { ... on Commit {
        history(path: $path${index}, author: $author${index}, since: $since${index}, first: $commits) { pageInfo { hasNextPage } nodes { ...CommitParts } }
      } } }
    }
  }`,
  );
  return `query HistoriesByIds($commits: Int!, ${parameters.join(', ')}) {\n${fields.join('\n')}\n}${commitParts}`;
}

export const operationsByIds = `query OperationsByIds($ids: [ID!]!) { nodes(ids: $ids) { ...Operations } }${operations}`;

/** `Core` for the repositories `$owner0/$name0`, `$owner1/$name1`…, answered as `r0`, `r1`…. */
export function coreByNames(count: number): string {
  const parameters = `$since: GitTimestamp!, $commits: Int!, ${nameParameters(count)}`;
  return `query CoreByNames(${parameters}) {\n${repositoriesByName(count, '...Core')}\n}${core}${commitParts}`;
}

const last = `
fragment Last on Repository {
  id nameWithOwner visibility isArchived pushedAt
  defaultBranchRef @include(if: $withCommits) {
    target { ... on Commit { history(first: $commits) { pageInfo { hasNextPage } nodes { ...CommitParts } } } }
  }
  releases(first: 5, orderBy: { field: CREATED_AT, direction: DESC }) @include(if: $withReleases) {
    nodes { tagName publishedAt isDraft isPrerelease }
  }
  tags: refs(refPrefix: "refs/tags/", first: 1, orderBy: { field: TAG_COMMIT_DATE, direction: DESC }) @include(if: $withReleases) {
    nodes { name target { ... on Commit { committedDate } ... on Tag { tagger { date } target { ... on Commit { committedDate } } } } }
  }
}`;

/** When something last happened in the repositories `$owner0/$name0`…, answered as `r0`…. */
export function lastByNames(count: number): string {
  const parameters = `$commits: Int!, $withCommits: Boolean!, $withReleases: Boolean!, ${nameParameters(count)}`;
  return `query LastByNames(${parameters}) {\n${repositoriesByName(count, '...Last')}\n}${last}${commitParts}`;
}

/** Which repository a name leads to today. */
export function idsByNames(count: number): string {
  return `query IdsByNames(${nameParameters(count)}) {\n${repositoriesByName(count, 'id')}\n}`;
}

const counted = (count: number) => Array.from({ length: count }, (_, index) => index);
const nameParameters = (count: number) =>
  counted(count)
    .map((index) => `$owner${index}: String!, $name${index}: String!`)
    .join(', ');
const repositoriesByName = (count: number, fields: string) =>
  counted(count)
    .map(
      (index) =>
        `  r${index}: repository(owner: $owner${index}, name: $name${index}, followRenames: true) { ${fields} }`,
    )
    .join('\n');

const documentAt = `
fragment DocumentAt on Ref {
  name
  target {
    ... on Commit {
      oid
      file(path: $path) { mode type object { ... on Blob { oid byteSize text } } }
      history(path: $path, first: 20) { pageInfo { hasNextPage endCursor } nodes { ...CommitParts } }
    }
  }
}`;

/** A document, and its newest commits, at exactly one commit: the head of the default branch. */
export const documentOnDefaultBranch = `query DocumentOnDefaultBranch($owner: String!, $name: String!, $path: String!) {
  repository(owner: $owner, name: $name) { id visibility isArchived pushedAt branch: defaultBranchRef { ...DocumentAt } }
}${documentAt}${commitParts}`;

/**
 * The same, and the cheapest check of up to 100 repositories: nothing has happened most of the time. And what the owner
 * shows to everybody, where a row waits for its repository.
 */
export const documentAndLite = `query DocumentAndLite($owner: String!, $name: String!, $path: String!, $ids: [ID!]!, $publicRepositories: Boolean!) {
  repository(owner: $owner, name: $name) { id visibility isArchived pushedAt branch: defaultBranchRef { ...DocumentAt } }
  nodes(ids: $ids) { ...Lite }
  publicRepositories: repositoryOwner(login: $owner) @include(if: $publicRepositories) {
    repositories(first: 100, ownerAffiliations: [OWNER], privacy: PUBLIC, isFork: false, orderBy: { field: UPDATED_AT, direction: DESC }) {
      nodes { nameWithOwner createdAt isArchived isEmpty }
    }
  }
}${documentAt}${commitParts}${lite}`;

/** The same for a branch by its full name, `refs/heads/…`. */
export const documentOnBranch = `query DocumentOnBranch($owner: String!, $name: String!, $path: String!, $branch: String!) {
  repository(owner: $owner, name: $name) { id visibility isArchived pushedAt branch: ref(qualifiedName: $branch) { ...DocumentAt } }
}${documentAt}${commitParts}`;

/** What was committed to a file up to a commit, a page at a time. */
export const fileHistoryAt = `query FileHistoryAt($owner: String!, $name: String!, $oid: String!, $path: String!, $after: String, $commits: Int!) {
  repository(owner: $owner, name: $name) {
    object(expression: $oid) {
      ... on Commit { history(path: $path, first: $commits, after: $after) { pageInfo { hasNextPage endCursor } nodes { ...CommitParts } } }
    }
  }
}${commitParts}`;

/** What stands at the head of a branch: asked after a write whose outcome is not known. */
export const branchHead = `query BranchHead($owner: String!, $name: String!, $path: String!, $branch: String!) {
  repository(owner: $owner, name: $name) {
    ref(qualifiedName: $branch) {
      target { ... on Commit { oid url message parents(first: 1) { nodes { oid } } file(path: $path) { object { ... on Blob { oid } } } } }
    }
  }
}`;

/** Refused when the branch is no longer at `expectedHeadOid`. */
export const commitOnBranch = `mutation CommitOnBranch($input: CreateCommitOnBranchInput!) {
  createCommitOnBranch(input: $input) { commit { oid url } }
}`;

/** Each branch moves only from where it is said to stand. */
export const updateRefs = `mutation UpdateRefs($input: UpdateRefsInput!) {
  updateRefs(input: $input) { clientMutationId }
}`;

/** Whoever asks. */
export const viewerIdentity = 'query ViewerIdentity { viewer { login databaseId name } }';

export const issueId = `query IssueId($owner: String!, $name: String!, $number: Int!) {
  repository(owner: $owner, name: $name) { issue(number: $number) { id } }
}`;

export const deleteIssue = `mutation DeleteIssue($input: DeleteIssueInput!) {
  deleteIssue(input: $input) { repository { id } }
}`;

const statusIssueFields = `
fragment StatusIssue on Issue {
  number url state body viewerDidAuthor author { __typename login } lastEditedAt editor { __typename login }
  timelineItems(last: 1, itemTypes: [CLOSED_EVENT]) { nodes { ... on ClosedEvent { actor { __typename login } } } }
  userContentEdits(first: 20) { nodes { editedAt editor { __typename login } } }
  comments(last: 50) { nodes { author { __typename login } body createdAt } }
}`;

export const statusIssueByNumber = `query StatusIssueByNumber($owner: String!, $name: String!, $number: Int!) {
  repository(owner: $owner, name: $name) { hasIssuesEnabled visibility issue(number: $number) { ...StatusIssue } }
}${statusIssueFields}`;

export const newestIssues = `query NewestIssues($owner: String!, $name: String!, $after: String) {
  repository(owner: $owner, name: $name) {
    hasIssuesEnabled visibility issues(first: 50, after: $after, orderBy: { field: CREATED_AT, direction: DESC }) { pageInfo { hasNextPage endCursor } nodes { ...StatusIssue } }
  }
}${statusIssueFields}`;

/** Text files at `$at0`, `$at1`… (`<commit>:<path>`), answered as `f0`, `f1`…. */
export function filesAt(count: number): string {
  const parameters = counted(count).map((index) => `$at${index}: String!`);
  const fields = counted(count).map((index) => `f${index}: object(expression: $at${index}) { ... on Blob { text } }`);
  return `query FilesAt($owner: String!, $name: String!, ${parameters.join(', ')}) {
  repository(owner: $owner, name: $name) { ${fields.join(' ')} }
}`;
}

/** Workflow files of one repository at its head, answered as `f0`, `f1`…. */
export function workflowsAt(count: number): string {
  const parameters = counted(count).map((index) => `$at${index}: String!`);
  const fields = counted(count).map(
    (index) => `f${index}: object(expression: $at${index}) { ... on Blob { oid text } }`,
  );
  return `query WorkflowsAt($id: ID!, ${parameters.join(', ')}) {
  node(id: $id) { ... on Repository { ${fields.join(' ')} } }
}`;
}

/** What stands in a folder, and, where it is asked for, in each folder in it. */
export const folderEntries = `query FolderEntries($owner: String!, $name: String!, $expression: String!, $isDeep: Boolean!) {
  repository(owner: $owner, name: $name) {
    object(expression: $expression) {
      ... on Tree { entries { name type object @include(if: $isDeep) { ... on Tree { entries { name type } } } } }
    }
  }
}`;

export const visibilityByIds = `query VisibilityByIds($ids: [ID!]!) {
  nodes(ids: $ids) { ... on Repository { id visibility } }
}`;

/** What an account shows on its front page, and what it pushed to most recently. */
export const pinnedOf = `query PinnedOf($owner: String!) {
  repositoryOwner(login: $owner) {
    ... on ProfileOwner { pinnedItems(first: 6, types: REPOSITORY) { nodes { ... on Repository { nameWithOwner description } } } }
    repositories(first: 6, isFork: false, privacy: PUBLIC, orderBy: { field: PUSHED_AT, direction: DESC }, ownerAffiliations: OWNER) {
      nodes { nameWithOwner description }
    }
  }
}`;

/** Commits of a default branch, a page at a time, further back than a status needs. */
export const pastCommits = `query PastCommits($id: ID!, $since: GitTimestamp!, $after: String, $commits: Int!) {
  node(id: $id) {
    ... on Repository {
      defaultBranchRef { target { ... on Commit { history(since: $since, first: $commits, after: $after) { pageInfo { hasNextPage endCursor } nodes { ...CommitParts } } } } }
    }
  }
}${commitParts}`;
