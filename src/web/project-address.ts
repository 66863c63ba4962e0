// The addresses under which a project is found: owner/slug, as in /badges/<owner>/<slug>.svg. Lower case; derived from
// what the document shows, so that an address can be guessed from the row.

import { toSlug } from '../core/render/to-slug.ts';
import type { DocumentView, PortfolioView } from './portfolio-view.ts';
import type { ProjectView } from './project-view.ts';

/**
 * The best address first: the repository's own name where the row is about a whole repository, else the slug of the
 * row's name under the owner of the repository or of the document. Empty for a local document's unlinked rows.
 */
export function listAddresses(project: ProjectView, document: DocumentView): string[] {
  const owner = (project.repo ?? document.repo)?.split('/')[0]?.toLowerCase();
  if (owner === undefined) return [];
  const byName = `${owner}/${toSlug(project.name)}`;
  return project.repo !== null && project.folder === null ? [project.repo.toLowerCase(), byName] : [byName];
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
