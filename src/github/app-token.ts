// How a GitHub App proves itself: a short-lived token that its private key signed. With WebCrypto, so that it is the
// same on every runtime, and without a further library in the Worker.

import { StatusfolioError } from '../errors.ts';

export interface AppCredentials {
  readonly id: string;
  /** PEM, as GitHub hands it out (PKCS#1) or converted (PKCS#8). */
  readonly privateKey: string;
}

/** GitHub refuses tokens that live longer than ten minutes, and clocks differ. */
const backSeconds = 60;
const aheadSeconds = 540;

const algorithm = { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' };
const encoder = new TextEncoder();

/** Throws SETTINGS_INVALID when the key is none. */
export async function createAppToken({ id, privateKey }: AppCredentials, now: Date): Promise<string> {
  const seconds = Math.floor(now.getTime() / 1000);
  const claims = { iat: seconds - backSeconds, exp: seconds + aheadSeconds, iss: id };
  const text = [{ alg: 'RS256', typ: 'JWT' }, claims].map((part) => encode(JSON.stringify(part))).join('.');
  const key = await importKey(privateKey);
  const signature = new Uint8Array(await crypto.subtle.sign(algorithm.name, key, encoder.encode(text)));
  return `${text}.${encode(String.fromCharCode(...signature))}`;
}

function encode(binary: string): string {
  return btoa(binary).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}

async function importKey(pem: string): ReturnType<typeof crypto.subtle.importKey> {
  try {
    const body = pem.replaceAll('\\n', '\n').replaceAll(/-----[^-]+-----|\s/g, '');
    const bytes = Uint8Array.from(atob(body), (character) => character.charCodeAt(0));
    const wrapped = pem.includes('BEGIN RSA PRIVATE KEY') ? wrapKey(bytes) : bytes;
    return await crypto.subtle.importKey('pkcs8', wrapped, algorithm, false, ['sign']);
  } catch {
    throw new StatusfolioError('SETTINGS_INVALID', 'GITHUB_APP_PRIVATE_KEY: is not a private key in PEM.', {
      where: 'GITHUB_APP_PRIVATE_KEY',
      hint: 'Give the whole file that GitHub let you download, from BEGIN to END.',
    });
  }
}

/** PKCS#1 inside the envelope of PKCS#8: version 0, the name of RSA, and the key as it is. */
function wrapKey(key: Uint8Array): Uint8Array<ArrayBuffer> {
  const rsa = [
    0x02, 0x01, 0x00, 0x30, 0x0d, 0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x01, 0x05, 0x00,
  ];
  const inner = [0x04, ...wordLength(key.length), ...key];
  return Uint8Array.from([0x30, ...wordLength(rsa.length + inner.length), ...rsa, ...inner]);
}

/** ASN.1: a length of two bytes is enough for every RSA key. */
function wordLength(length: number): number[] {
  return length < 0x80 ? [length] : [0x82, length >> 8, length & 0xff];
}
