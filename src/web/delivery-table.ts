// Deliveries as a table: what came, when, and what became of it; where it may be, with a way to have it heard again.

import { html } from 'hono/html';
import { toPlainText } from '../core/render/plain-text.ts';
import type { DeliveryRecord } from '../ports.ts';
import { actForm } from './answer-controls.ts';
import type { Html } from './page.ts';
import { renderMinute } from './time.ts';

export function renderDeliveries(deliveries: readonly DeliveryRecord[], mayReplay: boolean): Html {
  return html`<div class="scroll" role="region" aria-label="Deliveries" tabindex="0"><table class="log">
<thead><tr><th scope="col">Received</th><th scope="col">Event</th><th scope="col">Repository</th><th scope="col">What became of it</th><th scope="col">Delivery</th></tr></thead>
<tbody>${deliveries.map(
    ({ deliveryId, event, action, repositoryName, receivedAt, foldedAt, note }) => html`<tr>
<td>${renderMinute(receivedAt)}</td>
<th scope="row">${toPlainText(action === null ? event : `${event}: ${action}`, 60)}</th>
<td><bdi>${toPlainText(repositoryName ?? '–', 120)}</bdi></td>
<td>${foldedAt === null ? 'waits' : toPlainText(note ?? 'done', 200)}</td>
<td><code>${toPlainText(deliveryId).slice(0, 8)}</code>${mayReplay && foldedAt !== null ? renderReplay(deliveryId) : null}</td></tr>`,
  )}</tbody></table></div>`;
}

function renderReplay(deliveryId: string): Html {
  const address = `/deliveries/${encodeURIComponent(deliveryId.toWellFormed())}/replay`;
  return html` <button type="submit" class="quiet" form="${actForm}" formaction="${address}" aria-label="Replay ${toPlainText(deliveryId).slice(0, 8)}">Replay</button>`;
}
