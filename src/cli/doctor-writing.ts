// Examines whether a document may be written, with the credential that writes: may it commit, may it propose and ask,
// and would a site that is built from the repository follow the commit.

import type { RefreshTarget } from '../pipeline/refresh.ts';
import type { Account } from '../ports.ts';
import type { Settings } from '../settings.ts';
import type { Finding } from './doctor.ts';
import type { Openers } from './openers.ts';

/** What an App needs beside committing, and for what. */
const furtherGrants = [
  ['pull_requests', 'changes cannot be proposed in a pull request'],
  ['issues', 'questions cannot be asked in an issue'],
] as const;

/** Documents that are made into pages by a workflow. */
const isSiteSource = (path: string) => /\.(qmd|rmd|html?)$/i.test(path);

export async function examineWriting(target: RefreshTarget, settings: Settings, openers: Openers): Promise<Finding[]> {
  const { ref, label, publish } = target;
  if (ref.kind !== 'github' || publish === 'none') return [];
  // What is written with is what must be allowed to write.
  const { token, writeToken, app } = settings;
  const writesAs = writeToken === null ? { token, app } : { token: writeToken, app: null };
  const writer = openers.openAccount({ ...settings, ...writesAs, writeToken: null });
  if (writesAs.app !== null) return await examineGrants(label, ref.repo, writer);

  const isNobodys = (await writer.readToken()).login === null;
  const permission = await writer.readPermission(ref.repo);
  const findings: Finding[] = [];
  if (permission === 'write' || permission === 'admin') {
    findings.push({
      state: 'good',
      what: label,
      says: 'The token belongs to somebody who may commit to it.',
      fix: '',
    });
  } else if (isNobodys && permission !== null) {
    const says = 'Whether the token of a workflow may commit to it stands in the workflow.';
    findings.push({ state: 'notice', what: label, says, fix: 'Check its "permissions: contents: write".' });
  } else {
    const says = `The token may not commit to ${ref.repo}.`;
    findings.push({
      state: 'bad',
      what: label,
      says,
      fix: 'Give it "Contents: read and write" on that repository.',
    });
  }
  if (isNobodys) findings.push(...(await examineSite(target, ref.repo, writer)));
  return findings;
}

async function examineGrants(label: string, repo: string, account: Account): Promise<Finding[]> {
  const grants = await account.readGrants(repo);
  if (grants === null) {
    const fix = 'Install it from its page, on this repository.';
    return [{ state: 'bad', what: label, says: `The GitHub App is not installed on ${repo}.`, fix }];
  }
  const fix = 'Change the permissions of the App, and accept them in the installation.';
  const missing = furtherGrants.flatMap(([name, effect]): Finding[] => {
    const says = `The GitHub App lacks "${name}: write", so ${effect}.`;
    return grants[name] === 'write' ? [] : [{ state: 'notice', what: label, says, fix }];
  });
  if (grants['contents'] === 'write')
    return [{ state: 'good', what: label, says: 'The GitHub App may commit to it.', fix: '' }, ...missing];
  return [{ state: 'bad', what: label, says: `The GitHub App may not commit to ${repo}.`, fix }, ...missing];
}

/** A commit by a workflow's own token starts neither a workflow nor a Pages build. */
async function examineSite({ ref, label, publish, afterPublish }: RefreshTarget, repo: string, account: Account) {
  const isStarted = afterPublish != null || publish === 'pull-request';
  if (isStarted || !(isSiteSource(ref.path) || (await account.readSite(repo)) === true)) return [];
  const says = `A site is built from ${repo}, and GitHub builds none after a commit with a workflow's own token.`;
  const fix = 'Name the workflow that builds it under "after_publish", or give GITHUB_WRITE_TOKEN a token of your own.';
  return [{ state: 'notice', what: label, says, fix } as const];
}
