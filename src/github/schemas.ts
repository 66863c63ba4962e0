// The shapes of GitHub's answers: only the fields that are used. A list survives a bad element; a repository without
// its own identity does not, because incomplete knowledge must look like a failed fetch, never like silence.

import * as z from 'zod';
import { toInstant } from '../core/dates.ts';

export const instant = z.iso.datetime({ offset: true }).transform((text) => toInstant(text));

/** The good elements of a list, in order. */
const listOf = <Schema extends z.ZodType>(schema: Schema) =>
  z.array(z.unknown()).transform((items) =>
    items.flatMap((item): z.output<Schema>[] => {
      const parsed = schema.safeParse(item);
      return parsed.success ? [parsed.data] : [];
    }),
  );

/** The good elements of a connection, in order. */
const nodesOf = <Schema extends z.ZodType>(schema: Schema) =>
  z.object({ nodes: listOf(schema).nullable() }).transform(({ nodes }) => nodes ?? []);

const graphqlError = z.object({
  type: z
    .string()
    .nullish()
    .transform((type) => type ?? null),
  message: z.string().catch('an error without a description'),
  path: z.array(z.union([z.string(), z.number()])).catch([]),
});
export type GraphqlError = z.infer<typeof graphqlError>;

/** An error that cannot be read still is one, about everything. */
const anyError = graphqlError.catch({ type: null, message: 'an error without a description', path: [] });

export const graphqlBody = z.object({ data: z.unknown().optional(), errors: z.array(anyError).optional() });

// ---- repositories ------------------------------------------------------------------------------------------------

/** A server that does not know it says whether the repository is private, which internal ones are, too. */
export const visibility = z.union([z.enum(['PUBLIC', 'PRIVATE', 'INTERNAL']), z.boolean()]).transform((word) => {
  if (word === 'PUBLIC' || word === false) return 'public';
  return word === 'INTERNAL' ? 'internal' : 'private';
});

const release = z.object({
  tagName: z.string(),
  publishedAt: instant.nullable(),
  isDraft: z.boolean(),
  isPrerelease: z.boolean(),
});
export type ReleaseSchema = z.infer<typeof release>;

export const commitSchema = z.object({
  oid: z.string(),
  committedDate: instant,
  message: z.string(),
  parents: z.object({ totalCount: z.number() }),
  author: z
    .object({
      name: z.string().nullable(),
      email: z.string().nullable(),
      user: z.object({ login: z.string() }).nullable(),
    })
    .nullable(),
  committer: z.object({ email: z.string().nullable() }).nullable(),
});
export type CommitSchema = z.infer<typeof commitSchema>;

/** Commits up to the first one that cannot be read: what follows it is not known to be complete. */
const historySchema = z
  .object({ pageInfo: z.object({ hasNextPage: z.boolean() }), nodes: z.array(z.unknown()).nullable() })
  .transform(({ pageInfo, nodes }) => {
    const commits: CommitSchema[] = [];
    for (const node of nodes ?? []) {
      const parsed = commitSchema.safeParse(node);
      if (!parsed.success) return { commits, isCut: true };
      commits.push(parsed.data);
    }
    return { commits, isCut: pageInfo.hasNextPage || nodes === null };
  });

const tagSchema = z
  .object({
    name: z.string(),
    target: z.object({
      committedDate: instant.optional(),
      tagger: z.object({ date: instant.nullable() }).nullish(),
      target: z.object({ committedDate: instant.optional() }).nullish(),
    }),
  })
  .transform(({ name, target }) => ({
    name,
    at: target.committedDate ?? target.tagger?.date ?? target.target?.committedDate ?? null,
  }));

const identity = { id: z.string(), nameWithOwner: z.string() };

export const liteSchema = z.object({
  ...identity,
  visibility,
  isArchived: z.boolean(),
  isEmpty: z.boolean(),
  pushedAt: instant.nullable(),
  defaultBranchRef: z.object({ name: z.string(), target: z.object({ oid: z.string() }).nullable() }).nullable(),
  latestRelease: release.nullable(),
});
export type LiteSchema = z.infer<typeof liteSchema>;

/** A history that does not begin with its own head, or of which nothing came, is no answer. */
export const coreSchema = z.object({
  ...identity,
  visibility,
  isArchived: z.boolean(),
  /** Absent where the server does not know it. */
  archivedAt: instant.nullish().transform((at) => at ?? null),
  isEmpty: z.boolean(),
  isFork: z.boolean(),
  createdAt: instant,
  pushedAt: instant.nullable(),
  owner: z.object({ __typename: z.string(), id: z.string() }).nullish(),
  languages: nodesOf(z.object({ name: z.string() })),
  latestRelease: release.nullable(),
  releases: nodesOf(release),
  tags: nodesOf(tagSchema).nullable(),
  defaultBranchRef: z
    .object({
      name: z.string(),
      target: z
        .object({ oid: z.string(), committedDate: instant, history: historySchema })
        .refine(
          // GitHub filters by time: a head that was made with a slow clock is left out of its own history.
          ({ oid, committedDate, history: { commits, isCut } }) =>
            ((commits[0]?.oid ?? oid) === oid ||
              Date.parse(committedDate) < Date.parse(commits[0]?.committedDate ?? '')) &&
            !(isCut && commits.length === 0),
        )
        .nullable(),
    })
    .nullable(),
});
export type CoreSchema = z.infer<typeof coreSchema>;

/** What was not asked for is left out. */
export const lastSchema = z.object({
  ...identity,
  visibility,
  isArchived: z.boolean(),
  pushedAt: instant.nullable(),
  defaultBranchRef: z.object({ target: z.object({ history: historySchema }).nullable() }).nullish(),
  releases: nodesOf(release).nullish(),
  tags: nodesOf(tagSchema).nullish(),
});
export type LastSchema = z.infer<typeof lastSchema>;

/** A part of a history. */
export const partSchema = z.object({
  id: z.string(),
  entry: z.object({ __typename: z.string() }).nullable(),
  defaultBranchRef: z.object({ target: z.object({ history: historySchema }).nullable() }).nullable(),
});
export type PartSchema = z.infer<typeof partSchema>;

/** What an owner shows to everybody. */
export const publicRepositoriesSchema = z.object({
  publicRepositories: z.object({
    repositories: nodesOf(
      z.object({ nameWithOwner: z.string(), createdAt: instant, isArchived: z.boolean(), isEmpty: z.boolean() }),
    ),
  }),
});

export const idSchema = z.object({ id: z.string() });

// ---- operations ----------------------------------------------------------------------------------------------------

export const operationsSchema = z.object({
  homepageUrl: z.string().nullish(),
  description: z.string().nullish(),
  repositoryTopics: nodesOf(z.object({ topic: z.object({ name: z.string() }) })),
  readme: z.object({ text: z.string().nullish() }).nullish(),
  deployments: nodesOf(
    z.object({
      environment: z.string().nullable(),
      createdAt: instant,
      state: z.string().nullable(),
      latestStatus: z.object({ state: z.string(), createdAt: instant }).nullable(),
    }),
  ),
});

/** REST: `GET /repos/{owner}/{repo}/actions/workflows`. */
export const workflowsSchema = z.object({
  workflows: listOf(
    z.object({
      id: z.number(),
      name: z.string(),
      path: z.string().nullish(),
      state: z.string(),
      updated_at: instant.nullish(),
    }),
  ),
});

/** REST: `GET /repos/{owner}/{repo}/actions/runs`. */
export const runsSchema = z.object({
  workflow_runs: listOf(
    z.object({
      workflow_id: z.number(),
      name: z.string().nullish(),
      path: z.string().nullish(),
      created_at: instant,
      conclusion: z.string().nullish(),
    }),
  ),
});

// ---- writes --------------------------------------------------------------------------------------------------------

export const branchHeadSchema = z.object({
  repository: z
    .object({
      ref: z
        .object({
          target: z.object({
            oid: z.string(),
            url: z.string(),
            message: z.string(),
            parents: nodesOf(z.object({ oid: z.string() })),
            file: z.object({ object: z.object({ oid: z.string().optional() }).nullable() }).nullable(),
          }),
        })
        .nullable(),
    })
    .nullable(),
});

export const commitOnBranchSchema = z.object({
  createCommitOnBranch: z.object({ commit: z.object({ oid: z.string(), url: z.string().nullish() }) }),
});
