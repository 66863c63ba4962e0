// Every attack, in the order of the reviews.

import { exhaustionAttacks } from './exhaustion.ts';
import { gitConfigurationAttacks } from './git-configurations.ts';
import { gitPlaceAttacks } from './git-places.ts';
import { interpretedOutputAttacks } from './interpreted-output.ts';
import { signInAttacks } from './sign-in.ts';
import type { Attack } from './support/attack.ts';
import { workspaceAndEventAttacks } from './workspaces.ts';

export const attacks: readonly Attack[] = [
  gitConfigurationAttacks,
  gitPlaceAttacks,
  workspaceAndEventAttacks,
  signInAttacks,
  exhaustionAttacks,
  interpretedOutputAttacks,
].flat();
