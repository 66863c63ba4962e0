// Projects a webhook payload onto the thin row that is kept of it. Reads own keys only and tolerates every type: what
// is not as GitHub documents it becomes null. The payload itself is never kept.

import { readEventFacts } from '../../core/activity/parse-event.ts';
import { readLifeCycle } from '../../core/activity/parse-installation.ts';
import { webhookEvents } from '../../core/activity/webhook-events.ts';
import { toInstant } from '../../core/dates.ts';
import { ownTrailer } from '../../core/messages/commit-style.ts';
import { statusIssuePrefix } from '../../core/messages/issue-body.ts';
import type { Delivery } from '../../ports/records.ts';

/** Events that can change what is derived or published, with the actions that matter; null: all of them. */
const usedEvents = new Map(webhookEvents.map(({ name, actions }) => [name, actions]));

/** GitHub's limits are 39 + 1 + 100 for a name and 255 bytes for a branch; anything longer is not GitHub's. */
const maxNameLength = 150;
const maxTextLength = 300;

/** The delivery as it is recorded; null when the event is of no use. `head` is that of GitHub's request. */
export function projectDelivery(event: string, head: WebhookHead, payload: object): Delivery | null {
  const actions = usedEvents.get(event);
  const action = readText(payload, 'action');
  if (actions === undefined || (actions !== null && !actions.has(action ?? ''))) return null;

  if (!isAboutUs(event, payload)) return null;

  const deliveryId = readToken(head.deliveryId) ?? '';
  const repository = readObject(payload, 'repository');
  const repositoryName = readFullName(readText(repository, 'full_name'));
  const receivedAt = toInstant(head.receivedAt);
  return {
    key: keyDelivery(head, deliveryId),
    deliveryId,
    event,
    action,
    repositoryId: readText(repository, 'node_id'),
    repositoryName,
    previousName: repositoryName === null ? null : readPreviousName(payload, repositoryName),
    ref: event === 'push' ? readText(payload, 'ref') : null,
    after: readAfter(event, payload),
    facts: readEventFacts(event, payload, ownTrailer),
    ...readAudience(event, action, payload, receivedAt),
    receivedAt,
  };
}

/** Through which installation it came, who may know of it, and what it says of the installation itself. */
function readAudience(
  event: string,
  action: string | null,
  payload: object,
  receivedAt: string,
): Pick<Delivery, 'installationId' | 'isPublic' | 'lifeCycle'> {
  const installationId = readOwn(readObject(payload, 'installation'), 'id');
  const repository = readObject(payload, 'repository');
  // Everybody could see it until it was made private.
  const isPublic = readOwn(repository, 'private') === false && readOwn(repository, 'visibility') !== 'internal';
  const wasPublic = event === 'repository' && action === 'privatized';
  const lifeCycle = readLifeCycle(event, payload, receivedAt);
  return {
    ...(Number.isSafeInteger(installationId) && { installationId: Number(installationId) }),
    ...((isPublic || wasPublic) && { isPublic: true }),
    ...(lifeCycle !== null && { lifeCycle }),
  };
}

/** The new head: of what was pushed, or of the pull request that it was pushed to. */
function readAfter(event: string, payload: object): string | null {
  if (event === 'push') return readText(payload, 'after');
  return event === 'pull_request' ? readText(readObject(readObject(payload, 'pull_request'), 'head'), 'sha') : null;
}

/** Of pull requests and issues only our own matter: the one from our branch, the one with our mark in its text. */
function isAboutUs(event: string, payload: object): boolean {
  if (event === 'pull_request') {
    const pullRequest = readObject(payload, 'pull_request');
    if (isByItsAuthor(payload, pullRequest)) return false;
    return readText(readObject(pullRequest, 'head'), 'ref')?.startsWith('statusfolio/') === true;
  }
  if (event !== 'issues' && event !== 'issue_comment') return true;
  const issue = readObject(payload, 'issue');
  if (isByItsAuthor(payload, issue)) return false;
  const body = readOwn(issue, 'body');
  return typeof body === 'string' && body.startsWith(statusIssuePrefix) && mayBeOurs(issue);
}

/** A program did this to what it opened itself: our own edit, which would only cause another refresh. */
function isByItsAuthor(payload: object, opened: object | null): boolean {
  const sender = readObject(payload, 'sender');
  const login = readText(sender, 'login');
  return (
    readText(sender, 'type') === 'Bot' && login !== null && login === readText(readObject(opened, 'user'), 'login')
  );
}

/** A stranger's issue with our mark in it is none of ours: we write as an App, or as somebody who belongs to the repository. */
function mayBeOurs(issue: object | null): boolean {
  const association = readText(issue, 'author_association');
  const isProgram = readText(readObject(issue, 'user'), 'type') === 'Bot';
  return isProgram || association === null || ['OWNER', 'MEMBER', 'COLLABORATOR'].includes(association);
}

/** Two hooks that are sent the same event share its delivery id, so the id alone would drop the second one's copy. */
function keyDelivery({ targetType, targetId, hookId }: WebhookHead, deliveryId: string): string {
  return `${readToken(targetType) ?? 'hook'}:${readToken(targetId) ?? readToken(hookId) ?? '0'}:${deliveryId}`;
}

/** The value of a header made of letters, digits, `_` and `-`, as all of GitHub's are; null when missing or anything else. */
export function readToken(value: string | null): string | null {
  return value !== null && /^[\w-]{1,100}$/.test(value) ? value : null;
}

/** What a renamed or transferred repository was called before. */
function readPreviousName(payload: object, fullName: string): string | null {
  const [owner, name] = fullName.split('/');
  const changes = readObject(payload, 'changes');
  const formerName = readText(readObject(readObject(changes, 'repository'), 'name'), 'from');
  const from = readObject(readObject(changes, 'owner'), 'from');
  const formerOwner =
    readText(readObject(from, 'user'), 'login') ?? readText(readObject(from, 'organization'), 'login');
  if (formerName === null && formerOwner === null) return null;
  return readFullName(`${formerOwner ?? owner}/${formerName ?? name}`);
}

function readFullName(text: string | null): string | null {
  return text !== null && text.length <= maxNameLength && /^[\w.-]+\/[\w.-]+$/.test(text) ? text : null;
}

function readText(value: object | null, key: string): string | null {
  const text = readOwn(value, key);
  return typeof text === 'string' && text.length <= maxTextLength ? text : null;
}

function readObject(value: object | null, key: string): object | null {
  const inner = readOwn(value, key);
  return typeof inner === 'object' ? inner : null;
}

function readOwn(value: object | null, key: string): unknown {
  return value !== null && Object.hasOwn(value, key) ? Reflect.get(value, key) : null;
}

/** GitHub's headers; null where one is missing. */
export interface WebhookHead {
  readonly contentType: string;
  /** `X-Hub-Signature-256`. */
  readonly signature: string;
  readonly event: string | null;
  readonly deliveryId: string | null;
  readonly targetType: string | null;
  readonly targetId: string | null;
  readonly hookId: string | null;
  readonly receivedAt: Date;
}
