// Proposes the owner's answer about a repository's own status there: one pull request that changes the badge's picture,
// text and link together, or the word of a status line. Never without an answer, never where the README is made from
// another file, and never in an archived repository.

import type { Portfolio } from '../../config/portfolio.ts';
import {
  findOwnStatement,
  type OwnStatement,
  planStatement,
  spellStatement,
  statesStatus,
} from '../../core/activity/own-statement.ts';
import { dayMs, elapsedMs, toInstant } from '../../core/dates.ts';
import { audienceOf, disclose } from '../../core/disclosure.ts';
import { applyEdits } from '../../core/document/edits.ts';
import { formatCommit } from '../../core/messages/commit-message.ts';
import { formatRestart } from '../../core/messages/commit-style.ts';
import { answeredHere, cannotFollow } from '../../core/messages/own-status.ts';
import { formatPullRequest } from '../../core/messages/pull-request-body.ts';
import type { Edit, Problem } from '../../core/model.ts';
import type { Status } from '../../core/status/statuses.ts';
import { StatusfolioError, toProblem } from '../../errors.ts';
import type { DocumentFile, GitHub, PullRequestResult } from '../../ports/github.ts';
import type { Answer, ProjectRecord } from '../../ports/records.ts';
import type { Memory } from '../../ports/store.ts';
import { hashSurroundings, hashText, readCommitStyle } from '../plan-update.ts';
import { emptyRepositoryState, readBranchRecord, withBranch } from '../pull-request.ts';
import { keyDocument } from '../target.ts';
import type { OwnStatus } from './ask-about-own-status.ts';

export interface ProposePorts {
  readonly github: Pick<GitHub, 'documents' | 'pullRequests' | 'readFiles' | 'readIdentity'>;
  readonly memory: Pick<Memory, 'readRepositoryState' | 'saveRepositoryState'>;
}

interface StyledPorts extends ProposePorts {
  readonly portfolio: Pick<Portfolio, 'commit'>;
}

const path = 'README.md';
/** Files that a README is made from, where they stand beside it. */
const origins = ['README.Rmd', 'README.qmd', 'README.ipynb', 'README.md.tmpl', '.README.md', 'README.tpl'];

/** A request that is open, or was refused, is read again after this time. */
const proposeAgainMs = dayMs;

/** Proposes what was answered. `records`: what is to be remembered, where it is anything new. */
export async function proposeOwnStatuses(
  own: readonly OwnStatus[],
  portfolio: Pick<Portfolio, 'commit'>,
  ports: ProposePorts,
  now: Date,
  /** False: what was answered waits, and is remembered. */
  mayPropose = true,
): Promise<{ readonly records: readonly ProjectRecord[]; readonly problems: readonly Problem[] }> {
  const problems: Problem[] = [];
  const changed: ProjectRecord[] = [];
  for (const one of own) {
    const { before } = one;
    let { record } = one;
    const lastAt = record.changedAt.at(-1);
    if (mayPropose && record.answer != null && (lastAt === undefined || elapsedMs(lastAt, now) >= proposeAgainMs)) {
      try {
        const outcome = await propose(one, record.answer, { ...ports, portfolio }, now);
        record = outcome.record;
        if (outcome.problem !== null) problems.push(outcome.problem);
      } catch (error) {
        // What concerns one repository keeps no other from being told.
        if (!(error instanceof StatusfolioError)) throw error;
        problems.push({ ...toProblem(error), where: one.activity.name });
      }
    }
    const isWorthKeeping = before !== null || record.question !== null;
    if (isWorthKeeping && JSON.stringify(record) !== JSON.stringify(before)) changed.push(record);
  }
  return { records: changed, problems };
}

interface PullRequestOutcome {
  readonly record: ProjectRecord;
  readonly problem: Problem | null;
}

async function propose(own: OwnStatus, answer: Answer, ports: StyledPorts, now: Date): Promise<PullRequestOutcome> {
  const { activity, record } = own;
  const ref = { kind: 'github', repo: activity.name, path, branch: null } as const;
  const file = await ports.github.documents.read(ref);
  const plan = await planChange(activity.name, file, answer.status, ports);
  if (typeof plan === 'string') {
    // Said once, and not tried again: only the owner can change what stands in the way.
    const refused = { status: answer.status, rule: answer.rule, at: toInstant(now) };
    const problem: Problem = {
      code: 'OWN_STATUS_LEFT',
      where: activity.name,
      message: plan,
      hint: 'Change it there by hand.',
    };
    return { record: { ...record, answer: null, refused }, problem };
  }
  return await upsert(own, answer, file, plan, ports, now);
}

interface PlannedChange {
  readonly bytes: Uint8Array;
  readonly edits: readonly Edit[];
  readonly statement: OwnStatement;
  readonly to: string;
}

/** A sentence where it must not be written. */
async function planChange(
  repo: string,
  { bytes, version, isReadOnly }: DocumentFile,
  wanted: Status,
  { github }: ProposePorts,
): Promise<PlannedChange | string> {
  if (isReadOnly === true) return cannotFollow.archived;
  const statement = findOwnStatement(bytes);
  if (statement === null) return cannotFollow.gone;
  const to = spellStatement(statement, wanted);
  if (to === null) return cannotFollow.gap;
  const edits = planStatement(bytes, statement, to);
  const written = applyEdits(bytes, edits);
  const after = findOwnStatement(written);
  const isSame = after?.badge?.family === statement.badge?.family && after?.places.length === statement.places.length;
  if (after === null || !isSame || !statesStatus(after, wanted)) return cannotFollow.unclear;
  const picture = statement.badge?.family === 'lifecycle-figure' ? readPath(written, after) : null;
  const files = await github.readFiles(repo, version, [...origins, ...(picture === null ? [] : [picture])]);
  const origin = origins.find((name) => files.has(name));
  if (origin !== undefined) return cannotFollow.generated(origin);
  if (picture !== null && !files.has(picture)) return cannotFollow.missing(picture);
  return { bytes: written, edits, statement, to };
}

/** A picture of the repository itself has to be there; null where the address leads elsewhere. */
function readPath(bytes: Uint8Array, { places }: OwnStatement): string | null {
  const [place] = places;
  const address =
    place === undefined ? '' : new TextDecoder().decode(bytes.subarray(place.address.start, place.address.end));
  if (/^[a-z][a-z\d+.-]*:|^\//i.test(address)) return null;
  const path = address.replace(/^(?:\.\/)+/, '');
  const end = path.search(/[?#]/);
  return end === -1 ? path : path.slice(0, end);
}

async function upsert(
  { activity, record }: OwnStatus,
  answer: Answer,
  file: DocumentFile,
  { bytes, edits, statement, to }: PlannedChange,
  { github, memory, portfolio }: StyledPorts,
  now: Date,
): Promise<PullRequestOutcome> {
  const repo = activity.name;
  const base = file.branch ?? '';
  const stateKey = repo.toLowerCase();
  const state = (await memory.readRepositoryState(stateKey)) ?? emptyRepositoryState(stateKey);
  const branch = readBranchRecord(state, base);
  const lines = [{ name: repo, from: statement.word, to, evidence: tellAnswer(repo, file, answer) }];
  const surroundings = await hashSurroundings(file.bytes, bytes, edits);
  const plan = await hashText(JSON.stringify([path, statement.word, to]));
  const ref = { kind: 'github', repo, path, branch: null } as const;
  const place = { keys: keyDocument(ref), paths: [path] };
  const style = await readCommitStyle({ ref }, portfolio, github);
  const result = await github.pullRequests.upsertPullRequest({
    repo,
    base,
    version: file.version,
    files: [{ path, bytes, before: file.bytes }],
    ...formatCommit(lines, place, style),
    restart: formatRestart(base, place, style),
    ...formatPullRequest([{ path, lines, blocks: [], surroundings }], null, style),
    plan,
    wordsPlan: plan,
    known: branch.pullRequest,
  });
  if (result.kind === 'conflict') return { record, problem: null };
  const pullRequest = 'record' in result ? result.record : branch.pullRequest;
  await memory.saveRepositoryState(withBranch(state, base, { ...branch, pullRequest }));
  return conclude(record, answer, result, now);
}

/** What is said there is about that repository alone: whose table asked is told to nobody. */
function tellAnswer(repo: string, file: DocumentFile, { by, at }: Answer) {
  const repositories = [{ link: repo, name: repo, isPublic: file.isPublic }];
  const gate = {
    audience: audienceOf(file),
    repositories,
    isWritten: true,
    evidence: 'public',
    permitted: [],
  } as const;
  return disclose(gate).tell(answeredHere(by, at));
}

function conclude(
  record: ProjectRecord,
  answer: Answer,
  result: Exclude<PullRequestResult, { kind: 'conflict' }>,
  now: Date,
): PullRequestOutcome {
  const at = toInstant(now);
  const changedAt = [at];
  switch (result.kind) {
    case 'proposed':
      return { record: { ...record, changedAt, decision: { status: answer.status, since: at } }, problem: null };
    case 'declined':
      return {
        record: { ...record, answer: null, refused: { status: answer.status, rule: answer.rule, at } },
        problem: null,
      };
    case 'rejected':
      return { record: { ...record, changedAt }, problem: result.problem };
    case 'hands-off':
      return { record: { ...record, changedAt }, problem: null };
  }
}
