// The status issue: found by its number, or among all issues by who opened it and the mark in its text; made,
// edited in place, closed and reopened. Whose answer counts is GitHub's own word about permissions.

import * as z from 'zod';
import type { StatusIssueReading, StatusIssueResult, StatusIssues } from '../ports/github.ts';
import type { GitHubClient } from './client.ts';
import { explainStatus, unexpected } from './errors.ts';
import { getOrNull } from './pull-request/branch.ts';
import { newestIssues, statusIssueByNumber } from './queries.ts';
import { visibility } from './schemas.ts';

const actor = z
  .object({ __typename: z.string(), login: z.string() })
  .nullish()
  .transform((found) => (found == null ? null : found.__typename === 'Bot' ? `${found.login}[bot]` : found.login));

const issueSchema = z.object({
  number: z.number(),
  url: z.string(),
  state: z.enum(['OPEN', 'CLOSED']).transform((state) => (state === 'OPEN' ? ('open' as const) : ('closed' as const))),
  body: z.string(),
  viewerDidAuthor: z.boolean(),
  author: actor,
  timelineItems: z.object({ nodes: z.array(z.object({ actor }).nullable()).nullish() }).nullish(),
  lastEditedAt: z.string().nullish(),
  editor: actor,
  userContentEdits: z
    .object({ nodes: z.array(z.object({ editedAt: z.string(), editor: actor }).nullable()).nullish() })
    .nullish(),
  comments: z.object({ nodes: z.array(z.object({ author: actor, body: z.string(), createdAt: z.string() })) }),
});
type IssueSchema = z.infer<typeof issueSchema>;

const answerSchema = z.object({
  repository: z
    .object({
      hasIssuesEnabled: z.boolean(),
      visibility: visibility.nullish(),
      issue: issueSchema.nullish(),
      issues: z
        .object({
          nodes: z.array(issueSchema),
          pageInfo: z.object({ hasNextPage: z.boolean(), endCursor: z.string().nullish() }).nullish(),
        })
        .nullish(),
    })
    .nullable(),
});
const writtenSchema = z.object({ number: z.number(), html_url: z.string(), updated_at: z.string() });
const permissionSchema = z.object({ permission: z.string(), role_name: z.string().nullish() });

export function openStatusIssues(client: GitHubClient): StatusIssues {
  return {
    read: (repo, number, mark) => readStatusIssue(client, repo, number, mark),
    write: (repo, issue) => writeStatusIssue(client, repo, issue),
    retire: (repo, number, successor) => retireStatusIssue(client, repo, number, successor),
    mayWrite: (repo, login) => mayWrite(client, repo, login),
  };
}

async function mayWrite(client: GitHubClient, repo: string, login: string): Promise<boolean> {
  const [owner, name] = repo.split('/');
  // Asked of everybody: whoever bears the owner's name in the address may have taken it over.
  const route = '/repos/{owner}/{repo}/collaborators/{username}/permission';
  const found = await getOrNull(client, route, { owner, repo: name, username: login });
  if (found === null) return false;
  const { data } = permissionSchema.safeParse(found);
  if (data === undefined) throw unexpected(`${repo}: what ${login} may do could not be read.`, repo);
  return ['admin', 'write', 'maintain'].includes(data.permission);
}

/** Of fifty issues each: more than any repository has that people manage by hand. */
const maxPages = 200;

async function readStatusIssue(
  client: GitHubClient,
  repo: string,
  number: number | null,
  mark: string,
): Promise<StatusIssueReading> {
  const [owner = '', name = ''] = repo.split('/');
  const isMarked = (issue: IssueSchema | null | undefined) => issue?.body.trimStart().startsWith(mark) === true;
  if (number !== null) {
    const found = await ask(client, repo, statusIssueByNumber, { owner, name, number });
    if (!found.hasIssuesEnabled) return { kind: 'disabled' };
    const { issue } = found;
    const isPublic = readIsPublic(found);
    if (issue == null || !isMarked(issue)) return { kind: 'none', isPublic };
    // Anybody may copy our mark; the token that opened it may have been another one.
    const isTrusted =
      issue.viewerDidAuthor ||
      (issue.author !== null && (isApp(issue.author) || (await mayWrite(client, repo, issue.author))));
    return isTrusted ? { kind: 'found', issue: toIssue(issue), isPublic } : { kind: 'none', isPublic };
  }
  let isPublic = true;
  let after: string | null = null;
  for (let page = 0; page < maxPages; page += 1) {
    const found = await ask(client, repo, newestIssues, { owner, name, after });
    if (!found.hasIssuesEnabled) return { kind: 'disabled' };
    const { issues } = found;
    isPublic = readIsPublic(found);
    // The account that we write as may have others: a workflow's has many.
    const own = issues?.nodes.find((issue) => issue.viewerDidAuthor && isMarked(issue));
    if (own !== undefined) return { kind: 'found', issue: toIssue(own), isPublic };
    after = issues?.pageInfo?.hasNextPage === true ? (issues.pageInfo.endCursor ?? null) : null;
    if (after === null) break;
  }
  return { kind: 'none', isPublic };
}

/** What GitHub does not say counts as public. */
function readIsPublic({ visibility: told }: { readonly visibility?: string | null | undefined }): boolean {
  return told !== 'private' && told !== 'internal';
}

/** Only an App that the owner installed may open issues as one. */
function isApp(author: string): boolean {
  return author.endsWith('[bot]');
}

async function ask(client: GitHubClient, repo: string, text: string, variables: Readonly<Record<string, unknown>>) {
  const answer = await client.query(text, variables);
  if (answer.kind === 'overloaded') throw answer.error;
  const failure = answer.errors.find(({ type }) => type !== 'NOT_FOUND');
  const parsed = answerSchema.safeParse(answer.data);
  // The repository was there a moment ago: an issue may be gone, but that is for an answer about it to say.
  if (failure !== undefined || !parsed.success || parsed.data.repository === null) {
    throw unexpected(`${repo}: its issues could not be read.`, repo);
  }
  return parsed.data.repository;
}

/** What cannot be said or closed stays open: the other issue is there all the same. */
async function retireStatusIssue(
  client: GitHubClient,
  repo: string,
  number: number,
  successor: number | null,
): Promise<void> {
  const [owner, name] = repo.split('/');
  const place = { owner, repo: name, issue_number: number };
  const body =
    successor === null
      ? 'This issue is no longer used: boxes ticked from now on are not read.'
      : `#${successor} replaces this issue: boxes ticked here from now on are not read.`;
  await client.send('POST /repos/{owner}/{repo}/issues/{issue_number}/comments', { ...place, body });
  await client.send('PATCH /repos/{owner}/{repo}/issues/{issue_number}', { ...place, state: 'closed' });
}

function toIssue(schema: IssueSchema) {
  const { number, url, state, body, editor, lastEditedAt, userContentEdits, comments } = schema;
  const closedBy = state === 'closed' ? (schema.timelineItems?.nodes?.[0]?.actor ?? null) : null;
  const edits = [{ editor, editedAt: lastEditedAt ?? '' }, ...(userContentEdits?.nodes ?? [])].flatMap((edit) =>
    edit?.editor == null || edit.editedAt === '' ? [] : [{ editor: edit.editor, at: edit.editedAt }],
  );
  const said = comments.nodes.flatMap(({ author, body: text, createdAt }) =>
    author === null ? [] : [{ author, body: text, at: createdAt }],
  );
  return {
    number,
    url,
    state,
    body,
    author: schema.author ?? '',
    isOwn: schema.viewerDidAuthor,
    closedBy,
    edits,
    comments: said,
  };
}

async function writeStatusIssue(
  client: GitHubClient,
  repo: string,
  { number, title, body, state }: Parameters<StatusIssues['write']>[1],
): Promise<StatusIssueResult> {
  const [owner, name] = repo.split('/');
  const place = { owner, repo: name };
  const answer =
    number === null
      ? await client.send('POST /repos/{owner}/{repo}/issues', { ...place, title, body })
      : await client.send('PATCH /repos/{owner}/{repo}/issues/{issue_number}', {
          ...place,
          issue_number: number,
          title,
          body,
          state,
        });
  if (answer.kind === 'refused') {
    if (answer.status === 410 || /issues (has been|are) disabled/i.test(answer.message)) return { kind: 'disabled' };
    return { kind: 'rejected', problem: { where: repo, ...explainIssueRefusal(answer.status, answer.message) } };
  }
  const written = writtenSchema.safeParse(answer.data);
  if (!written.success) throw unexpected(`${repo}: the status issue was not confirmed.`, repo);
  const { number: made, html_url: url, updated_at: at } = written.data;
  return { kind: 'written', number: made, url, at };
}

function explainIssueRefusal(status: number, message: string) {
  const reason = explainStatus(status, message);
  if (reason.code !== 'WRITE_FORBIDDEN') return reason;
  const hint = 'Give the token "Issues: read and write" on the repository; until then questions are on the dashboard.';
  return { ...reason, message: 'The token may not write issues.', hint };
}
