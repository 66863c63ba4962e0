// Requests as GitHub sends them, signed with the secret of the tests.

import { createHmac } from 'node:crypto';
import { secret } from './build-app.ts';

export const encodings = ['json', 'form'] as const;
export type Encoding = (typeof encodings)[number];

export function encodeBody(payload: unknown, encoding: Encoding): string {
  const json = JSON.stringify(payload);
  return encoding === 'json' ? json : new URLSearchParams({ payload: json }).toString();
}

export function sign(body: string | Uint8Array, key = secret): string {
  return `sha256=${createHmac('sha256', key).update(body).digest('hex')}`;
}

export function webhookHeaders(
  body: string | Uint8Array,
  changes: Record<string, string> = {},
): Record<string, string> {
  return {
    'Content-Type': 'application/json',
    'User-Agent': 'GitHub-Hookshot/abcdef0',
    'X-GitHub-Event': 'push',
    'X-GitHub-Delivery': '72d3162e-cc78-11e3-81ab-4c9367dc0958',
    'X-GitHub-Hook-ID': '292430182',
    'X-GitHub-Hook-Installation-Target-ID': '79929171',
    'X-GitHub-Hook-Installation-Target-Type': 'repository',
    'X-Hub-Signature-256': sign(body),
    ...changes,
  };
}

/** A request to the webhook route; `changes` are headers, an empty one is left out. */
export function signedRequest(body: string | Uint8Array<ArrayBuffer>, changes: Record<string, string> = {}): Request {
  const headers = Object.entries(webhookHeaders(body, changes)).filter(([, value]) => value !== '');
  return new Request('http://localhost/webhooks/github', { method: 'POST', headers, body });
}

/** A small push, as GitHub words it. */
export const push = {
  ref: 'refs/heads/main',
  before: 'a'.repeat(40),
  after: 'b'.repeat(40),
  repository: { node_id: 'R_engine', full_name: 'ada/engine', default_branch: 'main' },
  commits: [],
};
