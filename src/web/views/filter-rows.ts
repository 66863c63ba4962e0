// Which rows of a view a page shows, and in which order: read from the query string, so that filtering and sorting work
// without a script and every selection has an address. Unknown values count as not given.

import { formatStatus } from '../../core/messages/evidence.ts';
import { type Status, statuses } from '../../core/status/statuses.ts';
import type { DocumentView, PortfolioView } from './portfolio.ts';
import { type ProjectView, rowId } from './project-row.ts';

export const orders = ['document', 'name', 'status', 'activity', 'since'] as const;
export const shows = ['all', 'drift', 'asked', 'pinned'] as const;

export interface RowQuery {
  /** In lower case; empty: every row. */
  readonly text: string;
  readonly status: Status | null;
  readonly show: (typeof shows)[number];
  readonly order: (typeof orders)[number];
}

export interface ShownRow {
  readonly project: ProjectView;
  readonly document: DocumentView;
  readonly id: string;
}

/** Neighbouring rows under one heading of one document; of all documents where they are sorted. */
export interface RowGroup {
  readonly section: string | null;
  readonly rows: readonly ShownRow[];
}

const maxTextLength = 100;

export function readQuery(params: URLSearchParams): RowQuery {
  const pick = <Value extends string>(values: readonly Value[], name: string) =>
    values.find((value) => value === params.get(name));
  return {
    text: (params.get('q') ?? '').trim().toLowerCase().slice(0, maxTextLength).toWellFormed(),
    status: pick(statuses, 'status') ?? null,
    show: pick(shows, 'show') ?? 'all',
    order: pick(orders, 'sort') ?? 'document',
  };
}

/** The same selection as a query string, always spelt the same way; empty for the whole table as it stands. */
export function formatQuery({ text, status, show, order }: RowQuery): string {
  const params = new URLSearchParams();
  if (text !== '') params.set('q', text);
  if (status !== null) params.set('status', status);
  if (show !== 'all') params.set('show', show);
  if (order !== 'document') params.set('sort', order);
  return params.toString();
}

export function listRows({ documents }: PortfolioView): ShownRow[] {
  return documents.flatMap((document, index) =>
    document.projects.map((project, position) => ({ project, document, id: rowId(index, position) })),
  );
}

export function selectRows(view: PortfolioView, query: RowQuery): ShownRow[] {
  const rows = listRows(view).filter(({ project }) => isSelected(project, query));
  const compare = comparisons[query.order];
  return compare === null ? rows : rows.sort(({ project: one }, { project: other }) => compare(one, other));
}

/** A heading that returns later starts again, as in the document. */
export function groupRows(rows: readonly ShownRow[], query: RowQuery): RowGroup[] {
  if (query.order !== 'document') return rows.length === 0 ? [] : [{ section: null, rows }];
  const groups: { section: string | null; rows: ShownRow[] }[] = [];
  for (const row of rows) {
    const last = groups.at(-1);
    if (last !== undefined && last.section === row.project.section) last.rows.push(row);
    else groups.push({ section: row.project.section, rows: [row] });
  }
  return groups;
}

function isSelected(project: ProjectView, { text, status, show }: RowQuery): boolean {
  if (status !== null && project.decision.status !== status) return false;
  if (show === 'drift' && !project.isDrifting) return false;
  if (show === 'asked' && project.question === null) return false;
  if (show === 'pinned' && project.rule !== 'pin') return false;
  return text === '' || toSearchText(project).includes(text);
}

/** What a search reads; the page's script reads the same text. */
export function toSearchText({ name, repo, also, section, decision }: ProjectView): string {
  return [name, repo, ...also.map((place) => place.repo), section, decision.text, formatStatus(decision.status)]
    .filter((part) => part !== null)
    .join(' ')
    .toLowerCase();
}

const byName = (one: ProjectView, other: ProjectView) => (one.name.toLowerCase() < other.name.toLowerCase() ? -1 : 1);
const newestFirst = (one: string | null, other: string | null) => ((one ?? '') > (other ?? '') ? -1 : 1);
const lastWork = ({ weeks }: ProjectView) => weeks?.work.findLastIndex((count) => count > 0) ?? -1;
const busyness = ({ weeks }: ProjectView) => weeks?.work.reduce((sum, count) => sum + count, 0) ?? 0;

const comparisons: Record<RowQuery['order'], ((one: ProjectView, other: ProjectView) => number) | null> = {
  document: null,
  name: byName,
  status: (one, other) =>
    statuses.indexOf(one.decision.status) - statuses.indexOf(other.decision.status) || byName(one, other),
  activity: (one, other) => lastWork(other) - lastWork(one) || busyness(other) - busyness(one) || byName(one, other),
  since: (one, other) => (one.since === other.since ? byName(one, other) : newestFirst(one.since, other.since)),
};
