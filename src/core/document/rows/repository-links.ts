// Where a link may be put into a row that has none, and how it is written there: in place of a placeholder of the
// repository column, in the way of that column's other cells; else around the name. Plans nothing that is not plain.

import type { LinkSlot, RepositoryPlace, Row } from '../../model.ts';
import { addressStart, hostOf, publicSite, repositoryUrl } from '../../site.ts';
import { isHeading, isPlaceholder } from '../../status/vocabulary.ts';
import { decodeText } from '../markup/encoding.ts';
import { type Definitions, resolveReferences } from '../markup/hidden-regions.ts';
import type { Cell } from '../markup/inline.ts';
import type { Piece } from '../markup/lines.ts';
import { findRepositoryLinks, type RepositoryLink } from '../markup/links.ts';
import type { Columns, Table } from './columns.ts';

/** What stands for the name in a link that is put there: `{name}`, `{text}`. */
function formLink(markup: Table['markup'], label: string, site: string): string {
  const address = repositoryUrl(site, '{repo}');
  return markup === 'html' ? `<a href="${address}">${label}</a>` : `[${label}](${address})`;
}

/** `form`: how the table writes such links. null: there is no safe place. */
export function findLinkSlot(
  cells: readonly Cell[],
  { repository, name, status }: Columns,
  markup: Table['markup'],
  { form, site }: { readonly form: string; readonly site: string },
  readText: (cell: Cell) => string,
): LinkSlot | null {
  const cell = repository === null || repository === status ? undefined : cells[repository];
  if (cell !== undefined && (cell.text === '' || isPlaceholder(readText(cell)))) {
    return {
      span: { start: cell.start, end: cell.end },
      form: cell.text === '' && markup === 'markdown' ? ` ${form} ` : form,
    };
  }
  const title = name === status ? undefined : cells[name];
  if (title === undefined || title.text === '' || /[[\]<>!\\|{}]/.test(title.text)) return null;
  return { span: { start: title.start, end: title.end }, form: formLink(markup, '{text}', site) };
}

/** How the repository column of a table writes its links; one that names nothing but its own repository is followed. */
export function findLinkForm({ rows, markup }: Table, { repository }: Columns, site: string): string {
  const cells = repository === null ? [] : rows.flatMap((row) => row.cells[repository]?.text ?? []);
  const forms = cells.flatMap((text) => readForm(text, site) ?? []);
  const counts = new Map<string, number>();
  for (const form of forms) counts.set(form, (counts.get(form) ?? 0) + 1);
  const [found] = [...counts].filter(([form, count]) => count > 1 || isAnyones(form)).sort(([, a], [, b]) => b - a);
  return found?.[0] ?? formLink(markup, '{name}', site);
}

const written = [
  /^\[([^[\]{}]*)\]\(https?:\/\/github\.com\/([\w.-]+\/[\w.-]+)\/?\)$/i,
  /^<a(?:\s[^<>{}]*)?>([^<>{}]*)<\/a>$/i,
  /^<?https?:\/\/github\.com\/[\w.-]+\/[\w.-]+>?$/i,
];

/** A cell that is one link to one repository, with what differs from row to row left open; null for any other. */
function readForm(text: string, site: string): string | null {
  const [link, ...others] = findRepositoryLinks(text, site);
  if (link === undefined || others.length > 0 || link.folder !== null || !link.isCode) return null;
  const plain = asPublic(text, site);
  const pattern = written.find((one) => one.test(plain));
  // A title may name the one repository.
  if (pattern === undefined || /\s(title|id|name|aria-\w+|data-\w+)=/i.test(text)) return null;
  const label = pattern.exec(plain)?.[1] ?? '';
  const open = openLabel(label, link.repo);
  const start = addressStart(site);
  const at = text.toLowerCase().indexOf(`${start}${link.repo.toLowerCase()}`) + start.length;
  const head = text.slice(0, at);
  const tail = text.slice(at + link.repo.length);
  if (label === '') return `${head}{repo}${tail}`;
  return head.includes(label) && !tail.includes(`>${label}<`)
    ? `${head.replace(label, open)}{repo}${tail}`
    : `${head}{repo}${tail.replace(`>${label}<`, `>${open}<`)}`;
}

/** As the same text reads on github.com. */
function asPublic(text: string, site: string): string {
  return site === publicSite ? text : text.replaceAll(`//${hostOf(site)}/`, '//github.com/');
}

function openLabel(label: string, repo: string): string {
  if (label.toLowerCase() === repo.toLowerCase()) return '{repo}';
  return label.toLowerCase() === repo.split('/')[1]?.toLowerCase() ? '{name}' : label;
}

/** Says nothing about the one row it was found in: `[GitHub](…)`, `[name](…)`, an address alone. */
function isAnyones(form: string): boolean {
  const label = /^\[([^[\]]*)\]/.exec(form)?.[1] ?? />([^<>]*)<\/a>$/.exec(form)?.[1] ?? '';
  return label === '' || label === '{name}' || label === '{repo}' || isHeading('repository', label);
}

// Which repositories a row is about. Several are one project where a cell of the owner's holds nothing but their links
// and all of them have one owner; a fork's parent, a library that is used, a badge or an issue is not the row's work.

export interface Places {
  readonly repo: string | null;
  readonly folder: string | null;
  readonly also: readonly RepositoryPlace[];
  /** Why it is not certain what the row is about; null when it is. */
  readonly doubt: string | null;
}

export interface LinkContext {
  readonly site: string;
  readonly bytes: Uint8Array;
  readonly definitions: Definitions;
}

/** More are a list of projects, not one. */
const maxRepositories = 10;

/** Why a row is about none of what it links. */
const partOnly = 'It links to an issue, a pull request or another part of a repository, not to the repository itself.';
const elsewhereOnly = 'It links to a repository on github.com, which is not the GitHub that this document is on.';

export function explainParts(links: readonly RepositoryLink[]): string {
  return links.some(({ isElsewhere }) => isElsewhere === true) ? elsewhereOnly : partOnly;
}

export function linksOnlyParts(links: readonly RepositoryLink[]): boolean {
  return links.length > 0 && links.every(({ isPart }) => isPart);
}

/** Whether all lead to one thing of many: what is named by such a link is about that thing, whatever else is linked. */
export function linksOnlyItems(links: readonly RepositoryLink[]): boolean {
  return links.length > 0 && links.every(({ isItem }) => isItem);
}

const isHere = ({ isElsewhere }: RepositoryLink) => isElsewhere !== true;

/** `cell: null`: the links stand anywhere in the row. */
export function choosePlaces(links: readonly RepositoryLink[], cell: Piece | null, context: LinkContext): Places {
  if (linksOnlyParts(links)) return { repo: null, folder: null, also: [], doubt: explainParts(links) };
  if (links.some(({ isElsewhere }) => isElsewhere)) return choosePlaces(links.filter(isHere), cell, context);
  const [only] = links;
  if (only !== undefined && links.length === 1) return { repo: only.repo, folder: only.folder, also: [], doubt: null };
  const places = new Map<string, RepositoryLink>();
  for (const link of links) {
    const key = link.repo.toLowerCase();
    if (!places.has(key)) places.set(key, link);
  }
  const [first, ...rest] = [...places.values()].map(({ repo, folder }): RepositoryPlace => ({ repo, folder }));
  if (first === undefined) return { repo: null, folder: null, also: [], doubt: null };
  if (rest.length === 0) return { ...first, also: [], doubt: null };
  const why = findDoubt([...places.values()], links, cell, context);
  if (why === null) return { ...first, also: rest, doubt: null };
  return { repo: null, folder: null, also: [], doubt: `The row links to several repositories${why}.` };
}

function findDoubt(
  places: readonly RepositoryLink[],
  links: readonly RepositoryLink[],
  cell: Piece | null,
  context: LinkContext,
): string | null {
  if (cell === null) return ', not all of them in the column of repositories or names';
  if (places.length > maxRepositories) return `, more than ${maxRepositories}`;
  const owners = new Set(places.map(({ repo }) => repo.split('/')[0]?.toLowerCase()));
  if (owners.size > 1) return ' of different owners';
  if (links.some(({ isCode }) => !isCode)) return ', and pages that are not their code';
  return holdsOnlyLinks(cell, context) ? null : ', and says more about them than their names';
}

const conjunctions = new Set(['and', 'und', 'y', 'e', 'et', 'en', 'och', 'og']);

/** Links, and what people put between them. Pictures say something else. */
function holdsOnlyLinks({ start, text: scan }: Piece, { bytes, definitions, site }: LinkContext): boolean {
  const text = asPublic(decodeText(bytes.subarray(start, start + scan.length)), site);
  if (text.includes('![') || /<img/i.test(text)) return false;
  const rest = text
    .replace(/<a\s[^<>]*>[^<>]*<\/a>/gi, ' ')
    .replace(/<[^<>]*>/g, ' ')
    .replace(/\[[^[\]]*\](\([^()]*\)|\[[^[\]]*\])?/g, (link: string, target: string | undefined) =>
      target === undefined && resolveReferences(link, definitions).length === 0 ? link : ' ',
    )
    .replace(/https?:\/\/[^\s<>|]*/gi, ' ')
    .replace(/(www\.)?github\.com\/[\w./%~-]*/gi, ' ')
    .replace(/&[a-z]{1,10};|&#\d{1,6};/gi, ' ');
  const words = rest.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
  return words.every((word) => conjunctions.has(word));
}

// Says why a column is headed as a status and yet is none: it holds percentages, versions, dates or the state of CI.

const percentage = /^\D{0,3}\d{1,3}(?:[.,]\d+)? ?%/;
const version = /^v?\d+\.\d+/i;
const date = /^\d{4}-\d{2}(?:-\d{2})?$|^\d{1,2}[./]\d{1,2}[./]\d{2,4}$/;
const ci =
  /actions\/workflows\/|travis-ci|circleci\.com|codecov\.io|appveyor\.com|coveralls\.io|\/workflow\/status\/|badge\.fury\.io|\/npm\/v\/|\/pypi\//i;

const kinds: readonly (readonly [string, (markup: string, text: string) => boolean])[] = [
  ['percentages', (_, text) => percentage.test(text)],
  ['versions', (_, text) => version.test(text)],
  ['dates', (_, text) => date.test(text)],
  ['the state of builds', (markup) => ci.test(markup)],
];

export interface ForeignCell {
  /** One character per byte. */
  readonly markup: string;
  readonly text: string;
}

/** `cells` are those of the column that are not empty. null where most of them are no such thing. */
export function findForeign(cells: readonly ForeignCell[]): string | null {
  for (const [name, isKind] of kinds) {
    const count = cells.filter(({ markup, text }) => isKind(markup, text)).length;
    if (count > 0 && count > cells.length / 2) return `The column holds ${name}, not the status of a project.`;
  }
  return null;
}

/**
 * Rows about repositories of other people: what their status is only the owner of the document can say, so every change of
 * it is asked first. `own`: the account whose document it is; null where nobody knows, and the rows have to
 * tell.
 */
export function askAboutOthers(rows: readonly Row[], own: string | null): Row[] {
  const owners = new Set(own === null ? rows.flatMap(({ repo }) => (repo === null ? [] : readOwner(repo))) : []);
  if (own === null && owners.size < 2) return [...rows];
  return rows.map((row) => {
    if (row.repo === null) return row;
    const owner = readOwner(row.repo);
    if (owner === own?.toLowerCase()) return row;
    return { ...row, asksFirst: own === null ? severalOwners : foreign(owner) };
  });
}

function readOwner(repo: string): string {
  return repo.slice(0, Math.max(0, repo.indexOf('/'))).toLowerCase();
}

function foreign(owner: string): string {
  return `The repository belongs to ${owner}, not to the owner of this document.`;
}

const severalOwners = 'The repositories belong to several owners, and whose document this is is not known.';
