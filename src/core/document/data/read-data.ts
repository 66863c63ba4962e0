// Reads the projects of a data file, and of the front matter of a page, to rows: each is an object with an entry for its
// status and one for its repository.

import { isMap, isScalar, type Node } from 'yaml';
import type { OwnPlace, Row } from '../../model.ts';
import { addressStart } from '../../site.ts';
import { findLanguage, needsHeading } from '../../status/vocabulary.ts';
import type { Line } from '../markup/blocks.ts';
import { decodeMojibake } from '../markup/encoding.ts';
import { readRepositoryText } from '../markup/find-inside.ts';
import { findDirective } from '../words/status-cell.ts';
import { findKeyDate } from './as-of-key.ts';
import { type EntryReader, idKinds, nameKinds, pickEntries, readString, statusKinds } from './entries.ts';
import { type DataObject, findObjects } from './find-objects.ts';
import { type FoundRepository, findRepository } from './find-repository.ts';
import { type DataDialect, type ParsedData, parseData } from './parse-data.ts';
import { readScalar, type ScalarStatus } from './read-scalar.ts';
import { type DataSchema, findSchema, type KeyWords, listKeyWords } from './spelling.ts';

export interface DataContext {
  readonly path: string;
  readonly own: OwnPlace | null;
  /** Whose addresses are links to repositories: `https://github.com`. */
  readonly site: string;
  /** The key of the entry that holds a status's date; null: none is written. */
  readonly asOfKey: string | null;
}

export interface DataRows {
  readonly kind: 'read';
  readonly rows: readonly Row[];
  /** Groups of projects: lists, and maps of objects. */
  readonly lists: number;
  /** What the one key that all statuses stand under has for words; empty where there are several. */
  readonly words: KeyWords['words'];
}

export type DataReading = DataRows | Extract<ReturnType<typeof parseData>, { kind: 'refused' }>;

/** A whole file of YAML or JSON. */
export function readData(bytes: Uint8Array, dialect: DataDialect, context: DataContext): DataReading {
  const outcome = parseData(bytes, dialect);
  return outcome.kind === 'read' ? readParsed(outcome.data, context, false) : outcome;
}

/** The YAML between the lines of dashes at the top of a page; one row that says why where it cannot be read. */
export function readFrontMatter(bytes: Uint8Array, lines: readonly Line[], context: DataContext): readonly Row[] {
  const end = lines.findIndex(({ kind }) => kind !== 'matter');
  const matter = end === -1 ? lines : lines.slice(0, end);
  const [first, ...rest] = matter;
  const last = rest.at(-1);
  const from = rest[0];
  if (first === undefined || last === undefined || from === undefined) return [];
  const outcome = parseData(bytes.subarray(from.start, last.start), 'yaml', { byte: from.start, line: from.number });
  if (outcome.kind === 'read') return readParsed(outcome.data, context, true).rows;
  const status = rest.find(({ text }) => statusKinds.has((/^\s*(\w+)\s*:/.exec(text)?.[1] ?? '').toLowerCase()));
  const hasRepository = rest.some(({ text }) => text.includes(addressStart(context.site)));
  if (status === undefined || !hasRepository) return [];
  const where = `line ${outcome.line}, column ${outcome.column}`;
  return [
    {
      name: nameFile(context.path),
      line: status.number,
      section: null,
      table: null,
      repo: null,
      folder: null,
      statusSpan: null,
      statusMarkup: 'yaml',
      typed: { text: '', status: 'unknown' },
      mojibake: false,
      directive: null,
      skip: `The front matter cannot be read (${where}): ${outcome.reason}`,
    },
  ];
}

interface Found extends ScalarStatus {
  readonly object: DataObject;
  readonly repository: FoundRepository;
  /** null: it has none of its own. */
  readonly name: string | null;
  /** Of its group. */
  readonly index: number;
}

function readParsed(data: ParsedData, context: DataContext, isFrontMatter: boolean): DataRows {
  const { groups, reader } = findObjects(data, (entries, own) => findRepository(entries, own, context).repo !== null);
  const root = data.roots[0];
  const schema = isMap(root) ? findSchema(reader.list(root)) : null;
  const found = groups.flatMap((group, index) => {
    return chooseProjects(
      group.map((object): Found => {
        const scalar = readScalar(data, object, object.map === root ? schema : null);
        return { object, ...scalar, ...readIdentity(object, reader, context), index };
      }),
    );
  });
  const words = listWords(found, root, schema);
  const lists = [...new Set(found.map(({ index }) => index))];
  const rows = found.map((each): Row => {
    const keyWords = words.get(each.object.status.entry.kind) ?? { words: {}, proposed: {} };
    const table = isFrontMatter ? null : lists.indexOf(each.index);
    return buildRow(each, data, context, table, keyWords);
  });
  const [only, another] = [...words.values()];
  const known = only !== undefined && another === undefined ? only.words : {};
  return { kind: 'read', rows: rows.sort((a, b) => a.line - b.line), lists: lists.length, words: known };
}

/** Of each key that holds a status. */
function listWords(
  found: readonly Found[],
  root: Node | undefined,
  schema: DataSchema | null,
): ReadonlyMap<string, KeyWords> {
  const language = findLanguage([...new Set(found.map(({ typed }) => typed.text))]);
  const byKey = Map.groupBy(found, ({ object }) => object.status.entry.kind);
  return new Map(
    [...byKey].map(([kind, each]) => {
      const hasSchema = each.some(({ object }) => object.map === root && object.status.entry.key === schema?.status);
      const typed = each.map((one) => one.typed);
      return [kind, listKeyWords(typed, hasSchema ? schema : null, language)] as const;
    }),
  );
}

/**
 * Where one object of a group has a repository, or a word that says what becomes of a project and nothing else, all of
 * them are projects. Inside another project only what has a repository of its own is more than a part of it.
 */
function chooseProjects(group: readonly Found[]): readonly Found[] {
  const free = group.filter(({ object, repository }) => !object.isInside || repository.repo !== null);
  const isTold = free.some(({ repository, name, typed }) => {
    if (repository.repo !== null || repository.doubt !== null) return true;
    return name !== null && typed.status !== 'unknown' && !needsHeading(typed.text);
  });
  const isNamed = ({ repository: { repo, doubt }, name }: Found) => repo !== null || doubt !== null || name !== null;
  return isTold ? free.filter(isNamed) : [];
}

function readIdentity(
  { entries, hint }: DataObject,
  reader: EntryReader,
  { own, site }: DataContext,
): Pick<Found, 'repository' | 'name'> {
  const stated = findRepository(entries, reader, { own, site });
  const full = hint === null ? null : readRepositoryText(hint, site);
  const isHint = stated.repo === null && stated.doubt === null && full !== null;
  const repository = isHint ? { ...stated, repo: full } : stated;
  const named = pickEntries(entries, nameKinds).flatMap(({ value }) => readName(value) ?? []);
  const ids = pickEntries(entries, idKinds).flatMap(({ value }) => readName(value) ?? []);
  const name = named[0] ?? hint?.split('/').at(-1) ?? ids[0] ?? null;
  return { repository, name: name === null ? null : (decodeMojibake(name) ?? name) };
}

/** A text or a number, or the first text of `{en: …, fr: …}`. */
function readName(node: Node | null): string | null {
  if (isMap(node)) return node.items.map(({ value }) => readString(value as Node | null)).find(Boolean) ?? null;
  if (!isScalar(node) || node.value === null || typeof node.value === 'object') return null;
  const text = String(node.value).replaceAll(/\s+/g, ' ').trim();
  return text === '' ? null : text;
}

/** The name of the file that a page is, or of its folder. */
function nameFile(path: string): string {
  const [file = '', folder = ''] = path.split(/[/\\]/).reverse();
  const name = file.replace(/\.\w+$/, '');
  return /^_?(?:index|readme)$/i.test(name) && folder !== '' ? folder : name;
}

function buildRow(
  { object, repository, name, span, markup, typed, mojibake, remark, skip }: Found,
  data: ParsedData,
  { path, asOfKey }: DataContext,
  table: number | null,
  keyWords: KeyWords,
): Row {
  const { scalar, entry } = object.status;
  // What is merged stands elsewhere.
  const place = entry.isOwn ? scalar : object.map;
  const { repo, folder, also, node, isBare, doubt } = repository;
  const dated = asOfKey === null || skip !== null ? {} : findKeyDate(data, object.map, object.status, asOfKey);
  return {
    name: name ?? folder?.split('/').at(-1) ?? repo?.split('/')[1] ?? nameFile(path),
    line: data.toLine(place.range?.[0] ?? 0),
    section: object.section,
    table,
    repo,
    folder,
    ...(also.length > 0 && { also }),
    statusSpan: span,
    statusMarkup: markup,
    typed,
    mojibake,
    directive: typeof scalar.comment === 'string' ? findDirective([{ text: `<!--${scalar.comment}-->` }]) : null,
    ...(remark !== null && { remark }),
    ...dated,
    keyWords,
    ...(node !== null && { linkLine: data.toLine(node.range?.[0] ?? 0) }),
    ...(isBare && { asksFirst: 'The file names the repository without its owner.' }),
    skip: skip ?? doubt,
  };
}
