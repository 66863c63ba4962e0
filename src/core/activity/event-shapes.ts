// The shapes of GitHub's webhook payloads: only the fields that teach something about a repository. What does not fit
// teaches nothing.

import * as z from 'zod';
import { toInstant } from '../instants.ts';

const text = z.string().max(300);
const instant = z.iso.datetime({ offset: true }).transform((value) => toInstant(value));
/** Push events tell `pushed_at` in seconds, all others as text. */
const anyInstant = z.union([instant, z.int().transform((seconds) => toInstant(seconds * 1000))]);
const paths = z.array(z.string()).catch([]);
const person = z.object({ name: text.nullish(), email: text.nullish(), username: text.nullish() });

export const commitSchema = z.object({
  id: text,
  message: z.string(),
  timestamp: instant,
  author: person,
  committer: person.nullish(),
  added: paths,
  modified: paths,
  removed: paths,
});
export const pushSchema = z.object({
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
export const refSchema = z.object({ ref: text, ref_type: z.enum(['tag', 'branch', 'repository']) });
export const releaseSchema = z.object({
  action: z.enum(['published', 'released', 'prereleased']),
  release: z.object({ tag_name: text, draft: z.literal(false), prerelease: z.boolean(), published_at: instant }),
});
export const runSchema = z.object({
  workflow_run: z.object({
    name: text,
    event: text,
    conclusion: text.nullish(),
    head_branch: text.nullish(),
    created_at: instant.optional(),
    run_started_at: instant.optional(),
  }),
});
export const deploymentSchema = z.object({
  deployment: z.object({ created_at: instant }),
  deployment_status: z.object({ state: text, environment: text, created_at: instant }),
});
export const flagsSchema = z.object({
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

export const issueSchema = z.object({ issue: z.object({ number: z.int(), body: z.string(), state: text }) });

export const accessSchema = z.object({
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
export function readConclusion(conclusion: string | null | undefined): boolean | null {
  if (conclusion === 'success') return true;
  return failures.has(conclusion ?? '') ? false : null;
}
