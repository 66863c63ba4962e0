// Who is asking: the owner (by session cookie or bearer token) or a visitor. Sessions are signed; what was ended or used
// up is kept in the store until it would have ended anyway, so that neither a copied cookie nor a used login link works
// again, after a restart either. Must never let a cookie authorise a request that another site made.

import type { Context } from 'hono';
import { deleteCookie, getCookie, setCookie } from 'hono/cookie';
import { stripEnd } from '../../core/text.ts';
import { readBasePath } from '../base-path.ts';
import { type ClientLimit, limitClients, readClientAddress } from '../clients.ts';
import type { RoutePorts, WebSettings } from '../types.ts';

const sessionMs = 12 * 3_600_000;
const loginLinkMs = 15 * 60_000;

/** More wrong tokens than this from one client within the window, and it is told to wait. */
const wrongTokens = { most: 20, windowMs: 5 * 60_000 };
/** Nobody guesses a token of so many characters, so that whoever brings the right one is never told to wait. */
const longToken = 20;

export type SignIn = 'signed-in' | 'wrong' | 'too-many';

export interface Sessions {
  isOwner(c: Context): Promise<boolean>;
  /** Whether the request may act for the owner: it brings the token itself, or a session and comes from our own page. `proof`: of `proveOwnPage`, as the form sent it. */
  mayAct(c: Context, proof: string | null): Promise<boolean>;
  /** What a form of ours carries; only somebody who can read this page of this session knows it. */
  proveOwnPage(c: Context, page: string): Promise<string>;
  signInByToken(c: Context, token: string): Promise<SignIn>;
  signInByCode(c: Context, code: string): Promise<SignIn>;
  /** Somebody who has proved elsewhere to be the owner. */
  signInKnown(c: Context): Promise<void>;
  /** Ends the session itself: copies of its cookie are worth nothing from then on. */
  signOut(c: Context): Promise<void>;
}

type Settings = Pick<WebSettings, 'adminToken' | 'sessionSecret' | 'publicUrl' | 'isSecure' | 'isOnEdge'>;

/** A link that signs in whoever opens it first within 15 minutes. `baseUrl` as in `http://127.0.0.1:8787`. */
export async function createLoginLink(baseUrl: string, sessionSecret: string, now: Date): Promise<string> {
  const text = `${now.getTime() + loginLinkMs}-${crypto.randomUUID()}`;
  const code = await signText(sessionSecret, 'login', text);
  return `${stripEnd(baseUrl, '/')}/login?code=${code}`;
}

export function createSessions(settings: Settings, ports: Pick<RoutePorts, 'clock' | 'all'>): Sessions {
  const { clock, all } = ports;
  // Apart, so that wrong tokens on pages do not count against the form.
  const wrongForms = limitClients(wrongTokens, clock);
  const wrongBearers = limitClients(wrongTokens, clock);
  const nowMs = () => clock.now().getTime();
  // Changing the admin token ends the sessions that the old one opened.
  const purpose = `session ${settings.adminToken ?? ''}`;

  async function start(c: Context): Promise<void> {
    const value = await signText(settings.sessionSecret, purpose, `${nowMs() + sessionMs}${nameSession()}`);
    setCookie(c, 'statusfolio', value, { ...cookieOptions(settings), maxAge: sessionMs / 1000 });
  }

  const readCookie = (c: Context) => getOwnCookie(c, 'statusfolio', settings);

  async function isProof(c: Context, proof: string): Promise<boolean> {
    return (await openSignedText(settings.sessionSecret, `page ${readCookie(c) ?? ''}`, proof)) !== null;
  }

  /** The session that the cookie names and that has not ended; null: none. */
  async function readSession(c: Context): Promise<{ readonly name: string; readonly until: Date } | null> {
    const value = readCookie(c);
    const text = value === undefined ? null : await openSignedText(settings.sessionSecret, purpose, value);
    const until = new Date(Number(text?.slice(0, instantDigits)));
    if (text === null || !(until.getTime() > nowMs())) return null;
    const name = `session ${text}`;
    return (await all.isSpent(name, clock.now())) ? null : { name, until };
  }

  const hasSession = async (c: Context) => (await readSession(c)) !== null;

  async function checkToken(c: Context, token: string, wrong: ClientLimit): Promise<SignIn> {
    const client = readClientAddress(c.req.raw.headers, c.env, settings);
    const isInTime = wrong.take(client);
    const { adminToken } = settings;
    const isRight = adminToken !== null && (await isSameSecret(adminToken, token));
    if (isRight && (isInTime || adminToken.length >= longToken)) {
      wrong.giveBack(client);
      return 'signed-in';
    }
    return isInTime ? 'wrong' : 'too-many';
  }

  async function hasBearer(c: Context): Promise<boolean> {
    const [, token] = /^Bearer +(\S{1,500})$/i.exec(c.req.header('authorization') ?? '') ?? [];
    return token !== undefined && (await checkToken(c, token, wrongBearers)) === 'signed-in';
  }

  return {
    isOwner: async (c) => (await hasSession(c)) || (await hasBearer(c)),
    mayAct: async (c, proof) => {
      const isOurs = isOwnPage(c, settings.publicUrl) && (await hasSession(c));
      return (isOurs && (await isProof(c, proof ?? ''))) || (await hasBearer(c));
    },
    // Another one on every page: guesses that a page repeats meet no proof twice, so that the length of what was compressed
    // tells nothing of it (https://breachattack.com).
    proveOwnPage: (c, page) => signText(settings.sessionSecret, `page ${readCookie(c) ?? ''}`, page),

    signInByToken: async (c, token) => {
      const outcome = await checkToken(c, token, wrongForms);
      if (outcome === 'signed-in') await start(c);
      return outcome;
    },

    signInByCode: async (c, code) => {
      const text = await openSignedText(settings.sessionSecret, 'login', code);
      const expiresAt = Number(text?.split('-')[0]);
      if (text === null || !(expiresAt > nowMs())) return 'wrong';
      // Of many who open it at once, one is the first.
      if (!(await all.spend(`link ${text}`, new Date(expiresAt), clock.now()))) return 'wrong';
      await start(c);
      return 'signed-in';
    },

    signInKnown: start,

    signOut: async (c) => {
      const session = await readSession(c);
      if (session !== null) await all.spend(session.name, session.until, clock.now());
      deleteCookie(c, 'statusfolio', cookieOptions(settings));
    },
  };
}

/** Digits of an instant in milliseconds, until the year 2286. */
const instantDigits = 13;

/** Two sessions that begin in one millisecond are two. */
function nameSession(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(8)), (byte) => String(byte).padStart(3, '0')).join('');
}

/** `__Host-` pins the cookie to this very host over HTTPS; a plain loopback server cannot have it. */
export function cookieOptions({ isSecure, publicUrl }: Pick<WebSettings, 'isSecure' | 'publicUrl'>) {
  const base = readBasePath(publicUrl);
  const options = { path: `${base}/`, httpOnly: true, sameSite: 'Lax', secure: isSecure } as const;
  // Only a cookie of the whole host may be called `__Host-`.
  if (!isSecure) return options;
  return { ...options, prefix: base === '' ? 'host' : 'secure' } as const;
}

/** The value of a cookie that was set with `cookieOptions`. */
export function getOwnCookie(c: Context, name: string, settings: Pick<WebSettings, 'isSecure' | 'publicUrl'>) {
  const options = cookieOptions(settings);
  return 'prefix' in options ? getCookie(c, name, options.prefix) : getCookie(c, name);
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

// Texts that only we can have written: signed with HMAC-SHA-256 and a purpose, so that a signature made for one thing
// never serves another. WebCrypto only; comparing is constant-time because `verify` is.

const encoder = new TextEncoder();

/** `<text>.<signature in hex>`. */
export async function signText(secret: string, purpose: string, text: string): Promise<string> {
  const signature = await crypto.subtle.sign('HMAC', await importKey(secret), encodeMessage(purpose, text));
  return `${text}.${Array.from(new Uint8Array(signature), (byte) => byte.toString(16).padStart(2, '0')).join('')}`;
}

/** The text that was signed; null when this is not exactly what `signText` returned for the same secret and purpose. */
export async function openSignedText(secret: string, purpose: string, signed: string): Promise<string | null> {
  const [, text = '', hex = ''] = /^(.{1,200})\.([0-9a-f]{64})$/.exec(signed) ?? [];
  if (hex === '') return null;
  const signature = Uint8Array.from(hex.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
  const isOurs = await crypto.subtle.verify('HMAC', await importKey(secret), signature, encodeMessage(purpose, text));
  return isOurs ? text : null;
}

/** Chosen when first needed: Workers have no random numbers before the first request. */
let comparing: string | null = null;

/** Compares two secrets without telling by the time it takes how much of them agrees. */
async function isSameSecret(expected: string, given: string): Promise<boolean> {
  comparing ??= crypto.randomUUID();
  const key = await importKey(comparing);
  const signature = await crypto.subtle.sign('HMAC', key, encoder.encode(expected));
  return crypto.subtle.verify('HMAC', key, signature, encoder.encode(given));
}

function encodeMessage(purpose: string, text: string) {
  return encoder.encode(`statusfolio ${purpose}\n${text}`);
}

/** A process has two or three; tests have more. */
const maxKeys = 16;
type Key = Awaited<ReturnType<typeof crypto.subtle.importKey>>;
const keys = new Map<string, Key>();

async function importKey(secret: string): Promise<Key> {
  const known = keys.get(secret);
  if (known !== undefined) return known;
  const algorithm = { name: 'HMAC', hash: 'SHA-256' };
  const key = await crypto.subtle.importKey('raw', encoder.encode(secret), algorithm, false, ['sign', 'verify']);
  if (keys.size >= maxKeys) keys.clear();
  keys.set(secret, key);
  return key;
}
