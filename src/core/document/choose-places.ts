// Which repositories a row is about. Several are one project where a cell of the owner's holds nothing but their links
// and all of them have one owner; a fork's parent, a library that is used, a badge or an issue is not the row's work.

import type { RepositoryPlace } from '../model.ts';
import { decodeText } from './bytes.ts';
import { type Definitions, resolveReferences } from './find-definitions.ts';
import type { RepositoryLink } from './read-link.ts';
import type { Piece } from './trim-span.ts';

export interface Places {
  readonly repo: string | null;
  readonly folder: string | null;
  readonly also: readonly RepositoryPlace[];
  /** Why it is not certain what the row is about; null when it is. */
  readonly doubt: string | null;
}

export interface LinkCell {
  readonly bytes: Uint8Array;
  readonly definitions: Definitions;
  readonly cell: Piece;
}

/** More are a list of projects, not one. */
const maxRepositories = 10;

/** Why a row is about none of what it links. */
export const partOnly = 'It links an issue, a pull request or another part of a repository, not a repository.';

export function linksOnlyParts(links: readonly RepositoryLink[]): boolean {
  return links.length > 0 && links.every(({ isPart }) => isPart);
}

/** `cell: null`: the links stand anywhere in the row. */
export function choosePlaces(links: readonly RepositoryLink[], cell: LinkCell | null): Places {
  if (linksOnlyParts(links)) return { repo: null, folder: null, also: [], doubt: partOnly };
  const places = new Map<string, RepositoryLink>();
  for (const link of links) {
    const key = link.repo.toLowerCase();
    if (!places.has(key)) places.set(key, link);
  }
  const [first, ...rest] = [...places.values()].map(({ repo, folder }): RepositoryPlace => ({ repo, folder }));
  if (first === undefined) return { repo: null, folder: null, also: [], doubt: null };
  if (rest.length === 0) return { ...first, also: [], doubt: null };
  const why = findDoubt([...places.values()], links, cell);
  if (why === null) return { ...first, also: rest, doubt: null };
  return { repo: null, folder: null, also: [], doubt: `The row links several repositories${why}.` };
}

function findDoubt(
  places: readonly RepositoryLink[],
  links: readonly RepositoryLink[],
  cell: LinkCell | null,
): string | null {
  if (cell === null) return ', not all of them in the column of repositories or names';
  if (places.length > maxRepositories) return `, more than ${maxRepositories}`;
  const owners = new Set(places.map(({ repo }) => repo.split('/')[0]?.toLowerCase()));
  if (owners.size > 1) return ' of different owners';
  if (links.some(({ isCode }) => !isCode)) return ', and pages that are not their code';
  return holdsOnlyLinks(cell) ? null : ', and says more about them than their names';
}

const conjunctions = new Set(['and', 'und', 'y', 'e', 'et', 'en', 'och', 'og']);

/** Links, and what people put between them. Pictures say something else. */
function holdsOnlyLinks({ bytes, cell: { start, text: scan }, definitions }: LinkCell): boolean {
  const text = decodeText(bytes.subarray(start, start + scan.length));
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
