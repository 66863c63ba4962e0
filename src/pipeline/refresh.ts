// OPEN THIS FIRST: the whole story of one document. Read it, pull the activity of every listed repository, evaluate each
// row, publish the cells that became outdated, remember. Correctness rests on the compare-and-swap in `publish`: when
// somebody else wrote meanwhile, everything starts again from the new bytes.

import type { Portfolio } from '../config/portfolio.ts';
import type { Problem } from '../core/model.ts';
import { toOwnerId } from '../core/owner-id.ts';
import { retriedLater, StatusfolioError } from '../errors.ts';
import type { GitHub } from '../ports/github.ts';
import type { ProjectRecord, RepositoryState } from '../ports/records.ts';
import type { Memory } from '../ports/store.ts';
import { type ActivityUpdate, updateActivityColumns } from './activity-columns/publish-columns.ts';
import { draftBadges, explainMissingBadges } from './badge-files.ts';
import type {
  DocumentUpdate,
  Published,
  PublishPorts,
  Refreshed,
  RefreshPorts,
  RefreshResult,
} from './document-update.ts';
import { expandPatterns, keepFolders } from './expand-patterns.ts';
import { askAboutOwnStatuses, noteOwnStatuses } from './own-status/ask-about-own-status.ts';
import { proposeOwnStatuses } from './own-status/propose-own-status.ts';
import { publish } from './publish.ts';
import { emptyRepositoryState, repositoryKey } from './pull-request.ts';
import { batchQuestions } from './questions/batch-questions.ts';
import { findQuestionPlace } from './questions/question-place.ts';
import { readAnswers } from './questions/read-answers.ts';
import { writeQuestions } from './questions/status-issue.ts';
import { type DocumentRead, type ReadFailure, readAtDifferentCommits, readDocuments } from './read-document.ts';
import { type RecordInput, recordRefresh } from './save-refresh.ts';
import type { RefreshTarget } from './target.ts';
import { updateRenamedLinks } from './update-renamed-links.ts';
import { listLanded, rememberWritten } from './working-tree.ts';

/** After this many conflicts in a row the job is retried later: somebody is typing. */
const maxAttempts = 5;

/** Refreshes one document. Throws when it cannot be read, or when nothing at all could be checked. */
export async function refresh(
  target: RefreshTarget,
  portfolio: Portfolio,
  ports: RefreshPorts,
): Promise<RefreshResult> {
  const [refreshed] = await refreshTogether([target], portfolio, ports);
  if (refreshed?.kind === 'done') return refreshed.result;
  throw refreshed?.error;
}

/** Refreshes the documents of one repository, so that one commit or pull request holds the changes of all of them. */
export async function refreshTogether(
  configured: readonly RefreshTarget[],
  portfolio: Portfolio,
  given: RefreshPorts,
): Promise<Refreshed[]> {
  refuseStrangers(configured);
  const github = actFor(configured, given.github);
  const expanded = await expandPatterns(configured, { ...given, github });
  const { targets } = expanded;
  const found = targets.filter(({ folder }) => folder !== undefined);
  const ports = { ...given, github, others: [...(given.others ?? []), ...found] };
  const failed = expanded.failures.map((failure) => ({ kind: 'failed', ...failure }) as const);
  const answers = await readOwnersAnswers(targets, portfolio, ports);
  for (let attempt = 1; attempt <= maxAttempts; attempt += 1) {
    const now = ports.clock.now();
    const read = await readDocuments(targets, portfolio, ports, now, answers.repositoryState);
    const outcomes = await batch(read, ports.memory, now);
    const updates = outcomes.flatMap((outcome) => ('error' in outcome ? [] : [outcome]));
    // Documents of one commit have to be read at one commit.
    if (readAtDifferentCommits(updates)) continue;

    const step = { updates, targets, portfolio, ports, now };
    const isWhole = updates.length === targets.length && failed.length === 0;
    const published = await publishAll(step, answers.repositoryState, isWhole);
    if (published === 'conflict') continue;
    // What a document that could not be read would ask is not known: the issue stays as it is.
    const mayAsk = isWhole && !answers.isUnread && updates.every(({ file }) => file.isReadOnly !== true);
    const asked = await askOwner(step, published.repositoryState, mayAsk);
    await saveRepository(asked.repositoryState, updates, targets, ports.memory);
    const notices = [
      ...answers.problems,
      ...published.problems,
      ...updates.flatMap((found) => explainMissingBadges(found, portfolio)),
      ...noteOwnStatuses(updates, portfolio, now),
      ...asked.problems,
    ];
    const refreshed = await recordAll(
      outcomes.map((outcome) => ('error' in outcome ? outcome : askLater(outcome, asked.unasked, now))),
      published,
      { notices, ownStatuses: asked.ownStatuses, recheckAfter: ports.recheckAfter },
      ports.memory,
      now,
    );
    if (configured.every(({ publish: way }) => way !== 'preview')) {
      await keepFolders(configured, expanded, ports, now);
    }
    await tellNews(refreshed, ports);
    return [...refreshed, ...failed];
  }
  return [...failed, ...targets.map((target) => ({ kind: 'failed', target, error: changedTooOften(target) }) as const)];
}

interface OwnersAnswers {
  /** With the answers; null: the documents are of no repository, or nothing is remembered of it. */
  readonly repositoryState: RepositoryState | null;
  readonly problems: readonly Problem[];
  /** The status issue could not be read, so that it must not be written either. */
  readonly isUnread: boolean;
}

async function readOwnersAnswers(
  targets: readonly RefreshTarget[],
  portfolio: Portfolio,
  ports: RefreshPorts,
): Promise<OwnersAnswers> {
  const repositoryState = await readRepositoryState(targets, ports.memory);
  const repo = findQuestionPlace(targets, portfolio, null)?.repo ?? null;
  if (repositoryState === null || repo === null) return { repositoryState, problems: [], isUnread: false };
  const answers = await readAnswers(repo, repositoryState, portfolio, ports, ports.clock.now());
  return { ...answers, isUnread: answers.isUnread === true };
}

/** Documents as they were read and evaluated at one commit. */
interface Step {
  readonly updates: readonly DocumentUpdate[];
  readonly targets: readonly RefreshTarget[];
  readonly portfolio: Portfolio;
  readonly ports: RefreshPorts;
  readonly now: Date;
}

/** The decisions, links of renamed repositories, columns of activity. 'conflict': somebody else wrote, read again. */
async function publishAll(
  { updates, targets, portfolio, ports, now }: Step,
  repositoryState: RepositoryState | null,
  isWhole: boolean,
): Promise<(Published & Pick<ActivityUpdate, 'rows'>) | 'conflict'> {
  const readCompanions = (update: DocumentUpdate) => draftBadges(update, portfolio, ports.github);
  const plan = {
    updates,
    readCompanions,
    repositoryState,
    portfolio,
    isWhole,
    ports: toPublishPorts(targets, ports),
    now,
  };
  const published = await updateRenamedLinks(plan, await publish(plan));
  if (published === 'conflict') return published;
  const columns = await updateActivityColumns({ ...plan, ...published, ports, now });
  if (columns === 'conflict') return columns;
  const done = { ...published, ...columns, problems: [...columns.problems, ...published.problems] };
  if (!mayWrite(targets)) return done;
  return {
    ...done,
    repositoryState: rememberWritten(columns.repositoryState, updates, columns.publications, now),
    // What was written into a working tree earlier counts once the branch says it.
    history: [...published.history, ...listLanded(repositoryState, updates, now)],
  };
}

interface Asked {
  readonly repositoryState: RepositoryState | null;
  /** Projects whose question could not be put where the owner reads it. */
  readonly unasked: ReadonlySet<string>;
  readonly ownStatuses: readonly ProjectRecord[];
  readonly problems: readonly Problem[];
}

/** Writes the status issue, and proposes to repositories what was answered about the status that they give themselves. */
async function askOwner(
  { updates, targets, portfolio, ports, now }: Step,
  repositoryState: RepositoryState | null,
  mayAsk: boolean,
): Promise<Asked> {
  const place = findQuestionPlace(targets, portfolio, updates[0]?.file.isPublic ?? null);
  if (repositoryState === null || place === null || !mayAsk) {
    return { repositoryState, unasked: new Set(), ownStatuses: [], problems: [] };
  }
  const { updates: asking, own } = await askAboutOwnStatuses(updates, portfolio, ports.memory, now);
  const mayPropose = targets.every(({ isWorkingTree }) => isWorkingTree !== true);
  const proposed = await proposeOwnStatuses(own, portfolio, ports, now, mayPropose);
  const { unasked = new Set<string>(), ...asked } = await writeQuestions(
    place,
    asking,
    repositoryState,
    portfolio,
    ports,
    now,
  );
  return { ...asked, unasked, ownStatuses: proposed.records, problems: [...proposed.problems, ...asked.problems] };
}

/** A preview leaves nothing behind, but for the repository that a name means. */
async function saveRepository(
  repositoryState: RepositoryState | null,
  updates: readonly DocumentUpdate[],
  targets: readonly RefreshTarget[],
  memory: Memory,
): Promise<void> {
  if (repositoryState === null) return;
  const seen = rememberRepository(repositoryState, updates);
  const isNews = seen !== repositoryState && targets.some(({ publish: way }) => way === 'none');
  if (mayWrite(targets) || isNews) await memory.saveRepositoryState(seen);
}

/** Not more is asked at once than an owner has patience for, in however many documents. */
async function batch(
  outcomes: readonly (DocumentRead | ReadFailure)[],
  memory: Memory,
  now: Date,
): Promise<(DocumentRead | ReadFailure)[]> {
  const reads = outcomes.flatMap((outcome) => ('error' in outcome ? [] : [outcome]));
  const batched = await batchQuestions(reads, () => memory.listProjects(), now);
  return outcomes.map((outcome) => ('error' in outcome ? outcome : (batched[reads.indexOf(outcome)] ?? outcome)));
}

/** The time in which silence becomes an answer begins when the question can be read. */
function askLater(document: DocumentRead, unasked: ReadonlySet<string>, now: Date): DocumentRead {
  const rows = document.rows.map((row) => {
    const { question } = row.decision;
    if (question === null || !unasked.has(row.projectKey)) return row;
    return { ...row, decision: { ...row.decision, question: { ...question, askedAt: now.toISOString() } } };
  });
  return { ...document, rows };
}

/** One refresh has one memory and one credential, so it never holds documents of several accounts. */
function refuseStrangers(targets: readonly RefreshTarget[]): void {
  const owners = new Set(targets.map(({ key }) => toOwnerId(key)));
  if (owners.size > 1) throw new TypeError(`documents of ${[...owners].join(' and ')} cannot be refreshed together`);
}

/** Everything about a document is asked with what its own account has granted. */
function actFor([first]: readonly RefreshTarget[], github: GitHub): GitHub {
  return first?.ref.kind === 'github' ? (github.as?.(first.ref.repo) ?? github) : github;
}

async function recordAll(
  outcomes: readonly (DocumentRead | ReadFailure)[],
  { publications, history, rows }: Pick<Published, 'history'> & Pick<ActivityUpdate, 'publications' | 'rows'>,
  about: Pick<RecordInput, 'notices' | 'ownStatuses' | 'recheckAfter'>,
  memory: Memory,
  now: Date,
): Promise<Refreshed[]> {
  const refreshed: Refreshed[] = [];
  let read = 0;
  for (const outcome of outcomes) {
    const { target } = outcome;
    if ('error' in outcome) {
      refreshed.push({ kind: 'failed', target, error: outcome.error });
      continue;
    }
    const own = history.filter(({ documentKey }) => documentKey === target.key);
    const publication = publications[read] ?? { kind: 'nothing' };
    // What concerns the repository is said once.
    const said = read === 0 ? about : { ...about, notices: [], ownStatuses: [] };
    const result = await recordRefresh({ ...outcome, publication, history: own, ...said, memory, now });
    const activity = rows.get(target);
    refreshed.push({ kind: 'done', target, result: activity === undefined ? result : { ...result, activity } });
    read += 1;
  }
  return refreshed;
}

/** After everything is saved: a notice that is sent twice does less harm than one about a change that was lost. */
async function tellNews(refreshed: readonly Refreshed[], { onNews }: RefreshPorts): Promise<void> {
  const news = refreshed.flatMap((each) => (each.kind === 'done' ? each.result.news : []));
  if (news.length > 0) await onNews?.(news);
}

function mayWrite(targets: readonly RefreshTarget[]): boolean {
  return targets.some(({ publish: way }) => way === 'commit' || way === 'pull-request');
}

async function readRepositoryState(targets: readonly RefreshTarget[], memory: Memory): Promise<RepositoryState | null> {
  const [first] = targets;
  const key = first === undefined ? null : repositoryKey(first);
  return key === null ? null : ((await memory.readRepositoryState(key)) ?? emptyRepositoryState(key));
}

/** The first repository seen under a name stays the one that is meant: names are taken over by others. */
function rememberRepository(repositoryState: RepositoryState, updates: readonly DocumentUpdate[]): RepositoryState {
  const repositoryId = updates.find(({ file }) => file.repositoryId !== undefined)?.file.repositoryId;
  return repositoryState.repositoryId !== undefined || repositoryId === undefined
    ? repositoryState
    : { ...repositoryState, repositoryId };
}

function toPublishPorts([first]: readonly RefreshTarget[], { github, files, memory }: RefreshPorts): PublishPorts {
  return { documents: first?.ref.kind === 'github' ? github.documents : files, github, memory };
}

function changedTooOften({ label }: RefreshTarget): StatusfolioError {
  return new StatusfolioError('DOCUMENT_CHANGED', `${label} changed ${maxAttempts} times while it was being updated.`, {
    where: label,
    hint: `${retriedLater}.`,
    retryable: true,
  });
}
