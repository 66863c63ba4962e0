// One token of an installation, made by the App itself. It may do less than the App was granted.

import * as z from 'zod';
import { StatusfolioError } from '../errors.ts';
import type { GitHubClient } from './client.ts';
import { unexpected } from './errors.ts';

const tokenSchema = z.object({ token: z.string(), expires_at: z.string() });
export type Token = z.infer<typeof tokenSchema>;

/** They live for an hour; one that ends in the middle of a run is of no use. */
export const renewedBeforeMs = 5 * 60_000;

export interface TokenRequest {
  readonly id: number;
  /** What the App was granted; empty: that is not known, and the token may do all of it. */
  readonly permissions: Readonly<Record<string, string>>;
  /** Names, without the account, that it is for; left out: all that the installation covers. */
  readonly repositories?: readonly string[];
  /** It may write nothing. */
  readonly isReadOnly?: boolean;
  /** For messages. */
  readonly where: string;
}

/** Throws TOKEN_REJECTED where GitHub gives none, and what the client throws. */
export async function createToken(
  client: GitHubClient,
  { id, permissions, repositories, isReadOnly = false, where }: TokenRequest,
): Promise<Token> {
  const route = 'POST /app/installations/{installation_id}/access_tokens';
  const narrowed = narrow(permissions, isReadOnly);
  const answer = await client.send(route, {
    installation_id: id,
    ...(narrowed !== null && { permissions: narrowed }),
    ...(repositories !== undefined && { repositories }),
  });
  if (answer.kind === 'refused') {
    if (answer.status === 404) throw notInstalled(where);
    throw new StatusfolioError('TOKEN_REJECTED', `GitHub gives the App no token for ${where}: ${answer.message}`, {
      where,
      hint: 'Check the installation in the settings of the account; a suspended one has to be unsuspended there.',
    });
  }
  const token = tokenSchema.safeParse(answer.data);
  if (!token.success) throw unexpected(`${where}: the App's token could not be read.`, where);
  return token.data;
}

export function notInstalled(where: string): StatusfolioError {
  return new StatusfolioError('TOKEN_REJECTED', `The GitHub App is not installed on ${where}.`, {
    where,
    hint: 'Install it there from the page of the App; if it is, check GITHUB_APP_ID.',
  });
}

/** What is ever done with a token; whatever else the App was granted stays with the App. */
const usedPermissions: Readonly<Record<string, 'read' | 'write'>> = {
  actions: 'write',
  checks: 'read',
  contents: 'write',
  deployments: 'read',
  issues: 'write',
  metadata: 'read',
  pages: 'read',
  pull_requests: 'write',
  repository_hooks: 'write',
  statuses: 'read',
};

/** GitHub refuses to give more than was granted. None: everything that was granted, where that is not said. */
function narrow(granted: TokenRequest['permissions'], isReadOnly: boolean): Record<string, string> | null {
  const narrowed = Object.entries(usedPermissions).flatMap(([name, wanted]): [string, string][] => {
    const given = granted[name];
    if (given === undefined) return [];
    return [[name, isReadOnly || given === 'read' ? 'read' : wanted]];
  });
  return narrowed.length === 0 ? null : Object.fromEntries(narrowed);
}

/** Everybody who asks meanwhile waits for the same answer; a failure is not kept. */
export async function once<Key, Value>(
  known: Map<Key, Promise<Value>>,
  key: Key,
  ask: () => Promise<Value>,
): Promise<Value> {
  const asked = known.get(key) ?? ask();
  known.set(key, asked);
  try {
    return await asked;
  } catch (error) {
    if (known.get(key) === asked) known.delete(key);
    throw error;
  }
}
