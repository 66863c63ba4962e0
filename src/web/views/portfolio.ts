// Everything that the pages, the JSON and the badges show, as one plain value, made for one audience. Reads the store
// and leaves out what that audience may not see; renders nothing. All text in it is plain (one line, visible).

import { earliest, toInstant } from '../../core/dates.ts';
import type { Audience } from '../../core/disclosure.ts';
import type { DocumentRef, Problem } from '../../core/model.ts';
import { hasStar } from '../../core/path-pattern.ts';
import { siteOfDocument } from '../../core/site.ts';
import { toPlainText, toSlug } from '../../core/text.ts';
import type { AllOwners } from '../../pipeline/all-owners.ts';
import { discloseChange, discloseRecord } from '../../pipeline/disclose.ts';
import { listPlaces } from '../../pipeline/match-project.ts';
import { recheckAfterMs } from '../../pipeline/save-refresh.ts';
import type { OwnerState } from '../../ports/owners.ts';
import type { Change, DocumentRecord, ProjectRecord } from '../../ports/records.ts';
import type { Store } from '../../ports/store.ts';
import {
  type Known,
  type ProjectView,
  projectToken,
  readActivity,
  toProjectToken,
  viewProject,
} from './project-row.ts';

export interface DocumentView {
  readonly repo: string | null;
  readonly path: string;
  readonly branch: string | null;
  /** Where its repository is: `https://github.com`. */
  readonly site: string;
  readonly tables: number;
  readonly checkedAt: string | null;
  readonly nextCheckAt: string | null;
  /** In the order of the document. */
  readonly projects: readonly ProjectView[];
}

export interface ChangeView extends Pick<Change, 'name' | 'from' | 'to' | 'at' | 'oid' | 'url'> {
  /** Of the project. */
  readonly token: string;
  readonly evidence: string | null;
}

export interface PortfolioView {
  readonly audience: Audience;
  readonly documents: readonly DocumentView[];
  /** When anything was last checked; null before the first check. */
  readonly endAt: string | null;
  /** Newest first. */
  readonly changes: readonly ChangeView[];
  /** The owner's alone: they may name what others must not know of. */
  readonly problems: readonly Problem[];
}

/** Enough to know all changes of one publish of the largest documents. */
const changesRead = 1000;

/**
 * Reads one owner's store and leaves out what the audience may not see; `permitted`: the configuration's
 * `privateDetails`.
 */
export async function readPortfolioView(
  store: Store,
  audience: Audience,
  permitted: readonly string[] = [],
  ownerId = '',
): Promise<PortfolioView> {
  const [records, projects, changes, pins] = await Promise.all([
    store.listDocuments(),
    store.listProjects(),
    store.listChanges(changesRead),
    audience === 'owner' ? store.listPins() : [],
  ]);
  // A pattern is shown by its files, and by itself where it has a problem.
  const own = records.filter(({ key, problems }) => !hasStar(key) || problems.length > 0);
  const documents = own.filter(({ isPublic }) => audience === 'owner' || isPublic);
  const known: Known = {
    ownerId,
    audience,
    permitted,
    projects: new Map(projects.map((project) => [project.key, project])),
    repositories: await readRepositories(store, documents, projects),
    changes,
    pins: new Map(pins.map((pin) => [pin.projectKey, pin])),
    endAt: '',
  };
  const checkTimes = documents.map((document) => readCheckTimes(document, known));
  const endAt = checkTimes.reduce(
    (last, { checkedAt }) => (checkedAt !== null && checkedAt > last ? checkedAt : last),
    '',
  );
  const shown = new Map(documents.map((document) => [document.key, document]));
  return {
    audience,
    endAt: endAt === '' ? null : endAt,
    documents: documents.map((document, index) => ({
      ...viewDocument(document, { ...known, endAt }),
      ...(checkTimes[index] ?? { checkedAt: null, nextCheckAt: null }),
    })),
    changes: changes.flatMap((change) => {
      const document = shown.get(change.documentKey);
      return document === undefined ? [] : viewChange(change, document, known);
    }),
    problems: audience === 'owner' ? await readProblems(store, documents) : [],
  };
}

/**
 * When a document was checked, and will be. Both move with what happens in its repositories, those included that not
 * everybody may know of: then everybody learns what follows from the others.
 */
function readCheckTimes(document: DocumentRecord, known: Known): Pick<DocumentView, 'checkedAt' | 'nextCheckAt'> {
  const { checkedAt, nextCheckAt, rows } = document;
  const open = rows.filter((record) => discloseRecord(record, known).isOpen);
  if (open.length === rows.length) return { checkedAt, nextCheckAt };
  const fetched = open.flatMap(({ repo, row }) => readActivity(listPlaces(repo, row), known)?.fetchedAt ?? []);
  const seenAt = fetched.toSorted().at(-1);
  if (seenAt === undefined) return { checkedAt: null, nextCheckAt: null };
  const reviews = open.flatMap(({ decision }) => decision.reviewAt ?? []).filter((at) => at > seenAt);
  const usual = toInstant(Date.parse(seenAt) + recheckAfterMs);
  return { checkedAt: seenAt, nextCheckAt: earliest(usual, ...reviews) };
}

/** One view of several owners' memories, each of which was read by itself. */
export function joinViews(views: readonly PortfolioView[]): PortfolioView {
  const [first, ...rest] = views;
  if (first === undefined) throw new TypeError('there is at least one owner');
  if (rest.length === 0) return first;
  const taken = new Map<string, string>();
  return {
    audience: first.audience,
    documents: views.flatMap(({ documents }) => documents.map((document) => giveAddresses(document, taken))),
    endAt: views.reduce<string | null>((last, { endAt }) => ((endAt ?? '') > (last ?? '') ? endAt : last), null),
    changes: views.flatMap(({ changes }) => changes).toSorted((one, other) => (one.at < other.at ? 1 : -1)),
    problems: views.flatMap(({ problems }) => problems),
  };
}

/** Two owners may list the same repository: each row has a page of its own. */
function giveAddresses(document: DocumentView, taken: Map<string, string>): DocumentView {
  const account = document.repo?.split('/')[0]?.toLowerCase() ?? 'local';
  const projects = document.projects.map((project): ProjectView => {
    if (project.address === null) return project;
    const token = taken.get(project.address) ?? project.token;
    taken.set(project.address, token);
    if (token === project.token) return project;
    const address = `${account}/${toSlug(project.name)}`;
    return { ...project, address, addresses: [address] };
  });
  return { ...document, projects };
}

async function readRepositories(
  store: Store,
  documents: readonly DocumentRecord[],
  projects: readonly ProjectRecord[],
) {
  const linked = [
    ...documents.flatMap(({ rows }) =>
      rows.flatMap(({ repo, row }) => listPlaces(repo, row).map((place) => place.repo)),
    ),
    ...projects.flatMap(({ repo, also = [] }) => (repo === null ? [] : [repo, ...also])),
  ];
  const names = new Set(linked.map((repo) => repo.toLowerCase()));
  const records = names.size === 0 ? [] : await store.readRepositories([...names]);
  return new Map(records.map((record) => [record.name, record]));
}

function viewDocument(document: DocumentRecord, known: Known): Omit<DocumentView, 'checkedAt' | 'nextCheckAt'> {
  const { ref, tables, rows } = document;
  return {
    repo: ref.kind === 'github' ? ref.repo : null,
    path: toPlainText(readPath(ref, known.audience)),
    branch: ref.kind === 'github' ? ref.branch : null,
    site: siteOfDocument(ref),
    tables,
    projects: rows.flatMap((record) => viewProject(record, document, known) ?? []),
  };
}

/** A path on the owner's disk may hold their name, so others read the file's name alone. */
function readPath(ref: DocumentRef, audience: Audience): string {
  return ref.kind === 'github' || audience === 'owner' ? ref.path : (ref.path.split(/[\\/]/).at(-1) ?? '');
}

/** None: this audience does not learn of it. */
function viewChange(change: Change, document: DocumentRecord, known: Known): ChangeView[] {
  const { projectKey, name, from, to, evidence, at, oid, url } = change;
  const { isShown, tell } = discloseChange(change, document, known.projects.get(projectKey), known);
  if (!isShown) return [];
  const told = tell(evidence);
  return [
    {
      token: toProjectToken(known.ownerId, projectKey),
      name: toPlainText(name, 120),
      from: toPlainText(from, 60),
      to: toPlainText(to, 60),
      evidence: told === null ? null : toPlainText(told),
      at,
      oid,
      url,
    },
  ];
}

async function readProblems(store: Store, documents: readonly DocumentRecord[]): Promise<Problem[]> {
  const { jobsDead, noticesDead } = await store.counts();
  const failed: Problem = {
    code: 'REFRESH_FAILED',
    where: '',
    message: `The last refresh of ${jobsDead} document${jobsDead === 1 ? '' : 's'} failed.`,
    hint: 'The Operations page shows why, with a button to try again.',
  };
  const untold: Problem = {
    code: 'NOTICE_FAILED',
    where: '',
    message: `${noticesDead === 1 ? 'A notice was' : `${noticesDead} notices were`} not accepted by ${noticesDead === 1 ? 'its channel' : 'their channels'}.`,
    hint: 'The operations page says why, and tries again. "statusfolio doctor --test-notify" sends a test.',
  };
  return [
    ...(jobsDead === 0 ? [] : [failed]),
    ...(noticesDead === 0 ? [] : [untold]),
    ...documents.flatMap(({ problems }) => problems.map(viewProblem)),
  ];
}

function viewProblem({ code, where, message, hint }: Problem): Problem {
  return { code, where: toPlainText(where, 200), message: toPlainText(message), hint: toPlainText(hint) };
}

// Views of the portfolio, made once per state and audience: pages, badges, feed and JSON all read the same ones.

export interface Views {
  /**
   * Differs when this audience would see something else. For everybody it is made of what everybody sees: nobody learns
   * from it that something happened which is not theirs to know.
   */
  readVersion(audience: Audience): Promise<string>;
  /** The view of the newest state. */
  read(audience: Audience): Promise<PortfolioView>;
}

/** `mayWait`: whether one request may wait for what another one began (`WebPorts`); `permitted`: `privateDetails`. */
export function createViews(
  owners: readonly OwnerState[],
  all: Pick<AllOwners, 'readVersion'>,
  { mayWait, permitted }: { readonly mayWait: boolean; readonly permitted: readonly string[] },
): Views {
  const make = async (audience: Audience) =>
    joinViews(await Promise.all(owners.map(({ id, store }) => readPortfolioView(store, audience, permitted, id))));
  const known = new Map<Audience, { readonly version: string; readonly view: PortfolioView }>();
  const pending = new Map<Audience, { readonly version: string; readonly view: Promise<PortfolioView> }>();
  const versions = new WeakMap<PortfolioView, string>();
  const views: Views = {
    async readVersion(audience) {
      if (audience === 'owner') return await all.readVersion();
      const view = await views.read('public');
      const version = versions.get(view) ?? projectToken(JSON.stringify(view));
      versions.set(view, version);
      return version;
    },
    async read(audience) {
      const version = await all.readVersion();
      for (const last of [known.get(audience), pending.get(audience)])
        if (last?.version === version) return await last.view;
      const entry = { version, view: make(audience) };
      if (mayWait) pending.set(audience, entry);
      try {
        const view = await entry.view;
        known.set(audience, { version, view });
        return view;
      } finally {
        // What failed is not remembered.
        if (pending.get(audience) === entry) pending.delete(audience);
      }
    },
  };
  return views;
}
