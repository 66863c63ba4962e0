// The store on any database that speaks SQLite's SQL: plain rows in, plain records out, one batch per unit of work.

import type { Activity, DocumentRef, Problem, Vocabulary } from '../core/model.ts';
import { hasStar, matchesKey } from '../core/path-pattern.ts';
import type {
  Backlog,
  Change,
  Delivery,
  DocumentRecord,
  PinRecord,
  ProjectRecord,
  RefreshRecord,
  RepositoryRecord,
  RepositoryState,
  RowRecord,
  StoreCounts,
  TaskRun,
} from '../ports/records.ts';
import type { Database, Statement, Store } from '../ports/store.ts';
import { sql, statement, toJsonLists } from './sql.ts';

const secondMs = 1000;
const minuteMs = 60 * secondMs;

/** Longer than deliveries: nobody looks every day for what a channel did not take. */
const keepNoticesMs = 26 * 24 * 3_600_000;

export function createStore(database: Database, ownerId: string): Store {
  const listKeys = async () => {
    const known = await database.all<{ key: string }>(statement(sql.listKeys, ownerId));
    return known.map(({ key }) => key);
  };
  const data = <Found>(rows: readonly { data: string }[]) => rows.map((row): Found => JSON.parse(row.data));

  return {
    async recordDeliveries(deliveries) {
      const added = new Set<string>();
      for (const list of toJsonLists(deliveries)) {
        const rows = await database.all<{ key: string }>(statement(sql.insertDeliveries, ownerId, list));
        for (const { key } of rows) added.add(key);
      }
      // One key may stand in the list twice: only its first copy is new.
      return deliveries.map(({ key }) => added.delete(key));
    },
    async findKnownDeliveries(keys) {
      const found = await database.all<{ key: string }>(
        statement(sql.findKnownDeliveries, ownerId, JSON.stringify(keys)),
      );
      return found.map(({ key }) => key);
    },
    async waitingDeliveries(limit) {
      return data<Delivery>(await database.all(statement(sql.waitingDeliveries, ownerId, limit)));
    },
    async markProcessed({ keys, stale, updatedActivities = [], derived = [], requested, note }) {
      const at = stale[0]?.at ?? requested[0]?.at ?? null;
      await database.batch([
        statement(sql.markProcessed, at, note, ownerId, JSON.stringify(keys)),
        statement(sql.hearRepositories, ownerId, JSON.stringify(stale)),
        ...toJsonLists(updatedActivities).map((list) => statement(sql.updateActivities, list, ownerId)),
        ...toJsonLists(derived).map((list) => statement(sql.deriveProjects, list, ownerId)),
        statement(sql.requestDocuments, JSON.stringify(requested), ownerId),
      ]);
    },

    async keepDocuments(documents) {
      const kept = documents.map(({ key, ref }) => ({ key, ref }));
      const patterns = documents.flatMap(({ key }) => (hasStar(key) ? [key] : []));
      const known = patterns.length === 0 ? [] : await listKeys();
      const found = known.filter((key) => patterns.some((pattern) => matchesKey(key, pattern)));
      const keys = JSON.stringify([...documents.map(({ key }) => key), ...found]);
      await database.batch([
        statement(sql.dropDocuments, ownerId, keys),
        statement(sql.dropRows, ownerId, keys),
        statement(sql.dropLinks, ownerId, keys),
        statement(sql.dropDeadJobs, ownerId, keys),
        statement(sql.keepDocuments, ownerId, JSON.stringify(kept)),
        statement(sql.countUp, ownerId),
      ]);
    },
    async keepFolder({ key, documentKeys, checkedAt, nextCheckAt }) {
      const known = await listKeys();
      const gone = known.filter((one) => one !== key && !documentKeys.includes(one) && matchesKey(one, key));
      const keys = JSON.stringify(gone);
      await database.batch([
        statement(sql.forgetFiles, ownerId, keys),
        statement(sql.forgetFileRows, ownerId, keys),
        statement(sql.forgetFileLinks, ownerId, keys),
        statement(sql.checkFolder, checkedAt, nextCheckAt, checkedAt, ownerId, key),
        statement(sql.countUp, ownerId),
      ]);
    },
    async readDocument(key) {
      const [document] = await database.all<DocumentRow>(statement(sql.readDocument, ownerId, key));
      if (document === undefined) return null;
      return toDocument(document, data(await database.all(statement(sql.readRows, ownerId, key))));
    },
    async listDocuments() {
      const documents = await database.all<DocumentRow>(statement(sql.listDocuments, ownerId));
      const rows = await database.all<RowRow>(statement(sql.listRows, ownerId));
      const rowsOf = Map.groupBy(rows, (row) => row.document_key);
      return documents.map((document) => toDocument(document, data(rowsOf.get(document.key) ?? [])));
    },
    async documentsAbout({ id, name }) {
      const found = await database.all<{ key: string }>(statement(sql.documentsAbout, ownerId, name.toLowerCase(), id));
      return found.map(({ key }) => key);
    },
    async dueDocuments(now, limit) {
      const found = await database.all<{ key: string }>(statement(sql.dueDocuments, ownerId, now.toISOString(), limit));
      return found.map(({ key }) => key);
    },
    async readNextDue() {
      const [found] = await database.all<{ at: string | null }>(statement(sql.readNextDue, ownerId));
      return found?.at ?? null;
    },
    async makeAllDue(now) {
      await database.run(statement(sql.makeAllDue, now.toISOString(), now.toISOString(), ownerId));
    },
    async isRefreshRequested(documentKey, requestedAt) {
      return (await database.all(statement(sql.isRefreshRequested, ownerId, documentKey, requestedAt))).length > 0;
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
    async saveFailure(documentKey, problem, rest = null) {
      await database.batch([
        statement(
          sql.saveFailure,
          JSON.stringify([problem]),
          rest?.nextCheckAt ?? null,
          rest?.startedAt ?? null,
          ownerId,
          documentKey,
        ),
        statement(sql.countUp, ownerId),
      ]);
    },
    async listChanges(limit) {
      return data<Change>(await database.all(statement(sql.listChanges, ownerId, limit)));
    },
    async countCommitsSince(documentKey, since, kind) {
      const text = kind === 'derived' ? sql.countDerivedCommits : sql.countCommits;
      const [found] = await database.all<{ count: number }>(statement(text, ownerId, documentKey, since));
      return found?.count ?? 0;
    },
    async findOwnCommits(oids) {
      const found = await database.all<{ oid: string }>(statement(sql.findOwnCommits, ownerId, JSON.stringify(oids)));
      return found.map(({ oid }) => oid);
    },
    async saveProjects(projects) {
      const saves = toJsonLists(projects).map((list) => statement(sql.saveSaid, ownerId, list));
      await database.batch([...saves, statement(sql.countUp, ownerId)]);
    },
    async readRepositoryState(key) {
      const [found] = data<RepositoryState>(await database.all(statement(sql.readRepositoryState, ownerId, key)));
      return found ?? null;
    },
    async saveRepositoryState(repositoryState) {
      await database.run(
        statement(sql.saveRepositoryState, ownerId, repositoryState.key, JSON.stringify(repositoryState)),
      );
    },
    async purgeEvidence(nodeIds) {
      if (nodeIds.length === 0) return;
      const ids = JSON.stringify(nodeIds);
      const texts = [sql.purgeChanges, sql.purgeProjects, sql.purgeRows, sql.purgeActivities, sql.purgeStates];
      // Pages that were rendered before may still hold it, so a new version makes them stale.
      await database.batch([...texts.map((text) => statement(text, ownerId, ids)), statement(sql.countUp, ownerId)]);
    },

    async savePin(pin) {
      await database.batch([
        statement(sql.savePin, ownerId, pin.projectKey, pin.until, JSON.stringify(pin)),
        statement(sql.countUp, ownerId),
      ]);
    },
    async removePin(projectKey) {
      await database.batch([statement(sql.removePin, ownerId, projectKey), statement(sql.countUp, ownerId)]);
    },
    async listPins() {
      return data<PinRecord>(await database.all(statement(sql.listPins, ownerId)));
    },
    async readVersion() {
      const [found] = await database.all<{ version: number; dead: number }>(statement(sql.readVersion, ownerId));
      return `${found?.version ?? 0}-${found?.dead ?? 0}`;
    },

    async listDeliveries(limit) {
      type Found = { data: string; processed_at: string | null; note: string | null };
      const waiting = await database.all<Found>(statement(sql.listWaiting, ownerId, limit));
      const applied = await database.all<Found>(statement(sql.listProcessed, ownerId, limit));
      return [...waiting, ...applied]
        .map((row) => ({ ...(JSON.parse(row.data) as Delivery), processedAt: row.processed_at, note: row.note }))
        .sort((one, other) => (one.receivedAt > other.receivedAt ? -1 : 1))
        .slice(0, limit);
    },
    async saveTaskRun(taskRun) {
      await database.run(statement(sql.saveTaskRun, ownerId, taskRun.name, taskRun.at, JSON.stringify(taskRun)));
    },
    async claimTaskRun(name, at, unlessAfter) {
      const taskRun = JSON.stringify({ name, at, figures: {} } satisfies TaskRun);
      return (await database.run(statement(sql.claimTaskRun, ownerId, name, at, taskRun, unlessAfter))) > 0;
    },
    async listTaskRuns() {
      return data<TaskRun>(await database.all(statement(sql.listTaskRuns, ownerId)));
    },

    async spend(name, until, now) {
      await database.run(statement(sql.pruneSpent, ownerId, now.toISOString()));
      return (await database.run(statement(sql.spend, ownerId, name, until.toISOString()))) > 0;
    },
    async isSpent(name, now) {
      return (await database.all(statement(sql.findSpent, ownerId, name, now.toISOString()))).length > 0;
    },

    async counts(): Promise<StoreCounts> {
      const [found] = await database.all<{
        waiting: number;
        done: number;
        dead: number;
        deadNotices: number;
        oldest: string | null;
      }>(statement(sql.counts, ownerId));
      return {
        deliveriesWaiting: found?.waiting ?? 0,
        deliveriesDone: found?.done ?? 0,
        jobsDead: found?.dead ?? 0,
        noticesDead: found?.deadNotices ?? 0,
        oldestCheckAt: found?.oldest ?? null,
      };
    },
    async forgetFuture(now) {
      const at = now.toISOString();
      const later = (ms: number) => new Date(now.getTime() + ms).toISOString();
      const changed = await database.batch([
        statement(sql.forgetTaskRuns, at, ownerId, later(secondMs)),
        // Refreshes are planned ahead, by less than that.
        statement(sql.forgetDocuments, at, ownerId, later(secondMs), later(40 * minuteMs)),
        statement(sql.forgetEvents, at, ownerId, later(secondMs), later(-1440 * minuteMs)),
        // So are retries.
        statement(sql.forgetJobs, at, ownerId, later(180 * minuteMs)),
      ]);
      return changed.reduce((sum, count) => sum + count, 0);
    },
    async readBacklog() {
      const [found] = await database.all<Backlog>(statement(sql.readBacklog, ownerId));
      return found ?? { oldestDeliveryAt: null, jobs: 0, oldestJobAt: null };
    },
    async prune(before) {
      await database.run(statement(sql.prunePins, ownerId, before.toISOString().slice(0, 10)));
      await database.run(statement(sql.pruneUnfetched, ownerId, before.toISOString()));
      const old = new Date(before.getTime() - keepNoticesMs).toISOString();
      await database.run(statement(sql.pruneDeadNotices, ownerId, old));
      return await database.run(statement(sql.pruneDeliveries, ownerId, before.toISOString()));
    },
    close: () => database.close(),
  };
}

// What one check of a document showed, as the statements of one batch: all of it is remembered, or nothing. Only what
// differs is written.

function saveStatements(record: RefreshRecord, ownerId: string): Statement[] {
  const { document, repositories, projects, changes, commit = null, startedAt } = record;
  const { key, ref, rows } = document;
  const linked = [...new Set(rows.flatMap(({ row }) => (row.also ?? []).map(({ repo }) => repo.toLowerCase())))];
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
      document.replaced === null ? null : JSON.stringify(document.replaced),
      JSON.stringify(document.problems),
      document.checkedAt,
      document.nextCheckAt,
      startedAt,
    ),
    statement(sql.dropRowsFrom, ownerId, key, rows.length),
    ...toJsonLists(rows).map((list) => statement(sql.saveRows, ownerId, key, list)),
    statement(sql.dropOtherLinks, ownerId, key, JSON.stringify(linked)),
    ...(linked.length === 0 ? [] : [statement(sql.saveLinks, ownerId, key, JSON.stringify(linked))]),
    ...toJsonLists(repositories).map((list) => statement(sql.saveRepositories, ownerId, list)),
    ...toJsonLists(projects).map((list) => statement(sql.saveProjects, ownerId, list)),
    ...toJsonLists(changes).map((list) => statement(sql.saveChanges, ownerId, list)),
    ...(commit === null
      ? []
      : [statement(sql.saveCommit, ownerId, key, commit.oid, commit.at, Number(commit.isDerived))]),
    statement(sql.countUp, ownerId),
  ];
}

function repoOf(ref: DocumentRef): string | null {
  return ref.kind === 'github' ? ref.repo.toLowerCase() : null;
}

// Rows that are not one JSON text, as the database has them, and the records that they become.

export interface DocumentRow {
  key: string;
  ref: string;
  mojibake: number;
  tables: number;
  vocabulary: string;
  is_public: number;
  replaced: string | null;
  problems: string;
  checked_at: string | null;
  next_check_at: string | null;
}

export interface RowRow {
  document_key: string;
  data: string;
}

export interface RepositoryRow {
  name: string;
  activity: string | null;
  last_event_at: string | null;
  problem: string | null;
}

function toDocument(row: DocumentRow, rows: readonly RowRecord[]): DocumentRecord {
  return {
    key: row.key,
    ref: JSON.parse(row.ref) as DocumentRef,
    mojibake: row.mojibake === 1,
    tables: row.tables,
    vocabulary: JSON.parse(row.vocabulary) as Vocabulary,
    isPublic: row.is_public === 1,
    replaced: row.replaced === null ? null : (JSON.parse(row.replaced) as DocumentRecord['replaced']),
    problems: JSON.parse(row.problems) as Problem[],
    checkedAt: row.checked_at,
    nextCheckAt: row.next_check_at,
    rows,
  };
}

function toRepository(row: RepositoryRow): RepositoryRecord {
  return {
    name: row.name,
    activity: row.activity === null ? null : (JSON.parse(row.activity) as Activity),
    lastEventAt: row.last_event_at,
    problem: row.problem === null ? null : (JSON.parse(row.problem) as Problem),
  };
}
