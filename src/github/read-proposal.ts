// What stands on GitHub of our pull request: the newest one from our branch, whose it is, and which plan it carries.

import * as z from 'zod';
import type { ProposalRecord } from '../ports.ts';
import { type BranchPlace, getOrNull } from './branch-work.ts';
import type { GitHubClient } from './client.ts';
import { unexpected } from './read-failure.ts';

const repositoryShape = z.object({
  id: z.number(),
  node_id: z.string(),
  full_name: z.string(),
  archived: z.boolean().nullish(),
});
export const pullShape = z.object({
  number: z.number(),
  html_url: z.string(),
  state: z.enum(['open', 'closed']),
  body: z.string().nullish(),
  merged_at: z.string().nullish(),
  merge_commit_sha: z.string().nullish(),
  base: z.object({ ref: z.string() }).nullish(),
  head: z.object({ sha: z.string(), repo: z.object({ id: z.number() }).nullish() }),
});
export type Pull = z.infer<typeof pullShape>;

function nameBranch(base: string): string {
  return `statusfolio/${base}`;
}

export interface Standing {
  readonly place: BranchPlace;
  readonly pull: Pull | null;
}

/** Our branch is named after the base that it began from, which may be called otherwise by now. */
export async function readStanding(client: GitHubClient, repo: string, base: string): Promise<Standing | 'archived'> {
  const [owner = '', name = ''] = repo.split('/');
  const found = await client.getJson('/repos/{owner}/{repo}', { owner, repo: name });
  const repository = repositoryShape.safeParse(found).data;
  if (repository === undefined) throw unexpected(`${repo}: GitHub's answer was not understood.`, repo);
  if (repository.archived === true) return 'archived';
  // From here on by its name of today: a write to an old name may not arrive.
  const [todaysOwner = owner, todaysName = name] = repository.full_name.split('/');
  const branch = nameBranch(base);
  const place = { owner: todaysOwner, repo: todaysName, id: repository.node_id, base, branch };
  const parameters = { owner: todaysOwner, repo: todaysName, head: `${todaysOwner}:${branch}`, state: 'all' };
  const listed = await client.getJson('/repos/{owner}/{repo}/pulls', { ...parameters, per_page: 10 });
  // A list that cannot be read whole must not look like "there is none": that would open a second one.
  const pulls = z.array(pullShape).safeParse(listed);
  if (!pulls.success) throw unexpected(`${repo}: the pull requests could not be read.`, repo);
  const own = pulls.data.filter(({ head }) => head.repo == null || head.repo.id === repository.id);
  const newest = own.toSorted((one, other) => other.number - one.number);
  return { place, pull: newest.find(({ state }) => state === 'open') ?? newest[0] ?? null };
}

export const planMark = (plan: string) => `<!-- statusfolio: plan ${plan} -->`;
export const readPlan = ({ body }: Pull) => /<!-- statusfolio: plan (\w+) -->/.exec(body ?? '')?.[1] ?? null;

const handsOffMark = '<!-- statusfolio: hands off -->';
const handsOffText =
  'Somebody committed to this branch, so Statusfolio leaves it alone from now on. ' +
  'Merge it or close it as you like; after that Statusfolio proposes changes again.';

/** Once per pull request, whatever is remembered. Returns what to remember. */
export async function sayHandsOff(
  client: GitHubClient,
  { owner, repo }: BranchPlace,
  pull: Pull,
  known: ProposalRecord | null,
): Promise<ProposalRecord> {
  const record = toRecord(pull, known?.headOid ?? '', readPlan(pull) ?? '', 'open');
  if (known?.number === pull.number && known.isLeft === true) return known;
  const parameters = { owner, repo, issue_number: pull.number };
  const route = '/repos/{owner}/{repo}/issues/{issue_number}/comments';
  const found = await getOrNull(client, route, { ...parameters, per_page: 100 });
  const comments = z.array(z.object({ body: z.string() })).safeParse(found);
  // Not known whether it was said already: better not at all than twice.
  if (!comments.success) return record;
  if (comments.data.some(({ body }) => body.includes(handsOffMark))) return { ...record, isLeft: true };
  const body = `${handsOffText}\n\n${handsOffMark}`;
  const answer = await client.send(`POST ${route}`, { ...parameters, body });
  // Whatever else came back: the next look finds out whether it was said.
  const isSaid = answer.kind === 'done' && String(Reflect.get(Object(answer.data), 'body')).includes(handsOffMark);
  return isSaid ? { ...record, isLeft: true } : record;
}

export function toRecord(
  { number, html_url: url }: Pull,
  headOid: string,
  plan: string,
  state: ProposalRecord['state'],
): ProposalRecord {
  return { number, url, headOid, plan, state };
}
