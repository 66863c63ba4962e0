// What one webhook says about a repository: payload in, a few facts out, small enough to be kept. Tolerates every
// type; what is not as GitHub documents it says nothing, and then the repository has to be fetched.

import * as z from 'zod';
import { toInstant } from '../dates.ts';
import type { CommitKind, Release } from '../model.ts';
import { fingerprint } from '../text.ts';
import { isDocumentationOnly, readCommitKind } from './commit-kind.ts';

export interface PushedCommit {
  readonly oid: string;
  readonly at: string;
  /** Without the owner's own list of bots, and as if it were no fork: both are known only where it is applied. */
  readonly kind: CommitKind;
  /** Whether all its files are documentation; null when no files are listed. */
  readonly isDocsOnly: boolean | null;
  readonly name: string | null;
  readonly login: string | null;
}

export type EventFacts =
  | {
      readonly kind: 'push';
      readonly isDefaultBranch: boolean;
      readonly before: string;
      readonly after: string;
      /** The branch was created, deleted or rewritten: nothing can be added to what is known. */
      readonly isRewrite: boolean;
      readonly pushedAt: string | null;
      /** Oldest first. */
      readonly commits: readonly PushedCommit[];
      /** Whether its README is among the files: what the repository says of itself. */
      readonly touchesReadme?: boolean;
      /** Whether a workflow is: what it runs by the clock. */
      readonly touchesWorkflow?: boolean;
      /** Whether the owner's configuration is. */
      readonly touchesConfiguration?: boolean;
      /** Documents among the files that changed; null when there are too many to list. */
      readonly documents: readonly string[] | null;
    }
  /** `at` is null when the payload does not say it, or the tag is gone. */
  | { readonly kind: 'tag'; readonly name: string; readonly at: string | null; readonly isGone: boolean }
  /** What no status depends on: a run that was not scheduled, a branch (its push says the rest). */
  | { readonly kind: 'nothing' }
  | { readonly kind: 'release'; readonly release: Release }
  | {
      readonly kind: 'run';
      readonly workflow: string;
      readonly branch: string | null;
      readonly at: string;
      /** null: skipped or cancelled, which says nothing. */
      readonly succeeded: boolean | null;
    }
  | {
      readonly kind: 'deployment';
      readonly environment: string;
      readonly createdAt: string;
      readonly state: string;
      readonly at: string;
    }
  /** Our issue as it stood then: its text by a fingerprint. */
  | { readonly kind: 'issue'; readonly number: number; readonly text: string; readonly state: string }
  /** The App may see these repositories now, or no longer. */
  | { readonly kind: 'access'; readonly names: readonly string[]; readonly account?: string | null }
  | {
      readonly kind: 'flags';
      /** GitHub's action: archived, renamed, edited… */
      readonly change: string;
      readonly at: string;
      readonly name: string;
      readonly isArchived: boolean;
      readonly visibility: 'public' | 'private' | 'internal';
      readonly defaultBranch: string;
    };

/** Larger facts are not kept: the repository is checked instead. */
const maxJsonLength = 12_000;
const maxDocuments = 40;

/** null: nothing that could be applied; whoever wants to know has to fetch. */
export function readEventFacts(event: string, payload: unknown, ownTrailer: string): EventFacts | null {
  const facts = readFacts(event, payload, ownTrailer);
  return facts !== null && JSON.stringify(facts).length > maxJsonLength ? null : facts;
}

function readFacts(event: string, payload: unknown, ownTrailer: string): EventFacts | null {
  switch (event) {
    case 'push':
      return read(pushSchema, payload, (push) => readPush(push, ownTrailer));
    case 'create':
    case 'delete':
      return read(refSchema, payload, ({ ref, ref_type }) =>
        ref_type === 'tag' ? { kind: 'tag', name: ref, at: null, isGone: event === 'delete' } : { kind: 'nothing' },
      );
    case 'release':
      return read(releaseSchema, payload, ({ release: { tag_name, prerelease, published_at } }) => ({
        kind: 'release',
        release: { tag: tag_name, publishedAt: published_at, isPrerelease: prerelease },
      }));
    case 'workflow_run':
      return read(runSchema, payload, ({ workflow_run: run }) => {
        const at = run.created_at ?? run.run_started_at;
        if (run.event !== 'schedule') return { kind: 'nothing' };
        if (at === undefined) return null;
        return {
          kind: 'run',
          workflow: run.name,
          branch: run.head_branch ?? null,
          at,
          succeeded: readConclusion(run.conclusion),
        };
      });
    case 'deployment_status':
      return read(
        deploymentSchema,
        payload,
        ({ deployment, deployment_status: { state, environment, created_at } }) => ({
          kind: 'deployment',
          environment,
          createdAt: deployment.created_at,
          state: state.toLowerCase(),
          at: created_at,
        }),
      );
    case 'repository':
    case 'public':
      return read(flagsSchema, payload, ({ action, repository }) => {
        // After another topic or homepage, or when the repository is gone, the payload does not hold what follows: GitHub is asked.
        if (!appliedChanges.has(action)) return null;
        return {
          kind: 'flags',
          change: action,
          at: repository.updated_at,
          name: repository.full_name,
          isArchived: repository.archived,
          visibility: repository.visibility ?? (repository.private ? 'private' : 'public'),
          defaultBranch: repository.default_branch,
        };
      });
    case 'issues':
      return read(issueSchema, payload, ({ issue: { number, body, state } }) => ({
        kind: 'issue',
        number,
        text: fingerprint(body),
        state,
      }));
    case 'installation':
    case 'installation_repositories':
      return read(
        accessSchema,
        payload,
        ({ installation, repositories, repositories_added, repositories_removed }) => ({
          kind: 'access',
          account: installation?.account.login ?? null,
          names: [...repositories, ...repositories_added, ...repositories_removed].map(({ full_name }) => full_name),
        }),
      );
    default:
      return null;
  }
}

/** What `repository` events do that is all said in them; `public` has no action. */
const appliedChanges: ReadonlySet<string> = new Set([
  'archived',
  'unarchived',
  'privatized',
  'publicized',
  'renamed',
  'transferred',
  '',
]);

function read<Shape extends z.ZodType>(
  schema: Shape,
  payload: unknown,
  toFacts: (value: z.output<Shape>) => EventFacts | null,
): EventFacts | null {
  const parsed = schema.safeParse(payload);
  return parsed.success ? toFacts(parsed.data) : null;
}

function readPush(push: z.output<typeof pushSchema>, ownTrailer: string): EventFacts | null {
  const { ref, before, after, repository } = push;
  if (ref.startsWith('refs/tags/')) {
    // The date of an annotated tag is its own, and the payload does not tell it.
    const isLight = push.head_commit?.id === after;
    const at = isLight ? (push.head_commit?.timestamp ?? null) : null;
    return { kind: 'tag', name: ref.slice('refs/tags/'.length), at, isGone: push.deleted };
  }
  const pushedAt = repository.pushed_at ?? null;
  const touched = new Set(push.commits.flatMap(({ added, modified, removed }) => [...added, ...modified, ...removed]));
  const documents = [...touched].filter((path) => documentPath.test(path));
  return {
    kind: 'push',
    isDefaultBranch: ref === `refs/heads/${repository.default_branch}`,
    before,
    after,
    isRewrite: push.created || push.deleted || push.forced,
    pushedAt,
    commits: push.commits.map((commit) => readCommit(commit, pushedAt, ownTrailer)),
    touchesReadme: [...touched].some((path) => readmePath.test(path)),
    ...(touched.has(configurationPath) && { touchesConfiguration: true }),
    touchesWorkflow: [...touched].some((path) => workflowPath.test(path)),
    documents: documents.length > maxDocuments ? null : documents,
  };
}

/** Where an owner's configuration lies, if not named otherwise. */
const configurationPath = '.github/statusfolio.yml';
/** Where GitHub finds a README. */
const readmePath = /^(\.github\/|docs\/)?readme(\.[^/]*)?$/i;
const workflowPath = /^\.github\/workflows\/[^/]+\.ya?ml$/i;

const documentPath = /\.(md|markdown|qmd|rmd|html?|ya?ml|json)$/i;

function readCommit(commit: z.output<typeof commitSchema>, pushedAt: string | null, ownTrailer: string): PushedCommit {
  const { author, committer, message } = commit;
  const touched = [...commit.added, ...commit.modified, ...commit.removed];
  const kind = readCommitKind(
    {
      headline: message.split('\n', 1)[0] ?? '',
      message,
      authorName: author.name ?? null,
      authorEmail: author.email ?? null,
      authorLogin: author.username ?? null,
      committerEmail: committer?.email ?? null,
      paths: touched,
    },
    { ownTrailer, bots: [] },
  );
  // A clock that runs ahead on the author's machine: nothing was made after it was pushed.
  const at = pushedAt !== null && Date.parse(commit.timestamp) > Date.parse(pushedAt) ? pushedAt : commit.timestamp;
  return {
    oid: commit.id,
    at,
    kind,
    isDocsOnly: touched.length === 0 ? null : touched.every(isDocumentationOnly),
    name: author.name ?? null,
    login: author.username ?? null,
  };
}

// The shapes of GitHub's webhook payloads: only the fields that say something about a repository. What does not fit
// says nothing.

const text = z.string().max(300);
const instant = z.iso.datetime({ offset: true }).transform((value) => toInstant(value));
/** Push events tell `pushed_at` in seconds, all others as text. */
const anyInstant = z.union([instant, z.int().transform((seconds) => toInstant(seconds * 1000))]);
const paths = z.array(z.string()).catch([]);
const person = z.object({ name: text.nullish(), email: text.nullish(), username: text.nullish() });

const commitSchema = z.object({
  id: text,
  message: z.string(),
  timestamp: instant,
  author: person,
  committer: person.nullish(),
  added: paths,
  modified: paths,
  removed: paths,
});
const pushSchema = z.object({
  ref: text,
  before: text,
  after: text,
  created: z.boolean(),
  deleted: z.boolean(),
  forced: z.boolean(),
  commits: z.array(commitSchema),
  head_commit: commitSchema.nullish(),
  repository: z.object({ default_branch: text, pushed_at: anyInstant.nullish() }),
});
const refSchema = z.object({ ref: text, ref_type: z.enum(['tag', 'branch', 'repository']) });
const releaseSchema = z.object({
  action: z.enum(['published', 'released', 'prereleased']),
  release: z.object({ tag_name: text, draft: z.literal(false), prerelease: z.boolean(), published_at: instant }),
});
const runSchema = z.object({
  workflow_run: z.object({
    name: text,
    event: text,
    conclusion: text.nullish(),
    head_branch: text.nullish(),
    created_at: instant.optional(),
    run_started_at: instant.optional(),
  }),
});
const deploymentSchema = z.object({
  deployment: z.object({ created_at: instant }),
  deployment_status: z.object({ state: text, environment: text, created_at: instant }),
});
const flagsSchema = z.object({
  action: text.catch(''),
  repository: z.object({
    full_name: text,
    archived: z.boolean(),
    private: z.boolean(),
    visibility: z.enum(['public', 'private', 'internal']).optional(),
    default_branch: text,
    updated_at: instant,
  }),
});

const issueSchema = z.object({ issue: z.object({ number: z.int(), body: z.string(), state: text }) });

const accessSchema = z.object({
  installation: z
    .object({ account: z.object({ login: text }) })
    .nullish()
    .catch(null),
  repositories: z.array(z.object({ full_name: text })).catch([]),
  repositories_added: z.array(z.object({ full_name: text })).catch([]),
  repositories_removed: z.array(z.object({ full_name: text })).catch([]),
});

const failures = new Set(['failure', 'timed_out', 'startup_failure']);

/** null: skipped or cancelled, which says nothing. */
function readConclusion(conclusion: string | null | undefined): boolean | null {
  if (conclusion === 'success') return true;
  return failures.has(conclusion ?? '') ? false : null;
}
