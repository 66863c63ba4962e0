// One status with several meanings: only GitHub's own words for "another run was faster" are read as that.

import { describe, expect, it } from 'vitest';
import { explainBranchRefusal, explainRejection } from '../../src/github/errors.ts';

describe('a refusal about a branch of ours', () => {
  it.each([
    [422, 'Reference already exists'],
    [422, 'Update is not a fast forward'],
    [422, 'Reference does not exist'],
    [409, 'Git Repository is empty.'],
  ])('is another run for %d %s', (status, message) => {
    expect(explainBranchRefusal(status, message, 'ours')).toBeNull();
  });

  it.each([
    [422, 'Reference update failed'],
    [422, 'Repository rule violations found\n\nCannot create ref due to creations being restricted.'],
    [403, 'Repository rule violations found: Changes must be made through a pull request.'],
  ])('is a rule that the owner can change for %d %s', (status, message) => {
    expect(explainBranchRefusal(status, message, 'ours')).toMatchObject({
      code: 'PROTECTED',
      message: expect.stringContaining('forbids the branch ours'),
      hint: expect.stringContaining('bypass'),
    });
  });

  it.each([
    [422, 'Object does not exist', 'WRITE_REJECTED'],
    [422, 'Validation Failed', 'WRITE_REJECTED'],
    [422, '', 'WRITE_REJECTED'],
    [403, 'Resource not accessible by integration', 'WRITE_FORBIDDEN'],
    [404, 'Not Found', 'WRITE_FORBIDDEN'],
  ])('is told as it is for %d %j', (status, message, code) => {
    expect(explainBranchRefusal(status, message, 'ours')).toMatchObject({ code });
  });
});

const found = 'Repository rule violations found\n\n';

describe('a refusal by rules of the repository', () => {
  it.each([
    [
      'FORBIDDEN',
      `${found}Commit message must match a given regex pattern: ^feat\n\n`,
      'COMMIT_RULE',
      /commit\.message/,
    ],
    [
      'FORBIDDEN',
      `${found}- Commit message must start with a matching pattern: [archived] through a pull request`,
      'COMMIT_RULE',
      /commit\.message/,
    ],
    [
      'FORBIDDEN',
      `${found}Commit message must contain a matching pattern: Signed-off-by:`,
      'COMMIT_RULE',
      /signOff: true/,
    ],
    ['UNPROCESSABLE', 'Commits must be signed off by their author (DCO).', 'COMMIT_RULE', /signOff: true/],
    [
      'FORBIDDEN',
      `${found}Committer email must end with a matching pattern: @example.org`,
      'COMMIT_RULE',
      /bypass list/,
    ],
    [null, `${found}Author email must match a given regex pattern: x`, 'COMMIT_RULE', /account of the token/],
    [
      'FORBIDDEN',
      `${found}Commits must have verified signatures.\n  Found 1 violation:\n\n  ${'a'.repeat(40)}`,
      'PROTECTED',
      /GitHub signs/,
    ],
    ['FORBIDDEN', `${found}Changes must be made through the merge queue`, 'PROTECTED', /publish: pull-request/],
    ['FORBIDDEN', `${found}Changes must be made through a pull request.`, 'PROTECTED', /publish: pull-request/],
    ['BRANCH_PROTECTION_RULE_VIOLATION', 'Cannot update this protected ref.', 'PROTECTED', /bypass list/],
    ['FORBIDDEN', `${found}Required status check "ci result" is expected.`, 'PROTECTED', /checks run/],
    ['FORBIDDEN', `${found}This branch must not contain merge commits.`, 'COMMIT_RULE', /statusfolio\/\*\*/],
    ['FORBIDDEN', `${found}File path matches a restricted pattern: *.md`, 'COMMIT_RULE', /path of the document/],
    ['FORBIDDEN', `${found}Something that nobody has heard of.`, 'PROTECTED', /publish: pull-request/],
    ['FORBIDDEN', 'Resource not accessible by integration', 'WRITE_FORBIDDEN', /Contents/],
    ['FORBIDDEN', 'Repository was archived so is read-only.', 'ARCHIVED', /Unarchive/],
  ])('says what helps: %s %j', (type, message, code, hint) => {
    expect(explainRejection(type, message)).toMatchObject({ code, hint: expect.stringMatching(hint) });
  });

  it('names what helps against each of several rules', () => {
    const { code, hint } = explainRejection(
      'FORBIDDEN',
      `${found}Changes must be made through a pull request.\n\nCommit message must match a given regex pattern: ^x`,
    );
    expect(code).toBe('PROTECTED');
    expect(hint).toMatch(/publish: pull-request.*commit\.message/);
  });

  it('is told although its status means elsewhere that another run was faster', () => {
    const message = `${found}Commits must have verified signatures.`;
    expect(explainBranchRefusal(409, message, 'ours')).toMatchObject({ code: 'PROTECTED' });
  });
});
