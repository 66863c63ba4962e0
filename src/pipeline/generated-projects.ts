// What generated blocks hold: the projects that the configuration lists, else the rows of the document. A listed
// project that stands nowhere yet is evaluated like a row whose cell is empty.

import type { Portfolio, PortfolioProject } from '../config/portfolio.ts';
import { mentions } from '../core/disclosure.ts';
import { isGenerated } from '../core/document/generated-blocks.ts';
import type { DocumentReading, GeneratedBlock, Row } from '../core/model.ts';
import type { BadgeImage, BlockEntry } from '../core/render/generated-block.ts';
import { isUnwritten } from '../core/status/decide-update.ts';
import { discloseRow } from './disclose-row.ts';
import type { DocumentUpdate, RowEvaluation } from './document-update.ts';
import { listPlaces } from './match-project.ts';

/**
 * The rows of a document without those that only repeat an own row in a generated block, and one more for each listed
 * project that a block is to show and no row does.
 */
export function addListedProjects(reading: DocumentReading, portfolio: Portfolio): DocumentReading {
  const isListed = listProjects(portfolio).length > 0;
  const own = new Set(
    reading.rows.flatMap((row) => {
      if (isGenerated(row, reading)) return [];
      // A block that is drawn from the rows links the first repository of each.
      return isListed ? [formatRowName(row)] : [formatRowName(row), formatRowName({ ...row, also: [] })];
    }),
  );
  const rows = reading.rows.filter((row) => !isGenerated(row, reading) || !own.has(formatRowName(row)));
  const missing = listProjects(portfolio).filter((project) => !rows.some((row) => isAbout(project, row)));
  const unwritten = missing.flatMap((project) => {
    const block = reading.blocks.find((each) => shows(each, project));
    return block === undefined ? [] : [buildRow(project, block, reading)];
  });
  return { ...reading, rows: [...rows, ...unwritten] };
}

function shows({ kind, problem, options }: GeneratedBlock, { group }: PortfolioProject): boolean {
  const chosen = options.get('group');
  return problem === null && kind !== 'summary' && (chosen === undefined || chosen === group);
}

const formatRowName = (row: Pick<Row, 'name' | 'repo' | 'folder' | 'also'>) => {
  const places = listPlaces(row.repo, row).map(({ repo, folder }) => `${repo}#${folder ?? ''}`);
  return (row.repo === null ? row.name : places.join()).toLowerCase();
};

function listProjects({ projects }: Portfolio): PortfolioProject[] {
  return projects.filter(({ repo }) => repo !== undefined);
}

/** A row about several repositories is about none of them alone. */
function isAbout({ repo }: PortfolioProject, row: Pick<Row, 'repo' | 'also'>): boolean {
  return row.repo !== null && row.also === undefined && row.repo.toLowerCase() === repo?.toLowerCase();
}

function buildRow(project: PortfolioProject, { line }: GeneratedBlock, { dialect }: DocumentReading): Row {
  return {
    name: formatProjectName(project),
    line,
    section: project.group ?? null,
    table: null,
    repo: project.repo ?? null,
    folder: null,
    statusSpan: null,
    statusMarkup: dialect === 'html' ? 'html' : 'markdown',
    // Nobody has said anything yet. Work in progress is what the rules have most to say about.
    typed: { text: '', status: 'in_progress' },
    mojibake: false,
    directive: null,
    skip: null,
  };
}

/** `owner/name` is a way to find a row, not a name to show. */
function formatProjectName({ match }: PortfolioProject): string {
  return match.includes('/') ? match.slice(match.lastIndexOf('/') + 1) : match;
}

/** What one block shows. A summary counts the own rows of a document that has some. */
export function listEntries(
  block: GeneratedBlock,
  { reading, rows, file }: Pick<DocumentUpdate, 'reading' | 'rows' | 'file'>,
  portfolio: Portfolio,
  badges: ReadonlyMap<string, BadgeImage> | null,
): BlockEntry[] {
  const currentStatus = new TextDecoder().decode(file.bytes.subarray(block.span.start, block.span.end));
  const own = dropRepeated(rows.filter(({ row }) => !isGenerated(row, reading) && row.statusSpan !== null));
  const listed = listProjects(portfolio);
  const show = (evaluated: RowEvaluation, project?: PortfolioProject): BlockEntry[] => {
    const { isShown, isOpen } = discloseRow(evaluated, file, portfolio);
    const entry = toEntry(evaluated, badges, project);
    if (isOpen) return [entry];
    if (!isShown) return [];
    // What stands in the document already may stay; nothing of the configuration is added to it.
    const { row, repo } = evaluated;
    const isHere = standsIn(row, block);
    const link = repo !== null && mentions(currentStatus, [`github.com/${repo}`]) ? repo : row.repo;
    return [{ ...entry, ...(!isHere && { name: row.name, description: null }), repo: link }];
  };
  if (listed.length === 0 || (block.kind === 'summary' && own.length > 0))
    return own.flatMap((evaluated) => show(evaluated));
  return listed.flatMap((project) => {
    const about = rows.filter(({ row }) => isAbout(project, row));
    // What the owner typed into one block stays in that one, until all of them agree.
    const found = about.find(({ row }) => standsIn(row, block)) ?? about[0];
    return found === undefined || isUnknown(found) ? [] : show(found, project);
  });
}

function standsIn({ statusSpan }: Row, { span }: GeneratedBlock): boolean {
  return statusSpan !== null && statusSpan.start >= span.start && statusSpan.end <= span.end;
}

/** A project that could not be fetched, and that no cell says anything about. */
function isUnknown({ row, decision }: RowEvaluation): boolean {
  return isUnwritten(row) && decision.action === 'skip';
}

/** A project may stand in several rows. */
function dropRepeated(rows: readonly RowEvaluation[]): RowEvaluation[] {
  return [...new Map(rows.toReversed().map((evaluated) => [evaluated.projectKey, evaluated])).values()].toReversed();
}

function toEntry(
  { row, repo, decision, projectKey }: RowEvaluation,
  badges: ReadonlyMap<string, BadgeImage> | null,
  project?: PortfolioProject,
): BlockEntry {
  return {
    name: project === undefined ? row.name : formatProjectName(project),
    repo,
    description: project?.description ?? null,
    group: project?.group ?? row.section,
    status: decision.status,
    text: decision.text,
    badge: badges?.get(projectKey),
  };
}
