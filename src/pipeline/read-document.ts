// One check of a document: its bytes at an exact version, its rows, what GitHub shows of every listed repository, and
// what each cell should say. Writes nothing.

import type { Portfolio } from '../config/portfolio.ts';
import { elapsedMs, latest, toInstant } from '../core/dates.ts';
import { type DocumentOutcome, formatPlace, readDocument } from '../core/document/parse-document.ts';
import type { DocumentReading, Vocabulary } from '../core/model.ts';
import { siteOfDocument } from '../core/site.ts';
import { keepWords } from '../core/status/vocabulary.ts';
import { StatusfolioError } from '../errors.ts';
import type { CompanionFiles, DocumentFile } from '../ports/github.ts';
import type { DocumentRecord, RepositoryState, WorkingTreeRecord } from '../ports/records.ts';
import { refuseRemovedDates } from './date-rows.ts';
import type { EvaluateInput, RefreshPorts } from './document-update.ts';
import { evaluateRows } from './evaluate-rows.ts';
import { collect } from './fetch-activity.ts';
import { addListedProjects } from './generated-block/generated-projects.ts';
import { readSaid } from './generated-block/said-elsewhere.ts';
import { listPlaces, mayMatch } from './match-project.ts';
import { holdForToday, type RecordInput } from './save-refresh.ts';
import type { RefreshTarget } from './target.ts';
import { readWritten } from './working-tree.ts';

export type DocumentRead = Omit<RecordInput, 'publication' | 'history' | 'notices' | 'ownStatuses' | 'memory'>;

export interface ReadFailure {
  readonly target: RefreshTarget;
  readonly error: unknown;
}

export async function readDocuments(
  targets: readonly RefreshTarget[],
  portfolio: Portfolio,
  ports: RefreshPorts,
  now: Date,
  /** What is remembered of the repository that they live in. */
  state: RepositoryState | null = null,
): Promise<(DocumentRead | ReadFailure)[]> {
  const opened = new Map<RefreshTarget, Opened | ReadFailure>();
  const tryOpen = async (target: RefreshTarget) => {
    // The error is kept with its document, so that the others are still checked.
    const outcome = await open(target, portfolio, ports, now, readWritten(state, target)).catch((error: unknown) => ({
      target,
      error,
    }));
    opened.set(target, outcome);
    return outcome;
  };
  // The files of one folder are one list, so that what all of them say is known before any is evaluated.
  for (const target of targets) if (target.folder !== undefined) await tryOpen(target);
  const words = listFolderWords([...opened.values()].flatMap((one) => ('error' in one ? [] : [one])));
  const read = [];
  for (const target of targets) {
    const outcome = opened.get(target) ?? (await tryOpen(target));
    if ('error' in outcome) read.push(outcome);
    else {
      const evaluated = evaluate(shareWords(outcome, words), portfolio, ports, now);
      read.push(await evaluated.catch((error: unknown) => ({ target, error })));
    }
  }
  return read;
}

interface Opened {
  readonly target: RefreshTarget;
  readonly file: DocumentFile;
  readonly reading: DocumentReading;
  /** Columns that say when something last happened; empty where there are none. */
  readonly columns: Pick<Extract<DocumentOutcome, { kind: 'read' }>, 'activity'>;
  readonly remembered: DocumentRecord | null;
  readonly isEarly: boolean;
  readonly knownUntil: { readonly knownUntil?: string };
  /** By project, what was written into a working tree and not seen on the branch. */
  readonly pending: NonNullable<EvaluateInput['written']>;
  /** Requests that were made up to here. */
  readonly spent: number;
}

/** What the keys of a folder's files say; keys of other names stand for the same. */
function listFolderWords(opened: readonly Opened[]): ReadonlyMap<string, Vocabulary> {
  const words = new Map<string, Vocabulary>();
  for (const { target, reading } of opened) {
    if (target.folder === undefined) continue;
    const known = words.get(target.folder) ?? {};
    for (const { keyWords } of reading.rows) if (keyWords?.isClosed !== true) Object.assign(known, keyWords?.words);
    words.set(target.folder, known);
  }
  return words;
}

function shareWords(opened: Opened, words: ReadonlyMap<string, Vocabulary>): Opened {
  const known = words.get(opened.target.folder ?? '');
  if (known === undefined) return opened;
  const rows = opened.reading.rows.map((row) => {
    const { keyWords } = row;
    if (keyWords === undefined || keyWords.isClosed === true) return row;
    return { ...row, keyWords: { ...keyWords, words: { ...known, ...keyWords.words } } };
  });
  return { ...opened, reading: { ...opened.reading, rows } };
}

async function open(
  target: RefreshTarget,
  portfolio: Portfolio,
  ports: RefreshPorts,
  now: Date,
  written: WorkingTreeRecord | undefined,
): Promise<Opened> {
  const { memory } = ports;
  const documents = target.ref.kind === 'github' ? ports.github.documents : ports.files;
  const remembered = await memory.readDocument(target.key);
  const nextCheckAt = remembered?.nextCheckAt ?? null;
  const isEarly = ports.when === 'due' && nextCheckAt !== null && elapsedMs(nextCheckAt, now) < 0;
  const checkedAt = remembered?.checkedAt ?? null;
  const knownUntil = checkedAt === null ? {} : { knownUntil: checkedAt };
  const ours = written === undefined ? {} : { ours: written };
  const companions = { ...(await listCompanions(remembered, memory)), bots: portfolio.bots, ...knownUntil, ...ours };
  const file = await completeHistory(await documents.read(target.ref, companions), ports);
  refuseStaleRead(target, file, remembered, now);
  const outcome = readOrRefuse(file, target);
  const reading = addListedProjects(outcome.reading, portfolio, file.bytes, siteOfDocument(target.ref));
  const columns = outcome.activity === undefined ? {} : { activity: outcome.activity };
  const pending = new Map((written?.pending ?? []).map((change) => [change.projectKey, change]));
  return { target, file, reading, columns, remembered, isEarly, knownUntil, pending, spent: countSpent(ports) };
}

async function evaluate(
  { target, file, reading, columns, remembered, isEarly, knownUntil, pending, spent }: Opened,
  portfolio: Portfolio,
  ports: RefreshPorts,
  now: Date,
): Promise<DocumentRead> {
  const { memory } = ports;
  const documents = target.ref.kind === 'github' ? ports.github.documents : ports.files;
  // A word stays known after the last row that used it has changed.
  const vocabulary = { ...keepWords(remembered?.vocabulary ?? {}), ...reading.vocabulary };
  const scope = isEarly ? 'changed' : 'all';
  const repositories = await collect(reading.rows, portfolio, ports, now, { scope, summaries: file.summaries });
  // Who may see a project is asked again right before it is written about, where fetching has taken its time.
  const { summaries, ...plainFile } = file;
  const fresh = summaries !== undefined && countSpent(ports) === spent ? { ...plainFile, summaries } : plainFile;
  const evaluated = await evaluateRows({
    target,
    file,
    ...knownUntil,
    written: pending,
    reading,
    vocabulary,
    repositories,
    said: reading.rows.some((row) => row.isGenerated)
      ? await readSaid(target, file, ports.others ?? [], ports)
      : new Map(),
    portfolio,
    memory,
    now,
  });
  const searched = await refuseRemovedDates(evaluated, { key: target.key, ref: target.ref, file }, documents, now);
  const rows = await holdForToday(target, searched, memory, now);
  const wantsDates = portfolio.onSilence === 'date';
  const read = { target, file: fresh, reading, ...columns, vocabulary, repositories, rows };
  return { ...read, remembered, scope, wantsDates, now };
}

/** What a clone does not have GitHub may know: the answer is the same however much was cloned. */
async function completeHistory(file: DocumentFile, { github }: RefreshPorts): Promise<DocumentFile> {
  const { mayBeConfirmedAt, historyElsewhere, notice, ...plain } = file;
  if (mayBeConfirmedAt === undefined || historyElsewhere === undefined) return file;
  const found = (await github.readConfirmation?.(historyElsewhere)) ?? null;
  if (found === null) return file;
  const confirmedAt = latest(file.confirmedAt, found.confirmedAt);
  return { ...plain, ...found, confirmedAt };
}

function countSpent({ github }: RefreshPorts): number {
  const { graphql, rest } = github.counts();
  return graphql + rest;
}

/** The repositories that the document listed when it was last read; those just changed come first. */
async function listCompanions(
  document: DocumentRecord | null,
  memory: RefreshPorts['memory'],
): Promise<CompanionFiles> {
  const places = (document?.rows ?? []).flatMap(({ repo, row }) => listPlaces(repo, row));
  const names = new Set(places.map(({ repo }) => repo.toLowerCase()));
  const records = names.size === 0 ? [] : await memory.readRepositories([...names]);
  const known = records.flatMap(({ activity }) => activity ?? []);
  known.sort((a, b) => (b.lastEventAppliedAt ?? '').localeCompare(a.lastEventAppliedAt ?? ''));
  const isWaiting = document?.rows.some(({ row, repo }) => repo === null && mayMatch(row)) === true;
  return { nodeIds: [...new Set(known.map(({ nodeId }) => nodeId))], publicRepositories: isWaiting };
}

/** Two documents on the same branch, read at different commits: somebody wrote in between. */
export function readAtDifferentCommits(reads: readonly DocumentRead[]): boolean {
  const versions = Map.groupBy(
    reads.filter(({ target }) => target.ref.kind === 'github'),
    ({ file }) => file.branch,
  );
  return [...versions.values()].some((group) => new Set(group.map(({ file }) => file.version)).size > 1);
}

/** Longer than such reads have been seen to last (30 s). */
const staleReadMs = 5 * 60_000;

/** For a while after a write GitHub may still show what was there before: the owner has not taken our word back. */
function refuseStaleRead(
  target: RefreshTarget,
  file: DocumentFile,
  remembered: DocumentRecord | null,
  now: Date,
): void {
  const replaced = remembered?.replaced ?? null;
  if (target.ref.kind !== 'github' || replaced === null || replaced.version !== file.version) return;
  if (elapsedMs(replaced.at, now) > staleReadMs) return;
  throw new StatusfolioError(
    'DOCUMENT_CHANGED',
    `GitHub still shows ${target.label} as it was before the last write.`,
    {
      where: target.label,
      hint: 'It will be checked again in a moment.',
      retryable: true,
      retryAt: toInstant(now.getTime() + 30_000),
    },
  );
}

/** The error of a document that cannot be read, at the place that it is refused for. */
export function refuseDocument(label: string, outcome: DocumentOutcome & { kind: 'refused' }): StatusfolioError {
  const where = formatPlace(label, outcome);
  const encodings = 'Statusfolio edits text documents in UTF-8, Latin-1 or Windows-1252, up to 5 MB.';
  const hint = outcome.at === undefined ? encodings : 'Correct it there.';
  return new StatusfolioError('DOCUMENT_UNREADABLE', `${where}: ${outcome.reason}`, { where, hint });
}

function readOrRefuse(file: DocumentFile, { ref, label }: RefreshTarget): Extract<DocumentOutcome, { kind: 'read' }> {
  const outcome = readDocument(file.bytes, ref);
  if (outcome.kind === 'read') return outcome;
  throw refuseDocument(label, outcome);
}
