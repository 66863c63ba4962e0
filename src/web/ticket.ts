// A short name for a project in forms: our keys are long, and may contain whatever stands in a document. Not a secret
// and not a proof of anything: whoever posts one must be signed in.

/** The ticket of one owner's project: two owners who list the same repository each have their own. */
export function toProjectTicket(ownerId: string, projectKey: string): string {
  return toTicket(`${ownerId} ${projectKey}`);
}

/** 53 bits of a fast hash, as text. The same project has the same ticket for ever. */
export function toTicket(projectKey: string): string {
  let high = 0xdeadbeef;
  let low = 0x41c6ce57;
  for (let index = 0; index < projectKey.length; index += 1) {
    const code = projectKey.charCodeAt(index);
    high = Math.imul(high ^ code, 2654435761);
    low = Math.imul(low ^ code, 1597334677);
  }
  high = Math.imul(high ^ (high >>> 16), 2246822507) ^ Math.imul(low ^ (low >>> 13), 3266489909);
  low = Math.imul(low ^ (low >>> 16), 2246822507) ^ Math.imul(high ^ (high >>> 13), 3266489909);
  return (4294967296 * (2097151 & low) + (high >>> 0)).toString(36);
}
