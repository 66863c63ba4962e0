// Which repository an object of a data file is about: `repo: owner/name`, `github: https://…`, `links: {github: …}`,
// `links: [{name: GitHub, url: …}]`, or a bare name in the owner's own file.

import { isMap, isScalar, isSeq, type Node } from 'yaml';
import type { OwnPlace, RepositoryPlace } from '../../model.ts';
import { readRepositoryText } from '../markup/find-inside.ts';
import { findRepositoryLinks, type RepositoryLink } from '../markup/links.ts';
import { explainParts, linksOnlyParts } from '../rows/repository-links.ts';
import { type DataEntry, type EntryReader, pickEntries, readString, repositoryKinds } from './entries.ts';

export interface FoundRepository {
  readonly repo: string | null;
  readonly folder: string | null;
  readonly also: readonly RepositoryPlace[];
  /** The scalar that names it; null: there is none. */
  readonly node: Node | null;
  /** Whether the file gives the name without its owner. */
  readonly isBare: boolean;
  /** Why it is not certain what the object is about; null when it is. */
  readonly doubt: string | null;
}

const nothing: FoundRepository = { repo: null, folder: null, also: [], node: null, isBare: false, doubt: null };

/** More are a list of projects, not one. */
const maxRepositories = 10;
/** `links: [{icon: {…}, url}]`; deeper stands something about the project. */
const maxDepth = 3;

interface Named extends RepositoryLink {
  readonly node: Node;
  readonly isBare: boolean;
}

/** The first key that names a repository decides: one for code before one that may lead anywhere. */
export function findRepository(
  entries: readonly DataEntry[],
  reader: EntryReader,
  { own, site }: Pick<Context, 'own' | 'site'>,
): FoundRepository {
  const explicit = pickEntries(entries, repositoryKinds.addressed);
  const linked = pickEntries(entries, repositoryKinds.linked);
  let partly: FoundRepository | null = null;
  for (const entry of [...explicit, ...linked]) {
    const mayBeSeveral = repositoryKinds.addressed.has(entry.kind);
    const found = choose(list(entry.value, entry.kind, { reader, own, site }, 0), mayBeSeveral);
    if (found.repo !== null) return found;
    if (found.doubt !== null) partly ??= found;
  }
  return partly ?? nothing;
}

interface Context {
  readonly reader: EntryReader;
  readonly own: OwnPlace | null;
  /** Whose addresses are links to repositories: `https://github.com`. */
  readonly site: string;
}

function list(node: Node | null, kind: string, context: Context, depth: number): Named[] {
  if (depth > maxDepth || node === null) return [];
  if (isScalar(node)) return readScalar(node, kind, context);
  if (isSeq(node)) {
    const items = node.items.slice(0, maxRepositories * 5);
    return items.flatMap((item) => list(context.reader.follow(item), kind, context, depth + 1));
  }
  if (!isMap(node)) return [];
  const entries = context.reader.list(node);
  for (const kinds of [repositoryKinds.addressed, repositoryKinds.linked]) {
    const found = pickEntries(entries, kinds).flatMap(({ value, kind: inner }) =>
      list(value, inner, context, depth + 1),
    );
    if (found.length > 0) return found;
  }
  return [];
}

function readScalar(node: Node, kind: string, { own, site }: Context): Named[] {
  const text = readString(node)?.replace(/^github:/i, '') ?? '';
  const parts = text.split(/[\s,]+/);
  // Several addresses may stand in one text; what says more is about the project.
  if (text === '' || (parts.length > 1 && !parts.every((part) => /^https?:\/\//i.test(part)))) return [];
  const links = findRepositoryLinks(text, site).map((link) => ({ ...link, node, isBare: false }));
  if (links.length > 0) return links;
  const isFull = repositoryKinds.named.has(kind);
  const full = isFull ? readRepositoryText(text, site) : null;
  const isBare = full === null && own !== null && repositoryKinds.bare.has(kind) && /^\w[\w.-]{0,99}$/.test(text);
  const repo = isBare ? `${own.repo.split('/')[0]}/${text}` : full;
  return repo === null ? [] : [{ repo, folder: null, isCode: true, isPart: false, isItem: false, node, isBare }];
}

/** Several under a key for code are one project; several links are not. */
function choose(named: readonly Named[], mayBeSeveral: boolean): FoundRepository {
  if (linksOnlyParts(named)) return { ...nothing, doubt: explainParts(named) };
  const code = named.filter(({ isPart }) => !isPart);
  const places = new Map(code.map((link) => [link.repo.toLowerCase(), link]));
  const [first, ...rest] = [...places.values()];
  if (first === undefined) return nothing;
  const { repo, folder, node, isBare } = first;
  if (rest.length === 0) return { repo, folder, also: [], node, isBare, doubt: null };
  const owners = new Set([...places.keys()].map((name) => name.split('/')[0]));
  if (!mayBeSeveral || places.size > maxRepositories || owners.size > 1) {
    return { ...nothing, doubt: 'It links to several repositories.' };
  }
  return {
    repo,
    folder,
    also: rest.map((link) => ({ repo: link.repo, folder: link.folder })),
    node,
    isBare,
    doubt: null,
  };
}
