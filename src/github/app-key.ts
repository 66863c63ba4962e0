// Signs as a GitHub App: a JSON web token of a few minutes, made with the App's private key. Takes the key as GitHub
// hands it out (PKCS#1) and as other programs keep it (PKCS#8). Web Crypto alone, so that both runtimes can do it.

import { StatusfolioError } from '../errors.ts';

export interface AppCredential {
  /** App id or client id. */
  readonly id: string;
  /** PEM. */
  readonly privateKey: string;
}

const algorithm = { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' } as const;

/** GitHub allows ten minutes, and its clock may be a little behind ours or ahead. */
const backdatedSeconds = 60;
const livesSeconds = 480;

/** `at`: the present, as GitHub's clock has it. */
export async function signAsApp({ id, privateKey }: AppCredential, at: Date): Promise<string> {
  const key = await importKey(privateKey);
  const seconds = Math.floor(at.getTime() / 1000);
  const claims = { iat: seconds - backdatedSeconds, exp: seconds + livesSeconds, iss: id };
  const signed = [{ alg: 'RS256', typ: 'JWT' }, claims].map((part) => encode(text.encode(JSON.stringify(part))));
  const signature = await crypto.subtle.sign(algorithm, key, text.encode(signed.join('.')));
  return [...signed, encode(new Uint8Array(signature))].join('.');
}

const text = new TextEncoder();

function encode(bytes: Uint8Array): string {
  const base64 = btoa(String.fromCharCode(...bytes));
  return base64.replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}

/** Throws SETTINGS_INVALID; never quotes the key. */
async function importKey(pem: string) {
  try {
    const [, kind, base64] = /-----BEGIN (RSA )?PRIVATE KEY-----([\sA-Za-z0-9+/=]+)-----END/.exec(pem) ?? [];
    const der = Uint8Array.from(atob((base64 ?? '').replace(/\s/g, '')), (character) => character.charCodeAt(0));
    const pkcs8 = kind === undefined ? der : wrapKey(der);
    return await crypto.subtle.importKey('pkcs8', pkcs8, algorithm, false, ['sign']);
  } catch {
    throw new StatusfolioError('SETTINGS_INVALID', 'The private key of the GitHub App cannot be read.', {
      where: 'GITHUB_APP_PRIVATE_KEY',
      hint: 'Give the whole .pem file that GitHub handed out, from "-----BEGIN" to "-----END", with its line breaks.',
    });
  }
}

/** Version 0 and "rsaEncryption, no parameters", which PKCS#8 writes before the key itself. */
const rsaHeader = [
  0x02, 0x01, 0x00, 0x30, 0x0d, 0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x01, 0x05, 0x00,
];

function wrapKey(pkcs1: Uint8Array): Uint8Array<ArrayBuffer> {
  return toDer(0x30, [...rsaHeader, ...toDer(0x04, [...pkcs1])]);
}

function toDer(tag: number, content: readonly number[]): Uint8Array<ArrayBuffer> {
  const { length } = content;
  const size = length < 128 ? [length] : length < 256 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return Uint8Array.from([tag, ...size, ...content]);
}
