// As whom the credential commits: the name and the address by which GitHub knows the account behind it. REST tells an App
// nothing about its own account; GraphQL tells everybody.

import * as z from 'zod';
import type { Person } from '../core/messages/commit-style.ts';
import { stripEnd } from '../core/text.ts';
import type { GitHubClient } from './client.ts';
import { viewerIdentity } from './queries.ts';

const identitySchema = z.object({
  viewer: z.object({ login: z.string(), databaseId: z.number(), name: z.string().nullish() }),
});

/** null: GitHub does not say, or under a name that fits into no trailer. Throws what kept the question from being asked. */
export async function readIdentity(client: GitHubClient, apiUrl: string): Promise<Person | null> {
  const answer = await client.query(viewerIdentity, {});
  if (answer.kind === 'overloaded') throw answer.error;
  const viewer = identitySchema.safeParse(answer.data).data?.viewer;
  if (viewer === undefined || !/^[\w-]+(?:\[bot\])?$/.test(viewer.login)) return null;
  const { login, databaseId } = viewer;
  const name = (viewer.name ?? '').replaceAll(/[<>\p{Cc}\p{Cf}\u2028\u2029]/gu, ' ').trim();
  return { name: name === '' ? login : name.slice(0, 100), email: `${databaseId}+${login}@${nameMailHost(apiUrl)}` };
}

/** `users.noreply.github.com`, or the same of the server's own host. */
function nameMailHost(apiUrl: string): string {
  const { hostname, pathname } = URL.canParse(apiUrl) ? new URL(apiUrl) : { hostname: '', pathname: '' };
  const host = stripEnd(pathname, '/').endsWith('/api/v3')
    ? hostname
    : hostname.startsWith('api.')
      ? hostname.slice(4)
      : '';
  return `users.noreply.${host === '' ? 'github.com' : host}`;
}
