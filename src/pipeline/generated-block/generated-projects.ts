// What generated blocks hold: the projects that the configuration lists, else the rows of the document. A listed
// project that nobody has given a status shows what facts say.

import type { Portfolio, PortfolioProject } from '../../config/portfolio.ts';
import { mentions } from '../../core/disclosure.ts';
import { readDate } from '../../core/document/dates/as-of.ts';
import { isColumnDate } from '../../core/document/dates/last-work.ts';
import { isGenerated, isUnwritten, readLastWork } from '../../core/document/generated-blocks.ts';
import type { Activity, Decision, DocumentReading, GeneratedBlock, Row } from '../../core/model.ts';
import type { BadgeImage, BlockEntry } from '../../core/render/generated-block.ts';
import { addressStart, siteOfDocument } from '../../core/site.ts';
import { readLastMonth } from '../date-rows.ts';
import { discloseRow } from '../disclose.ts';
import type { DocumentUpdate, RowEvaluation } from '../document-update.ts';
import { listPlaces } from '../match-project.ts';

/**
 * The rows of a document without those that only repeat an own row in a generated block, and one more for each listed
 * project that a block is to show and no row says anything of.
 */
export function addListedProjects(
  reading: DocumentReading,
  portfolio: Portfolio,
  bytes: Uint8Array,
  site: string,
): DocumentReading {
  const listed = listProjects(portfolio);
  const isListed = listed.length > 0;
  const own = new Set(
    reading.rows.flatMap((row) => {
      if (isGenerated(row, reading)) return [];
      // A block that is drawn from the rows links the first repository of each.
      return isListed ? [formatRowName(row)] : [formatRowName(row), formatRowName({ ...row, also: [] })];
    }),
  );
  const shown = isListed ? readShown(reading, bytes, site) : noneShown;
  const rows = reading.rows.flatMap((row): Row[] => {
    if (!isGenerated(row, reading)) return [row];
    if (own.has(formatRowName(row)) || isUnsaid(row, reading, shown)) return [];
    if (!isListed) return [row];
    return [{ ...row, isGenerated: true }];
  });
  const missing = listed.filter((project) => !rows.some((row) => isAbout(project, row)));
  const counting = reading.blocks.find(({ kind, problem }) => kind === 'summary' && problem === null);
  const unwritten = missing.flatMap((project): Row[] => {
    const block = reading.blocks.find((each) => shows(each, project));
    if (block !== undefined) return [buildRow(project, block, reading, findLastWorkOf(project, shown))];
    // A summary counts the own rows of a document that has some.
    const isCounted = counting !== undefined && own.size === 0;
    return isCounted ? [{ ...buildRow(project, counting, reading, ''), isCounted }] : [];
  });
  return { ...reading, rows: [...rows, ...unwritten] };
}

/** By block and repository, what it says of projects without a status. */
type Shown = ReadonlyMap<GeneratedBlock, ReadonlyMap<string, string>>;
const noneShown: Shown = new Map();

function readShown({ blocks }: DocumentReading, bytes: Uint8Array, site: string): Shown {
  const written = blocks.filter(({ problem }) => problem === null);
  return new Map(written.map((block) => [block, readLastWork(bytes, block, site)]));
}

/** Whether the block says of its project only when work was last seen, whatever stands beside that. */
function isUnsaid({ line, repo, table, typed }: Row, { blocks }: DocumentReading, shown: Shown): boolean {
  const block = blocks.find((each) => each.problem === null && line > each.line && line < each.lastLine);
  const lastWork = block === undefined || repo === null ? undefined : shown.get(block)?.get(repo.toLowerCase());
  return lastWork !== undefined && (table === null || typed.text === lastWork);
}

function findLastWorkOf({ repo = '' }: PortfolioProject, shown: Shown): string {
  return [...shown.values()].flatMap((block) => block.get(repo.toLowerCase()) ?? [])[0] ?? '';
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

/** `lastWork`: what the block says of it so far; empty: nothing. */
function buildRow(
  project: PortfolioProject,
  { line }: GeneratedBlock,
  { dialect }: DocumentReading,
  lastWork: string,
): Row {
  return {
    name: formatProjectName(project),
    line,
    section: project.group ?? null,
    table: null,
    repo: project.repo ?? null,
    folder: null,
    statusSpan: null,
    statusMarkup: dialect === 'html' ? 'html' : 'markdown',
    typed: { text: lastWork, status: 'unknown' },
    mojibake: false,
    directive: null,
    isGenerated: true,
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
  { reading, rows, file, target }: Pick<DocumentUpdate, 'reading' | 'rows' | 'file' | 'target'>,
  portfolio: Portfolio,
  badges: ReadonlyMap<string, BadgeImage> | null,
): BlockEntry[] {
  const start = addressStart(siteOfDocument(target.ref));
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
    const link = repo !== null && mentions(currentStatus, [`${start}${repo}`]) ? repo : row.repo;
    // When there was work on a project that not everybody may see is not for the readers of the document.
    const rest = { ...entry, repo: link, date: null, lastWork: null, ...(entry.status === 'unknown' && { text: '' }) };
    return [{ ...rest, ...(!isHere && { name: row.name, description: null }) }];
  };
  if (listed.length === 0 || (block.kind === 'summary' && own.length > 0))
    return own.flatMap((evaluated) => show(evaluated));
  return listed.flatMap((project) => {
    const about = rows.filter(({ row }) => isAbout(project, row));
    // What the owner typed into one block stays in that one, until all of them agree; others follow it.
    const said = about.filter(({ facts }) => facts.declared.unsaid === undefined);
    const found = said.find(({ row }) => standsIn(row, block)) ?? said[0] ?? about[0];
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
  { row, repo, facts, decision, projectKey }: RowEvaluation,
  badges: ReadonlyMap<string, BadgeImage> | null,
  project?: PortfolioProject,
): BlockEntry {
  const date = readDateText(row, decision);
  return {
    name: project === undefined ? row.name : formatProjectName(project),
    repo,
    description: project?.description ?? null,
    group: project?.group ?? row.section,
    status: decision.status,
    text: decision.text,
    date,
    lastWork: findLastMonth(row, decision, date, facts.activity),
    badge: decision.status === 'unknown' ? undefined : badges?.get(projectKey),
  };
}

/** The date behind the word as it is to stand; a new word has none. */
function readDateText({ asOf }: Row, { action, asOf: decided = null }: Decision): string | null {
  if (decided !== null) return decided.action === 'remove' ? null : decided.text;
  return action === 'change' ? null : (asOf?.text ?? null);
}

/** What the column "Last work" says; null: nothing. */
function findLastMonth(
  { asOf }: Row,
  decision: Decision,
  date: string | null,
  activity: Activity | null,
): string | null {
  if (date === null && decision.status !== 'unknown') return null;
  if (date !== null && readDate(date)?.kind === 'last-run') return null;
  if (date !== null && isColumnDate(date)) return (decision.asOf ?? asOf)?.month ?? null;
  return activity === null ? null : readLastMonth(activity, new Date(activity.fetchedAt));
}
