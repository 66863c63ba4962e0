// The messages of our own commits: what changed and why, one line per project, how to disagree, and the trailer by which
// they are known again, in the style that the owner gave them. Nothing from outside gets into them un-neutralised.

import type { Told } from '../disclosure.ts';
import { readDate } from '../document/dates/as-of.ts';
import { isColumnDate } from '../document/dates/last-work.ts';
import type { AsOf, BlockKind } from '../model.ts';
import {
  type CommitPlace,
  type CommitStyle,
  type CommitSubject,
  formatSubjectLine,
  formatText,
} from './commit-style.ts';
import { neutralise } from './evidence.ts';

/** What a commit says: its first line, and what stands below it. */
export interface CommitWords {
  readonly headline: string;
  readonly body: string;
}

export interface CommitLine {
  readonly name: string;
  readonly from: string;
  readonly to: string;
  /** null where the evidence may not be public. */
  readonly evidence: Told | null;
  /** What happens to the date behind the word; absent or null: nothing. */
  readonly asOf?: AsOf | null | undefined;
  /** The document has not used `to`: it follows from the table's style. */
  readonly isNewLabel?: boolean;
}

/** Headline and body of the commit that publishes these changes. */
export function formatCommit(
  lines: readonly CommitLine[],
  place: CommitPlace,
  style: CommitStyle,
  /** Generated blocks that are written anew. */
  blocks: readonly BlockKind[] = [],
): CommitWords {
  const items = dropRepeated(lines).map(({ name, from, to, evidence, asOf }) => {
    const why = evidence === null ? '' : `\n  ${neutralise(evidence, 300)}`;
    if (isDateOnly({ from, to, asOf })) return `- ${neutralise(name)}: ${formatDateChange(to, asOf)}${why}`;
    const was = from === '' ? '' : `${neutralise(from)} -> `;
    return `- ${neutralise(name)}: ${was}${neutralise(to)}${why}`;
  });
  const isDates = lines.length > 0 && lines.every(isDateOnly);
  const disagree = lines.length === 0 ? [] : [isDates ? howToDisagree.date : howToDisagree.word];
  const changes = [items.join('\n'), ...formatNewLabels(lines, neutralise), ...formatBlocks(blocks)].filter(
    (part) => part !== '',
  );
  return formatMessage(describeChanges(lines, blocks), place, style, changes, disagree);
}

/** Which labels the document has not used before, and how to have others. Empty where there are none. */
export function formatNewLabels(lines: readonly CommitLine[], clean: (text: string) => string): string[] {
  const labels = [...new Set(lines.flatMap(({ to, isNewLabel }) => (isNewLabel === true ? [clean(to)] : [])))];
  if (labels.length === 0) return [];
  const [what, it] = labels.length === 1 ? ['New label', 'another'] : ['New labels', 'others'];
  return [
    `${what} in the style of the table: ${labels.join(', ')}. To write ${it}, set "labels:" in the configuration.`,
  ];
}

/** The message by the template: with the list of changes, and behind it what only the usual text says. */
export function formatMessage(
  subject: CommitSubject,
  place: CommitPlace,
  style: CommitStyle,
  changes: readonly string[],
  more: readonly string[],
): CommitWords {
  const texts = { changes: changes.join('\n\n'), usual: [...changes, ...more].join('\n\n') };
  return {
    headline: formatSubjectLine(subject, place.paths, style),
    body: formatText(subject, place, texts, style),
  };
}

const howToDisagree = {
  word: 'To disagree, change the cell back: it will be left alone.',
  date: 'Your label stays. To disagree with a date, remove it: it will not be written again.',
} as const;

/** What a commit or a pull request with these changes is called, without the owner's prefix. */
export function describeChanges(lines: readonly CommitLine[], blocks: readonly BlockKind[] = []): CommitSubject {
  const changed = dropRepeated(lines);
  const [first] = changed;
  const count = changed.length;
  if (first === undefined) {
    const what = blocks.length === 0 ? 'the status badges' : formatBlockKinds(blocks);
    return { fit: () => `update ${what}`, count };
  }
  if (changed.every(isDateOnly)) return { fit: describeDates(changed, first), count };
  if (count > 1) return { fit: () => `update ${count} project statuses`, count };
  const verb = first.from === '' ? 'list' : 'mark';
  return {
    fit: (room) =>
      fitName(`${verb} `, first.name, ` as ${neutralise(first.to, Math.max(8, Math.min(40, room - 26)))}`, room),
    count,
  };
}

/** The name is what may be cut: it stands whole in the text. */
function fitName(before: string, name: string, after: string, room: number): string {
  return `${before}${neutralise(name, Math.max(6, room - before.length - after.length))}${after}`;
}

/** Whether the word stays, and only the date behind it comes or goes. */
function isDateOnly({ from, to, asOf }: Pick<CommitLine, 'from' | 'to' | 'asOf'>): boolean {
  return from === to && asOf != null && asOf.action !== 'keep';
}

/**
 * Whether our own messages, newest first, say that this month was written behind the word of a project, and not that we took
 * it away again since.
 */
export function sayDated(messages: readonly string[], name: string, month: string): boolean {
  const begin = `- ${neutralise(name)}: `;
  const lines = messages.flatMap((message) => message.split('\n').filter((line) => line.startsWith(begin)));
  const says = (line: string, by: string) => {
    const at = line.lastIndexOf(by);
    return at !== -1 && readWrittenMonth(line.slice(at + by.length).trimEnd()) === month;
  };
  const last = lines.find((line) => says(line, datedBy) || says(line, undatedBy));
  return last !== undefined && says(last, datedBy);
}

function readWrittenMonth(text: string): string | null {
  return readDate(text)?.month ?? (isColumnDate(text) ? (/\d{4}-\d\d/.exec(text)?.[0] ?? null) : null);
}

const datedBy = ', dated ';
const undatedBy = ', without the date ';

/** `🟡 In Progress, dated (as of 2025-07)`: by these words it is known later that a date was ours. */
function formatDateChange(word: string, asOf: CommitLine['asOf']): string {
  const text = neutralise(asOf?.text ?? '');
  return asOf?.action === 'remove' ? `${neutralise(word)}${undatedBy}${text}` : `${neutralise(word)}${datedBy}${text}`;
}

function describeDates(changed: readonly CommitLine[], { name, asOf }: CommitLine): CommitSubject['fit'] {
  const isRemoved = (line: CommitLine) => line.asOf?.action === 'remove';
  if (changed.length > 1) {
    if (changed.every(isRemoved)) return () => `remove the dates after ${changed.length} project statuses`;
    return () => `${changed.some(isRemoved) ? 'update the dates after' : 'date'} ${changed.length} project statuses`;
  }
  if (asOf?.action === 'remove') return (room) => fitName('remove the date from the status of ', name, '', room);
  const text = asOf?.text ?? '';
  const isRun = readDate(text)?.kind === 'last-run';
  // The month of a word that was typed after the last work is that of typing.
  const since = isRun ? 'last run' : isColumnDate(text) ? 'last work' : 'as of';
  return (room) => fitName('date the status of ', name, ` (${since} ${asOf?.month})`, room);
}

/** A project that stands in several rows is one change. */
function dropRepeated(lines: readonly CommitLine[]): CommitLine[] {
  return [
    ...new Map(lines.map((line) => [JSON.stringify([line.name, line.from, line.to, line.asOf?.month]), line])).values(),
  ];
}

/** What follows from elsewhere, and where to disagree with it. Empty where there is no such block. */
export function formatBlocks(blocks: readonly BlockKind[]): string[] {
  if (blocks.length === 0) return [];
  const [name, follows] = [
    formatBlockKinds(blocks),
    blocks.length === 1 && blocks[0] !== 'cards' ? 'follows' : 'follow',
  ];
  return [
    `${name.charAt(0).toUpperCase()}${name.slice(1)} ${follows} the configuration and the statuses. ` +
      'To change this text, edit the configuration or remove the markers.',
  ];
}

function formatBlockKinds(blocks: readonly BlockKind[]): string {
  const [kind, ...others] = new Set(blocks);
  return others.length === 0 && (blocks.length === 1 || kind === 'cards')
    ? `the generated ${kind}`
    : `${blocks.length} generated blocks`;
}

// What the commit says in which links follow a renamed repository.

/** Headline and body. */
export function formatLinkCommit(
  links: readonly { readonly name: string; readonly to: Told }[],
  place: CommitPlace,
  style: CommitStyle,
): CommitWords {
  const items = links.map(({ name, to }) => `- ${neutralise(name)}: ${neutralise(to)}`);
  const why = 'GitHub reports the same repository under a new name. To turn this off: healLinks: false.';
  const [first] = links;
  const fit = (room: number) =>
    links.length === 1 && first !== undefined
      ? fitName('update the link of ', first.name, ' to its renamed repository', room)
      : `update ${links.length} links to renamed repositories`;
  return formatMessage({ fit, count: links.length }, place, style, [items.join('\n')], [why]);
}
