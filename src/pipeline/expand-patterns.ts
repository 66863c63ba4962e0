// Folders of documents: in place of a target with a star in its path come the files that match it now. Files that appear
// later are found by the next refresh; those that are gone are forgotten.

import { isSafeRepositoryPath } from '../config/document-paths.ts';
import { toInstant } from '../core/dates.ts';
import { matchesKey } from '../core/path-pattern.ts';
import { StatusfolioError } from '../errors.ts';
import type { Documents } from '../ports/github.ts';
import type { Memory } from '../ports/store.ts';
import type { RefreshPorts } from './document-update.ts';
import type { ReadFailure } from './read-document.ts';
import { recheckAfterMs } from './save-refresh.ts';
import { keyDocument, type RefreshTarget } from './target.ts';

/** Each is read by a request of its own. */
const maxFiles = 100;

export interface Expanded {
  readonly targets: readonly RefreshTarget[];
  /** Patterns that could not be followed, or that no file matches. */
  readonly failures: readonly ReadFailure[];
}

export interface DocumentPorts {
  readonly github: { readonly documents: Pick<Documents, 'list'> };
  readonly files: Pick<Documents, 'list'>;
}

/** A document that is named beside the pattern keeps what is said of it there. */
export async function expandPatterns(targets: readonly RefreshTarget[], ports: DocumentPorts): Promise<Expanded> {
  if (!targets.some(({ pattern }) => pattern !== undefined)) return { targets, failures: [] };
  const named = new Set(targets.map(({ key }) => key));
  const found: RefreshTarget[] = [];
  const failures: ReadFailure[] = [];
  for (const target of targets) {
    if (target.pattern === undefined) {
      found.push(target);
      continue;
    }
    try {
      const files = await listFiles(target, target.pattern, ports);
      for (const path of files) {
        const file = toFile(target, target.pattern, path);
        if (!named.has(file.key)) found.push(file);
        named.add(file.key);
      }
    } catch (error) {
      failures.push({ target, error });
    }
  }
  return { targets: found, failures };
}

async function listFiles(
  { ref, label }: RefreshTarget,
  pattern: string,
  { github, files }: DocumentPorts,
): Promise<readonly string[]> {
  const documents = ref.kind === 'github' ? github.documents : files;
  const found = ((await documents.list?.(ref, pattern)) ?? []).filter(isSafeRepositoryPath);
  const message = found.length === 0 ? 'no file matches' : `${found.length} files match, more than ${maxFiles}`;
  if (found.length > 0 && found.length <= maxFiles) return found;
  throw new StatusfolioError('DOCUMENT_NOT_FOUND', `${label}: ${message}.`, {
    where: label,
    hint: 'Correct the path of the document in the configuration; upper and lower case matter.',
  });
}

/** One of the files that a pattern stands for. */
function toFile(folder: RefreshTarget, pattern: string, path: string): RefreshTarget {
  const { pattern: _, ...target } = folder;
  const place = target.ref.path.slice(0, target.ref.path.length - pattern.length);
  const ref = { ...target.ref, path: `${place}${path}`, ...moveOwnPlace(target, path), ...moveRealPath(folder, path) };
  const label = `${target.label.slice(0, target.label.length - pattern.length)}${path}`;
  return { ...target, key: keyDocument(ref), ref, label, folder: target.key };
}

/** Where the file stands in its repository: beside the pattern's own place. */
function moveOwnPlace({ ref }: RefreshTarget, path: string) {
  if (ref.kind !== 'file' || ref.own === undefined) return {};
  const names = path.split('/').length;
  const above = ref.own.path.split('/').slice(0, -names);
  return { own: { ...ref.own, path: [...above, ...path.split('/').slice(-names)].join('/') } };
}

function moveRealPath({ ref, pattern = '' }: RefreshTarget, path: string) {
  if (ref.kind !== 'file' || ref.realPath === undefined) return {};
  return { realPath: `${ref.realPath.slice(0, ref.realPath.length - pattern.length)}${path}` };
}

/** The target that a document belongs to: its own, or the pattern that stands for it. */
export function findTarget(documentKey: string, targets: readonly RefreshTarget[]): RefreshTarget | undefined {
  return (
    targets.find(({ key }) => key === documentKey) ??
    targets.find(({ key, pattern }) => pattern !== undefined && matchesKey(documentKey, key))
  );
}

interface KeepPorts extends Pick<RefreshPorts, 'recheckAfter'> {
  readonly memory: Pick<Memory, 'keepFolder'>;
}

/** Remembers what the patterns stand for: what they stood for before is forgotten, unless it is named elsewhere. */
export async function keepFolders(
  patterns: readonly RefreshTarget[],
  { targets, failures }: Expanded,
  { memory, recheckAfter }: KeepPorts,
  now: Date,
): Promise<void> {
  const keys = targets.map(({ key }) => key);
  for (const { key } of patterns.filter(({ pattern }) => pattern !== undefined)) {
    // A folder that could not be listed may still hold every file, so none is forgotten.
    if (failures.some(({ target }) => target.key === key)) continue;
    const nextCheckAt = toInstant(now.getTime() + ((await recheckAfter?.([], now)) ?? recheckAfterMs));
    await memory.keepFolder({ key, documentKeys: keys, checkedAt: now.toISOString(), nextCheckAt });
  }
}
