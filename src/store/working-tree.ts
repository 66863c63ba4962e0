// Documents of a GitHub repository as they stand in a checkout of it: read with everything that GitHub knows of them, and
// written into the files of the working tree, for somebody else to commit. Refused where the two do not belong together.

import { createHash } from 'node:crypto';
import { lstat, mkdir, realpath } from 'node:fs/promises';
import { dirname, join, sep } from 'node:path';
import type { DocumentRef } from '../core/model.ts';
import { StatusfolioError } from '../errors.ts';
import type { DocumentFile, Documents, DocumentWrite, FileWrite, WriteResult } from '../ports/github.ts';
import { findGitFolder } from './git/folder.ts';
import { GitUnreadable } from './git/pack.ts';
import { readLocalFile, replaceFile } from './local-files.ts';

export interface Checkout {
  /** The folder whose files it tracks. */
  readonly root: string;
  /** `owner/name` that it was cloned from. */
  readonly repo: string;
}

/** `documents` as they stand on GitHub. */
export function openWorkingTree(documents: Documents, checkout: Checkout): Documents {
  const isHere = (ref: DocumentRef) => ref.kind === 'github' && ref.repo.toLowerCase() === checkout.repo.toLowerCase();
  return {
    ...documents,
    async read(ref, companions) {
      const file = await documents.read(ref, companions);
      return isHere(ref) ? await overlay(ref, file, checkout) : file;
    },
    write: async (change) => (isHere(change.ref) ? await writeFiles(change, checkout) : await documents.write(change)),
  };
}

/** The file of the working tree is what is planned on; it may differ from the branch only as an edit of its head. */
async function overlay({ path }: DocumentRef, file: DocumentFile, { root, repo }: Checkout): Promise<DocumentFile> {
  const bytes = await readLocalFile({ kind: 'file', path: join(root, path), root }, path);
  if (hasConflict(bytes)) {
    throw new StatusfolioError('DOCUMENT_UNREADABLE', `${path} contains the conflict markers of an unfinished merge.`, {
      where: path,
      hint: 'Finish the merge first. Nothing was written.',
    });
  }
  const isDirty = Buffer.compare(bytes, file.bytes) !== 0;
  const head = isDirty ? readHead(join(root, path)) : null;
  if (isDirty && head !== file.version) {
    const at = head === null ? 'a commit that cannot be read' : head.slice(0, 7);
    const branch = file.branch ?? 'its branch';
    throw new StatusfolioError(
      'DOCUMENT_CHANGED',
      `${path} differs from ${branch} on ${repo}, and the checkout is at ${at}, not at ${file.version.slice(0, 7)}.`,
      { where: path, hint: `Bring the checkout up to date (git pull), then repeat. Nothing was written.` },
    );
  }
  return isDirty ? { ...file, bytes, isDirty } : file;
}

function hasConflict(bytes: Uint8Array): boolean {
  const text = Buffer.from(bytes).toString('latin1');
  return /^<{7} /m.test(text) && /^>{7} /m.test(text);
}

/** null: nobody knows. */
function readHead(path: string): string | null {
  try {
    return findGitFolder(path)?.head ?? null;
  } catch (error) {
    if (error instanceof GitUnreadable) return null;
    throw error;
  }
}

async function writeFiles({ files }: DocumentWrite, { root }: Checkout): Promise<WriteResult> {
  for (const file of files) {
    const { path, before } = file;
    await refuseOutside(file, root);
    const now = await readOrNull(join(root, path), root);
    const isSame = now === null || before === null ? now === before : Buffer.compare(now, before) === 0;
    // A picture that lies there already is written over; a document is not.
    if (!isSame && path === files[0]?.path) return { kind: 'conflict' };
  }
  try {
    for (const { path, bytes } of files) {
      await mkdir(dirname(join(root, path)), { recursive: true });
      await replaceFile(join(root, path), bytes);
    }
  } catch (error) {
    const code = Reflect.get(Object(error), 'code');
    if (typeof code !== 'string' || error instanceof StatusfolioError) throw error;
    const problem = {
      code: 'WRITE_REJECTED',
      where: files[0]?.path ?? root,
      message: `The working tree cannot be written (${code}).`,
      hint: 'Check the permissions of the files and folders, and the free space.',
    };
    return { kind: 'rejected', problem };
  }
  const blobs = files.flatMap(({ bytes }) => nameBlobs(bytes));
  return {
    kind: 'written',
    oid: blobs[0] ?? '',
    url: null,
    uncommitted: { files: files.map(({ path }) => path), blobs: [...new Set(blobs)] },
  };
}

async function readOrNull(path: string, root: string): Promise<Uint8Array | null> {
  try {
    return await readLocalFile({ kind: 'file', path, root }, path);
  } catch (error) {
    if (error instanceof StatusfolioError && error.code === 'DOCUMENT_NOT_FOUND') return null;
    throw error;
  }
}

/** Neither the file nor the nearest folder that there is may lead out of the working tree. */
async function refuseOutside({ path }: FileWrite, root: string): Promise<void> {
  const target = join(root, path);
  const real = await realpath(root);
  let folder: string | null = null;
  for (let above = dirname(target); folder === null; above = dirname(above)) {
    folder = await realpath(above).catch(() => null);
  }
  const isLink = (await lstat(target).catch(() => null))?.isSymbolicLink() === true;
  if (!isLink && (folder === real || folder.startsWith(real + sep))) return;
  throw new StatusfolioError(
    'DOCUMENT_UNREADABLE',
    `${path} points outside the working tree through a symbolic link.`,
    {
      where: path,
      hint: 'Name the file that it points to.',
    },
  );
}

/** As Git will name it, also where line ends are converted when it is committed. */
function nameBlobs(bytes: Uint8Array): string[] {
  const name = (content: Buffer) => createHash('sha1').update(`blob ${content.length}\0`).update(content).digest('hex');
  const content = Buffer.from(bytes);
  const converted = Buffer.from(content.toString('latin1').replaceAll('\r\n', '\n'), 'latin1');
  return converted.length === content.length ? [name(content)] : [name(content), name(converted)];
}
