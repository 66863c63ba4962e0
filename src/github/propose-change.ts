// One rolling pull request per repository and base branch, brought to where the plan wants it: branch, commit, title
// and text. Every step begins with a look, so a run that ended halfway is simply finished by the next one. A branch
// that holds somebody else's commit is theirs: it gets one comment and is never touched again.

import type { Proposal, ProposalRecord, ProposalResult } from '../ports.ts';
import { type BranchPlace, beginAnew, createBranch, holdsFiles, readBranch, WriteRefused } from './branch-work.ts';
import type { GitHubClient } from './client.ts';
import { commitFiles } from './commit-files.ts';
import { explainBranchRefusal, explainRefusal, explainStatus } from './explain-refusal.ts';
import { readContents } from './read-contents.ts';
import { unexpected } from './read-failure.ts';
import { type Pull, planMark, pullShape, readPlan, readStanding, sayHandsOff, toRecord } from './read-proposal.ts';

export async function proposeChange(client: GitHubClient, proposal: Proposal): Promise<ProposalResult> {
  try {
    return await bringUpToDate(client, proposal);
  } catch (error) {
    if (!(error instanceof WriteRefused)) throw error;
    const { status, message, branch } = error;
    const ofBranch = branch === null ? null : explainBranchRefusal(status, message, branch);
    return reject(proposal, ofBranch ?? explainStatus(status, message));
  }
}

async function bringUpToDate(client: GitHubClient, proposal: Proposal): Promise<ProposalResult> {
  const { repo, base, version, files, plan, known } = proposal;
  const standing = await readStanding(client, repo, base);
  if (standing === 'archived') return reject(proposal, explainRefusal('FORBIDDEN', 'Repository was archived'));
  const { place, pull } = standing;
  const isOpen = pull?.state === 'open';
  if (pull !== null && !isOpen && pull.merged_at == null && isDeclined(pull, known, plan)) {
    return { kind: 'declined', record: toRecord(pull, pull.head.sha, plan, 'declined') };
  }

  const knownOid = known?.headOid ?? null;
  const branch = await readBranch(client, place, version, knownOid);
  if (branch !== null && !branch.isOurs) {
    return {
      kind: 'hands-off',
      record: pull !== null && isOpen ? await sayHandsOff(client, place, pull, known) : known,
    };
  }

  let headOid = branch?.headOid ?? version;
  if (branch === null) {
    if (!(await createBranch(client, place, version))) return { kind: 'conflict' };
  } else if (!isOpen || !(await holdsFiles(client, place, branch.mergeBase, files, 'before'))) {
    // What the branch was made from has changed in our files, or it is left over from a request that is closed.
    const isFresh = branch.headOid === version;
    const begun = isFresh ? version : await beginAnew(client, place, branch, version, lastLine(proposal.body));
    if (begun === null) return { kind: 'conflict' };
    headOid = begun;
  }

  if (!(await holdsFiles(client, place, headOid, files, 'bytes'))) {
    const current = headOid === version ? files : await readBefore(client, place, headOid, files);
    const { headline, body } = proposal;
    const where = `${repo}@${place.branch}`;
    const commit = { repo, branch: place.branch, version: headOid, files: current, headline, body, where };
    const written = await commitFiles(client, commit);
    if (written.kind !== 'written') return written;
    headOid = written.oid;
  }
  return await bringTextUpToDate(client, proposal, place, isOpen ? pull : null, headOid);
}

async function bringTextUpToDate(
  client: GitHubClient,
  proposal: Proposal,
  { owner, repo, base, branch }: BranchPlace,
  pull: Pull | null,
  headOid: string,
): Promise<ProposalResult> {
  const { title, plan } = proposal;
  const body = `${proposal.text}\n\n${planMark(plan)}`;
  if (pull !== null) {
    // The owner may word it differently: it is ours to change again only with the plan.
    if (readPlan(pull) !== plan) {
      const { number } = pull;
      const route = 'PATCH /repos/{owner}/{repo}/pulls/{number}';
      const answer = await client.send(route, { owner, repo, number, title, body });
      if (answer.kind === 'refused') throw new WriteRefused(answer.status, answer.message);
    }
    return { kind: 'proposed', record: toRecord(pull, headOid, plan, 'open') };
  }

  const answer = await client.send('POST /repos/{owner}/{repo}/pulls', {
    owner,
    repo,
    title,
    body,
    head: branch,
    base,
  });
  if (answer.kind === 'refused') {
    // Somebody opened it in between, or the base has the change already: look again.
    if (answer.status === 422 && /already exists|no commits between/i.test(answer.message)) return { kind: 'conflict' };
    throw new WriteRefused(answer.status, answer.message);
  }
  const made = pullShape.safeParse(answer.data);
  if (!made.success) throw unexpected(`${proposal.repo}: the pull request was not confirmed.`, branch);
  return { kind: 'proposed', record: toRecord(made.data, headOid, plan, 'open') };
}

/** The contents API compares with what stands on our branch, not with the base. */
async function readBefore(
  client: GitHubClient,
  { owner, repo }: BranchPlace,
  ref: string,
  files: Proposal['files'],
): Promise<Proposal['files']> {
  return await Promise.all(
    files.map(async (file) => ({ ...file, before: await readContents(client, { owner, repo, ref }, file.path) })),
  );
}

function reject({ repo, base }: Proposal, reason: ReturnType<typeof explainStatus>): ProposalResult {
  return { kind: 'rejected', problem: { where: `${repo}@${base}`, ...reason } };
}

function lastLine(text: string): string {
  return text.split('\n').at(-1) ?? '';
}
/** Closed by a person, and the plan is still the same. */
function isDeclined(pull: Pull, known: ProposalRecord | null, plan: string): boolean {
  if (known !== null && known.number === pull.number) return known.state !== 'withdrawn' && known.plan === plan;
  return readPlan(pull) === plan;
}
