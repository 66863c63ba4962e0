// Signing in with GitHub: the web flow of a GitHub App, with PKCE. Asks GitHub who somebody is and what they may write;
// the token that it gets for that is used here and forgotten.

import type { GitHubPerson, GitHubSignIn } from '../ports.ts';
import type { Fetch } from './client.ts';

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
  const site = siteOf(apiUrl);

  async function readJson(url: string, init: RequestInit): Promise<object | null> {
    // Never followed: it would take the token elsewhere. 'error' would say so, too, but workerd knows no such thing.
    const response = await ask(url, { ...init, signal: AbortSignal.timeout(timeoutMs), redirect: 'manual' });
    if (!response.ok) return null;
    const value: unknown = await response.json();
    return typeof value === 'object' ? value : null;
  }

  const readAs = (token: string, path: string) =>
    readJson(`${apiUrl}${path}`, {
      headers: { accept: 'application/vnd.github+json', authorization: `Bearer ${token}`, 'user-agent': 'statusfolio' },
    });

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
      const granted = await readJson(`${site}/login/oauth/access_token`, {
        method: 'POST',
        headers: { accept: 'application/json', 'content-type': 'application/json' },
        body: JSON.stringify({ ...fields, redirect_uri: redirectUri }),
      });
      // GitHub answers 200 with an error inside when a code is not accepted.
      const token = readText(granted, 'access_token');
      if (token === null) return null;
      const login = readText(await readAs(token, '/user'), 'login');
      if (login === null) return null;
      return {
        login,
        mayWrite: async (repo) => {
          if (repo.split('/')[0]?.toLowerCase() === login.toLowerCase()) return true;
          const permissions: unknown = Reflect.get(Object(await readAs(token, `/repos/${repo}`)), 'permissions');
          return Reflect.get(Object(permissions), 'push') === true;
        },
      };
    },
  };
}

/** GitHub's own site; a GitHub Enterprise Server serves both from one host. */
function siteOf(apiUrl: string): string {
  const url = new URL(apiUrl);
  return url.host === 'api.github.com' ? 'https://github.com' : url.origin;
}

function readText(value: object | null, key: string): string | null {
  const found: unknown = Reflect.get(Object(value), key);
  return typeof found === 'string' && found !== '' ? found : null;
}
