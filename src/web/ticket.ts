// A short name for a project in forms: our keys are long, and may contain whatever stands in a document. Not a secret
// and not a proof of anything: whoever posts one must be signed in.

import { fingerprint } from '../core/fingerprint.ts';

/** The ticket of one owner's project: two owners who list the same repository each have their own. */
export function toProjectTicket(ownerId: string, projectKey: string): string {
  return toTicket(`${ownerId} ${projectKey}`);
}

/** The same project has the same ticket for ever. */
export function toTicket(projectKey: string): string {
  return fingerprint(projectKey);
}
