// Who is asking: the owner (by session cookie or bearer token) or a visitor. Sessions are signed and stateless; login
// links work once. Must never let a cookie authorise a request that another site made.

import type { Context } from 'hono';
import { deleteCookie, getCookie, setCookie } from 'hono/cookie';
import { stripEnd } from '../core/strip-end.ts';
import { isSameSecret, openSignedText, signText } from './sign-text.ts';
import type { WebPorts, WebSettings } from './web-ports.ts';

const sessionMs = 12 * 3_600_000;
const loginLinkMs = 15 * 60_000;

/** More wrong tokens than this within the window and no token is looked at: sessions go on, guessing does not. */
const maxFailures = 20;
const failureWindowMs = 5 * 60_000;
const maxProofs = 50;

export type SignIn = 'signed-in' | 'wrong' | 'too-many';

export interface Sessions {
  isOwner(c: Context): Promise<boolean>;
  /** Whether the request may act for the owner: it brings the token itself, or a session and comes from our own page. `proof`: of `proveOwnPage`, as the form sent it. */
  mayAct(c: Context, proof: string | null): Promise<boolean>;
  /** What a form of ours carries; only somebody who can read a page of this session knows it. */
  proveOwnPage(c: Context): Promise<string>;
  signInByToken(c: Context, token: string): Promise<SignIn>;
  signInByCode(c: Context, code: string): Promise<SignIn>;
  /** Somebody who has proved elsewhere to be the owner. */
  signInKnown(c: Context): Promise<void>;
  signOut(c: Context): void;
}

type Settings = Pick<WebSettings, 'adminToken' | 'sessionSecret' | 'publicUrl' | 'isSecure'>;

/** A link that signs in whoever opens it first within 15 minutes. `baseUrl` as in `http://127.0.0.1:8787`. */
export async function createLoginLink(baseUrl: string, sessionSecret: string, now: Date): Promise<string> {
  const text = `${now.getTime() + loginLinkMs}-${crypto.randomUUID()}`;
  const code = await signText(sessionSecret, 'login', text);
  return `${stripEnd(baseUrl, '/')}/login?code=${code}`;
}

export function createSessions(settings: Settings, ports: Pick<WebPorts, 'clock'>): Sessions {
  const usedCodes = new Map<string, number>();
  /** By session; a page is asked for again and again. */
  const proofs = new Map<string, string>();
  let failures: number[] = [];
  const nowMs = () => ports.clock.now().getTime();
  // Changing the admin token ends the sessions that the old one opened.
  const purpose = `session ${settings.adminToken ?? ''}`;

  async function start(c: Context): Promise<void> {
    const value = await signText(settings.sessionSecret, purpose, String(nowMs() + sessionMs));
    setCookie(c, 'statusfolio', value, { ...cookieOptions(settings), maxAge: sessionMs / 1000 });
  }

  const readCookie = (c: Context) =>
    settings.isSecure ? getCookie(c, 'statusfolio', 'host') : getCookie(c, 'statusfolio');

  async function isProof(c: Context, proof: string): Promise<boolean> {
    return (await openSignedText(settings.sessionSecret, `page ${readCookie(c) ?? ''}`, proof)) === 'act';
  }

  async function hasSession(c: Context): Promise<boolean> {
    const value = readCookie(c);
    const expiresAt = value === undefined ? null : await openSignedText(settings.sessionSecret, purpose, value);
    return expiresAt !== null && Number(expiresAt) > nowMs();
  }

  async function checkToken(token: string): Promise<SignIn> {
    failures = failures.filter((at) => at > nowMs() - failureWindowMs);
    if (failures.length >= maxFailures) return 'too-many';
    if (settings.adminToken !== null && (await isSameSecret(settings.adminToken, token))) return 'signed-in';
    failures.push(nowMs());
    return 'wrong';
  }

  async function hasBearer(c: Context): Promise<boolean> {
    const [, token] = /^Bearer +(\S{1,500})$/i.exec(c.req.header('authorization') ?? '') ?? [];
    return token !== undefined && (await checkToken(token)) === 'signed-in';
  }

  return {
    isOwner: async (c) => (await hasSession(c)) || (await hasBearer(c)),
    mayAct: async (c, proof) => {
      const isOurs = isOwnPage(c, settings.publicUrl) && (await hasSession(c));
      return (isOurs && (await isProof(c, proof ?? ''))) || (await hasBearer(c));
    },
    proveOwnPage: async (c) => {
      const cookie = readCookie(c) ?? '';
      const known = proofs.get(cookie);
      if (known !== undefined) return known;
      const proof = await signText(settings.sessionSecret, `page ${cookie}`, 'act');
      if (proofs.size >= maxProofs) proofs.clear();
      proofs.set(cookie, proof);
      return proof;
    },

    signInByToken: async (c, token) => {
      const outcome = await checkToken(token);
      if (outcome === 'signed-in') await start(c);
      return outcome;
    },

    signInByCode: async (c, code) => {
      const text = await openSignedText(settings.sessionSecret, 'login', code);
      const expiresAt = Number(text?.split('-')[0]);
      for (const [used, at] of usedCodes) if (at <= nowMs()) usedCodes.delete(used);
      if (text === null || !(expiresAt > nowMs()) || usedCodes.has(text)) return 'wrong';
      usedCodes.set(text, expiresAt);
      await start(c);
      return 'signed-in';
    },

    signInKnown: start,

    signOut: (c) => {
      deleteCookie(c, 'statusfolio', cookieOptions(settings));
    },
  };
}

/** `__Host-` pins the cookie to this very host over HTTPS; a plain loopback server cannot have it. */
export function cookieOptions({ isSecure }: Pick<WebSettings, 'isSecure'>) {
  const options = { path: '/', httpOnly: true, sameSite: 'Lax', secure: isSecure } as const;
  return isSecure ? ({ ...options, prefix: 'host' } as const) : options;
}

/** Whether the browser says that one of our own pages sent the request. Other ports of this machine are other sites. */
export function isOwnPage(c: Context, publicUrl: string | null): boolean {
  const site = c.req.header('sec-fetch-site');
  if (site !== undefined) return site === 'same-origin';
  const origin = c.req.header('origin') ?? '';
  if (!URL.canParse(origin)) return false;
  const own = [new URL(c.req.url).host, ...(publicUrl === null ? [] : [new URL(publicUrl).host])];
  return own.includes(new URL(origin).host);
}
