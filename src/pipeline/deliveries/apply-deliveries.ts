// What the deliveries about one repository come to: facts that are folded into its activity, and, where that is not
// possible or would change what a document says, a wish for a look.

import type { Portfolio } from '../../config/portfolio.ts';
import { foldEvents } from '../../core/activity/apply-events.ts';
import type { EventFacts } from '../../core/activity/parse-event.ts';
import { toInstant } from '../../core/dates.ts';
import type { Activity, Settled } from '../../core/model.ts';
import type { Delivery, DocumentRecord, ProjectRecord, RepositoryRecord, RowRecord } from '../../ports/records.ts';
import type { Store } from '../../ports/store.ts';
import type { JudgedRow } from '../document-update.ts';
import { judgeRows } from '../evaluate-rows.ts';
import { isStale, recall } from '../fetch-activity.ts';
import { listPlaces } from '../match-project.ts';

export interface FoldPorts {
  readonly store: Pick<Store, 'documentsAbout' | 'listPins' | 'readDocument' | 'readRepositories' | 'readProjects'>;
  readonly portfolio: Portfolio;
}

export interface HeardRepository {
  readonly id: string | null;
  /** Under its former name too. */
  readonly names: ReadonlySet<string>;
  /** null: a delivery that says no more than that something happened. */
  readonly events: readonly { readonly facts: EventFacts | null; readonly delivery: Delivery }[];
}

export interface FoldOutcome {
  /** Repositories that have to be looked at. */
  readonly heard: readonly string[];
  readonly taught: readonly { readonly name: string; readonly activity: Activity }[];
  readonly derived: readonly Pick<ProjectRecord, 'key' | 'derived' | 'reviewAt'>[];
  /** Documents that want a refresh. */
  readonly wanted: readonly string[];
}

/** Each repository once, however many deliveries speak of it. */
export function listRepositories(deliveries: readonly Delivery[]): HeardRepository[] {
  const heard = new Map<
    string,
    { id: string | null; names: Set<string>; events: HeardRepository['events'][number][] }
  >();
  const add = (id: string | null, names: readonly (string | null)[], delivery: Delivery, facts: EventFacts | null) => {
    const known = names.flatMap((name) => (name === null ? [] : [name.toLowerCase()]));
    const key = id ?? known[0];
    if (key === undefined) return;
    const entry = heard.get(key) ?? { id, names: new Set<string>(), events: [] };
    for (const name of known) entry.names.add(name);
    entry.events.push({ facts, delivery });
    heard.set(key, entry);
  };
  for (const delivery of deliveries) {
    const facts = delivery.facts ?? null;
    if (facts?.kind === 'access') for (const name of facts.names) add(null, [name], delivery, null);
    add(delivery.repositoryId, [delivery.repositoryName, delivery.previousName], delivery, facts);
  }
  return [...heard.values()];
}

/** `own` are the heads of pushes that are our own commits. */
export async function foldRepository(
  repository: HeardRepository,
  own: ReadonlySet<string>,
  { store, portfolio }: FoldPorts,
  now: Date,
): Promise<FoldOutcome> {
  const documents = await readDocuments(repository, store);
  const links = new Set(documents.flatMap(({ rows }) => rows.flatMap(listNames)));
  const records = await store.readRepositories([...links]);
  const listed = records.filter((record) => isAbout(record, repository, documents));
  const living = documents.filter((document) => isTouched(document, repository, own)).map(({ key }) => key);

  const folded = listed.map((record) => foldRecord(record, repository, portfolio, now));
  const isExact = listed.length > 0 && folded.every((record) => record !== null);
  const listing = documents.filter(({ rows }) => rows.some((row) => isLinked(row, listed, repository)));
  if (!isExact) {
    const heard = [...repository.names, ...listed.map(({ name }) => name)];
    return { heard, taught: [], derived: [], wanted: [...living, ...listing.map(({ key }) => key)] };
  }

  const taught = folded.flatMap((record) =>
    record?.activity == null ? [] : [{ name: record.name, activity: record.activity }],
  );
  const known = new Map(
    [...records, ...folded.flatMap((record) => record ?? [])].map((record) => [record.name, record]),
  );
  const wanted = new Set(living);
  const derived = new Map<string, FoldOutcome['derived'][number]>();
  for (const document of listing) {
    const standing = await readStanding(document, store);
    const rows = await judgeAgain(document, standing, known, { store, portfolio }, now);
    if (rows.some((row, index) => isNews(row, standing[index]?.settled))) wanted.add(document.key);
    for (const { before, projectKey, derived: answer, settled } of rows) {
      if (before !== null) derived.set(projectKey, { key: projectKey, derived: answer, reviewAt: settled.reviewAt });
    }
  }
  return { heard: [], taught, derived: [...derived.values()], wanted: [...wanted] };
}

async function readDocuments({ id, names }: HeardRepository, store: FoldPorts['store']): Promise<DocumentRecord[]> {
  const keys = new Set<string>();
  for (const name of names) for (const key of await store.documentsAbout({ id, name })) keys.add(key);
  const documents = await Promise.all([...keys].map((key) => store.readDocument(key)));
  return documents.filter((document) => document !== null);
}

/** A name that was used again belongs to another repository than the one that is known under it. */
function isAbout(
  record: RepositoryRecord,
  { id, names }: HeardRepository,
  documents: readonly DocumentRecord[],
): boolean {
  if (record.activity !== null && id !== null && record.activity.nodeId === id) return true;
  return (
    names.has(record.name) && documents.some(({ rows }) => rows.some((row) => listNames(row).includes(record.name)))
  );
}

const listNames = ({ repo, row }: RowRecord) => listPlaces(repo, row).map((place) => place.repo.toLowerCase());

const isLinked = (row: RowRecord, listed: readonly RepositoryRecord[], { names }: HeardRepository) =>
  listNames(row).some((repo) => names.has(repo) || listed.some(({ name }) => name === repo));

/** null: it has to be looked at. */
function foldRecord(
  record: RepositoryRecord,
  { id, events }: HeardRepository,
  portfolio: Portfolio,
  now: Date,
): RepositoryRecord | null {
  const { activity, problem } = record;
  if (activity === null || problem !== null || isStale(record)) return null;
  if (id !== null && activity.nodeId !== id) return null;
  const facts = events.map((event) => event.facts);
  if (facts.some((fact) => fact === null)) return null;
  const folded = foldEvents(
    activity,
    facts.filter((fact) => fact !== null),
    portfolio.bots,
  );
  return folded.isExact ? { ...record, activity: { ...folded.activity, toldAt: toInstant(now) } } : null;
}

/** Whether the deliveries may have changed the document's own bytes, or who may read it. */
function isTouched({ ref }: DocumentRecord, { names, events }: HeardRepository, own: ReadonlySet<string>): boolean {
  if (ref.kind !== 'github' || !names.has(ref.repo.toLowerCase())) return false;
  return events.some(({ facts, delivery }) => {
    if (own.has(delivery.after ?? '')) return false;
    if (facts === null || facts.kind === 'flags') return true;
    if (facts.kind !== 'push') return false;
    const isItsBranch = ref.branch === null ? facts.isDefaultBranch : delivery.ref === `refs/heads/${ref.branch}`;
    if (!isItsBranch) return false;
    if (facts.isRewrite || facts.documents === null || facts.commits.at(-1)?.oid !== facts.after) return true;
    return facts.documents.includes(ref.path) && facts.commits.some(({ kind }) => kind !== 'own');
  });
}

/** The rows as they stand on the page: what was published since they were read is what they say. */
async function readStanding(document: DocumentRecord, store: FoldPorts['store']): Promise<RowRecord[]> {
  const projects = await store.readProjects([...new Set(document.rows.map(({ projectKey }) => projectKey))]);
  const published = new Map(projects.map(({ key, settled }) => [key, settled.status]));
  return document.rows.map((record): RowRecord => {
    const { row, settled, projectKey } = record;
    if (settled.action !== 'change' || published.get(projectKey) !== settled.status) return record;
    const { status, text } = settled;
    return { ...record, row: { ...row, typed: { status, text } }, settled: { ...settled, action: 'keep' } };
  });
}

async function judgeAgain(
  document: DocumentRecord,
  standing: readonly RowRecord[],
  known: ReadonlyMap<string, RepositoryRecord>,
  { store, portfolio }: FoldPorts,
  now: Date,
): Promise<JudgedRow[]> {
  return await judgeRows({
    target: { key: document.key },
    file: { confirmedAt: null, isPublic: document.isPublic },
    reading: { rows: standing.map(({ row }) => row) },
    vocabulary: document.vocabulary,
    repositories: new Map([...known].map(([name, record]) => [name, recall(record)])),
    portfolio,
    memory: store,
    now,
  });
}

/** Whether the row would say something else now than what was settled at the last look. */
function isNews({ settled }: JudgedRow, before: Settled | undefined): boolean {
  return (
    settled.action !== before?.action ||
    settled.text !== before.text ||
    settled.question?.status !== before.question?.status ||
    settled.question?.rule !== before.question?.rule
  );
}
