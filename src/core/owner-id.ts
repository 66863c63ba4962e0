// Whose memory a document belongs to. Every account has one of its own, and so have the files of this machine: nothing
// that was read, asked or answered for one of them is ever known to another, even where one configuration names both.

/** Files on this machine. No account: an account's id has a prefix. */
export const localOwner = 'local';

/** What belongs to the installation as a whole where it has documents of several owners: what came in, and the clock. */
export const deploymentOwner = 'deployment';

/** Of all documents together, before each account had a memory of its own. */
export const formerOwner = 'owner';

/** By a document's key: `owner/name:path@branch`, or `file:` and a path. */
export function toOwnerId(documentKey: string): string {
  if (documentKey.startsWith('file:')) return localOwner;
  return toAccountId(documentKey);
}

/** By `owner/name`. */
export function toAccountId(repo: string): string {
  return `account:${(repo.split('/')[0] ?? '').toLowerCase()}`;
}
