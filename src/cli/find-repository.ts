// Which repository a folder belongs to: the nearest folder with `.git` above it, and the GitHub address that its
// `origin` names. Reads Git's own files, so that Git need not be installed.

import { readFile, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';

export interface LocalRepository {
  readonly root: string;
  /** `owner/name` on GitHub; null where origin is elsewhere or not set. */
  readonly repo: string | null;
}

export async function findRepository(directory: string): Promise<LocalRepository | null> {
  for (let folder = directory; ; folder = dirname(folder)) {
    const dotGit = join(folder, '.git');
    const found = await stat(dotGit).catch(() => null);
    if (found !== null) return { root: folder, repo: await readOrigin(dotGit, found.isFile()) };
    if (dirname(folder) === folder) return null;
  }
}

/** A worktree's `.git` is a file that points to its own folder below the main one. */
async function readOrigin(dotGit: string, isFile: boolean): Promise<string | null> {
  try {
    const pointer = isFile ? /^gitdir: (.+)$/m.exec(await readFile(dotGit, 'utf8'))?.[1]?.trim() : undefined;
    const folder = pointer === undefined ? dotGit : join(dirname(dotGit), pointer).replace(/\/worktrees\/[^/]+$/, '');
    const config = await readFile(join(folder, 'config'), 'utf8');
    const section = config.split(/^[ \t]*\[/m).find((text) => text.startsWith('remote "origin"]'));
    return readGitHubName(/^[ \t]*url[ \t]*=[ \t]*(\S+)/m.exec(section ?? '')?.[1] ?? '');
  } catch {
    // Not readable, or not what Git writes: then it is not known, which is an answer.
    return null;
  }
}

/** `git@host:owner/name.git`, `https://host/owner/name`, `ssh://git@host/owner/name.git`. */
export function readGitHubName(url: string): string | null {
  const match =
    /^(?:(?:https?|ssh|git):\/\/(?:[^@/]+@)?|[^@/]+@)[^/:]*github[^/:]*(?::\d+)?[/:]([\w.-]+\/[\w.-]+?)(?:\.git)?\/?$/i.exec(
      url,
    );
  return match?.[1] ?? null;
}
