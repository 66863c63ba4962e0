// One row of the dashboard's table: the status with its evidence, half a year of work, when it was checked, and what
// the owner can decide. Roles are written out because the phone layout takes the table apart visually.

import { html, raw } from 'hono/html';
import { formatStatus } from '../../core/messages/evidence.ts';
import { toOwnWord } from '../../core/render/badge.ts';
import { countWork, renderSparkline } from '../../core/render/charts.ts';
import { type ShownRow, toSearchText } from '../views/filter-rows.ts';
import type { DocumentView } from '../views/portfolio.ts';
import { toProjectPage } from '../views/project.ts';
import type { ProjectView } from '../views/project-row.ts';
import { type Html, renderAgo, renderDay, renderDue, renderMinute, renderSentence, toGitHubLink } from './layout.ts';
import { press, renderPinControl } from './pin.ts';

export function renderRow({ project, id }: ShownRow): Html {
  const page = toProjectPage(project);
  const name = html`<bdi>${project.name}</bdi>`;
  const link = toGitHubLink(project.site, project.repo, folderPath(project));
  return html`<tr role="row" id="${id}" data-find="${toSearchText(project)}">
<th role="rowheader" scope="row">${page === null ? html`<span class="name">${name}</span>` : html`<a class="name" href="${page}">${name}</a>`}${link === null ? null : html` <a class="repo" href="${link}"><bdi>${project.repo}</bdi></a>`}${project.also.map((place) => renderPlace(project.site, place))}${renderWhy(project)}${renderAnswers(project)}</th>
<td role="cell" class="status"><div class="said">${renderStatus(project)}${renderPinControl(project, page)}</div></td>
<td role="cell" class="half-year">${renderHalfYear(project)}</td>
<td role="cell" class="check-times">${renderCheckTimes(project)}</td>
</tr>`;
}

/** A further repository of the same project. */
function renderPlace(site: string, { repo, folder }: ProjectView['also'][number]): Html | null {
  const link = toGitHubLink(site, repo, folderPath({ folder }));
  return link === null ? null : html` <a class="repo" href="${link}"><bdi>${repo}</bdi></a>`;
}

export function folderPath({ folder }: Pick<ProjectView, 'folder'>): string {
  return folder === null ? '' : `/tree/HEAD/${folder.split('/').map(encodeURIComponent).join('/')}`;
}

/** The picture with its number; a few words where there is nothing to draw. */
function renderHalfYear({ weeks }: ProjectView): Html {
  if (weeks === null) return html`<span class="none" aria-label="No repository checked">–</span>`;
  const picture = renderSparkline(weeks);
  // The picture's own text has the number already.
  return picture === null
    ? html`<span class="none">${countWork(weeks)}</span>`
    : html`${raw(picture)}<span class="sum" aria-hidden="true">${countWork(weeks)}</span>`;
}

/** The evidence, and what follows from it where that is not simply "it stays", or was answered already. */
export function renderWhy({ evidence, reason, action, question, ownerControls }: ProjectView): Html {
  const isPlain = action === 'keep' || reason === evidence || ownerControls?.isPending === true;
  const asked = question !== null && question.evidence !== evidence ? question.evidence : null;
  const sentences = [evidence, asked].filter((sentence) => sentence !== null);
  return html`${sentences.map((sentence) => html`<p class="why">${renderSentence(sentence)}</p>`)}${isPlain || reason === null ? null : html`<p class="why then">${renderSentence(reason)}</p>`}`;
}

export function renderStatus({
  typed,
  decision,
  asOf,
  isDrifting,
  question,
  action,
  since,
  ownerControls,
}: ProjectView): Html {
  const word = isDrifting
    ? html`<del class="marked is-${typed.status}">${toOwnWord(typed.text, typed.status)}</del><ins class="marked is-${decision.status}">${toOwnWord(decision.text, decision.status)}</ins>`
    : html`<span class="marked is-${decision.status}">${toOwnWord(decision.text, decision.status)}</span>`;
  const isWaiting = question !== null && ownerControls?.isPending !== true;
  const tag = isWaiting
    ? html`<span class="tag ask">${formatStatus(question.status)}?</span>`
    : action === 'hold'
      ? html`<span class="tag">on hold</span>`
      : null;
  const date = asOf === null ? null : html` <span class="as-of">${asOf.text}</span>`;
  return html`${word}${date}${since === null ? null : html`<span class="since">since ${renderDay(since)}</span>`}${tag}`;
}

function renderCheckTimes({ checkedAt, reviewAt }: ProjectView): Html {
  return html`${checkedAt === null ? html`<span class="none" aria-label="Not checked">–</span>` : html`<span class="last"><span class="label">Checked </span>${renderAgo(checkedAt)}</span>`}${reviewAt === null ? null : html`<span class="next"><span class="label">due for </span>review ${renderDue(reviewAt, 'day')}</span>`}`;
}

/** Answers to an open question, and the one that was given; null where there is neither. */
export function renderAnswers(project: ProjectView): Html | null {
  const { question, ownerControls, name, token } = project;
  if (ownerControls === null) return null;
  const { isPending, answers } = ownerControls;
  const buttons = answers.map(({ kind, label }) => html`<button ${press(`${kind}:${token}`)}>${label}</button>`);
  return html`${renderGiven(project)}${question === null || isPending ? null : html`<div class="answers" role="group" aria-label="Answers about ${name}">${buttons}</div>`}`;
}

/** What was answered, as long as the document does not say it or it can be undone. */
function renderGiven({ ownerControls, name, token }: ProjectView): Html | null {
  const { answered = null, isPending = false, undoUntil = null } = ownerControls ?? {};
  if (answered === null) return null;
  const next = isPending ? ' It will be in the document after the next run.' : null;
  const undo =
    undoUntil === null
      ? null
      : html` <button class="quiet" ${press(`undo:${token}`)} aria-label="Undo the answer about ${name}">Undo</button> until ${renderMinute(undoUntil)}`;
  return html`<p class="why then" role="note">${renderSentence(answered)}${next}${undo}</p>`;
}

// What documents and rows are called on a page: one wording and one anchor for everybody who points at them.

/** `owner/name` for its README, else `owner/name: path`; a local file by its path. */
export function formatDocumentName({ repo, path }: Pick<DocumentView, 'repo' | 'path'>): string {
  if (repo === null) return path;
  return path === 'README.md' ? repo : `${repo}: ${path}`;
}
