// Signing in with GitHub: the web flow of a GitHub App, with PKCE. Asks GitHub who somebody is and what they may write;
// the token that it gets for that is used here and forgotten.

import { publicSite, siteOf } from '../core/site.ts';
import type { GitHubPerson, GitHubSignIn } from '../ports/sign-in.ts';
import type { Fetch } from './limit-time.ts';

export interface GitHubSignInOptions {
  readonly clientId: string;
  readonly clientSecret: string;
  readonly apiUrl: string;
  readonly fetch?: Fetch;
}

const timeoutMs = 10_000;

export function createGitHubSignIn({
  clientId,
  clientSecret,
  apiUrl,
  fetch: given,
}: GitHubSignInOptions): GitHubSignIn {
  const ask: Fetch = given ?? ((url, init) => fetch(url, init));
  const site = findSignInSite(apiUrl);

  // Never followed: it would take the token elsewhere. 'error' would say so, too, but workerd knows no such thing.
  const send = (url: string, init: RequestInit) =>
    ask(url, { ...init, signal: AbortSignal.timeout(timeoutMs), redirect: 'manual' });

  const get = (token: string, url: string) =>
    send(url, {
      headers: { accept: 'application/vnd.github+json', authorization: `Bearer ${token}`, 'user-agent': 'statusfolio' },
    });

  /** GitHub answers a former name with the address by number. It is the same API, or it is not asked. */
  async function readRepository(token: string, repo: string): Promise<{ found: object | null; isMoved: boolean }> {
    const response = await get(token, `${apiUrl}/repos/${repo}`);
    const location = response.headers.get('location') ?? '';
    if (response.status < 300 || response.status > 399) return { found: await readObject(response), isMoved: false };
    if (!URL.canParse(location, apiUrl)) return { found: null, isMoved: true };
    const address = new URL(location, `${apiUrl}/`).href;
    if (!address.startsWith(`${apiUrl}/repositories/`)) return { found: null, isMoved: true };
    return { found: await readObject(await get(token, address)), isMoved: true };
  }

  return {
    address(state, challenge, redirectUri) {
      const query = new URLSearchParams({
        client_id: clientId,
        redirect_uri: redirectUri,
        state,
        code_challenge: challenge,
        code_challenge_method: 'S256',
      });
      return `${site}/login/oauth/authorize?${query}`;
    },

    async identify(code, verifier, redirectUri): Promise<GitHubPerson | null> {
      const fields = { client_id: clientId, client_secret: clientSecret, code, code_verifier: verifier };
      const response = await send(`${site}/login/oauth/access_token`, {
        method: 'POST',
        headers: { accept: 'application/json', 'content-type': 'application/json' },
        body: JSON.stringify({ ...fields, redirect_uri: redirectUri }),
      });
      // GitHub answers 200 with an error inside when a code is not accepted.
      const token = readText(await readObject(response), 'access_token');
      if (token === null) return null;
      const login = readText(await readObject(await get(token, `${apiUrl}/user`)), 'login');
      if (login === null) return null;
      return {
        login,
        mayWrite: async (repo, nodeId) => {
          const { found, isMoved } = await readRepository(token, repo);
          // Under another name only what was known before is still what is meant.
          if (nodeId === null ? isMoved : readText(found, 'node_id') !== nodeId) return false;
          const permissions: unknown = Reflect.get(Object(found), 'permissions');
          return Reflect.get(Object(permissions), 'push') === true;
        },
      };
    },
  };
}

async function readObject(response: Response): Promise<object | null> {
  if (!response.ok) return null;
  const value: unknown = await response.json();
  return typeof value === 'object' ? value : null;
}

/** What stands in for GitHub at an address of its own serves both from there. */
function findSignInSite(apiUrl: string): string {
  const { host, origin } = new URL(apiUrl);
  const site = siteOf(apiUrl);
  return site === publicSite && host !== 'api.github.com' ? origin : site;
}

function readText(value: object | null, key: string): string | null {
  const found: unknown = Reflect.get(Object(value), key);
  return typeof found === 'string' && found !== '' ? found : null;
}
