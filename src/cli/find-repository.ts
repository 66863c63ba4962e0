// Which repository a folder belongs to: the nearest folder with `.git` above it, and the GitHub address that its
// `origin` names. Reads Git's own files, so that Git need not be installed.

import { readFileSync, type Stats, statSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { readGitHost, readGitHubName, readOriginUrl } from '../core/git-remote.ts';
import type { OwnPlace } from '../core/model.ts';

export interface LocalRepository {
  readonly root: string;
  /** `owner/name` on GitHub; null where origin is elsewhere or not set. */
  readonly repo: string | null;
  /** The host that origin is on, in lower case; null where it is not set. */
  readonly host: string | null;
}

export function findRepository(directory: string): LocalRepository | null {
  for (let folder = directory; ; folder = dirname(folder)) {
    const dotGit = join(folder, '.git');
    const found = statOrNull(dotGit);
    if (found !== null) return { root: folder, ...readOrigin(dotGit, found.isFile()) };
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
export function findOwnPlace(path: string): { readonly own?: OwnPlace } {
  const found = findRepository(dirname(path));
  if (found === null || found.repo === null) return {};
  return { own: { repo: found.repo, path: relative(found.root, path).replaceAll('\\', '/') } };
}

/** A worktree's `.git` is a file that points to its own folder below the main one. */
function readOrigin(dotGit: string, isFile: boolean): Pick<LocalRepository, 'repo' | 'host'> {
  try {
    const pointer = isFile ? /^gitdir: (.+)$/m.exec(readFileSync(dotGit, 'utf8'))?.[1]?.trim() : undefined;
    const folder = pointer === undefined ? dotGit : join(dirname(dotGit), pointer).replace(/\/worktrees\/[^/]+$/, '');
    const config = readFileSync(join(folder, 'config'), 'utf8');
    const url = readOriginUrl(config) ?? '';
    return { repo: readGitHubName(url), host: readGitHost(url) };
  } catch {
    // Not readable, or not what Git writes: then it is not known, which is an answer.
    return { repo: null, host: null };
  }
}
