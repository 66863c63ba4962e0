// Links into the document's own repository: `[gauge](./packages/gauge)` is that repository and folder, as a link with
// `/tree/main/packages/gauge` is; and repositories that stand there as plain text.

import type { OwnPlace, RepositoryPlace } from '../../model.ts';
import { repositoryUrl } from '../../site.ts';
import { isPlaceholder } from '../../status/vocabulary.ts';
import { stripEnd } from '../../text.ts';
import type { Definitions } from './hidden-regions.ts';
import { findRepositoryLinks } from './links.ts';
import { readInline } from './read-inline.ts';

export interface Inside {
  /** As written, without what stands behind `#` and `?`. */
  readonly path: string;
  /** What it is to GitHub; null where the document's repository is not known, or the path is of a page about the project. */
  readonly place: RepositoryPlace | null;
}

/** The first relative link of a cell; null for none. Pictures and places on the page lead nowhere. */
export function findInside(cell: string, definitions: Definitions, own: OwnPlace | null): Inside | null {
  if (!cell.includes('[') && !cell.includes('<')) return null;
  for (const { target } of readInline(cell, definitions).labels) {
    const path = readPath(target);
    if (path !== null) return { path, place: own === null ? null : resolve(path, own) };
  }
  return null;
}

/** A page about something is a folder only where it stands for one. */
export function isFolder({ path }: Inside): boolean {
  return !/\.\w{1,8}$/.test(path) && !path.startsWith('#');
}

const otherFiles = /\.(?:png|jpe?g|gif|svg|webp|ico|pdf|zip|gz|mp4|mov|webm|html?)$/i;

function readPath(target: string): string | null {
  const address = /^\([ \t]*<?([^ \t\r\n<>()]+)/.exec(target)?.[1] ?? /\shref="([^"<>]+)"/i.exec(target)?.[1] ?? '';
  const [path = ''] = (address === '' && /^[\w./%-]+$/.test(target) ? target : address).split(/[#?]/);
  if (path === '' || /^[a-z][a-z\d+.-]*:/i.test(path) || path.startsWith('//') || otherFiles.test(path)) return null;
  // A bare host is an address that lacks its scheme.
  if (/^(?:www\.|[\w-]+\.(?:com|org|net|io|dev|app|me)(?:\/|$))/i.test(path)) return null;
  return stripEnd(decode(path).replace(/^(?:\.\/)+/, ''), '/');
}

/** Scan text holds the bytes of UTF-8; so does a path that was escaped. */
function decode(path: string): string {
  const text = new TextDecoder().decode(Uint8Array.from(path, (character) => character.charCodeAt(0)));
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** Above the root stand the repositories of the same owner. */
function resolve(path: string, own: OwnPlace): RepositoryPlace | null {
  const folders = path.startsWith('/') ? [] : own.path.split('/').slice(0, -1);
  const above: string[] = [];
  for (const part of path.split('/')) {
    if (part === '' || part === '.') continue;
    if (part !== '..') folders.push(part);
    else if (folders.length > 0) folders.pop();
    else above.push(part);
  }
  if (above.length > 1) return null;
  if (above.length === 1) {
    const [name, ...rest] = folders;
    return name === undefined || rest.length > 0 ? null : { repo: `${own.repo.split('/')[0]}/${name}`, folder: null };
  }
  const last = folders.at(-1) ?? '';
  // The first page of a folder stands for it; any other page is about the project, and stands where all pages stand.
  if (/^(?:readme|index)\.\w+$/i.test(last)) folders.pop();
  else if (/\.\w{1,8}$/.test(last)) return null;
  return folders.length === 0 ? null : { repo: own.repo, folder: folders.join('/') };
}

/** `tools/ink/`, with nothing else in the cell. */
export function readFolder(text: string, own: OwnPlace | null): Inside | null {
  const path = /^(?:\.\/)?([\w-][\w./-]*)\/$/.exec(text)?.[1];
  if (path === undefined) return null;
  return { path, place: own === null ? null : resolve(path, own) };
}

/** `owner/name`, `git@github.com:owner/name.git`, with nothing else in the cell; null for other texts. */
export function readRepositoryText(text: string, site: string): string | null {
  const [, host, name] = /^(?:git@([a-z\d.-]{1,253}):)?([a-z\d-]{1,39}\/[\w.-]{1,100})$/i.exec(text.trim()) ?? [];
  if (name === undefined || isPlaceholder(name)) return null;
  if (host !== undefined && host.toLowerCase() !== new URL(site).hostname) return null;
  const [link] = findRepositoryLinks(repositoryUrl(site, name), site);
  return link?.repo ?? null;
}
