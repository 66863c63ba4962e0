// Which repository a folder belongs to: the nearest folder with `.git` above it, and the GitHub address that its
// `origin` names. Reads Git's own files, so that Git need not be installed.

import { readFileSync, realpathSync, type Stats, statSync } from 'node:fs';
import nodePath, { basename, dirname, join, relative, resolve } from 'node:path';
import { readGitHost, readGitHubName, readOriginUrl } from '../core/git-remote.ts';
import type { OwnPlace } from '../core/model.ts';

export interface LocalRepository {
  readonly root: string;
  /** `owner/name` on GitHub; null where origin is elsewhere or not set. */
  readonly repo: string | null;
  /** The host that origin is on, in lower case; null where it is not set. */
  readonly host: string | null;
}

/** `site`: whose repositories count, such as `https://github.com`. */
export function findRepository(directory: string, site: string): LocalRepository | null {
  const found = findWorkTree(directory);
  return found === null ? null : { root: found.root, ...readOrigin(found.dotGit, found.isFile, site) };
}

function findWorkTree(
  directory: string,
): { readonly root: string; readonly dotGit: string; readonly isFile: boolean } | null {
  for (let folder = directory; ; folder = dirname(folder)) {
    const dotGit = join(folder, '.git');
    const found = statOrNull(dotGit);
    if (found !== null) return { root: folder, dotGit, isFile: found.isFile() };
    if (dirname(folder) === folder) return null;
  }
}

/** null for what is not there, or may not be read. */
function statOrNull(path: string): Stats | null {
  try {
    return statSync(path);
  } catch {
    return null;
  }
}

/** For the reference to a file: where it lives on GitHub, as far as its folder says. */
export function findOwnPlace(path: string, site: string): { readonly own?: OwnPlace } {
  const found = findRepository(dirname(path), site);
  if (found === null || found.repo === null) return {};
  return { own: { repo: found.repo, path: findPathBelow(found.root, path) ?? basename(path) } };
}

/** A worktree's `.git` is a file that points to its own folder below the main one. */
function readOrigin(dotGit: string, isFile: boolean, site: string): Pick<LocalRepository, 'repo' | 'host'> {
  try {
    const pointer = isFile ? /^gitdir: (.+)$/m.exec(readFileSync(dotGit, 'utf8'))?.[1]?.trim() : undefined;
    const folder =
      pointer === undefined ? dotGit : resolve(dirname(dotGit), pointer).replace(/[\\/]worktrees[\\/][^\\/]+$/, '');
    const config = readFileSync(join(folder, 'config'), 'utf8');
    const url = readOriginUrl(config) ?? '';
    return { repo: readGitHubName(url, site), host: readGitHost(url) };
  } catch {
    // Not readable, or not what Git writes: then it is not known, which is an answer.
    return { repo: null, host: null };
  }
}

/** The one path of a file under which it is remembered: behind links, and the same in every worktree of a clone. */
export function findRealPath(path: string): string {
  const real = resolveLinks(path);
  const found = findWorkTree(dirname(real));
  const main = found === null ? null : findMainWorktree(found.root);
  return found === null || main === null ? real : join(main, relative(found.root, real));
}

/** Of a path that need not be there, as far as it is. */
function resolveLinks(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    const above = dirname(path);
    return above === path ? path : join(resolveLinks(above), basename(path));
  }
}

/**
 * The folder that a worktree belongs to; null: it is none. Git keeps both directions, and both are asked: a clone could
 * claim anybody's folder otherwise (https://git-scm.com/docs/gitrepository-layout#Documentation/gitrepository-layout.txt-worktreesidgitdir).
 */
function findMainWorktree(root: string): string | null {
  try {
    const dotGit = join(root, '.git');
    if (!statSync(dotGit).isFile()) return null;
    const own = /^gitdir: (.+)$/m.exec(readFileSync(dotGit, 'utf8'))?.[1]?.trim() ?? '';
    const folder = resolveLinks(resolve(root, own));
    if (basename(dirname(folder)) !== 'worktrees') return null;
    const back = resolve(folder, readFileSync(join(folder, 'gitdir'), 'utf8').trim());
    if (resolveLinks(back) !== resolveLinks(dotGit)) return null;
    const common = dirname(dirname(folder));
    return basename(common) === '.git' ? dirname(common) : common;
  } catch {
    // Not what Git writes: then it is a folder like any other.
    return null;
  }
}

type PathRules = Pick<typeof nodePath, 'relative' | 'isAbsolute' | 'sep'>;

/**
 * Where a file stands below a folder, as a repository and a configuration write it: with forward slashes, on Windows too.
 * null: it is not below, or on another drive. Empty: it is the folder itself. Both are absolute.
 */
export function findPathBelow(root: string, path: string, rules: PathRules = nodePath): string | null {
  const below = rules.relative(root, path).split(rules.sep);
  return below[0] === '..' || rules.isAbsolute(below.join(rules.sep)) ? null : below.join('/');
}
