// Documents on this machine: read whole, replaced atomically with their mode kept. Follows no symbolic link out of the
// root, which is the file's own folder where nothing else is said, and never leaves a half-written file.

import { createHash, randomBytes } from 'node:crypto';
import { open, readdir, readFile, realpath, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join, sep } from 'node:path';
import type { DocumentRef } from '../core/model.ts';
import { parsePattern } from '../core/path-pattern.ts';
import { siteOfDocument } from '../core/site.ts';
import { findSameName } from '../core/suggest.ts';
import { StatusfolioError } from '../errors.ts';
import type { CompanionFiles, DocumentFile, Documents, DocumentWrite, WriteResult } from '../ports/github.ts';
import { readDatedVersions, readLocalHistory, readLocalVersions } from './git/local-history.ts';

const maxBytes = 5 * 1024 * 1024;

export function openLocalDocuments(): Documents {
  return {
    read: readLocalDocument,
    write: replaceLocalDocument,
    list: listLocalFiles,
    readPast: async (ref, _file, since) => {
      if (ref.kind === 'file' && ref.input !== undefined) return null;
      const versions = await readLocalVersions(await resolveInside(ref), since);
      return versions === null ? null : { messages: [], versions };
    },
    readVersions: async (ref, reading) => await readDatedVersions(await resolveInside(ref), reading),
  };
}

async function readLocalDocument(ref: DocumentRef, companions?: CompanionFiles): Promise<DocumentFile> {
  if (ref.kind === 'file' && ref.input !== undefined) {
    // Standard input has no history, so who typed it, and when, is not known.
    return { bytes: ref.input, version: hash(ref.input), branch: null, isPublic: true, confirmedAt: null };
  }
  const path = await resolveInside(ref);
  const bytes = await readBytes(path, ref.path);
  const { mtime } = await stat(path);
  const history = await readLocalHistory(path, {
    name: ref.path,
    now: new Date(),
    changedAt: mtime,
    bots: companions?.bots ?? [],
    site: siteOfDocument(ref),
  });
  return { bytes, version: hash(bytes), branch: null, isPublic: true, ...history };
}

/** The bytes of a file within its root. Throws as `read` does. */
export async function readLocalFile(ref: DocumentRef, name: string): Promise<Uint8Array> {
  return await readBytes(await resolveInside(ref), name);
}

/** At once or not at all; with `ownMode`, else the mode that it has. Throws what the file system says. */
export async function replaceFile(path: string, bytes: Uint8Array, ownMode?: number): Promise<void> {
  const mode = ownMode ?? (await stat(path).catch(() => null))?.mode ?? 0o644;
  const temporary = join(dirname(path), `.${basename(path)}.${randomBytes(6).toString('hex')}.tmp`);
  try {
    const handle = await open(temporary, 'wx', mode & 0o777);
    try {
      await handle.chmod(mode & 0o777);
      await handle.writeFile(bytes);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}

async function replaceLocalDocument({ ref, version, files }: DocumentWrite): Promise<WriteResult> {
  const path = await resolveInside(ref);
  const bytes = files[0]?.bytes ?? new Uint8Array();
  if (files.length !== 1) throw new TypeError(`${ref.path} is written by itself`);
  if (hash(await readBytes(path, ref.path)) !== version) return { kind: 'conflict' };
  try {
    await replaceFile(path, bytes);
  } catch (error) {
    const problem = {
      code: 'WRITE_REJECTED',
      where: ref.path,
      message: `${ref.path} cannot be written (${String(Reflect.get(Object(error), 'code'))}).`,
      hint: 'Check the permissions of the file and of its folder, and the free space.',
    };
    return { kind: 'rejected', problem };
  }
  return { kind: 'written', oid: hash(bytes), url: null };
}

/** The real path of a file that is allowed to be a link, or to lie behind one, only within its root. */
async function resolveInside(ref: DocumentRef): Promise<string> {
  const { path } = ref;
  if (ref.kind === 'file' && ref.input !== undefined) {
    const hint = 'Name the file itself.';
    throw new StatusfolioError('USAGE', 'Standard input has no history and cannot be written.', { where: '-', hint });
  }
  try {
    const real = await realpath(path);
    const root = await realpath('root' in ref ? ref.root : dirname(path));
    if (real.startsWith(root.endsWith(sep) ? root : root + sep)) return real;
  } catch (error) {
    throw await notReadable(path, error);
  }
  throw new StatusfolioError(
    'DOCUMENT_UNREADABLE',
    `${path} points outside ${'root' in ref ? ref.root : 'its folder'} through a symbolic link.`,
    {
      where: path,
      hint: 'Name the file that it points to.',
    },
  );
}

async function readBytes(path: string, name: string): Promise<Uint8Array> {
  try {
    const { size } = await stat(path);
    if (size > maxBytes) {
      throw new StatusfolioError('DOCUMENT_UNREADABLE', `${name} is larger than 5 MB.`, { where: name });
    }
    return await readFile(path);
  } catch (error) {
    throw error instanceof StatusfolioError ? error : await notReadable(name, error);
  }
}

async function notReadable(path: string, cause: unknown): Promise<StatusfolioError> {
  const code = String(Reflect.get(Object(cause), 'code'));
  if (code === 'ENOENT' || code === 'ENOTDIR') {
    return new StatusfolioError('DOCUMENT_NOT_FOUND', `${path}: there is no such file.`, {
      where: path,
      hint: await adviseOnMissing(path),
      cause,
    });
  }
  const what = code === 'EISDIR' ? 'is a folder' : `cannot be read (${code})`;
  return new StatusfolioError('DOCUMENT_UNREADABLE', `${path} ${what}.`, {
    where: path,
    hint: 'Name a document.',
    cause,
  });
}

/** What to do about a path that leads nowhere: the file that stands there in another case or Unicode form is named. */
async function adviseOnMissing(path: string): Promise<string> {
  const near = findSameName(basename(path), await readdir(dirname(path)).catch(() => []));
  return near === null
    ? 'Check the path; a document on GitHub is owner/repo, or owner/repo:path/to/file.md.'
    : `Did you mean ${near}, in another case or Unicode form?`;
}

/** Git's own way of naming bytes is not needed here: the version only has to differ when the bytes do. */
function hash(bytes: Uint8Array): string {
  return createHash('sha1').update(bytes).digest('hex');
}

/** Folders that are links are not followed; files that are links are looked at when they are read. */
async function listLocalFiles(ref: DocumentRef, pattern: string): Promise<string[]> {
  const root = ref.path.slice(0, ref.path.length - pattern.length);
  const { folder, levels } = parsePattern(pattern);
  let found = [folder];
  for (const [at, level] of levels.entries()) {
    const isLast = at === levels.length - 1;
    const below = await Promise.all(
      found.map(async (path) => {
        const entries = await readFolder(join(root, path));
        const wanted = entries.filter((entry) => level.test(entry.name) && entry.isDirectory() !== isLast);
        return wanted.map(({ name }) => (path === '' ? name : `${path}/${name}`));
      }),
    );
    found = below.flat();
  }
  return found.sort();
}

/** Empty where there is no such folder. */
async function readFolder(path: string) {
  try {
    return await readdir(path, { withFileTypes: true });
  } catch (error) {
    const problem = await notReadable(path, error);
    if (problem.code === 'DOCUMENT_NOT_FOUND') return [];
    throw problem;
  }
}
