// Whether bytes were signed with one of our secrets. Nothing of a body is looked at before that.

import { Webhooks } from '@octokit/webhooks';

/** The text that was signed; null: it was not, or it is no text. */
export type VerifyWebhook = (bytes: Uint8Array, signature: string) => Promise<string | null>;

/** Whether a signature can be one at all. */
export function isSignature(text: string): boolean {
  return /^sha256=[0-9a-f]{64}$/.test(text);
}

/** `secrets`: one, or two while rotating. With none, nothing is verified. */
export function createVerifier(secrets: readonly string[]): VerifyWebhook {
  const webhooks = secrets.map((secret) => new Webhooks({ secret }));
  return async (bytes, signature) => {
    const text = decodeExactly(bytes);
    // `verify` throws on an empty text; on Workers it also takes upper case and stray characters.
    if (text === null || text === '' || !isSignature(signature)) return null;
    for (const one of webhooks) if (await one.verify(text, signature)) return text;
    return null;
  };
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** Text that encodes to exactly these bytes again, so that verifying it is verifying them; null: there is none. */
function decodeExactly(bytes: Uint8Array): string | null {
  try {
    return utf8.decode(bytes);
  } catch {
    return null;
  }
}
