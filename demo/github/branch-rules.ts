// What a ruleset of a repository asks of commits and branches, and what GitHub says where it is not met: all that is broken,
// one sentence each.

import type { Commit, RepositoryState } from './repository.ts';

export type BranchRule = {
  /** Of which branches it holds. */
  readonly branches: 'default' | 'all';
} & (
  | { readonly type: 'pull_request' | 'merge_queue' | 'required_signatures' | 'creation' | 'update' }
  | { readonly type: 'required_status_checks'; readonly count: number }
  | { readonly type: 'required_linear_history' }
  | {
      readonly type: 'commit_message_pattern' | 'commit_author_email_pattern';
      readonly operator: 'starts_with' | 'ends_with' | 'contains' | 'regex';
      readonly pattern: string;
    }
);

type JudgedCommit = Pick<Commit, 'message' | 'author' | 'isSigned'> & Partial<Pick<Commit, 'parents'>>;

/** `commit` null: it stands on another branch already. null: no rule is broken. */
export function findViolations(
  { rules, defaultBranch }: Pick<RepositoryState, 'rules' | 'defaultBranch'>,
  branch: string,
  commit: JudgedCommit | null,
  isCreation = false,
): string | null {
  const holding = rules.filter(({ branches }) => branches === 'all' || branch === defaultBranch);
  const sentences = holding.flatMap((rule) => describeViolation(rule, commit, isCreation) ?? []);
  return sentences.length === 0 ? null : `Repository rule violations found\n\n${sentences.join('\n\n')}\n\n`;
}

function describeViolation(rule: BranchRule, commit: JudgedCommit | null, isCreation: boolean): string | null {
  switch (rule.type) {
    case 'creation':
      return isCreation ? 'Cannot create ref due to creations being restricted.' : null;
    case 'update':
      return isCreation ? null : 'Cannot update this protected ref.';
    case 'pull_request':
      return 'Changes must be made through a pull request.';
    case 'merge_queue':
      return 'Changes must be made through the merge queue';
    case 'required_status_checks':
      return `${rule.count} of ${rule.count} required status checks are expected.`;
    case 'required_signatures':
      return commit === null || commit.isSigned === true ? null : 'Commits must have verified signatures.';
    case 'required_linear_history':
      return (commit?.parents?.length ?? 0) > 1 ? 'This branch must not contain merge commits.' : null;
    case 'commit_message_pattern':
      return commit === null || meets(rule, commit.message) ? null : `Commit message ${ask(rule)}`;
    case 'commit_author_email_pattern':
      return commit === null || meets(rule, commit.author.email) ? null : `Author email ${ask(rule)}`;
  }
}

type PatternRule = Extract<BranchRule, { readonly pattern: string }>;

function meets({ operator, pattern }: PatternRule, text: string): boolean {
  if (operator === 'starts_with') return text.startsWith(pattern);
  if (operator === 'ends_with') return text.endsWith(pattern);
  return operator === 'contains' ? text.includes(pattern) : new RegExp(pattern, 'm').test(text);
}

function ask({ operator, pattern }: PatternRule): string {
  const how = {
    starts_with: 'start with a matching pattern',
    ends_with: 'end with a matching pattern',
    contains: 'contain a matching pattern',
    regex: 'match a given regex pattern',
  };
  return `must ${how[operator]}: ${pattern}`;
}
