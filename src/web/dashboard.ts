// GET /: the portfolio as it stands in its documents, with the evidence for every word, what disagrees, what waits and
// what changed. One render of one view; knows nothing of the store and decides nothing about who may see what.

import type { Hono } from 'hono';
import { html } from 'hono/html';
import { nameStatus } from '../core/wording.ts';
import { renderDocument } from './document-section.ts';
import { answerPage, type Html, toLink } from './page.ts';
import { type ChangeView, type PortfolioView, readPortfolioView } from './portfolio-view.ts';
import type { ProjectView } from './project-view.ts';
import { nameDocument, rowId } from './row-name.ts';
import type { Sessions } from './session.ts';
import { answerSignIn } from './sign-in.ts';
import { renderDay, renderSentence } from './time.ts';
import type { WebPorts, WebSettings } from './web-ports.ts';

type Settings = Pick<WebSettings, 'audience' | 'adminToken' | 'publicUrl'>;

export function addDashboard(app: Hono, settings: Settings, ports: Pick<WebPorts, 'store'>, sessions: Sessions): void {
  app.get('/', async (c) => {
    const isOwner = await sessions.isOwner(c);
    if (!isOwner && settings.audience !== 'all') return answerSignIn(c, settings, 401, null);
    const view = await readPortfolioView(ports.store, isOwner ? 'owner' : 'public');
    if (!isOwner) {
      c.header('Cache-Control', 'no-cache');
      c.header('Vary', 'Cookie, Authorization');
    }
    return answerPage(c, 200, {
      title: nameView(view),
      description: `Every project with its status and the evidence for it. ${sumUp(view)}.`,
      isListed: !isOwner,
      actions: isOwner ? ownerActions : html`<a href="/login">Sign in</a>`,
      body: renderView(view),
    });
  });
}

const ownerActions = html`<form method="post" action="/api/sync"><button type="submit">Sync now</button></form>
<form method="post" action="/logout"><button type="submit" class="quiet">Sign out</button></form>`;

function nameView({ documents }: PortfolioView): string {
  const [first] = documents;
  return documents.length === 1 && first !== undefined ? nameDocument(first) : 'Portfolio';
}

function renderView(view: PortfolioView): Html {
  if (view.documents.length === 0) return view.audience === 'owner' ? firstRun : nothingPublic;
  return html`<h1>${nameView(view)}</h1>
<p class="summary">${sumUp(view)}</p>
${renderNotices(view)}
${view.documents.map((document, index) => renderDocument(document, index, view.documents.length > 1))}
${view.changes.length === 0 ? null : renderChanges(view.changes)}
<footer><a href="/api/status.json">status.json</a><span>Times are UTC.</span></footer>`;
}

const firstRun = html`<div class="narrow">
<h1>No document yet</h1>
<p>Statusfolio looks after the documents that its configuration lists. Name one in <code>statusfolio.yml</code> and restart:</p>
<pre><code>documents:
  - repo: owner/name
    path: README.md
    publish: commit</code></pre>
<p class="muted">Its table appears here as soon as it has been read.</p>
</div>`;

const nothingPublic = html`<div class="narrow"><h1>Nothing to show</h1><p>No public document is looked after here.</p></div>`;

/** `3 running · 2 complete`: every project once, in however many documents it stands. */
function sumUp({ documents }: PortfolioView): string {
  const projects = new Map<string, ProjectView>();
  for (const document of documents) {
    for (const project of document.projects) {
      const name =
        project.repo === null ? `${nameDocument(document)}#${project.name}` : `${project.repo}#${project.folder ?? ''}`;
      projects.set(name.toLowerCase(), project);
    }
  }
  const counts = new Map<string, number>();
  for (const { settled } of projects.values()) {
    const name = settled.status === 'unknown' ? 'other' : nameStatus(settled.status);
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  const parts = [...counts].sort(([, one], [, other]) => other - one).map(([name, count]) => `${count} ${name}`);
  return parts.length === 0 ? 'No projects found yet' : parts.join(' · ');
}

function renderNotices(view: PortfolioView): Html {
  const rows = view.documents.flatMap(({ projects }, document) =>
    projects.map((project, position) => ({ project, id: rowId(document, position) })),
  );
  const drifting = rows.filter(({ project }) => project.isDrifting);
  const asked = rows.filter(({ project }) => project.question !== null);
  const isQuiet = drifting.length + asked.length + view.problems.length === 0 && rows.length > 0;
  return html`<div class="notices">
${drifting.length === 0 ? null : html`<p class="notice drift"><strong>${count(drifting.length, 'row disagrees', 'rows disagree')} with GitHub</strong> ${renderNames(drifting)}</p>`}
${asked.length === 0 ? null : html`<p class="notice ask"><strong>${count(asked.length, 'question waits', 'questions wait')} for you</strong> ${renderNames(asked)}</p>`}
${view.problems.length === 0 ? null : renderProblems(view)}
${isQuiet ? html`<p class="notice good"><strong>Every row agrees with GitHub.</strong></p>` : null}
</div>`;
}

const namesShown = 8;

function renderNames(rows: readonly { readonly project: ProjectView; readonly id: string }[]): Html {
  const rest = rows.length - namesShown;
  return html`${rows.slice(0, namesShown).map(({ project, id }) => html`<a href="#${id}"><bdi>${project.name}</bdi></a> `)}${rest > 0 ? `and ${rest} more` : null}`;
}

function renderProblems({ problems }: PortfolioView): Html {
  return html`<section class="notice bad" aria-labelledby="problems">
<h2 id="problems">${count(problems.length, 'problem', 'problems')}</h2>
<ul>${problems.map(({ where, message, hint }) => html`<li><strong>${message}</strong> ${where === '' ? null : html`<code>${where}</code>`}${hint === '' ? null : html`<span class="hint">${hint}</span>`}</li>`)}</ul>
</section>`;
}

function renderChanges(changes: readonly ChangeView[]): Html {
  return html`<section class="changes" aria-labelledby="changes">
<h2 id="changes">Recent changes</h2>
<ol>${changes.map(({ name, from, to, at, oid, url, evidence }) => {
    const link = toLink(url);
    const commit = oid.slice(0, 7);
    return html`<li>${renderDay(at)}<div><p><bdi class="name">${name}</bdi> <span class="step">${from} <span aria-label="became">→</span> ${to}</span>
${link === null ? html`<code>${commit}</code>` : html`<a href="${link}"><code>${commit}</code></a>`}</p>
${evidence === null ? null : html`<p class="why">${renderSentence(evidence)}</p>`}</div></li>`;
  })}</ol>
</section>`;
}

function count(number: number, one: string, many: string): string {
  return `${number} ${number === 1 ? one : many}`;
}
