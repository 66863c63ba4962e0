// How a key of a data file spells statuses: the values that it has, those that its schema allows, and how a status that
// it has never had would be written there, `in-progress` or `IN_PROGRESS`. Schemas: config/data-keys.json.

import keyData from '../../../../config/data-keys.json' with { type: 'json' };
import type { Language, Row, Vocabulary } from '../../model.ts';
import { proposeLabels } from '../../status/labels.ts';
import type { Status } from '../../status/statuses.ts';
import { learnVocabulary, readStatusWord } from '../../status/vocabulary.ts';
import { toScanText } from '../markup/encoding.ts';
import type { DataEntry } from './entries.ts';

/** What a row's key has and may have. */
export type KeyWords = NonNullable<Row['keyWords']>;

/** A closed list of values, each with what it means. */
export interface DataSchema {
  readonly status: string;
  readonly values: ReadonlyMap<string, Status>;
}

const schemas = Object.values(keyData.schemas).map(({ marker, status, values }) => ({
  marker,
  status,
  values: new Map(Object.entries(values)) as ReadonlyMap<string, Status>,
}));

/**
 * The words that may be written for a row: the document's own, else the labels of the configuration. A data file has its
 * own, and labels are for documents that people read. `isAnswered`: the owner has said that a value may be written which
 * the key has not had yet.
 */
export function listWritable(
  { keyWords }: Pick<Row, 'keyWords'>,
  labels: Vocabulary,
  vocabulary: Vocabulary,
  isAnswered: boolean,
): Vocabulary {
  if (keyWords === undefined) return { ...labels, ...vocabulary };
  return { ...(isAnswered && keyWords.proposed), ...keyWords.words };
}

/** The schema that the top of a document says it follows; null for none. */
export function findSchema(entries: readonly DataEntry[]): DataSchema | null {
  return schemas.find(({ marker }) => entries.some(({ key }) => key === marker)) ?? null;
}

/** The status that a value names; with a schema, no other values than its own. */
export function readValue(text: string, schema: DataSchema | null): Status {
  if (schema !== null) return schema.values.get(text) ?? 'unknown';
  const status = readStatusWord(text);
  // `inProgress`; words without a change of case are the same as before.
  return status === 'unknown' && text.length < 100
    ? readStatusWord(text.replaceAll(/(?<=\p{Ll})(?=\p{Lu})/gu, ' '))
    : status;
}

/** Of the values that a key has in one file. */
export function listKeyWords(
  typed: readonly { readonly text: string; readonly status: Status }[],
  schema: DataSchema | null,
  language: Language,
): KeyWords {
  if (schema === null) {
    const words = learnVocabulary(typed);
    return { words, proposed: proposeWords(words, language) };
  }
  const words: Vocabulary = {};
  for (const [value, status] of schema.values) words[status] ??= value;
  return { words, proposed: {}, isClosed: true };
}

/** Statuses that the key has no value for, in the spelling of those that it has. */
function proposeWords(words: Vocabulary, language: Language): Vocabulary {
  const spellings = Object.values(words);
  if (spellings.length === 0) return {};
  const join = readJoin(spellings);
  const proposed: Vocabulary = {};
  for (const [status, label] of Object.entries(proposeLabels(words, language)) as [Status, string][]) {
    if (status in words) continue;
    const written = join(label);
    if (readValue(written, null) === status) proposed[status] = written;
  }
  return proposed;
}

/** How words are joined to one value: as those with several words are, else as their capitals make likely. */
function readJoin(spellings: readonly string[]): (label: string) => string {
  const replace = (mark: string) => (label: string) => label.replaceAll(/(?<=\p{L}) (?=\p{L})/gu, mark);
  const joined = spellings.find((text) => /\p{L}[ _-]\p{L}|\p{Ll}\p{Lu}/u.test(text));
  const mark = joined === undefined ? undefined : (/\p{L}([ _-])\p{L}/u.exec(joined)?.[1] ?? '');
  if (mark === '') {
    const isLower = spellings.some((text) => /^\p{Ll}/u.test(text));
    return (label) => {
      const whole = label.replaceAll(/(?<=\p{L}) (\p{L})/gu, (_, letter: string) => letter.toUpperCase());
      return isLower ? `${whole.slice(0, 1).toLowerCase()}${whole.slice(1)}` : whole;
    };
  }
  if (mark !== undefined) return replace(mark);
  const cased = spellings.filter((text) => text.toLowerCase() !== text.toUpperCase());
  if (cased.length > 0 && cased.every((text) => text === text.toLowerCase())) return replace('-');
  return cased.length > 0 && cased.every((text) => text === text.toUpperCase()) ? replace('_') : replace(' ');
}

// Writes a text in place of a scalar of YAML or JSON, quoted as the old one was, or as it needs to stay the same text for
// every reader: YAML 1.1 takes `yes`, `on`, `1:30` and `2025-07-01` for something else than texts.

/** Whether a file of JSON writes every letter that is not ASCII as an escape, as some programs do. */
export function usesEscapes(bytes: Uint8Array): boolean {
  const scan = toScanText(bytes);
  return !/[\x80-\xff]/.test(scan) && /\\u(?:0[1-9a-f]|[1-9a-f])|\\u00[89a-f]/i.test(scan);
}

/** `isAscii`: the file writes what is not ASCII as escapes. */
export function writeJson(text: string, isAscii: boolean): string {
  const quoted = JSON.stringify(text);
  return isAscii ? quoted.replaceAll(/[^\0-\x7f]/g, escapeUnit) : quoted;
}

function escapeUnit(unit: string): string {
  return `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

/** `before`: the scalar as it stands, quotes included. */
export function writeYaml(text: string, before: string): string {
  if (before.startsWith('"')) return JSON.stringify(text);
  if (before.startsWith("'") || !isPlainSafe(text)) {
    // Only double quotes can hold what is not printed.
    return /[\p{Cc}\u2028\u2029\ufeff]/u.test(text) ? JSON.stringify(text) : `'${text.replaceAll("'", "''")}'`;
  }
  return text;
}

/** What YAML 1.1 or 1.2 reads as a truth value, nothing, or not a number. */
const reserved = /^(?:y|yes|n|no|true|false|on|off|null|~|[-+.]*(?:inf|nan))$/i;
/** Begins like a number, a date, a mark of YAML, or a quote. */
const markedStart = /^[\d\s+.~=<\-?:,[\]{}#&*!|>'"%@`]/;
/** Ends a plain scalar, or does so inside brackets. */
const breaking = /[,[\]{}\p{Cc}\u2028\u2029\ufeff]|:(?:\s|$)| #|\s$/u;

/** Whether a text needs no quotes, in a block and between brackets. */
function isPlainSafe(text: string): boolean {
  return text !== '' && !reserved.test(text) && !markedStart.test(text) && !breaking.test(text);
}
