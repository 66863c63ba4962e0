// What kind of commit a commit is: only work counts as life. Documentation, merges, robots and our own commits do not.

import type { CommitKind } from '../model.ts';

export interface CommitText {
  readonly headline: string;
  readonly body: string;
  readonly authorName: string;
  readonly authorEmail: string;
  /** null for robots and for people whom GitHub does not know. */
  readonly authorLogin: string | null;
  readonly parents: number;
  /** Changed files, where they are known; otherwise the headline has to do. */
  readonly paths?: readonly string[];
}

/** Machine accounts without the `[bot]` that GitHub gives to Apps. */
const knownBots = new Set(
  ('actions-user allcontributors dependabot dependabot-preview github-actions greenkeeper imgbot mergify pre-commit-ci ' +
    'renovate renovate-bot restyled-commits semantic-release-bot snyk-bot web-flow whitesource-bolt').split(' '),
);

const documentation = /(^|\/)(readme|changelog|license|authors|contributing|code_of_conduct)(\.[a-z]+)?$|^docs?\/|\.(md|mdx|rst|qmd)$/i;
const documentationHeadline = /^(docs?(\([^)]*\))?!?:|(update|create|edit|delete|add|fix|improve)\s+(the\s+)?readme\b)/i;
const mergeHeadline = /^Merge (pull request|branch|remote-tracking branch|tag|commit) /;

/** The trailer that marks our own commits. */
const ownTrailer = /^Statusfolio: /m;

/** `bots` are accounts that the owner named, compared without regard to case. */
export function readCommitKind(commit: CommitText, bots: readonly string[]): CommitKind {
  if (ownTrailer.test(commit.body)) return 'own';
  if (isBot(commit, bots)) return 'bot';
  if (commit.parents > 1 || mergeHeadline.test(commit.headline)) return 'merge';
  return isDocumentation(commit) ? 'docs' : 'work';
}

function isBot({ authorName, authorEmail, authorLogin }: CommitText, bots: readonly string[]): boolean {
  if (/\[bot\]@users\.noreply\.github\.com$/i.test(authorEmail)) return true;
  const named = new Set(bots.map((bot) => bot.toLowerCase()));
  return [authorName, authorLogin ?? ''].some((name) => {
    const lower = name.toLowerCase();
    return lower.endsWith('[bot]') || knownBots.has(lower) || named.has(lower);
  });
}

function isDocumentation({ headline, paths }: CommitText): boolean {
  if (paths !== undefined && paths.length > 0) return paths.every((path) => documentation.test(path));
  return documentationHeadline.test(headline);
}
