// The confirmation of what the owner has just done, with a way back where there is one. Stands on the page that follows and
// on no other; says nothing that the page does not know to be so.

import { html } from 'hono/html';
import type { Flash } from '../flash.ts';
import type { ProjectView } from '../views/project-row.ts';
import { type Html, renderSentence } from './layout.ts';
import { press } from './pin.ts';

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
