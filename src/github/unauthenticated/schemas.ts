// The shapes of GitHub's REST answers that are read without a token, turned into those that the GraphQL answers have,
// so that one place builds the activity from both.

import * as z from 'zod';
import { toInstant } from '../../core/dates.ts';
import type { CommitSchema, CoreSchema, ReleaseSchema } from '../schemas.ts';

const instant = z.iso.datetime({ offset: true }).transform((text) => toInstant(text));
const nullish = <Schema extends z.ZodType>(schema: Schema) => schema.nullish().transform((value) => value ?? null);

/** `GET /repos/{owner}/{repo}`. */
export const repositoryAnswer = z.object({
  node_id: z.string(),
  full_name: z.string(),
  private: z.boolean().default(false),
  visibility: nullish(z.enum(['public', 'private', 'internal'])),
  archived: z.boolean(),
  fork: z.boolean(),
  created_at: instant,
  pushed_at: nullish(instant),
  default_branch: z.string(),
  language: nullish(z.string()),
  homepage: nullish(z.string()),
  description: nullish(z.string()),
  /** null: this server does not say it here. */
  topics: nullish(z.array(z.string())),
});
export type RepositoryAnswer = z.infer<typeof repositoryAnswer>;

/** `GET /repos/{owner}/{repo}/git/trees/{tree_sha}`. */
export const treeAnswer = z.object({
  tree: z.array(z.object({ path: z.string(), type: z.string() })),
  truncated: z.boolean(),
});

/** `GET /repos/{owner}/{repo}/commits`. */
export const commitsAnswer = z.array(
  z.object({
    sha: z.string(),
    commit: z.object({
      message: z.string(),
      author: nullish(z.object({ name: nullish(z.string()), email: nullish(z.string()) })),
      committer: z.object({ email: nullish(z.string()), date: instant }),
    }),
    author: nullish(z.object({ login: z.string().optional(), type: z.string().optional() })),
    parents: z.array(z.unknown()),
  }),
);
export type CommitAnswer = z.infer<typeof commitsAnswer>[number];

/** `GET /repos/{owner}/{repo}/releases`. */
export const releasesAnswer = z.array(
  z.object({ tag_name: z.string(), published_at: nullish(instant), draft: z.boolean(), prerelease: z.boolean() }),
);

export function toCommitSchema({ sha, commit, author, parents }: CommitAnswer): CommitSchema {
  const login = author?.login;
  return {
    oid: sha,
    committedDate: commit.committer.date,
    message: commit.message,
    parents: { totalCount: parents.length },
    author: commit.author && {
      ...commit.author,
      // GraphQL has no user for a bot either.
      user: login === undefined || author?.type === 'Bot' ? null : { login },
    },
    committer: { email: commit.committer.email },
  };
}

/** null commits: the repository is empty. */
export function toCoreSchema(
  repository: RepositoryAnswer,
  commits: readonly CommitAnswer[] | null,
  isCut: boolean,
  releases: readonly ReleaseSchema[],
): CoreSchema {
  const history = (commits ?? []).map(toCommitSchema);
  const [head] = history;
  return {
    id: repository.node_id,
    nameWithOwner: repository.full_name,
    visibility: repository.visibility ?? (repository.private ? 'private' : 'public'),
    isArchived: repository.archived,
    archivedAt: null,
    isEmpty: commits === null,
    isFork: repository.fork,
    createdAt: repository.created_at,
    pushedAt: repository.pushed_at,
    languages: repository.language === null ? [] : [{ name: repository.language }],
    latestRelease: null,
    releases: [...releases],
    tags: null,
    defaultBranchRef: {
      name: repository.default_branch,
      target:
        head === undefined
          ? null
          : { oid: head.oid, committedDate: head.committedDate, history: { commits: history, isCut } },
    },
  };
}
