// Who may read the evidence of a status: for a project that is not public only its owner, wherever others can look.

import type { Derived } from '../core/model.ts';
import type { Portfolio } from '../core/portfolio.ts';
import type { DocumentFile } from '../ports.ts';

export function showsEvidence(
  { audience }: Pick<Derived, 'audience'>,
  repo: string | null,
  { isPublic }: Pick<DocumentFile, 'isPublic'>,
  { privateDetails }: Pick<Portfolio, 'privateDetails'>,
): boolean {
  if (audience === 'public' || !isPublic) return true;
  return repo !== null && privateDetails.some((name) => name.toLowerCase() === repo.toLowerCase());
}
