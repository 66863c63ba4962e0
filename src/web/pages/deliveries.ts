// Webhook deliveries as a table: what came, when, and what it led to, in plain words; where it may be, with a way to process
// it again.

import { html } from 'hono/html';
import { toPlainText } from '../../core/text.ts';
import type { DeliveryRecord } from '../../ports/records.ts';
import { type Html, renderAgo } from './layout.ts';
import { actForm } from './pin.ts';

export function renderDeliveries(deliveries: readonly DeliveryRecord[], mayReplay: boolean): Html {
  return html`<div class="scroll" role="region" aria-label="Deliveries" tabindex="0"><table class="log">
<thead><tr><th scope="col">Received</th><th scope="col">Event</th><th scope="col">Repository</th><th scope="col">Outcome</th><th scope="col">Delivery</th></tr></thead>
<tbody>${deliveries.map(
    ({ deliveryId, event, action, repositoryName, receivedAt, processedAt, note }) => html`<tr>
<td>${renderAgo(receivedAt)}</td>
<th scope="row">${nameEvent(event, action)}</th>
<td><bdi>${toPlainText(repositoryName ?? '–', 120)}</bdi></td>
<td>${nameOutcome(processedAt, note)}</td>
<td><code>${toPlainText(deliveryId).slice(0, 8)}</code>${mayReplay && processedAt !== null ? renderReplay(deliveryId) : null}</td></tr>`,
  )}</tbody></table></div>`;
}

/** `workflow_run` that was `completed`: `Workflow run completed`. */
function nameEvent(event: string, action: string | null): string {
  const words = toPlainText([event, action ?? ''].join(' ').replaceAll('_', ' ').trim(), 60);
  return words.charAt(0).toUpperCase() + words.slice(1);
}

const outcomes: Readonly<Record<string, string>> = {
  'refresh queued': 'Documents checked again',
  'folded, no answer changes': 'Noted; no status changes',
  'nothing to do': 'Nothing to do',
  'handed on': 'Passed on',
};
const failure = 'could not be folded: ';

function nameOutcome(processedAt: string | null, note: string | null): string {
  if (processedAt === null) return 'Pending';
  if (note === null || note === '') return 'Done';
  const known = outcomes[note];
  if (known !== undefined) return known;
  const text = note.startsWith(failure) ? `Could not be processed: ${note.slice(failure.length)}` : note;
  return toPlainText(text, 200);
}

function renderReplay(deliveryId: string): Html {
  const address = `/deliveries/${encodeURIComponent(deliveryId.toWellFormed())}/replay`;
  return html` <button type="submit" class="quiet" form="${actForm}" formaction="${address}" aria-label="Replay ${toPlainText(deliveryId).slice(0, 8)}">Replay</button>`;
}
