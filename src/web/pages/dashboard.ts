// GET /: the portfolio as it stands in its documents, with the evidence for every word, what disagrees, what waits and
// what changed. One render of one view and one selection; decides nothing about who may see what.

import { html } from 'hono/html';
import { formatStatus } from '../../core/messages/evidence.ts';
import { type Status, statuses } from '../../core/status/statuses.ts';
import {
  formatQuery,
  groupRows,
  listRows,
  orders,
  type RowGroup,
  type RowQuery,
  type ShownRow,
  selectRows,
  shows,
} from '../views/filter-rows.ts';
import type { ChangeView, DocumentView, PortfolioView } from '../views/portfolio.ts';
import { formatDocumentName, renderRow } from './dashboard-row.ts';
import {
  type Html,
  renderAgo,
  renderDayAgo,
  renderDue,
  renderFooter,
  renderSentence,
  toGitHubLink,
  toLink,
} from './layout.ts';
import { pinDialog } from './pin.ts';

export function formatViewName({ documents }: PortfolioView): string {
  const [first] = documents;
  return documents.length === 1 && first !== undefined ? formatDocumentName(first) : 'Portfolio';
}

/** `3 running, 2 complete`: every project once, in however many documents it stands. */
export function sumUp(view: PortfolioView): string {
  const counts = countStatuses(view);
  return counts.length === 0
    ? 'No projects found yet'
    : counts.map(([status, number]) => `${number} ${nameCount(status)}`).join(', ');
}

const changesShown = 20;

/** `canSelect`: somebody answers the form that finds and sorts rows. */
export function renderDashboard(view: PortfolioView, query: RowQuery, canSelect = true): Html {
  if (view.documents.length === 0) return view.audience === 'owner' ? firstRun : nothingPublic;
  const all = listRows(view);
  const rows = selectRows(view, query);
  return html`<h1>${formatViewName(view)}</h1>
${renderSummary(view, query)}
${renderNotices(view, all)}
${all.length < 2 || !canSelect ? null : renderFilter(query, view)}
${rows.length === 0 && all.length > 0 ? nothingFound : renderRows(view, query, rows)}
${rows.some(({ project }) => project.weeks !== null) ? legend : null}
${view.changes.length === 0 ? null : renderChanges(view.changes.slice(0, changesShown))}
${renderFooter(html`<a href="/feed.atom">Feed</a> <a href="/api/status.json">status.json</a>`)}
${view.audience === 'owner' && all.length > 0 ? pinDialog : null}`;
}

const firstRun = html`<div class="narrow">
<h1>No document yet</h1>
<p>Statusfolio manages the documents listed in its configuration. Name one in <code>statusfolio.yml</code> and restart:</p>
<pre tabindex="0"><code>documents:
  - repo: owner/name
    path: README.md
    publish: commit</code></pre>
<p class="muted">Its table appears here as soon as it has been read.</p>
</div>`;

const nothingPublic = html`<div class="narrow"><h1>Nothing to show</h1><p>No public document is managed here.</p></div>`;

const nothingFound = html`<p class="empty">No row matches. <a href="/">Show all rows</a></p>`;

/** In the order of the statuses, from running to unknown. */
function countStatuses({ documents }: PortfolioView): (readonly [Status, number])[] {
  const projects = new Map<string, Status>();
  for (const document of documents) {
    for (const { repo, folder, name, decision } of document.projects) {
      const key = repo === null ? `${formatDocumentName(document)}#${name}` : `${repo}#${folder ?? ''}`;
      projects.set(key.toLowerCase(), decision.status);
    }
  }
  const counts = new Map<Status, number>();
  for (const status of projects.values()) counts.set(status, (counts.get(status) ?? 0) + 1);
  return statuses.flatMap((status) => {
    const number = counts.get(status);
    return number === undefined ? [] : [[status, number] as const];
  });
}

const nameCount = (status: Status) => (status === 'unknown' ? 'other' : formatStatus(status));

/**
 * The whole portfolio in one line, each part a way to its rows, and as a bar with a number on each part that has room;
 * a bar of one part would say nothing.
 */
function renderSummary(view: PortfolioView, query: RowQuery): Html {
  const counts = countStatuses(view);
  if (counts.length === 0) return html`<p class="summary">${sumUp(view)}</p>`;
  return html`<p class="summary">${counts.map(
    ([status, number]) =>
      html`<a class="marked is-${status}" href="/?${formatQuery({ ...query, status: query.status === status ? null : status })}"${query.status === status ? html` aria-current="true"` : null}>${number} ${nameCount(status)}</a> `,
  )}</p>
${counts.length === 1 ? null : renderShares(counts)}`;
}

/** In per cent of the bar: on a phone still wide enough for a number of two digits. */
const minNumberedShare = 6;

function renderShares(counts: readonly (readonly [Status, number])[]): Html {
  const total = counts.reduce((sum, [, number]) => sum + number, 0);
  let left = 0;
  const parts = counts.map(([status, number]) => {
    const share = (number / total) * 100;
    const x = left;
    left += share;
    const text =
      share < minNumberedShare
        ? null
        : html`<text x="${(x + share / 2).toFixed(2)}%" y="14" text-anchor="middle">${number}</text>`;
    return html`<g class="is-${status}"><title>${number} ${nameCount(status)}</title><rect x="${x.toFixed(2)}%" width="${share.toFixed(2)}%" height="20"/>${text}</g>`;
  });
  return html`<svg class="share" width="100%" height="20" aria-hidden="true">${parts}</svg>`;
}

function renderNotices(view: PortfolioView, rows: readonly ShownRow[]): Html {
  const drifting = rows.filter(({ project }) => project.isDrifting);
  const asked = rows.filter(({ project }) => project.question !== null && project.ownerControls?.isPending !== true);
  const given = rows.filter(({ project }) => project.ownerControls?.undoUntil != null);
  const isQuiet = drifting.length + asked.length + view.problems.length === 0 && rows.length > 0;
  return html`<div class="notices">
${drifting.length === 0 ? null : html`<p class="notice drift"><strong>${count(drifting.length, 'row disagrees', 'rows disagree')} with GitHub</strong> ${renderNames(drifting, '/?show=drift')}</p>`}
${asked.length === 0 ? null : html`<p class="notice ask"><strong>${count(asked.length, 'question needs', 'questions need')} your answer</strong> ${renderNames(asked, '/?show=asked')}</p>`}
${given.length === 0 ? null : html`<p class="notice given" role="status"><strong>${count(given.length, 'answer', 'answers')} saved</strong> ${renderNames(given, '/')}can be undone for 24 hours</p>`}
${view.problems.length === 0 ? null : renderProblems(view)}
${isQuiet ? html`<p class="notice good"><strong>Every row agrees with GitHub.</strong></p>` : null}
</div>`;
}

const namesShown = 6;

function renderNames(rows: readonly ShownRow[], all: string): Html {
  const rest = rows.length - namesShown;
  return html`${rows.slice(0, namesShown).map(({ project, id }) => html`<a href="/#${id}"><bdi>${project.name}</bdi></a> `)}${rest > 0 ? html`<a href="${all}">and ${rest} more</a>` : null}`;
}

const problemsShown = 5;

function renderProblems({ problems }: PortfolioView): Html {
  const rest = problems.length - problemsShown;
  return html`<section class="notice bad" aria-labelledby="problems">
<h2 id="problems">${count(problems.length, 'problem', 'problems')}</h2>
<ul>${problems.slice(0, problemsShown).map(({ where, message, hint }) => html`<li><strong>${message}</strong> ${where === '' ? null : html`<code>${where}</code>`}${hint === '' ? null : html`<span class="hint">${hint}</span>`}</li>`)}</ul>
${rest > 0 ? html`<p><a href="/operations#problems">and ${rest} more</a></p>` : null}
</section>`;
}

const orderNames: Record<RowQuery['order'], string> = {
  document: 'as in the document',
  name: 'by name',
  status: 'by status',
  activity: 'by latest work',
  since: 'by latest change',
};
const showNames: Record<RowQuery['show'], string> = {
  all: 'all rows',
  drift: 'that disagree',
  asked: 'with a question',
  pinned: 'pinned',
};

/** A plain form: without a script it is sent with a button, with it by the choice itself. */
function renderFilter(query: RowQuery, view: PortfolioView): Html {
  const option = (value: string, name: string, isChosen: boolean) =>
    html`<option value="${value}"${isChosen ? html` selected` : null}>${name}</option>`;
  return html`<form class="filter" method="get" action="/" role="search">
<div class="find"><label for="q" class="unseen">Find projects</label><input id="q" name="q" type="search" value="${query.text}" placeholder="Find a project" autocomplete="off" aria-keyshortcuts="/"><kbd class="scripted" aria-hidden="true">/</kbd></div>
<div><label for="status">Status</label><select id="status" name="status">${option('', 'any', query.status === null)}${countStatuses(view).map(([status]) => option(status, nameCount(status), query.status === status))}</select></div>
${view.audience === 'owner' ? html`<div><label for="show">Show</label><select id="show" name="show">${shows.map((show) => option(show, showNames[show], query.show === show))}</select></div>` : null}
<div><label for="sort">Sort</label><select id="sort" name="sort">${orders.map((order) => option(order, orderNames[order], query.order === order))}</select></div>
<noscript><button type="submit">Apply</button></noscript>${formatQuery(query) === '' ? null : html`<a href="/">Reset</a>`}
<span class="found" role="status"></span>
</form>`;
}

function renderRows(view: PortfolioView, query: RowQuery, rows: readonly ShownRow[]): Html {
  if (query.order !== 'document') return html`${groupRows(rows, query).map((group) => renderGroup(group, false))}`;
  const isWhole = formatQuery(query) === '';
  const isNamed = view.documents.length > 1;
  return html`${view.documents.map((document) => {
    const own = rows.filter((row) => row.document === document);
    return own.length === 0 && !isWhole ? null : renderDocument(document, groupRows(own, query), isNamed);
  })}`;
}

export const legend = html`<p class="legend"><span class="key work"></span>work <span class="key other"></span>bots, merges, documentation <span class="key gap"></span>not known <span class="key release"></span>release <span class="key deploy"></span>deployment</p>`;

function renderChanges(changes: readonly ChangeView[]): Html {
  return html`<section class="changes" aria-labelledby="changes">
<h2 id="changes">Recent changes</h2>
<ol>${changes.map((change) => renderChange(change, true))}</ol>
</section>`;
}

export function renderChange({ name, from, to, at, oid, url, evidence }: ChangeView, isNamed: boolean): Html {
  const link = toLink(url);
  const commit = oid.slice(0, 7);
  return html`<li>${renderDayAgo(at)}<div><p>${isNamed ? html`<bdi class="name">${name}</bdi> ` : null}<span class="step">${from} <span aria-label="became" role="img">→</span> ${to}</span>
${link === null ? html`<code>${commit}</code>` : html`<a href="${link}" aria-label="Commit ${commit} about ${name}"><code>${commit}</code></a>`}</p>
${evidence === null ? null : html`<p class="why">${renderSentence(evidence)}</p>`}</div></li>`;
}

function count(number: number, one: string, many: string): string {
  return `${number} ${number === 1 ? one : many}`;
}

// One document on the dashboard: where it lies, when it was checked, and its rows grouped under the headings that
// stand above them in the document.

function renderDocument(document: DocumentView, groups: readonly RowGroup[], isNamed: boolean): Html {
  const link = toGitHubLink(document.site, document.repo, documentPath(document));
  return html`<section class="document">
${isNamed ? html`<h2 class="document-name"><bdi>${formatDocumentName(document)}</bdi></h2>` : null}
<p class="checked">${link === null ? null : html`<a href="${link}">${document.path}</a> `}${renderCheckTimes(document)}</p>
${document.checkedAt !== null && document.projects.length === 0 ? noRows : null}
${groups.map((group) => renderGroup(group, isNamed))}
</section>`;
}

function documentPath({ path, branch }: DocumentView): string {
  return `/blob/${[branch ?? 'HEAD', ...path.split('/')].map((part) => encodeURIComponent(part)).join('/')}`;
}

function renderCheckTimes({ checkedAt, nextCheckAt, projects }: DocumentView): Html | null {
  if (checkedAt === null && projects.length > 0) return null;
  if (checkedAt === null) return html`Not checked yet. The table appears here after the first check.`;
  return html`checked ${renderAgo(checkedAt)}${nextCheckAt === null ? null : html`, next check ${renderDue(nextCheckAt, 'minute')}`}`;
}

const noRows = html`<p class="empty">No project table was found in this document. A table needs a column of statuses, such as 🟢 Running.</p>`;

function renderGroup({ section, rows }: RowGroup, isNested: boolean): Html {
  const heading = isNested ? html`<h3><bdi>${section}</bdi></h3>` : html`<h2><bdi>${section}</bdi></h2>`;
  return html`<div class="group">${section === null ? null : heading}
<table role="table" aria-label="${section ?? 'Projects'}">
<thead role="rowgroup"><tr role="row">${columns.map(([name, kind]) => html`<th role="columnheader" scope="col" class="col-${kind}">${name}</th>`)}</tr></thead>
<tbody role="rowgroup">${rows.map(renderRow)}</tbody>
</table></div>`;
}

const columns = [
  ['Project', 'name'],
  ['Status', 'status'],
  ['26 weeks', 'half-year'],
  ['Checked', 'check-times'],
] as const;
