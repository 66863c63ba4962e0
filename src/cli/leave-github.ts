// What `leave` takes out of repositories: webhooks, the pull request and its branch, the status issue, the memory.

import { inboxMark } from '../core/word-inbox.ts';
import { StatusfolioError } from '../errors.ts';
import type { Account, GitHub } from '../ports.ts';
import { type LeaveOptions, type Step, toGone } from './leave-steps.ts';
import type { ReadTarget } from './listed-repositories.ts';
import type { Prepared } from './prepare.ts';

const stateBranch = 'statusfolio-state';

export function listGitHubSteps(
  repositories: readonly string[],
  read: readonly ReadTarget[],
  { settings }: Prepared,
  { url }: LeaveOptions,
  github: GitHub,
  account: Account,
): Step[] {
  const address = url ?? (settings.publicUrl === null ? null : `${settings.publicUrl}/webhooks/github`);
  const homes = new Map<string, Set<string>>();
  for (const { target, file } of read) {
    if (target.ref.kind !== 'github') continue;
    const branches = homes.get(target.ref.repo) ?? new Set();
    homes.set(target.ref.repo, branches.add(file.branch ?? ''));
  }
  // A local document says nothing about webhooks: they are a matter of servers.
  const hooked = homes.size > 0 || address !== null ? repositories : [];
  return [
    ...hooked.map((repo) => removeHooks(repo, address, account)),
    ...[...homes].flatMap(([repo, branches]) => [
      ...[...branches].map((base) => removeProposal(repo, base, github, account)),
      removeIssue(repo, github, account),
      {
        where: repo,
        what: `branch ${stateBranch}`,
        run: async () => toGone(await account.deleteBranch(repo, stateBranch)),
      },
    ]),
  ];
}

function removeHooks(repo: string, address: string | null, account: Account): Step {
  const run: Step['run'] = async () => {
    const hooks = await account.listHooks(repo).catch((error: unknown) => {
      // Where the token may not see any, it has not made any either.
      if (error instanceof StatusfolioError && error.code === 'NOT_VISIBLE') return [];
      throw error;
    });
    const ours = hooks.filter((hook) => hook.url === address);
    for (const { id } of ours) await account.deleteHook(repo, id);
    const alike = hooks.filter((hook) => !ours.includes(hook) && hook.url.endsWith('/webhooks/github'));
    if (ours.length === 0 && alike.length > 0) {
      return { state: 'left', note: `is ${alike[0]?.url} yours? Then repeat it with --url and that address` };
    }
    return toGone(ours.length > 0);
  };
  return { where: repo, what: 'webhook', run };
}

function removeProposal(repo: string, base: string, github: GitHub, account: Account): Step {
  const run: Step['run'] = async () => {
    const { kind } = await github.proposals.withdraw({ repo, base, known: null });
    const branch = await account.deleteProposalBranch(repo, base);
    if (branch === 'left') return { state: 'left', note: 'somebody else committed to it: it is theirs' };
    if (branch === 'kept') return { state: 'failed', note: 'GitHub did not delete the branch' };
    return toGone(kind === 'withdrawn' || branch === 'removed');
  };
  return { where: repo, what: `pull request and branch statusfolio/${base}`, run };
}

function removeIssue(repo: string, github: GitHub, account: Account): Step {
  const run: Step['run'] = async () => {
    const reading = await github.inboxes.read(repo, null, inboxMark);
    if (reading.kind !== 'found') return toGone(false);
    const { number, url } = reading.issue;
    if (await account.deleteIssue(repo, number)) return toGone(true);
    const body = 'Statusfolio does not look after this repository any more. This issue can be deleted.';
    const written = await github.inboxes.write(repo, { number, title: 'Project statuses', body, state: 'closed' });
    if (written.kind === 'rejected') return { state: 'failed', note: written.problem.message };
    return { state: 'left', note: `closed; only an administrator may delete ${url}` };
  };
  return { where: repo, what: 'status issue', run };
}
