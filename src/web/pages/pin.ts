// Pinning a status: a control beside each row that leads to the form on the project's page; with the script it opens a
// dialog over the table instead. A pin that a higher word rules out is not offered, and its page says why.

import { html } from 'hono/html';
import { formatStatus } from '../../core/messages/evidence.ts';
import { type Status, statuses } from '../../core/status/statuses.ts';
import type { ProjectView } from '../views/project-row.ts';
import { type Html, renderSentence } from './layout.ts';

/** The id of the form that carries what proves the owner's page. */
export const actForm = 'act';

/** A button of that form. */
export function press(value: string): Html {
  return html`type="submit" form="${actForm}" name="do" value="${value}"`;
}

/** Days from today, and what a button calls them. */
const pinSpans = [
  [30, '30 days'],
  [90, '90 days'],
  [365, 'A year'],
] as const;

const offered = statuses.filter((status) => status !== 'unknown' && status !== 'stalled');

function renderOptions(chosen: Status | null): Html {
  return html`${offered.map((status) => html`<option value="${status}"${status === chosen ? html` selected` : null}>${formatStatus(status)}</option>`)}`;
}

/** In the status cell of a row. `page`: of the project; null: it has none. */
export function renderPinControl(
  { ownerControls, typed, name, token, repo }: ProjectView,
  page: string | null,
): Html | null {
  if (ownerControls === null) return null;
  const { overriddenBy, pin } = ownerControls;
  const until = pin === null ? null : pin.until === null ? 'Pinned' : html`Pinned until ${renderSentence(pin.until)}`;
  if (pin?.isOurs === true)
    return html`<span class="tag">${until}</span><button class="quiet" ${press(`unpin:${token}`)} aria-label="Unpin ${name}">Unpin</button>`;
  if (overriddenBy !== null || page === null || repo === null) {
    if (until === null) return null;
    return page === null
      ? html`<span class="tag">${until}</span>`
      : html`<a class="tag" href="${page}#pin" title="${overriddenBy ?? ''}">${until}</a>`;
  }
  return html`<a class="pin" href="${page}#pin" data-pin="${token}" data-status="${typed.status}" aria-label="Pin ${name}">Pin…</a>`;
}

/** Once on a page with a table; filled in for the row that it was opened from. Closed without the script. */
export const pinDialog: Html = html`<dialog id="pin-dialog" aria-labelledby="pin-title" closedby="any">
<h2 id="pin-title">Pin <bdi data-name></bdi></h2>
<p class="why">The status stays, whatever GitHub shows, until the end of the last day (UTC).</p>
<div class="fields"><div><label for="dialog-status">Status</label><select id="dialog-status" name="status" form="${actForm}">${renderOptions(null)}</select></div></div>
<div class="answers" role="group" aria-labelledby="pin-for"><span id="pin-for">Pin for</span>${pinSpans.map(([days, label]) => html`<button type="submit" form="${actForm}" name="do" data-do="pin-${days}">${label}</button>`)}</div>
<div class="fields"><div><label for="dialog-until">Or until the end of (empty: forever)</label><input id="dialog-until" name="until" type="date" form="${actForm}"></div>
<button type="submit" form="${actForm}" name="do" data-do="pin">Pin</button></div>
<form method="dialog"><button class="quiet">Cancel</button></form>
</dialog>`;

/** Any status, any day; disabled with the reason where a higher word rules. */
export function renderPinForm({ ownerControls, typed, token }: ProjectView): Html | null {
  if (ownerControls === null) return null;
  const { overriddenBy, pin } = ownerControls;
  const isOff = overriddenBy === null ? null : html` disabled aria-describedby="pin-why"`;
  return html`<section id="pin"><h2>Pin</h2>
<p class="why" id="pin-why">${overriddenBy ?? (pin === null ? 'A pin keeps the status, whatever GitHub shows, until the end of its last day.' : html`Pinned${pin.until === null ? null : html` until ${renderSentence(pin.until)}`}.`)}</p>
<div class="fields"><div><label for="pin-status">Status</label><select id="pin-status" name="status" form="${actForm}"${isOff}>${renderOptions(typed.status)}</select></div>
<div><label for="pin-until">Last day (empty: forever)</label><input id="pin-until" name="until" type="date" form="${actForm}"${isOff}></div>
<button type="submit" form="${actForm}" name="do" value="pin:${token}"${isOff}>Pin</button>${pin?.isOurs === true ? html` <button type="submit" form="${actForm}" name="do" value="unpin:${token}">Unpin</button>` : null}</div></section>`;
}
