// Finds what the owner's configuration says about a row: the repository of a row that has no link, and pins.

import { narrowToFolder } from '../core/activity/narrow-to-folder.ts';
import { type ProjectKind, readAsKind } from '../core/activity/read-as-kind.ts';
import type { Activity, Pin, Row } from '../core/model.ts';
import type { Portfolio, PortfolioProject } from '../core/portfolio.ts';
import type { PinRecord } from '../ports.ts';

export interface LinkedRow {
  readonly repo: string | null;
  readonly pin: Pin | null;
  readonly kind: ProjectKind | null;
}

/** A comment in the cell outranks the configuration. */
export function linkRow(row: Row, portfolio: Portfolio): LinkedRow {
  const entry = portfolio.projects.find((project) => isMatch(project, row));
  return {
    repo: row.repo ?? entry?.repo ?? null,
    pin: readCellPin(row) ?? readConfiguredPin(entry),
    kind: entry?.kind ?? null,
  };
}

/** What was done to the project that a row is about: its folder, read as what it is. */
export function readRowActivity(activity: Activity, { folder }: Row, kind: ProjectKind | null): Activity {
  return readAsKind(narrowToFolder(activity, folder), kind);
}

function isMatch(project: PortfolioProject, row: Row): boolean {
  const match = project.match.toLowerCase();
  return match === row.name.toLowerCase() || match === row.repo?.toLowerCase();
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
