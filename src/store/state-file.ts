// What the memory holds as one text, for runs without a durable home: questions, answers, what was settled and since
// when, pull requests and the status issue. The text lies in a repository that others may read, so it holds no
// evidence of anything that is not public; and nothing that changes by looking alone, so a quiet day saves nothing.

import type { Activity, Problem } from '../core/model.ts';
import type { Change, Database, HomeRecord, ProjectRecord, Statement } from '../ports.ts';
import { sql, statement, toJsonLists } from './statements.ts';

const version = 1;
const keptChanges = 200;

interface State {
  readonly version: number;
  readonly documents: readonly { readonly key: string; readonly ref: string; readonly data: string }[];
  readonly repositories: readonly { readonly name: string; readonly identity: Identity }[];
  readonly projects: readonly ProjectRecord[];
  readonly changes: readonly Change[];
  readonly commits: readonly { readonly documentKey: string; oid: string; at: string; isDerived: number }[];
  readonly homes: readonly HomeRecord[];
}

/** Enough to know a repository again. */
type Identity = Pick<Activity, 'nodeId' | 'name' | 'visibility' | 'isArchived' | 'createdAt'>;

const texts = {
  documents: `SELECT key, ref, json_object('vocabulary', json(vocabulary), 'isPublic', is_public, 'mojibake', mojibake,
      'tables', tables, 'replaced', json(replaced)) AS data FROM documents WHERE owner_id = ? ORDER BY key`,
  repositories: `SELECT name, activity FROM repositories WHERE owner_id = ? AND activity IS NOT NULL ORDER BY name`,
  projects: 'SELECT data FROM projects WHERE owner_id = ? ORDER BY key',
  changes: `SELECT data FROM changes WHERE owner_id = ? ORDER BY at DESC, document_key, oid, project_key LIMIT ${keptChanges}`,
  commits: `SELECT document_key AS documentKey, oid, at, is_derived AS isDerived FROM commits
    WHERE owner_id = ? ORDER BY at DESC, document_key, oid LIMIT ${keptChanges}`,
  homes: 'SELECT data FROM homes WHERE owner_id = ? ORDER BY key',
  saveDocuments: `INSERT INTO documents (owner_id, key, ref, repo, vocabulary, is_public, mojibake, tables, replaced, looked_at)
    SELECT ?, json_extract(value, '$.key'), json_extract(value, '$.ref'),
      lower(json_extract(json_extract(value, '$.ref'), '$.repo')),
      json_extract(json_extract(value, '$.data'), '$.vocabulary'), json_extract(json_extract(value, '$.data'), '$.isPublic'),
      json_extract(json_extract(value, '$.data'), '$.mojibake'), json_extract(json_extract(value, '$.data'), '$.tables'),
      json_extract(json_extract(value, '$.data'), '$.replaced'), '1970-01-01T00:00:00.000Z'
    FROM json_each(?) WHERE true ON CONFLICT (owner_id, key) DO NOTHING`,
  saveCommits: `INSERT INTO commits (owner_id, document_key, oid, at, is_derived)
    SELECT ?, json_extract(value, '$.documentKey'), json_extract(value, '$.oid'), json_extract(value, '$.at'),
      json_extract(value, '$.isDerived') FROM json_each(?) WHERE true ON CONFLICT DO NOTHING`,
  saveHomes: `INSERT INTO homes (owner_id, key, data)
    SELECT ?, json_extract(value, '$.key'), value FROM json_each(?) WHERE true ON CONFLICT DO NOTHING`,
} as const;

export async function exportState(database: Database, ownerId: string): Promise<string> {
  const all = <Found>(text: string) => database.all<Found>(statement(text, ownerId));
  const parsed = async <Found>(text: string) =>
    (await all<{ data: string }>(text)).map(({ data }): Found => JSON.parse(data));
  const projects = await parsed<ProjectRecord>(texts.projects);
  const hidden = new Set(projects.flatMap(({ key, derived }) => (derived.audience === 'owner' ? [key] : [])));
  const hide = (change: Change): Change => (hidden.has(change.projectKey) ? { ...change, evidence: '' } : change);
  const repositories = await all<{ name: string; activity: string }>(texts.repositories);
  const state: State = {
    version,
    documents: await all(texts.documents),
    repositories: repositories.map(({ name, activity }) => ({ name, identity: toIdentity(JSON.parse(activity)) })),
    projects: projects.map((project) => toLasting(project, hidden)),
    changes: (await parsed<Change>(texts.changes)).map(hide),
    commits: await all(texts.commits),
    homes: (await parsed<HomeRecord>(texts.homes)).map((home) => hideProposed(home, hide)),
  };
  return `${JSON.stringify(state, null, 1)}\n`;
}

function toIdentity({ nodeId, name, visibility, isArchived, createdAt }: Activity): Identity {
  return { nodeId, name, visibility, isArchived, createdAt };
}

/** What was derived is derived again; what was asked, answered and settled cannot be. */
function toLasting(project: ProjectRecord, hidden: ReadonlySet<string>): ProjectRecord {
  const { derived, question } = project;
  const isHidden = hidden.has(project.key);
  return {
    ...project,
    derived: { ...derived, rule: 'keep', confidence: 'guess', evidence: '', reviewAt: null, basis: 'none' },
    question: question !== null && isHidden ? { ...question, evidence: '' } : question,
    reviewAt: null,
  };
}

function hideProposed(home: HomeRecord, hide: (change: Change) => Change): HomeRecord {
  const branches = Object.entries(home.branches).map(([name, branch]) => [
    name,
    { ...branch, proposed: branch.proposed.map(hide) },
  ]);
  return { ...home, branches: Object.fromEntries(branches) };
}

/** Fills an empty database; a problem when the text is not one of ours, and then nothing was changed. */
export async function importState(database: Database, ownerId: string, text: string): Promise<Problem | null> {
  const state = readState(text);
  if (state === null) return unusable;
  const { documents, repositories, projects, changes, commits, homes } = state;
  const fill = (one: string, items: readonly unknown[]): Statement[] =>
    toJsonLists(items).map((list) => statement(one, ownerId, list));
  try {
    const records = repositories.map(({ name, identity }) => ({
      name,
      activity: toActivity(identity),
      heardAt: null,
      problem: null,
    }));
    await database.batch([
      ...fill(texts.saveDocuments, documents),
      ...fill(sql.saveRepositories, records),
      ...fill(sql.saveProjects, projects),
      ...fill(sql.saveChanges, changes),
      ...fill(texts.saveCommits, commits),
      ...fill(texts.saveHomes, homes),
    ]);
    return null;
  } catch {
    // Something in it is not what the schema takes: the whole text is of another time.
    return unusable;
  }
}

const unusable: Problem = {
  code: 'STORE_UNSAFE',
  where: 'statusfolio-state:state.json',
  message: 'The memory is not one that this version can read.',
  hint: 'It is written anew; its history stays on the branch. Questions are asked again, and no document is harmed.',
};

function readState(text: string): State | null {
  let state: unknown;
  try {
    state = JSON.parse(text);
  } catch {
    return null;
  }
  const lists = ['documents', 'repositories', 'projects', 'changes', 'commits', 'homes'];
  const isOurs =
    Reflect.get(Object(state), 'version') === version &&
    lists.every((name) => Array.isArray(Reflect.get(Object(state), name)));
  return isOurs ? (state as State) : null;
}

/** An activity that is good for knowing the repository again, and for nothing else: it proves no silence. */
function toActivity(identity: Identity): Activity {
  return {
    ...identity,
    archivedAt: null,
    isEmpty: false,
    isFork: false,
    pushedAt: null,
    defaultBranch: null,
    headOid: null,
    commits: [],
    completeSince: '9999-12-31T00:00:00.000Z',
    languages: [],
    releases: [],
    tags: [],
    operations: null,
    fetchedAt: '1970-01-01T00:00:00.000Z',
  };
}
