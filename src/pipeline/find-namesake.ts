// Planned rows that come alive: a row without a link, and a repository that its owner shows under the row's name. Finds
// the one that is meant, or none; whether it is meant only the owner can say.

import type { Row } from '../core/model.ts';
import { toSlug } from '../core/render/to-slug.ts';
import type { ShownRepository } from '../ports.ts';
import { isJudged } from './collect.ts';

export function isPlan(row: Row): boolean {
  return isJudged(row) && row.typed.status === 'planned';
}

/** null: none, more than one, or one that another row is about. */
export function findNamesake(
  row: Row,
  showcase: readonly ShownRepository[],
  linked: ReadonlySet<string>,
): ShownRepository | null {
  const slug = toSlug(row.name);
  if (slug === '' || !isPlan(row)) return null;
  const [found, ...others] = showcase.filter(({ repo }) => toSlug(repo.split('/')[1] ?? '') === slug);
  return found === undefined || others.length > 0 || linked.has(found.repo.toLowerCase()) ? null : found;
}
