// What the deliveries about one repository come to: facts that are applied to its activity, and, where that is not
// possible or would change what a document says, a refresh request.

import type { Portfolio } from '../../config/portfolio.ts';
import { applyEvents } from '../../core/activity/apply-events.ts';
import type { EventFacts } from '../../core/activity/parse-event.ts';
import { toInstant } from '../../core/dates.ts';
import type { Activity, Decision, Row } from '../../core/model.ts';
import { hasStar, matchesPattern } from '../../core/path-pattern.ts';
import type { Delivery, DocumentRecord, ProjectRecord, RepositoryRecord, RowRecord } from '../../ports/records.ts';
import type { Store } from '../../ports/store.ts';
import type { RowEvaluation } from '../document-update.ts';
import { evaluateRows } from '../evaluate-rows.ts';
import { isStale, recall } from '../fetch-activity.ts';
import { recallSaid } from '../generated-block/said-elsewhere.ts';
import { listPlaces } from '../match-project.ts';

export interface ApplyPorts {
  readonly store: Pick<
    Store,
    'documentsAbout' | 'listChanges' | 'listPins' | 'readDocument' | 'readRepositories' | 'readProjects'
  >;
  readonly portfolio: Portfolio;
}

export interface StaleRepository {
  readonly id: string | null;
  /** Under its former name too. */
  readonly names: ReadonlySet<string>;
  /** null: a delivery that says no more than that something happened. */
  readonly events: readonly { readonly facts: EventFacts | null; readonly delivery: Delivery }[];
}

export interface ApplyOutcome {
  /** Repositories that have to be checked. */
  readonly stale: readonly string[];
  readonly updatedActivities: readonly { readonly name: string; readonly activity: Activity }[];
  readonly derived: readonly Pick<ProjectRecord, 'key' | 'derived' | 'reviewAt'>[];
  /** Documents that want a refresh. */
  readonly requested: readonly string[];
}

/** Each repository once, however many deliveries speak of it. */
export function listRepositories(deliveries: readonly Delivery[]): StaleRepository[] {
  const stale = new Map<
    string,
    { id: string | null; names: Set<string>; events: StaleRepository['events'][number][] }
  >();
  const add = (id: string | null, names: readonly (string | null)[], delivery: Delivery, facts: EventFacts | null) => {
    const known = names.flatMap((name) => (name === null ? [] : [name.toLowerCase()]));
    const key = id ?? known[0];
    if (key === undefined) return;
    const entry = stale.get(key) ?? { id, names: new Set<string>(), events: [] };
    for (const name of known) entry.names.add(name);
    entry.events.push({ facts, delivery });
    stale.set(key, entry);
  };
  for (const delivery of deliveries) {
    const facts = delivery.facts ?? null;
    if (facts?.kind === 'access') for (const name of facts.names) add(null, [name], delivery, null);
    add(delivery.repositoryId, [delivery.repositoryName, delivery.previousName], delivery, facts);
  }
  return [...stale.values()];
}

/** `own` are the heads of pushes that are our own commits. */
export async function applyToRepository(
  repository: StaleRepository,
  own: ReadonlySet<string>,
  { store, portfolio }: ApplyPorts,
  now: Date,
): Promise<ApplyOutcome> {
  const documents = await readDocuments(repository, store);
  const links = new Set(documents.flatMap(({ rows }) => rows.flatMap(listNames)));
  const records = await store.readRepositories([...links]);
  const listed = records.filter((record) => isAbout(record, repository, documents));
  const living = documents.filter((document) => isTouched(document, repository, own)).map(({ key }) => key);

  const applied = listed.map((record) => applyToRecord(record, repository, portfolio, now));
  const isExact = listed.length > 0 && applied.every((record) => record !== null);
  const listing = documents.filter(({ rows }) => rows.some((row) => isLinked(row, listed, repository)));
  if (!isExact) {
    const stale = [...repository.names, ...listed.map(({ name }) => name)];
    return { stale, updatedActivities: [], derived: [], requested: [...living, ...listing.map(({ key }) => key)] };
  }

  const updatedActivities = applied.flatMap((record) =>
    record?.activity == null ? [] : [{ name: record.name, activity: record.activity }],
  );
  const known = new Map(
    [...records, ...applied.flatMap((record) => record ?? [])].map((record) => [record.name, record]),
  );
  const requested = new Set(living);
  const derived = new Map<string, ApplyOutcome['derived'][number]>();
  for (const document of listing) {
    const currentStatus = await readCurrentRows(document, store);
    const rows = await evaluateAgain(document, currentStatus, known, { store, portfolio }, now);
    if (rows.some((row, index) => isNews(row, currentStatus[index]?.decision))) requested.add(document.key);
    for (const { before, projectKey, derived: answer, decision } of rows) {
      if (before !== null) derived.set(projectKey, { key: projectKey, derived: answer, reviewAt: decision.reviewAt });
    }
  }
  return { stale: [], updatedActivities, derived: [...derived.values()], requested: [...requested] };
}

async function readDocuments({ id, names }: StaleRepository, store: ApplyPorts['store']): Promise<DocumentRecord[]> {
  const keys = new Set<string>();
  for (const name of names) for (const key of await store.documentsAbout({ id, name })) keys.add(key);
  const documents = await Promise.all([...keys].map((key) => store.readDocument(key)));
  return documents.filter((document) => document !== null);
}

/** A name that was used again belongs to another repository than the one that is known under it. */
function isAbout(
  record: RepositoryRecord,
  { id, names }: StaleRepository,
  documents: readonly DocumentRecord[],
): boolean {
  if (record.activity !== null && id !== null && record.activity.nodeId === id) return true;
  return (
    names.has(record.name) && documents.some(({ rows }) => rows.some((row) => listNames(row).includes(record.name)))
  );
}

const listNames = ({ repo, row }: RowRecord) => listPlaces(repo, row).map((place) => place.repo.toLowerCase());

const isLinked = (row: RowRecord, listed: readonly RepositoryRecord[], { names }: StaleRepository) =>
  listNames(row).some((repo) => names.has(repo) || listed.some(({ name }) => name === repo));

/** null: it has to be checked. */
function applyToRecord(
  record: RepositoryRecord,
  { id, events }: StaleRepository,
  portfolio: Portfolio,
  now: Date,
): RepositoryRecord | null {
  const { activity, problem } = record;
  if (activity === null || problem !== null || isStale(record)) return null;
  if (id !== null && activity.nodeId !== id) return null;
  const facts = events.map((event) => event.facts);
  if (facts.some((fact) => fact === null)) return null;
  const applied = applyEvents(
    activity,
    facts.filter((fact) => fact !== null),
    portfolio.bots,
  );
  return applied.isExact ? { ...record, activity: { ...applied.activity, lastEventAppliedAt: toInstant(now) } } : null;
}

/** Whether the deliveries may have changed the document's own bytes, or who may read it. */
function isTouched({ ref }: DocumentRecord, { names, events }: StaleRepository, own: ReadonlySet<string>): boolean {
  if (ref.kind !== 'github' || !names.has(ref.repo.toLowerCase())) return false;
  return events.some(({ facts, delivery }) => {
    if (own.has(delivery.after ?? '')) return false;
    if (facts === null || facts.kind === 'flags') return true;
    if (facts.kind !== 'push') return false;
    const isItsBranch = ref.branch === null ? facts.isDefaultBranch : delivery.ref === `refs/heads/${ref.branch}`;
    if (!isItsBranch) return false;
    if (facts.isRewrite || facts.documents === null || facts.commits.at(-1)?.oid !== facts.after) return true;
    const isMeant = (path: string) => (hasStar(ref.path) ? matchesPattern(path, ref.path) : path === ref.path);
    return facts.documents.some(isMeant) && facts.commits.some(({ kind }) => kind !== 'own');
  });
}

/** The rows as they stand on the page: what was published since they were read is what they say. */
async function readCurrentRows(document: DocumentRecord, store: ApplyPorts['store']): Promise<RowRecord[]> {
  const projects = await store.readProjects([...new Set(document.rows.map(({ projectKey }) => projectKey))]);
  const known = new Map(projects.map((project) => [project.key, project]));
  return document.rows.map((record): RowRecord => {
    const { row, decision, projectKey } = record;
    const project = known.get(projectKey);
    if (decision.action !== 'change' || project?.decision.status !== decision.status) return record;
    const { status, text } = decision;
    const dated = readCurrentDate(row, decision, project, document.key);
    if (dated === null) return record;
    return { ...record, row: { ...dated, typed: { status, text } }, decision: { ...decision, action: 'keep' } };
  });
}

/** The row with the date that stands behind its word; null: what was decided about it was not written. */
function readCurrentDate(
  row: Row,
  { asOf = null }: Decision,
  { dates = [] }: ProjectRecord,
  documentKey: string,
): Row | null {
  if (asOf === null || asOf.action === 'keep') return row;
  const written = dates.find((date) => date.documentKey === documentKey);
  const isThere = (written?.dated ?? 0) > 0;
  const { asOf: _, ...bare } = row;
  if (asOf.action === 'remove') return isThere ? null : bare;
  const at = row.dateSlot?.at ?? 0;
  const { kind = 'as-of' } = written ?? {};
  return isThere ? { ...bare, asOf: { span: { start: at, end: at }, month: asOf.month, text: asOf.text, kind } } : null;
}

async function evaluateAgain(
  document: DocumentRecord,
  currentStatus: readonly RowRecord[],
  known: ReadonlyMap<string, RepositoryRecord>,
  { store, portfolio }: ApplyPorts,
  now: Date,
): Promise<RowEvaluation[]> {
  return await evaluateRows({
    target: { key: document.key },
    file: { confirmedAt: null, isPublic: document.isPublic },
    ...(document.checkedAt !== null && { knownUntil: document.checkedAt }),
    reading: { rows: currentStatus.map(({ row }) => row) },
    vocabulary: document.vocabulary,
    said: await recallSaid(document, document, portfolio, store),
    repositories: new Map([...known].map(([name, record]) => [name, recall(record)])),
    portfolio,
    memory: store,
    now,
  });
}

/** Whether the row would say something else now than what was decided at the last check. */
function isNews({ decision }: RowEvaluation, before: Decision | undefined): boolean {
  return (
    decision.action !== before?.action ||
    decision.text !== before.text ||
    (decision.action === 'change' && decision.asOf?.text !== before.asOf?.text) ||
    decision.question?.status !== before.question?.status ||
    decision.question?.rule !== before.question?.rule
  );
}
