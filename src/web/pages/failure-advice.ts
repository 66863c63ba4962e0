// What to do about a check that failed for good, by the code that its reason begins with.

import { type ErrorCode, errorCodes } from '../../errors.ts';

const advice: Partial<Record<ErrorCode, string>> = {
  TOKEN_MISSING: 'Set GITHUB_TOKEN, or the variables of your GitHub App, and restart.',
  TOKEN_REJECTED: 'Create a new token, set it, restart, and try again.',
  NOT_VISIBLE: 'Check that the repository exists and that the token or the App has access to it, then try again.',
  DOCUMENT_NOT_FOUND: 'Correct the path or the branch of the document in the configuration, then restart.',
  DOCUMENT_UNREADABLE: 'Correct the file; it has to be text in UTF-8. Then try again.',
  DOCUMENT_CHANGED: 'The file changed while it was written. Try again.',
  REPOSITORY_EMPTY: 'Push a first commit, then try again.',
  WRITE_REJECTED:
    'Check that the token may write and that no branch protection refuses the commit; "publish: pull-request" works with protected branches.',
  GITHUB_UNREACHABLE: 'Check the network of this server and githubstatus.com, then try again.',
  GITHUB_THROTTLED: 'GitHub limits the requests. Try again in an hour.',
  GITHUB_ANSWER_UNEXPECTED:
    'GitHub answered with something unexpected. Try again later; if it stays, please report it.',
  STORE_UNAVAILABLE: 'Check the disk and the permissions of the database file, then try again.',
  UNEXPECTED: 'This is a fault of the program: please report it with the lines of the log. Then try again.',
};
const otherwise = 'Read the log at "refresh.failed", then try again.';

/** `TOKEN_REJECTED: GitHub did not accept the token`, taken apart; `code` null: the reason has none. */
export function adviseOnFailure(reason: string): {
  readonly code: ErrorCode | null;
  readonly message: string;
  readonly advice: string;
} {
  const code = errorCodes.find((known) => reason === known || reason.startsWith(`${known}:`)) ?? null;
  const rest = code === null ? reason : reason.slice(code.length + 1).trim();
  const message = rest === '' || /[.!?]$/.test(rest) ? rest : `${rest}.`;
  return { code, message, advice: (code === null ? null : advice[code]) ?? otherwise };
}
