// Updates the columns of activity of documents that were just read, after everything else of the pass: as a pull request
// of their own, once in each slot of their schedule; on this machine at once. What was not fetched whole is not written.

import { type Portfolio, weekly } from '../../config/portfolio.ts';
import { readSchedule } from '../../config/schedule.ts';
import type { MarkEvaluation } from '../../core/activity-columns/decide-mark.ts';
import type { ActivityReading } from '../../core/activity-columns/model.ts';
import { audienceOf } from '../../core/disclosure.ts';
import {
  type ActivityEvent,
  type ActivityLine,
  type ActivityNotes,
  formatActivityCommit,
  formatActivityPullRequest,
  type Note,
  twice,
} from '../../core/messages/activity-columns.ts';
import { formatRestart } from '../../core/messages/commit-style.ts';
import type { Problem } from '../../core/model.ts';
import { toSlug } from '../../core/text.ts';
import type { PullRequestResult } from '../../ports/github.ts';
import type { ActivityState, RepositoryState } from '../../ports/records.ts';
import type { Memory } from '../../ports/store.ts';
import type { DocumentUpdate, Publication, RefreshPorts } from '../document-update.ts';
import { hashSurroundings, hashText, readCommitStyle, toCommitPlace } from '../plan-update.ts';
import { emptyRepositoryState } from '../pull-request.ts';
import type { RefreshTarget } from '../target.ts';
import { toPublished } from '../working-tree.ts';
import {
  type ActivityDraft,
  type ActivityPass,
  discloseMark,
  draftMarks,
  evaluateActivity,
} from './evaluate-columns.ts';

export interface ActivityUpdateInput {
  readonly updates: readonly DocumentUpdate[];
  /** What became of each of them so far. */
  readonly publications: readonly Publication[];
  readonly repositoryState: RepositoryState | null;
  readonly portfolio: Portfolio;
  readonly ports: RefreshPorts;
  readonly now: Date;
}

export interface ActivityUpdate {
  readonly publications: readonly Publication[];
  readonly repositoryState: RepositoryState | null;
  readonly problems: readonly Problem[];
  /** By document: what was evaluated; left out where it was not time. */
  readonly rows: ReadonlyMap<RefreshTarget, readonly MarkEvaluation[]>;
}

/** 'conflict': somebody else wrote first, read again and plan again. */
export async function updateActivityColumns(input: ActivityUpdateInput): Promise<ActivityUpdate | 'conflict'> {
  const publications = [...input.publications];
  const problems: Problem[] = [];
  const rows = new Map<RefreshTarget, readonly MarkEvaluation[]>();
  let { repositoryState } = input;
  for (const [index, update] of input.updates.entries()) {
    const { activity: reading, target } = update;
    if (reading === undefined) continue;
    problems.push(...reading.problems.map((problem) => tellDirective(problem, target)));
    if (reading.columns.length === 0) continue;
    const state = await readState(target, repositoryState, input.ports.memory);
    const slot = findDueSlot(target, state, input);
    if (slot === null) continue;
    const before = publications[index] ?? { kind: 'nothing' };
    // What was just committed has moved the branch: the next refresh finds the slot still open.
    if (target.ref.kind === 'github' && before.kind === 'published') continue;
    const { portfolio, ports, now } = input;
    const pass = await evaluateActivity({
      update,
      reading,
      portfolio,
      github: ports.github,
      missing: state.missing,
      now,
    });
    rows.set(target, pass.rows);
    problems.push(...pass.problems);
    const outcome = await publishPass({ update, pass, before, state, input });
    if (outcome === 'conflict') return 'conflict';
    publications[index] = outcome.publication;
    problems.push(...outcome.problems);
    if (target.publish === 'preview' || !pass.isWhole || outcome.isRejected) continue;
    const next = { slotAt: slot, missing: pass.missing, pullRequest: outcome.pullRequest };
    repositoryState = await saveState(target, next, repositoryState, ports.memory);
  }
  return { publications, repositoryState, problems, rows };
}

function tellDirective(
  { line, column, message, isNotice }: ActivityReading['problems'][number],
  { label }: RefreshTarget,
): Problem {
  return {
    code: isNotice === true ? 'ACTIVITY_LEGEND' : 'ACTIVITY_DIRECTIVE',
    where: `${label}:${line}:${column}`,
    message,
    hint: isNotice === true ? 'Correct one of them.' : 'Correct the directive: docs/activity-columns.md.',
    ...(isNotice === true && { level: 'notice' as const }),
  };
}

type Way = 'commit' | 'pull-request' | 'none';

function chooseWay({ ref, publish, activity, isWorkingTree }: RefreshTarget): Way {
  if (publish === 'preview') return 'none';
  const chosen = activity?.publish;
  if (ref.kind === 'file' || isWorkingTree === true) return chosen === 'none' || publish === 'none' ? 'none' : 'commit';
  return chosen ?? (publish === 'none' ? 'none' : 'pull-request');
}

/** null: it is not time. A person who asks, or writes a file of their own, waits for no schedule. */
function findDueSlot(
  target: RefreshTarget,
  { slotAt }: ActivityState,
  { ports, now }: ActivityUpdateInput,
): string | null {
  const reading = readSchedule(target.activity?.schedule ?? weekly);
  const slot = (reading.kind === 'read' ? reading.schedule.findSlot(now) : null) ?? now.toISOString();
  const isAsked = target.publish === 'preview' || (target.ref.kind === 'file' && ports.when !== 'due');
  return isAsked || slotAt === null || slotAt < slot ? slot : null;
}

interface PassInput {
  readonly update: DocumentUpdate;
  readonly pass: ActivityPass;
  readonly before: Publication;
  readonly state: ActivityState;
  readonly input: ActivityUpdateInput;
}

interface PassOutcome {
  readonly publication: Publication;
  readonly pullRequest: ActivityState['pullRequest'];
  readonly problems: readonly Problem[];
  /** It is tried again at the next refresh. */
  readonly isRejected: boolean;
}

async function publishPass(given: PassInput): Promise<PassOutcome | 'conflict'> {
  const { update, pass, before, state, input } = given;
  const { target } = update;
  const way = chooseWay(target);
  const done = { publication: before, pullRequest: state.pullRequest, problems: [], isRejected: false };
  if (!pass.isWhole) return { ...done, isRejected: true };
  // A file may have been written in this pass; a preview shows both together.
  const isWritten = target.ref.kind === 'file' && before.kind === 'published';
  const isShown = way === 'none' && before.kind === 'withheld' && before.problem === null;
  const bytes = isWritten || isShown ? before.bytes : update.file.bytes;
  const draft = draftMarks(bytes, update, pass, input.portfolio);
  if (draft.fault !== null) return { ...done, problems: [draft.fault], isRejected: true };
  if (way === 'none') {
    if (draft.bytes === null || (before.kind === 'withheld' && before.problem !== null)) return done;
    return { ...done, publication: { kind: 'withheld', bytes: draft.bytes, problem: null } };
  }
  return way === 'commit' ? await commitMarks(given, draft, done) : await proposeMarks(given, draft, done);
}

async function commitMarks(
  { update, input }: PassInput,
  draft: ActivityDraft,
  done: PassOutcome,
): Promise<PassOutcome | 'conflict'> {
  const { target } = update;
  const { ports, portfolio } = input;
  if (draft.bytes === null) return done;
  const documents = target.ref.kind === 'github' ? ports.github.documents : ports.files;
  const file = done.publication.kind === 'published' ? await documents.read(target.ref) : update.file;
  const lines = listLines(draft, update, portfolio);
  const { ref } = target;
  const style = await readCommitStyle(target, portfolio, ports.github);
  const words = formatActivityCommit(lines, draft.links.length, toCommitPlace([update]), style);
  const { branch, version, bytes: before } = file;
  const files = [{ path: ref.path, bytes: draft.bytes, before }];
  const outcome = await documents.write({ ref, branch, version, files, ...words });
  if (outcome.kind === 'conflict') return 'conflict';
  if (outcome.kind === 'rejected') return { ...done, problems: [outcome.problem], isRejected: true };
  const problems: Problem[] = [];
  const isPushed = target.ref.kind === 'github' && target.isWorkingTree !== true;
  if (target.ref.kind === 'github' && isPushed && target.afterPublish != null && file.branch !== null) {
    const problem = await ports.github.startWorkflow(target.ref.repo, target.afterPublish, file.branch);
    if (problem !== null) problems.push(problem);
  }
  return { ...done, publication: toPublished(draft.bytes, outcome, words), problems };
}

/** Names the pull request of a document's columns of activity among those to the same branch. */
export function toTopic(path: string): string {
  return `activity-columns/${toSlug(path).replaceAll('.', '-')}`;
}

async function proposeMarks(
  { update, input, pass, state, before }: PassInput,
  draft: ActivityDraft,
  done: PassOutcome,
): Promise<PassOutcome | 'conflict'> {
  const { target, file } = update;
  const { ports, portfolio } = input;
  if (target.ref.kind !== 'github' || file.branch === null) return done;
  const place = {
    repo: target.ref.repo,
    base: file.branch,
    topic: toTopic(target.ref.path),
    known: state.pullRequest,
  };
  if (draft.bytes === null) {
    if (state.pullRequest?.state !== 'open') return done;
    const closed = await ports.github.pullRequests.closePullRequest(place);
    return { ...done, pullRequest: closed.kind === 'none' ? state.pullRequest : closed.record };
  }
  const lines = listLines(draft, update, portfolio);
  const surroundings = await hashSurroundings(file.bytes, draft.bytes, draft.edits);
  const notes = listNotes(pass, draft, update, portfolio);
  const planned = [
    ...draft.changes.map(({ entry, decision }) => [entry.name, entry.typed.text, decision.text]),
    ...draft.links.map(({ entry, movedTo }) => [entry.name, movedTo]),
  ].map((parts) => JSON.stringify(parts));
  const plan = await hashText(planned.toSorted().join('\n'));
  const style = await readCommitStyle(target, portfolio, ports.github);
  const about = toCommitPlace([update]);
  const result = await ports.github.pullRequests.upsertPullRequest({
    ...place,
    version: file.version,
    files: [{ path: target.ref.path, bytes: draft.bytes, before: file.bytes }],
    ...formatActivityCommit(lines, draft.links.length, about, style),
    restart: formatRestart(place.base, about, style),
    ...formatActivityPullRequest({ path: target.ref.path, lines, notes, surroundings }, style),
    plan,
    wordsPlan: plan,
  });
  if (result.kind === 'conflict') return 'conflict';
  const pullRequest = 'record' in result ? result.record : state.pullRequest;
  if (result.kind !== 'proposed')
    return { ...done, pullRequest, problems: [explain(result, target)], isRejected: result.kind === 'rejected' };
  const { headOid: oid, url, number } = result.record;
  const publication: Publication =
    before.kind === 'nothing' ? { kind: 'proposed', bytes: draft.bytes, oid, url, number, problem: null } : before;
  return { ...done, publication, pullRequest };
}

function explain(
  result: Exclude<PullRequestResult, { kind: 'proposed' | 'conflict' }>,
  { label: where }: RefreshTarget,
): Problem {
  if (result.kind === 'rejected') return { ...result.problem, where };
  const number = result.record?.number ?? 0;
  return result.kind === 'declined'
    ? {
        code: 'DECLINED',
        where,
        message: `Pull request ${number} with the same marks was closed, so it is not opened again.`,
        hint: 'The next change of a mark will be proposed.',
      }
    : {
        code: 'HANDS_OFF',
        where,
        message: 'Somebody committed to the branch with the marks, so it is left alone.',
        hint: 'Merge or close its pull request; then changes are proposed again.',
      };
}

function listLines({ changes }: ActivityDraft, { file }: DocumentUpdate, portfolio: Portfolio): ActivityLine[] {
  return changes.map((evaluated) => {
    const { entry, decision } = evaluated;
    const disclosure = discloseMark(evaluated, audienceOf(file), portfolio);
    return {
      name: entry.name,
      event: nameEvent(evaluated),
      from: entry.typed.text,
      to: decision.text,
      evidence: disclosure.tell(decision.evidence),
    };
  });
}

function nameEvent({ column: { rule }, entry: { typed }, decision }: MarkEvaluation): ActivityEvent {
  if (decision.cause === 'archived' || decision.cause === 'gone' || decision.cause === 'unsupported')
    return decision.cause;
  if (decision.cause === 'account') return 'unsupported';
  if (rule.as !== null) return 'dated';
  if (typed.kind !== 'mark') return 'added';
  const levelOf = (mark: string) => rule.levels.findIndex((level) => level.mark === mark);
  return levelOf(typed.text) !== -1 && levelOf(decision.text) > levelOf(typed.text) ? 'stale' : 'revived';
}

function listNotes(
  { rows }: ActivityPass,
  draft: ActivityDraft,
  { file }: DocumentUpdate,
  portfolio: Portfolio,
): ActivityNotes {
  const note = (evaluated: MarkEvaluation, sentence: string): Note[] => {
    const text = discloseMark(evaluated, audienceOf(file), portfolio).tell(sentence);
    return text === null ? [] : [{ name: evaluated.entry.name, line: evaluated.entry.line, text }];
  };
  const because = (...causes: readonly string[]) =>
    rows
      .filter(({ decision }) => causes.includes(decision.cause) && decision.action !== 'change')
      .flatMap((row) => note(row, row.decision.evidence));
  const isFollowed = new Set(draft.links);
  const movedRows = rows.filter(({ movedTo }) => movedTo !== null);
  const describe = (row: MarkEvaluation) => note(row, `${nameLink(row)} is ${row.movedTo} now.`);
  return {
    relinked: movedRows.filter((row) => isFollowed.has(row)).flatMap(describe),
    transferred: movedRows.filter((row) => !isFollowed.has(row)).flatMap(describe),
    twice: findTwice(rows).flatMap(([row, first]) => note(row, twice(nameLink(row), first.entry.line))),
    unseen: because('unseen'),
    unsupported: because('unsupported', 'account'),
    other: because('other'),
  };
}

const nameLink = ({ entry: { subject } }: MarkEvaluation) => (subject.kind === 'repository' ? subject.repo : '');

/** Rows about a repository that another row of the document is about, too, each with the first of them. */
function findTwice(rows: readonly MarkEvaluation[]): [MarkEvaluation, MarkEvaluation][] {
  const first = new Map<string, MarkEvaluation>();
  return rows.flatMap((row): [MarkEvaluation, MarkEvaluation][] => {
    if (row.activity === null) return [];
    const before = first.get(row.activity.nodeId);
    if (before === undefined) first.set(row.activity.nodeId, row);
    return before === undefined ? [] : [[row, before]];
  });
}

// What is remembered: with the repository that the document lives in, else under the file's own key.

const emptyState: ActivityState = { slotAt: null, missing: [], pullRequest: null };

async function readState(
  { ref, key }: RefreshTarget,
  repositoryState: RepositoryState | null,
  memory: Memory,
): Promise<ActivityState> {
  const known = ref.kind === 'github' ? repositoryState : await memory.readRepositoryState(key);
  return known?.activity?.[ref.path] ?? emptyState;
}

async function saveState(
  { ref, key }: RefreshTarget,
  state: ActivityState,
  repositoryState: RepositoryState | null,
  memory: Memory,
): Promise<RepositoryState | null> {
  const isFile = ref.kind === 'file';
  const before = isFile ? ((await memory.readRepositoryState(key)) ?? emptyRepositoryState(key)) : repositoryState;
  if (before === null) return null;
  const next = { ...before, activity: { ...before.activity, [ref.path]: state } };
  await memory.saveRepositoryState(next);
  return isFile ? repositoryState : next;
}
