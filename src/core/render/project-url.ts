// The addresses under which a project is found on the server: owner/slug, as in /badges/<owner>/<slug>.svg. Lower case;
// derived from what its document shows, so that an address can be guessed from the row.

import { toSlug } from '../text.ts';

export interface AddressedProject {
  readonly name: string;
  readonly repo: string | null;
  readonly folder: string | null;
  /** Further repositories that are one project with it. */
  readonly also?: readonly unknown[];
}

/**
 * The best address first: the repository's own name where the row is about one whole repository, else the slug of the
 * row's name under the owner of the repository or of the document. Empty for a local document's unlinked rows.
 */
export function addressProject(
  { name, repo, folder, also = [] }: AddressedProject,
  documentRepo: string | null,
): string[] {
  const owner = (repo ?? documentRepo)?.split('/')[0]?.toLowerCase();
  if (owner === undefined) return [];
  const byName = `${owner}/${toSlug(name)}`;
  return repo !== null && folder === null && also.length === 0 ? [repo.toLowerCase(), byName] : [byName];
}
