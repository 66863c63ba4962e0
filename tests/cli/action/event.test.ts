// Which event may write: a list of those that may, tried with those that GitHub has and some that it has not yet.

import { describe, expect, it } from 'vitest';
import { readActionEvent } from '../../../src/cli/action/event.ts';
import { statusIssuePrefix } from '../../../src/core/messages/issue-body.ts';

const repository = { default_branch: 'trunk', fork: false, owner: { login: 'ada' } };
const sender = { type: 'User', login: 'ada' };
const may = (name: string, payload: unknown = { repository }) => readActionEvent(name, payload).may;

describe('only events on the list write', () => {
  it.each(['schedule', 'workflow_dispatch', 'repository_dispatch'])('%s writes', (name) => {
    expect(may(name)).toBe('write');
    expect(may(name, null)).toBe('write');
  });

  it.each([
    'pull_request',
    'pull_request_target',
    'pull_request_review',
    'pull_request_review_comment',
    'merge_group',
    'workflow_run',
    'workflow_call',
    'release',
    'create',
    'delete',
    'deployment',
    'deployment_status',
    'check_run',
    'check_suite',
    'discussion',
    'fork',
    'gollum',
    'label',
    'milestone',
    'page_build',
    'public',
    'registry_package',
    'status',
    'watch',
    'branch_protection_rule',
    'image_version',
    'dynamic',
    'something_new',
    'Schedule',
    'schedule ',
    '__proto__',
    'constructor',
    '',
  ])('%j only reports', (name) => {
    expect(may(name)).toBe('report');
  });

  it.each([
    ['refs/heads/trunk', 'write'],
    ['refs/heads/main', 'report'],
    ['refs/heads/trunk/x', 'report'],
    ['refs/tags/trunk', 'report'],
    ['trunk', 'report'],
    ['', 'report'],
    [undefined, 'report'],
  ])('push to %s: %s', (ref, expected) => {
    expect(may('push', { repository, ref })).toBe(expected);
  });

  it('push to an unknown default branch only reports', () => {
    expect(may('push', { ref: 'refs/heads/trunk' })).toBe('report');
    expect(may('push', { ref: 'refs/heads/', repository: { default_branch: '' } })).toBe('report');
    expect(may('push', null)).toBe('report');
  });
});

describe('issues and comments write only about our own issue, and only when a person speaks', () => {
  const ours = {
    body: `${statusIssuePrefix}\n\nx`,
    user: { type: 'Bot', login: 'github-actions[bot]' },
    author_association: 'NONE',
  };
  const base = { repository, sender, action: 'edited', issue: ours };

  it.each([
    ['an edit of ours', 'issues', {}, 'write'],
    ['closing ours', 'issues', { action: 'closed' }, 'write'],
    ['a comment on ours', 'issue_comment', { action: 'created' }, 'write'],
    [
      'ours, opened by a member',
      'issues',
      { issue: { ...ours, user: { type: 'User', login: 'eve' }, author_association: 'MEMBER' } },
      'write',
    ],
    [
      'ours, opened by the owner of the repository',
      'issues',
      { issue: { ...ours, user: { type: 'User', login: 'ada' } } },
      'write',
    ],
    [
      "a stranger's issue with our mark",
      'issues',
      { issue: { ...ours, user: { type: 'User', login: 'eve' } } },
      'ignore',
    ],
    [
      'a contributor with our mark',
      'issues',
      { issue: { ...ours, user: { type: 'User', login: 'eve' }, author_association: 'CONTRIBUTOR' } },
      'ignore',
    ],
    ['another issue', 'issues', { issue: { ...ours, body: 'hello' } }, 'ignore'],
    ['an issue without a text', 'issues', { issue: { ...ours, body: null } }, 'ignore'],
    [
      'a pull request with our mark',
      'issue_comment',
      { action: 'created', issue: { ...ours, pull_request: {} } },
      'ignore',
    ],
    ['our own edit', 'issues', { sender: { type: 'Bot' } }, 'ignore'],
    ['a label', 'issues', { action: 'labeled' }, 'ignore'],
    ['an action of tomorrow', 'issues', { action: 'something_new' }, 'ignore'],
    ['a comment taken away', 'issue_comment', { action: 'deleted' }, 'ignore'],
  ])('%s', (_, name, more, expected) => {
    expect(may(name, { ...base, ...more })).toBe(expected);
  });

  it('ignores what it cannot read', () => {
    for (const payload of [null, [], 'x', {}, { action: 'edited' }]) expect(may('issues', payload)).toBe('ignore');
  });
});
