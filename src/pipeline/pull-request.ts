// Publishes the changes of one branch as the rolling pull request: what it says, what became of the last one, and what
// the owner is told where it may not be touched.

import { dayMs, elapsedMs, toInstant } from '../core/dates.ts';
import { wordCommit } from '../core/messages/commit-message.ts';
import { type ProposedDocument, wordProposal } from '../core/messages/pull-request-body.ts';
import type { Problem } from '../core/model.ts';
import type { Proposal, ProposalResult } from '../ports/github.ts';
import type { BranchRecord, Change, HomeRecord } from '../ports/records.ts';
import type { DocumentLook, DraftedLook, Publication, PublishInput } from './document-update.ts';
import { confirmQuestions, listQuestions } from './list-questions.ts';
import { hashSurroundings, hashText, listBlocks, listKeys, listLines, toFiles } from './plan-update.ts';
import { listChanges } from './save-refresh.ts';
import type { RefreshTarget } from './target.ts';

export interface ProposeInput extends PublishInput {
  readonly due: readonly DraftedLook[];
  /** All documents on this branch. */
  readonly group: readonly DocumentLook[];
  readonly branch: string;
  readonly refusal: BranchRecord['refusal'];
  readonly home: HomeRecord;
}

export interface Proposed {
  readonly home: HomeRecord;
  readonly history: readonly Change[];
  publish(look: DraftedLook): Publication;
}

export async function propose(input: ProposeInput): Promise<Proposed | 'conflict'> {
  const { due, branch, refusal, home, isWhole } = input;
  const before = readBranchRecord(home, branch);
  // What a document that could not be read would add is not known: the request stays as it is.
  if (!isWhole) return { home, history: [], publish: withhold(null) };
  if (due.length === 0) return await withdraw(input, before);

  const proposal = await wordPlan(input, before);
  const result = await input.ports.github.proposals.propose(proposal);
  if (result.kind === 'conflict') return 'conflict';
  const record = 'record' in result ? result.record : before.proposal;
  const proposed =
    result.kind === 'proposed' ? due.flatMap((look) => foretell(look, result, input.now)) : before.proposed;
  return {
    home: withBranch(home, branch, { refusal, proposal: record, proposed }),
    history: [],
    publish: result.kind === 'proposed' ? announce(result, refusal) : withhold(explain(result, input)),
  };
}

async function wordPlan(input: ProposeInput, before: BranchRecord): Promise<Proposal> {
  const { due, group, branch, refusal, portfolio, looks, home } = input;
  const [first] = group;
  const repo = first?.target.ref.kind === 'github' ? first.target.ref.repo : '';
  const documents = await Promise.all(due.map((look) => describe(look, input)));
  const questions =
    home.isInboxDisabled === true
      ? await listQuestions(await confirmQuestions(looks, input.ports.github), portfolio)
      : [];
  const files = toFiles(due);
  const planned = [
    // A question that is added or answered is worth a new text.
    ...questions.map(({ key }) => [key]),
    ...due.flatMap(({ target, draft }) =>
      draft.changes.map(({ row, settled, link }) => {
        const plan = [target.ref.path, row.section, row.name, row.repo, settled.text];
        return link === null ? plan : [...plan, link];
      }),
    ),
    ...due.flatMap(({ target, draft }) => draft.blocks.map(({ kind, text }) => [target.ref.path, kind, text])),
    // Badges follow their statuses; alone they are a plan of their own.
    ...(due.every(({ draft }) => draft.bytes === null) ? files.map(({ path }) => [path]) : []),
  ];
  return {
    repo,
    base: branch,
    version: first?.file.version ?? '',
    files,
    ...wordCommit(
      documents.flatMap(({ lines }) => lines),
      listKeys(due),
      listBlocks(due),
    ),
    ...wordProposal(documents, refusal?.message ?? null, questions),
    plan: await hashText(
      planned
        .map((parts) => JSON.stringify(parts))
        .toSorted()
        .join('\n'),
    ),
    known: before.proposal,
  };
}

async function describe(look: DraftedLook, { portfolio }: ProposeInput): Promise<ProposedDocument> {
  const { target, file, draft } = look;
  const surroundings = await hashSurroundings(file.bytes, draft.bytes ?? file.bytes, draft.edits);
  const lines = listLines([look], portfolio);
  return { path: target.ref.path, lines, blocks: listBlocks([look]), surroundings };
}

/** The changes as they will be remembered when the owner merges. */
function foretell(
  { target, draft }: DraftedLook,
  { record }: Extract<ProposalResult, { kind: 'proposed' }>,
  now: Date,
): Change[] {
  return listChanges(target, draft.changes, { oid: record.headOid, url: record.url }, now);
}

async function withdraw(input: ProposeInput, before: BranchRecord): Promise<Proposed> {
  const { home, branch, refusal, group } = input;
  const [first] = group;
  const isKnown = home.branches[branch] !== undefined;
  // Without a memory there may be a request of ours all the same.
  const isNothing = first?.target.ref.kind !== 'github' || (isKnown && before.proposal?.state !== 'open');
  if (isNothing) return { home, history: [], publish: withhold(null) };
  const ended = await endProposal(first.target.ref.repo, branch, home, input);
  const record = { ...readBranchRecord(ended.home, branch), refusal };
  return { ...ended, home: withBranch(ended.home, branch, record), publish: withhold(null) };
}

/** What became of the last pull request of a branch, closed by us where it was still open. */
export async function endProposal(
  repo: string,
  branch: string,
  home: HomeRecord,
  { ports, now }: Pick<PublishInput, 'ports' | 'now'>,
): Promise<{ readonly home: HomeRecord; readonly history: readonly Change[] }> {
  const before = readBranchRecord(home, branch);
  const result = await ports.github.proposals.withdraw({ repo, base: branch, known: before.proposal });
  const proposal = result.kind === 'none' ? before.proposal : result.record;
  const history =
    result.kind === 'merged'
      ? before.proposed.map((change) => ({ ...change, at: toInstant(now), oid: result.oid ?? change.oid }))
      : [];
  const record = { ...before, proposal, proposed: proposal?.state === 'open' ? before.proposed : [] };
  return { home: withBranch(home, branch, record), history };
}

function announce(
  { record }: Extract<ProposalResult, { kind: 'proposed' }>,
  refusal: BranchRecord['refusal'],
): Proposed['publish'] {
  return ({ target, draft, file }) => ({
    kind: 'proposed',
    bytes: draft.bytes ?? file.bytes,
    oid: record.headOid,
    url: record.url,
    number: record.number,
    problem: target.publish === 'commit' && refusal !== null ? explainRefusal(target.label, record, refusal) : null,
  });
}

function withhold(problem: Problem | null): Proposed['publish'] {
  return ({ draft, file }) => ({ kind: 'withheld', bytes: draft.bytes ?? file.bytes, problem });
}

function explainRefusal(
  where: string,
  { number }: { readonly number: number },
  { message }: NonNullable<BranchRecord['refusal']>,
): Problem {
  const hint = `Merge pull request ${number}. To get commits instead, let the token bypass the rule; it is tried again after 30 days.`;
  return { code: 'PROPOSED', where, message: `Direct commits are refused, so changes are proposed. ${message}`, hint };
}

function explain(
  result: Exclude<ProposalResult, { kind: 'proposed' | 'conflict' }>,
  { group, branch }: ProposeInput,
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
export function keyHome({ ref }: RefreshTarget): string | null {
  return ref.kind === 'github' ? ref.repo.toLowerCase() : null;
}

export function openHome(key: string): HomeRecord {
  return { key, branches: {}, inbox: null };
}

export function readBranchRecord(home: HomeRecord | null, branch: string | null): BranchRecord {
  return home?.branches[branch ?? ''] ?? { refusal: null, proposal: null, proposed: [] };
}

export function withBranch(home: HomeRecord, branch: string, record: BranchRecord): HomeRecord {
  return { ...home, branches: { ...home.branches, [branch]: record } };
}

/** Rules change: after this time a direct commit is tried again. */
const remembersRefusalMs = 30 * dayMs;

export function isProposedNow({ publish }: RefreshTarget, refusal: BranchRecord['refusal'], now: Date): boolean {
  if (publish === 'pull-request') return true;
  return publish === 'commit' && refusal !== null && elapsedMs(refusal.at, now) < remembersRefusalMs;
}

/** The target first, then the other documents of its repository: what is due for all of them goes into one commit. */
export function findNeighbours(target: RefreshTarget, targets: readonly RefreshTarget[]): RefreshTarget[] {
  const key = keyHome(target);
  if (key === null || target.publish === 'preview') return [target];
  const others = targets.filter((other) => other.key !== target.key && keyHome(other) === key);
  return [target, ...others.filter(({ publish }) => publish !== 'preview')];
}
