// How a configuration names its documents: paths below a repository or below its own folder, with forward slashes on every
// system, because it is read on others than the one it was written on.

import * as z from 'zod';
import { findPatternFault } from '../core/path-pattern.ts';

const slashes = {
  error: ({ input }: { readonly input?: unknown }) =>
    `must be written with forward slashes, on Windows too: ${String(input).replaceAll('\\', '/')}`,
  abort: true,
};
const hasForwardSlashes = (path: string) => !path.includes('\\');

/** `C:\me`, `C:/me`, `\\server\me`: on one machine only. */
const isOnDrive = (path: string) => /^(?:[a-z]:(?:[\\/]|$)|\\)/i.test(path);

/** A path inside a repository: no absolute paths, no way out, and nothing that runs or configures code. */
export const repositoryPathSchema = z
  .string()
  .refine((path) => isOnDrive(path) || hasForwardSlashes(path), slashes)
  .refine(isSafeRepositoryPath, {
    error: 'must be a path inside the repository, outside .git and .github/workflows, for example README.md',
  })
  .superRefine(checkPattern);

/** A path below the folder of the configuration. */
export const filePathSchema = z
  .string()
  .min(1)
  .refine((path) => !isOnDrive(path), {
    error: 'must be a path below the folder of the configuration, for example docs/README.md',
    abort: true,
  })
  .refine(hasForwardSlashes, slashes)
  .superRefine(checkPattern);

/** A path may stand for the files of a folder. */
function checkPattern(path: string, context: z.core.$RefinementCtx<string>): void {
  const fault = findPatternFault(path);
  if (fault !== null) context.addIssue({ code: 'custom', message: fault });
}

export function isSafeRepositoryPath(path: string): boolean {
  if (path === '' || path.length > 500 || /[\\\p{Cc}:]/u.test(path)) return false;
  const parts = path.toLowerCase().split('/');
  if (parts.some((part) => part === '' || part === '.' || part === '..' || part === '.git')) return false;
  return !(parts[0] === '.github' && parts[1] === 'workflows');
}
