// Which of a repository's own rules a write has broken, by the sentences that GitHub says about each of them, and what helps
// against it: a key of the configuration where there is one. Several rules may be broken at once.
// https://docs.github.com/repositories/configuring-branches-and-merges-in-your-repository/managing-rulesets/available-rules-for-rulesets

import type { Problem } from '../core/model.ts';

interface Rule {
  /** Says which sentence is about it. */
  readonly says: RegExp;
  /** `place`: a direct commit is refused, and a pull request may not be. `commit`: the commit itself breaks the rule. */
  readonly about: 'place' | 'commit';
  readonly help: string;
}

/** The first that fits counts: a rule about messages quotes its own pattern, which may say anything. */
const rules: readonly Rule[] = [
  {
    says: /^\W*commit message\b.*(?:signed[- ]off|\bdco\b)|sign(?:ed)?[- ]off|developer certificate/i,
    about: 'commit',
    help: 'Sign the commits off: set "commit: { signOff: true }".',
  },
  {
    says: /^\W*commit message\b/i,
    about: 'commit',
    help: 'Set "commit.message" to a template that fits, for example commit: { message: "chore: {subject}" }.',
  },
  {
    says: /^\W*(?:commit )?(?:author|committer)(?:'s)? e?-?mail\b/i,
    about: 'commit',
    help: 'The author is the account of the token: use one whose address fits, let your own workflow commit ("publish: working-tree" of the Action), or add the account to the bypass list of the rule.',
  },
  {
    says: /verified signature/i,
    about: 'place',
    help: 'GitHub signs what an App or the token of a workflow commits: use one of them, or add the account to the bypass list of the rule.',
  },
  {
    says: /merge queue/i,
    about: 'place',
    help: 'Set "publish: pull-request": the queue merges it.',
  },
  {
    says: /through a pull request/i,
    about: 'place',
    help: 'Set "publish: pull-request", or add the account of the token to the bypass list of the rule.',
  },
  {
    says: /\bstatus checks?\b/i,
    about: 'place',
    help: 'Set "publish: pull-request", where the checks run before it is merged.',
  },
  {
    says: /creations being restricted|cannot create ref/i,
    about: 'place',
    help: 'Add the account of the token to the bypass list of the rule, or leave the branches statusfolio/** out of it.',
  },
  {
    says: /cannot update this protected|updates being restricted|not authorized to push/i,
    about: 'place',
    help: 'Add the account of the token to the bypass list of the rule, or set "publish: pull-request".',
  },
  {
    says: /must not contain merge commits/i,
    about: 'commit',
    help: 'Close the pull request and delete its branch, so that it begins without a merge; or leave statusfolio/** out of the rule.',
  },
  {
    says: /^\W*(?:restricted )?files? (?:paths?|names?|extensions?|size)\b/i,
    about: 'commit',
    help: 'Take the path of the document out of the rule, or add the account of the token to its bypass list.',
  },
];

/** GitHub's own sentences are shorter; a pattern that they quote may not be. */
const maxSentenceLength = 500;

/** What introduces the sentences about single rules. */
const heading = /rule violations found|protected branch/i;

/** null: it is not about rules of the repository. */
export function explainViolations(type: string | null, message: string): Omit<Problem, 'where'> | null {
  const isListed = type === 'BRANCH_PROTECTION_RULE_VIOLATION' || heading.test(message);
  const sentences = message.split('\n').map((line) =>
    line
      .slice(0, maxSentenceLength)
      .replace(/^.*?rule violations found:?/i, '')
      .trim(),
  );
  const broken = sentences.flatMap((sentence) => rules.find(({ says }) => says.test(sentence)) ?? []);
  if (!isListed && broken.length === 0) return null;
  const help = [...new Set(broken.map((rule) => rule.help))];
  const isPlace = broken.length === 0 || broken.some(({ about }) => about === 'place');
  const said = oneLine(message);
  return isPlace
    ? {
        code: 'PROTECTED',
        message: `The branch is protected: ${said}`,
        hint:
          help.join(' ') || 'Let the token bypass the rule, publish to another branch, or set "publish: pull-request".',
      }
    : { code: 'COMMIT_RULE', message: `The commit breaks a rule of the repository: ${said}`, hint: help.join(' ') };
}

/** GitHub's words on one line of a report. */
export function oneLine(text: string): string {
  return text.split(/\s+/).filter(Boolean).join(' ').slice(0, 300);
}
