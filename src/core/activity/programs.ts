// Who is a program: one rule for commits on GitHub, commits on this machine and accounts in an issue. Only people
// confirm, edit and dismiss; a robot that touches a document every day says nothing about what its owner means.

/** Logins and author names of programs that commit without the `[bot]` mark. */
const knownPrograms = new Set([
  'actions',
  'actions user',
  'actions-user',
  'allcontributors',
  'azure pipelines',
  'circleci',
  'ci',
  'dependabot',
  'dependabot-preview',
  'depfu',
  'github',
  'github action',
  'github actions',
  'github-action',
  'github-actions',
  'github workflow',
  'gitlab ci',
  'greenkeeper',
  'imgbot',
  'jenkins',
  'mergify',
  'pre-commit-ci',
  'readmebot',
  'release-please',
  'renovate',
  'restyled-commits',
  'semantic-release',
  'travis ci',
  'weblate',
  'whitesource-bolt',
]);

/** `readme-bot`, `Todoist Bot`, `WakaBot`, `ci-robot`; never `Talbot`. */
const endsInBot = /(?:(?:^|[^\p{L}\p{N}])bots?|[-_ ]robot)$/iu;
const endsInCamelBot = /\p{Ll}(?:Bot|BOT)$/u;

const programAddress = /\[bot\]@|@renovateapp\.com$|^support@dependabot\.com$|@bot\.com$|^(?:[^@]*[^a-z0-9@])?bots?@/i;

/** The addresses that scheduled workflows commit with, by GitHub's own example and by the popular actions. */
const workflowAddress =
  /^(?:actions?@github\.com|github-actions?(?:\[bot\])?@github\.com|(?:\d+\+)?(?:github-)?actions?(?:\[bot\])?@(?:users\.)?noreply\.github\.com)$/i;

/** Nobody's: what examples say and nobody has filled in, and what takes no mail. */
const placeholderAddress =
  /@example\.(?:com|net)$|@localhost$|^(?:no-?reply|actions?|github-?actions?|workflow|automation|ci|builds?|deploy)@|^(?:you|your|your[-_.]?e?-?mail|your[-_.]?name|user|username|e?-?mail|name|test)@(?:e?-?mail|domain|mail|test|example|yourdomain)\.(?:com|org|net)$/i;

/** What goes before the words of a headline: `chore(docs): `, `:zap: `, `⚡ `. */
const headlinePrefix = /^(?:[a-z]+(?:\([^()]*\))?!?: *|:[a-z0-9_+-]+: *|[^\p{L}\p{N}[]+)/iu;

/** What actions that commit say where nobody has given them other words. */
const defaultMessages = [
  // add-and-commit, git-auto-commit-action, create-pull-request, actions-js/push, flat
  /^commit(?:ted)? (?:from|by|via|with) github actions?\b/i,
  /^apply automatic changes\b/i,
  /^\[create-pull-request\] automated change/i,
  /^autopublish\b/i,
  /^flat: latest data\b/i,
  /^latest data: /i,
  // What people name them after: it happened by itself.
  /^(?:auto|automatic|automated|scheduled)[- ]?(?:ally )?(?:commit|update|updated|publish|change|changes|build|sync|generated)\b/i,
  /\bkeep(?:s|ing)? (?:the )?(?:workflow|repository|repo) (?:active|alive)\b/i,
  /\[skip github action\]/i,
  // Widgets in profiles
  /^updated with (?:dev metrics|the latest blog posts|latest blog posts)/i,
  /^updated? waka-?readme\b/i,
  /^updated? readme with (?:the )?(?:recent activity|latest |wakatime|new metrics)/i,
  /^todoist updated\b/i,
  /^updated? todoist\b/i,
  /^generate(?:d)? (?:profile summary cards|github contribution)/i,
  /^repo visualizer: /i,
  /^contrib-readme-action has updated/i,
  // Publishing
  /^deploy(?:ing|ed)? to (?:gh-pages|github pages)\b/i,
];

/** Whether a login, or the name that an author gave, is that of a program. */
export function isProgramName(name: string): boolean {
  const plain = name.trim();
  const lower = plain.toLowerCase();
  return lower.endsWith('[bot]') || knownPrograms.has(lower) || endsInBot.test(plain) || endsInCamelBot.test(plain);
}

/** Whether an address is one that programs commit with. */
export function isProgramAddress(address: string): boolean {
  return isWorkflowAddress(address) || programAddress.test(address.trim());
}

/** Whether it is the address of a workflow, which stays behind as the committer of what it commits for others. */
export function isWorkflowAddress(address: string): boolean {
  return workflowAddress.test(address.trim());
}

/** Whether an address is nobody's: whoever uses it may have worked, but has not said who it is that confirms. */
export function isPlaceholderAddress(address: string): boolean {
  return placeholderAddress.test(address.trim());
}

/** Whether the first line of a commit is what an action says by itself. */
export function isProgramHeadline(headline: string): boolean {
  const words = headline.trim().slice(0, 200);
  const plain = words.replace(headlinePrefix, '').trimStart();
  return defaultMessages.some((message) => message.test(words) || message.test(plain));
}
