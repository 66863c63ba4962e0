// Who may read the evidence of a status: for a project that is not public only its owner, wherever others can look.

import type { Derived, RepositoryPlace } from '../core/model.ts';
import type { Portfolio } from '../core/portfolio.ts';
import type { DocumentFile } from '../ports.ts';

export function showsEvidence(
  { audience }: Pick<Derived, 'audience'>,
  places: readonly RepositoryPlace[],
  { isPublic }: Pick<DocumentFile, 'isPublic'>,
  { privateDetails }: Pick<Portfolio, 'privateDetails'>,
): boolean {
  if (audience === 'public' || !isPublic) return true;
  const allowed = new Set(privateDetails.map((name) => name.toLowerCase()));
  return places.length > 0 && places.every(({ repo }) => allowed.has(repo.toLowerCase()));
}
