// What a person means by a project: its name, its repository, or the repository's own name.

import { readDocument } from '../core/document/parse-document.ts';
import type { Problem } from '../core/model.ts';
import { StatusfolioError, toProblem } from '../errors.ts';
import { expandPatterns } from '../pipeline/expand-patterns.ts';
import { linkRow } from '../pipeline/match-project.ts';
import type { RefreshTarget } from '../pipeline/target.ts';
import type { DocumentFile, Documents } from '../ports/github.ts';
import type { Prepared } from './load-config.ts';

export interface NamedProject {
  readonly name: string;
  readonly repo: string | null;
  /** Further repositories of the same project. */
  readonly also?: readonly string[];
}

/** Throws USAGE naming the projects there are. */
export function findProjects<Found extends NamedProject>(project: string, all: readonly Found[]): Found[] {
  const wanted = toName(project).toLowerCase();
  const found = all.filter(({ name, repo, also = [] }) => {
    const repos = [repo, ...also];
    return [name, ...repos, ...repos.map((each) => each?.split('/')[1])].some((each) => each?.toLowerCase() === wanted);
  });
  if (found.length > 0) return found;
  const names = [...new Set(all.map(({ name }) => name))].join(', ');
  throw new StatusfolioError('USAGE', `There is no project "${project}".`, {
    hint: names === '' ? 'No project was found at all.' : `The projects are: ${names}.`,
  });
}

/** The address of a repository, as it is copied from a browser or given to Git, means the repository. */
function toName(project: string): string {
  return /^(?:https?:\/\/|git@)[^/:]+[/:]([\w.-]+\/[\w.-]+?)(?:\.git)?\/?$/i.exec(project)?.[1] ?? project;
}

// The repositories that a configuration speaks about: those that hold its documents, and those that their rows link.

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
  const expanded = await expandPatterns(targets, { github: { documents: documents.github }, files: documents.file });
  for (const { error } of expanded.failures) {
    if (!(error instanceof StatusfolioError)) throw error;
    problems.push(toProblem(error));
  }
  for (const target of expanded.targets) {
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
