// The repositories that a configuration speaks about: those that hold its documents, and those that their rows link.

import { readDocument } from '../core/document/read-document.ts';
import type { Problem } from '../core/model.ts';
import { StatusfolioError, toProblem } from '../errors.ts';
import { linkRow } from '../pipeline/link-row.ts';
import type { RefreshTarget } from '../pipeline/refresh.ts';
import type { DocumentFile, Documents } from '../ports.ts';
import type { Prepared } from './prepare.ts';

export interface ReadTarget {
  readonly target: RefreshTarget;
  readonly file: DocumentFile;
}

export interface ListedRepositories {
  /** As the links spell them, each once. */
  readonly repositories: readonly string[];
  readonly read: readonly ReadTarget[];
  readonly problems: readonly Problem[];
}

export async function listRepositories(
  { targets, portfolio }: Pick<Prepared, 'targets' | 'portfolio'>,
  documents: { readonly github: Documents; readonly file: Documents },
): Promise<ListedRepositories> {
  const found = new Map<string, string>();
  const add = (repo: string) => found.set(repo.toLowerCase(), found.get(repo.toLowerCase()) ?? repo);
  const read: ReadTarget[] = [];
  const problems: Problem[] = [];
  for (const target of targets) {
    if (target.ref.kind === 'github') add(target.ref.repo);
    try {
      const file = await documents[target.ref.kind].read(target.ref);
      read.push({ target, file });
      const outcome = readDocument(file.bytes, target.ref);
      if (outcome.kind !== 'read') continue;
      for (const row of outcome.reading.rows) {
        if (row.skip !== null || row.directive?.kind === 'ignore') continue;
        for (const { repo } of linkRow(row, portfolio).places) add(repo);
      }
    } catch (error) {
      if (!(error instanceof StatusfolioError)) throw error;
      problems.push(toProblem(error));
    }
  }
  return { repositories: [...found.values()], read, problems };
}
