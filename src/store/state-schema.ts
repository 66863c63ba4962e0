// The shape of the state on a branch. Others may write there, so nothing in it is believed before it was parsed: entry
// by entry, so that one that is wrong costs itself and not the rest.

import * as z from 'zod';
import { ruleNames, type Vocabulary } from '../core/model.ts';
import { answerKinds } from '../core/status/answers.ts';
import { statuses } from '../core/status/statuses.ts';
import { isVocabularyWord } from '../core/status/vocabulary.ts';

export const stateVersion = 2;

const text = (maxLength: number) => z.string().max(maxLength);
const key = text(2000).min(1);
const name = text(2000);
const evidence = text(2000);
const status = z.enum(statuses);
const rule = z.enum(ruleNames);
const instant = z
  .string()
  .regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?Z$/)
  .refine((at) => !Number.isNaN(Date.parse(at)));
const oid = z.string().regex(/^[0-9a-f]{40}([0-9a-f]{24})?$/);
const repo = z.string().regex(/^[\w.-]{1,100}\/[\w.-]{1,100}$/);
const address = z
  .string()
  .max(1000)
  .regex(/^https?:\/\/[^\s<>"]+$/);
const flag = z.union([z.boolean(), z.literal(0), z.literal(1)]).transform(Number);

const question = z.object({ status, rule, evidence, askedAt: instant, link: repo.optional() });
const declared = z.object({
  status,
  confirmedAt: instant.nullable(),
  mayBeConfirmedAt: instant.optional(),
  typedAt: instant.nullable().optional(),
  touches: z.array(instant).max(1000).optional(),
  unsaid: text(500).optional(),
  affirmedAt: z.array(instant).max(2).optional(),
});

const projectSchema = z.object({
  key,
  name,
  repo: repo.nullable(),
  also: z.array(repo).max(100).optional(),
  declared,
  derived: z.object({
    status,
    rule,
    confidence: z.enum(['sure', 'likely', 'guess']),
    evidence,
    reviewAt: instant.nullable(),
    basis: z.enum(['fact', 'work', 'silence', 'doubt', 'none']),
    audience: z.enum(['public', 'owner']),
    link: repo.optional(),
    text: text(500).optional(),
    version: text(300).optional(),
  }),
  decision: z.object({ status, since: instant.nullable() }),
  question: question.nullable(),
  changedAt: z.array(instant).max(1000),
  reviewAt: instant.nullable(),
  answer: z
    .object({
      kind: z.enum([...answerKinds, 'undo']),
      status,
      rule,
      link: repo.optional(),
      text: text(500).optional(),
      by: text(200),
      at: instant,
    })
    .nullable()
    .optional(),
  undo: z
    .object({
      at: instant,
      kind: z.enum(answerKinds).optional(),
      by: text(200).optional(),
      status,
      text: text(500).optional(),
      declared,
      question: z.object({ status, rule, askedAt: instant }).nullable(),
    })
    .nullable()
    .optional(),
  answeredAt: instant.nullable().optional(),
  silenceAskedAt: instant.nullable().optional(),
  released: text(300).nullable().optional(),
  refused: z.object({ status, rule, at: instant, isOver: z.boolean().optional() }).nullable().optional(),
  dates: z
    .array(
      z.object({
        documentKey: key,
        kind: z.enum(['as-of', 'last-run']),
        month: text(7),
        lastWork: text(7).optional(),
        rows: z.int().nonnegative(),
        dated: z.int().nonnegative(),
        at: instant,
      }),
    )
    .max(200)
    .optional(),
  dateRefused: z
    .object({ at: instant, month: text(7).nullable() })
    .nullable()
    .optional(),
});

const changeSchema = z.object({
  projectKey: key,
  documentKey: key,
  name,
  from: text(500),
  to: text(500),
  rule: text(50),
  evidence,
  at: instant,
  oid,
  url: address.nullable(),
});

const identitySchema = z.object({
  nodeId: text(200).min(1),
  name: repo,
  visibility: z.enum(['public', 'private', 'internal']),
  isArchived: z.boolean(),
  createdAt: instant,
});

const pullRequestSchema = z.object({
  number: z.int().positive(),
  url: address,
  headOid: z.union([oid, z.literal('')]),
  plan: text(200),
  state: z.enum(['open', 'declined', 'merged', 'withdrawn']),
  isLeft: z.boolean().optional(),
  wordsPlan: text(200).optional(),
});

const statusIssueSchema = z.object({
  repo: z.union([repo, z.literal('')]).optional(),
  number: z.int().positive().nullable(),
  url: z.union([address, z.literal('')]),
  body: text(200_000),
  writtenAt: instant,
  state: z.enum(['open', 'closed']),
  asked: z.array(z.object({ key: text(100), projectKey: key, name, status })).max(2000),
  undoable: z
    .array(z.object({ key: text(100), projectKey: key, name, at: instant }))
    .max(2000)
    .optional(),
  dismissed: z.array(text(100)).max(2000),
  readUntil: instant.nullable(),
  ignored: z.array(text(200)).max(2000),
});

const repositoryStateSchema = z.object({
  key: repo,
  branches: z.record(
    text(500),
    z.object({
      protectionRejection: z.object({ at: instant, message: text(2000) }).nullable(),
      pullRequest: pullRequestSchema.nullable(),
      pendingChanges: z.array(changeSchema).max(2000),
    }),
  ),
  statusIssue: statusIssueSchema.nullable(),
  areIssuesDisabled: z.boolean().optional(),
  workingTree: z
    .record(
      z.string().max(1000),
      z.object({
        blobs: z.array(oid).max(50),
        commits: z.array(oid).max(100),
        pending: z.array(changeSchema).max(1000),
      }),
    )
    .optional(),
  activity: z
    .record(
      text(500),
      z.object({
        slotAt: instant.nullable(),
        missing: z.array(z.object({ key: text(64), since: instant, times: z.int().positive() })).max(1000),
        pullRequest: pullRequestSchema.nullable(),
      }),
    )
    .optional(),
});

/** Some columns are kept as the texts that the database has. */
const json = z.string().transform((written, context): unknown => {
  try {
    return JSON.parse(written);
  } catch {
    context.addIssue({ code: 'custom', message: 'is not JSON' });
    return z.NEVER;
  }
});

const documentSchema = z.object({
  key,
  ref: json.pipe(z.object({ kind: z.literal('github'), repo, path: text(500).min(1), branch: text(300).nullable() })),
  data: json.pipe(
    z.object({
      vocabulary: z.record(z.string(), z.unknown()),
      isPublic: flag,
      mojibake: flag,
      tables: z.int().nonnegative(),
      replaced: z.object({ version: oid, at: instant }).nullable(),
    }),
  ),
});

const schemas = {
  documents: documentSchema,
  repositories: z.object({ name: repo, identity: identitySchema }),
  projects: projectSchema,
  changes: changeSchema,
  commits: z.object({ documentKey: key, oid, at: instant, isDerived: flag }),
  repositoryStates: repositoryStateSchema,
} as const;

type Lists = { readonly [List in keyof typeof schemas]: z.output<(typeof schemas)[List]>[] };

/** Whether this version reads what it is about to write: what it would drop is left out at once. */
export function isReadable(list: keyof typeof schemas, entry: unknown): boolean {
  return schemas[list].safeParse(entry).success;
}

/** What could be read, and where the rest stands. */
export interface StateReading {
  readonly lists: Lists;
  readonly dropped: readonly string[];
}

/** null: this is no memory of this version at all. */
export function readState(written: string): StateReading | null {
  let state: unknown;
  try {
    state = upgradeState(JSON.parse(written));
  } catch {
    return null;
  }
  if (Reflect.get(Object(state), 'version') !== stateVersion) return null;
  const dropped: string[] = [];
  const read = <List extends keyof typeof schemas>(list: List): Lists[List][number][] => {
    const entries: unknown = Reflect.get(Object(state), list);
    if (!Array.isArray(entries)) {
      dropped.push(list);
      return [];
    }
    return entries.flatMap((entry: unknown, index): Lists[List][number][] => {
      const parsed = schemas[list].safeParse(entry);
      if (parsed.success) return [parsed.data as Lists[List][number]];
      dropped.push([`${list}[${index}]`, ...(parsed.error.issues[0]?.path ?? [])].map(String).join('.'));
      return [];
    });
  };
  const documents = read('documents').map((document, index) => {
    const { vocabulary } = document.data;
    const words = Object.entries(vocabulary).filter(([status, word]) => {
      if (isVocabularyWord(status, word)) return true;
      dropped.push(`documents[${index}].vocabulary.${status}`);
      return false;
    });
    return { ...document, data: { ...document.data, vocabulary: Object.fromEntries(words) as Vocabulary } };
  });
  const lists: Lists = {
    documents,
    repositories: read('repositories'),
    projects: read('projects'),
    changes: read('changes'),
    commits: read('commits'),
    repositoryStates: read('repositoryStates'),
  };
  return { lists, dropped };
}

// A state file of version 1 had names of our own for what is kept; it is read as version 2, so that nothing is asked
// twice. What it holds is parsed afterwards like any other text.

type Entry = Readonly<Record<string, unknown>>;

/** The same with the names of today; anything that is not of version 1 as it is. */
function upgradeState(state: unknown): unknown {
  if (!isEntry(state) || state['version'] !== 1) return state;
  const { homes, projects, ...rest } = state;
  return {
    ...rest,
    version: 2,
    projects: each(projects, (project) => rename(project, { settled: 'decision' })),
    repositoryStates: each(homes, upgradeRepositoryState),
  };
}

function upgradeRepositoryState(state: Entry): Entry {
  const { branches, ...rest } = rename(state, { inbox: 'statusIssue', isInboxDisabled: 'areIssuesDisabled' });
  const names = { refusal: 'protectionRejection', proposal: 'pullRequest', proposed: 'pendingChanges' };
  if (!isEntry(branches)) return { ...rest, branches };
  const renamed = Object.entries(branches).map(([name, branch]) => [
    name,
    isEntry(branch) ? rename(branch, names) : branch,
  ]);
  return { ...rest, branches: Object.fromEntries(renamed) };
}

function each(entries: unknown, upgrade: (entry: Entry) => Entry): unknown {
  return Array.isArray(entries) ? entries.map((entry: unknown) => (isEntry(entry) ? upgrade(entry) : entry)) : entries;
}

function rename(entry: Entry, names: Readonly<Record<string, string>>): Entry {
  return Object.fromEntries(Object.entries(entry).map(([name, value]) => [names[name] ?? name, value]));
}

function isEntry(value: unknown): value is Entry {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
