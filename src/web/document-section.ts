// One document on the dashboard: where it lies, when it was looked at, and its rows grouped under the headings that
// stand above them in the document.

import { html } from 'hono/html';
import { type Html, toGitHubLink } from './page.ts';
import type { DocumentView } from './portfolio-view.ts';
import { renderRow } from './project-row.ts';
import { nameDocument } from './row-name.ts';
import type { RowGroup } from './select-rows.ts';
import { renderMinute } from './time.ts';

export function renderDocument(document: DocumentView, groups: readonly RowGroup[], isNamed: boolean): Html {
  const link = toGitHubLink(document.repo, documentPath(document));
  return html`<section class="document">
${isNamed ? html`<h2 class="document-name"><bdi>${nameDocument(document)}</bdi></h2>` : null}
<p class="looked">${link === null ? null : html`<a href="${link}">${document.path}</a> `}${renderLooks(document)}</p>
${document.lookedAt !== null && document.projects.length === 0 ? noRows : null}
${groups.map((group) => renderGroup(group, isNamed))}
</section>`;
}

function documentPath({ path, branch }: DocumentView): string {
  return `/blob/${[branch ?? 'HEAD', ...path.split('/')].map((part) => encodeURIComponent(part)).join('/')}`;
}

function renderLooks({ lookedAt, nextLookAt, projects }: DocumentView): Html | null {
  if (lookedAt === null && projects.length > 0) return null;
  if (lookedAt === null) return html`Not looked at yet. The table appears here after the first look.`;
  return html`looked at ${renderMinute(lookedAt)}${nextLookAt === null ? null : html`, next look ${renderMinute(nextLookAt)}`}`;
}

const noRows = html`<p class="empty">No project table was found in this document. A table needs a column of status words, such as 🟢 Running.</p>`;

export function renderGroup({ section, rows }: RowGroup, isNested: boolean): Html {
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
  ['Looked at', 'looks'],
] as const;
