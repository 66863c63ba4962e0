// Where the owner is asked: in an issue of the repository that the documents lie in, in one of another repository
// (`inbox:`), or in no issue at all. For a profile repository (`login/login`) the owner has to choose, because everybody
// who visits the profile sees what is asked there.

import type { Portfolio } from '../../config/portfolio.ts';
import type { Problem } from '../../core/model.ts';
import { toAccountId } from '../../core/owner-id.ts';
import type { StatusIssueRecord } from '../../ports/records.ts';
import type { RefreshTarget } from '../target.ts';

export interface QuestionPlace {
  /** The repository that the documents lie in: who may write there may answer. */
  readonly repo: string;
  /** Where the issue lies; null: questions stand on the dashboard and in reports alone. */
  readonly issueRepo: string | null;
  /** What the owner should know when something waits. */
  readonly problem: Problem | null;
  /** An issue that is open there is kept up to date; none is opened. */
  readonly isUnchosen?: boolean;
}

/** null: nobody has consented to be written to, or the document lies on this machine. `isPublic`: null, not known yet. */
export function findQuestionPlace(
  targets: readonly RefreshTarget[],
  { inbox, statusIssue }: Pick<Portfolio, 'inbox' | 'statusIssue'>,
  isPublic: boolean | null,
): QuestionPlace | null {
  const ref = targets[0]?.ref;
  const mayWrite = targets.some(({ publish }) => publish === 'commit' || publish === 'pull-request');
  if (ref?.kind !== 'github' || !mayWrite) return null;
  const { repo } = ref;
  if (statusIssue === false) return { repo, issueRepo: null, problem: null };
  if (inbox != null) {
    if (toAccountId(inbox) === toAccountId(repo)) return { repo, issueRepo: inbox, problem: null };
    return { repo, issueRepo: null, problem: explainForeignInbox(repo) };
  }
  const [login, name] = repo.toLowerCase().split('/');
  const isUnchosen = login === name && isPublic !== false && statusIssue !== true;
  return isUnchosen
    ? { repo, issueRepo: repo, problem: explainProfile(repo), isUnchosen }
    : { repo, issueRepo: repo, problem: null };
}

function explainForeignInbox(repo: string): Problem {
  return {
    code: 'INBOX_FOREIGN',
    where: repo,
    message:
      'Questions need your answer, and "inbox:" names a repository of another account: no issue is opened there.',
    hint: 'Name a repository of the same account, or answer with "statusfolio review" or on the dashboard.',
  };
}

function explainProfile(repo: string): Problem {
  return {
    code: 'INBOX_UNCHOSEN',
    where: repo,
    message: 'Questions need your answer. No issue was opened, because everybody can read the issues of a profile.',
    hint: 'Answer with "statusfolio review" or on the dashboard. To be asked in an issue, add "inbox: owner/private-repo" or "statusIssue: true" to the configuration.',
    level: 'notice',
  };
}

/** Where a remembered issue lies; null: nobody knows any more. */
export function findIssueRepo(
  statusIssue: StatusIssueRecord,
  repo: string,
  inbox: string | null | undefined,
): string | null {
  if (statusIssue.repo === undefined) return repo;
  return statusIssue.repo === '' ? (inbox ?? null) : statusIssue.repo;
}
