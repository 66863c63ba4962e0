// What a person means by a project: its name, its repository, or the repository's own name.

import { StatusfolioError } from '../errors.ts';

export interface NamedProject {
  readonly name: string;
  readonly repo: string | null;
  /** Further repositories of the same project. */
  readonly also?: readonly string[];
}

/** Throws USAGE naming the projects there are. */
export function findProjects<Found extends NamedProject>(project: string, all: readonly Found[]): Found[] {
  const wanted = project.toLowerCase();
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
