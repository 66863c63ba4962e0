// Adds what webhooks told to what is known of a repository, without asking GitHub: the outcome is what a fetch would have
// shown, whatever the order of the events and however often each came. What cannot be added exactly is said, never
// guessed: then the repository has to be fetched.

import { elapsedMs, latest } from '../dates.ts';
import type { Activity, CommitFact, Deployment, ScheduledWorkflow } from '../model.ts';
import { isListedBot, isStableRelease, isStableVersion } from './commit-kind.ts';
import type { EventFacts, PushedCommit } from './parse-event.ts';

export interface UpdatedActivity {
  readonly activity: Activity;
  /** Whether the activity is what a fetch would show now. */
  readonly isExact: boolean;
}

/** GitHub is asked for so many of each; older ones are of no interest. */
export const keptReleases = 20;
export const keptTags = 20;
const keptDeployments = 20;
const keptRuns = 50;

/** How far what a fetch shows may lag behind what has happened. */
const replicationLagMs = 60_000;

type Facts<Kind extends EventFacts['kind']> = Extract<EventFacts, { kind: Kind }>;

/** The events in any order, repetitions included. */
export function applyEvents(known: Activity, events: readonly EventFacts[], bots: readonly string[]): UpdatedActivity {
  const pushed = applyPushes(
    known,
    events.filter((facts) => facts.kind === 'push'),
    bots,
  );
  let { activity, isExact } = pushed;
  const others = events.filter(({ kind }) => kind !== 'push').sort((a, b) => compareText(rank(a), rank(b)));
  for (const facts of others) {
    const applied = applyOne(activity, facts, known.fetchedAt);
    isExact &&= applied !== null;
    activity = applied ?? activity;
  }
  return { activity, isExact };
}

/** Flags as they were set; a tag is told by its push and by its creation, and only the push knows its date. */
const rank = (facts: EventFacts) =>
  facts.kind === 'flags' ? facts.at : facts.kind === 'tag' && facts.at === null ? '~' : '';
const compareText = (a: string, b: string) => (a < b ? -1 : Number(a > b));

/** null: it cannot be said without a fetch. */
function applyOne(activity: Activity, facts: EventFacts, checkedAt: string): Activity | null {
  switch (facts.kind) {
    case 'nothing':
      return activity;
    case 'release':
      return applyRelease(activity, facts, checkedAt);
    case 'tag':
      return applyTag(activity, facts);
    case 'run':
      return applyRun(activity, facts);
    case 'deployment':
      return applyDeployment(activity, facts);
    case 'flags':
      return applyFlags(activity, facts, checkedAt);
    default:
      return null;
  }
}

function applyRelease(activity: Activity, { release }: Facts<'release'>, checkedAt: string): Activity | null {
  const known = activity.releases.find(({ tag }) => tag === release.tag);
  if (known !== undefined) {
    const isSame = known.publishedAt === release.publishedAt && known.isPrerelease === release.isPrerelease;
    return isSame ? activity : null;
  }
  // The fetch did not see it although it was there: it is gone since, too old for the list, or the fetch was early.
  if (elapsedMs(release.publishedAt, checkedAt) >= 0) return null;
  const releases = [...activity.releases, release].sort(byInstant(({ publishedAt }) => publishedAt));
  return { ...activity, releases: keepStable(releases) };
}

/** The newest few; the newest stable one belongs to them however many prereleases came after it. */
function keepStable(releases: Activity['releases']): Activity['releases'] {
  const newest = releases.slice(0, keptReleases);
  const stable = releases.find(isStableRelease);
  return stable === undefined || newest.includes(stable) ? newest : [...newest, stable];
}

function applyTag(activity: Activity, { name, at, isGone }: Facts<'tag'>): Activity | null {
  const isKnown = activity.tags.some((tag) => tag.name === name);
  if (isGone) return isKnown ? null : activity;
  if (isKnown) return activity;
  // Only the tag of a stable version says anything, and only where there are no releases.
  if (at === null) return isStableVersion(name) && activity.releases.length === 0 ? null : activity;
  const tags = [...activity.tags, { name, at }].sort(byInstant((tag) => tag.at));
  return { ...activity, tags: tags.slice(0, keptTags) };
}

function applyRun(activity: Activity, { workflow, branch, at, succeeded }: Facts<'run'>): Activity | null {
  const { operations } = activity;
  // Schedules were never fetched here, or the credential may not read them.
  if (operations === null || operations.schedules === null) return activity;
  if (succeeded === null || branch !== activity.defaultBranch) return activity;
  const schedule = operations.schedules.find(({ name }) => name === workflow);
  if (schedule === undefined || schedule.state !== 'active') return null;
  // A run that was repeated counts by its last outcome, and which one that is the payload does not tell.
  const same = schedule.runs.find((run) => run.at === at);
  if (same !== undefined) return same.succeeded === succeeded ? activity : null;
  const oldest = operations.schedules.flatMap(({ runs }) => runs.map((run) => run.at)).sort()[0];
  if (oldest !== undefined && at < oldest) return activity;
  const runs = [...schedule.runs, { at, succeeded }].sort(byInstant((run) => run.at));
  const schedules = operations.schedules.map((other) => (other === schedule ? { ...schedule, runs } : other));
  return { ...activity, operations: { ...operations, schedules: keepNewestRuns(schedules) } };
}

/** The newest runs of all workflows together, as GitHub lists them. */
function keepNewestRuns(schedules: readonly ScheduledWorkflow[]): readonly ScheduledWorkflow[] {
  const all = schedules.flatMap(({ runs }) => runs.map(({ at }) => at)).sort();
  const oldest = all.at(-keptRuns) ?? '';
  return schedules.map((schedule) => ({ ...schedule, runs: schedule.runs.filter(({ at }) => at >= oldest) }));
}

function applyDeployment(activity: Activity, facts: Facts<'deployment'>): Activity | null {
  const { operations } = activity;
  if (operations === null) return null;
  const { environment, createdAt, state, at } = facts;
  const isSame = (other: Deployment) => other.environment === environment && other.createdAt === createdAt;
  const known = operations.deployments.find(isSame);
  if (known !== undefined && elapsedMs(known.at, at) <= 0) return activity;
  const deployments = [
    ...operations.deployments.filter((other) => !isSame(other)),
    { environment, state, at, createdAt },
  ];
  deployments.sort(byInstant((deployment) => deployment.createdAt ?? deployment.at));
  return { ...activity, operations: { ...operations, deployments: deployments.slice(0, keptDeployments) } };
}

/**
 * An event that is older than what is known of the flags never changes them. Around the moment of a fetch nobody can say
 * which came first (GitHub's instants are whole seconds, and its answers lag behind): then it has to be checked again.
 */
function applyFlags(activity: Activity, facts: Facts<'flags'>, checkedAt: string): Activity | null {
  const aheadMs = elapsedMs(activity.flagsAt ?? checkedAt, facts.at);
  if (aheadMs <= 0) {
    const isClose = aheadMs >= (activity.flagsAt === undefined ? -replicationLagMs : 0);
    const { isArchived, visibility, name, defaultBranch } = activity;
    const isSame =
      facts.isArchived === isArchived &&
      facts.visibility === visibility &&
      facts.name === name &&
      facts.defaultBranch === defaultBranch;
    return isClose && !isSame ? null : activity;
  }
  if (facts.defaultBranch !== activity.defaultBranch) return null;
  // Whether it can still be seen only a fetch can tell.
  if (facts.visibility !== activity.visibility && facts.visibility !== 'public') return null;
  const { name, visibility, isArchived, at } = facts;
  if (isArchived === activity.isArchived && facts.change !== 'archived')
    return { ...activity, name, visibility, flagsAt: at };
  // Only its own event says when it was archived.
  if (facts.change !== (isArchived ? 'archived' : 'unarchived')) return null;
  return { ...activity, name, visibility, isArchived, archivedAt: isArchived ? at : null, flagsAt: at };
}

/** Newest first; equal instants keep the order in which they are known. */
function byInstant<Item>(read: (item: Item) => string): (a: Item, b: Item) => number {
  return (a, b) => Date.parse(read(b)) - Date.parse(read(a));
}

// Adds pushed commits to what is known of a repository's default branch. Pushes are put in order by the commits they
// begin and end with, so it does not matter in which order they came; a gap between them is said, never bridged.

type Push = Extract<EventFacts, { kind: 'push' }>;

function applyPushes(known: Activity, pushes: readonly Push[], bots: readonly string[]): UpdatedActivity {
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

/** null: the payload does not say everything that a fetch would. */
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

/** A fetch sees no files: what a webhook said about them is kept. */
export function keepKnownFiles(commits: readonly CommitFact[], known: readonly CommitFact[]): CommitFact[] {
  const docsOnly = new Map(known.map(({ oid, isDocsOnly }) => [oid, isDocsOnly]));
  return commits.map((commit): CommitFact => {
    const isDocsOnly = docsOnly.get(commit.oid);
    if (isDocsOnly === undefined) return commit;
    const isOfPerson = commit.kind === 'work' || commit.kind === 'docs';
    return { ...commit, kind: isOfPerson ? (isDocsOnly ? 'docs' : 'work') : commit.kind, isDocsOnly };
  });
}
