// Which project is found at which address of the pages and badges.

import { addressProject } from '../core/render/address-project.ts';
import type { DocumentView, PortfolioView } from './portfolio-view.ts';
import type { ProjectView } from './project-view.ts';

/** The best address first; empty for what has none. */
export function listAddresses(project: ProjectView, document: DocumentView): string[] {
  return addressProject(project, document.repo);
}

/** The page about a project; null where it has no address. */
export function toProjectPage(project: ProjectView, document: DocumentView): string | null {
  const [address] = listAddresses(project, document);
  return address === undefined ? null : `/projects/${address.split('/').map(encodeURIComponent).join('/')}`;
}

/** The project at an address. An address that is best for one project is never taken by another's row name. */
export function findProject(view: PortfolioView, owner: string, slug: string): ProjectView | null {
  const address = `${owner}/${slug}`.toLowerCase();
  const all = view.documents.flatMap((document) =>
    document.projects.map((project) => ({ project, addresses: listAddresses(project, document) })),
  );
  const found =
    all.find(({ addresses }) => addresses[0] === address) ?? all.find(({ addresses }) => addresses.includes(address));
  return found?.project ?? null;
}
