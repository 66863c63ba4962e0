// GET /projects/:owner/:slug: everything about one project on one page: what its status is, why, what would change it and
// when; then its past, the facts with the time they were read, the owner's say, and the deliveries about it.

import { html, raw } from 'hono/html';
import { formatStatus } from '../../core/messages/evidence.ts';
import type { Activity, Confidence, RepositoryPlace } from '../../core/model.ts';
import { renderTimeline, renderWeeksChart } from '../../core/render/charts.ts';
import type { Foresight } from '../../core/status/foresee.ts';
import { toPlainText } from '../../core/text.ts';
import type { Place, ProjectPageView } from '../views/project.ts';
import type { ProjectView } from '../views/project-row.ts';
import { legend, renderChange } from './dashboard.ts';
import { folderPath, formatDocumentName, renderAnswers, renderStatus, renderWhy } from './dashboard-row.ts';
import { type Html, renderAgo, renderDay, renderDue, renderFooter, renderSentence, toGitHubLink } from './layout.ts';
import { renderDeliveries } from './operations.ts';
import { press, renderPinForm } from './pin.ts';

export function renderProjectPage(view: ProjectPageView): Html {
  const { project, places, activity, changes, deliveries, periods, endAt } = view;
  const timeline = endAt === null ? null : renderTimeline(periods, endAt);
  const chart = project.weeks === null ? null : renderWeeksChart(project.weeks);
  return html`<p class="crumbs"><a href="/">Table</a>${project.section === null ? null : html` / <bdi>${project.section}</bdi>`}</p>
<h1><bdi>${project.name}</bdi></h1>
<div class="status said head">${renderStatus(project)}${renderPinTag(project)}</div>
<div class="verdict">${renderReason(project)}${renderForesight(view)}</div>
${timeline === null ? null : html`<section><h2>Status over time</h2>${raw(timeline)}${renderPeriodNames(periods)}</section>`}
${chart === null ? null : html`<section><h2>Work in 26 weeks</h2>${raw(chart)}${legend}</section>`}
<div class="columns">
<div>${renderFacts(view)}</div>
<div>${changes.length === 0 ? null : html`<section class="changes"><h2>Changes</h2><ol>${changes.map((change) => renderChange(change, false))}</ol></section>`}
${places.length < 2 ? null : html`<section><h2>Listed in</h2><ul>${places.map(renderPlace)}</ul></section>`}
${view.explanation === null ? null : renderRules(view.explanation)}
${renderPinForm(project)}</div>
</div>
${deliveries.length === 0 ? null : html`<section><h2>Webhook deliveries</h2>${renderDeliveries(deliveries, false)}</section>`}
${renderFooter(activity === null ? html`<a href="/">Table</a>` : html`Facts read ${renderAgo(activity.fetchedAt)}, complete since ${renderDay(activity.completeSince)}.`)}`;
}

/** The names of the colours, for screens on which the bands have no room for words. */
function renderPeriodNames(periods: ProjectPageView['periods']): Html {
  const names = [...new Set(periods.map(({ status }) => status))];
  return html`<p class="periods" aria-hidden="true">${names.map((status) => html`<span class="marked is-${status}">${formatStatus(status)}</span>`)}</p>`;
}

function renderReason(project: ProjectView): Html | null {
  if (project.evidence === null && project.reason === null) return null;
  return html`<section><h2>Why</h2>${renderWhy(project)}${renderAnswers(project)}</section>`;
}

/** That the status is pinned, and the way out of it. */
function renderPinTag({ ownerControls, name, token }: ProjectView): Html | null {
  const pin = ownerControls?.pin ?? null;
  if (pin === null) return null;
  const until = pin.until === null ? 'Pinned' : html`Pinned until ${renderSentence(pin.until)}`;
  return html`<span class="tag">${until}</span>${pin.isOurs ? html`<button class="quiet" ${press(`unpin:${token}`)} aria-label="Unpin ${name}">Unpin</button>` : null}`;
}

/** What would change the status, and when, as far as the rules can say. */
function renderForesight({ explanation, project, audience }: ProjectPageView): Html | null {
  const pin = project.ownerControls?.pin ?? null;
  const foresight = explanation?.foresight ?? [];
  if (pin !== null) {
    return html`<section><h2>What would change it</h2><p>${pin.until === null ? 'Nothing, until you unpin it.' : html`Nothing, until the pin ends on ${renderSentence(pin.until)}.`}</p></section>`;
  }
  if (foresight.length === 0) return null;
  return html`<section><h2>What would change it</h2><ul>${foresight.map((one) => html`<li>${renderForeseen(one, audience === 'owner')}</li>`)}</ul></section>`;
}

function renderForeseen({ fact, at, outcome }: Foresight, isOwner: boolean): Html {
  const asked = isOwner ? 'you are asked' : 'the owner is asked';
  const follows = outcome === 'change' ? 'the status changes' : asked;
  const clause = renderSentence(toPlainText(fact));
  return at === null
    ? html`Whenever ${clause}: ${follows}.`
    : html`<strong>${renderDay(at)}</strong><span class="scripted"> (${renderDue(at, 'day')})</span>, if ${clause}: ${follows}.`;
}

function renderPlace({ project, document }: Place): Html {
  return html`<li><bdi>${formatDocumentName(document)}</bdi>, line ${project.line}: ${project.typed.text}</li>`;
}

function renderFacts({ project, activity, declared, audience }: ProjectPageView): Html {
  const places: RepositoryPlace[] =
    project.repo === null ? [] : [{ repo: project.repo, folder: project.folder }, ...project.also];
  const facts: (readonly [string, Html | string | null])[] = [
    ...(places.length === 0
      ? [['Repository', 'none linked'] as const]
      : places.flatMap((place) => listPlace(project.site, place))),
    [
      'In the document',
      html`${project.typed.text === '' ? 'an empty cell' : project.typed.text}, line ${project.line}`,
    ],
    [
      'Declared',
      declared &&
        html`${formatStatus(declared.status)}, confirmed ${declared.confirmedAt === null ? 'at an unknown time' : renderDay(declared.confirmedAt)}`,
    ],
    ['Due for review', project.reviewAt === null ? null : renderDue(project.reviewAt, 'day')],
    ...(activity === null ? [] : listActivity(activity, audience === 'owner')),
  ];
  return html`<section><h2>Facts</h2><dl class="facts">${facts.map(([name, fact]) => (fact === null ? null : html`<dt>${name}</dt><dd>${fact}</dd>`))}</dl></section>`;
}

function listPlace(site: string, { repo, folder }: RepositoryPlace): (readonly [string, Html | string | null])[] {
  const link = toGitHubLink(site, repo, folderPath({ folder }));
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
    ['Checked', renderAgo(activity.fetchedAt)],
    ['Actions checked', operations === null ? 'no permission, or not checked yet' : renderAgo(operations.fetchedAt)],
  ];
}

const certainties: Record<Confidence, string> = { sure: 'certain', likely: 'likely', guess: 'a guess' };

/** The rule that matched, and behind a disclosure those that were tried before it. */
function renderRules({ derived, misses }: NonNullable<ProjectPageView['explanation']>): Html {
  return html`<section><h2>Rule</h2>
<p><code>${derived.rule}</code> says <strong>${formatStatus(derived.status)}</strong> (${certainties[derived.confidence]}).</p>
${
  misses.length === 0
    ? null
    : html`<details class="more"><summary>${misses.length} ${misses.length === 1 ? 'rule' : 'rules'} did not match</summary>
<ul class="rules">${misses.map(({ rule, because }) => html`<li><code>${rule}</code><span>${renderSentence(toPlainText(because))}</span></li>`)}</ul></details>`
}</section>`;
}
