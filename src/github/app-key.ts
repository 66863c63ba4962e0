// Signs as a GitHub App: a JSON web token of ten minutes, made with the App's private key. Takes the key as GitHub hands
// it out (PKCS#1) and as other programs keep it (PKCS#8), on both runtimes.

import signJsonWebToken from 'universal-github-app-jwt';
import { StatusfolioError } from '../errors.ts';

export interface AppCredential {
  /** App id or client id. */
  readonly id: string;
  /** PEM. */
  readonly privateKey: string;
}

/** `at`: the present, as GitHub's clock has it. Throws SETTINGS_INVALID; never quotes the key. */
export async function signAsApp({ id, privateKey }: AppCredential, at: Date): Promise<string> {
  try {
    const { token } = await signJsonWebToken({
      id,
      privateKey: toPkcs8(privateKey),
      now: Math.floor(at.getTime() / 1000),
    });
    return token;
  } catch {
    throw new StatusfolioError('SETTINGS_INVALID', 'The private key of the GitHub App cannot be read.', {
      where: 'GITHUB_APP_PRIVATE_KEY',
      hint: 'Give the whole .pem file that GitHub handed out, from "-----BEGIN" to "-----END", with its line breaks.',
    });
  }
}

/** Web Crypto on Workers reads PKCS#8 alone; GitHub hands out PKCS#1. */
function toPkcs8(pem: string): string {
  const [, label = '', base64 = ''] = pem.split('-----');
  if (!/^BEGIN (RSA )?PRIVATE KEY$/.test(label)) throw new TypeError('not a private key');
  if (label === 'BEGIN PRIVATE KEY') return pem;
  const der = Uint8Array.from(atob(base64.replace(/\s/g, '')), (character) => character.charCodeAt(0));
  const wrapped = btoa(String.fromCharCode(...wrapKey(der)));
  return `-----BEGIN PRIVATE KEY-----\n${wrapped}\n-----END PRIVATE KEY-----`;
}

/** Version 0 and "rsaEncryption, no parameters", which PKCS#8 writes before the key itself. */
const rsaHeader = [
  0x02, 0x01, 0x00, 0x30, 0x0d, 0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x01, 0x05, 0x00,
];

function wrapKey(pkcs1: Uint8Array): Uint8Array {
  return toDer(0x30, [...rsaHeader, ...toDer(0x04, [...pkcs1])]);
}

function toDer(tag: number, content: readonly number[]): Uint8Array {
  const { length } = content;
  const size = length < 128 ? [length] : length < 256 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return Uint8Array.from([tag, ...size, ...content]);
}
