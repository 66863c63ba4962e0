// One status with several meanings: only GitHub's own words for "another run was faster" are read as that.

import { describe, expect, it } from 'vitest';
import { explainBranchRefusal } from '../../src/github/errors.ts';

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
