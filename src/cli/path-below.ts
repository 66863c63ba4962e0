// Where a file stands below a folder, as a repository and a configuration write it: with forward slashes, on Windows too.

import nodePath from 'node:path';

type PathRules = Pick<typeof nodePath, 'relative' | 'isAbsolute' | 'sep'>;

/** null: it is not below, or on another drive. Empty: it is the folder itself. Both are absolute. */
export function findPathBelow(root: string, path: string, rules: PathRules = nodePath): string | null {
  const below = rules.relative(root, path).split(rules.sep);
  return below[0] === '..' || rules.isAbsolute(below.join(rules.sep)) ? null : below.join('/');
}
