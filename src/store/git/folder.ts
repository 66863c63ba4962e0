// Finds the repository that a file lies in, and where it stands, from Git's own files. Only a `.git` counts, as for a
// clone: a bare repository that was committed among the files is data like any other.

import { statSync } from 'node:fs';
import { dirname, isAbsolute, join, resolve } from 'node:path';
import { readOriginUrl } from '../../core/git-remote.ts';
import { readRegularFile } from './objects.ts';
import { GitUnreadable } from './pack.ts';

export interface GitFolder {
  /** The folder whose files it tracks. */
  readonly workTree: string;
  readonly objects: string;
  readonly hashBytes: number;
  /** The commit that is checked out; null: there is none yet. */
  readonly head: string | null;
  /** Commits whose parents were left out when it was cloned. */
  readonly shallow: ReadonlySet<string>;
  /** Where it was cloned from. */
  readonly originUrl: string | null;
}

const maxTextBytes = 1024 * 1024;
const maxPackedRefsBytes = 64 * 1024 * 1024;
const maxLinks = 5;

/** null: the file is in no repository. Throws GitUnreadable. */
export function findGitFolder(file: string): GitFolder | null {
  for (let folder = dirname(file); ; folder = dirname(folder)) {
    const found = readGitFolder(folder);
    if (found !== null || dirname(folder) === folder) return found;
  }
}

function readGitFolder(workTree: string): GitFolder | null {
  const gitFolder = followPointer(join(workTree, '.git'));
  if (gitFolder === null || readText(join(gitFolder, 'HEAD')) === null) return null;
  // A worktree shares everything but its HEAD with the main one.
  const common = resolve(gitFolder, readText(join(gitFolder, 'commondir')) ?? '.');
  const config = readText(join(common, 'config')) ?? '';
  if (/^[ \t]*refstorage[ \t]*=[ \t]*"?reftable/im.test(config)) {
    throw new GitUnreadable('its branches are kept in a form that is not known here (reftable)');
  }
  const hashBytes = /^[ \t]*objectformat[ \t]*=[ \t]*"?sha256/im.test(config) ? 32 : 20;
  const shallow = readRegularFile(join(common, 'shallow'), maxPackedRefsBytes)?.toString('latin1') ?? '';
  return {
    workTree,
    objects: join(common, 'objects'),
    hashBytes,
    head: readReference(gitFolder, common, 'HEAD', hashBytes),
    shallow: new Set(shallow.split('\n').filter((line) => line !== '')),
    originUrl: readOriginUrl(config),
  };
}

/** `.git` is a folder, or in worktrees and submodules a file that names one. */
function followPointer(path: string): string | null {
  const found = statSync(path, { throwIfNoEntry: false });
  if (found === undefined) return null;
  if (found.isDirectory()) return path;
  const target = /^gitdir: (.+)$/m.exec(readText(path) ?? '')?.[1]?.trim();
  if (target === undefined) return null;
  return isAbsolute(target) ? target : join(dirname(path), target);
}

function readReference(gitFolder: string, common: string, name: string, hashBytes: number): string | null {
  let reference = name;
  for (let links = 0; links <= maxLinks; links += 1) {
    const folder = reference === 'HEAD' ? gitFolder : common;
    const text = readText(join(folder, ...reference.split('/'))) ?? readPackedReference(common, reference);
    if (text === null) return null;
    const target = /^ref: *(refs\/.+)$/.exec(text)?.[1];
    if (target === undefined) {
      if (text.length === hashBytes * 2 && /^[0-9a-f]+$/.test(text)) return text;
      throw new GitUnreadable(`${reference} names no commit`);
    }
    if (target.split('/').some((part) => part === '' || part.startsWith('.') || part.includes('\\'))) {
      throw new GitUnreadable(`${reference} points outside the repository`);
    }
    reference = target;
  }
  throw new GitUnreadable(`${name} leads in a circle`);
}

function readPackedReference(common: string, name: string): string | null {
  const text = readRegularFile(join(common, 'packed-refs'), maxPackedRefsBytes)?.toString('utf8') ?? '';
  for (const line of text.split('\n')) if (line.endsWith(` ${name}`)) return line.slice(0, -name.length - 1);
  return null;
}

function readText(path: string): string | null {
  return readRegularFile(path, maxTextBytes)?.toString('utf8').trim() ?? null;
}
