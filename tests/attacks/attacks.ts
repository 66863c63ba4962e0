// Every attack, in the order of the reviews.

import { accountAttacks } from './accounts.ts';
import { checkoutAttacks } from './checkouts.ts';
import { disclosureAttacks } from './disclosure.ts';
import { exhaustionAttacks } from './exhaustion.ts';
import { gitConfigurationAttacks } from './git-configurations.ts';
import { gitPlaceAttacks } from './git-places.ts';
import { interpretedOutputAttacks } from './interpreted-output.ts';
import { ownStateAttacks } from './own-state.ts';
import { ownershipAttacks } from './ownership.ts';
import { settingsAttacks } from './settings.ts';
import { signInAttacks } from './sign-in.ts';
import { statusIssueAttacks } from './status-issue.ts';
import type { Attack } from './support/attack.ts';
import { workspaceAndEventAttacks } from './workspaces.ts';
import { wrongFactAttacks } from './wrong-facts.ts';
import { wrongWriteAttacks } from './wrong-writes.ts';

export const attacks: readonly Attack[] = [
  gitConfigurationAttacks,
  gitPlaceAttacks,
  workspaceAndEventAttacks,
  disclosureAttacks,
  ownStateAttacks,
  ownershipAttacks,
  settingsAttacks,
  signInAttacks,
  statusIssueAttacks,
  exhaustionAttacks,
  interpretedOutputAttacks,
  wrongWriteAttacks,
  wrongFactAttacks,
  checkoutAttacks,
  accountAttacks,
].flat();
