// One document on the dashboard: its rows in their own order, grouped under the headings that stand above them in the
// document. Roles are written out because the phone layout takes the table apart visually.

import { html } from 'hono/html';
import { toneOf } from '../core/render/badge.ts';
import { nameStatus } from '../core/wording.ts';
import { type Html, toGitHubLink } from './page.ts';
import type { DocumentView } from './portfolio-view.ts';
import type { ProjectView } from './project-view.ts';
import { nameDocument, rowId } from './row-name.ts';
import { renderDay, renderMinute, renderSentence } from './time.ts';

interface Group {
  readonly section: string | null;
  readonly rows: { readonly project: ProjectView; readonly id: string }[];
}

export function renderDocument(document: DocumentView, index: number, isNamed: boolean): Html {
  const link = toGitHubLink(document.repo, documentPath(document));
  const name = nameDocument(document);
  return html`<section class="document">
${isNamed ? html`<h2 class="document-name"><bdi>${name}</bdi></h2>` : null}
<p class="looked">${link === null ? null : html`<a href="${link}">${document.path}</a> `}${renderLooks(document)}</p>
${document.lookedAt !== null && document.projects.length === 0 ? noRows : null}
${groupRows(document, index).map((group) => renderGroup(group, isNamed))}
</section>`;
}

function documentPath({ path, branch }: DocumentView): string {
  return `/blob/${[branch ?? 'HEAD', ...path.split('/')].map((part) => encodeURIComponent(part)).join('/')}`;
}

function renderLooks({ lookedAt, nextLookAt }: DocumentView): Html {
  if (lookedAt === null) return html`Not looked at yet. The table appears here after the first look.`;
  return html`looked at ${renderMinute(lookedAt)}${nextLookAt === null ? null : html`, next look ${renderMinute(nextLookAt)}`}`;
}

const noRows = html`<p class="empty">No project table was found in this document. A table needs a column of status words, such as 🟢 Running.</p>`;

/** Neighbouring rows under the same heading; a heading that returns later starts again, as in the document. */
function groupRows({ projects }: DocumentView, document: number): Group[] {
  const groups: Group[] = [];
  for (const [position, project] of projects.entries()) {
    const row = { project, id: rowId(document, position) };
    const last = groups.at(-1);
    if (last !== undefined && last.section === project.section) last.rows.push(row);
    else groups.push({ section: project.section, rows: [row] });
  }
  return groups;
}

function renderGroup({ section, rows }: Group, isNested: boolean): Html {
  const heading = isNested ? html`<h3><bdi>${section}</bdi></h3>` : html`<h2><bdi>${section}</bdi></h2>`;
  return html`${section === null ? null : heading}
<table role="table" aria-label="${section ?? 'Projects'}">
<thead role="rowgroup"><tr role="row">${columns.map(([name, kind]) => html`<th role="columnheader" scope="col" class="col-${kind}">${name}</th>`)}</tr></thead>
<tbody role="rowgroup">${rows.map(({ project, id }) => renderRow(project, id))}</tbody>
</table>`;
}

const columns = [
  ['Project', 'name'],
  ['Status', 'status'],
  ['Since', 'day'],
  ['Looked at', 'minute'],
  ['Review', 'day'],
] as const;

function renderRow(project: ProjectView, id: string): Html {
  const link = toGitHubLink(
    project.repo,
    project.folder === null ? '' : `/tree/HEAD/${project.folder.split('/').map(encodeURIComponent).join('/')}`,
  );
  const name = html`<bdi>${project.name}</bdi>`;
  return html`<tr role="row" id="${id}">
<th role="rowheader" scope="row">${link === null ? html`<span class="name">${name}</span>` : html`<a class="name" href="${link}">${name}</a>`}${renderWhy(project)}</th>
<td role="cell" class="status">${renderStatus(project)}</td>
${renderTime('Since', project.since === null ? null : renderDay(project.since))}
${renderTime('Looked at', project.lookedAt === null ? null : renderMinute(project.lookedAt))}
${renderTime('Review', project.reviewAt === null ? null : renderDay(project.reviewAt))}
</tr>`;
}

function renderTime(label: string, time: Html | null): Html {
  return html`<td role="cell" class="${time === null ? 'time none' : 'time'}" data-label="${label}">${time ?? html`<span aria-label="not known">–</span>`}</td>`;
}

/** The evidence, and what follows from it where that is not simply "it stays". */
function renderWhy({ evidence, reason, action, question }: ProjectView): Html {
  const isPlain = action === 'keep' || reason === evidence;
  const asked = question !== null && question.evidence !== evidence ? question.evidence : null;
  const sentences = [evidence, asked].filter((sentence) => sentence !== null);
  return html`${sentences.map((sentence) => html`<p class="why">${renderSentence(sentence)}</p>`)}${isPlain || reason === null ? null : html`<p class="why then">${renderSentence(reason)}</p>`}`;
}

function renderStatus({ typed, settled, isDrifting, question, action }: ProjectView): Html {
  const word = isDrifting
    ? html`<del class="tone-${toneOf(typed.status)}">${readWord(typed)}</del><ins class="tone-${toneOf(settled.status)}">${readWord(settled)}</ins>`
    : html`<span class="tone-${toneOf(settled.status)}">${readWord(settled)}</span>`;
  if (question !== null) return html`${word}<span class="tag ask">${nameStatus(question.status)}?</span>`;
  return action === 'hold' ? html`${word}<span class="tag">on hold</span>` : word;
}

/** The owner's own word without its glyph: the page has dots of its own. */
function readWord({ text, status }: ProjectView['settled']): string {
  const word = text.replace(/^[^\p{L}\p{N}]+/u, '');
  return word === '' ? nameStatus(status) : word;
}
