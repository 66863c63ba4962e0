// Texts that only we can have written: signed with HMAC-SHA-256 and a purpose, so that a signature made for one thing
// never serves another. WebCrypto only; comparing is constant-time because `verify` is.

const encoder = new TextEncoder();

/** `<text>.<signature in hex>`. */
export async function signText(secret: string, purpose: string, text: string): Promise<string> {
  const signature = await crypto.subtle.sign('HMAC', await importKey(secret), encodeMessage(purpose, text));
  return `${text}.${Array.from(new Uint8Array(signature), (byte) => byte.toString(16).padStart(2, '0')).join('')}`;
}

/** The text that was signed; null when this is not exactly what `signText` returned for the same secret and purpose. */
export async function openSignedText(secret: string, purpose: string, signed: string): Promise<string | null> {
  const [, text = '', hex = ''] = /^(.{1,200})\.([0-9a-f]{64})$/.exec(signed) ?? [];
  if (hex === '') return null;
  const signature = Uint8Array.from(hex.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
  const isOurs = await crypto.subtle.verify('HMAC', await importKey(secret), signature, encodeMessage(purpose, text));
  return isOurs ? text : null;
}

/** Chosen when first needed: Workers have no random numbers before the first request. */
let comparing: string | null = null;

/** Compares two secrets without telling by the time it takes how much of them agrees. */
export async function isSameSecret(expected: string, given: string): Promise<boolean> {
  comparing ??= crypto.randomUUID();
  const key = await importKey(comparing);
  const signature = await crypto.subtle.sign('HMAC', key, encoder.encode(expected));
  return crypto.subtle.verify('HMAC', key, signature, encoder.encode(given));
}

function encodeMessage(purpose: string, text: string) {
  return encoder.encode(`statusfolio ${purpose}\n${text}`);
}

/** A process has two or three; tests have more. */
const maxKeys = 16;
type Key = Awaited<ReturnType<typeof crypto.subtle.importKey>>;
const keys = new Map<string, Key>();

async function importKey(secret: string): Promise<Key> {
  const known = keys.get(secret);
  if (known !== undefined) return known;
  const algorithm = { name: 'HMAC', hash: 'SHA-256' };
  const key = await crypto.subtle.importKey('raw', encoder.encode(secret), algorithm, false, ['sign', 'verify']);
  if (keys.size >= maxKeys) keys.clear();
  keys.set(secret, key);
  return key;
}
