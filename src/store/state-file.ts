// What the state holds as one text, for runs without a database on disk: questions, answers, what was decided and since
// when, pull requests and the status issue. The text lies in a repository where others may read and write, so it holds
// what the gate lets through and is parsed like any text from outside; and nothing that changes by checking alone, so a
// quiet day saves nothing.

import type { Activity, Problem } from '../core/model.ts';
import { toAccountId, toOwnerId } from '../core/owner-id.ts';
import { isVocabularyWord } from '../core/status/vocabulary.ts';
import type { Change, ProjectRecord, RepositoryState } from '../ports/records.ts';
import type { Database, Statement } from '../ports/store.ts';
import { sql, statement, toJsonLists } from './sql.ts';
import { isReadable, readState, type StateReading, stateVersion } from './state-schema.ts';
import { type Identity, longAgo, tellState } from './tell-state.ts';

const keptChanges = 200;

const texts = {
  documents: `SELECT key, ref, is_public AS isPublic, checked_at AS checkedAt, json_object('vocabulary', json(vocabulary), 'isPublic', is_public, 'mojibake', mojibake,
      'tables', tables, 'replaced', json(replaced)) AS data FROM documents WHERE owner_id = ? ORDER BY key`,
  rows: 'SELECT document_key AS documentKey, data FROM rows WHERE owner_id = ? ORDER BY document_key, position',
  repositories: `SELECT name, activity, problem FROM repositories WHERE owner_id = ? AND activity IS NOT NULL ORDER BY name`,
  projects: 'SELECT data FROM projects WHERE owner_id = ? ORDER BY key',
  changes: `SELECT data FROM changes WHERE owner_id = ? ORDER BY at DESC, document_key, oid, project_key LIMIT ${keptChanges}`,
  commits: `SELECT document_key AS documentKey, oid, at, is_derived AS isDerived FROM commits
    WHERE owner_id = ? ORDER BY at DESC, document_key, oid LIMIT ${keptChanges}`,
  repositoryStates: 'SELECT data FROM repository_states WHERE owner_id = ? ORDER BY key',
  saveDocuments: `INSERT INTO documents (owner_id, key, ref, repo, vocabulary, is_public, mojibake, tables, replaced, checked_at)
    SELECT ?, json_extract(value, '$.key'), json_extract(value, '$.ref'),
      lower(json_extract(json_extract(value, '$.ref'), '$.repo')),
      json_extract(json_extract(value, '$.data'), '$.vocabulary'), json_extract(json_extract(value, '$.data'), '$.isPublic'),
      json_extract(json_extract(value, '$.data'), '$.mojibake'), json_extract(json_extract(value, '$.data'), '$.tables'),
      json_extract(json_extract(value, '$.data'), '$.replaced'), '${longAgo}'
    FROM json_each(?) WHERE true ON CONFLICT (owner_id, key) DO NOTHING`,
  saveCommits: `INSERT INTO commits (owner_id, document_key, oid, at, is_derived)
    SELECT ?, json_extract(value, '$.documentKey'), json_extract(value, '$.oid'), json_extract(value, '$.at'),
      json_extract(value, '$.isDerived') FROM json_each(?) WHERE true ON CONFLICT DO NOTHING`,
  saveRepositoryStates: `INSERT INTO repository_states (owner_id, key, data)
    SELECT ?, json_extract(value, '$.key'), value FROM json_each(?) WHERE true ON CONFLICT DO NOTHING`,
} as const;

/** The state as it may lie in the repository `place`; what this version could not read again is left out. */
export async function exportState(database: Database, ownerId: string, place: string): Promise<string> {
  const all = <Found>(text: string) => database.all<Found>(statement(text, ownerId));
  const parsed = async <Found>(text: string) =>
    (await all<{ data: string }>(text)).map(({ data }): Found => JSON.parse(data));
  const documents = await all<DocumentText>(texts.documents);
  const rows = await all<{ documentKey: string; data: string }>(texts.rows);
  const repositories = await all<{ name: string; activity: string; problem: string | null }>(texts.repositories);
  const told = tellState(
    {
      documents: documents.map((document) => ({ ...document, ref: JSON.parse(document.ref), text: document.ref })),
      rows: rows.map(({ documentKey, data }) => ({ documentKey, record: JSON.parse(data) })),
      repositories: repositories.map(toRepository),
      projects: await parsed<ProjectRecord>(texts.projects),
      changes: await parsed<Change>(texts.changes),
      commits: await all(texts.commits),
      repositoryStates: await parsed<RepositoryState>(texts.repositoryStates),
    },
    place,
  );
  const state = {
    version: stateVersion,
    documents: told.documents.map(({ key, text, data }) => ({ key, ref: text, data: keepWords(data) })),
    repositories: told.repositories.map(({ name, activity }) => ({ name, identity: toIdentity(activity) })),
    projects: told.projects.map(toLasting),
    changes: told.changes,
    commits: told.commits,
    repositoryStates: told.repositoryStates,
  };
  const { version, ...lists } = state;
  const readable = Object.entries(lists).map(([list, entries]) => [
    list,
    entries.filter((entry) => isReadable(list as keyof typeof lists, entry)),
  ]);
  return `${JSON.stringify({ version, ...Object.fromEntries(readable) }, null, 1)}\n`;
}

interface DocumentText {
  readonly key: string;
  readonly ref: string;
  readonly isPublic: number;
  readonly checkedAt: string | null;
  readonly data: string;
}

/** Words that would be dropped when they are read again are the document's to say. */
function keepWords(data: string): string {
  const parsed = JSON.parse(data);
  const vocabulary = Object.entries(parsed.vocabulary).filter(([status, word]) => isVocabularyWord(status, word));
  return JSON.stringify({ ...parsed, vocabulary: Object.fromEntries(vocabulary) });
}

function toRepository({ name, activity, problem }: { name: string; activity: string; problem: string | null }) {
  return { name, activity: JSON.parse(activity) as Activity, problem: problem === null ? null : JSON.parse(problem) };
}

function toIdentity({ nodeId, name, visibility, isArchived, createdAt }: Activity): Identity {
  return { nodeId, name, visibility, isArchived, createdAt };
}

/** What was derived is derived again; what was asked, answered and decided cannot be. */
function toLasting(project: ProjectRecord): ProjectRecord {
  const { status, audience } = project.derived;
  return {
    ...project,
    derived: { status, rule: 'keep', confidence: 'guess', evidence: '', reviewAt: null, basis: 'none', audience },
    reviewAt: null,
  };
}

/** Fills an empty database with what can be read; a problem where that is not all of it. */
export async function importState(database: Database, ownerId: string, text: string): Promise<Problem | null> {
  const reading = readState(text);
  if (reading === null) return unusable;
  const { documents, repositories, projects, changes, commits, repositoryStates } = pickOwn(reading.lists, ownerId);
  const fill = (one: string, items: readonly unknown[]): Statement[] =>
    toJsonLists(items).map((list) => statement(one, ownerId, list));
  const texted = documents.map(({ key, ref, data }) => ({
    key,
    ref: JSON.stringify(ref),
    data: JSON.stringify({
      ...data,
      vocabulary: JSON.stringify(data.vocabulary),
      replaced: data.replaced === null ? null : JSON.stringify(data.replaced),
    }),
  }));
  try {
    const records = repositories.map(({ name, identity }) => ({
      name,
      activity: toActivity(identity),
      lastEventAt: null,
      problem: null,
    }));
    await database.batch([
      ...fill(texts.saveDocuments, texted),
      ...fill(sql.saveRepositories, records),
      ...fill(sql.saveProjects, projects),
      ...fill(sql.saveChanges, changes),
      ...fill(texts.saveCommits, commits),
      ...fill(texts.saveRepositoryStates, repositoryStates),
    ]);
    return reading.dropped.length === 0 ? null : wordDropped(reading.dropped);
  } catch {
    // Something in it is not what the database takes: the whole text is of another time.
    return unusable;
  }
}

/**
 * What belongs to this owner: a text that was written when all documents shared one memory may hold others', too. Of a
 * project it does not say in which documents it stands; what a document of ours tells of it has to do.
 */
function pickOwn(state: StateReading['lists'], ownerId: string): StateReading['lists'] {
  if (state.documents.every(({ key }) => toOwnerId(key) === ownerId)) return state;
  const isOwn = (documentKey: string) => toOwnerId(documentKey) === ownerId;
  const repositoryStates = state.repositoryStates.filter(({ key }) => toAccountId(key) === ownerId);
  const changes = state.changes.filter(({ documentKey }) => isOwn(documentKey));
  const told = new Set([
    ...changes.map(({ projectKey }) => projectKey),
    ...repositoryStates.flatMap(({ statusIssue }) => (statusIssue?.asked ?? []).map(({ projectKey }) => projectKey)),
  ]);
  return {
    ...state,
    documents: state.documents.filter(({ key }) => isOwn(key)),
    repositories: state.repositories.filter(
      ({ name, identity }) => identity.visibility === 'public' || toAccountId(name) === ownerId,
    ),
    projects: state.projects.filter(
      ({ key, repo }) => told.has(key) || (repo !== null && toAccountId(repo) === ownerId),
    ),
    changes,
    commits: state.commits.filter(({ documentKey }) => isOwn(documentKey)),
    repositoryStates,
  };
}

const unusable: Problem = {
  code: 'STORE_UNSAFE',
  where: 'statusfolio-state:state.json',
  message: 'This version cannot read the saved state.',
  hint: 'It starts over; its history stays on the branch. Questions are asked again; no document is affected.',
};

/** Names places and never what stands there: others may have written it. */
function wordDropped(dropped: readonly string[]): Problem {
  const places = dropped.slice(0, 3).map((place) => (/^[\w.[\]-]{1,80}$/.test(place) ? place : 'elsewhere'));
  const more = dropped.length > places.length ? ` and ${dropped.length - places.length} more` : '';
  return {
    ...unusable,
    message: `Part of the saved state is not in the format of this version and was left out: ${places.join(', ')}${more}.`,
    hint: 'It is rewritten without that; its history stays on the branch. No document is affected.',
  };
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
    fetchedAt: longAgo,
  };
}
