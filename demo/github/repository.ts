// One repository of the simulated GitHub: state, and the things that people and robots do to it. Every doing is told
// to `onEvent`, from which the webhooks are made.

import type { BranchRule } from './branch-rules.ts';
import { hashCommit, hashTree } from './git-objects.ts';

export interface Author {
  readonly login: string | null;
  readonly name: string;
  readonly email: string;
}

export interface Commit {
  readonly oid: string;
  readonly parents: readonly string[];
  readonly author: Author;
  readonly at: Date;
  readonly message: string;
  /** The whole tree after this commit. */
  readonly files: ReadonlyMap<string, Uint8Array>;
  /** Paths that this commit touched. */
  readonly changed: { readonly added: string[]; readonly modified: string[]; readonly removed: string[] };
  /** Made through the API and signed by GitHub. */
  readonly isSigned?: boolean;
  /** Whoever amended or rebased it; else GitHub where it is signed, else the author. */
  readonly committer?: Author;
}

export interface WorkflowState {
  readonly id: number;
  readonly name: string;
  readonly path: string;
  /** What its file says. */
  readonly text: string;
  state: 'active' | 'disabled_inactivity' | 'disabled_manually';
  updatedAt: Date;
  readonly runs: { readonly id: number; readonly at: Date; readonly event: string; readonly conclusion: string }[];
}

export interface Hook {
  readonly id: number;
  readonly url: string;
  readonly secret: string;
  readonly events: readonly string[];
  /** Answer to the last delivery. */
  lastStatus?: number | null;
}

export interface RepositoryEvent {
  readonly event: string;
  readonly action: string | null;
  /** What the payload says besides `repository` and `sender`. */
  readonly body: Record<string, unknown>;
}

export interface RepositoryState {
  readonly nodeId: string;
  readonly databaseId: number;
  owner: string;
  name: string;
  visibility: 'PUBLIC' | 'PRIVATE' | 'INTERNAL';
  /** Whether the token can see it; a repository made private usually cannot be seen any more. */
  isVisible: boolean;
  isDeleted: boolean;
  archivedAt: Date | null;
  isFork: boolean;
  readonly createdAt: Date;
  pushedAt: Date | null;
  defaultBranch: string;
  languages: readonly string[];
  description: string | null;
  /** Newest first. */
  readonly branches: Map<string, Commit[]>;
  readonly releases: {
    readonly tag: string;
    readonly at: Date;
    readonly isPrerelease: boolean;
    readonly isDraft: boolean;
  }[];
  readonly tags: { readonly name: string; readonly at: Date }[];
  readonly workflows: WorkflowState[];
  homepageUrl: string | null;
  readonly topics: string[];
  readonly deployments: { readonly environment: string; readonly at: Date; readonly state: string }[];
  readonly hooks: Hook[];
  /** Why GitHub would refuse a direct commit to the default branch; null when it would not. */
  protection: string | null;
  /** What a ruleset asks of commits and branches. */
  readonly rules: BranchRule[];
  hasIssues: boolean;
  /** GitHub Pages. */
  hasPages: boolean;
  /** Whether the token may open pull requests: a setting of the repository forbids it to Actions. */
  allowsPullRequests: boolean;
  /** Whether the token may enable workflows: `actions: write`. */
  allowsEnabling: boolean;
  /** Newest first. */
  readonly pullRequests: PullRequestState[];
  /** Newest first. */
  readonly issues: IssueState[];
  /** What others may do here; the owner may do everything. */
  readonly collaborators: Map<string, 'admin' | 'write' | 'read'>;
  /** Workflows that were started by hand or by a program. */
  readonly dispatches: { readonly workflow: string; readonly ref: string }[];
}

export interface CommentState {
  readonly id: number;
  readonly author: string;
  readonly at: Date;
  body: string;
}

export interface PullRequestState {
  readonly number: number;
  readonly author: string;
  readonly headRef: string;
  baseRef: string;
  title: string;
  body: string;
  state: 'open' | 'closed';
  mergedAt: Date | null;
  mergeOid: string | null;
  /** As it stood when the request was closed; the branch's own head while it is open. */
  headOid: string;
  /** Who closed it without merging it; absent: its owner, or nobody. */
  closedBy?: string;
  readonly comments: CommentState[];
}

export interface IssueState {
  readonly number: number;
  readonly author: string;
  title: string;
  body: string;
  state: 'open' | 'closed';
  /** Who changed the text last, and when; null: nobody since it was opened. */
  editor: string | null;
  editedAt: Date | null;
  /** Who closed it last; left out while nobody did. */
  closedBy?: string;
  /** Every text so far, oldest first. */
  readonly edits: { readonly editor: string; readonly at: Date; readonly body: string }[];
  readonly comments: CommentState[];
}

export interface CommitInput {
  readonly at: Date;
  readonly message: string;
  readonly author?: Author;
  /** null removes the file. */
  readonly files?: Readonly<Record<string, string | Uint8Array | null>>;
  readonly branch?: string;
  readonly isMerge?: boolean;
  readonly isSigned?: boolean;
}

export interface RepositoryInput {
  readonly owner: string;
  readonly name: string;
  readonly createdAt: Date;
  readonly languages?: readonly string[];
  readonly description?: string;
  readonly defaultBranch?: string;
}

export type SimulatedRepository = ReturnType<typeof createRepository>;

let lastId = 1000;

export function nextId(): number {
  lastId += 1;
  return lastId;
}

export function createRepository(
  input: RepositoryInput,
  onEvent: (state: RepositoryState, event: RepositoryEvent) => void,
  /** Whose token asks. */
  viewer: () => string = () => input.owner,
) {
  const databaseId = ++lastId;
  const state: RepositoryState = {
    nodeId: `R_kgDO${Buffer.from(String(databaseId)).toString('base64url')}`,
    databaseId,
    owner: input.owner,
    name: input.name,
    visibility: 'PUBLIC',
    isVisible: true,
    isDeleted: false,
    archivedAt: null,
    isFork: false,
    createdAt: input.createdAt,
    pushedAt: null,
    defaultBranch: input.defaultBranch ?? 'main',
    languages: input.languages ?? [],
    description: input.description ?? null,
    branches: new Map(),
    releases: [],
    tags: [],
    workflows: [],
    homepageUrl: null,
    topics: [],
    deployments: [],
    hooks: [],
    protection: null,
    rules: [],
    hasIssues: true,
    hasPages: false,
    allowsPullRequests: true,
    allowsEnabling: true,
    pullRequests: [],
    issues: [],
    collaborators: new Map(),
    dispatches: [],
  };
  /** Commits that no branch holds (yet). */
  const loose = new Map<string, Commit>();
  const owner: Author = { login: input.owner, name: input.owner, email: `${input.owner}@users.noreply.github.com` };
  const tell = (event: string, action: string | null, body: Record<string, unknown> = {}) =>
    onEvent(state, { event, action, body });

  const findCommit = (oid: string): Commit | null => {
    for (const commits of state.branches.values()) {
      const found = commits.find((commit) => commit.oid === oid);
      if (found !== undefined) return found;
    }
    return loose.get(oid) ?? null;
  };
  /** The commit and all that came before it, a branch that was merged after the one it was merged into. */
  const historyOf = (oid: string): Commit[] => {
    for (const commits of state.branches.values()) {
      const index = commits.findIndex((commit) => commit.oid === oid);
      if (index !== -1) return commits.slice(index);
    }
    const commit = loose.get(oid);
    if (commit === undefined) return [];
    const all = new Map([[oid, commit]]);
    for (const parent of commit.parents) for (const older of historyOf(parent)) all.set(older.oid, older);
    return [...all.values()];
  };
  function addTag(name: string, at: Date): void {
    state.tags.unshift({ name, at });
    const oid = state.branches.get(state.defaultBranch)?.[0]?.oid ?? '0'.repeat(40);
    tell('create', null, { ref: name, ref_type: 'tag', master_branch: state.defaultBranch });
    tell('push', null, wordTagPush(name, oid, at));
  }

  return {
    state,
    get viewer() {
      return viewer();
    },
    owner,
    tell,
    findCommit,
    historyOf,
    keepLoose: (commit: Commit) => void loose.set(commit.oid, commit),
    /** A branch that begins, or goes on, at a commit. */
    setBranch(name: string, oid: string, sender = state.owner): void {
      const before = state.branches.get(name)?.[0];
      const history = historyOf(oid);
      const [commit] = history;
      if (commit === undefined) throw new RangeError(`there is no commit ${oid}`);
      for (const left of state.branches.get(name) ?? []) loose.set(left.oid, left);
      state.branches.set(name, history);
      tell('push', null, { ...wordPush(name, before, commit), pusher: { name: sender } });
    },
    /** GitHub closes the pull requests of a branch that is deleted. */
    deleteBranch(name: string): void {
      for (const commit of state.branches.get(name) ?? []) loose.set(commit.oid, commit);
      const head = state.branches.get(name)?.[0];
      state.branches.delete(name);
      for (const request of state.pullRequests) {
        if (request.headRef !== name || request.state !== 'open') continue;
        request.headOid = head?.oid ?? request.headOid;
        request.state = 'closed';
        tell('pull_request', 'closed', {
          pull_request: { number: request.number, merged: false, head: { ref: name } },
        });
      }
      tell('delete', null, { ref: name, ref_type: 'branch' });
    },
    /** Issues and pull requests share their numbers. */
    nextNumber: () => Math.max(0, ...[...state.pullRequests, ...state.issues].map(({ number }) => number)) + 1,
    permissionOf: (login: string) =>
      login === state.owner ? ('admin' as const) : (state.collaborators.get(login) ?? ('read' as const)),
    fullName: () => `${state.owner}/${state.name}`,
    head: (branch = state.defaultBranch) => state.branches.get(branch)?.[0] ?? null,
    history: (branch = state.defaultBranch): readonly Commit[] => state.branches.get(branch) ?? [],
    read: (path: string): Uint8Array | null => state.branches.get(state.defaultBranch)?.[0]?.files.get(path) ?? null,

    commit({
      at,
      message,
      author = owner,
      files = {},
      branch = state.defaultBranch,
      isMerge = false,
      isSigned = false,
    }: CommitInput): Commit {
      const commits = state.branches.get(branch) ?? [];
      const head = commits[0];
      const tree = new Map(head?.files ?? []);
      const changed: Commit['changed'] = { added: [], modified: [], removed: [] };
      for (const [path, content] of Object.entries(files)) {
        (content === null ? changed.removed : tree.has(path) ? changed.modified : changed.added).push(path);
        if (content === null) tree.delete(path);
        else tree.set(path, typeof content === 'string' ? Buffer.from(content) : content);
      }
      const parents =
        head === undefined
          ? []
          : isMerge
            ? [head.oid, hashCommit({ tree: head.oid, parents: [], author, at, message })]
            : [head.oid];
      const oid = hashCommit({ tree: hashTree(tree), parents, author, at, message });
      const commit: Commit = { oid, parents, author, at, message, files: tree, changed, isSigned };
      state.branches.set(branch, [commit, ...commits]);
      state.pushedAt = at;
      tell('push', null, wordPush(branch, head, commit));
      return commit;
    },
    archive(at: Date): void {
      state.archivedAt = at;
      tell('repository', 'archived');
    },
    unarchive(): void {
      state.archivedAt = null;
      tell('repository', 'unarchived');
    },
    release(tag: string, at: Date, isPrerelease = false): void {
      state.releases.unshift({ tag, at, isPrerelease, isDraft: false });
      addTag(tag, at);
      tell('release', 'published', {
        release: { tag_name: tag, draft: false, prerelease: isPrerelease, published_at: at.toISOString() },
      });
    },
    tag: addTag,
    addWorkflow(name: string, path: string, at: Date, run = 'python run.py'): WorkflowState {
      const text = `on: { schedule: [{ cron: "0 5 * * *" }] }\njobs: { run: { steps: [{ run: "${run}" }] } }\n`;
      const workflow: WorkflowState = { id: ++lastId, name, path, text, state: 'active', updatedAt: at, runs: [] };
      state.workflows.push(workflow);
      return workflow;
    },
    run(workflow: WorkflowState, at: Date, conclusion = 'success', event = 'schedule'): void {
      workflow.runs.unshift({ id: ++lastId, at, event, conclusion });
      tell('workflow_run', 'completed', {
        workflow_run: {
          id: lastId,
          name: workflow.name,
          event,
          conclusion,
          head_branch: state.defaultBranch,
          run_started_at: at.toISOString(),
          workflow_id: workflow.id,
        },
      });
    },
    /** GitHub sends no webhook for this. */
    disableWorkflow(workflow: WorkflowState, reason: 'disabled_inactivity' | 'disabled_manually', at: Date): void {
      workflow.state = reason;
      workflow.updatedAt = at;
    },
    deploy(environment: string, at: Date, deploymentState = 'SUCCESS'): void {
      state.deployments.unshift({ environment, at, state: deploymentState });
      tell('deployment_status', 'created', {
        deployment: { environment, created_at: at.toISOString() },
        deployment_status: { state: deploymentState.toLowerCase(), environment, created_at: at.toISOString() },
      });
    },
    rename(name: string): void {
      const from = state.name;
      state.name = name;
      tell('repository', 'renamed', { changes: { repository: { name: { from } } } });
    },
    transfer(owner: string): void {
      const from = state.owner;
      state.owner = owner;
      tell('repository', 'transferred', { changes: { owner: { from: { user: { login: from } } } } });
    },
    makePrivate(isVisible = false): void {
      state.visibility = 'PRIVATE';
      state.isVisible = isVisible;
      tell('repository', 'privatized');
    },
    /** GitHub tells neither Apps nor repository webhooks. */
    delete(): void {
      state.isDeleted = true;
    },
    addHook(hook: Omit<Hook, 'id'>): Hook {
      const added = { id: ++lastId, ...hook };
      state.hooks.push(added);
      return added;
    },
  };
}

/** A tag that is the commit itself: GitHub tells it as a push too. */
function wordTagPush(name: string, oid: string, at: Date): Record<string, unknown> {
  const author = { name: 'ada', email: 'ada@users.noreply.github.com' };
  const head = { id: oid, message: '', timestamp: at.toISOString(), author, added: [], modified: [], removed: [] };
  const ends = { before: '0'.repeat(40), after: oid, created: true, deleted: false, forced: false };
  return { ref: `refs/tags/${name}`, ...ends, commits: [], head_commit: head };
}

function wordPush(branch: string, before: Commit | undefined, commit: Commit): Record<string, unknown> {
  const zeros = '0'.repeat(40);
  const { login, name, email } = commit.author;
  const entry = {
    id: commit.oid,
    message: commit.message,
    timestamp: commit.at.toISOString(),
    author: { name, email, username: login ?? undefined },
    distinct: true,
    ...commit.changed,
  };
  return {
    ref: `refs/heads/${branch}`,
    before: before?.oid ?? zeros,
    after: commit.oid,
    created: before === undefined,
    deleted: false,
    forced: false,
    commits: [entry],
    head_commit: entry,
  };
}
