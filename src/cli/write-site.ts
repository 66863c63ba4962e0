// Puts the files of a static site into a folder. Each is replaced atomically, the table last, so that no visitor ever meets
// half a page or one whose files are not there yet. A manifest says what was written: only that is ever replaced or removed.

import { randomBytes } from 'node:crypto';
import { lstat, mkdir, readdir, readFile, rename, rm, rmdir, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { StatusfolioError } from '../errors.ts';
import type { SiteFile } from '../pipeline/site-files.ts';

/** Begins with a dot: GitHub Pages leaves such files out. */
export const manifestName = '.statusfolio-site.json';

export interface WrittenSite {
  /** Paths whose bytes changed, and those that went; both sorted. */
  readonly written: readonly string[];
  readonly removed: readonly string[];
}

/** Throws USAGE, before anything is written, for a folder or a file in it that is somebody else's. */
export async function writeSite(folder: string, files: readonly SiteFile[]): Promise<WrittenSite> {
  const known = await readManifest(folder);
  const wanted = new Set(files.map(({ path }) => path));
  for (const { path } of files) await checkPlace(folder, path, known);
  const temporary = `.statusfolio-site-${randomBytes(6).toString('hex')}.tmp`;
  const put = async (path: string, bytes: Uint8Array) => {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, temporary), bytes);
    await rename(join(folder, temporary), join(folder, path));
  };
  await mkdir(folder, { recursive: true });
  // Before anything else: a run that ends halfway leaves nothing behind that the next one does not know.
  await writeFile(join(folder, temporary), formatManifest([...known, ...wanted, temporary]));
  await rename(join(folder, temporary), join(folder, manifestName));
  const written: string[] = [];
  for (const { path, bytes } of files.toSorted((one, other) => rank(one.path) - rank(other.path))) {
    const before = await readFile(join(folder, path)).catch(() => null);
    if (before?.equals(bytes) === true) continue;
    await put(path, bytes);
    written.push(path);
  }
  const removed: string[] = [];
  for (const path of known) {
    if (wanted.has(path) || !(await removeFile(folder, path))) continue;
    if (!isTemporary(path)) removed.push(path);
  }
  await put(manifestName, Buffer.from(formatManifest([...wanted])));
  return { written: written.toSorted(), removed: removed.toSorted() };
}

/** What pages need, then pages, then the page that leads to them. */
function rank(path: string): number {
  if (!path.endsWith('.html')) return 0;
  return path === 'index.html' ? 2 : 1;
}

function formatManifest(paths: readonly string[]): string {
  const note = 'Written by "statusfolio site", which replaces and removes these files and no others.';
  return `${JSON.stringify({ note, version: 1, files: [...new Set(paths)].sort() }, null, 1)}\n`;
}

/** The files that were written here before. Throws USAGE for a folder that holds something and has no manifest. */
async function readManifest(folder: string): Promise<Set<string>> {
  const names: readonly string[] = await readdir(folder).catch((error: unknown): string[] => {
    const code = Reflect.get(Object(error), 'code');
    if (code === 'ENOENT') return [];
    throw refuse(
      folder,
      code === 'ENOTDIR' ? 'is a file.' : `cannot be read (${String(code)}).`,
      'Name another folder.',
    );
  });
  if (names.length === 0) return new Set();
  const text = names.includes(manifestName) ? await readFile(join(folder, manifestName), 'utf8').catch(() => '') : '';
  const files: unknown = Reflect.get(Object(parseJson(text)), 'files');
  if (Array.isArray(files)) return new Set(files.filter((path): path is string => isInside(path)));
  throw refuse(
    folder,
    'holds files, and no site was written there before.',
    'Name a folder that is empty or new, for example --out site/status. Nothing was written.',
  );
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** Whoever can write into the folder can write the manifest: it must not lead elsewhere. */
function isInside(path: unknown): boolean {
  if (typeof path !== 'string' || path === '' || path.includes('\\') || path.includes('\0')) return false;
  return path.split('/').every((part) => part !== '' && part !== '.' && part !== '..');
}

async function checkPlace(folder: string, path: string, known: ReadonlySet<string>): Promise<void> {
  if (!isInside(path)) throw new TypeError(`${path} is not a path of a site`);
  const parts = path.split('/');
  for (let depth = 1; depth < parts.length; depth += 1) {
    const above = parts.slice(0, depth).join('/');
    const found = await lstat(join(folder, above)).catch(() => null);
    if (found === null) return;
    if (!found.isDirectory())
      throw refuse(join(folder, above), 'is not a real folder.', 'Move it away. Nothing was written.');
  }
  const found = await lstat(join(folder, path)).catch(() => null);
  if (found === null || (known.has(path) && found.isFile())) return;
  throw refuse(
    join(folder, path),
    'already exists and is not part of this site.',
    'Move it away. Nothing was written.',
  );
}

/** Only a file, reached through folders alone; and the folders that it leaves empty. */
async function removeFile(folder: string, path: string): Promise<boolean> {
  const parts = path.split('/');
  for (let depth = 1; depth < parts.length; depth += 1) {
    const found = await lstat(join(folder, ...parts.slice(0, depth))).catch(() => null);
    if (found?.isDirectory() !== true) return false;
  }
  const found = await lstat(join(folder, path)).catch(() => null);
  if (found?.isFile() !== true) return false;
  await rm(join(folder, path));
  for (let depth = parts.length - 1; depth > 0; depth -= 1) {
    const isEmpty = await rmdir(join(folder, ...parts.slice(0, depth))).then(
      () => true,
      () => false,
    );
    if (!isEmpty) break;
  }
  return true;
}

function isTemporary(path: string): boolean {
  return path.startsWith('.statusfolio-site-') && path.endsWith('.tmp');
}

function refuse(where: string, what: string, hint: string): StatusfolioError {
  return new StatusfolioError('USAGE', `${where} ${what}`, { where: resolve(where), hint });
}
