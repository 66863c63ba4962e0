// Words of the configuration that were renamed meanwhile: which of them the attacked checkout knows, its own schema says.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CouldNotBeTried } from './attack.ts';
import type { Place } from './place.ts';

/** The first of these keys of the configuration that this checkout knows. */
export function findKey({ target }: Place, ...names: readonly string[]): string {
  const text = readFileSync(join(target, 'config/portfolio.schema.json'), 'utf8');
  const { properties } = JSON.parse(text) as { properties: Record<string, unknown> };
  const found = names.find((name) => name in properties);
  if (found === undefined) throw new CouldNotBeTried(`the configuration has no key ${names.join(' or ')}`);
  return found;
}

export const everybody = (place: Place) => `${findKey(place, 'visibility', 'public')}: all\n`;
export const onlyBadges = (place: Place) => `${findKey(place, 'visibility', 'public')}: badges\n`;
