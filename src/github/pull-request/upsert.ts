// One rolling pull request per repository and base branch, brought to where the plan wants it: branch, commit, title
// and text. Every step begins with a fetch, so a run that ended halfway is simply finished by the next one. A branch
// that holds somebody else's commit is theirs: it gets one comment and is never touched again.

import * as z from 'zod';
import { isProgramName } from '../../core/activity/programs.ts';
import type { CloseResult, PullRequestPlan, PullRequestRecord, PullRequestResult } from '../../ports/github.ts';
import type { GitHubClient } from '../client.ts';
import { commitFiles } from '../documents/commit.ts';
import { explainBranchRefusal, explainRejection, explainStatus, unexpected } from '../errors.ts';
import {
  type BranchPlace,
  beginAnew,
  createBranch,
  deleteBranch,
  getOrNull,
  holdsFiles,
  readBranch,
  WriteRefused,
} from './branch.ts';

export async function upsertPullRequest(
  client: GitHubClient,
  pullRequest: PullRequestPlan,
): Promise<PullRequestResult> {
  try {
    return await bringUpToDate(client, pullRequest);
  } catch (error) {
    if (!(error instanceof WriteRefused)) throw error;
    const { status, message, branch } = error;
    const ofBranch = branch === null ? null : explainBranchRefusal(status, message, branch);
    return reject(pullRequest, ofBranch ?? explainStatus(status, message));
  }
}

async function bringUpToDate(client: GitHubClient, pullRequest: PullRequestPlan): Promise<PullRequestResult> {
  const { repo, base, topic, version, files, plan, known } = pullRequest;
  const existing = await readOwnBranch(client, repo, base, topic);
  if (existing === 'archived') return reject(pullRequest, explainRejection('FORBIDDEN', 'Repository was archived'));
  const { place, pull } = existing;
  const isOpen = pull?.state === 'open';
  if (pull !== null && !isOpen && pull.merged_at == null && isDeclined(pull, known, plan)) {
    const isKnown = known?.number === pull.number && known.state === 'declined';
    const wordsPlan = known?.wordsPlan ?? pullRequest.wordsPlan;
    const record = { ...toRecord(pull, pull.head.sha, plan, 'declined'), wordsPlan };
    if (isKnown || !(await isClosedByProgram(client, place, pull))) return { kind: 'declined', record };
  }

  const knownOid = known?.headOid ?? null;
  const branch = await readBranch(client, place, version, knownOid);
  if (branch !== null && !branch.isOurs) {
    return {
      kind: 'hands-off',
      record: pull !== null && isOpen ? await commentBranchModified(client, place, pull, known) : known,
    };
  }

  let headOid = branch?.headOid ?? version;
  if (branch === null) {
    if (!(await createBranch(client, place, version))) return { kind: 'conflict' };
  } else if (!isOpen || !(await holdsFiles(client, place, branch.mergeBase, files, 'before'))) {
    // What the branch was made from has changed in our files, or it is left over from a request that is closed.
    const isFresh = branch.headOid === version;
    const begun = isFresh ? version : await beginAnew(client, place, branch, version, pullRequest.restart);
    if (begun === null) return { kind: 'conflict' };
    headOid = begun;
  }

  if (!(await holdsFiles(client, place, headOid, files, 'bytes'))) {
    const { headline, body } = pullRequest;
    const { branch: own } = place;
    const ref = { kind: 'github', repo, path: files[0]?.path ?? '', branch: own } as const;
    const written = await commitFiles(client, { ref, branch: own, version: headOid, files, headline, body }, ref);
    if (written.kind !== 'written') return written;
    headOid = written.oid;
  }
  return await bringTextUpToDate(client, pullRequest, place, isOpen ? pull : null, headOid);
}

async function bringTextUpToDate(
  client: GitHubClient,
  pullRequest: PullRequestPlan,
  { owner, repo, base, branch }: BranchPlace,
  pull: Pull | null,
  headOid: string,
): Promise<PullRequestResult> {
  const { title, plan, wordsPlan } = pullRequest;
  const body = `${pullRequest.text}\n\n${planMark(plan)}`;
  if (pull !== null) {
    // The owner may word it differently: it is ours to change again only with the plan.
    if (readPlan(pull) !== plan) {
      const { number } = pull;
      const route = 'PATCH /repos/{owner}/{repo}/pulls/{number}';
      const answer = await client.send(route, { owner, repo, number, title, body });
      if (answer.kind === 'refused') throw new WriteRefused(answer.status, answer.message);
    }
    return { kind: 'proposed', record: { ...toRecord(pull, headOid, plan, 'open'), wordsPlan } };
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
  const made = pullSchema.safeParse(answer.data);
  if (!made.success) throw unexpected(`${pullRequest.repo}: the pull request was not confirmed.`, branch);
  return { kind: 'proposed', record: { ...toRecord(made.data, headOid, plan, 'open'), wordsPlan } };
}

function reject({ repo, base }: PullRequestPlan, reason: ReturnType<typeof explainStatus>): PullRequestResult {
  return { kind: 'rejected', problem: { where: `${repo}@${base}`, ...reason } };
}

/** Closed by a person, and the plan is still the same, or the same but for the dates that were declined with it. */
function isDeclined(pull: Pull, known: PullRequestRecord | null, plan: string): boolean {
  if (known !== null && known.number === pull.number) {
    const isWords = known.state === 'declined' && known.wordsPlan === plan;
    return known.state !== 'withdrawn' && (known.plan === plan || isWords);
  }
  return readPlan(pull) === plan;
}

const closedSchema = z.object({ closed_by: z.object({ login: z.string(), type: z.string().nullish() }).nullish() });

/** Sweepers close what is old: they refuse nothing. Who is not known counts as a person. */
async function isClosedByProgram(
  client: GitHubClient,
  { owner, repo }: BranchPlace,
  { number }: Pull,
): Promise<boolean> {
  const found = await getOrNull(client, '/repos/{owner}/{repo}/issues/{issue_number}', {
    owner,
    repo,
    issue_number: number,
  });
  const by = closedSchema.safeParse(found).data?.closed_by ?? null;
  return by !== null && (by.type === 'Bot' || isProgramName(by.login));
}

// Ends a pull request whose changes are not due any more, and says how the last one ended.

/** Nothing is left to propose. */
export async function closePullRequest(
  client: GitHubClient,
  { repo, base, topic, known }: Pick<PullRequestPlan, 'repo' | 'base' | 'topic' | 'known'>,
): Promise<CloseResult> {
  const existing = await readOwnBranch(client, repo, base, topic);
  if (existing === 'archived' || existing.pull === null) return { kind: 'none' };
  const { pull } = existing;
  const place = { ...existing.place, base: pull.base?.ref ?? base };
  const knownOid = known?.headOid ?? null;
  const plan = readPlan(pull) ?? known?.plan ?? '';
  const oid = pull.merge_commit_sha ?? null;

  if (pull.state === 'closed') {
    if (known?.state !== 'open') return { kind: 'none' };
    const kind = pull.merged_at == null ? 'declined' : 'merged';
    if (kind === 'merged') await deleteOwnBranch(client, place, knownOid);
    return { kind, record: toRecord(pull, pull.head.sha, plan, kind), oid: kind === 'merged' ? oid : null };
  }
  const branch = await readBranch(client, place, place.base, knownOid);
  const { number } = pull;
  if (branch !== null && !branch.isOurs) {
    return { kind: 'hands-off', record: await commentBranchModified(client, place, pull, known) };
  }
  const { owner, repo: name } = place;
  // Without its plan: should the same change become due again, it is a new one and not declined.
  const body = 'Nothing is left to propose here: the documents already say it, or it is now published another way.';
  const route = 'PATCH /repos/{owner}/{repo}/pulls/{number}';
  const answer = await client.send(route, { owner, repo: name, number, body, state: 'closed' });
  if (answer.kind === 'refused') throw unexpected(`${repo}#${number} could not be closed: ${answer.message}`, repo);
  if (branch !== null) await deleteBranch(client, place, branch.headOid);
  return { kind: 'withdrawn', record: toRecord(pull, pull.head.sha, plan, 'withdrawn'), oid: null };
}

/** After a merge our branch is of no use; unless somebody went on with it. */
async function deleteOwnBranch(client: GitHubClient, place: BranchPlace, knownOid: string | null): Promise<void> {
  const branch = await readBranch(client, place, place.base, knownOid);
  if (branch !== null && (branch.isOurs || branch.ahead === 0)) await deleteBranch(client, place, branch.headOid);
}

// What stands on GitHub of our pull request: the newest one from our branch, whose it is, and which plan it carries.

const repositorySchema = z.object({
  id: z.number(),
  node_id: z.string(),
  full_name: z.string(),
  archived: z.boolean().nullish(),
});
const pullSchema = z.object({
  number: z.number(),
  html_url: z.string(),
  state: z.enum(['open', 'closed']),
  body: z.string().nullish(),
  merged_at: z.string().nullish(),
  merge_commit_sha: z.string().nullish(),
  base: z.object({ ref: z.string() }).nullish(),
  head: z.object({ sha: z.string(), repo: z.object({ id: z.number() }).nullish() }),
});
export type Pull = z.infer<typeof pullSchema>;

function nameBranch(base: string, topic: string | undefined): string {
  return topic === undefined ? `statusfolio/${base}` : `statusfolio/${topic}/${base}`;
}

export interface ExistingBranch {
  readonly place: BranchPlace;
  readonly pull: Pull | null;
}

/** Our branch is named after the base that it began from, which may be called otherwise by now. */
export async function readOwnBranch(
  client: GitHubClient,
  repo: string,
  base: string,
  topic?: string,
): Promise<ExistingBranch | 'archived'> {
  const [owner = '', name = ''] = repo.split('/');
  const found = await client.getJson('/repos/{owner}/{repo}', { owner, repo: name });
  const repository = repositorySchema.safeParse(found).data;
  if (repository === undefined) throw unexpected(`${repo}: GitHub's response was not understood.`, repo);
  if (repository.archived === true) return 'archived';
  // From here on by its name of today: a write to an old name may not arrive.
  const [todaysOwner = owner, todaysName = name] = repository.full_name.split('/');
  const branch = nameBranch(base, topic);
  const place = { owner: todaysOwner, repo: todaysName, id: repository.node_id, base, branch };
  const parameters = { owner: todaysOwner, repo: todaysName, head: `${todaysOwner}:${branch}`, state: 'all' };
  const listed = await client.getJson('/repos/{owner}/{repo}/pulls', { ...parameters, per_page: 10 });
  // A list that cannot be read whole must not look like "there is none": that would open a second one.
  const pulls = z.array(pullSchema).safeParse(listed);
  if (!pulls.success) throw unexpected(`${repo}: the pull requests could not be read.`, repo);
  const own = pulls.data.filter(({ head }) => head.repo == null || head.repo.id === repository.id);
  const newest = own.toSorted((one, other) => other.number - one.number);
  return { place, pull: newest.find(({ state }) => state === 'open') ?? newest[0] ?? null };
}

const planMark = (plan: string) => `<!-- statusfolio: plan ${plan} -->`;
const readPlan = ({ body }: Pull) => /<!-- statusfolio: plan (\w+) -->/.exec(body ?? '')?.[1] ?? null;

const branchModifiedMark = '<!-- statusfolio: hands off -->';
const handsOffText =
  'Somebody committed to this branch, so Statusfolio leaves it alone from now on. ' +
  'Merge it or close it as you like; after that Statusfolio proposes changes again.';

/** Once per pull request, whatever is remembered. Returns what to remember. */
async function commentBranchModified(
  client: GitHubClient,
  { owner, repo }: BranchPlace,
  pull: Pull,
  known: PullRequestRecord | null,
): Promise<PullRequestRecord> {
  const record = toRecord(pull, known?.headOid ?? '', readPlan(pull) ?? '', 'open');
  if (known?.number === pull.number && known.isLeft === true) return known;
  const parameters = { owner, repo, issue_number: pull.number };
  const route = '/repos/{owner}/{repo}/issues/{issue_number}/comments';
  const found = await getOrNull(client, route, { ...parameters, per_page: 100 });
  const comments = z.array(z.object({ body: z.string() })).safeParse(found);
  // Not known whether it was said already: better not at all than twice.
  if (!comments.success) return record;
  if (comments.data.some(({ body }) => body.includes(branchModifiedMark))) return { ...record, isLeft: true };
  const body = `${handsOffText}\n\n${branchModifiedMark}`;
  const answer = await client.send(`POST ${route}`, { ...parameters, body });
  // Whatever else came back: the next fetch finds out whether it was said.
  const isSaid =
    answer.kind === 'done' && String(Reflect.get(Object(answer.data), 'body')).includes(branchModifiedMark);
  return isSaid ? { ...record, isLeft: true } : record;
}

function toRecord(
  { number, html_url: url }: Pull,
  headOid: string,
  plan: string,
  state: PullRequestRecord['state'],
): PullRequestRecord {
  return { number, url, headOid, plan, state };
}
