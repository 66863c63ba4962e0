// The same adapter inside workerd: octokit, hashing, base64, undecoded bytes and the time limit work there as well.

import { describe, expect, it } from 'vitest';
import { signAsApp } from '../../src/github/app-key.ts';
import { createGitHub } from '../../src/github/create-github.ts';
import { hashBlob } from '../../src/github/documents/read.ts';
import { replaceDocument } from '../support/replace-document.ts';

const now = new Date('2026-06-01T12:00:00Z');
const ref = { kind: 'github', repo: 'ada/me', path: 'README.md', branch: null } as const;
const bytes = Uint8Array.of(0xef, 0xbb, 0xbf, 0x7c, 0xff, 0x0d, 0x0a);

const algorithm = { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' };
const json = (data: unknown) => Response.json({ data });

async function answer(url: string, init: RequestInit | undefined): Promise<Response> {
  if (url.includes('/git/blobs/'))
    return new Response(bytes, { headers: { 'content-type': 'application/vnd.github.raw+json; charset=utf-8' } });
  const { query, variables } = JSON.parse(String(init?.body));
  if (query.includes('createCommitOnBranch')) {
    return json({
      createCommitOnBranch: { commit: { oid: variables.input.fileChanges.additions[0].contents, url: null } },
    });
  }
  const object = { oid: await hashBlob(bytes), byteSize: bytes.length, text: '| …' };
  const target = { oid: 'head', file: { mode: 33188, type: 'blob', object }, history: { nodes: [] } };
  return json({ repository: { visibility: 'PUBLIC', branch: { name: 'main', target } } });
}

describe('createGitHub in workerd', () => {
  it('reads a document byte for byte and writes it back', async () => {
    const github = createGitHub({ token: 'invented', apiUrl: 'https://api.github.com', now: () => now, fetch: answer });
    const file = await github.documents.read(ref);
    expect(file.bytes).toEqual(bytes);
    const result = await github.documents.write(replaceDocument(ref, file, bytes));
    expect(result).toEqual({ kind: 'written', oid: '77u/fP8NCg==', url: null });
    expect(github.counts()).toEqual({ graphql: 1, rest: 1, writes: 1 });
  });

  it('signs as an App with the key that GitHub hands out', async () => {
    const pair = (await crypto.subtle.generateKey(
      { ...algorithm, modulusLength: 2048, publicExponent: Uint8Array.of(1, 0, 1) },
      true,
      ['sign', 'verify'],
    )) as CryptoKeyPair;
    const pkcs8 = new Uint8Array((await crypto.subtle.exportKey('pkcs8', pair.privateKey)) as ArrayBuffer);
    // PKCS#1 is what stands in the last field of PKCS#8, behind a header of 26 bytes.
    for (const [kind, der] of [
      ['RSA PRIVATE KEY', pkcs8.subarray(26)],
      ['PRIVATE KEY', pkcs8],
    ] as const) {
      const privateKey = `-----BEGIN ${kind}-----\n${btoa(String.fromCharCode(...der))}\n-----END ${kind}-----\n`;
      const [header, claims, signature = ''] = (await signAsApp({ id: '4711', privateKey }, now)).split('.');
      const bytesOf = (part: string) =>
        Uint8Array.from(atob(part.replaceAll('-', '+').replaceAll('_', '/')), (one) => one.charCodeAt(0));
      const signed = new TextEncoder().encode(`${header}.${claims}`);
      expect(await crypto.subtle.verify(algorithm, pair.publicKey, bytesOf(signature), signed)).toBe(true);
      const read = JSON.parse(new TextDecoder().decode(bytesOf(claims ?? '')));
      expect(read).toEqual({ iss: '4711', iat: now.getTime() / 1000 - 30, exp: now.getTime() / 1000 + 570 });
    }
  });

  it('gives up on a GitHub that never answers', async () => {
    const hang = (_: string, init?: RequestInit) =>
      new Promise<Response>((_resolve, reject) =>
        init?.signal?.addEventListener('abort', () => reject(init.signal?.reason)),
      );
    const github = createGitHub({ token: 'invented', apiUrl: 'https://api.github.com', timeoutMs: 20, fetch: hang });
    await expect(github.documents.read(ref)).rejects.toMatchObject({ code: 'GITHUB_UNREACHABLE', retryable: true });
  });
});
