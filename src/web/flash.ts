// What the owner has just done, from the request that did it to the page that follows: in a cookie of two minutes that is
// taken once, so that neither the address nor the cached page has to know of it.

import type { Context } from 'hono';
import { deleteCookie, setCookie } from 'hono/cookie';
import { cookieOptions, getOwnCookie } from './auth/session.ts';
import type { WebSettings } from './types.ts';

type Settings = Pick<WebSettings, 'isSecure' | 'publicUrl'>;

export interface Flash {
  /** `finished`, `pin-30`, `undo`, `sync`, … */
  readonly kind: string;
  /** The token of the project that it was about; empty: none. */
  readonly token: string;
}

const name = 'statusfolio-done';
const lifeS = 120;

export function setFlash(c: Context, settings: Settings, { kind, token }: Flash): void {
  setCookie(c, name, `${kind}.${token}`, { ...cookieOptions(settings), maxAge: lifeS });
}

/** null: nothing was done just now. A value that is none of ours is dropped. */
export function takeFlash(c: Context, settings: Settings): Flash | null {
  const value = getOwnCookie(c, name, settings);
  if (value === undefined) return null;
  deleteCookie(c, name, cookieOptions(settings));
  const [, kind, token] = /^([a-z]{1,12}(?:-(?:\d{1,4}|yet))?)\.([a-z0-9]{0,12})$/.exec(value) ?? [];
  return kind === undefined || token === undefined ? null : { kind, token };
}
