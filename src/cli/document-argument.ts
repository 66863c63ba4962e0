// What a person names on the command line: a file, standard input, a repository with or without a path, an account, or an
// address copied from a browser. A path that exists wins over all else.

import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { hostOf } from '../core/site.ts';
import { StatusfolioError } from '../errors.ts';

export type DocumentArgument =
  | { readonly kind: 'file'; readonly path: string }
  | { readonly kind: 'input' }
  | {
      readonly kind: 'github';
      readonly repo: string;
      /** null: the repository's README, wherever it stands. */
      readonly path: string | null;
      /** null: the default branch. */
      readonly branch: string | null;
    };

export interface ArgumentContext {
  /** Whether a file or folder of this name is here. */
  exists(path: string): boolean;
  /** Of the GitHub that is asked, such as `https://github.com`. */
  readonly site: string;
}

const inputs = new Set(['-', '/dev/stdin', '/dev/fd/0', '/proc/self/fd/0']);
const login = /^@?([a-z\d](?:[a-z\d-]{0,38}))$/i;
const repository = /^([\w.-]+\/[\w.-]+?)(?:\.git)?(?::(.+))?$/;
/** Such a name with one slash is a file in a folder, not a repository. */
const documentName = /\.(md|markdown|qmd|rmd|html?|ya?ml|json)$/i;
/** Pages of a repository that show one file or folder of a branch. */
const views = new Set(['blob', 'raw', 'edit', 'blame', 'tree', 'raw-file']);

/**
 * Throws USAGE where a document stands in place of the project. `exists`: whether a file of this name is here; `usage`: the
 * command with its arguments in order.
 */
export function refuseSwapped(
  project: string,
  files: readonly string[],
  exists: (path: string) => boolean,
  usage: string,
): void {
  if (!documentName.test(project) || files.some((file) => documentName.test(file))) return;
  const [other] = files;
  if (other === undefined && !exists(project)) return;
  const meant = other === undefined ? `Name the project first: ${usage}` : `The project comes first: ${usage}`;
  throw new StatusfolioError('USAGE', `${project} is a document, not a project.`, { where: project, hint: meant });
}

/** Throws USAGE for an address that is not one of a document on this GitHub. */
export function readDocumentArgument(text: string, { exists, site }: ArgumentContext): DocumentArgument {
  if (text.trim() === '') throw refuse('An empty name', 'names no document');
  if (inputs.has(text)) return { kind: 'input' };
  if (exists(text)) return { kind: 'file', path: text };
  const ssh = /^(?:ssh:\/\/)?git@([^/:]+)[:/](.+)$/i.exec(text);
  const host = hostOf(site);
  // SSH has a port of its own.
  if (ssh !== null)
    return readAddress(text, ssh[1] ?? '', (ssh[2] ?? '').replace(/^\d+\//, ''), new URL(site).hostname);
  if (/^https?:\/\//i.test(text)) {
    if (!URL.canParse(text)) throw refuse(text, 'is not an address');
    const url = new URL(text);
    return readAddress(text, url.host, decodePath(url.pathname), host);
  }
  const [first = '', ...rest] = text.split('/');
  if (rest.length > 0 && isHost(first, host)) return readAddress(text, first, rest.join('/'), host);
  const account = login.exec(text)?.[1];
  if (account !== undefined) return { kind: 'github', repo: `${account}/${account}`, path: null, branch: null };
  const [, repo = '', path = null] = repository.exec(text) ?? [];
  // `./me` and `../me` are paths.
  if (repo === '' || /^\.{1,2}\//.test(repo) || documentName.test(repo)) return { kind: 'file', path: text };
  if (path?.includes('\\') === true)
    throw new StatusfolioError('USAGE', `${text} has a backslash in the path of a repository.`, {
      where: text,
      hint: `Write it with forward slashes: ${repo}:${path.replaceAll('\\', '/')}`,
    });
  return { kind: 'github', repo, path, branch: null };
}

/** Whether a file of a name is in the current folder. */
export function isHere({ directory }: { readonly directory: string }): (path: string) => boolean {
  return (path) => existsSync(resolve(directory, path));
}

function readAddress(text: string, from: string, pathname: string, host: string): DocumentArgument {
  if (!isHost(from, host)) throw refuse(text, `is not on ${host}`);
  const all = pathname.split('/').filter((part) => part !== '');
  // An enterprise server serves raw files below its own name, or beside it.
  const isBelow = host !== 'github.com' && all[0] === 'raw' && all.length > 3;
  const parts = isBelow ? all.slice(1) : all;
  const [owner = '', named = owner, ...rest] = parts;
  if (owner === '') throw refuse(text, 'names no repository');
  const repo = `${owner}/${named.replace(/\.git$/i, '')}`;
  const isRaw = isBelow || from.toLowerCase() === rawHost(host);
  const [view = '', ...inside] = isRaw ? ['raw', ...rest] : rest;
  if (view === '') return { kind: 'github', repo, path: null, branch: null };
  if (!views.has(view) || inside.length === 0) throw refuse(text, 'is a page that shows no document');
  const [revision = '', ...path] = inside[0] === 'refs' && inside[1] === 'heads' ? inside.slice(2) : inside;
  if (/^[\da-f]{40}$/i.test(revision))
    throw refuse(text, 'points to a single commit; documents are read from a branch');
  if (view === 'tree' && path.length > 0) throw refuse(text, 'is a folder');
  const branch = revision === 'HEAD' ? null : revision;
  return { kind: 'github', repo, path: path.length === 0 ? null : path.join('/'), branch };
}

function isHost(name: string, host: string): boolean {
  const asked = name.toLowerCase();
  if (asked === host || asked === `www.${host}`) return true;
  return asked === rawHost(host);
}

function rawHost(host: string): string {
  return host === 'github.com' ? 'raw.githubusercontent.com' : `raw.${host}`;
}

function decodePath(pathname: string): string {
  try {
    return decodeURIComponent(pathname);
  } catch {
    return pathname;
  }
}

function refuse(text: string, what: string): StatusfolioError {
  return new StatusfolioError('USAGE', `${text} ${what}.`, {
    where: text,
    hint: 'Name a file, - for standard input, owner/repo, owner/repo:path/to/file.md, or the address of one of them.',
  });
}
