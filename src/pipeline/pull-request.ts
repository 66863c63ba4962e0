// Publishes the changes of one branch as the rolling pull request: what it says, how the last one ended, and what
// the owner is told where it may not be touched.

import { dayMs, elapsedMs, toInstant } from '../core/dates.ts';
import { formatCommit } from '../core/messages/commit-message.ts';
import { formatRestart } from '../core/messages/commit-style.ts';
import { formatPullRequest, type PullRequestDocument } from '../core/messages/pull-request-body.ts';
import type { Problem } from '../core/model.ts';
import type { PullRequestPlan, PullRequestResult } from '../ports/github.ts';
import type { BranchRecord, Change, RepositoryState } from '../ports/records.ts';
import { isDateOnly } from './date-rows.ts';
import type { DocumentUpdate, DraftedUpdate, Publication, PublishInput } from './document-update.ts';
import {
  hashSurroundings,
  hashText,
  listBlocks,
  listLines,
  readCommitStyle,
  toCommitPlace,
  toFiles,
} from './plan-update.ts';
import { confirmQuestions, listQuestions } from './questions/list-questions.ts';
import { listChanges } from './save-refresh.ts';
import type { RefreshTarget } from './target.ts';

export interface PullRequestInput extends PublishInput {
  readonly due: readonly DraftedUpdate[];
  /** All documents on this branch. */
  readonly group: readonly DocumentUpdate[];
  readonly branch: string;
  readonly protectionRejection: BranchRecord['protectionRejection'];
  readonly repositoryState: RepositoryState;
}

export interface UpsertedPullRequest {
  readonly repositoryState: RepositoryState;
  readonly history: readonly Change[];
  publish(update: DraftedUpdate): Publication;
}

export async function upsertPullRequest(input: PullRequestInput): Promise<UpsertedPullRequest | 'conflict'> {
  const { due, branch, protectionRejection, repositoryState, isWhole } = input;
  const before = readBranchRecord(repositoryState, branch);
  // What a document that could not be read would add is not known: the request stays as it is.
  if (!isWhole) return { repositoryState, history: [], publish: toWithheld(null) };
  if (due.length === 0) return await closePullRequest(input, before);

  const pullRequest = await formatPlan(input, before);
  const result = await input.ports.github.pullRequests.upsertPullRequest(pullRequest);
  if (result.kind === 'conflict') return 'conflict';
  const record = 'record' in result ? result.record : before.pullRequest;
  const pendingChanges =
    result.kind === 'proposed'
      ? due.flatMap((update) => listPendingChanges(update, result, input.now))
      : before.pendingChanges;
  return {
    repositoryState: withBranch(repositoryState, branch, { protectionRejection, pullRequest: record, pendingChanges }),
    history: [],
    publish:
      result.kind === 'proposed'
        ? toPublished(result, protectionRejection)
        : toWithheld(explain(result, input), result.kind === 'declined'),
  };
}

async function formatPlan(input: PullRequestInput, before: BranchRecord): Promise<PullRequestPlan> {
  const { due, group, branch, protectionRejection, portfolio, updates, repositoryState } = input;
  const [first] = group;
  const repo = first?.target.ref.kind === 'github' ? first.target.ref.repo : '';
  const place = toCommitPlace(due);
  const style = await readCommitStyle(first?.target ?? null, portfolio, input.ports.github);
  const documents = await Promise.all(due.map((update) => describe(update, input)));
  const questions =
    repositoryState.areIssuesDisabled === true
      ? await listQuestions(await confirmQuestions(updates, input.ports.github), portfolio)
      : [];
  const files = toFiles(due);
  const planned = [
    // A question that is added or answered is worth a new text.
    ...questions.map(({ key }) => [key]),
    ...due.flatMap(({ target, draft }) =>
      draft.changes.filter((change) => !isDateOnly(change)).map((change) => describePlan(target.ref.path, change)),
    ),
    ...due.flatMap(({ target, draft }) => draft.blocks.map(({ kind, text }) => [target.ref.path, kind, text])),
    // Badges follow their statuses; alone they are a plan of their own.
    ...(due.every(({ draft }) => draft.bytes === null) ? files.map(({ path }) => [path]) : []),
  ];
  const dates = due.flatMap(({ target, draft }) =>
    draft.changes.flatMap((change) => {
      const { asOf = null } = change.decision;
      const plan = describePlan(target.ref.path, change);
      return asOf === null || asOf.action === 'keep' ? [] : [[...plan, asOf.action, asOf.text]];
    }),
  );
  return {
    repo,
    base: branch,
    version: first?.file.version ?? '',
    files,
    ...formatCommit(
      documents.flatMap(({ lines }) => lines),
      place,
      style,
      listBlocks(due),
    ),
    restart: formatRestart(branch, place, style),
    ...formatPullRequest(documents, protectionRejection?.message ?? null, style, questions),
    plan: await hashPlan([...planned, ...dates]),
    wordsPlan: planned.length === 0 ? '' : await hashPlan(planned),
    known: before.pullRequest,
  };
}

function describePlan(path: string, { row, decision, link }: DraftedUpdate['rows'][number]): (string | null)[] {
  const plan = [path, row.section, row.name, row.repo, decision.text];
  return link === null ? plan : [...plan, link];
}

async function hashPlan(planned: readonly (readonly (string | null)[])[]): Promise<string> {
  return await hashText(
    planned
      .map((parts) => JSON.stringify(parts))
      .toSorted()
      .join('\n'),
  );
}

async function describe(update: DraftedUpdate, { portfolio }: PullRequestInput): Promise<PullRequestDocument> {
  const { target, file, draft } = update;
  const surroundings = await hashSurroundings(file.bytes, draft.bytes ?? file.bytes, draft.edits);
  const lines = listLines([update], portfolio);
  return { path: target.ref.path, lines, blocks: listBlocks([update]), surroundings };
}

/** The changes as they will be remembered when the owner merges. */
function listPendingChanges(
  { target, draft }: DraftedUpdate,
  { record }: Extract<PullRequestResult, { kind: 'proposed' }>,
  now: Date,
): Change[] {
  return listChanges(target, draft.changes, { oid: record.headOid, url: record.url }, now);
}

async function closePullRequest(input: PullRequestInput, before: BranchRecord): Promise<UpsertedPullRequest> {
  const { repositoryState, branch, protectionRejection, group } = input;
  const [first] = group;
  const isKnown = repositoryState.branches[branch] !== undefined;
  // Without a memory there may be a request of ours all the same.
  const isNothing = first?.target.ref.kind !== 'github' || (isKnown && before.pullRequest?.state !== 'open');
  if (isNothing) return { repositoryState, history: [], publish: toWithheld(null) };
  const ended = await finishPullRequest(first.target.ref.repo, branch, repositoryState, input);
  const record = { ...readBranchRecord(ended.repositoryState, branch), protectionRejection };
  return { ...ended, repositoryState: withBranch(ended.repositoryState, branch, record), publish: toWithheld(null) };
}

/** How the last pull request of a branch ended; closed by us where it was still open. */
export async function finishPullRequest(
  repo: string,
  branch: string,
  repositoryState: RepositoryState,
  { ports, now }: Pick<PublishInput, 'ports' | 'now'>,
): Promise<{ readonly repositoryState: RepositoryState; readonly history: readonly Change[] }> {
  const before = readBranchRecord(repositoryState, branch);
  const result = await ports.github.pullRequests.closePullRequest({ repo, base: branch, known: before.pullRequest });
  const pullRequest = result.kind === 'none' ? before.pullRequest : result.record;
  const history =
    result.kind === 'merged'
      ? before.pendingChanges.map((change) => ({ ...change, at: toInstant(now), oid: result.oid ?? change.oid }))
      : [];
  const record = { ...before, pullRequest, pendingChanges: pullRequest?.state === 'open' ? before.pendingChanges : [] };
  return { repositoryState: withBranch(repositoryState, branch, record), history };
}

function toPublished(
  { record }: Extract<PullRequestResult, { kind: 'proposed' }>,
  protectionRejection: BranchRecord['protectionRejection'],
): UpsertedPullRequest['publish'] {
  return ({ target, draft, file }) => ({
    kind: 'proposed',
    bytes: draft.bytes ?? file.bytes,
    oid: record.headOid,
    url: record.url,
    number: record.number,
    problem:
      target.publish === 'commit' && protectionRejection !== null
        ? explainRejection(target.label, record, protectionRejection)
        : null,
  });
}

function toWithheld(problem: Problem | null, isDeclined = false): UpsertedPullRequest['publish'] {
  const declined = isDeclined ? { isDeclined: true } : {};
  return ({ draft, file }) => ({ kind: 'withheld', bytes: draft.bytes ?? file.bytes, problem, ...declined });
}

function explainRejection(
  where: string,
  { number }: { readonly number: number },
  { message }: NonNullable<BranchRecord['protectionRejection']>,
): Problem {
  const hint = `Merge pull request ${number}. To get commits instead, let the token bypass the rule; it is tried again after 30 days.`;
  return { code: 'PROPOSED', where, message: `Direct commits are refused, so changes are proposed. ${message}`, hint };
}

function explain(
  result: Exclude<PullRequestResult, { kind: 'proposed' | 'conflict' }>,
  { group, branch }: PullRequestInput,
): Problem {
  const where = group[0]?.target.label ?? branch;
  if (result.kind === 'rejected') return { ...result.problem, where };
  if (result.kind === 'declined') {
    const message = `Pull request ${result.record.number} was closed, so this change is not proposed again.`;
    return { code: 'DECLINED', where, message, hint: 'Another change will be. To get this one after all, reopen it.' };
  }
  const message = `Somebody committed to the branch statusfolio/${branch}, so it is left alone.`;
  return {
    code: 'HANDS_OFF',
    where,
    message,
    hint: 'Merge or close the pull request; then changes are proposed again.',
  };
}

// What is remembered of the repository that documents live in, and how it is changed: plain records in and out.

/** null for documents on this machine. */
export function repositoryKey({ ref }: RefreshTarget): string | null {
  return ref.kind === 'github' ? ref.repo.toLowerCase() : null;
}

export function emptyRepositoryState(key: string): RepositoryState {
  return { key, branches: {}, statusIssue: null };
}

export function readBranchRecord(repositoryState: RepositoryState | null, branch: string | null): BranchRecord {
  return (
    repositoryState?.branches[branch ?? ''] ?? { protectionRejection: null, pullRequest: null, pendingChanges: [] }
  );
}

export function withBranch(repositoryState: RepositoryState, branch: string, record: BranchRecord): RepositoryState {
  return { ...repositoryState, branches: { ...repositoryState.branches, [branch]: record } };
}

/** Rules change: after this time a direct commit is tried again. */
const remembersRejectionMs = 30 * dayMs;

export function usesPullRequest(
  { publish, isWorkingTree }: RefreshTarget,
  protectionRejection: BranchRecord['protectionRejection'],
  now: Date,
): boolean {
  if (isWorkingTree === true) return false;
  if (publish === 'pull-request') return true;
  return (
    publish === 'commit' &&
    protectionRejection !== null &&
    elapsedMs(protectionRejection.at, now) < remembersRejectionMs
  );
}

/** The target first, then the other documents of its repository: what is due for all of them goes into one commit. */
export function findNeighbours(target: RefreshTarget, targets: readonly RefreshTarget[]): RefreshTarget[] {
  const key = repositoryKey(target);
  if (key === null || target.publish === 'preview') return [target];
  const others = targets.filter((other) => other.key !== target.key && repositoryKey(other) === key);
  return [target, ...others.filter(({ publish }) => publish !== 'preview')];
}
