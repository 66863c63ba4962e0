// One row of the dashboard's table: the status with its evidence, half a year of work, when it was looked at, and what
// the owner can decide. Roles are written out because the phone layout takes the table apart visually.

import { html, raw } from 'hono/html';
import { toneOf } from '../core/render/badge.ts';
import { renderSparkline } from '../core/render/sparkline.ts';
import { nameStatus } from '../core/wording.ts';
import { renderAnswers, renderPin } from './answer-controls.ts';
import { type Html, toGitHubLink } from './page.ts';
import { toProjectPage } from './project-address.ts';
import type { ProjectView } from './project-view.ts';
import { type ShownRow, toSearchText } from './select-rows.ts';
import { renderDay, renderMinute, renderSentence } from './time.ts';

export function renderRow({ project, id }: ShownRow): Html {
  const page = toProjectPage(project);
  const name = html`<bdi>${project.name}</bdi>`;
  const link = toGitHubLink(project.repo, folderPath(project));
  return html`<tr role="row" id="${id}" data-find="${toSearchText(project)}">
<th role="rowheader" scope="row">${page === null ? html`<span class="name">${name}</span>` : html`<a class="name" href="${page}">${name}</a>`}${link === null ? null : html` <a class="repo" href="${link}"><bdi>${project.repo}</bdi></a>`}${project.also.map(renderPlace)}${renderWhy(project)}${renderAnswers(project)}</th>
<td role="cell" class="status"><div class="said">${renderStatus(project)}${renderPin(project, page)}</div></td>
<td role="cell" class="half-year">${project.weeks === null ? html`<span class="none" aria-label="No repository looked at">–</span>` : raw(renderSparkline(project.weeks))}</td>
<td role="cell" class="looks">${renderLooks(project)}</td>
</tr>`;
}

/** A further repository of the same project. */
function renderPlace({ repo, folder }: ProjectView['also'][number]): Html | null {
  const link = toGitHubLink(repo, folderPath({ folder }));
  return link === null ? null : html` <a class="repo" href="${link}"><bdi>${repo}</bdi></a>`;
}

export function folderPath({ folder }: Pick<ProjectView, 'folder'>): string {
  return folder === null ? '' : `/tree/HEAD/${folder.split('/').map(encodeURIComponent).join('/')}`;
}

/** The evidence, and what follows from it where that is not simply "it stays". */
export function renderWhy({ evidence, reason, action, question }: ProjectView): Html {
  const isPlain = action === 'keep' || reason === evidence;
  const asked = question !== null && question.evidence !== evidence ? question.evidence : null;
  const sentences = [evidence, asked].filter((sentence) => sentence !== null);
  return html`${sentences.map((sentence) => html`<p class="why">${renderSentence(sentence)}</p>`)}${isPlain || reason === null ? null : html`<p class="why then">${renderSentence(reason)}</p>`}`;
}

export function renderStatus({ typed, settled, isDrifting, question, action, since, desk }: ProjectView): Html {
  const word = isDrifting
    ? html`<del class="tone-${toneOf(typed.status)}">${readWord(typed)}</del><ins class="tone-${toneOf(settled.status)}">${readWord(settled)}</ins>`
    : html`<span class="tone-${toneOf(settled.status)}">${readWord(settled)}</span>`;
  const isWaiting = question !== null && desk?.answered == null;
  const tag = isWaiting
    ? html`<span class="tag ask">${nameStatus(question.status)}?</span>`
    : action === 'hold'
      ? html`<span class="tag">on hold</span>`
      : null;
  return html`${word}${since === null ? null : html`<span class="since">since ${renderDay(since)}</span>`}${tag}`;
}

/** The owner's own word without its glyph: the page has dots of its own. */
function readWord({ text, status }: ProjectView['settled']): string {
  const word = text.replace(/^[^\p{L}\p{N}]+/u, '');
  return word === '' ? nameStatus(status) : word;
}

function renderLooks({ lookedAt, reviewAt }: ProjectView): Html {
  return html`${lookedAt === null ? html`<span class="none" aria-label="Not looked at">–</span>` : html`<span class="last"><span class="label">Looked at </span>${renderMinute(lookedAt)}</span>`}${reviewAt === null ? null : html`<span class="next"><span class="label">due for </span>review ${renderDay(reviewAt)}</span>`}`;
}
