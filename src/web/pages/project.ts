// GET /projects/:owner/:slug: everything about one project on one page: what its status is and why, the owner's say, the
// facts with the time they were read, its past, and the deliveries about it.

import { html, raw } from 'hono/html';
import { formatStatus } from '../../core/messages/evidence.ts';
import type { Activity, RepositoryPlace } from '../../core/model.ts';
import { toneOf } from '../../core/render/badge.ts';
import { renderSparkline, renderTimeline } from '../../core/render/charts.ts';
import { type Status, statuses } from '../../core/status/statuses.ts';
import { toPlainText } from '../../core/text.ts';
import type { Place, ProjectPageView } from '../views/project.ts';
import type { ProjectView } from '../views/project-row.ts';
import { legend, renderChange } from './dashboard.ts';
import { actForm, folderPath, formatDocumentName, renderAnswers, renderStatus, renderWhy } from './dashboard-row.ts';
import { type Html, renderDay, renderMinute, renderSentence, toGitHubLink } from './layout.ts';
import { renderDeliveries } from './operations.ts';

export function renderProjectPage(view: ProjectPageView): Html {
  const { project, places, activity, changes, deliveries, periods, endAt } = view;
  const timeline = endAt === null ? null : renderTimeline(periods, endAt);
  return html`<p class="muted"><a href="/">Table</a>${project.section === null ? null : html` / <bdi>${project.section}</bdi>`}</p>
<h1><bdi>${project.name}</bdi></h1>
<div class="status said head">${renderStatus(project)}</div>
${renderWhy(project)}${renderAnswers(project)}
${timeline === null ? null : html`<section><h2>Status over time</h2>${raw(timeline)}</section>`}
${project.weeks === null ? null : html`<section><h2>26 weeks</h2><div class="half-year wide">${raw(renderSparkline(project.weeks))}</div>${legend}</section>`}
<div class="columns">
<div>${renderFacts(view)}
${project.ownerControls === null ? null : renderPinForm(project)}</div>
<div>${view.explanation === null ? null : renderRules(view.explanation)}
${changes.length === 0 ? null : html`<section class="changes"><h2>Changes</h2><ol>${changes.map(renderChange)}</ol></section>`}
${places.length < 2 ? null : html`<section><h2>Stands in</h2><ul>${places.map(renderPlace)}</ul></section>`}</div>
</div>
${deliveries.length === 0 ? null : html`<section><h2>Webhook deliveries</h2>${renderDeliveries(deliveries, false)}</section>`}
${activity === null ? null : html`<footer><span>Facts as of ${renderMinute(activity.fetchedAt)}, complete since ${renderDay(activity.completeSince)}.</span><span>Times are UTC.</span></footer>`}`;
}

function renderPlace({ project, document }: Place): Html {
  return html`<li><bdi>${formatDocumentName(document)}</bdi>, line ${project.line}: ${project.typed.text}</li>`;
}

/** Any word, any day; disabled with the reason where a higher word rules. */
function renderPinForm({ ownerControls, typed, token }: ProjectView): Html | null {
  if (ownerControls === null) return null;
  const { overriddenBy, pin } = ownerControls;
  const isOff = overriddenBy === null ? null : html` disabled aria-describedby="pin-why"`;
  const option = (status: Status) =>
    html`<option value="${status}"${status === typed.status ? html` selected` : null}>${formatStatus(status)}</option>`;
  const offered = statuses.filter((status) => status !== 'unknown' && status !== 'stalled');
  return html`<section id="pin"><h2>Pin</h2>
<p class="why" id="pin-why">${overriddenBy ?? (pin === null ? 'A pin keeps the status, whatever GitHub shows, until the end of its last day.' : html`Pinned${pin.until === null ? null : html` until ${renderSentence(pin.until)}`}.`)}</p>
<div class="fields"><div><label for="pin-status">Status</label><select id="pin-status" name="status" form="${actForm}"${isOff}>${offered.map(option)}</select></div>
<div><label for="pin-until">Last day (empty: forever)</label><input id="pin-until" name="until" type="date" form="${actForm}"${isOff}></div>
<button type="submit" form="${actForm}" name="do" value="pin:${token}"${isOff}>Pin</button>${pin?.isOurs === true ? html` <button type="submit" form="${actForm}" name="do" value="unpin:${token}">Unpin</button>` : null}</div></section>`;
}

function renderFacts({ project, activity, declared, audience }: ProjectPageView): Html {
  const places: RepositoryPlace[] =
    project.repo === null ? [] : [{ repo: project.repo, folder: project.folder }, ...project.also];
  const facts: (readonly [string, Html | string | null])[] = [
    ...(places.length === 0 ? [['Repository', 'none linked'] as const] : places.flatMap(listPlace)),
    [
      'In the document',
      html`${project.typed.text === '' ? 'an empty cell' : project.typed.text}, line ${project.line}`,
    ],
    [
      'Declared',
      declared &&
        html`${formatStatus(declared.status)}, confirmed ${declared.confirmedAt === null ? 'at an unknown time' : renderDay(declared.confirmedAt)}`,
    ],
    ['Due for review', project.reviewAt === null ? null : renderDay(project.reviewAt)],
    ...(activity === null ? [] : listActivity(activity, audience === 'owner')),
  ];
  return html`<section><h2>Facts</h2><dl class="facts">${facts.map(([name, fact]) => (fact === null ? null : html`<dt>${name}</dt><dd>${fact}</dd>`))}</dl></section>`;
}

function listPlace({ repo, folder }: RepositoryPlace): (readonly [string, Html | string | null])[] {
  const link = toGitHubLink(repo, folderPath({ folder }));
  return [
    ['Repository', link === null ? repo : html`<a href="${link}"><bdi>${repo}</bdi></a>`],
    ['Folder', folder],
  ];
}

function listActivity(activity: Activity, isOwner: boolean): (readonly [string, Html | string | null])[] {
  const { operations } = activity;
  const work = activity.commits.filter(({ kind }) => kind === 'work');
  const [newest] = work;
  const [release] = activity.releases;
  const [deployment] = operations?.deployments ?? [];
  return [
    ['Visibility', isOwner ? activity.visibility : null],
    ['Archived', activity.isArchived ? (activity.archivedAt === null ? 'yes' : renderDay(activity.archivedAt)) : 'no'],
    ['Created', renderDay(activity.createdAt)],
    [
      'Work',
      newest === undefined
        ? 'no work commit known'
        : html`${work.length} work commits known, the last on ${renderDay(newest.at)}`,
    ],
    ['Other commits', String(activity.commits.length - work.length)],
    [
      'Release',
      release === undefined
        ? activity.unread?.includes('releases') === true
          ? 'not checked'
          : 'none'
        : html`<bdi>${toPlainText(release.tag, 60)}</bdi>${release.isPrerelease ? ' (prerelease)' : null} on ${renderDay(release.publishedAt)}`,
    ],
    ['Languages', activity.languages.length === 0 ? 'none found' : toPlainText(activity.languages.join(', '), 200)],
    [
      'Deployment',
      deployment === undefined
        ? null
        : html`<bdi>${toPlainText(deployment.environment, 60)}</bdi>: ${deployment.state} on ${renderDay(deployment.at)}`,
    ],
    ...(operations?.schedules ?? []).map(({ name, state, runs }) => {
      const [run] = runs;
      const last =
        run === undefined
          ? 'never run'
          : html`last run ${run.succeeded ? 'succeeded' : 'failed'} on ${renderDay(run.at)}`;
      return [
        'Scheduled workflow',
        html`<bdi>${toPlainText(name, 100)}</bdi> (${state.replaceAll('_', ' ')}): ${last}`,
      ] as const;
    }),
    ['Checked', renderMinute(activity.fetchedAt)],
    ['Operations checked', operations === null ? 'not permitted, or not yet' : renderMinute(operations.fetchedAt)],
  ];
}

/** The rule that fired comes first, then those that were tried before it. */
function renderRules({ derived, misses }: NonNullable<ProjectPageView['explanation']>): Html {
  return html`<section><h2>Why</h2>
<ul class="rules"><li class="fired"><strong>${derived.rule}</strong><span><span class="dot tone-${toneOf(derived.status)}">${formatStatus(derived.status)}</span>, ${derived.confidence}: ${renderSentence(toPlainText(derived.evidence))}</span></li></ul>
${
  misses.length === 0
    ? null
    : html`<h3>Rules that did not fire</h3>
<ul class="rules">${misses.map(({ rule, because }) => html`<li><span>${rule}</span><span>${renderSentence(toPlainText(because))}</span></li>`)}</ul>`
}</section>`;
}
