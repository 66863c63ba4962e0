// Says what a commit is: life (`work`), documentation, a merge, a machine, or ourselves. Evaluates from what the commit
// says about itself; never guesses a person's intent.

import type { Activity, CommitKind, Release, ScheduledWorkflow } from '../model.ts';
import {
  isPlaceholderAddress,
  isProgramAddress,
  isProgramHeadline,
  isProgramName,
  isWorkflowAddress,
} from './programs.ts';

/** What is known of a commit; the optional parts make the answer better, their absence never makes it louder. */
export interface CommitDescription {
  readonly headline: string;
  /** The whole message, for trailers. */
  readonly message?: string;
  readonly authorName: string | null;
  readonly authorEmail: string | null;
  readonly authorLogin: string | null;
  readonly committerEmail?: string | null;
  /** Number of parents. */
  readonly parents?: number;
  /** Files that it touches. */
  readonly paths?: readonly string[];
  /** It holds what we wrote, whoever committed it and whatever it says. */
  readonly isOurs?: boolean;
}

export interface CommitKindOptions {
  /** Key of the trailer that our own commits carry: `Statusfolio`. */
  readonly ownTrailer: string;
  /** Further accounts (login or author name) whose commits are not work. */
  readonly bots: readonly string[];
  /** Owner of the fork that the commit stands in: what others wrote came with it. Absent for what is not a fork. */
  readonly forkOwner?: string | null;
}

/** Agents that write code when a person asks; matched by address, because people are called Devin and Claude too. */
const agentLogins =
  'copilot|copilot-swe-agent\\[bot\\]|claude\\[bot\\]|cursor\\[bot\\]|devin-ai-integration\\[bot\\]|google-labs-jules\\[bot\\]|' +
  'chatgpt-codex-connector\\[bot\\]|sweep-ai\\[bot\\]|openhands-agent';
const agentEmail = new RegExp(
  `^((\\d+\\+)?(${agentLogins})@users\\.noreply\\.github\\.com|cursoragent@cursor\\.com|noreply@anthropic\\.com|openhands@all-hands\\.dev)$`,
  'i',
);

const mergeHeadline = /^Merge (pull request|branch|remote-tracking branch|tag|commit) /;
const documentationPath =
  /(^|\/)(readme|changelog|changes|licen[cs]e|authors|contributing|code_of_conduct|security)(\.[a-z]+)?$|^docs?\/|\.(md|mdx|rst|qmd|adoc)$/i;
const conventionalDocs = /^docs?(\([^)]*\))?!?:/i;
const documentationHeadline =
  /^((add|create|update|edit|fix|improve|rename|delete|remove|revise|tweak|initial)\s+)?(the\s+)?(readme|changelog|licen[cs]e|contributing)(\.[a-z]+)?(\s|$)/i;
const severalThings = /\band\b|[,&+]/i;

/** Only `work` counts as life. Of several kinds the first of own, bot, upstream, merge, docs holds. */
export function readCommitKind(commit: CommitDescription, options: CommitKindOptions): CommitKind {
  if (commit.isOurs === true || hasTrailer(commit.message, options.ownTrailer)) return 'own';
  if (isMachine(commit, options.bots)) return 'bot';
  if (options.forkOwner != null && commit.authorLogin?.toLowerCase() !== options.forkOwner.toLowerCase())
    return 'upstream';
  if (commit.parents === undefined ? mergeHeadline.test(commit.headline) : commit.parents > 1) return 'merge';
  return isDocumentation(commit) ? 'docs' : 'work';
}

/**
 * Whether a commit to a document confirms what it left as it was: only a person's does, and only one who can be told
 * from a program. The same for documents on GitHub and on this machine.
 */
export function isConfirmation(commit: CommitDescription, options: CommitKindOptions): boolean {
  const kind = readCommitKind(commit, options);
  return kind !== 'bot' && kind !== 'own' && !isPlaceholderAddress(commit.authorEmail ?? '');
}

function hasTrailer(message: string | undefined, key: string): boolean {
  return message?.split(/\r?\n/).some((line) => line.startsWith(`${key}: `)) ?? false;
}

function isMachine(commit: CommitDescription, bots: readonly string[]): boolean {
  const email = commit.authorEmail ?? '';
  if (isListedBot(bots, commit.authorName, commit.authorLogin)) return true;
  // What an agent wrote together with a person is that person's work.
  if (agentEmail.test(email)) return !hasHumanCoAuthor(commit.message ?? '');
  // A workflow that commits in the name of whoever wrote it still leaves its own name as the committer.
  if (isProgramAddress(email) || isWorkflowAddress(commit.committerEmail ?? '')) return true;
  if (isProgramHeadline(commit.headline)) return true;
  return [commit.authorName, commit.authorLogin].some((name) => name !== null && isProgramName(name));
}

function hasHumanCoAuthor(message: string): boolean {
  const addresses = message.split('\n').flatMap((line) => /^co-authored-by:[^<]*<([^<>]+)>/i.exec(line)?.[1] ?? []);
  return addresses.some((address) => !isProgramAddress(address) && !agentEmail.test(address));
}

function isDocumentation({ paths, headline }: CommitDescription): boolean {
  if (paths !== undefined && paths.length > 0) return paths.every(isDocumentationOnly);
  return conventionalDocs.test(headline) || (documentationHeadline.test(headline) && !severalThings.test(headline));
}

/** Whether a file is documentation by its path. */
export function isDocumentationOnly(path: string): boolean {
  return documentationPath.test(path);
}

/** Whether the owner's list names this author, by login or by name. */
export function isListedBot(bots: readonly string[], ...authors: readonly (string | null)[]): boolean {
  const names = authors.flatMap((name) => (name === null ? [] : [name.trim().toLowerCase()]));
  return bots.some((listed) => {
    const bot = listed.trim().toLowerCase();
    return names.includes(bot) || names.includes(`${bot}[bot]`);
  });
}

// What counts as work and as a sign of life depends on what a project is: to a book its chapters are work, and the pages
// of a library's documentation do not make the library run.

export const projectKinds = ['service', 'library', 'site', 'docs', 'notebook'] as const;
export type ProjectKind = (typeof projectKinds)[number];

/** Kinds whose text is the work. */
const written = new Set<ProjectKind>(['docs', 'site']);
/** Kinds whose pages are only about them. */
const described = new Set<ProjectKind>(['library', 'notebook', 'docs']);

/** null: the owner has not said what it is. */
export function readAsKind(activity: Activity, kind: ProjectKind | null): Activity {
  if (kind === null) return activity;
  const { operations } = activity;
  const deployments = operations?.deployments.filter(({ environment }) => environment !== 'github-pages') ?? [];
  return {
    ...activity,
    ...(written.has(kind) && {
      commits: activity.commits.map((commit) => (commit.kind === 'docs' ? { ...commit, kind: 'work' } : commit)),
    }),
    ...(described.has(kind) && operations !== null && { operations: { ...operations, deployments } }),
  };
}

// Whether a name is that of a stable version. The flag "prerelease" is forgotten often; the name says it all the same.

/** `v1.0.0`, `2.3`: three numbers or two, the first at least 1, nothing after them. */
export function isStableVersion(tag: string): boolean {
  const version = tag.startsWith('v') || tag.startsWith('V') ? tag.slice(1) : tag;
  const major = version.split('.')[0] ?? '';
  return /^\d{1,3}(\.\d{1,6}){1,2}$/.test(version) && Number(major) >= 1;
}

/** Words by which people say that a version is not meant to stay, or is made again and again. */
const unstableWords = new Set(
  (
    'rc cr candidate prerelease pre preview previews alpha beta gamma dev devel develop development snapshot snapshots ' +
    'nightly nightlies daily weekly hourly canary latest continuous next edge tip head trunk main master rolling unstable ' +
    'experimental insiders insider milestone ea wip draft test testing staging bleeding sandbox autobuild'
  ).split(' '),
);
/** Letters that mean it with a number behind them: `1.0b1`, `5.0.0-M2`. */
const unstableLetters = new Set(['a', 'b', 'c', 'm']);

/** Neither marked as a prerelease nor named like one. */
export function isStableRelease({ tag, isPrerelease }: Pick<Release, 'tag' | 'isPrerelease'>): boolean {
  return !isPrerelease && !isUnstableName(tag);
}

/** `v2.0.0-rc.1`, `1.0b1`, `nightly-2026-05-01`, `latest`; never `next-auth@4.2.0`, whose name is only called so. */
export function isUnstableName(tag: string): boolean {
  const name = tag.slice(0, 200);
  const at = name.search(/\d/);
  const before = at === -1 ? name : name.slice(0, at);
  const after = at === -1 ? '' : name.slice(at);
  const words = splitWords(before);
  // Before a version stands the name of what is versioned: only the word that touches the version speaks of it.
  const lead = at === -1 ? words : before.endsWith('@') ? [] : words.slice(-1);
  return [...lead, ...splitWords(after)].some(isUnstableWord);
}

function splitWords(text: string): string[] {
  return text
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .replace(/(\d)([a-z])/g, '$1 $2')
    .split(/[^a-z0-9]+/)
    .filter(Boolean);
}

function isUnstableWord(word: string): boolean {
  const at = word.search(/\d/);
  const letters = at > 0 && /^\d+$/.test(word.slice(at)) ? word.slice(0, at) : word;
  return unstableWords.has(letters) || (letters !== word && unstableLetters.has(letters));
}

/** `v0.9.1`, `release-2.3`, `2026.04.1`: a version of any age, with nothing after it that takes it back. */
export function isVersion(tag: string): boolean {
  return /^(?:release[-/_]?|version[-/_]?)?v?\d{1,4}(\.\d{1,6}){1,3}$/i.test(tag);
}

/** The number by which a new major version is known; 0 where there is none. */
export function readMajor(tag: string): number {
  return Number(/\d{1,9}/.exec(tag)?.[0] ?? 0);
}

// Which scheduled workflows manage the repository itself. They say nothing about whether what it holds runs: neither
// their success nor their end is a heartbeat.

/** In a name or a path, as whole words. */
const upkeepWords = new Set(
  (
    'codeql scorecard scorecards dependabot renovate stale lock label labels labeler labeller triage greetings greeting ' +
    'lint linter linters linting formatting fmt spellcheck spelling typos codespell prettier eslint ruff mypy pylint ' +
    'trivy snyk grype semgrep sonar sonarcloud sonarqube codacy codecov coverage coveralls bandit gitleaks trufflehog ' +
    'osv zizmor audit vulnerability vulnerabilities cve sast dast sbom fossa license licenses licence licences ' +
    'test tests testing ci unittest unittests e2e regression fuzz fuzzing cifuzz benchmark benchmarks bench compat ' +
    'lychee linkcheck linkchecker deadlinks cleanup housekeeping ' +
    'keepalive contributors allcontributors sponsors changelog wakatime waka snake readme'
  ).split(' '),
);

/** Words that mean it only together. */
const upkeepPhrases = [
  /\bcode ?(?:scan|scanning|quality|analysis)\b/,
  /\bsecurity\b/,
  /\b(?:secret|container|image|vulnerability|dependency|dependencies|package|packages)s? ?(?:scan|scanning|check|review|update|updates|bump|upgrade|submission)\b/,
  /\b(?:update|bump|upgrade|check|sync)(?:s|ing)? (?:of )?(?:the )?(?:dependency|dependencies|deps|lockfile|lock file|requirements|submodules?|flake|pre commit|copyright|year|actions|labels|fork|upstream)\b/,
  /\b(?:dead|broken) links?\b|\blinks? (?:check|checker|validation)\b|\bcheck(?:ing)? (?:for )?(?:\w+ )?links?\b/,
  /\bclose (?:stale|inactive|old)\b|\b(?:no response|needs info|lock threads?|stale bot)\b/,
  /\bpre ?commit\b|\bsync (?:with )?(?:fork|upstream|labels)\b|\bkeep ?(?:alive|active)\b/,
  /\b(?:blog posts?|github activity|recent activity|contribution (?:graph|snake|grid))\b/,
];

/**
 * Whether a schedule is a heartbeat: neither its name nor its file say that it manages the repository. Where its file was
 * read and does not tell, nothing is said. Where nobody could read it, the name has to do.
 */
export function isHeartbeat(schedule: Pick<ScheduledWorkflow, 'name' | 'path' | 'purpose'>): boolean {
  return (schedule.purpose === undefined || schedule.purpose === 'serves') && !isUpkeep(schedule);
}

/** By name and path, as far as they say; what they do not say is not guessed here. */
export function isUpkeep({ name, path }: { readonly name: string; readonly path?: string | undefined }): boolean {
  const file =
    path
      ?.split('/')
      .at(-1)
      ?.replace(/\.ya?ml$/i, '') ?? '';
  // Workflows that GitHub runs for its own services have no file in the repository.
  if (path?.startsWith('dynamic/') === true && !path.includes('pages')) return true;
  return [name, file].some((text) => {
    const plain = text
      .slice(0, 200)
      .replace(/\.ya?ml$/i, '')
      .replace(/([a-z])([A-Z])/g, '$1 $2')
      .toLowerCase()
      .replace(/[^a-z0-9]+/g, ' ')
      .trim();
    const joined = text.toLowerCase().replace(/[^a-z0-9]+/g, '');
    return (
      upkeepWords.has(joined) ||
      plain.split(' ').some((word) => upkeepWords.has(word)) ||
      upkeepPhrases.some((phrase) => phrase.test(plain))
    );
  });
}
