// `--working-tree`: which documents of the configuration lie in this checkout and are written there, for its owner to
// commit; the others are only checked.

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Problem } from '../core/model.ts';
import { StatusfolioError } from '../errors.ts';
import type { Outside, RefreshResult } from '../pipeline/document-update.ts';
import type { RefreshTarget } from '../pipeline/target.ts';
import type { GitHub } from '../ports/github.ts';
import { findRepository } from './find-repository.ts';
import type { Runtime } from './runtime.ts';

export interface Checkout {
  readonly root: string;
  /** `owner/name` that it was cloned from. */
  readonly repo: string;
}

export interface CheckedOut {
  readonly targets: readonly RefreshTarget[];
  /** About those that do not. */
  readonly problems: readonly Problem[];
}

/** Throws USAGE where no document lies here. */
export function findCheckedOut(targets: readonly RefreshTarget[], { root, repo }: Checkout): CheckedOut {
  const problems: Problem[] = [];
  const checkedOut = targets.map((target): RefreshTarget => {
    const { ref, label, publish } = target;
    if (ref.kind === 'file') return target;
    if (ref.repo.toLowerCase() !== repo.toLowerCase()) {
      const hint = 'Run this in a checkout of that repository too.';
      const message = `${label} is not in this checkout of ${repo}: it was only checked.`;
      problems.push({ code: 'NOT_CHECKED_OUT', where: label, message, hint, level: 'notice' });
      return { ...target, publish: 'preview' };
    }
    return { ...target, publish: publish === 'none' ? 'none' : 'commit', isWorkingTree: true };
  });
  if (checkedOut.some(({ ref, isWorkingTree }) => ref.kind === 'file' || isWorkingTree === true))
    return { targets: checkedOut, problems };
  throw new StatusfolioError('USAGE', `No document of the configuration is in ${root}, a checkout of ${repo}.`, {
    where: root,
    hint: 'Run this in a checkout of the repository that "documents:" names.',
  });
}

/** The same ports, with the documents of the checkout in its files. */
export function openCheckout<Ports extends Outside>(
  outside: Ports,
  checkout: Checkout,
  { openWorkingTree }: Pick<Runtime, 'openWorkingTree'>,
): Ports {
  const overlay = (github: GitHub): GitHub => {
    const { as } = github;
    return {
      ...github,
      documents: openWorkingTree(github.documents, checkout),
      ...(as !== undefined && { as: (repo: string) => overlay(as(repo)) }),
    };
  };
  return { ...outside, github: overlay(outside.github) };
}

/** The files that were written and that nobody has committed, each once. */
export function listWritten(results: readonly Pick<RefreshResult, 'target' | 'publication'>[]): string[] {
  const files = results.flatMap(({ target, publication }) =>
    publication.kind === 'published' ? (publication.uncommitted?.files ?? [target.label]) : [],
  );
  return [...new Set(files)];
}

/** The checkout that the workflow made of its own repository. Throws USAGE where there is none. */
export function findOwnCheckout(
  { workspace, repository, site }: { readonly workspace: string; readonly repository: string; readonly site: string },
  targets: readonly RefreshTarget[],
): Checkout {
  const own = targets.filter(({ ref }) => ref.kind === 'github' && ref.repo.toLowerCase() === repository.toLowerCase());
  const missing = own.find(({ ref, pattern }) => pattern === undefined && !existsSync(join(workspace, ref.path)));
  const cloned = findRepository(workspace, site)?.repo ?? repository;
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
