// The owner's status issue: answers are read from the status issue before documents are checked, and what still waits is
// written into it afterwards. Opened only when needed, edited in place, closed when nothing waits. A tick or a comment
// counts only if whoever made it may write to the repository.

import type { Portfolio } from '../config/portfolio.ts';
import { isProgramName } from '../core/activity/programs.ts';
import { dayMs, elapsedMs } from '../core/dates.ts';
import { formatStatusIssue, maxNamed, readCommands, readTicks, statusIssueMark } from '../core/messages/issue-body.ts';
import type { Problem, Question, RuleName } from '../core/model.ts';
import type { Status } from '../core/status/statuses.ts';
import { StatusfolioError, toProblem } from '../errors.ts';
import type { GitHub, StatusIssue } from '../ports/github.ts';
import {
  type Answer,
  type AnswerKind,
  answerKinds,
  type ProjectRecord,
  type RepositoryState,
  type StatusIssueRecord,
} from '../ports/records.ts';
import type { Memory, Store } from '../ports/store.ts';
import type { DocumentUpdate } from './document-update.ts';
import { type Asked, confirmQuestions, listQuestions } from './list-questions.ts';

export interface StatusIssuePorts {
  readonly github: Pick<GitHub, 'statusIssues' | 'findPublic'>;
  readonly memory: Pick<Memory, 'readProjects' | 'saveProjects'>;
}

export interface StatusIssueOutcome {
  readonly repositoryState: RepositoryState;
  readonly problems: readonly Problem[];
  /** It could not be read: what was ticked must not be written over. */
  readonly isUnread?: boolean;
  /** Projects whose question stands nowhere in the issue: silence about it is no answer. */
  readonly unasked?: ReadonlySet<string>;
}

/** Of an issue that was found again without a record of it. */
const neverWritten = '1970-01-01T00:00:00Z';

interface GivenAnswer {
  readonly asked: AskedRecord;
  readonly kind: AnswerKind;
  readonly by: string;
}

type AskedRecord = StatusIssueRecord['asked'][number];

/** Reads what was answered since the last check and remembers it. */
export async function readAnswers(
  repo: string,
  repositoryState: RepositoryState,
  ports: StatusIssuePorts,
  now: Date,
): Promise<StatusIssueOutcome> {
  const { statusIssue } = repositoryState;
  if (statusIssue === null || statusIssue.state === 'closed' || statusIssue.number === null)
    return { repositoryState, problems: [] };
  try {
    const reading = await ports.github.statusIssues.read(repo, statusIssue.number, statusIssueMark);
    if (reading.kind === 'disabled')
      return { repositoryState: { ...repositoryState, statusIssue: null, areIssuesDisabled: true }, problems: [] };
    // Whatever became of it, nobody has said anything: it is looked for by its mark, and made anew when something waits.
    if (reading.kind === 'none') return { repositoryState: { ...repositoryState, statusIssue: null }, problems: [] };
    const { issue } = reading;
    const { answers, ignored } = await findAnswers(repo, issue, statusIssue, ports);
    await saveAnswers(answers, ports, now);
    const readUntil = issue.comments.at(-1)?.at ?? statusIssue.readUntil;
    const named = [...new Set([...statusIssue.ignored, ...ignored])].slice(0, maxNamed + 1);
    const read = { ...statusIssue, body: issue.body, readUntil, ignored: named };
    const isDismissed = issue.state === 'closed' && (await isOwnersWord(repo, issue.closedBy, ports));
    const dismissed = isDismissed ? statusIssue.asked.map(({ key }) => key) : [];
    const outcome = keep(repositoryState, issue.state === 'closed' ? { ...read, state: 'closed', dismissed } : read);
    return { ...outcome, problems: ignored.slice(0, maxNamed).map((login) => formatIgnored(repo, login)) };
  } catch (error) {
    return { repositoryState, problems: [explainFailure(error, repo)], isUnread: true };
  }
}

/** Stale sweepers close issues, and so may whoever only sorts them: only somebody who may write here dismisses. */
async function isOwnersWord(repo: string, login: string | null, { github }: StatusIssuePorts): Promise<boolean> {
  return login !== null && !isProgramName(login) && (await github.statusIssues.mayWrite(repo, login));
}

function keep(repositoryState: RepositoryState, statusIssue: StatusIssueRecord): StatusIssueOutcome {
  return { repositoryState: { ...repositoryState, statusIssue }, problems: [] };
}

async function findAnswers(repo: string, issue: StatusIssue, statusIssue: StatusIssueRecord, ports: StatusIssuePorts) {
  const given: GivenAnswer[] = [];
  const allowed = new Map<string, boolean>();
  const findStrangers = async (logins: readonly string[]): Promise<string[]> => {
    for (const login of new Set(logins)) {
      if (!allowed.has(login)) allowed.set(login, await ports.github.statusIssues.mayWrite(repo, login));
    }
    return [...new Set(logins)].filter((login) => allowed.get(login) !== true);
  };
  const add = (asked: AskedRecord | undefined, kind: string, by: string) => {
    const known = answerKinds.find((one) => one === kind);
    if (asked !== undefined && known !== undefined) given.push({ asked, kind: known, by });
  };
  const ticks = readTicks(issue.body);
  // A text does not say who ticked which box, so everybody who changed it since we wrote it has to be allowed to.
  const editors = ticks.length === 0 ? [] : listEditors(issue, statusIssue.writtenAt);
  const strangers = await findStrangers(editors);
  for (const [key, same] of strangers.length > 0 ? [] : Map.groupBy(ticks, (tick) => tick.key)) {
    const asked = statusIssue.asked.find((one) => one.key === key);
    // Two boxes ticked for one project say nothing.
    if (same.length === 1 && editors[0] !== undefined) add(asked, same[0]?.kind ?? '', editors[0]);
  }
  const comments = issue.comments.filter(
    ({ at, author }) => (statusIssue.readUntil === null || at > statusIssue.readUntil) && !isProgramName(author),
  );
  const projects = await ports.memory.readProjects(statusIssue.asked.map(({ projectKey }) => projectKey));
  const askedAt = new Map(projects.map(({ key, question }) => [key, Date.parse(question?.askedAt ?? '')]));
  for (const { author, body, at } of comments) {
    for (const { kind, name } of readCommands(body)) {
      const [only, ...more] = statusIssue.asked;
      const named = statusIssue.asked.filter((one) => one.name.toLowerCase() === name?.toLowerCase());
      const meant = name === null && more.length === 0 ? only : named.length === 1 ? named[0] : undefined;
      // What was said before the question was asked answers another one. GitHub tells whole seconds.
      const isLater = Date.parse(at) >= Math.floor((askedAt.get(meant?.projectKey ?? '') ?? 0) / 1000) * 1000;
      if (isLater) add(meant, kind, author);
    }
  }

  strangers.push(...(await findStrangers(given.map(({ by }) => by))));
  return { answers: given.filter(({ by }) => !strangers.includes(by)), ignored: [...new Set(strangers)] };
}

/**
 * Who changed the text since we wrote it, the last one first. Nobody where a program was among them: who ticked what is not
 * known then, and programs do not speak for the owner. Without a memory of when we wrote it, our own last edit says so.
 */
function listEditors({ edits, author }: StatusIssue, writtenAt: string): string[] {
  const isOwn = (login: string) => isProgramName(login) && login === author;
  const ownEdits = edits.filter(({ editor }) => isOwn(editor)).map(({ at }) => Date.parse(at));
  const since = writtenAt === neverWritten ? Math.max(0, ...ownEdits) : Date.parse(writtenAt);
  const later = edits
    .filter(({ editor, at }) => (isProgramName(editor) ? Date.parse(at) > since : Date.parse(at) >= since))
    .toSorted((one, other) => Date.parse(other.at) - Date.parse(one.at));
  if (later.some(({ editor }) => isProgramName(editor))) return [];
  return [...new Set(later.map(({ editor }) => editor))];
}

async function saveAnswers(answers: readonly GivenAnswer[], { memory }: StatusIssuePorts, now: Date): Promise<void> {
  const records = await memory.readProjects([...new Set(answers.map(({ asked }) => asked.projectKey))]);
  const projects = new Map(records.map((record) => [record.key, record]));
  for (const { asked, kind, by } of answers) {
    const project = projects.get(asked.projectKey);
    // The question may have changed since: an answer to another one is none to this.
    if (project?.question?.status !== asked.status) continue;
    const answered = applyAnswer(project, kind, by, now.toISOString());
    if (answered !== null) projects.set(project.key, answered);
  }
  const changed = [...projects.values()].filter((project) => !records.includes(project));
  if (changed.length > 0) await memory.saveProjects(changed);
}

/** Writes what waits into the issue, or closes it. Only where the owner has consented to be written to. */
export async function writeQuestions(
  repo: string,
  updates: readonly DocumentUpdate[],
  repositoryState: RepositoryState,
  portfolio: Portfolio,
  ports: StatusIssuePorts,
): Promise<StatusIssueOutcome> {
  const asked = await listQuestions(updates, portfolio);
  const { statusIssue } = repositoryState;
  const isNew = asked.some(({ key }) => !(statusIssue?.dismissed ?? []).includes(key));
  const isOpen = asked.length > 0 && (statusIssue?.state === 'open' || isNew);
  if (!isOpen && statusIssue?.state !== 'open') return { repositoryState, problems: [] };
  try {
    // Who can see the projects is asked once more before others may read about them.
    const confirm = async () => await listQuestions(await confirmQuestions(updates, ports.github), portfolio);
    const outcome = await bringUpToDate(repo, { asked, confirm }, isOpen, repositoryState, ports);
    return { ...outcome, unasked: listUnasked(asked, outcome.repositoryState) };
  } catch (error) {
    const problems = [explainFailure(error, repo)];
    return { repositoryState, problems, unasked: listUnasked(asked, repositoryState) };
  }
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

async function bringUpToDate(
  repo: string,
  { asked, confirm }: { readonly asked: readonly Asked[]; readonly confirm: () => Promise<readonly Asked[]> },
  isOpen: boolean,
  repositoryState: RepositoryState,
  { github }: StatusIssuePorts,
): Promise<StatusIssueOutcome> {
  const text = formatStatusIssue(isOpen ? asked : [], repositoryState.statusIssue?.ignored ?? []);
  const state = isOpen ? 'open' : 'closed';
  let { statusIssue } = repositoryState;
  if (statusIssue === null) {
    const reading = await github.statusIssues.read(repo, null, statusIssueMark);
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
      } as const;
      statusIssue = { ...found, asked: asked.map(toRecord) };
      if (readTicks(body).length > 0) return keep({ ...repositoryState, areIssuesDisabled: false }, statusIssue);
    }
  }
  const rest = { dismissed: [], readUntil: statusIssue?.readUntil ?? null, ignored: statusIssue?.ignored ?? [] };
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
    const seen = await github.statusIssues.read(repo, statusIssue.number, statusIssueMark);
    if (seen.kind !== 'found') return { repositoryState: { ...repositoryState, statusIssue: null }, problems: [] };
    if (statusIssue.state === 'open' && seen.issue.body !== statusIssue.body) return { repositoryState, problems: [] };
    // Its answers were read just now; what another account opened is not written over.
    if (!seen.issue.isOwn) retired = statusIssue.number;
  }
  if (retired !== null && !isOpen) {
    await github.statusIssues.retire(repo, retired, null);
    return { repositoryState: { ...repositoryState, statusIssue: null }, problems: [] };
  }
  const { title, body } = isOpen
    ? formatStatusIssue(await confirm(), repositoryState.statusIssue?.ignored ?? [])
    : text;
  const target = retired === null ? (statusIssue?.number ?? null) : null;
  const result = await github.statusIssues.write(repo, { number: target, title, body, state });
  if (result.kind === 'disabled') return explainDisabled(repo, repositoryState, asked.length);
  if (result.kind === 'rejected') return { repositoryState, problems: [result.problem] };
  const { number, url, at: writtenAt } = result;
  if (retired !== null) await github.statusIssues.retire(repo, retired, number);
  return keep({ ...repositoryState, areIssuesDisabled: false }, { ...record, body, number, url, writtenAt });
}

function toRecord({ key, projectKey, name, status }: Asked): AskedRecord {
  return { key, projectKey, name, status };
}

function formatIgnored(repo: string, login: string): Problem {
  const message = `An answer of ${login} was ignored: that account may not write to ${repo}.`;
  return { code: 'ANSWER_IGNORED', where: repo, message, hint: 'Answer yourself, or give the account write access.' };
}

function explainDisabled(repo: string, repositoryState: RepositoryState, count: number): StatusIssueOutcome {
  const message = `${count === 1 ? 'A question waits' : `${count} questions wait`}, and ${repo} has no issues to ask in.`;
  const hint =
    'Answer on the dashboard or with "statusfolio answer", or enable issues in the settings of the repository.';
  const problem = { code: 'ISSUES_DISABLED', where: repo, message, hint };
  return { repositoryState: { ...repositoryState, statusIssue: null, areIssuesDisabled: true }, problems: [problem] };
}

/** What is written is published already: the issue can wait for the next refresh. */
function explainFailure(error: unknown, repo: string): Problem {
  if (!(error instanceof StatusfolioError)) throw error;
  return { ...toProblem(error), where: repo };
}

// The owner's word about a question, from wherever it comes: a ticked box, a comment, the dashboard, the command line.
// A new word is published by the next refresh; one that stays counts as typed anew. For a day it can be taken back.

/** For how long an answer can be taken back. */
export const undoMs = dayMs;

/** Words that somebody who says "active" need not change. */
const lively = new Set<Status>(['running', 'maintained', 'in_progress', 'experimental']);

/** The project with the answer in place of the question; null when no question waits. */
export function applyAnswer(project: ProjectRecord, kind: AnswerKind, by: string, at: string): ProjectRecord | null {
  const { question, decision } = project;
  if (question === null) return null;
  const { status: asked, rule, askedAt } = question;
  const undo = { at, status: decision.status, declared: project.declared, question: { status: asked, rule, askedAt } };
  const said = readSaid(kind, question, decision.status);
  if (said === null || (said.status === decision.status && kind !== 'accept')) {
    const refused = { status: asked, rule, at };
    const declared = { status: decision.status, confirmedAt: at };
    return { ...project, declared, question: null, answer: null, refused, undo };
  }
  const isLinked = kind === 'accept' && question.link !== undefined;
  const answer: Answer = { kind, ...said, by, at, ...(isLinked && { link: question.link }) };
  const declared = { status: said.status, confirmedAt: at };
  return { ...project, declared, question: null, answer, refused: null, undo };
}

/** What the cell should say; null: what it says. */
function readSaid(
  kind: AnswerKind,
  question: Question,
  currentStatus: Status,
): { status: Status; rule: RuleName } | null {
  const { status, rule } = question;
  if (kind === 'accept') return { status, rule };
  if (kind === 'finished') return { status: 'complete', rule: 'declared-complete' };
  if (kind === 'paused') return { status: 'paused', rule: 'quiet' };
  if (kind === 'released') return { status: 'maintained', rule: 'released' };
  if (kind === 'active' && !lively.has(currentStatus)) {
    return { status: lively.has(status) ? status : 'in_progress', rule: 'active' };
  }
  return null;
}

/** Records the answer to the question of one project. Throws USAGE when there is none; request a refresh afterwards. */
export async function answerQuestion(
  store: Pick<Store, 'readProjects' | 'saveProjects'>,
  { projectKey, kind, by, now }: { projectKey: string; kind: AnswerKind; by: string; now: Date },
): Promise<ProjectRecord> {
  const [project] = await store.readProjects([projectKey]);
  const answered = project === undefined ? null : applyAnswer(project, kind, by, now.toISOString());
  if (answered === null) {
    throw new StatusfolioError('USAGE', 'No open question for this project.', {
      where: project?.name ?? projectKey,
      hint: 'Check the project: it may have been answered already.',
    });
  }
  await store.saveProjects([answered]);
  return answered;
}

/** Whether the last answer can still be taken back. */
export function isUndoable({ undo }: Pick<ProjectRecord, 'undo'>, now: Date): boolean {
  return undo != null && elapsedMs(undo.at, now) <= undoMs;
}

/**
 * Takes the last answer back: the question waits again, and a word that was published for it comes back as the owner had
 * typed it. Throws USAGE when there is none, or it is too long ago; request a refresh afterwards.
 */
export async function undoAnswer(
  store: Pick<Store, 'readProjects' | 'saveProjects' | 'listChanges'>,
  { projectKey, by, now }: { projectKey: string; by: string; now: Date },
): Promise<ProjectRecord> {
  const [project] = await store.readProjects([projectKey]);
  const undo = project?.undo ?? null;
  if (project === undefined || undo === null || !isUndoable(project, now)) {
    throw new StatusfolioError('USAGE', 'There is no answer that can be taken back.', {
      where: project?.name ?? projectKey,
      hint: 'An answer can be taken back for 24 hours. Afterwards change the cell, which is your word, too.',
    });
  }
  const question = { ...undo.question, evidence: '' };
  const before = { ...project, declared: undo.declared, refused: null, undo: null };
  let restored: ProjectRecord = { ...before, question, answer: null };
  if (project.decision.status !== undo.status) {
    const changes = (await store.listChanges(changesRead)).filter((change) => change.projectKey === projectKey);
    const last = changes.find(({ at }) => elapsedMs(undo.at, at) >= 0);
    const text = last === undefined ? {} : { text: last.from };
    const answer = { kind: 'undo', status: undo.status, rule: 'keep', by, at: now.toISOString(), ...text } as const;
    restored = { ...before, question: null, answer };
  }
  await store.saveProjects([restored]);
  return restored;
}

/** Changes older than these were not made within a day. */
const changesRead = 1000;
