// Reads what Git keeps: loose objects and packs, with Node's own zlib. Starts no program and obeys no configuration, so
// that a folder which somebody else has written can be checked. What cannot be read is said, never guessed.
// Formats: https://git-scm.com/docs/gitformat-pack

import { readdirSync, readFileSync, statSync } from 'node:fs';
import { isAbsolute, join } from 'node:path';
import { applyDelta, type GitObject, GitUnreadable, inflate, maxObjectBytes, openPack, type Pack } from './pack.ts';

export interface GitObjects {
  /** null: it is not here. Throws GitUnreadable for what is here and is not as Git writes it. */
  read(oid: string): GitObject | null;
  close(): void;
}

const maxKeptBytes = 32 * 1024 * 1024;
/** What keeping a small object costs beside its bytes. */
const overheadBytes = 512;
const maxDeltas = 4096;
const maxAlternates = 5;
/** Deltas of one pack whose base is in another one, and so on. */
const maxNesting = 64;

/** `hashBytes`: 20 for SHA-1, 32 for SHA-256. */
export function openGitObjects(folder: string, hashBytes: number): GitObjects {
  const folders = listFolders(folder);
  const packs = folders.flatMap(listPacks).map((path) => openPack(path, hashBytes));
  const kept = new Map<string, GitObject>();
  let keptBytes = 0;
  let nesting = 0;

  const keep = (key: string, object: GitObject): GitObject => {
    const bytes = object.data.length + overheadBytes;
    if (bytes <= maxKeptBytes / 8) {
      if (keptBytes + bytes > maxKeptBytes) {
        kept.clear();
        keptBytes = 0;
      }
      kept.set(key, object);
      keptBytes += bytes;
    }
    return object;
  };

  /** Follows a chain of differences down to a whole object, then applies them on the way back. */
  const readPacked = (pack: Pack, offset: number): GitObject => {
    const deltas: Buffer[] = [];
    const passed: string[] = [];
    let at = offset;
    for (;;) {
      const key = `${pack.path}:${at}`;
      const entry = kept.get(key) ?? pack.readAt(at);
      passed.push(key);
      let object: GitObject | null = null;
      if ('type' in entry) object = keep(key, entry);
      else {
        deltas.push(entry.delta);
        if (deltas.length > maxDeltas) throw new GitUnreadable(`a pack nests more than ${maxDeltas} differences`);
        const next = typeof entry.base === 'number' ? entry.base : pack.find(entry.base);
        if (next !== null) at = next;
        else object = readElsewhere(String(entry.base));
      }
      if (object === null) continue;
      let whole: GitObject = object;
      // Whatever lies between is an older or newer state of the same, and asked for next by whoever walks a history.
      for (let delta = deltas.pop(); delta !== undefined; delta = deltas.pop()) {
        whole = keep(passed[deltas.length] ?? key, { type: whole.type, data: applyDelta(whole.data, delta) });
      }
      return whole;
    }
  };

  const readElsewhere = (oid: string): GitObject => {
    nesting += 1;
    if (nesting > maxNesting) throw new GitUnreadable('packs lean on each other without an end');
    const found = read(oid);
    nesting -= 1;
    if (found === null) throw new GitUnreadable('a pack lacks a base object');
    return found;
  };

  const read = (oid: string): GitObject | null => {
    for (const pack of packs) {
      const offset = pack.find(oid);
      if (offset !== null) return readPacked(pack, offset);
    }
    for (const parent of folders) {
      const loose = readLoose(join(parent, oid.slice(0, 2), oid.slice(2)));
      if (loose !== null) return loose;
    }
    return null;
  };

  return {
    read,
    close: () => {
      for (const pack of packs) pack.close();
    },
  };
}

/** The bytes of a regular file; null where there is none. A pipe or a device would never end. */
export function readRegularFile(path: string, maxBytes: number): Buffer | null {
  const found = statSync(path, { throwIfNoEntry: false });
  if (found === undefined || !found.isFile()) return null;
  if (found.size > maxBytes) throw new GitUnreadable(`${path} is larger than ${maxBytes} bytes`);
  return readFileSync(path);
}

function listFolders(folder: string): string[] {
  const found = [folder];
  for (let index = 0; index < found.length && found.length <= maxAlternates; index += 1) {
    const parent = found[index] ?? folder;
    const text = readRegularFile(join(parent, 'info', 'alternates'), 65_536)?.toString('utf8') ?? '';
    for (const line of text.split('\n').map((each) => each.trim())) {
      if (line === '' || line.startsWith('#')) continue;
      const other = isAbsolute(line) ? line : join(parent, line);
      if (!found.includes(other)) found.push(other);
    }
  }
  return found;
}

function listPacks(folder: string): string[] {
  const packs = join(folder, 'pack');
  if (statSync(packs, { throwIfNoEntry: false })?.isDirectory() !== true) return [];
  return readdirSync(packs)
    .filter((name) => name.endsWith('.idx'))
    .map((name) => join(packs, name.slice(0, -'.idx'.length)));
}

function readLoose(path: string): GitObject | null {
  const bytes = readRegularFile(path, maxObjectBytes);
  if (bytes === null) return null;
  const content = inflate(bytes, maxObjectBytes);
  const end = content.indexOf(0);
  const [, type] = /^(commit|tree|blob|tag) \d+$/.exec(content.toString('latin1', 0, Math.max(0, end))) ?? [];
  if (type === undefined) throw new GitUnreadable(`${path} is no object`);
  return { type: type as GitObject['type'], data: content.subarray(end + 1) };
}
