// GET /operations: how the program is doing, for its owner alone. What needs attention comes first, with what to do about
// it; then figures in plain words, the documents, and the webhook deliveries.

import { html } from 'hono/html';
import { toPlainText } from '../../core/text.ts';
import { type ErrorCode, errorCodes } from '../../errors.ts';
import type { DeadJob } from '../../ports/queue.ts';
import type { DeliveryRecord, StoreCounts, TaskRun } from '../../ports/records.ts';
import type { PortfolioView } from '../views/portfolio.ts';
import { projectToken } from '../views/project-row.ts';
import { formatDocumentName } from './dashboard-row.ts';
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
${renderTile('Oldest check', counts.oldestCheckAt === null ? 'none yet' : renderAgo(counts.oldestCheckAt), counts.oldestCheckAt === null ? 'a document has not been checked yet' : portfolio.documents.length > 1 ? 'every other document was checked since' : null)}
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
    html`${first.name}${rest}${Number.isNaN(Date.parse(first.until)) ? null : html`; resets ${renderDue(first.until, 'minute')}`}`,
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

const advice: Partial<Record<ErrorCode, string>> = {
  TOKEN_MISSING: 'Set GITHUB_TOKEN, or the variables of your GitHub App, and restart.',
  TOKEN_REJECTED: 'Create a new token, set it, restart, and try again.',
  NOT_VISIBLE: 'Check that the repository exists and that the token or the App has access to it, then try again.',
  DOCUMENT_NOT_FOUND: 'Correct the path or the branch of the document in the configuration, then restart.',
  DOCUMENT_UNREADABLE: 'Correct the file; it has to be text in UTF-8. Then try again.',
  DOCUMENT_CHANGED: 'The file changed while it was written. Try again.',
  REPOSITORY_EMPTY: 'Push a first commit, then try again.',
  WRITE_REJECTED:
    'Check that the token may write and that no branch protection refuses the commit; "publish: pull-request" works with protected branches.',
  GITHUB_UNREACHABLE: 'Check the network of this server and githubstatus.com, then try again.',
  GITHUB_THROTTLED: 'GitHub limits the requests. Try again in an hour.',
  GITHUB_ANSWER_UNEXPECTED:
    'GitHub answered with something unexpected. Try again later; if it persists, please report it.',
  STORE_UNAVAILABLE: 'Check the disk and the permissions of the database file, then try again.',
  UNEXPECTED: 'This is a fault in Statusfolio: please report it with the lines of the log. Then try again.',
};
const otherwise = 'Read the log at "refresh.failed", then try again.';

/** `TOKEN_REJECTED: GitHub did not accept the token`, taken apart; `code` null: the reason has none. */
export function adviseOnFailure(reason: string): {
  readonly code: ErrorCode | null;
  readonly message: string;
  readonly advice: string;
} {
  const code = errorCodes.find((known) => reason === known || reason.startsWith(`${known}:`)) ?? null;
  const rest = code === null ? reason : reason.slice(code.length + 1).trim();
  const message = rest === '' || /[.!?]$/.test(rest) ? rest : `${rest}.`;
  return { code, message, advice: (code === null ? null : advice[code]) ?? otherwise };
}

export function renderDeliveries(deliveries: readonly DeliveryRecord[], mayReplay: boolean): Html {
  const columns = ['Received', 'Event', 'Repository', 'Outcome', 'Delivery'];
  // The roles are said because a phone's layout would take them away.
  return html`<table role="table" aria-label="Deliveries" class="log">
<thead role="rowgroup"><tr role="row">${columns.map((name) => html`<th role="columnheader" scope="col">${name}</th>`)}</tr></thead>
<tbody role="rowgroup">${deliveries.map(
    ({ deliveryId, event, action, repositoryName, receivedAt, processedAt, note }) => html`<tr role="row">
<td role="cell" class="received">${renderAgo(receivedAt)}</td>
<th role="rowheader" scope="row">${nameEvent(event, action)}</th>
<td role="cell" class="about"><bdi>${toPlainText(repositoryName ?? '–', 120)}</bdi></td>
<td role="cell" class="outcome">${nameOutcome(processedAt, note)}</td>
<td role="cell" class="id"><code>${toPlainText(deliveryId).slice(0, 8)}</code>${mayReplay && processedAt !== null ? renderReplay(deliveryId) : null}</td></tr>`,
  )}</tbody></table>`;
}

/** `workflow_run` that was `completed`: `Workflow run completed`. */
function nameEvent(event: string, action: string | null): string {
  const words = toPlainText([event, action ?? ''].join(' ').replaceAll('_', ' ').trim(), 60);
  return words.charAt(0).toUpperCase() + words.slice(1);
}

const outcomes: Readonly<Record<string, string>> = {
  'refresh queued': 'Documents checked again',
  'applied, no status changes': 'Noted; no status changes',
  'nothing to do': 'Nothing to do',
  'handed on': 'Passed on',
};
const failure = 'could not be applied: ';

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
