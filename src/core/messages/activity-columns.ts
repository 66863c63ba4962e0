// Every sentence about columns of activity, and the text of the pull request that updates them. Nothing from outside gets
// into it un-neutralised.

import type { ActivityRule } from '../activity-columns/model.ts';
import type { Told } from '../disclosure.ts';
import { type CommitWords, formatMessage } from './commit-message.ts';
import { type CommitPlace, type CommitStyle, type CommitSubject, formatSubjectLine } from './commit-style.ts';
import { escapeMarkdown, neutralise } from './evidence.ts';
import { countFitting } from './issue-body.ts';

export const ignored = 'The row is marked to be ignored.';
export const pinned = 'The row is pinned.';
export const archived = 'The repository is archived.';
export const notPublic = 'The repository is not public, so its activity is not published.';
export const hiddenByBots = 'Its newest commits are all by bots, and the date of the last human commit was not read.';

export const stoodBefore = 'It was there before: the next update checks it.';
export const notUtf8 = {
  message: 'The document is not encoded in UTF-8, and its marks are not plain letters, so nothing was written.',
  hint: 'Save it as UTF-8.',
};
export const twice = (repo: string, line: number) => `${repo} is also on line ${line}.`;
export const moved = (name: string) => `It is now ${name}.`;

export const noMark = (text: string) => `"${text}" is not one of the marks.`;
export const noDate = (text: string) => `"${text}" is not a date that can be updated in the same format.`;
export const account = (login: string) => `The link leads to the account ${login}, not to a repository.`;
export const elsewhere = (host: string) => `${host} is not GitHub.`;
export const unseen = (repo: string) => `${repo} cannot be seen: it is gone, private, or the token has no access.`;
export const gone = (repo: string) => `${repo} has not been found for more than three days.`;

const nouns = { commit: 'commit', push: 'push', release: 'release' } as const;

export const never = (by: ActivityRule['by']) => `There is no ${nouns[by]} to go by.`;

export function last(by: ActivityRule['by'], at: string, days: number, isExact: boolean): string {
  const age = days === 1 ? '1 day' : `${days} days`;
  return isExact
    ? `Last ${nouns[by]} on ${at.slice(0, 10)}, ${age} ago.`
    : `Last ${nouns[by]} before ${at.slice(0, 10)}, more than ${age} ago.`;
}

/** What became of a row; in the order in which readers are told. */
const activityEvents = ['stale', 'revived', 'archived', 'gone', 'unsupported', 'added', 'dated'] as const;
export type ActivityEvent = (typeof activityEvents)[number];

export interface ActivityLine {
  readonly name: string;
  readonly event: ActivityEvent;
  readonly from: string;
  readonly to: string;
  /** null where it may not be public. */
  readonly evidence: Told | null;
}

/** What changes nothing and is worth knowing. */
export interface ActivityNotes {
  /** Under another owner now: the link stays. */
  readonly transferred: readonly Note[];
  readonly relinked: readonly Note[];
  readonly twice: readonly Note[];
  readonly unseen: readonly Note[];
  readonly unsupported: readonly Note[];
  readonly other: readonly Note[];
}

export interface Note {
  readonly name: string;
  readonly line: number;
  readonly text: Told | string;
}

const titles: Record<ActivityEvent, string> = {
  stale: 'Newly stale',
  revived: 'Active again',
  archived: 'Archived',
  gone: 'Gone',
  unsupported: 'Not on GitHub',
  added: 'New rows',
  dated: 'Dates',
};

const noteTitles: Record<keyof ActivityNotes, string> = {
  relinked: 'Renamed: the link is updated',
  transferred: 'Transferred to another owner: the link stays as it is',
  twice: 'Listed twice',
  unseen: 'Could not be seen: the mark stays as it is',
  unsupported: 'No repository on GitHub',
  other: 'Cells with other content, left alone',
};

/** GitHub refuses a text of more than 65,536 characters. */
const maxLength = 55_000;
const maxCommitLength = 20_000;

export function formatActivityCommit(
  lines: readonly ActivityLine[],
  links: number,
  place: CommitPlace,
  style: CommitStyle,
): CommitWords {
  const items = lines.map(
    ({ name, from, to }) => `- ${neutralise(name)}: ${from === '' ? '' : `${neutralise(from)} -> `}${neutralise(to)}`,
  );
  const shown = items.slice(0, countFitting(items, maxCommitLength));
  if (shown.length < items.length) shown.push(`- and ${items.length - shown.length} more`);
  const changes = shown.length === 0 ? [] : [shown.join('\n')];
  return formatMessage(describeMarks(lines, links), place, style, changes, []);
}

function describeMarks(lines: readonly ActivityLine[], links: number): CommitSubject {
  const count = lines.length;
  if (count === 0) {
    const what = links === 1 ? 'a link to a renamed repository' : `${links} links to renamed repositories`;
    return { fit: () => `update ${what}`, count: links };
  }
  return { fit: () => `update the activity of ${count === 1 ? '1 project' : `${count} projects`}`, count };
}

export interface ActivityDocument {
  readonly path: string;
  readonly lines: readonly ActivityLine[];
  readonly notes: ActivityNotes;
  /** SHA-256 of the document without the edited marks. */
  readonly surroundings: { readonly before: string; readonly after: string };
}

export function formatActivityPullRequest({ path, lines, notes, surroundings }: ActivityDocument, style: CommitStyle) {
  const counted = activityEvents.flatMap((event) => {
    const count = lines.filter((line) => line.event === event).length;
    return count === 0 ? [] : [`${count} ${lowerFirst(titles[event])}`];
  });
  const changed = activityEvents.flatMap((event) => {
    const own = lines.filter((line) => line.event === event);
    return own.length === 0 ? [] : [{ title: titles[event], items: own.map(formatLine) }];
  });
  const noted = Object.entries(noteTitles).flatMap(([key, title]) => {
    const items = notes[key as keyof ActivityNotes].map(formatNote);
    return items.length === 0 ? [] : [{ title, items }];
  });
  const sections = [...changed, ...noted];
  const space = Math.floor(maxLength / Math.max(1, sections.length));
  const { before, after } = surroundings;
  const proof =
    before === after
      ? `Everything else is unchanged: SHA-256 \`${before}\` before and after.`
      : `Outside the marks: SHA-256 \`${before}\` before, \`${after}\` after.`;
  const text = [
    `**${escapeMarkdown(path, 500)}**${counted.length === 0 ? '' : `: ${counted.join(', ')}`}`,
    ...sections.map(({ title, items }) => formatSection(title, items, space)),
    proof,
    'Rows are never moved or removed. To keep a mark, put `<!-- statusfolio: pin -->` into its row.',
  ].join('\n\n');
  return { title: formatSubjectLine(describeMarks(lines, notes.relinked.length), [path], style), text };
}

function formatSection(title: string, items: readonly string[], space: number): string {
  const shown = items.slice(0, countFitting(items, space));
  const rest = items.length - shown.length;
  return `**${title}** (${items.length})\n\n${shown.join('\n')}${rest === 0 ? '' : `\n- and ${rest} more`}`;
}

function formatLine({ name, from, to, evidence }: ActivityLine): string {
  const was = from === '' ? '' : `${escapeMarkdown(from)} → `;
  return `- ${escapeMarkdown(name) || 'row'}: ${was}${escapeMarkdown(to)}${evidence === null ? '' : `. ${escapeMarkdown(evidence, 300)}`}`;
}

function formatNote({ name, line, text }: Note): string {
  return `- line ${line}, ${escapeMarkdown(name) || 'row'}: ${escapeMarkdown(text, 300)}`;
}

function lowerFirst(text: string): string {
  return `${text.charAt(0).toLowerCase()}${text.slice(1)}`;
}
