// What people do to issues: edit the text (checkboxes are edits), comment, close. The webhooks say who did it.

import { type IssueState, nextId, type SimulatedRepository } from './repository.ts';

export function findIssue(repository: SimulatedRepository, number: number): IssueState {
  const found = repository.state.issues.find((issue) => issue.number === number);
  if (found === undefined) throw new RangeError(`there is no issue ${number}`);
  return found;
}

export function openIssue(
  repository: SimulatedRepository,
  { title, body, by }: { readonly title: string; readonly body: string; readonly by: string },
): IssueState {
  const issue: IssueState = {
    number: repository.nextNumber(),
    author: by,
    title,
    body,
    state: 'open',
    editor: null,
    editedAt: null,
    edits: [],
    comments: [],
  };
  repository.state.issues.unshift(issue);
  tell(repository, issue, 'opened', by);
  return issue;
}

export function editIssue(repository: SimulatedRepository, number: number, body: string, by: string, at: Date): void {
  const issue = findIssue(repository, number);
  const from = issue.body;
  if (from === body) return;
  Object.assign(issue, { body, editor: by, editedAt: at });
  issue.edits.push({ editor: by, at, body });
  tell(repository, issue, 'edited', by, { changes: { body: { from } } });
}

/** Checks the first box, at or below the line that names the project, whose label begins with `label`. */
export function checkBox(
  repository: SimulatedRepository,
  number: number,
  {
    project,
    label,
    by,
    at,
  }: { readonly project: string; readonly label: string; readonly by: string; readonly at: Date },
): void {
  const lines = findIssue(repository, number).body.split('\n');
  const start = lines.findIndex((line) => line.includes(project));
  const index = lines.findIndex((line, position) => position > start && line.startsWith(`- [ ] ${label}`));
  if (start === -1 || index === -1) throw new RangeError(`no box "${label}" for ${project} in:\n${lines.join('\n')}`);
  lines[index] = (lines[index] ?? '').replace('- [ ]', '- [x]');
  editIssue(repository, number, lines.join('\n'), by, at);
}

export function commentOn(
  repository: SimulatedRepository,
  number: number,
  { body, by, at }: { readonly body: string; readonly by: string; readonly at: Date },
): void {
  const issue = repository.state.issues.find((found) => found.number === number);
  const request = repository.state.pullRequests.find((found) => found.number === number);
  const comment = { id: nextId(), author: by, at, body };
  (issue ?? request)?.comments.push(comment);
  const about = issue ?? { number, body: request?.body ?? '', title: request?.title ?? '' };
  repository.tell('issue_comment', 'created', {
    issue: {
      number,
      title: about.title,
      body: about.body,
      ...(issue !== undefined && {
        user: { login: issue.author, type: issue.author.endsWith('[bot]') ? 'Bot' : 'User' },
        author_association: associationOf(repository, issue.author),
      }),
    },
    comment: { id: comment.id, body, user: { login: by } },
    sender: { login: by, type: 'User', id: 2 },
  });
}

export function closeIssue(repository: SimulatedRepository, number: number, by: string): void {
  const issue = findIssue(repository, number);
  issue.state = 'closed';
  issue.closedBy = by;
  tell(repository, issue, 'closed', by);
}

/** What GitHub says of an account and a repository, as far as it matters here. */
function associationOf({ state }: SimulatedRepository, login: string): string {
  if (login.toLowerCase() === state.owner.toLowerCase()) return 'OWNER';
  return state.collaborators.has(login) ? 'COLLABORATOR' : 'NONE';
}

export function tell(
  repository: SimulatedRepository,
  { number, title, body, state, author }: IssueState,
  action: string,
  by: string,
  rest: Record<string, unknown> = {},
): void {
  repository.tell('issues', action, {
    issue: {
      number,
      title,
      body,
      state,
      user: { login: author, type: author.endsWith('[bot]') ? 'Bot' : 'User' },
      author_association: associationOf(repository, author),
    },
    sender: { login: by, type: by.endsWith('[bot]') ? 'Bot' : 'User', id: 2 },
    ...rest,
  });
}
