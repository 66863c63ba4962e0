// Reads the directive that makes a column one of activity:
// `activity by=commit column="Activity" 🟢 <60d 🟡 <120d 🔴 else; archived 📦; unsupported ⚪; gone 💀`.
// Strict: whatever is not exactly this is a problem with its place, and what it stands over is left alone.

import { isStatusWord } from '../status/vocabulary.ts';
import type { ActivityRule } from './model.ts';

export type DirectiveReading =
  | { readonly kind: 'read'; readonly rule: ActivityRule }
  | {
      readonly kind: 'invalid';
      /** 0-based offset in the text, in UTF-16 units. */
      readonly at: number;
      readonly message: string;
    };

interface Token {
  readonly at: number;
  readonly text: string;
  readonly isQuoted: boolean;
}

/** Longer than any directive that a person types; and so many marks are more than a reader can tell apart. */
const maxLength = 2000;
const maxLevels = 20;
/** A hundred years. */
const maxDays = 36_500;

class Invalid extends Error {
  readonly at: number;
  constructor(at: number, message: string) {
    super(message);
    this.at = at;
  }
}

/** `text` is what stands in the comment behind `statusfolio:`, or in the configuration, from the word `activity` on. */
export function parseDirective(text: string): DirectiveReading {
  try {
    if (text.length > maxLength) throw new Invalid(0, `The directive is longer than ${maxLength} characters.`);
    return { kind: 'read', rule: readRule(text) };
  } catch (error) {
    if (!(error instanceof Invalid)) throw error;
    return { kind: 'invalid', at: error.at, message: error.message };
  }
}

function readRule(text: string): ActivityRule {
  const [first = [], ...clauses] = splitClauses(text);
  const [word, ...tokens] = first;
  if (word?.text !== 'activity') throw new Invalid(word?.at ?? 0, 'The directive must begin with "activity".');
  const options = new Map<string, Token>();
  let next = 0;
  for (; next < tokens.length; next += 1) {
    const token = tokens[next];
    const [, key, value = ''] = /^([a-z]+)=(.*)$/su.exec(token?.isQuoted === true ? '' : (token?.text ?? '')) ?? [];
    if (token === undefined || key === undefined) break;
    if (options.has(key)) throw new Invalid(token.at, `"${key}" is given twice.`);
    options.set(key, { ...token, text: value });
  }
  const rule = { ...readOptions(options), levels: readLevels(tokens.slice(next), text.length) };
  if (rule.as !== null && rule.levels.length > 0) {
    throw new Invalid(tokens[next]?.at ?? 0, `"as=${rule.as}" writes dates, so no ages belong here.`);
  }
  if (rule.as === null && rule.levels.length === 0) {
    throw new Invalid(text.trimEnd().length, 'No ages are given; for example 🟢 <60d 🔴 else, or as=month.');
  }
  const named = { ...rule, ...readClauses(clauses) };
  refuseDoubles(named, text);
  return named;
}

const options: Readonly<Record<string, readonly string[] | null>> = {
  by: ['commit', 'push', 'release'],
  as: ['month', 'day'],
  insert: ['start'],
  column: null,
};

function readOptions(given: ReadonlyMap<string, Token>): Omit<ActivityRule, 'levels'> {
  for (const [key, { at, text }] of given) {
    const values = Object.hasOwn(options, key) ? options[key] : undefined;
    if (values === undefined) {
      throw new Invalid(at, `Unknown option "${key}"; the options are ${Object.keys(options).join(', ')}.`);
    }
    if (values === null ? text.trim() === '' : !values.includes(text)) {
      throw new Invalid(at, values === null ? `"${key}" is empty.` : `"${key}" must be ${values.join(' or ')}.`);
    }
  }
  return {
    by: (given.get('by')?.text ?? 'commit') as ActivityRule['by'],
    as: (given.get('as')?.text ?? null) as ActivityRule['as'],
    column: given.get('column')?.text.trim() ?? null,
    insertsAtStart: given.has('insert'),
    archived: null,
    unsupported: null,
    gone: null,
  };
}

function readLevels(tokens: readonly Token[], end: number): ActivityRule['levels'] {
  const levels: { mark: string; underDays: number | null }[] = [];
  for (let index = 0; index < tokens.length; index += 2) {
    const [mark, age] = [tokens[index], tokens[index + 1]];
    if (mark === undefined) break;
    if (!mark.isQuoted && /^(?:<|else$)/.test(mark.text))
      throw new Invalid(mark.at, 'A mark must come before its age.');
    refuseMark(mark);
    const before = levels.at(-1);
    if (before?.underDays === null) throw new Invalid(mark.at, 'Nothing may follow "else".');
    if (age === undefined) throw new Invalid(end, `The age of ${mark.text} is missing, for example <60d or else.`);
    if (age.text === 'else' && !age.isQuoted) {
      levels.push({ mark: mark.text, underDays: null });
      continue;
    }
    const days = age.isQuoted ? undefined : /^<(\d{1,5})d$/.exec(age.text)?.[1];
    if (days === undefined) {
      throw new Invalid(
        age.at,
        `"${age.text}" is not an age: give whole days such as <60d, or else. A mark with spaces must be quoted.`,
      );
    }
    const underDays = Number(days);
    if (underDays < 1 || underDays > maxDays) throw new Invalid(age.at, `The age must be from 1 to ${maxDays} days.`);
    if (underDays <= (before?.underDays ?? 0)) throw new Invalid(age.at, 'The ages must be in ascending order.');
    levels.push({ mark: mark.text, underDays });
    if (levels.length > maxLevels) throw new Invalid(age.at, `More than ${maxLevels} ages.`);
  }
  if (levels.length > 0 && levels.at(-1)?.underDays !== null) throw new Invalid(end, 'The last age must be "else".');
  if (levels.length === 1) throw new Invalid(end, 'There must be an age before "else".');
  return levels;
}

const clauseNames = ['archived', 'unsupported', 'gone'] as const;

function readClauses(
  clauses: readonly (readonly Token[])[],
): Partial<Pick<ActivityRule, (typeof clauseNames)[number]>> {
  const read: Partial<Record<(typeof clauseNames)[number], string>> = {};
  for (const [name, mark, more] of clauses) {
    // A semicolon at the end.
    if (name === undefined) continue;
    const known = clauseNames.find((each) => each === name.text);
    if (known === undefined) {
      throw new Invalid(name.at, `"${name.text}" is not one of ${clauseNames.join(', ')}.`);
    }
    if (mark === undefined) throw new Invalid(name.at + name.text.length, `The mark for "${known}" is missing.`);
    if (more !== undefined) throw new Invalid(more.at, 'Only one mark goes here; a mark with spaces must be quoted.');
    if (read[known] !== undefined) throw new Invalid(name.at, `"${known}" is given twice.`);
    refuseMark(mark);
    read[known] = mark.text;
  }
  return read;
}

function refuseMark({ at, text, isQuoted }: Token): void {
  // An option behind the ages would be a mark by its place.
  if (!isQuoted && /^[a-z]+=/.test(text)) throw new Invalid(at, 'Options come before the ages.');
  if (!isStatusWord(text) || text !== text.trim()) {
    throw new Invalid(at, 'A mark must be plain text without links, markup or line breaks.');
  }
}

/** Two marks that are the same, or differ only in how an emoji is drawn, cannot be told apart in the document. */
function refuseDoubles({ levels, archived, unsupported, gone }: ActivityRule, text: string): void {
  const seen = new Set<string>();
  for (const mark of [...levels.map((level) => level.mark), archived, unsupported, gone]) {
    if (mark === null) continue;
    const plain = plainMark(mark);
    if (seen.has(plain)) throw new Invalid(Math.max(0, text.lastIndexOf(mark)), `${mark} is given twice.`);
    seen.add(plain);
  }
}

/** Without the selector that says whether a glyph is drawn in colour. */
export function plainMark(mark: string): string {
  return mark.replaceAll('\ufe0f', '');
}

/** Words, and texts in double quotes, by the clauses that semicolons divide. */
function splitClauses(text: string): Token[][] {
  const clauses: Token[][] = [[]];
  const pattern = /[ \t]+|;|((?:[a-z]+=)?)"([^"]*)"(?=[ \t;]|$)|[^ \t;"]+(?=[ \t;]|$)/suy;
  for (pattern.lastIndex = 0; pattern.lastIndex < text.length; ) {
    const at = pattern.lastIndex;
    const [whole, key = '', quoted] = pattern.exec(text) ?? [];
    if (whole === undefined) throw new Invalid(at, 'A quotation mark is not closed, or has no space around it.');
    if (whole === ';') clauses.push([]);
    else if (quoted !== undefined) clauses.at(-1)?.push({ at, text: `${key}${quoted}`, isQuoted: key === '' });
    else if (whole.trim() !== '') clauses.at(-1)?.push({ at, text: whole, isQuoted: false });
  }
  return clauses;
}

/** The directive as a person would type it. */
export function formatDirective({
  by,
  as,
  column,
  insertsAtStart,
  levels,
  archived,
  unsupported,
  gone,
}: ActivityRule): string {
  const quote = (mark: string) => (/[ \t;=<]|^else$/.test(mark) ? `"${mark}"` : mark);
  const first = [
    'activity',
    `by=${by}`,
    ...(as === null ? [] : [`as=${as}`]),
    ...(column === null ? [] : [`column="${column}"`]),
    ...(insertsAtStart ? ['insert=start'] : []),
    ...levels.map(({ mark, underDays }) => `${quote(mark)} ${underDays === null ? 'else' : `<${underDays}d`}`),
  ].join(' ');
  const named = Object.entries({ archived, unsupported, gone });
  return [first, ...named.flatMap(([name, mark]) => (mark === null ? [] : [`${name} ${quote(mark)}`]))].join('; ');
}
