// Finds what the owner's configuration says about a row: the repository of a row that has no link, and pins.

import type { Portfolio, PortfolioProject } from '../config/portfolio.ts';
import type { ProjectKind } from '../core/activity/commit-kind.ts';
import { isUnwritten } from '../core/document/generated-blocks.ts';
import type { Pin, RepositoryPlace, Row } from '../core/model.ts';
import { toSlug } from '../core/text.ts';
import type { ShownRepository } from '../ports/github.ts';
import type { PinRecord } from '../ports/records.ts';

export interface LinkedRow {
  readonly repo: string | null;
  /** The same repository with its folder, and further ones that are one project with it. */
  readonly places: readonly RepositoryPlace[];
  readonly pin: Pin | null;
  readonly kind: ProjectKind | null;
  readonly heartbeat: string | null;
  /** Who is asked about it, as `login` or `organization/team`. */
  readonly ask: string | null;
  /** Whether the configuration names it, so that the owner has said that it is theirs. */
  readonly isListed: boolean;
}

/** A comment in the cell outranks the configuration. */
export function linkRow(row: Row, portfolio: Portfolio): LinkedRow {
  const entry = portfolio.projects.find((project) => isMatch(project, row));
  const repo = row.repo ?? entry?.repo ?? null;
  return {
    repo,
    places: listPlaces(repo, row),
    pin: readCellPin(row) ?? readConfiguredPin(entry),
    kind: entry?.kind ?? null,
    heartbeat: entry?.heartbeat ?? null,
    ask: entry?.ask?.replace(/^@/, '') ?? null,
    isListed: entry !== undefined,
  };
}

/** Where work on the project is seen; `repo` is the row's link, or what the configuration says in its place. */
export function listPlaces(
  repo: string | null,
  { folder, also = [] }: Pick<Row, 'folder' | 'also'>,
): RepositoryPlace[] {
  return repo === null ? [] : [{ repo, folder }, ...also];
}

function isMatch(project: PortfolioProject, row: Row): boolean {
  const match = project.match.toLowerCase();
  return [row.name, ...listPlaces(row.repo, row).map(({ repo }) => repo)].some((name) => name.toLowerCase() === match);
}

function readCellPin(row: Row): Pin | null {
  if (row.directive?.kind !== 'pin') return null;
  return { status: row.typed.status, until: row.directive.until, reason: null, source: 'cell' };
}

function readConfiguredPin(entry: PortfolioProject | undefined): Pin | null {
  if (entry?.pin === undefined) return null;
  const { status, until, reason } = entry.pin;
  return { status, until: until ?? null, reason: reason ?? null, source: 'configuration' };
}

export function toPin({ status, until }: PinRecord): Pin {
  return { status, until, reason: null, source: 'page' };
}

// A row without a link, and a repository that its owner shows under the row's name: planned rows come alive so, and pages
// of organisations name their repositories without linking them. Finds the one that is meant, or none; whether it is meant
// only the owner can say.

/** Whether such a repository is looked for; of what is only read, plans alone tell enough to be sure of a project. */
export function mayMatch(row: Row): boolean {
  if (row.directive?.kind === 'ignore' || row.inside !== undefined) return false;
  return row.skip === null ? row.typed.status !== 'unknown' : isReadPlan(row);
}

/** `## Coming soon`, a box that is not ticked, a remark beside a name. */
function isReadPlan({ skip, statusSpan, typed }: Row): boolean {
  return skip !== null && statusSpan === null && typed.status === 'planned';
}

/** null: none, more than one, or one that another row is about. */
export function findMatchingRepository(
  row: Row,
  publicRepositories: readonly ShownRepository[],
  linked: ReadonlySet<string>,
): ShownRepository | null {
  const slug = toSlug(row.name);
  if (slug === '' || !mayMatch(row)) return null;
  const [found, ...others] = publicRepositories.filter(({ repo }) => toSlug(repo.split('/')[1] ?? '') === slug);
  return found === undefined || others.length > 0 || linked.has(found.repo.toLowerCase()) ? null : found;
}

/** Rows that are left alone need no fetch. */
export function isTracked(row: Row): boolean {
  if (row.skip !== null || row.directive?.kind === 'ignore') return false;
  return row.typed.status !== 'unknown' || isUnwritten(row);
}
