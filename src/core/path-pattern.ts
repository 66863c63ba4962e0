// Paths with a star: `_projects/*.md`, `content/projects/*/index.md`. A star stands for any part of one name, never for a
// slash nor for a dot at its beginning.

export interface PathPattern {
  /** What stands before the first name with a star; empty: the root. */
  readonly folder: string;
  /** One for each name from there on. */
  readonly levels: readonly RegExp[];
}

/** A folder of files, or of folders with a file in each. */
const maxLevels = 2;

export function hasStar(path: string): boolean {
  return path.includes('*');
}

/** Why a path with a star cannot be followed; null when it can. */
export function findPatternFault(path: string): string | null {
  if (!hasStar(path)) return null;
  if (path.includes('**')) return 'may not hold two stars in a row';
  const names = path.split('/');
  if (names.length - names.findIndex(hasStar) > maxLevels) return 'may have a star in its last two names only';
  return /\.\w+$/.test(path) ? null : 'must end in the extension of its files, for example _projects/*.md';
}

/** For a path without a fault. */
export function parsePattern(path: string): PathPattern {
  const names = path.split('/');
  const first = names.findIndex(hasStar);
  const levels = names.slice(first).map((name) => {
    const text = name.split('*').map((part) => part.replaceAll(/[\\^$.|?+()[\]{}]/g, '\\$&'));
    return new RegExp(`^${name.startsWith('*') ? '(?!\\.)' : ''}${text.join('[^/]*')}$`);
  });
  return { folder: names.slice(0, first).join('/'), levels };
}

/** Whether a path is one of those that a pattern stands for. */
export function matchesPattern(path: string, pattern: string): boolean {
  const { folder, levels } = parsePattern(pattern);
  const start = folder === '' ? '' : `${folder}/`;
  return path.startsWith(start) && matchesLevels(path.slice(start.length), levels);
}

function matchesLevels(path: string, levels: readonly RegExp[]): boolean {
  const names = path.split('/');
  return names.length === levels.length && names.every((name, at) => levels[at]?.test(name) === true);
}

/** Whether a document's key is one of those that the key of a pattern stands for: keys have the shape of their paths. */
export function matchesKey(documentKey: string, patternKey: string): boolean {
  const start = patternKey.lastIndexOf('/', patternKey.indexOf('*')) + 1;
  if (!documentKey.startsWith(patternKey.slice(0, start))) return false;
  return matchesLevels(documentKey.slice(start), parsePattern(patternKey.slice(start)).levels);
}
