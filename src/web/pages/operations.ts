// GET /operations: how the program is doing, for its owner alone. What needs attention comes first, with what to do about
// it; then figures in plain words, the documents, and the webhook deliveries.

import { html } from 'hono/html';
import { toPlainText } from '../../core/text.ts';
import type { DeadJob } from '../../ports/queue.ts';
import type { DeliveryRecord, StoreCounts, TaskRun } from '../../ports/records.ts';
import type { PortfolioView } from '../views/portfolio.ts';
import { projectToken } from '../views/project-row.ts';
import { formatDocumentName } from './dashboard-row.ts';
import { renderDeliveries } from './deliveries.ts';
import { adviseOnFailure } from './failure-advice.ts';
import { type Html, renderAgo, renderDue, renderFooter, renderSentence } from './layout.ts';
import { actForm } from './pin.ts';

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
${renderAttention(portfolio, dead)}
<dl class="tiles">
${renderWebhooks(counts, hasWebhooks)}
${renderTile('Failed checks', dead.length === 0 ? 'none' : String(dead.length), dead.length === 0 ? null : 'can be tried again above')}
${renderTile('Oldest check', counts.oldestCheckAt === null ? 'none yet' : renderAgo(counts.oldestCheckAt), counts.oldestCheckAt === null ? 'a document has not been checked yet' : 'every other document was checked since')}
${renderSchedule(taskRun('tick'))}
${renderRedelivery(taskRun('redelivery'), hasWebhooks)}
${renderBudget(taskRun('budget'))}
${renderExpiry(taskRun('token'))}
</dl>
<section><h2>Documents</h2><ul class="rules">${portfolio.documents.map(
    (document) =>
      html`<li><bdi>${formatDocumentName(document)}</bdi><span>${document.checkedAt === null ? 'not checked yet' : html`checked ${renderAgo(document.checkedAt)}`}${document.nextCheckAt === null ? null : html`, next check ${renderDue(document.nextCheckAt, 'minute')}`}</span></li>`,
  )}</ul></section>
<section><h2>Webhook deliveries</h2>${deliveries.length === 0 ? html`<p class="empty">Nothing was received in the last four days.${hasWebhooks ? null : ' Set GITHUB_WEBHOOK_SECRET to receive webhooks.'}</p>` : renderDeliveries(deliveries, true)}</section>
${renderFooter(html`<a href="/metrics">Metrics</a> <a href="/deliveries">Deliveries as JSON</a>`)}`;
}

function renderTile(name: string, value: Html | string, note: Html | string | null): Html {
  return html`<div><dt>${name}</dt><dd>${value}${note === null ? null : html`<small>${note}</small>`}</dd></div>`;
}

function renderWebhooks({ deliveriesDone, deliveriesWaiting }: StoreCounts, hasWebhooks: boolean): Html {
  const total = deliveriesDone + deliveriesWaiting;
  if (!hasWebhooks && total === 0)
    return renderTile(
      'Webhooks',
      'not set up',
      'Set GITHUB_WEBHOOK_SECRET to learn of changes at once; without it documents are checked on a schedule.',
    );
  return renderTile(
    'Webhooks',
    `${total} received`,
    `${deliveriesDone} processed, ${deliveriesWaiting} pending; last four days`,
  );
}

function renderSchedule(taskRun: TaskRun | null): Html {
  if (taskRun === null) return renderTile('Last scheduled run', 'none yet', null);
  const { due, pruned } = taskRun.figures;
  const parts = [
    ...(due === undefined ? [] : [`${count(due, 'document was', 'documents were')} due`]),
    ...(Number(pruned ?? 0) > 0 ? [`${count(pruned, 'old delivery', 'old deliveries')} removed`] : []),
  ];
  return renderTile('Last scheduled run', renderAgo(taskRun.at), parts.length === 0 ? null : parts.join('; '));
}

/** GitHub is asked for what it could not deliver. */
function renderRedelivery(taskRun: TaskRun | null, hasWebhooks: boolean): Html | null {
  if (taskRun === null) return hasWebhooks ? renderTile('Missed webhooks', 'not checked yet', null) : null;
  const { missed = 0, redelivered = 0, hidden = 0 } = taskRun.figures;
  const notes = [
    ...(Number(missed) > 0 ? [`${redelivered} requested again`] : []),
    ...(Number(hidden) > 0 ? [`webhooks of ${count(hidden, 'repository', 'repositories')} cannot be read`] : []),
  ];
  return renderTile(
    'Missed webhooks',
    Number(missed) === 0 ? 'none' : String(missed),
    html`checked ${renderAgo(taskRun.at)}${notes.map((note) => `; ${note}`)}`,
  );
}

/** Shown while there is something to do about it. */
function renderExpiry(taskRun: TaskRun | null): Html | null {
  const [first, ...rest] = Object.entries(taskRun?.figures ?? {});
  if (first === undefined) return null;
  const others = rest.map(([variable, on]) => `; ${variable} on ${on}`).join('');
  return renderTile('A token expires', String(first[1]), `${first[0]}${others}: create a new one now`);
}

const interfaces: Readonly<Record<string, string>> = { graphql: 'GraphQL', core: 'REST' };

function renderBudget(taskRun: TaskRun | null): Html {
  if (taskRun === null) return renderTile('GitHub requests left', 'not known yet', 'known after the first check');
  const budgets = Object.entries(taskRun.figures).map(([resource, left]) => {
    const [, remaining = '', limit = '', until = ''] = /^(\d+) of (\d+) until (\S+)$/.exec(String(left)) ?? [];
    return { name: interfaces[resource] ?? resource, left: `${remaining} of ${limit}`, until };
  });
  const [first, ...others] = budgets;
  if (first === undefined) return renderTile('GitHub requests left', 'not known yet', null);
  const rest = others.map(({ name, left }) => `; ${name} ${left}`);
  return renderTile(
    'GitHub requests left',
    first.left,
    html`${first.name}${rest}${Number.isNaN(Date.parse(first.until)) ? null : html`; full again ${renderDue(first.until, 'minute')}`}`,
  );
}

function count(number: number | string | null | undefined, one: string, many: string): string {
  return `${number ?? 0} ${String(number) === '1' ? one : many}`;
}

/** Everything that somebody should do something about. */
function renderAttention({ problems }: PortfolioView, dead: readonly DeadJob[]): Html {
  // That a check failed stands below with its reason.
  const others = problems.filter(({ code }) => code !== 'REFRESH_FAILED');
  if (others.length + dead.length === 0)
    return html`<p class="notice good"><strong>No problems.</strong> Nothing needs your attention.</p>`;
  return html`<section class="notice bad" aria-labelledby="problems"><h2 id="problems">${count(others.length + dead.length, 'problem needs', 'problems need')} your attention</h2>
<ul>${dead.map(renderDead)}${others.map(({ where, message, hint }) => html`<li><strong>${message}</strong> ${where === '' ? null : html`<code>${where}</code>`}${hint === '' ? null : html`<span class="hint">${hint}</span>`}</li>`)}</ul></section>`;
}

function renderDead({ job, reason, attempts, at }: DeadJob): Html {
  const { message, advice, code } = adviseOnFailure(toPlainText(reason, 300));
  return html`<li class="dead"><strong><bdi>${toPlainText(job.documentKey.replace(/@$/, ''), 200)}</bdi> could not be checked.</strong> ${renderSentence(message)}${code === null ? null : html` <code>${code}</code>`}
<span class="hint">${advice}</span><span class="hint muted">${count(attempts, 'attempt', 'attempts')}, the last ${renderAgo(at)}.</span>
<button type="submit" form="${actForm}" formaction="/api/replay" name="document" value="${projectToken(job.documentKey)}">Try again</button></li>`;
}
