// Whether bytes were signed with one of our secrets. Nothing of a body is looked at before that.

import { Webhooks } from '@octokit/webhooks';
import { utf8 } from './webhook-request.ts';

/** False as well for bytes that are no text. */
export type VerifyWebhook = (bytes: Uint8Array, signature: string) => Promise<boolean>;

/** `secrets`: one, or two while rotating. */
export function createVerifier(secrets: readonly string[]): VerifyWebhook {
  const webhooks = secrets.map((secret) => new Webhooks({ secret }));
  return async (bytes, signature) => {
    const text = decode(bytes);
    // `verify` throws on an empty text; on Workers it also takes upper case and stray characters.
    if (text === null || text === '' || !/^sha256=[0-9a-f]{64}$/.test(signature)) return false;
    for (const one of webhooks) if (await one.verify(text, signature)) return true;
    return false;
  };
}

/** Null for bytes that are no text. */
function decode(bytes: Uint8Array): string | null {
  try {
    return utf8.decode(bytes);
  } catch {
    return null;
  }
}
