// Answers read from the status issue: ticked boxes and comments, who gave them, and whether they may.

import type { Portfolio } from '../../config/portfolio.ts';
import { isProgramName } from '../../core/activity/programs.ts';
import { elapsedMs, toInstant } from '../../core/dates.ts';
import { markStatusIssue, maxNamed, readCommands, readTicks } from '../../core/messages/issue-body.ts';
import type { Problem } from '../../core/model.ts';
import { answerKinds } from '../../core/status/answers.ts';
import { StatusfolioError, toProblem } from '../../errors.ts';
import type { GitHub, StatusIssue } from '../../ports/github.ts';
import type { ProjectRecord, RepositoryState, StatusIssueRecord } from '../../ports/records.ts';
import type { Memory } from '../../ports/store.ts';
import { applyAnswer, applyUndo, readSaidContext, type Said, undoMs } from './answers.ts';
import { findIssueRepo } from './question-place.ts';

export interface StatusIssuePorts {
  readonly github: Pick<GitHub, 'statusIssues' | 'findPublic'>;
  readonly memory: Pick<Memory, 'readProjects' | 'saveProjects' | 'listChanges'>;
}

export interface StatusIssueOutcome {
  readonly repositoryState: RepositoryState;
  readonly problems: readonly Problem[];
  /** It could not be read: what was ticked must not be written over. */
  readonly isUnread?: boolean;
  /** Projects whose question stands nowhere in the issue: silence about it is no answer. */
  readonly unasked?: ReadonlySet<string>;
}

/** Of an issue that was found again without a memory of it. */
export const neverWritten = '1970-01-01T00:00:00Z';

/** What was ticked or written: the answer to a question, or an answer undone. */
interface ReadAnswer extends Omit<Said, 'kind'> {
  readonly about: AskedRecord | UndoableRecord;
  readonly kind: Said['kind'] | 'undo';
}

type AskedRecord = StatusIssueRecord['asked'][number];
type UndoableRecord = NonNullable<StatusIssueRecord['undoable']>[number];

/** Reads what was answered since the last refresh and remembers it. `inbox`: where the owner wants to be asked instead. */
export async function readAnswers(
  repo: string,
  repositoryState: RepositoryState,
  { inbox }: Pick<Portfolio, 'inbox'>,
  ports: StatusIssuePorts,
  now: Date,
): Promise<StatusIssueOutcome> {
  const { statusIssue } = repositoryState;
  const place = statusIssue === null ? null : findIssueRepo(statusIssue, repo, inbox);
  if (statusIssue === null || place === null || statusIssue.number === null || !mayHoldAnswers(statusIssue, now))
    return { repositoryState, problems: [] };
  try {
    const reading = await ports.github.statusIssues.read(place, statusIssue.number, markStatusIssue(repo, place));
    if (reading.kind === 'disabled')
      return { repositoryState: { ...repositoryState, statusIssue: null, areIssuesDisabled: true }, problems: [] };
    // Whatever became of it, nobody has said anything: it is looked for by its mark, and made anew when something waits.
    if (reading.kind === 'none') return { repositoryState: { ...repositoryState, statusIssue: null }, problems: [] };
    const { issue } = reading;
    const { answers, ignored } = await findAnswers(repo, issue, statusIssue, ports);
    const late = await saveAnswers(answers, repo, ports, now);
    const readUntil = issue.comments.at(-1)?.at ?? statusIssue.readUntil;
    const named = [...new Set([...statusIssue.ignored, ...ignored])].slice(0, maxNamed + 1);
    const read = { ...statusIssue, url: issue.url, body: issue.body, readUntil, ignored: named };
    const isDismissed =
      issue.state === 'closed' && statusIssue.state === 'open' && (await isOwnersWord(repo, issue.closedBy, ports));
    const dismissed = isDismissed ? statusIssue.asked.map(({ key }) => key) : statusIssue.dismissed;
    const record = issue.state === 'closed' ? { ...read, state: 'closed' as const, dismissed } : read;
    const strangers = ignored.slice(0, maxNamed).map((login) => formatIgnored(repo, login));
    return { repositoryState: { ...repositoryState, statusIssue: record }, problems: [...strangers, ...late] };
  } catch (error) {
    return { repositoryState, problems: [explainFailure(error, repo)], isUnread: true };
  }
}

/** A closed issue is read as long as an answer can be undone in it. */
function mayHoldAnswers({ state, undoable = [] }: StatusIssueRecord, now: Date): boolean {
  return state === 'open' || undoable.some(({ at }) => elapsedMs(at, now) <= undoMs);
}

/** Stale sweepers close issues, and so may whoever only sorts them: only somebody who may write here dismisses. */
async function isOwnersWord(repo: string, login: string | null, { github }: StatusIssuePorts): Promise<boolean> {
  return login !== null && !isProgramName(login) && (await github.statusIssues.mayWrite(repo, login));
}

async function findAnswers(repo: string, issue: StatusIssue, statusIssue: StatusIssueRecord, ports: StatusIssuePorts) {
  const given: ReadAnswer[] = [];
  const { asked, undoable = [] } = statusIssue;
  const allowed = new Map<string, boolean>();
  const findStrangers = async (logins: readonly string[]): Promise<string[]> => {
    for (const login of new Set(logins)) {
      if (!allowed.has(login)) allowed.set(login, await ports.github.statusIssues.mayWrite(repo, login));
    }
    return [...new Set(logins)].filter((login) => allowed.get(login) !== true);
  };
  const add = (
    kind: string,
    find: (records: readonly (AskedRecord | UndoableRecord)[]) => ReadAnswer['about'][],
    by: string,
    at: string,
  ) => {
    const known = kind === 'undo' ? kind : answerKinds.find((one) => one === kind);
    // A question is answered, or an answer replaced as long as it can be undone.
    const [only, ...more] =
      known === 'undo' ? find(undoable) : ([find(asked), find(undoable)].find(({ length }) => length > 0) ?? []);
    if (known !== undefined && only !== undefined && more.length === 0)
      given.push({ about: only, kind: known, by, at });
  };
  const ticks = readTicks(issue.body);
  // A text does not say who ticked which box, so everybody who changed it since we wrote it has to be allowed to.
  const editors = ticks.length === 0 ? [] : listEditors(issue, statusIssue.writtenAt);
  const strangers = await findStrangers(editors.map(({ editor }) => editor));
  const [last] = strangers.length > 0 ? [] : editors;
  for (const [key, same] of Map.groupBy(ticks, (tick) => tick.key)) {
    // Two boxes ticked for one project contradict each other.
    if (same.length === 1 && last !== undefined)
      add(same[0]?.kind ?? '', (records) => records.filter((one) => one.key === key), last.editor, last.at);
  }
  const comments = issue.comments.filter(
    ({ at, author }) => (statusIssue.readUntil === null || at > statusIssue.readUntil) && !isProgramName(author),
  );
  const projects = await ports.memory.readProjects(asked.map(({ projectKey }) => projectKey));
  const askedAt = new Map(projects.map(({ key, question }) => [key, Date.parse(question?.askedAt ?? '')]));
  for (const { author, body, at } of comments) {
    for (const { kind, name } of readCommands(body)) {
      const find = (records: readonly (AskedRecord | UndoableRecord)[]) =>
        (name === null ? records : records.filter((one) => one.name.toLowerCase() === name.toLowerCase()))
          // What was said before the question was asked answers another one. GitHub tells whole seconds.
          .filter(({ projectKey }) => Date.parse(at) >= Math.floor((askedAt.get(projectKey) || 0) / 1000) * 1000);
      add(kind, find, author, at);
    }
  }

  strangers.push(...(await findStrangers(given.map(({ by }) => by))));
  return { answers: given.filter(({ by }) => !strangers.includes(by)), ignored: [...new Set(strangers)] };
}

/**
 * Who changed the text since we wrote it, the last one first. Nobody where a program was among them: who ticked what is not
 * known then, and programs do not speak for the owner. Without a memory of when we wrote it, our own last edit says so.
 */
function listEditors({ edits, author }: StatusIssue, writtenAt: string): { editor: string; at: string }[] {
  const isOwn = (login: string) => isProgramName(login) && login === author;
  const ownEdits = edits.filter(({ editor }) => isOwn(editor)).map(({ at }) => Date.parse(at));
  const since = writtenAt === neverWritten ? Math.max(0, ...ownEdits) : Date.parse(writtenAt);
  const later = edits
    .filter(({ editor, at }) => (isProgramName(editor) ? Date.parse(at) > since : Date.parse(at) >= since))
    .toSorted((one, other) => Date.parse(other.at) - Date.parse(one.at));
  return later.some(({ editor }) => isProgramName(editor)) ? [] : later;
}

/** Of several answers about one project the last one holds. Returns what the owner should know of those that came late. */
async function saveAnswers(
  answers: readonly ReadAnswer[],
  repo: string,
  { memory }: StatusIssuePorts,
  now: Date,
): Promise<Problem[]> {
  const records = await memory.readProjects([...new Set(answers.map(({ about }) => about.projectKey))]);
  const projects = new Map(records.map((record) => [record.key, record]));
  const problems: Problem[] = [];
  for (const { about, kind, by, at } of answers.toSorted((one, other) => Date.parse(one.at) - Date.parse(other.at))) {
    const project = projects.get(about.projectKey);
    // Answered elsewhere since: the later word holds. GitHub tells whole seconds.
    const known = records.find(({ key }) => key === about.projectKey)?.answeredAt ?? null;
    if (project === undefined || (known !== null && Date.parse(at) < Math.floor(Date.parse(known) / 1000) * 1000))
      continue;
    const said = { by, at: toInstant(now) };
    const context = await readSaidContext(project, memory);
    const answered =
      kind === 'undo'
        ? applyUndo(project, said, context)
        : isSameQuestion(about, project)
          ? applyAnswer(project, { ...said, kind }, context)
          : null;
    if (answered !== null) projects.set(project.key, answered);
    else problems.push(kind === 'undo' ? explainLateUndo(repo) : explainWithdrawn(repo));
  }
  const changed = [...projects.values()].filter((project) => !records.includes(project));
  if (changed.length > 0) await memory.saveProjects(changed);
  return problems;
}

/** The question may have changed since: an answer to another one is none to this. */
function isSameQuestion(about: ReadAnswer['about'], { question, undo }: ProjectRecord): boolean {
  if (!('status' in about)) return question === null;
  return (question ?? undo?.question)?.status === about.status;
}

function formatIgnored(repo: string, login: string): Problem {
  const message = `An answer by ${login} was ignored: that account may not write to ${repo}.`;
  return { code: 'ANSWER_IGNORED', where: repo, message, hint: 'Answer yourself, or give the account write access.' };
}

function explainLateUndo(repo: string): Problem {
  return {
    code: 'ANSWER_IGNORED',
    where: repo,
    message: 'An answer could not be undone: 24 hours are over, or it was undone before.',
    hint: 'Edit the status in the document: your edit counts.',
  };
}

function explainWithdrawn(repo: string): Problem {
  return {
    code: 'ANSWER_IGNORED',
    where: repo,
    message: 'An answer in the status issue came after its question was withdrawn; nothing was changed.',
    hint: 'Edit the status in the document: your edit counts.',
  };
}

/** What is written is published already: the issue can wait for the next refresh. */
export function explainFailure(error: unknown, repo: string): Problem {
  if (!(error instanceof StatusfolioError)) throw error;
  return { ...toProblem(error), where: repo };
}
