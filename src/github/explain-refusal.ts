// Says why GitHub refused a write and what to do about it. GitHub uses several types and statuses for the same
// refusal, so its words are read as well.

import type { Problem } from '../core/model.ts';

export function explainRefusal(type: string | null, message: string): Omit<Problem, 'where'> {
  if (/archived/i.test(message)) {
    return {
      code: 'ARCHIVED',
      message: 'The repository is archived, so nothing can be written to it.',
      hint: 'Unarchive it, or set "publish: none".',
    };
  }
  if (/not permitted to create or approve pull requests/i.test(message)) {
    const hint = 'Allow it under Settings, Actions, General, "Allow GitHub Actions to create pull requests".';
    return { code: 'WRITE_FORBIDDEN', message: 'The repository does not let Actions open pull requests.', hint };
  }
  if (/suspended|access blocked|disabled/i.test(message)) {
    const hint = 'Nothing is written until GitHub lifts it: look at the notices on the repository or the installation.';
    return { code: 'SUSPENDED', message: `GitHub blocks it: ${oneLine(message)}`, hint };
  }
  if (
    type === 'BRANCH_PROTECTION_RULE_VIOLATION' ||
    /rule violations found|protected branch|through a pull request|required status check|must have verified signatures/i.test(
      message,
    )
  ) {
    const hint = 'Let the token bypass the rule, publish to another branch, or set "publish: pull-request".';
    return { code: 'PROTECTED', message: `The branch is protected: ${oneLine(message)}`, hint };
  }
  if (
    type === 'FORBIDDEN' ||
    type === 'NOT_FOUND' ||
    type === 'INSUFFICIENT_SCOPES' ||
    /resource not accessible/i.test(message)
  ) {
    const hint = 'Give the token "Contents: read and write" on the repository (classic: public_repo or repo).';
    return { code: 'WRITE_FORBIDDEN', message: `The token may not write: ${oneLine(message)}`, hint };
  }
  return {
    code: 'WRITE_REJECTED',
    message: `GitHub refused the write: ${oneLine(message)}`,
    hint: 'Nothing was written.',
  };
}

/** The same for a REST answer, whose status stands for the type. */
export function explainStatus(status: number, message: string): Omit<Problem, 'where'> {
  const type = status === 403 || status === 451 ? 'FORBIDDEN' : status === 404 || status === 410 ? 'NOT_FOUND' : null;
  return explainRefusal(type, message);
}

/**
 * The same for a branch of ours, such as that of a pull request or of the state. One status has several meanings here:
 * null where another run was faster, which only GitHub's own words for that say; whatever else it is has to be told.
 */
export function explainBranchRefusal(status: number, message: string, branch: string): Omit<Problem, 'where'> | null {
  const isFaster = /reference already exists|not a fast.?forward|reference does not exist/i;
  if (status === 409 || (status === 422 && isFaster.test(message))) return null;
  const reason = explainStatus(status, message);
  if (reason.code !== 'PROTECTED' && !(status === 422 && /reference update failed/i.test(message))) return reason;
  return {
    code: 'PROTECTED',
    message: `A rule of the repository forbids the branch ${branch}: ${oneLine(message)}`,
    hint: `Let the token create and update ${branch}: add it to the bypass list of the rule (Settings, Rules), or leave the branch out of it.`,
  };
}

function oneLine(text: string): string {
  return text.split(/\s+/).filter(Boolean).join(' ').slice(0, 300);
}
