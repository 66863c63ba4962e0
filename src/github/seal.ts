// What is secret and has to be kept in the database all the same: sealed with AES-GCM, under a key that is derived from a
// secret of the deployment and never kept. A sealed text says nothing without it, and opens only for whom it was sealed.

/** Both never throw for what they are given; whoever cannot open seals anew. */
export interface Sealer {
  /** `purpose` is needed to open it again. */
  seal(text: string, purpose: string): Promise<string>;
  /** null: it was sealed with another secret, for another purpose, or was changed. */
  open(sealed: string, purpose: string): Promise<string | null>;
}

const encoder = new TextEncoder();
const algorithm = 'AES-GCM';
/** In bytes: what AES-GCM asks for. */
const nonceLength = 12;

/** `use`: what the key is for, so that no two uses of one secret share a key. */
export function createSealer(secret: string, use: string): Sealer {
  let key: ReturnType<typeof deriveKey> | null = null;
  const keyOnce = () => {
    key ??= deriveKey(secret, use);
    return key;
  };
  return {
    async seal(text, purpose) {
      const nonce = crypto.getRandomValues(new Uint8Array(nonceLength));
      const parameters = { name: algorithm, iv: nonce, additionalData: encoder.encode(purpose) };
      const sealed = new Uint8Array(await crypto.subtle.encrypt(parameters, await keyOnce(), encoder.encode(text)));
      return btoa(String.fromCharCode(...nonce, ...sealed));
    },
    async open(sealed, purpose) {
      try {
        const bytes = Uint8Array.from(atob(sealed), (character) => character.charCodeAt(0));
        const parameters = {
          name: algorithm,
          iv: bytes.slice(0, nonceLength),
          additionalData: encoder.encode(purpose),
        };
        const opened = await crypto.subtle.decrypt(parameters, await keyOnce(), bytes.slice(nonceLength));
        return new TextDecoder().decode(opened);
      } catch {
        return null;
      }
    },
  };
}

async function deriveKey(secret: string, use: string) {
  const material = await crypto.subtle.importKey('raw', encoder.encode(secret), 'HKDF', false, ['deriveKey']);
  const derivation = { name: 'HKDF', hash: 'SHA-256', salt: new Uint8Array(), info: encoder.encode(use) };
  return crypto.subtle.deriveKey(derivation, material, { name: algorithm, length: 256 }, false, ['encrypt', 'decrypt']);
}
