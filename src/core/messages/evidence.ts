// Every sentence a person reads about a status: evidence, reasons, questions. Dates are absolute, so an unchanged status
// never changes a sentence. Names from outside are neutralised before they reach a commit.

import { toDay } from '../dates.ts';
import {
  type Declaration,
  declarationSources,
  type Pin,
  type Release,
  type Vocabulary,
  type WrittenDate,
} from '../model.ts';
import type { HeartbeatSign, HeartbeatStop } from '../status/signals.ts';
import { type Status, statusTable } from '../status/statuses.ts';

export function formatStatus(status: Status): string {
  return statusTable[status].label;
}

const commits = (count: number) => `${count} work commit${count === 1 ? '' : 's'}`;
const lastWork = (lastAt: string | null, completeSince: string) =>
  lastAt === null ? `no work commit since ${toDay(completeSince)}` : `last work commit ${toDay(lastAt)}`;
export const sentence = (text: string) => `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;

// ---- evidence ----------------------------------------------------------------------------------------------------

const pinPlaces: Record<Pin['source'], string> = {
  cell: 'in the cell',
  configuration: 'in the configuration',
  page: 'on the dashboard',
};

export function pinned(pin: Pin): string {
  const where = pinPlaces[pin.source];
  const until = pin.until === null ? '' : ` until ${pin.until}`;
  return `Pinned to ${formatStatus(pin.status)} by the owner ${where}${until}${pin.reason === null ? '' : ` (${pin.reason})`}.`;
}

export function matchingRepository(repo: string, createdAt: string): string {
  return `No repository linked, but ${repo}, created on ${toDay(createdAt)}, has the same name. If you accept, the row is linked to it, where it has a place for a link.`;
}

/** Beside the reason why a row that links nothing is left as it is. */
export function sameName(repo: string, createdAt: string): string {
  return `${repo}, created on ${toDay(createdAt)}, has the same name: link it, or name it under "projects" in the configuration.`;
}

export function linked(repo: string): string {
  return `The row now links to ${repo}.`;
}

export function notLinked(repo: string): string {
  return `The row has no safe place for a link: add one to ${repo} in it by hand.`;
}

export function unlinked(): string {
  return 'No repository linked.';
}

export function notChecked(repo: string): string {
  return `${repo} has not been checked yet.`;
}

/** Which of several repositories a sentence is about. */
export function seenIn(evidence: string, names: readonly string[]): string {
  const list = names.length > 3 ? `${names.length} repositories` : names.toSorted().join(', ');
  return `${evidence.replace(/\.$/, '')} (${list}).`;
}

export function archived(at: string | null): string {
  return at === null ? 'The repository is archived (read-only).' : `Archived (read-only) since ${toDay(at)}.`;
}

/** README or description say where the work goes on. */
export function archivedMoved(at: string | null): string {
  return `${archived(at).replace(/\.$/, '')}; it says that it has moved.`;
}

export function scaffold(workCommits: number, createdAt: string): string {
  return workCommits === 0
    ? `No work commits since the repository was created on ${toDay(createdAt)}.`
    : `${commits(workCommits)} and no source files since ${toDay(createdAt)}.`;
}

export function fork(completeSince: string): string {
  return `A fork without commits of its own since ${toDay(completeSince)}.`;
}

export function live(sign: HeartbeatSign): string {
  if (sign.kind === 'homepage') return `The homepage answered on ${toDay(sign.at)}.`;
  return sign.kind === 'deployment'
    ? `Deployment to ${sign.environment} succeeded on ${toDay(sign.at)}.`
    : `Scheduled workflow "${sign.workflow}" succeeded on ${toDay(sign.at)}.`;
}

const stopCauses: Record<HeartbeatStop['cause'], (stop: HeartbeatStop) => string> = {
  disabled_inactivity: (stop) => `was disabled by GitHub for inactivity on ${toDay(stop.stoppedAt)}`,
  disabled_manually: (stop) => `was disabled by hand on ${toDay(stop.stoppedAt)}`,
  failing: () => 'has failed ever since',
  silent: () => 'has not run since',
};

export function stopped(stop: HeartbeatStop, lastWorkAt: string | null): string {
  const work = lastWorkAt === null ? '' : `; last work commit ${toDay(lastWorkAt)}`;
  if (stop.workflow === null) return `The homepage last answered on ${toDay(stop.lastSuccessAt)}${work}.`;
  return `Scheduled workflow "${stop.workflow}" last succeeded on ${toDay(stop.lastSuccessAt)} and ${stopCauses[stop.cause](stop)}${work}.`;
}

export function reopened(count: number, days: number, lastAt: string): string {
  return `Declared complete, but ${commits(count)} within ${days} days, the last on ${toDay(lastAt)}.`;
}

export function declaredThere({ source, word, since }: Declaration): string {
  return `${declarationSources[source].before} ${word}, since ${toDay(since ?? '')}.`;
}

/** What stood there all the time; `declaredThere` is about what changed. */
export function declaredByRepository({ source, word }: Declaration): string {
  return `${declarationSources[source].before} ${neutralise(word, 60)}.`;
}

/** The owner's word for a project that has none here. */
export function saidElsewhere(text: string, where: string): string {
  return `You say ${neutralise(text, 60)} in ${neutralise(where)}.`;
}

/** `lastSeenAt` is the last push where no commit is known. */
export function unsaid(lastAt: string | null, lastSeenAt: string | null, completeSince: string): string {
  const seen =
    lastAt === null && lastSeenAt !== null ? `last push ${toDay(lastSeenAt)}` : lastWork(lastAt, completeSince);
  return `No status has been given yet; ${seen}.`;
}

export function declaredComplete(lastAt: string | null, completeSince: string): string {
  return `Declared complete by the owner; ${lastWork(lastAt, completeSince)}.`;
}

export function firstWork(count: number, firstAt: string): string {
  return `${commits(count)} since ${toDay(firstAt)}.`;
}

/** Of a planned project with work on fewer days than it takes; a clause. */
export function starting(days: number, lastAt: string, neededDays: number): string {
  const so = days === 1 ? 'one day so far, on' : `${days} days so far, last on`;
  return `work on ${so} ${toDay(lastAt)}; it counts as started after work on ${neededDays} days`;
}

export function active(lastAt: string): string {
  return `Last work commit ${toDay(lastAt)}.`;
}

export function awake(count: number, lastAt: string): string {
  return `Work has resumed: ${commits(count)} recently, the last on ${toDay(lastAt)}.`;
}

export function released(release: Release): string {
  return `${/[1-9]/.test(release.tag.split('.')[0] ?? '') ? 'Stable release' : 'Version'} ${release.tag} on ${toDay(release.publishedAt)}.`;
}

export function quiet(lastAt: string | null, confirmedAt: string | null, completeSince: string): string {
  return sentence(`${lastWork(lastAt, completeSince)}${confirmed(confirmedAt)}`);
}

export function kept(lastAt: string | null, confirmedAt: string | null, completeSince: string): string {
  return `No conflicting activity on GitHub: ${lastWork(lastAt, completeSince)}${confirmed(confirmedAt)}.`;
}

const confirmed = (at: string | null) => (at === null ? '' : `, row last confirmed ${toDay(at)}`);

// ---- reasons ---------------------------------------------------------------------------------------------------

export const reasons = {
  agrees: 'The cell agrees.',
  unknownWord: 'The status is a custom label.',
  emptyCell: 'The status cell is empty.',
  listed: 'The configuration lists it, and the generated block does not show it yet.',
  asFacts: 'It has no status yet, so the block says what GitHub shows.',
  unseen: 'The configuration lists it, but its repository cannot be checked, and nothing else gives its status.',
  notPublic:
    'The configuration lists it, but its repository is not public and the document is: it is shown once "privateDetails" names it.',
  awaitsLink: 'Accepted; it is written as soon as the repository to link can be seen again.',
  ignored: 'The owner asked to leave the row alone.',
  guess: 'The evidence is too weak to change the status.',
  noRepository: 'No repository linked.',
  plannedInData: 'There is work on it. In a data file "planned" may also mean the next version.',
  disagreeing: 'Rows of the same project disagree with each other; all of them are left alone.',
} as const;

/** Why a row cannot be decided on a page. */
export const overrides = {
  cellPin: 'Pinned in the file, which takes precedence; remove the comment there to decide here.',
  configuredPin: 'Pinned in the configuration, which takes precedence; remove it there to decide here.',
} as const;

export function changeReason(from: Status, to: Status): string {
  return `The cell says ${formatStatus(from)}; GitHub shows ${formatStatus(to)}.`;
}

/** Of a label that follows from the style of the table. */
export function newLabel(text: string): string {
  return `New label in the style of the table: "${text}". To write another, set it under "labels:".`;
}

/** `proposed`: how a data file would spell what it has never said. */
export function formatMissing(status: Status, proposed?: Vocabulary): string {
  const word = proposed?.[status];
  if (word !== undefined) return `This file has not used "${word}" yet. If you agree, that is what is written.`;
  if (proposed !== undefined) return `This file has no value for "${formatStatus(status)}". Type the one that fits.`;
  return `No label for "${formatStatus(status)}". Add one under "labels:" in the configuration.`;
}

export function asked(on: string): string {
  return `Asked on ${on}: is it finished, paused, or still active? The status stays until you answer.`;
}

/** Of a status that the owner may look at once more. */
export function unreviewed(typedOn: string): string {
  return `Unchanged since ${typedOn}.`;
}

/** Of a question that nobody has answered yet. */
export function dateIsDue(month: string, on: string): string {
  return `If you don't answer, ${month} is added after the status, on ${on} at the earliest.`;
}

/** Of a question that would be one too many this month. */
export function nextReview(on: string): string {
  return `It has been quiet; you will be asked in the next review, on ${on} at the earliest.`;
}

/** Of a project that nobody has given a status. */
export function askedWhatItIs(on: string): string {
  return `Asked on ${on}: is it finished, paused, or still active? Until you say, it shows when work was last seen.`;
}

export function doubted(on: string): string {
  return `Asked on ${on}: only you can say. The status stays until you answer.`;
}

/** Of a date that comes behind the word: `month` is `2025-07`, `on` the day of the question. */
export function dated(kind: WrittenDate['kind'], month: string, on: string): string {
  return kind === 'last-run'
    ? `It last ran in ${month}. Your label stays until you answer, followed by the date.`
    : `Asked on ${on} without an answer: your label stays, followed by ${month}: nothing has confirmed it since.`;
}

/** Why a date behind a word goes. */
export const dateOver = {
  otherWord: 'The date was written after another label.',
  noHeartbeat: 'The configuration says that it has no heartbeat.',
  pinned: 'The status is pinned, so no date follows it.',
  notPublic: 'The repository is not public, so nothing is said about its activity.',
  refused: 'You removed the date from another row of the project.',
} as const;

export function dateSaid(on: string): string {
  return `Your status of ${on} is newer than the date after it.`;
}

export function dateCommitted(on: string): string {
  return `Commit on ${on}, later than the date after the status.`;
}

/** Of a word that would be dated, had the owner not taken the date away. */
export function dateRefused(on: string): string {
  return `You removed the date on ${on}, so none is written again until there is new work.`;
}

/** `why` is a sentence. */
export function askedFirst(why: string, on: string): string {
  return `${why} Asked on ${on}; the status stays until you answer.`;
}

export function dwelling(since: string, until: string): string {
  return `Current since ${since}; not downgraded before ${until}.`;
}

export function heldForToday(until: string): string {
  return `One commit a day: it is published on ${until}.`;
}

export function answered(kind: string, by: string, at: string): string {
  const what = kind === 'accept' ? 'accepted it' : kind === 'undo' ? 'undid an answer' : `said that it is ${kind}`;
  return `${neutralise(by, 60)} ${what} on ${toDay(at)}.`;
}

/** Whether a change was the owner's answer, and not what the rules said. */
export function saysAnswered(evidence: string): boolean {
  return / (said that it is [a-z-]+|accepted it|undid an answer|took an answer back) on \d{4}-\d\d-\d\d\.$/.test(
    evidence,
  );
}

export function refused(at: string): string {
  return `You decided on ${toDay(at)} to keep it.`;
}

export function flapping(count: number, days: number): string {
  return `Changed ${count} times within ${days} days; frozen until you decide.`;
}

// ---- texts from outside --------------------------------------------------------------------------------------------

/** The commit with which we go. */
export function formatUninstall(words: number): { readonly headline: string; readonly body: string } {
  const headline = words === 0 ? 'docs: remove Statusfolio markers' : 'docs: restore the last typed statuses';
  return { headline, body: 'Statusfolio no longer manages this document.' };
}

const invisible = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Zl}\p{Zp}]/gu;

/** GitHub links whatever could be the name of a commit. */
const commitName = /\b(?=[a-f]*\d)(?=\d*[a-f])[0-9a-f]{7,}\b/gi;

/** The same for Markdown: shown as it is, whatever it is. */
export function escapeMarkdown(text: string, maxLength?: number): string {
  const inline = neutralise(text, maxLength).replace(/[\\`*_{}[\]()<>#|~!&$^=]/g, '\\$&');
  // At the start of a line these begin a list or a rule.
  return inline.replace(/^[-+]/, '\\$&').replace(/^(\d+)\./, '$1\\.');
}

/** Text from outside for a commit message: no mentions, references, links or control characters. */
export function neutralise(text: string, maxLength = 120): string {
  const plain = text
    .replace(invisible, ' ')
    .replace(/[@#`<>[\]]/g, '')
    .replaceAll('://', ' ')
    .replaceAll(/www\./gi, 'www ')
    .replaceAll(commitName, (name) => `${name.slice(0, 6)}…`)
    .replaceAll(/GH-/gi, 'GH ');
  const flat = plain.split(/\s+/).filter(Boolean).join(' ');
  return flat.length <= maxLength ? flat : `${flat.slice(0, maxLength - 1).replace(/[\uD800-\uDBFF]$/, '')}…`;
}
