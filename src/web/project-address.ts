// Which project is found at which address of the pages and badges.

import type { PortfolioView } from './portfolio-view.ts';
import type { ProjectView } from './project-view.ts';

/** The page about a project; null where it has no address. */
export function toProjectPage({ address }: ProjectView): string | null {
  return address === null ? null : `/projects/${address.split('/').map(encodeURIComponent).join('/')}`;
}

/** The project at an address. An address that is best for one project is never taken by another's row name. */
export function findProject(view: PortfolioView, owner: string, slug: string): ProjectView | null {
  const address = `${owner}/${slug}`.toLowerCase();
  const all = view.documents.flatMap(({ projects }) => projects);
  const isFound = (project: ProjectView) => project.address === address || project.addresses.includes(address);
  return all.find(({ addresses }) => addresses[0] === address) ?? all.find(isFound) ?? null;
}
