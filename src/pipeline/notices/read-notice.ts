// A notice as it may be told right now: what it is about is read again from what is remembered, and whether everybody can
// see the repositories is asked again, because a notice may wait in the queue for a day.

import type { Channel } from '../../config/notify-channels.ts';
import type { Portfolio } from '../../config/portfolio.ts';
import type { Disclosure } from '../../core/disclosure.ts';
import { formatStatus } from '../../core/messages/evidence.ts';
import type { Notice, ProblemItem, ProjectItem } from '../../core/messages/notice.ts';
import type { DocumentRef, Problem } from '../../core/model.ts';
import { toLabelled } from '../../core/status/statuses.ts';
import { toPlainText } from '../../core/text.ts';
import type { GitHub } from '../../ports/github.ts';
import type { NoticeJob } from '../../ports/queue.ts';
import type { DocumentRecord, ProjectRecord, RepositoryRecord } from '../../ports/records.ts';
import type { Store } from '../../ports/store.ts';
import { discloseChange, discloseProject, listRepos, type Readership } from '../disclose.ts';
import { keyChange, keyProblem, keyQuestion } from './queue-notices.ts';

export interface NoticeSources {
  readonly store: Pick<
    Store,
    'readDocument' | 'listProjects' | 'listChanges' | 'readRepositories' | 'readRepositoryState'
  >;
  readonly github: Pick<GitHub, 'findPublic'>;
  readonly portfolio: Portfolio;
  /** The server that shows more; null: nobody reaches one. */
  readonly publicUrl: string | null;
}

/** Enough to know all changes of one publish of the largest documents. */
const changesRead = 1000;

/** null: there is nothing, or nothing any more, that the readers of the channel may know. */
export async function readNotice(job: NoticeJob, channel: Channel, sources: NoticeSources): Promise<Notice | null> {
  const { id, at, documentKey } = job.notice;
  const document = await sources.store.readDocument(documentKey);
  if (document === null) return null;
  const isPublic = channel.audience === 'owner' || (document.isPublic && (await isStillPublic(document, sources)));
  if (!isPublic) return null;
  const { ref } = document;
  const place = { repo: ref.kind === 'github' ? ref.repo : null, path: toPlainText(readPath(ref, channel), 200) };
  const url = await findPlace(job, document, channel, sources);
  const common = { id, at, document: place, url };
  const { kind, keys, found } = job.notice;
  if (kind === 'problem') {
    const known = [...document.problems, ...(found === undefined ? [] : [found])];
    const items = tellProblems(
      known.filter((problem) => keys.includes(keyProblem(problem))),
      channel,
    );
    return items.length === 0 ? null : { ...common, kind, items };
  }
  const items = await listItems(job, document, channel, sources);
  return items.length === 0 ? null : { ...common, kind, items };
}

/** A path on the owner's disk may hold their name, so a channel reads the file's name alone. */
function readPath(ref: DocumentRef, { audience }: Channel): string {
  return ref.kind === 'github' || audience === 'owner' ? ref.path : (ref.path.split(/[\\/]/).at(-1) ?? '');
}

async function isStillPublic({ ref }: DocumentRecord, { store, github }: NoticeSources): Promise<boolean> {
  if (ref.kind === 'file') return true;
  const id = (await store.readRepositoryState(ref.repo.toLowerCase()))?.repositoryId;
  return id === undefined || (await github.findPublic([id])).has(id);
}

/** The issue that asks, else the server. */
async function findPlace(
  { notice: { kind } }: NoticeJob,
  { ref }: DocumentRecord,
  { audience }: Channel,
  { store, portfolio, publicUrl }: NoticeSources,
): Promise<string | null> {
  if (kind === 'question' && ref.kind === 'github') {
    const issue = (await store.readRepositoryState(ref.repo.toLowerCase()))?.statusIssue;
    // A repository of another place may be private, so its name is not told.
    if (issue?.state === 'open' && (issue.repo === undefined || audience === 'owner')) return toLink(issue.url);
  }
  return audience === 'owner' || portfolio.visibility === 'all' ? toLink(publicUrl) : null;
}

function toLink(url: string | null): string | null {
  return url !== null && /^https?:/.test(url) && URL.canParse(url) ? new URL(url).href : null;
}

/** A problem names whatever it is about: everybody learns that there is one, and of which kind. */
function tellProblems(problems: readonly Problem[], { audience }: Channel): ProblemItem[] {
  if (audience === 'owner')
    return problems.map(({ code, where, message, hint }) => ({
      code,
      where: toPlainText(where, 200),
      message: toPlainText(message),
      hint: toPlainText(hint),
    }));
  const message = 'Something could not be done; what it was is for the owner alone to read.';
  const hint = 'Open the dashboard, or run "statusfolio check".';
  return [...new Set(problems.map(({ code }) => code))].map((code) => ({ code, where: '', message, hint }));
}

async function listItems(
  { notice: { kind, keys } }: NoticeJob,
  document: DocumentRecord,
  channel: Channel,
  sources: NoticeSources,
): Promise<ProjectItem[]> {
  const { store, portfolio } = sources;
  const projects = new Map((await store.listProjects()).map((project) => [project.key, project]));
  if (kind === 'change') {
    const all = await store.listChanges(changesRead);
    const ofDocument = all.filter(({ documentKey }) => documentKey === document.key);
    // In the order in which they were told, which is that of the document.
    const changes = keys.flatMap((key) => ofDocument.find((change) => keyChange(change) === key) ?? []);
    const concerned = changes.flatMap(({ projectKey }) => projects.get(projectKey) ?? []);
    const readership = await readReadership(concerned, channel, sources);
    return changes.flatMap((change) => {
      const disclosure = discloseChange(change, document, projects.get(change.projectKey), readership);
      const { name, from, to, evidence, url } = change;
      return tell({ project: name, from, to, evidence, url: toLink(url) }, disclosure);
    });
  }
  const waiting = new Map(
    [...projects.values()].flatMap((project) => {
      const { question } = project;
      return question === null ? [] : [[keyQuestion(project.key, question), { project, question }] as const];
    }),
  );
  const asked = keys.flatMap((key) => waiting.get(key) ?? []);
  const readership = await readReadership(
    asked.map(({ project }) => project),
    channel,
    sources,
  );
  return asked.flatMap(({ project, question: { status, evidence } }) => {
    const row = document.rows.find(({ projectKey }) => projectKey === project.key)?.row;
    const from = row?.typed.text ?? formatStatus(project.decision.status);
    const to = portfolio.labels[toLabelled(status)] ?? formatStatus(status);
    const disclosure =
      row === undefined
        ? discloseProject(toPlaces(project), project.derived, false, readership)
        : discloseChange({ projectKey: project.key, name: row.name }, document, project, readership);
    return tell({ project: row?.name ?? project.name, from, to, evidence, url: null }, disclosure);
  });
}

function tell(item: ProjectItem, { isShown, tell: pass }: Disclosure): ProjectItem[] {
  if (!isShown) return [];
  const evidence = item.evidence === null || item.evidence === '' ? null : pass(item.evidence);
  return [
    {
      project: toPlainText(item.project, 120),
      from: toPlainText(item.from, 60),
      to: toPlainText(item.to, 60),
      evidence: evidence === null ? null : toPlainText(evidence),
      url: item.url,
    },
  ];
}

const toPlaces = (project: ProjectRecord) => listRepos(project).map((repo) => ({ repo }));

/** What is known of the repositories; for everybody's eyes with what GitHub shows everybody right now. */
async function readReadership(
  projects: readonly ProjectRecord[],
  { audience }: Channel,
  { store, github, portfolio }: NoticeSources,
): Promise<Readership> {
  const names = [...new Set(projects.flatMap(listRepos).map((repo) => repo.toLowerCase()))];
  const records = names.length === 0 ? [] : await store.readRepositories(names);
  const shown = records.flatMap(({ activity }) => (activity?.visibility === 'public' ? [activity.nodeId] : []));
  const isPublic = audience === 'owner' || shown.length === 0 ? null : await github.findPublic(shown);
  const hide = (record: RepositoryRecord): RepositoryRecord =>
    record.activity === null || isPublic === null || isPublic.has(record.activity.nodeId)
      ? record
      : { ...record, activity: { ...record.activity, visibility: 'private' } };
  return {
    audience,
    permitted: portfolio.privateDetails,
    repositories: new Map(records.map((record) => [record.name, hide(record)])),
  };
}
