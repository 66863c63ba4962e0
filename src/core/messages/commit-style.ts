// What our commit messages look like by the owner's own template: subject, text and trailers, with everything that comes
// from outside kept to the places that the template gives it. Pure.

import { suggest } from '../suggest.ts';
import { neutralise } from './evidence.ts';

/** Key of the trailer that our own commits carry. */
export const ownTrailer = 'Statusfolio';

export interface Person {
  readonly name: string;
  readonly email: string;
}

export interface CommitStyle {
  /** The subject, and below it the text: empty for the usual one. Valid by `findTemplateFault`. */
  readonly message: string;
  readonly signedBy: Person | null;
  readonly coAuthor: Person | null;
}

export const defaultMessage = 'docs: {subject}';

/** The documents that a commit is about: their paths, and their keys for the trailer. */
export interface CommitPlace {
  readonly keys: string;
  readonly paths: readonly string[];
}

const placeholders = ['subject', 'changes', 'document', 'count'] as const;
type Placeholder = (typeof placeholders)[number];
const listed = placeholders.map((name) => `{${name}}`).join(', ');

/** Longer subjects are cut in many places, GitHub's lists among them. */
const longestHeadline = 72;
/** What is the template's own in the subject; the rest is for what changed. */
const longestOwnText = 40;
const longestTemplate = 2000;
const longestPath = 40;

/** Trailers that mean something to us or to GitHub: only the keys that are for them write them. */
const reserved: readonly (readonly [string, string])[] = [
  ['statusfolio:', 'is added to every message automatically; remove it'],
  ['signed-off-by:', 'is added by "signOff"; remove it here'],
  ['co-authored-by:', 'is added by "author"; remove it here'],
];

/** What is wrong with a template of messages, as a sentence without its subject; null: nothing. */
export function findTemplateFault(template: string): string | null {
  const [subject = '', ...below] = template.trimEnd().split('\n');
  if (template.length > longestTemplate) return `must be at most ${longestTemplate} characters`;
  if (subject.trim() === '') return `must begin with a subject, for example "${defaultMessage}"`;
  if (/[\p{Cc}\u2028\u2029]/u.test(template.replaceAll('\n', ''))) return 'must not hold control characters';
  const names = listNames(template);
  const unknown = names.find((name) => !placeholders.some((known) => known === name));
  if (unknown !== undefined) {
    const meant = suggest(unknown, placeholders);
    return `unknown {${unknown}}; the placeholders are ${listed}${meant === null ? '' : `; did you mean {${meant}}?`}`;
  }
  if (/[{}]/.test(fill(template, { subject: '', changes: '', document: '', count: '' })))
    return `has a brace outside a placeholder; the placeholders are ${listed}`;
  if (listNames(subject).includes('changes'))
    return 'has {changes} in the subject; it is a list: put it below a blank line';
  if (below.length > 0 && below[0]?.trim() !== '') return 'must have a blank line below the subject';
  for (const line of template.split('\n')) {
    const [key, why] = reserved.find(([name]) => line.trim().toLowerCase().startsWith(name)) ?? [];
    if (key !== undefined) return `"${line.trim().slice(0, key.length)}" ${why}`;
  }
  const own = fill(subject, { subject: '', changes: '', document: '', count: '' }).trim();
  return own.length <= longestOwnText
    ? null
    : `has ${own.length} characters of its own in the subject; more than ${longestOwnText} leave no room for what changed`;
}

function listNames(template: string): string[] {
  return [...template.matchAll(/\{([^{}\n]*)\}/g)].map(([, name = '']) => name);
}

function fill(template: string, values: Readonly<Record<Placeholder, string>>): string {
  return template.replace(/\{(subject|changes|document|count)\}/g, (_, name: Placeholder) => values[name]);
}

/** `Ada Lovelace <ada@example.org>`; null: it is not of that form, or would not stay on one line. */
export function readPerson(text: string): Person | null {
  const at = text.indexOf(' <');
  const name = text.slice(0, Math.max(0, at)).trim();
  const email = text.slice(at + 2, -1);
  const isName = name !== '' && name.length <= 100 && !/[<>\p{Cc}\p{Cf}\u2028\u2029]/u.test(name);
  const [local = '', host = '', ...rest] = email.split('@');
  const isEmail =
    email.length <= 250 && !/[<>\s\p{Cc}\p{Cf}]/u.test(email) && local !== '' && host !== '' && rest.length === 0;
  return at > 0 && text.endsWith('>') && isName && isEmail ? { name, email } : null;
}

/** What is said of the changes: the subject within a room of characters, and how many there are. */
export interface CommitSubject {
  readonly fit: (room: number) => string;
  readonly count: number;
}

/** The subject line by the template: never longer than 72 characters, at the cost of what `fit` shortens. */
export function formatSubjectLine({ fit, count }: CommitSubject, paths: readonly string[], style: CommitStyle): string {
  const [template = ''] = style.message.split('\n');
  const least = 24;
  const write = (subject: string, longest: number) =>
    fill(template, { subject, changes: '', document: formatPaths(paths, longest), count: String(count) }).trim();
  const full = longestHeadline - write('', longestPath).length;
  const longest = full >= least ? longestPath : Math.max(8, longestPath - (least - full));
  const room = longestHeadline - write('', longest).length;
  return cut(write(cut(fit(room), room), longest), longestHeadline);
}

function formatPaths(paths: readonly string[], longest: number): string {
  const [first = 'documents', ...others] = paths;
  return others.length === 0 ? neutralise(first, longest) : `${paths.length} documents`;
}

/** A character beyond the basic plane stays whole. */
function cut(text: string, longest: number): string {
  if (text.length <= longest) return text;
  return `${text
    .slice(0, longest - 1)
    .replace(/[\uD800-\uDBFF]$/, '')
    .trimEnd()}…`;
}

/**
 * The text below the subject. `changes` is the list of what changed; it always stands there, because by it we know later
 * which date was ours. `usual`: what stands there where the template has no text of its own.
 */
export function formatText(
  subject: CommitSubject,
  { keys, paths }: CommitPlace,
  { changes, usual }: { readonly changes: string; readonly usual: string },
  style: CommitStyle,
): string {
  const below = style.message.split('\n').slice(1).join('\n').trim();
  const values = {
    subject: cut(subject.fit(longestHeadline), longestHeadline),
    changes,
    document: formatPaths(paths, 200),
    count: String(subject.count),
  };
  const own = below.includes('{changes}') ? below : `${below}\n\n{changes}`;
  const text = below === '' ? usual : fill(own, values);
  return [keepPlain(text), formatTrailers(keys, style)].filter((part) => part !== '').join('\n\n');
}

/** No line of the text can be taken for a trailer of ours, and none of its gaps is wide. */
function keepPlain(text: string): string {
  const lines = text.split('\n').map((line) => (isReserved(line) ? ` ${line}` : line.trimEnd()));
  return lines
    .filter((line, index) => line !== '' || lines[index - 1] !== '')
    .join('\n')
    .trim();
}

function isReserved(line: string): boolean {
  return reserved.some(([key]) => line.toLowerCase().replaceAll(/[ \t]/g, '').startsWith(key));
}

/** Who stands behind the commit, and whose it is; the last paragraph, where Git and GitHub read trailers. */
function formatTrailers(keys: string, { coAuthor, signedBy }: CommitStyle): string {
  const named = (key: string, person: Person | null) =>
    person === null ? [] : [`${key}: ${person.name} <${person.email}>`];
  return [`${ownTrailer}: ${keys}`, ...named('Co-authored-by', coAuthor), ...named('Signed-off-by', signedBy)].join(
    '\n',
  );
}

/** The whole message of the commit with which our branch begins again from the branch that it is proposed to. */
export function formatRestart(base: string, { keys, paths }: CommitPlace, style: CommitStyle): string {
  const subject: CommitSubject = {
    fit: (room) => `start over from ${neutralise(base, Math.max(8, room - 17))}`,
    count: 0,
  };
  return [formatSubjectLine(subject, paths, style), formatTrailers(keys, style)].join('\n\n');
}
