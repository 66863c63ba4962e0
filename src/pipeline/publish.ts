// Publishes what was decided for the documents of one place: nothing, one commit, or one pull request. Never writes
// when no byte changes, never forces; a write is refused when a document moved on. A direct commit that GitHub's rules
// refuse becomes a pull request, now and from then on.

import { isSafeRepositoryPath } from '../config/document-paths.ts';
import { hourMs, toInstant } from '../core/dates.ts';
import { type CommitWords, formatCommit } from '../core/messages/commit-message.ts';
import type { Problem } from '../core/model.ts';
import { StatusfolioError, toProblem } from '../errors.ts';
import type { WriteResult } from '../ports/github.ts';
import type { Change, RepositoryState } from '../ports/records.ts';
import { confirmVisibility } from './disclose.ts';
import type {
  DocumentUpdate,
  DraftedUpdate,
  Publication,
  Published,
  PublishInput,
  PublishPorts,
} from './document-update.ts';
import { draftChange, listBlocks, listLines, readCommitStyle, toCommitPlace, toFiles } from './plan-update.ts';
import { finishPullRequest, readBranchRecord, upsertPullRequest, usesPullRequest } from './pull-request.ts';
import type { RefreshTarget } from './target.ts';
import { toPublished } from './working-tree.ts';

/** More commits than this in an hour to one document are a loop or a conflict between two writers. */
const maxCommitsPerHour = 3;

/** 'conflict': somebody else wrote first, read again and plan again. */
export async function publish(input: PublishInput): Promise<Published | 'conflict'> {
  const publications = new Map<DocumentUpdate, Publication>();
  const ready: DraftedUpdate[] = [];
  for (const update of input.updates) {
    const outcome = await prepare(update, input);
    if ('draft' in outcome) ready.push(outcome);
    else publications.set(update, outcome);
  }

  let { repositoryState } = input;
  const history: Change[] = [];
  const problems: Problem[] = [];
  const groups = groupByBranch(input.updates);
  for (const [branch, group] of groups) {
    const due = ready.filter(({ file }) => file.branch === branch);
    let protectionRejection = readBranchRecord(repositoryState, branch).protectionRejection;
    if (due.length > 0 && !group.some(({ target }) => usesPullRequest(target, protectionRejection, input.now))) {
      const outcome = await commit(due, input);
      if (outcome.kind === 'conflict') return 'conflict';
      for (const update of due) publications.set(update.of, toPublication(outcome, update));
      if (outcome.kind === 'written') problems.push(...(await startWorkflows(due, input.ports)));
      if (outcome.kind !== 'rejected' || outcome.problem.code !== 'PROTECTED') continue;
      protectionRejection = { at: toInstant(input.now), message: outcome.problem.message };
    }
    if (
      branch === null ||
      repositoryState === null ||
      !group.some(({ target }) => usesPullRequest(target, protectionRejection, input.now))
    )
      continue;

    const proposed = await upsertPullRequest({ ...input, due, group, branch, protectionRejection, repositoryState });
    if (proposed === 'conflict') return 'conflict';
    repositoryState = proposed.repositoryState;
    history.push(...proposed.history);
    for (const update of due) publications.set(update.of, proposed.publish(update));
  }
  for (const branch of listLeftOver(groups, repositoryState, input)) {
    const repo = input.updates.find(({ target }) => target.ref.kind === 'github')?.target.ref;
    if (repo?.kind !== 'github' || repositoryState === null) continue;
    try {
      const ended = await finishPullRequest(repo.repo, branch, repositoryState, input);
      repositoryState = ended.repositoryState;
      history.push(...ended.history);
    } catch (error) {
      // What was written is written: this can wait for the next refresh.
      if (!(error instanceof StatusfolioError)) throw error;
      problems.push({ ...toProblem(error), where: repo.repo });
    }
  }
  return {
    publications: input.updates.map((update) => publications.get(update) ?? { kind: 'nothing' }),
    repositoryState,
    history,
    problems,
  };
}

function groupByBranch(updates: readonly DocumentUpdate[]): Map<string | null, DocumentUpdate[]> {
  return Map.groupBy(
    updates.filter(({ target }) => target.publish === 'commit' || target.publish === 'pull-request'),
    ({ file }) => file.branch,
  );
}

/**
 * Branches whose pull request is open although nothing is proposed to them any more: commits are made directly now, or
 * the branch was renamed, or holds no document any more.
 */
function listLeftOver(
  groups: ReadonlyMap<string | null, readonly DocumentUpdate[]>,
  repositoryState: RepositoryState | null,
  { isWhole, now }: PublishInput,
): string[] {
  if (repositoryState === null || groups.size === 0 || !isWhole) return [];
  return Object.entries(repositoryState.branches).flatMap(([branch, { pullRequest, protectionRejection }]) => {
    const isPullRequest =
      groups.get(branch)?.some(({ target }) => usesPullRequest(target, protectionRejection, now)) === true;
    return pullRequest?.state === 'open' && !isPullRequest ? [branch] : [];
  });
}

/** What is to be written, or why nothing is. */
async function prepare(asRead: DocumentUpdate, input: PublishInput): Promise<DraftedUpdate | Publication> {
  const { target, file } = asRead;
  const mayWrite = target.publish === 'commit' || target.publish === 'pull-request';
  const { update, draft } = await draftForOthers(asRead, mayWrite, input);
  const bytes = draft.bytes ?? file.bytes;
  if (draft.fault !== null) return { kind: 'withheld', bytes, problem: draft.fault };
  const companions = mayWrite ? await input.readCompanions(update) : [];
  if (draft.bytes === null && companions.length === 0) return { kind: 'nothing' };
  if (!mayWrite) return { kind: 'withheld', bytes, problem: null };
  const problem = findBadPath(target) ?? findReadOnly(update) ?? (await detectCommitLoop(target, input));
  return problem === null ? { ...update, of: asRead, draft, companions } : { kind: 'withheld', bytes, problem };
}

/** The draft, and the refresh that it was made from: what it tells, everybody may know at this moment. */
async function draftForOthers(update: DocumentUpdate, mayWrite: boolean, { portfolio, ports }: PublishInput) {
  const draft = draftChange({ ...update, portfolio });
  if (!mayWrite || draft.bytes === null) return { update, draft };
  // A generated block may name every row.
  const told = draft.blocks.length > 0 ? update.rows : draft.changes;
  const confirmed = await confirmVisibility(update, told, ports.github);
  return confirmed === update
    ? { update, draft }
    : { update: confirmed, draft: draftChange({ ...confirmed, portfolio }) };
}

/** The configuration refuses such paths already; whatever else leads here may not write them either. */
function findBadPath({ ref, label }: RefreshTarget): Problem | null {
  if (ref.kind === 'file' || isSafeRepositoryPath(ref.path)) return null;
  const message = `${label} is not a place where Statusfolio writes.`;
  return { code: 'WRITE_REJECTED', where: label, message, hint: 'Name a document outside .git and .github/workflows.' };
}

/** Not even tried: it would be refused at every refresh. */
function findReadOnly({ target: { label }, file }: DocumentUpdate): Problem | null {
  if (file.isReadOnly !== true) return null;
  const message = 'The repository is archived, so nothing can be written to it.';
  return { code: 'ARCHIVED', where: label, message, hint: 'Unarchive it, or set "publish: none".' };
}

async function detectCommitLoop({ key, label }: RefreshTarget, { ports, now }: PublishInput): Promise<Problem | null> {
  const since = toInstant(now.getTime() - hourMs);
  if ((await ports.memory.countCommitsSince(key, since)) < maxCommitsPerHour) return null;
  const message = `More than ${maxCommitsPerHour} commits to ${label} within an hour: publishing is paused.`;
  const hint = 'Check for another tool or server that edits the same cells. It resumes by itself within the hour.';
  return { code: 'PAUSED', where: label, message, hint };
}

/** Each workflow once, however many documents name it. */
async function startWorkflows(due: readonly DraftedUpdate[], { github }: PublishPorts): Promise<Problem[]> {
  const started = new Map<string, Promise<Problem | null>>();
  for (const { target, file } of due) {
    const isPushed = target.ref.kind === 'github' && target.isWorkingTree !== true;
    if (!isPushed || target.afterPublish == null || file.branch === null) continue;
    const { afterPublish: workflow } = target;
    if (!started.has(workflow)) started.set(workflow, github.startWorkflow(target.ref.repo, workflow, file.branch));
  }
  return (await Promise.all(started.values())).filter((problem) => problem !== null);
}

/** The outcome, and what was said. */
type Committed = WriteResult & { readonly words: CommitWords };

async function commit(due: readonly DraftedUpdate[], { ports, portfolio }: PublishInput): Promise<Committed> {
  const first = due.find(({ draft }) => draft.bytes !== null) ?? due[0];
  if (first === undefined) return { kind: 'conflict', words: { headline: '', body: '' } };
  const { ref } = first.target;
  const { branch, version } = first.file;
  const style = await readCommitStyle(first.target, portfolio, ports.github);
  const words = formatCommit(listLines(due, portfolio), toCommitPlace(due), style, listBlocks(due));
  return { ...(await ports.documents.write({ ref, branch, version, files: toFiles(due), ...words })), words };
}

function toPublication(outcome: Committed, { draft, file }: DraftedUpdate): Publication {
  const bytes = draft.bytes ?? file.bytes;
  if (outcome.kind === 'written') return toPublished(bytes, outcome, outcome.words);
  return { kind: 'withheld', bytes, problem: outcome.kind === 'rejected' ? outcome.problem : null };
}
