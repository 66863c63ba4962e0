// The status issue, where the owner is asked: what waits is written into it, with the answers that can still be undone.
// Opened only when needed, edited in place, closed when nothing waits. Its answers were read before (`read-answers.ts`).

import type { Portfolio } from '../../config/portfolio.ts';
import { type Audience, audienceOf } from '../../core/disclosure.ts';
import { formatStatusIssue, markStatusIssue, readTicks } from '../../core/messages/issue-body.ts';
import type { RepositoryState, StatusIssueRecord } from '../../ports/records.ts';
import type { DocumentUpdate } from '../document-update.ts';
import { type Asked, asksAnything, confirmQuestions, type Given, listGiven, listQuestions } from './list-questions.ts';
import { findIssueRepo, type QuestionPlace } from './question-place.ts';
import { explainFailure, neverWritten, type StatusIssueOutcome, type StatusIssuePorts } from './read-answers.ts';

function keep(repositoryState: RepositoryState, statusIssue: StatusIssueRecord): StatusIssueOutcome {
  return { repositoryState: { ...repositoryState, statusIssue }, problems: [] };
}

/** Writes what waits into the issue, or closes it. Only where the owner has consented to be written to. */
export async function writeQuestions(
  place: QuestionPlace,
  updates: readonly DocumentUpdate[],
  given: RepositoryState,
  portfolio: Portfolio,
  ports: StatusIssuePorts,
  now: Date,
): Promise<StatusIssueOutcome> {
  const { repo, issueRepo, problem } = place;
  let repositoryState = given;
  let asked: readonly Asked[] = [];
  try {
    repositoryState = await leaveOtherPlace(place, repositoryState, portfolio, ports);
    const audience = await findReaders(place, repositoryState, updates, ports);
    asked = await listQuestions(updates, portfolio, audience);
    const waits = problem !== null && asked.length > 0 ? [problem] : [];
    const { statusIssue } = repositoryState;
    if (issueRepo === null || (place.isUnchosen === true && statusIssue?.state !== 'open'))
      return { repositoryState, problems: waits };
    const undoable = await listGiven(updates, portfolio, now, audience);
    const isNew = asked.some(({ key }) => !(statusIssue?.dismissed ?? []).includes(key));
    const isOpen = asked.length > 0 && (statusIssue?.state === 'open' || isNew);
    if (!isOpen && statusIssue?.state !== 'open' && !isOutdated(statusIssue, undoable))
      return { repositoryState, problems: [] };
    // Who can see the projects is asked once more before others may read about them.
    const confirm = async () => {
      const confirmed = await confirmQuestions(updates, ports.github);
      return {
        asked: await listQuestions(confirmed, portfolio, audience),
        undoable: await listGiven(confirmed, portfolio, now, audience),
      };
    };
    const questions = { place: { repo, issueRepo }, asked, undoable, confirm };
    const outcome = await bringUpToDate(questions, isOpen, repositoryState, ports);
    return { ...outcome, unasked: listUnasked(asked, outcome.repositoryState) };
  } catch (error) {
    const problems = [explainFailure(error, repo)];
    if (asked.length === 0) asked = await listQuestions(updates, portfolio);
    return { repositoryState, problems, unasked: listUnasked(asked, repositoryState) };
  }
}

/** Questions are asked elsewhere from now on, or in no issue: the one that is open says so and is closed. */
async function leaveOtherPlace(
  { repo, issueRepo }: QuestionPlace,
  repositoryState: RepositoryState,
  { inbox }: Portfolio,
  { github }: StatusIssuePorts,
): Promise<RepositoryState> {
  const { statusIssue } = repositoryState;
  const before = statusIssue === null ? null : findIssueRepo(statusIssue, repo, inbox);
  if (statusIssue === null || before?.toLowerCase() === issueRepo?.toLowerCase()) return repositoryState;
  if (before !== null && statusIssue.number !== null && statusIssue.state === 'open') {
    const seen = await github.statusIssues.read(before, statusIssue.number, markStatusIssue(repo, before));
    if (seen.kind === 'found' && seen.issue.state === 'open')
      await github.statusIssues.retire(before, statusIssue.number, null);
  }
  return { ...repositoryState, statusIssue: null };
}

/** Who reads the issue; undefined: whoever reads the documents. */
async function findReaders(
  { repo, issueRepo }: QuestionPlace,
  { statusIssue }: RepositoryState,
  updates: readonly DocumentUpdate[],
  { github }: StatusIssuePorts,
): Promise<Audience | undefined> {
  const isWaiting = updates.some(({ rows }) => rows.some(asksAnything));
  const isElsewhere = issueRepo !== null && issueRepo.toLowerCase() !== repo.toLowerCase();
  if (!isElsewhere || (!isWaiting && statusIssue === null)) return undefined;
  const reading = await github.statusIssues.read(
    issueRepo,
    statusIssue?.number ?? null,
    markStatusIssue(repo, issueRepo),
  );
  return audienceOf({ isPublic: reading.kind === 'disabled' || reading.isPublic });
}

/** A closed issue still offers to undo what cannot be undone any more. One that the owner closed is left alone. */
function isOutdated(statusIssue: StatusIssueRecord | null, undoable: readonly Given[]): boolean {
  if (statusIssue === null || statusIssue.number === null || statusIssue.dismissed.length > 0) return false;
  const listed = (statusIssue.undoable ?? []).map(({ key }) => key);
  return listed.join() !== undoable.map(({ key }) => key).join();
}

/** Without issues people are asked elsewhere; what the owner has closed was asked. */
function listUnasked(
  asked: readonly Asked[],
  { statusIssue, areIssuesDisabled }: RepositoryState,
): ReadonlySet<string> {
  if (areIssuesDisabled) return new Set();
  const said = new Set([...(statusIssue?.asked ?? []).map(({ key }) => key), ...(statusIssue?.dismissed ?? [])]);
  return new Set(asked.filter(({ key }) => !said.has(key)).map(({ projectKey }) => projectKey));
}

interface Questions {
  readonly place: { readonly repo: string; readonly issueRepo: string };
  readonly asked: readonly Asked[];
  readonly undoable: readonly Given[];
  /** Both, as they may be told right now. */
  readonly confirm: () => Promise<Pick<Questions, 'asked' | 'undoable'>>;
}

async function bringUpToDate(
  { place: { repo, issueRepo }, asked, undoable, confirm }: Questions,
  isOpen: boolean,
  repositoryState: RepositoryState,
  { github }: StatusIssuePorts,
): Promise<StatusIssueOutcome> {
  const ignoredBefore = repositoryState.statusIssue?.ignored ?? [];
  const mark = markStatusIssue(repo, issueRepo);
  const text = formatStatusIssue(isOpen ? asked : [], undoable, ignoredBefore, mark);
  const state = isOpen ? 'open' : 'closed';
  const elsewhere = issueRepo.toLowerCase() === repo.toLowerCase() ? {} : { repo: issueRepo };
  let { statusIssue } = repositoryState;
  if (statusIssue === null) {
    const reading = await github.statusIssues.read(issueRepo, null, mark);
    if (reading.kind === 'disabled') return explainDisabled(repo, repositoryState, asked.length);
    if (reading.kind === 'found') {
      const { number, url, body } = reading.issue;
      // Found again without a record of it: what was ticked is read at the next refresh, before the text is replaced.
      const found = {
        number,
        url,
        body,
        state: 'open',
        dismissed: [],
        readUntil: null,
        ignored: [],
        writtenAt: neverWritten,
        ...elsewhere,
      } as const;
      statusIssue = { ...found, asked: asked.map(toRecord) };
      if (readTicks(body).length > 0) return keep({ ...repositoryState, areIssuesDisabled: false }, statusIssue);
    }
  }
  const rest = {
    ...elsewhere,
    dismissed: [],
    readUntil: statusIssue?.readUntil ?? null,
    ignored: statusIssue?.ignored ?? [],
    undoable: undoable.map(({ key, projectKey, name, at }) => ({ key, projectKey, name, at })),
  };
  const listed = isOpen ? asked.slice(0, text.listed) : [];
  const record = { ...rest, body: text.body, state, asked: listed.map(toRecord) } as const;
  if (
    statusIssue !== null &&
    statusIssue.number !== null &&
    statusIssue.body === text.body &&
    statusIssue.state === state
  ) {
    return keep(repositoryState, { ...statusIssue, ...record, writtenAt: statusIssue.writtenAt });
  }
  let retired: number | null = null;
  if (repositoryState.statusIssue !== null && statusIssue !== null && statusIssue.number !== null) {
    // Its number may be wrong, and somebody may be ticking a box just now: neither is written over.
    const seen = await github.statusIssues.read(issueRepo, statusIssue.number, mark);
    if (seen.kind !== 'found') return { repositoryState: { ...repositoryState, statusIssue: null }, problems: [] };
    if (statusIssue.state === 'open' && seen.issue.body !== statusIssue.body) return { repositoryState, problems: [] };
    // Its answers were read just now; what another account opened is not written over.
    if (!seen.issue.isOwn) retired = statusIssue.number;
  }
  if (retired !== null && !isOpen) {
    await github.statusIssues.retire(issueRepo, retired, null);
    return { repositoryState: { ...repositoryState, statusIssue: null }, problems: [] };
  }
  const told = isOpen || undoable.length > 0 ? await confirm() : { asked: [], undoable: [] };
  const { title, body } = formatStatusIssue(isOpen ? told.asked : [], told.undoable, ignoredBefore, mark);
  const target = retired === null ? (statusIssue?.number ?? null) : null;
  const result = await github.statusIssues.write(issueRepo, { number: target, title, body, state });
  if (result.kind === 'disabled') return explainDisabled(repo, repositoryState, asked.length);
  if (result.kind === 'rejected') return { repositoryState, problems: [result.problem] };
  const { number, url, at: writtenAt } = result;
  if (retired !== null) await github.statusIssues.retire(issueRepo, retired, number);
  return keep({ ...repositoryState, areIssuesDisabled: false }, { ...record, body, number, url, writtenAt });
}

function toRecord({ key, projectKey, name, status }: Asked): StatusIssueRecord['asked'][number] {
  return { key, projectKey, name, status };
}

function explainDisabled(repo: string, repositoryState: RepositoryState, count: number): StatusIssueOutcome {
  const message = `${count === 1 ? 'A question needs your answer' : `${count} questions need your answer`}, but issues are disabled in ${repo}.`;
  const hint =
    'Answer on the dashboard or with "statusfolio answer", or enable issues in the settings of the repository.';
  const problem = { code: 'ISSUES_DISABLED', where: repo, message, hint };
  return { repositoryState: { ...repositoryState, statusIssue: null, areIssuesDisabled: true }, problems: [problem] };
}
