// The store on any database that speaks SQLite's SQL: plain rows in, plain records out, one batch per unit of work.

import type { Activity, DocumentRef, Problem, Vocabulary } from '../core/model.ts';
import type {
  Change,
  Database,
  Delivery,
  DocumentRecord,
  ProjectRecord,
  RefreshRecord,
  RepositoryRecord,
  RowRecord,
  Store,
  StoreCounts,
} from '../ports.ts';
import { sql, statement } from './statements.ts';

export function createStore(database: Database, ownerId: string): Store {
  const data = <Found>(rows: readonly { data: string }[]) => rows.map((row): Found => JSON.parse(row.data));

  async function readDocuments(rows: DocumentRow[]): Promise<DocumentRecord[]> {
    if (rows.length === 0) return [];
    const all = await database.all<RowRow>(statement(sql.readRows, ownerId));
    return rows.map((row) =>
      toDocument(
        row,
        all.filter(({ document_key }) => document_key === row.key),
      ),
    );
  }

  return {
    async recordDeliveries(deliveries) {
      const inserts = deliveries.map((delivery) =>
        statement(sql.insertDelivery, ownerId, delivery.key, delivery.receivedAt, JSON.stringify(delivery)),
      );
      return (await database.batch(inserts)).map((changes) => changes > 0);
    },
    async waitingDeliveries(limit) {
      return data<Delivery>(await database.all(statement(sql.waitingDeliveries, ownerId, limit)));
    },
    async foldDeliveries({ keys, heard, wanted, note }) {
      const at = heard[0]?.at ?? wanted[0]?.at ?? new Date(0).toISOString();
      const wishes = JSON.stringify(wanted);
      await database.batch([
        statement(sql.foldDeliveries, at, note, ownerId, JSON.stringify(keys)),
        statement(sql.hearRepositories, ownerId, JSON.stringify(heard)),
        statement(sql.wantDocuments, wishes, ownerId, wishes),
      ]);
    },

    async keepDocuments(documents) {
      const keys = JSON.stringify(documents.map(({ key }) => key));
      const kept = documents.map(({ key, ref }) => ({ key, ref: JSON.stringify(ref), repo: repoOf(ref) }));
      await database.batch([
        statement(sql.dropDocuments, ownerId, keys),
        statement(sql.dropRows, ownerId, keys),
        statement(sql.keepDocuments, ownerId, JSON.stringify(kept)),
      ]);
    },
    async readDocument(key) {
      const [document] = await readDocuments(await database.all(statement(sql.readDocument, ownerId, key)));
      return document ?? null;
    },
    async listDocuments() {
      return await readDocuments(await database.all(statement(sql.listDocuments, ownerId)));
    },
    async documentsAbout({ id, name }) {
      const found = await database.all<{ key: string }>(statement(sql.documentsAbout, ownerId, name.toLowerCase(), id));
      return found.map(({ key }) => key);
    },
    async dueDocuments(now, limit) {
      const found = await database.all<{ key: string }>(statement(sql.dueDocuments, ownerId, now.toISOString(), limit));
      return found.map(({ key }) => key);
    },
    async isRefreshWanted(documentKey, wantedAt) {
      return (await database.all(statement(sql.isRefreshWanted, ownerId, documentKey, wantedAt))).length > 0;
    },

    async readRepositories(names) {
      const found = await database.all<RepositoryRow>(statement(sql.readRepositories, ownerId, JSON.stringify(names)));
      return found.map(toRepository);
    },
    async readProjects(keys) {
      return data<ProjectRecord>(await database.all(statement(sql.readProjects, ownerId, JSON.stringify(keys))));
    },
    async listProjects() {
      return data<ProjectRecord>(await database.all(statement(sql.listProjects, ownerId)));
    },
    async saveRefresh(record) {
      await database.batch(saveStatements(record, ownerId));
    },
    async saveFailure(documentKey, problem) {
      await database.run(statement(sql.saveFailure, JSON.stringify([problem]), ownerId, documentKey));
    },
    async listChanges(limit) {
      return data<Change>(await database.all(statement(sql.listChanges, ownerId, limit)));
    },
    async countCommitsSince(documentKey, since) {
      const [found] = await database.all<{ count: number }>(statement(sql.countCommits, ownerId, documentKey, since));
      return found?.count ?? 0;
    },

    async counts(): Promise<StoreCounts> {
      const [found] = await database.all<{ waiting: number; done: number; dead: number; oldest: string | null }>(
        statement(sql.counts, ownerId),
      );
      return {
        deliveriesWaiting: found?.waiting ?? 0,
        deliveriesDone: found?.done ?? 0,
        jobsDead: found?.dead ?? 0,
        oldestLookAt: found?.oldest ?? null,
      };
    },
    async prune(before) {
      return await database.run(statement(sql.pruneDeliveries, ownerId, before.toISOString()));
    },
    close: () => database.close(),
  };
}

function saveStatements({ document, repositories, projects, changes, startedAt }: RefreshRecord, ownerId: string) {
  const { key, ref, rows } = document;
  return [
    statement(
      sql.saveDocument,
      ownerId,
      key,
      JSON.stringify(ref),
      repoOf(ref),
      Number(document.mojibake),
      document.tables,
      JSON.stringify(document.vocabulary),
      Number(document.isPublic),
      toJson(document.replaced),
      JSON.stringify(document.problems),
      document.lookedAt,
      document.nextLookAt,
      startedAt,
    ),
    statement(sql.clearRows, ownerId, key),
    ...rows.map((row) => {
      const repo = row.repo?.toLowerCase() ?? null;
      return statement(sql.saveRow, ownerId, key, row.position, row.projectKey, repo, JSON.stringify(row));
    }),
    ...repositories.map(({ name, activity, problem }) =>
      statement(sql.saveRepository, ownerId, name, activity?.nodeId ?? null, toJson(activity), toJson(problem)),
    ),
    ...projects.map((project) =>
      statement(
        sql.saveProject,
        ownerId,
        project.key,
        project.name,
        project.repo,
        JSON.stringify(project),
        project.reviewAt,
      ),
    ),
    ...changes.map((change) =>
      statement(
        sql.saveChange,
        ownerId,
        change.documentKey,
        change.oid,
        change.projectKey,
        change.at,
        JSON.stringify(change),
      ),
    ),
  ];
}

interface DocumentRow {
  key: string;
  ref: string;
  mojibake: number;
  tables: number;
  vocabulary: string;
  is_public: number;
  replaced: string | null;
  problems: string;
  looked_at: string | null;
  next_look_at: string | null;
}

interface RowRow {
  document_key: string;
  data: string;
}

interface RepositoryRow {
  name: string;
  activity: string | null;
  heard_at: string | null;
  problem: string | null;
}

function toDocument(row: DocumentRow, rows: readonly RowRow[]): DocumentRecord {
  return {
    key: row.key,
    ref: JSON.parse(row.ref) as DocumentRef,
    mojibake: row.mojibake === 1,
    tables: row.tables,
    vocabulary: JSON.parse(row.vocabulary) as Vocabulary,
    isPublic: row.is_public === 1,
    replaced: row.replaced === null ? null : (JSON.parse(row.replaced) as DocumentRecord['replaced']),
    problems: JSON.parse(row.problems) as Problem[],
    lookedAt: row.looked_at,
    nextLookAt: row.next_look_at,
    rows: rows.map((found) => JSON.parse(found.data) as RowRecord),
  };
}

function toRepository(row: RepositoryRow): RepositoryRecord {
  return {
    name: row.name,
    activity: row.activity === null ? null : (JSON.parse(row.activity) as Activity),
    heardAt: row.heard_at,
    problem: row.problem === null ? null : (JSON.parse(row.problem) as Problem),
  };
}

function repoOf(ref: DocumentRef): string | null {
  return ref.kind === 'github' ? ref.repo.toLowerCase() : null;
}

function toJson(value: unknown): string | null {
  return value === null ? null : JSON.stringify(value);
}
