// Everything that the page about one project shows, as one plain value for one audience: the rows in which it stands,
// the facts with the time they were read, why the rules say what they say, its past, and the deliveries about it.

import { addDays } from '../../core/dates.ts';
import type { Audience } from '../../core/disclosure.ts';
import type { Activity, Declared } from '../../core/model.ts';
import { type Badge, toBadge } from '../../core/render/badge.ts';
import type { StatusPeriod } from '../../core/render/charts.ts';
import { readStatusWord } from '../../core/status/vocabulary.ts';
import { type Explanation, explainRow } from '../../pipeline/explain.ts';
import { listPlaces } from '../../pipeline/match-project.ts';
import type { DeliveryRecord, DocumentRecord, RepositoryRecord, RowRecord } from '../../ports/records.ts';
import type { Store } from '../../ports/store.ts';
import type { RoutePorts, WebSettings } from '../types.ts';
import type { ChangeView, DocumentView, PortfolioView } from './portfolio.ts';
import { type ProjectView, readActivity, toProjectToken } from './project-row.ts';

export interface Place {
  readonly project: ProjectView;
  readonly document: DocumentView;
}

export interface ProjectPageView {
  readonly audience: Audience;
  /** The row whose address was asked for. */
  readonly project: ProjectView;
  /** Every row about the same project. */
  readonly places: readonly Place[];
  /** From here on null or empty: withheld, or not known. */
  readonly activity: Activity | null;
  readonly declared: Declared | null;
  readonly explanation: Explanation | null;
  /** The past of the status, oldest first, and when it was last known to hold. */
  readonly periods: readonly StatusPeriod[];
  readonly endAt: string | null;
  /** Newest first. */
  readonly changes: readonly ChangeView[];
  readonly deliveries: readonly DeliveryRecord[];
}

const deliveriesRead = 2000;
const deliveriesShown = 20;

/** null: there is no such project for this audience. */
export async function readProjectPage(
  { owners, views }: Pick<RoutePorts, 'owners' | 'views'>,
  settings: Pick<WebSettings, 'portfolio'>,
  audience: Audience,
  [owner, slug]: readonly [string, string],
): Promise<ProjectPageView | null> {
  const view = await views.read(audience);
  const project = findProject(view, owner, slug);
  if (project === null) return null;
  const page: ProjectPageView = {
    audience,
    project,
    // That two rows are about one repository may be what others must not know.
    places: project.isOpen
      ? findPlaces(view, project)
      : findPlaces(view, project).filter((place) => place.project === project),
    activity: null,
    declared: null,
    explanation: null,
    periods: [],
    endAt: view.endAt,
    changes: [],
    deliveries: [],
  };
  if (!project.isOpen) return page;

  const changes = view.changes.filter(({ token }) => token === project.token);
  const found = await findRow(owners, project);
  if (found === null) return { ...page, changes };
  const { repositories, ...facts } = await readFacts(found, settings, project);
  // What is still being decided is between the owner and us: so is what the rules say about it.
  const isTelling = audience === 'owner' || project.evidence !== null;
  return {
    ...page,
    ...(isTelling ? facts : { activity: facts.activity }),
    periods: readPeriods(changes, project),
    changes,
    deliveries: audience === 'owner' ? await readDeliveries(found.store, repositories) : [],
  };
}

function findPlaces({ documents }: PortfolioView, { token }: ProjectView): Place[] {
  return documents.flatMap((document) =>
    document.projects.filter((project) => project.token === token).map((project) => ({ project, document })),
  );
}

interface FoundRow {
  /** Of the owner whose document the row stands in: no other memory is asked. */
  readonly store: Store;
  readonly document: DocumentRecord;
  readonly record: RowRecord;
}

async function findRow(owners: RoutePorts['owners'], { token }: ProjectView): Promise<FoundRow | null> {
  for (const { id, store } of owners) {
    for (const document of await store.listDocuments()) {
      const record = document.rows.find(({ projectKey }) => toProjectToken(id, projectKey) === token);
      if (record !== undefined) return { store, document, record };
    }
  }
  return null;
}

async function readFacts(
  { store, document, record }: FoundRow,
  { portfolio }: Pick<WebSettings, 'portfolio'>,
  { repo, also }: ProjectView,
): Promise<
  Pick<ProjectPageView, 'activity' | 'declared' | 'explanation'> & { readonly repositories: RepositoryRecord[] }
> {
  const places = listPlaces(repo, { folder: null, also: also.map((place) => ({ ...place, folder: null })) });
  const [projects, repositories, pins] = await Promise.all([
    store.listProjects(),
    store.readRepositories(places.map((place) => place.repo.toLowerCase())),
    store.listPins(),
  ]);
  const project = projects.find(({ key }) => key === record.projectKey);
  const at = document.checkedAt;
  const known = new Map(repositories.map((repository) => [repository.name, repository]));
  const activity = readActivity(places, { repositories: known });
  if (project === undefined || at === null) return { activity, repositories, declared: null, explanation: null };
  const explanation = explainRow({ record, project, repositories, pins, portfolio, at });
  return { activity, repositories, declared: project.declared, explanation };
}

/** How much is shown of what held before the first change: since when it did is not known. */
const daysBefore = 60;

/** From the changes that were published; the first one says what held before it. */
function readPeriods(changes: readonly ChangeView[], { decision, since }: ProjectView): StatusPeriod[] {
  const first = changes.at(-1);
  if (first === undefined) return since === null ? [] : [{ status: decision.status, from: since }];
  const later = changes.map(({ to, at }): StatusPeriod => ({ status: readStatusWord(to), from: at })).reverse();
  return [{ status: readStatusWord(first.from), from: addDays(first.at, -daysBefore) }, ...later];
}

async function readDeliveries(store: Store, repositories: readonly RepositoryRecord[]): Promise<DeliveryRecord[]> {
  const ids = new Set(repositories.flatMap(({ activity }) => activity?.nodeId ?? []));
  const names = new Set(repositories.flatMap(({ name, activity }) => [name, activity?.name.toLowerCase() ?? name]));
  const deliveries = await store.listDeliveries(deliveriesRead);
  return deliveries
    .filter(
      ({ repositoryId, repositoryName, previousName }) =>
        ids.has(repositoryId ?? '') ||
        [repositoryName, previousName].some((name) => name !== null && names.has(name.toLowerCase())),
    )
    .slice(0, deliveriesShown);
}

// Which project is found at which address of the pages and badges.

/** The page about a project; null where it has no address. */
export function toProjectPage({ address }: ProjectView): string | null {
  return address === null ? null : `/projects/${address.split('/').map(encodeURIComponent).join('/')}`;
}

/** The project at an address. An address that is best for one project is never taken by another's row name. */
export function findProject(view: PortfolioView, owner: string, slug: string): ProjectView | null {
  const address = `${owner}/${slug}`.toLowerCase();
  const all = view.documents.flatMap(({ projects }) => projects);
  const isFound = (project: ProjectView) => project.address === address || project.addresses.includes(address);
  return all.find(({ addresses }) => addresses[0] === address) ?? all.find(isFound) ?? null;
}

/** What everybody may know of a project on a badge; one and the same for one that there is not, or without a status. */
export function toPublicBadge(project: Pick<ProjectView, 'name' | 'decision'> | null): Badge {
  if (project === null || project.decision.status === 'unknown')
    return { label: 'status', message: 'unknown', tone: 'grey' };
  return toBadge(project.name, project.decision);
}
