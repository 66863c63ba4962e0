// /login/github: to GitHub and back. Whoever may write to the repository of every document is the owner; everybody else is
// a visitor. Names of accounts say nothing: they change hands, and so do names of repositories, so that a repository which
// is not the one that was seen under its name before proves nothing. A document on this machine has no owner on GitHub. The way there is kept in a signed cookie of this browser, so that nobody can be signed in as somebody else.

import type { Context, Hono } from 'hono';
import { deleteCookie, setCookie } from 'hono/cookie';
import type { RepositoryState } from '../../ports/records.ts';
import type { GitHubPerson } from '../../ports/sign-in.ts';
import { limitClients, readClientAddress } from '../clients.ts';
import type { RoutePorts, WebSettings } from '../types.ts';
import { cookieOptions, getOwnCookie, openSignedText, type Sessions, signText } from './session.ts';

const oauthStateMs = 10 * 60_000;

/** Every return costs requests to GitHub: a client that comes back more often than this in the window is turned away. */
const returnsOfClient = { most: 30, windowMs: 5 * 60_000 };

type Settings = Pick<WebSettings, 'sessionSecret' | 'publicUrl' | 'isSecure' | 'portfolio' | 'isOnEdge'>;
type Ports = Pick<RoutePorts, 'clock' | 'log' | 'signIn' | 'owners'>;
export type Refuse = (
  c: Context,
  status: 401 | 403 | 429,
  mistake: 'github-refused' | 'not-the-owner' | 'local-documents' | 'too-many',
) => Response | Promise<Response>;

export function addGitHubSignIn(app: Hono, settings: Settings, ports: Ports, sessions: Sessions, refuse: Refuse): void {
  const { signIn, clock, log, owners } = ports;
  if (signIn === null) return;
  const returns = limitClients(returnsOfClient, clock);
  const nowMs = () => clock.now().getTime();
  const returnAddress = (c: Context) => `${settings.publicUrl ?? new URL(c.req.url).origin}/login/github/return`;

  app.get('/login/github', async (c) => {
    const state = crypto.randomUUID();
    const verifier = `${crypto.randomUUID()}-${crypto.randomUUID()}`;
    const oauthState = await signText(settings.sessionSecret, 'way', `${nowMs() + oauthStateMs} ${state} ${verifier}`);
    setCookie(c, 'statusfolio-oauth-state', oauthState, { ...cookieOptions(settings), maxAge: oauthStateMs / 1000 });
    return c.redirect(signIn.address(state, await challenge(verifier), returnAddress(c)), 302);
  });

  app.get('/login/github/return', async (c) => {
    // Whoever only asks for the head, a link checker for example, must not use the code up.
    if (c.req.method !== 'GET') return c.body(null, 204);
    if (!returns.take(readClientAddress(c.req.raw.headers, c.env, settings))) return refuse(c, 429, 'too-many');
    const oauthState = getOwnCookie(c, 'statusfolio-oauth-state', settings);
    deleteCookie(c, 'statusfolio-oauth-state', cookieOptions(settings));
    const text = oauthState === undefined ? null : await openSignedText(settings.sessionSecret, 'way', oauthState);
    const [until = '', state = '', verifier = ''] = (text ?? '').split(' ');
    const code = c.req.query('code') ?? '';
    const isOurs = Number(until) > nowMs() && state !== '' && c.req.query('state') === state;
    if (!isOurs || code === '' || code.length > 200) return refuse(c, 401, 'github-refused');

    const person = await identify(code, verifier, returnAddress(c));
    if (person === null) return refuse(c, 401, 'github-refused');
    const isRefused = await findRejection(person);
    if (isRefused !== null) return refuse(c, 403, isRefused);
    log.info('owner.signed_in', { by: 'github' });
    await sessions.signInKnown(c);
    return c.redirect('/', 303);
  });

  /** What is remembered of a repository that a document lives in: by its own account alone. */
  async function readRepositoryState(repo: string): Promise<RepositoryState | null> {
    for (const { store } of owners) {
      const state = await store.readRepositoryState(repo.toLowerCase());
      if (state !== null) return state;
    }
    return null;
  }

  async function identify(code: string, verifier: string, address: string): Promise<GitHubPerson | null> {
    try {
      return (await signIn?.identify(code, verifier, address)) ?? null;
    } catch (error) {
      log.warn('sign_in.failed', { reason: error instanceof Error ? error.message : 'unknown' });
      return null;
    }
  }

  /** null: the owner of every document. */
  async function findRejection(person: GitHubPerson): Promise<'not-the-owner' | 'local-documents' | null> {
    const { documents } = settings.portfolio;
    const repos = new Set(documents.flatMap((document) => ('repo' in document ? [document.repo] : [])));
    if (documents.some((document) => !('repo' in document))) return 'local-documents';
    if (repos.size === 0) return 'not-the-owner';
    for (const repo of repos) {
      const remembered = (await readRepositoryState(repo))?.repositoryId ?? null;
      if (!(await mayWrite(person, repo, remembered))) return 'not-the-owner';
    }
    return null;
  }

  async function mayWrite(person: GitHubPerson, repo: string, remembered: string | null): Promise<boolean> {
    try {
      return await person.mayWrite(repo, remembered);
    } catch (error) {
      log.warn('sign_in.failed', { reason: error instanceof Error ? error.message : 'unknown' });
      return false;
    }
  }
}

/** RFC 7636: the verifier's SHA-256 in base64url. */
async function challenge(verifier: string): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(verifier)));
  return btoa(String.fromCharCode(...digest))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '');
}
