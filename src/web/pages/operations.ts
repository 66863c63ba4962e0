// GET /operations: how the machine is doing, for its owner alone: what came, what waits, what failed and can be
// tried again, what GitHub still grants, when it last did what it does by itself, and what is wrong in plain words.

import { html } from 'hono/html';
import { toPlainText } from '../../core/text.ts';
import type { DeadJob } from '../../ports/queue.ts';
import type { DeliveryRecord, StoreCounts, TaskRun } from '../../ports/records.ts';
import type { PortfolioView } from '../views/portfolio.ts';
import { projectToken } from '../views/project-row.ts';
import { actForm, formatDocumentName } from './dashboard-row.ts';
import { type Html, renderMinute, renderSentence } from './layout.ts';

export interface OperationsView {
  readonly portfolio: PortfolioView;
  readonly counts: StoreCounts;
  readonly dead: readonly DeadJob[];
  readonly deliveries: readonly DeliveryRecord[];
  readonly taskRuns: readonly TaskRun[];
  readonly hasWebhooks: boolean;
}

export function renderOperations(view: OperationsView): Html {
  const { portfolio, counts, dead, deliveries, taskRuns, hasWebhooks } = view;
  const taskRun = (name: TaskRun['name']) => taskRuns.find((found) => found.name === name) ?? null;
  return html`<h1>Operations</h1>
<dl class="tiles">
${renderTile('Deliveries received', String(counts.deliveriesDone + counts.deliveriesWaiting), 'in the last four days')}
${renderTile('Deliveries done', String(counts.deliveriesDone), null)}
${renderTile('Deliveries waiting', String(counts.deliveriesWaiting), hasWebhooks ? null : 'no webhook secret is set: on a schedule only')}
${renderTile('Failed', String(dead.length), dead.length === 0 ? null : 'can be retried below')}
${renderTile('Oldest check', counts.oldestCheckAt === null ? 'none yet' : renderMinute(counts.oldestCheckAt), null)}
${renderTaskRun('Last scheduled run', taskRun('tick'))}
${renderTaskRun('Last redelivery check', taskRun('redelivery'))}
${renderBudget(taskRun('budget'))}
${renderExpiry(taskRun('token'))}
</dl>
${renderProblems(portfolio)}
${dead.length === 0 ? null : renderDead(dead)}
<section><h2>Documents</h2><ul class="rules">${portfolio.documents.map(
    (document) =>
      html`<li><bdi>${formatDocumentName(document)}</bdi><span>${document.checkedAt === null ? 'not checked yet' : html`checked ${renderMinute(document.checkedAt)}`}${document.nextCheckAt === null ? null : html`, next check ${renderMinute(document.nextCheckAt)}`}</span></li>`,
  )}</ul></section>
<section><h2>Deliveries</h2>${deliveries.length === 0 ? html`<p class="empty">Nothing was received in the last four days.${hasWebhooks ? null : ' Set GITHUB_WEBHOOK_SECRET to receive webhooks.'}</p>` : renderDeliveries(deliveries, true)}</section>
<footer><span>Times are UTC.</span></footer>`;
}

function renderTile(name: string, value: Html | string, note: Html | string | null): Html {
  return html`<div><dt>${name}</dt><dd>${value}${note === null ? null : html`<small>${note}</small>`}</dd></div>`;
}

function renderTaskRun(name: string, taskRun: TaskRun | null): Html {
  if (taskRun === null) return renderTile(name, 'none yet', null);
  const figures = Object.entries(taskRun.figures).map(([figure, value]) => `${figure} ${value}`);
  return renderTile(name, renderMinute(taskRun.at), toPlainText(figures.join(', '), 200));
}

/** Shown while there is something to do about it. */
function renderExpiry(taskRun: TaskRun | null): Html | null {
  const [first, ...rest] = Object.entries(taskRun?.figures ?? {});
  if (first === undefined) return null;
  const others = rest.map(([variable, on]) => `; ${variable} on ${on}`).join('');
  return renderTile('A token expires', String(first[1]), `${first[0]}${others}: create a new one now`);
}

function renderBudget(taskRun: TaskRun | null): Html {
  if (taskRun === null) return renderTile('GitHub requests left', 'not known yet', null);
  const [first = ['', 'not known'], ...rest] = Object.entries(taskRun.figures).map(([resource, left]) => {
    const [, remaining = '', limit = '', until = ''] = /^(\d+) of (\d+) until (\S+)$/.exec(String(left)) ?? [];
    return [resource, `${remaining} of ${limit}`, until] as const;
  });
  const others = rest.map(([resource, left]) => `${resource} ${left}`);
  return renderTile(
    'GitHub requests left',
    first[1],
    html`${[first[0], ...others].join(', ')}; as of ${renderMinute(taskRun.at)}`,
  );
}

function renderProblems({ problems }: PortfolioView): Html {
  if (problems.length === 0) return html`<p class="notice good"><strong>No problems.</strong></p>`;
  return html`<section class="notice bad" aria-labelledby="problems"><h2 id="problems">Problems</h2>
<ul>${problems.map(({ where, message, hint }) => html`<li><strong>${message}</strong> ${where === '' ? null : html`<code>${where}</code>`}${hint === '' ? null : html`<span class="hint">${hint}</span>`}</li>`)}</ul></section>`;
}

function renderDead(dead: readonly DeadJob[]): Html {
  return html`<section><h2>Failed</h2><ul class="rules dead">${dead.map(
    ({ job, reason, attempts, at }) => html`<li><bdi>${toPlainText(job.documentKey.replace(/@$/, ''), 200)}</bdi>
<div><p>${renderSentence(toPlainText(reason, 300))}</p><p class="muted">${attempts} attempts, the last ${renderMinute(at)}.</p>
<button type="submit" form="${actForm}" formaction="/api/replay" name="document" value="${projectToken(job.documentKey)}">Try again</button></div></li>`,
  )}</ul></section>`;
}

// Deliveries as a table: what came, when, and its outcome; where it may be, with a way to process it again.

export function renderDeliveries(deliveries: readonly DeliveryRecord[], mayReplay: boolean): Html {
  return html`<div class="scroll" role="region" aria-label="Deliveries" tabindex="0"><table class="log">
<thead><tr><th scope="col">Received</th><th scope="col">Event</th><th scope="col">Repository</th><th scope="col">Outcome</th><th scope="col">Delivery</th></tr></thead>
<tbody>${deliveries.map(
    ({ deliveryId, event, action, repositoryName, receivedAt, processedAt, note }) => html`<tr>
<td>${renderMinute(receivedAt)}</td>
<th scope="row">${toPlainText(action === null ? event : `${event}: ${action}`, 60)}</th>
<td><bdi>${toPlainText(repositoryName ?? '–', 120)}</bdi></td>
<td>${processedAt === null ? 'waits' : toPlainText(note ?? 'done', 200)}</td>
<td><code>${toPlainText(deliveryId).slice(0, 8)}</code>${mayReplay && processedAt !== null ? renderReplay(deliveryId) : null}</td></tr>`,
  )}</tbody></table></div>`;
}

function renderReplay(deliveryId: string): Html {
  const address = `/deliveries/${encodeURIComponent(deliveryId.toWellFormed())}/replay`;
  return html` <button type="submit" class="quiet" form="${actForm}" formaction="${address}" aria-label="Replay ${toPlainText(deliveryId).slice(0, 8)}">Replay</button>`;
}
