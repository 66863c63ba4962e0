// Which checkout `publish: working-tree` writes: that of the workflow's own repository, with every document in it.

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { StatusfolioError } from '../../errors.ts';
import type { RefreshTarget } from '../../pipeline/target.ts';
import { findRepository } from '../find-repository.ts';
import type { Checkout } from '../working-tree.ts';
import type { ActionContext } from './memory.ts';

/** The checkout that the workflow made of its own repository. Throws USAGE where there is none. */
export function findCheckout(
  { workspace, repository, settings }: Pick<ActionContext, 'workspace' | 'repository' | 'settings'>,
  targets: readonly RefreshTarget[],
): Checkout {
  const own = targets.filter(({ ref }) => ref.kind === 'github' && ref.repo.toLowerCase() === repository.toLowerCase());
  const missing = own.find(({ ref, pattern }) => pattern === undefined && !existsSync(join(workspace, ref.path)));
  const cloned = findRepository(workspace, settings.site)?.repo ?? repository;
  const fault =
    missing !== undefined
      ? `${missing.ref.path} is not checked out.`
      : cloned.toLowerCase() === repository.toLowerCase()
        ? null
        : `The workspace holds a checkout of ${cloned}, not of ${repository}.`;
  if (fault === null) return { root: workspace, repo: repository };
  throw new StatusfolioError('USAGE', fault, {
    where: 'publish: working-tree',
    hint: 'Put actions/checkout without "repository:" and "path:" before this step. Nothing was written.',
  });
}
