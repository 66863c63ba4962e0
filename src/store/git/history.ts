// The commits that changed one file, as `git log -- FILE` finds them: newest first, merged branches only where they
// brought something. Knows where a clone was cut, and says so instead of taking the cut for the beginning.

import { relative, sep } from 'node:path';
import { latest } from '../../core/dates.ts';
import type { GitFolder } from './folder.ts';
import { type GitObjects, openGitObjects } from './objects.ts';
import { GitUnreadable } from './pack.ts';

export interface FileCommit {
  readonly oid: string;
  /** When it was committed. */
  readonly at: string;
  readonly message: string;
  readonly authorName: string;
  readonly authorEmail: string;
  readonly committerEmail: string;
  readonly parents: number;
  /** Of the file's content; null: the commit removed it. */
  readonly blob: string | null;
}

export type FileHistoryEntry =
  | { readonly kind: 'commit'; readonly commit: FileCommit }
  /** Here the history goes on, and is not known. */
  | { readonly kind: 'cut'; readonly oid: string; readonly at: string };

interface Node extends Omit<FileCommit, 'parents' | 'blob'> {
  readonly tree: string;
  readonly parents: readonly string[];
  readonly atMs: number;
}

/** A history of more commits than these is not walked to its end: then it is said to be cut there. */
const maxCommits = 20_000;
/** Yields to the event loop, so that a long history does not block the server. */
const commitsPerTurn = 200;
/** As many in a row may have been made with a wrong clock. */
const ancestorsAsked = 10;
const latestMs = 8_640_000_000_000_000;

/** Nothing where the file was never committed. Throws GitUnreadable. */
export async function* readFileHistory(folder: GitFolder, file: string): AsyncGenerator<FileHistoryEntry> {
  if (folder.head === null) return;
  const path = relative(folder.workTree, file).split(sep);
  const objects = openGitObjects(folder.objects, folder.hashBytes);
  try {
    yield* walk(folder, objects, path, folder.head);
  } finally {
    objects.close();
  }
}

export interface FileVersion {
  readonly commit: FileCommit;
  /** What stood in the file then; null: it was deleted, or its bytes are not here. */
  readonly bytes: Uint8Array | null;
}

/** The same with the bytes that each commit left, until `isEnough` says so. Throws GitUnreadable. */
export async function readFileVersions(
  folder: GitFolder,
  file: string,
  isEnough: (version: FileVersion) => boolean,
): Promise<{ readonly versions: readonly FileVersion[]; readonly cutAt: string | null }> {
  const versions: FileVersion[] = [];
  let cutAt: string | null = null;
  if (folder.head === null) return { versions, cutAt };
  const path = relative(folder.workTree, file).split(sep);
  const objects = openGitObjects(folder.objects, folder.hashBytes);
  try {
    for await (const entry of walk(folder, objects, path, folder.head)) {
      if (entry.kind === 'cut') cutAt = latest(cutAt, entry.at);
      else {
        const version = { commit: entry.commit, bytes: readBlob(objects, entry.commit.blob) };
        versions.push(version);
        if (isEnough(version)) break;
      }
    }
  } finally {
    objects.close();
  }
  return { versions, cutAt };
}

/** null: it was deleted, or its bytes are not here. */
function readBlob(objects: GitObjects, oid: string | null): Uint8Array | null {
  const blob = oid === null ? null : objects.read(oid);
  return blob?.type === 'blob' ? blob.data : null;
}

async function* walk(
  { shallow, hashBytes }: GitFolder,
  objects: GitObjects,
  path: readonly string[],
  head: string,
): AsyncGenerator<FileHistoryEntry> {
  const seen = new Set([head]);
  const first = readCommit(objects, head);
  if (first === null) throw new GitUnreadable('the commit that is checked out is missing');
  const readEntry = keepEntries(objects, path, hashBytes);
  if (readEntry(first.tree) === null) return;
  const waiting = [first];
  for (let visited = 1; ; visited += 1) {
    const commit = takeNewest(waiting);
    if (commit === undefined) return;
    const { oid, at } = commit;
    if (visited % commitsPerTurn === 0) await new Promise((resolve) => setImmediate(resolve));
    const entry = readEntry(commit.tree);
    const parents = commit.parents.map((parent) => readCommit(objects, parent));
    const entries = parents.map((parent) => (parent === null ? undefined : readEntry(parent.tree)));
    // The cut commit seems to have made every file, and a partial clone lacks what it was not asked for.
    const isShallow = shallow.has(oid) && commit.parents.length > 0;
    if (entry === null && isShallow) continue;
    const isCut =
      isShallow || visited >= maxCommits || entry === undefined || entries.some((each) => each === undefined);
    if (isCut) {
      yield { kind: 'cut', oid, at };
      continue;
    }
    const same = entries.indexOf(entry);
    const isChange = same === -1 && (entry !== null || parents.length > 0);
    if (isChange) {
      const blob = entry?.split(' ')[1] ?? null;
      yield { kind: 'commit', commit: { ...commit, at: readTime(objects, commit), parents: parents.length, blob } };
    }
    for (const parent of same === -1 ? parents : [parents[same]]) {
      if (parent == null || seen.has(parent.oid)) continue;
      seen.add(parent.oid);
      waiting.push(parent);
    }
  }
}

/** A commit is later than its parents, even where its author's clock was slow. */
function readTime(objects: GitObjects, commit: Node): string {
  let newest = commit;
  let parent: Node | null = commit;
  for (let steps = 0; steps < ancestorsAsked && parent !== null; steps += 1) {
    if (parent.atMs > newest.atMs) newest = parent;
    const next: string | undefined = parent.parents[0];
    parent = next === undefined ? null : readCommit(objects, next);
  }
  return newest.at;
}

function takeNewest(waiting: Node[]): Node | undefined {
  let newest = 0;
  for (const [index, { atMs }] of waiting.entries()) if (atMs > (waiting[newest]?.atMs ?? 0)) newest = index;
  return waiting.splice(newest, 1)[0];
}

/** What stands at the path in a folder, by the folder's name: mode and name, null for nothing, undefined for not here. */
function keepEntries(objects: GitObjects, path: readonly string[], hashBytes: number) {
  let last: { readonly tree: string; readonly entry: string | null | undefined } | null = null;
  const kept = new Map<string, string | null | undefined>();
  const find = (tree: string): string | null | undefined => {
    let oid = tree;
    let mode = '';
    for (const part of path) {
      const object = objects.read(oid);
      if (object === null) return undefined;
      const found = object.type === 'tree' ? findEntry(object.data, part, hashBytes) : null;
      if (found === null) return null;
      ({ oid, mode } = found);
    }
    return `${mode} ${oid}`;
  };
  return (tree: string): string | null | undefined => {
    if (last?.tree === tree) return last.entry;
    const entry = kept.has(tree) ? kept.get(tree) : find(tree);
    kept.set(tree, entry);
    last = { tree, entry };
    return entry;
  };
}

function findEntry(
  data: Buffer,
  name: string,
  hashBytes: number,
): { readonly oid: string; readonly mode: string } | null {
  const requested = Buffer.from(name);
  for (let at = 0; at < data.length; ) {
    const space = data.indexOf(0x20, at);
    const end = data.indexOf(0, space);
    if (space === -1 || end === -1 || end + hashBytes >= data.length + 1)
      throw new GitUnreadable('a folder is damaged');
    const next = end + 1 + hashBytes;
    if (data.compare(requested, 0, requested.length, space + 1, end) === 0) {
      return { mode: data.toString('latin1', at, space), oid: data.toString('hex', end + 1, next) };
    }
    at = next;
  }
  return null;
}

/** null: it is not here. */
function readCommit(objects: GitObjects, oid: string): Node | null {
  const object = objects.read(oid);
  if (object === null) return null;
  const text = object.data.toString('utf8');
  const end = text.indexOf('\n\n');
  const head = (end === -1 ? text : text.slice(0, end)).split('\n');
  const tree = readField(head, 'tree ');
  const author = readPerson(readField(head, 'author '));
  const committer = readPerson(readField(head, 'committer '));
  if (object.type !== 'commit' || tree === null) throw new GitUnreadable(`${oid} is no commit`);
  const parents = head.filter((line) => line.startsWith('parent ')).map((line) => line.slice('parent '.length));
  return {
    oid,
    tree,
    parents,
    at: new Date(committer.atMs).toISOString(),
    atMs: committer.atMs,
    message: end === -1 ? '' : text.slice(end + 2),
    authorName: author.name,
    authorEmail: author.email,
    committerEmail: committer.email,
  };
}

function readField(lines: readonly string[], name: string): string | null {
  return lines.find((line) => line.startsWith(name))?.slice(name.length) ?? null;
}

/** `Ada <ada@example.org> 1767323045 +0000` */
function readPerson(text: string | null) {
  const open = text?.indexOf('<') ?? -1;
  const close = text?.lastIndexOf('>') ?? -1;
  if (text === null || open === -1 || close < open) return { name: '', email: '', atMs: 0 };
  const seconds = Number.parseInt(text.slice(close + 1).trim(), 10);
  const atMs = Number.isFinite(seconds) ? Math.max(-latestMs, Math.min(seconds * 1000, latestMs)) : 0;
  return { name: text.slice(0, open).trim(), email: text.slice(open + 1, close), atMs };
}
