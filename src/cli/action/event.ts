// What a run of the Action may do, by the event that started it. Only events on this list write: whatever GitHub adds
// one day, and whatever a workflow is started by on a branch, a tag or a pull request, is reported on and nothing else.

import { statusIssuePrefix } from '../../core/messages/issue-body.ts';

export interface ActionEvent {
  readonly name: string;
  /** 'ignore': nothing about it concerns us; the run ends before the first request. */
  readonly may: 'write' | 'report' | 'ignore';
  readonly isFork: boolean;
  /** The commit that a pull request began from; null: it is no pull request, or nobody said. */
  readonly baseOid: string | null;
}

/** A schedule or a request, which only those who may write to the repository can make. */
const requests = new Set(['schedule', 'workflow_dispatch', 'repository_dispatch']);

/** What can hold an answer of the owner, by event. */
const answers = new Map([
  ['issues', new Set(['edited', 'closed', 'reopened'])],
  ['issue_comment', new Set(['created', 'edited'])],
]);

/** `payload` is the event as GitHub sent it; what is missing in it is not known, and nothing is written on a guess. */
export function readActionEvent(name: string, payload: unknown): ActionEvent {
  const isFork = read(payload, 'repository', 'fork') === true;
  const oid = read(payload, 'pull_request', 'base', 'sha');
  const baseOid = typeof oid === 'string' && /^[0-9a-f]{40,64}$/.test(oid) ? oid : null;
  return { name, isFork, may: decide(name, payload), baseOid };
}

function decide(name: string, payload: unknown): ActionEvent['may'] {
  if (requests.has(name)) return 'write';
  if (name === 'push') return isDefaultBranch(payload) ? 'write' : 'report';
  const actions = answers.get(name);
  if (actions === undefined) return 'report';
  return actions.has(String(read(payload, 'action'))) && isOwnIssue(payload) && isByPerson(payload)
    ? 'write'
    : 'ignore';
}

function isDefaultBranch(payload: unknown): boolean {
  const branch = read(payload, 'repository', 'default_branch');
  return typeof branch === 'string' && branch !== '' && read(payload, 'ref') === `refs/heads/${branch}`;
}

/** Anybody can open an issue with our mark in it; ours was opened by a program or by somebody of the repository. */
function isOwnIssue(payload: unknown): boolean {
  const issue = read(payload, 'issue');
  const body = read(issue, 'body');
  if (typeof body !== 'string' || !body.includes(statusIssuePrefix) || read(issue, 'pull_request') != null)
    return false;
  const owner = read(payload, 'repository', 'owner', 'login');
  return (
    read(issue, 'user', 'type') === 'Bot' ||
    ['OWNER', 'MEMBER', 'COLLABORATOR'].includes(String(read(issue, 'author_association'))) ||
    (owner !== undefined && read(issue, 'user', 'login') === owner)
  );
}

/** Programs cannot answer questions, and our own edit would start the workflow in a loop. */
function isByPerson(payload: unknown): boolean {
  return read(payload, 'sender', 'type') === 'User';
}

function read(value: unknown, ...keys: readonly string[]): unknown {
  let found = value;
  for (const key of keys) {
    if (typeof found !== 'object' || found === null || !Object.hasOwn(found, key)) return undefined;
    found = Reflect.get(found, key);
  }
  return found;
}
