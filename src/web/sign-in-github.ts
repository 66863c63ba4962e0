// /login/github: to GitHub and back. Whoever may write every document on GitHub is its owner; everybody else is a
// visitor. The way there is kept in a signed cookie of this browser, so that nobody can be signed in as somebody else.

import type { Context, Hono } from 'hono';
import { deleteCookie, getCookie, setCookie } from 'hono/cookie';
import type { GitHubPerson } from '../ports.ts';
import { cookieOptions, type Sessions } from './session.ts';
import { openSignedText, signText } from './sign-text.ts';
import type { RoutePorts, WebSettings } from './web-ports.ts';

const wayMs = 10 * 60_000;

/** Every return costs requests to GitHub: more than this in the window are turned away. */
const maxReturns = 30;
const windowMs = 5 * 60_000;

type Settings = Pick<WebSettings, 'sessionSecret' | 'publicUrl' | 'isSecure' | 'portfolio'>;
type Ports = Pick<RoutePorts, 'clock' | 'log' | 'signIn'>;
export type Refuse = (
  c: Context,
  status: 401 | 403 | 429,
  mistake: 'github-refused' | 'not-the-owner' | 'too-many',
) => Response | Promise<Response>;

export function addGitHubSignIn(app: Hono, settings: Settings, ports: Ports, sessions: Sessions, refuse: Refuse): void {
  const { signIn, clock, log } = ports;
  if (signIn === null) return;
  let returns: number[] = [];
  const nowMs = () => clock.now().getTime();
  const returnAddress = (c: Context) => `${settings.publicUrl ?? new URL(c.req.url).origin}/login/github/return`;

  app.get('/login/github', async (c) => {
    const state = crypto.randomUUID();
    const verifier = `${crypto.randomUUID()}-${crypto.randomUUID()}`;
    const way = await signText(settings.sessionSecret, 'way', `${nowMs() + wayMs} ${state} ${verifier}`);
    setCookie(c, 'statusfolio-way', way, { ...cookieOptions(settings), maxAge: wayMs / 1000 });
    return c.redirect(signIn.address(state, await challenge(verifier), returnAddress(c)), 302);
  });

  app.get('/login/github/return', async (c) => {
    returns = returns.filter((at) => at > nowMs() - windowMs);
    if (returns.length >= maxReturns) return refuse(c, 429, 'too-many');
    const way = settings.isSecure ? getCookie(c, 'statusfolio-way', 'host') : getCookie(c, 'statusfolio-way');
    deleteCookie(c, 'statusfolio-way', cookieOptions(settings));
    const text = way === undefined ? null : await openSignedText(settings.sessionSecret, 'way', way);
    const [until = '', state = '', verifier = ''] = (text ?? '').split(' ');
    const code = c.req.query('code') ?? '';
    const isOurs = Number(until) > nowMs() && state !== '' && c.req.query('state') === state;
    if (!isOurs || code === '' || code.length > 200) return refuse(c, 401, 'github-refused');

    returns.push(nowMs());
    const person = await identify(code, verifier, returnAddress(c));
    if (person === null) return refuse(c, 401, 'github-refused');
    if (!(await isOwner(person))) return refuse(c, 403, 'not-the-owner');
    log.info('signed-in', { by: 'github' });
    await sessions.signInKnown(c);
    return c.redirect('/', 303);
  });

  async function identify(code: string, verifier: string, address: string): Promise<GitHubPerson | null> {
    try {
      return (await signIn?.identify(code, verifier, address)) ?? null;
    } catch (error) {
      log.warn('github-sign-in-failed', { reason: error instanceof Error ? error.message : 'unknown' });
      return null;
    }
  }

  async function isOwner(person: GitHubPerson): Promise<boolean> {
    const repos = new Set(
      settings.portfolio.documents.flatMap((document) => ('repo' in document ? [document.repo] : [])),
    );
    if (repos.size === 0) return false;
    for (const repo of repos) if (!(await person.mayWrite(repo))) return false;
    return true;
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
