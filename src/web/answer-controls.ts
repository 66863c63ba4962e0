// What the owner can decide about a row, as buttons of one form that stands at the end of the page. A decision that a
// higher word rules out is shown, disabled, with the reason.

import { html } from 'hono/html';
import { nameStatus } from '../core/wording.ts';
import type { Html } from './page.ts';
import type { ProjectView } from './project-view.ts';
import { renderSentence } from './time.ts';

/** The id of the form that carries what proves the owner's page. */
export const actForm = 'act';

/** Days from today, and what a button calls them. */
const pinSpans = [
  [30, '30 days'],
  [90, '90 days'],
  [365, 'a year'],
] as const;

/** Answers to an open question; null where nothing is asked. */
export function renderAnswers({ question, typed, desk, name, ticket }: ProjectView): Html | null {
  if (desk === null) return null;
  if (desk.answered !== null)
    return html`<p class="why then" role="note">${renderSentence(desk.answered)} It is on its way into the document.</p>`;
  if (question === null) return null;
  const answers: (readonly [string, string])[] = [
    ['accept', `Yes, ${nameStatus(question.status)}`],
    ['keep', desk.isSilence ? `Still ${nameStatus(typed.status)}` : `Keep ${nameStatus(typed.status)}`],
    ...(question.status === 'complete' ? [] : [['finished', 'Finished'] as const]),
    ...(desk.isSilence ? [['away', 'I was away'] as const] : []),
  ];
  return html`<div class="answers" role="group" aria-label="Answers about ${name}">${answers.map(
    ([kind, label]) => html`<button ${press(`${kind}:${ticket}`)}>${label}</button>`,
  )}</div>`;
}

/** The pin of a row, or a way to set one. */
export function renderPin({ desk, typed, name, ticket }: ProjectView, more: string | null): Html | null {
  if (desk === null) return null;
  const { shadow, pin } = desk;
  const until = pin === null ? null : pin.until === null ? 'Pinned' : html`Pinned until ${renderSentence(pin.until)}`;
  if (pin?.isOurs === true) {
    return html`<span class="tag">${until}</span><button class="quiet" ${press(`unpin:${ticket}`)} aria-label="Unpin ${name}">Unpin</button>`;
  }
  const isOff = shadow !== null;
  return html`${until === null ? null : html`<span class="tag">${until}</span>`}<details class="pin"><summary aria-label="Pin ${name}">Pin</summary>
${isOff ? html`<p class="why">${shadow}</p>` : html`<p class="why">Keep “${nameStatus(typed.status)}” for</p>`}
<div class="answers">${pinSpans.map(([days, label]) => html`<button ${press(`pin-${days}:${ticket}`)}${isOff ? html` disabled` : null}>${label}</button>`)}</div>${more === null || isOff ? null : html`<a class="why" href="${more}#pin">Another word or day</a>`}</details>`;
}

function press(value: string): Html {
  return html`type="submit" form="${actForm}" name="do" value="${value}"`;
}
