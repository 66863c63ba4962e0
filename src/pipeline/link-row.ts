// Finds what the owner's configuration says about a row: the repository of a row that has no link, and pins.

import type { ProjectKind } from '../core/activity/read-as-kind.ts';
import type { Pin, RepositoryPlace, Row } from '../core/model.ts';
import type { Portfolio, PortfolioProject } from '../core/portfolio.ts';
import type { PinRecord } from '../ports.ts';

export interface LinkedRow {
  readonly repo: string | null;
  /** The same repository with its folder, and further ones that are one project with it. */
  readonly places: readonly RepositoryPlace[];
  readonly pin: Pin | null;
  readonly kind: ProjectKind | null;
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
