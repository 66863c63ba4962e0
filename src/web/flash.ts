// What the owner has just done, from the request that did it to the page that follows: in a cookie of two minutes that is
// taken once, so that neither the address nor the cached page has to know of it.

import type { Context } from 'hono';
import { deleteCookie, setCookie } from 'hono/cookie';
import { html } from 'hono/html';
import { cookieOptions, getOwnCookie } from './auth/session.ts';
import { type Html, renderSentence } from './pages/layout.ts';
import { press } from './pages/pin.ts';
import type { WebSettings } from './types.ts';
import type { ProjectView } from './views/project-row.ts';

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

// The confirmation of what the owner has just done, with a way back where there is one. Stands on the page that follows and
// on no other; says nothing that the page does not know to be so.

/** `project`: that the flash is about; null: there is none (any more). */
export function renderToast({ kind }: Flash, project: ProjectView | null): Html | null {
  if (kind === 'sync') return frame(html`Checking every document now. The page shows it when it is done.`, null);
  if (kind === 'replay') return frame(html`Queued again. The page shows the outcome when it is done.`, null);
  if (project === null || project.ownerControls === null) return null;
  const { name, token, ownerControls } = project;
  const bold = html`<strong><bdi>${name}</bdi></strong>`;
  const { pin, undoUntil } = ownerControls;
  if (kind === 'unpin') return pin === null ? frame(html`${bold} is no longer pinned.`, null) : null;
  if (kind.startsWith('pin')) {
    // Until the refresh has run, the row does not know of it.
    const until = pin?.isOurs === true && pin.until !== null ? html` until ${renderSentence(pin.until)}` : null;
    return frame(html`${bold} is pinned${until}.`, html`<button ${press(`unpin:${token}`)}>Undo</button>`);
  }
  if (kind === 'undo') return frame(html`The answer about ${bold} is undone.`, null);
  if (undoUntil === null) return null;
  return frame(html`Answer about ${bold} saved.`, html`<button ${press(`undo:${token}`)}>Undo</button>`);
}

function frame(text: Html, way: Html | null): Html {
  return html`<aside class="toast" aria-label="Just done"><p>${text}</p>${way}<button type="button" class="quiet scripted" data-dismiss aria-label="Dismiss">×</button></aside>`;
}
