// Adds pushed commits to what is known of a repository's default branch. Pushes are put in order by the commits they
// begin and end with, so it does not matter in which order they came; a gap between them is said, never bridged.

import { elapsedMs, latest } from '../instants.ts';
import type { Activity, CommitFact } from '../model.ts';
import { isListedBot } from './commit-kind.ts';
import type { EventFacts, PushedCommit } from './event-facts.ts';
import type { FoldedActivity } from './fold-events.ts';

type Push = Extract<EventFacts, { kind: 'push' }>;

export function foldPushes(known: Activity, pushes: readonly Push[], bots: readonly string[]): FoldedActivity {
  const pushedAt = latest(known.pushedAt, ...pushes.map((push) => push.pushedAt));
  let activity: Activity = { ...known, pushedAt };
  let waiting = pushes.filter(({ isDefaultBranch }) => isDefaultBranch);
  for (;;) {
    waiting = waiting.filter((push) => push.isRewrite || !isKnown(activity, push.after));
    const next = waiting.find((push) => !push.isRewrite && push.before === activity.headOid);
    const added = next === undefined ? null : addCommits(activity, next, bots);
    if (added === null) return { activity, isExact: waiting.length === 0 };
    activity = added;
  }
}

const isKnown = ({ headOid, commits }: Activity, oid: string) =>
  oid === headOid || commits.some((commit) => commit.oid === oid);

/** null: the payload does not say everything that a look would. */
function addCommits(activity: Activity, push: Push, bots: readonly string[]): Activity | null {
  // Which folder a commit touches its payload tells, but not what is kept of it.
  if (activity.folders !== undefined) return null;
  // What is declared and scheduled there is read with the operations, and a push does not tell it.
  if (push.touchesReadme === true && activity.operations?.declared != null) return null;
  if (push.touchesWorkflow === true && (activity.operations?.schedules ?? []).length > 0) return null;
  if (activity.isEmpty || push.commits.at(-1)?.oid !== push.after) return null;
  // Commits from before the known history would make a hole in it.
  if (push.commits.some(({ at }) => elapsedMs(activity.completeSince, at) < 0)) return null;
  const facts = push.commits.map((commit) => toCommitFact(commit, activity, bots)).reverse();
  // Which languages it is written in the payload does not tell: the first source file is news.
  if (activity.languages.length === 0 && facts.some(({ kind }) => kind === 'work')) return null;
  const added = new Set(facts.map(({ oid }) => oid));
  return {
    ...activity,
    headOid: push.after,
    commits: [...facts, ...activity.commits.filter(({ oid }) => !added.has(oid))],
  };
}

function toCommitFact(commit: PushedCommit, { isFork, name }: Activity, bots: readonly string[]): CommitFact {
  const { oid, at, isDocsOnly } = commit;
  return {
    oid,
    at,
    kind: readKind(commit, isFork ? (name.split('/')[0] ?? '') : null, bots),
    ...(isDocsOnly !== null && { isDocsOnly }),
  };
}

function readKind({ kind, name, login }: PushedCommit, forkOwner: string | null, bots: readonly string[]) {
  if (kind === 'own' || kind === 'bot') return kind;
  if (isListedBot(bots, name, login)) return 'bot';
  return forkOwner !== null && login?.toLowerCase() !== forkOwner.toLowerCase() ? 'upstream' : kind;
}

/** A look sees no files: what a webhook taught about them is kept. */
export function keepTaughtFiles(commits: readonly CommitFact[], known: readonly CommitFact[]): CommitFact[] {
  const taught = new Map(known.map(({ oid, isDocsOnly }) => [oid, isDocsOnly]));
  return commits.map((commit): CommitFact => {
    const isDocsOnly = taught.get(commit.oid);
    if (isDocsOnly === undefined) return commit;
    const isOfPerson = commit.kind === 'work' || commit.kind === 'docs';
    return { ...commit, kind: isOfPerson ? (isDocsOnly ? 'docs' : 'work') : commit.kind, isDocsOnly };
  });
}
