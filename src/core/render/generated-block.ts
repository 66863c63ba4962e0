// What stands in a generated block: a table, a list, cards or a summary of projects, as lines without line endings. In
// Markdown and Quarto the lines read alike for GitHub and Pandoc.

import { formatDate, readDate } from '../document/dates/as-of.ts';
import { formatLastWorkHeading, isColumnDate } from '../document/dates/last-work.ts';
import type { Dialect, GeneratedBlock, Language } from '../model.ts';
import { repositoryUrl } from '../site.ts';
import { type Status, statuses } from '../status/statuses.ts';

export interface BlockEntry {
  readonly name: string;
  /** `owner/name`; null where no repository is linked. */
  readonly repo: string | null;
  readonly description: string | null;
  readonly group: string | null;
  readonly status: Status;
  /** The status as it should read; of a project without one, when work was last seen; empty: nothing may be said. */
  readonly text: string;
  /** `(as of 2025-07)`, where nothing has confirmed the status for long. */
  readonly date?: string | null;
  /** `2025-05`, where the status is dated or not known. */
  readonly lastWork?: string | null;
  /** Only where it has one that can be shown. */
  readonly badge?: BadgeImage | undefined;
}

/** The addresses of one badge, for light pages and for dark ones. */
export interface BadgeImage {
  readonly light: string;
  readonly dark: string;
  /** In pixels; left out: 20. */
  readonly height?: number;
}

/** How the page writes lists and cards of its own. */
export interface PageStyle {
  /** Paragraphs that begin in bold, `**Name** — text.`, or the items of a list. */
  readonly list: 'items' | 'paragraphs';
  /** What stands between the parts of such an entry. */
  readonly dash: string;
  /** Classes of the grid and of a card in it, and what a card's title is. */
  readonly cards: { readonly grid: string; readonly card: string; readonly title: string };
}

export const plainStyle: PageStyle = {
  list: 'items',
  dash: '—',
  cards: { grid: 'card-grid', card: 'card', title: 'h3' },
};

/** What a block stands in. */
export interface Page {
  readonly dialect: Dialect;
  readonly language: Language;
  readonly style: PageStyle;
  /** Where its repositories are: `https://github.com`. */
  readonly site: string;
}

export const columnNames = ['name', 'description', 'status', 'lastwork', 'repo', 'badge'] as const;
type Column = (typeof columnNames)[number];

/** That of the last work is in the language of the page. */
const headings: Record<Exclude<Column, 'lastwork'>, string> = {
  name: 'Project',
  description: 'Description',
  status: 'Status',
  repo: 'Repo',
  badge: 'Badge',
};

export function renderBlock(block: GeneratedBlock, entries: readonly BlockEntry[], page: Page): string[] {
  if (block.kind === 'summary') return renderSummary(entries, page.dialect);
  const chosen = chooseEntries(block, entries);
  if (chosen.length === 0) return [];
  const columns = block.kind === 'table' ? readColumns(block, chosen) : [];
  const hasColumn = columns.includes('lastwork');
  const shown = chosen.map((entry) => (hasColumn ? leaveToColumn(entry) : leaveToWord(entry, page.language)));
  if (block.kind === 'table') return renderTable(shown, page, columns);
  return block.kind === 'list' ? renderList(shown, page) : renderCards(shown, page);
}

/** Those of the group that the block asks for, in its order. */
export function chooseEntries({ options }: GeneratedBlock, entries: readonly BlockEntry[]): readonly BlockEntry[] {
  const chosen = options.get('group');
  const own = entries.filter(({ group }) => chosen === undefined || group === chosen);
  return sort(own, options.get('sort'));
}

/** Whether it is a table with a column of badges. */
export function hasBadges({ kind, options }: GeneratedBlock): boolean {
  return kind === 'table' && options.get('columns')?.split(',').includes('badge') === true;
}

function readColumns({ options }: GeneratedBlock, entries: readonly BlockEntry[]): Column[] {
  // A picture repeats the word and never stands for it; without an address there is no column.
  const hasAddress = entries.some(({ badge }) => badge !== undefined);
  const isDated = entries.some(({ date, lastWork }) => date != null && lastWork != null);
  const all = columnNames.filter((column) => (column !== 'badge' || hasAddress) && (column !== 'lastwork' || isDated));
  const chosen = options.get('columns')?.split(',');
  if (chosen !== undefined) return chosen.flatMap((name) => all.find((column) => column === name) ?? []);
  const isDescribed = entries.some(({ description }) => description !== null);
  return [
    'name',
    ...(isDescribed ? (['description'] as const) : []),
    'status',
    ...(isDated ? (['lastwork'] as const) : []),
  ];
}

/** The status with its date. */
function formatDated({ text, date }: BlockEntry): string {
  return date == null ? text : `${text} ${date}`;
}

/** A column of the last work says it alone; when something last ran stands behind the word. */
function leaveToColumn(entry: BlockEntry): BlockEntry {
  const isAsOf = entry.date != null && readDate(entry.date)?.kind !== 'last-run' && entry.lastWork != null;
  return isAsOf ? { ...entry, date: null } : entry;
}

/** Where no column says it, it stands behind the word. */
function leaveToWord(entry: BlockEntry, language: Language): BlockEntry {
  const isElsewhere = entry.date != null && entry.lastWork != null && isColumnDate(entry.date);
  return isElsewhere ? { ...entry, date: formatDate(entry.lastWork, 'as-of', language) } : entry;
}

function sort(entries: readonly BlockEntry[], by: string | undefined): readonly BlockEntry[] {
  if (by === 'name') return entries.toSorted((a, b) => (a.name.toLowerCase() < b.name.toLowerCase() ? -1 : 1));
  if (by === 'status') return entries.toSorted((a, b) => statuses.indexOf(a.status) - statuses.indexOf(b.status));
  return entries;
}

function renderTable(
  entries: readonly BlockEntry[],
  { dialect, language, site }: Page,
  columns: readonly Column[],
): string[] {
  const titles = columns.map((column) => (column === 'lastwork' ? formatLastWorkHeading(language) : headings[column]));
  if (dialect === 'html') {
    const row = (tag: string, cells: readonly string[]) =>
      `<tr>${cells.map((cell) => `<${tag}>${cell}</${tag}>`).join('')}</tr>`;
    const rows = entries.map((entry) => {
      const cells = columns.map((column) => htmlCell(entry, column, site));
      return row('td', cells);
    });
    return ['<table>', row('th', titles), ...rows, '</table>'];
  }
  const row = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  const rows = entries.map((entry) => {
    return row(columns.map((column) => markdownCell(entry, column, site)));
  });
  return [row(titles), row(columns.map(() => '---')), ...rows];
}

function markdownCell(entry: BlockEntry, column: Column, site: string): string {
  const { name, repo, description } = entry;
  if (column === 'badge') return renderPicture(entry).replaceAll('|', '&#124;');
  if (column === 'status') return escapeMarkdown(formatDated(entry));
  if (column === 'lastwork') return entry.lastWork ?? '';
  if (column === 'description') return escapeMarkdown(description ?? '');
  if (column === 'repo') return repo === null ? 'TBD' : `[Repo](${repositoryUrl(site, repo)})`;
  return repo === null ? escapeMarkdown(name) : `[${escapeMarkdown(name)}](${repositoryUrl(site, repo)})`;
}

/** GitHub chooses the source by its own theme, and leaves a picture of another kind to itself. */
function renderPicture({ badge, text }: BlockEntry): string {
  if (badge === undefined) return '';
  const dark = `<source media="(prefers-color-scheme: dark)" srcset="${escapeHtml(badge.dark)}">`;
  return `<picture>${dark}<img alt="${escapeHtml(text)}" src="${escapeHtml(badge.light)}" height="${badge.height ?? 20}"></picture>`;
}

function htmlCell(entry: BlockEntry, column: Column, site: string): string {
  const { name, repo, description } = entry;
  if (column === 'badge') return renderPicture(entry);
  if (column === 'status') return escapeHtml(formatDated(entry));
  if (column === 'lastwork') return entry.lastWork ?? '';
  if (column === 'description') return escapeHtml(description ?? '');
  if (column === 'repo') return repo === null ? 'TBD' : `<a href="${repositoryUrl(site, repo)}">Repo</a>`;
  return repo === null ? escapeHtml(name) : `<a href="${repositoryUrl(site, repo)}">${escapeHtml(name)}</a>`;
}

function renderList(entries: readonly BlockEntry[], { dialect, site, style: { list, dash } }: Page): string[] {
  const isPage = dialect === 'html';
  const escapeText = isPage ? escapeHtml : escapeMarkdown;
  const divider = ` ${escapeText(dash)} `;
  const items = entries.map((entry) => {
    const name = isPage
      ? `<strong>${htmlCell(entry, 'name', site)}</strong>`
      : `**${markdownCell(entry, 'name', site)}**`;
    const text = formatDated(entry);
    // Without a status the description would be read as one.
    const parts = text === '' ? [] : [escapeText(text), ...describe(entry, list, escapeText)];
    return [name, ...parts].join(divider);
  });
  if (isPage && list === 'items') return ['<ul>', ...items.map((item) => `<li>${item}</li>`), '</ul>'];
  if (list === 'items') return items.map((item) => `- ${item}`);
  return items.flatMap((item, index) => {
    const paragraph = isPage ? `<p>${item}</p>` : item;
    return index === 0 || isPage ? [paragraph] : ['', paragraph];
  });
}

/** A paragraph ends as a sentence does. */
function describe(
  { description }: BlockEntry,
  list: PageStyle['list'],
  escapeText: (text: string) => string,
): string[] {
  if (description === null) return [];
  const isOpen = list === 'paragraphs' && /[\p{L}\p{N})"”’]$/u.test(description);
  return [escapeText(isOpen ? `${description}.` : description)];
}

/** A grid of cards, in the page's own classes. Nothing is indented by four, or Pandoc would take it for code. */
function renderCards(entries: readonly BlockEntry[], { site, style: { cards: style } }: Page): string[] {
  const { grid, card, title } = style;
  const cards = entries.flatMap((entry) => {
    const text = formatDated(entry);
    return [
      `  <div class="${escapeHtml(card)}">`,
      `  <${title}>${htmlCell(entry, 'name', site)}</${title}>`,
      ...(entry.description === null ? [] : [`  <p>${escapeHtml(entry.description)}</p>`]),
      ...(text === '' ? [] : [`  <p>${escapeHtml(text)}</p>`]),
      '  </div>',
      '',
    ];
  });
  return [`<div class="${escapeHtml(grid)}">`, '', ...cards, '</div>'];
}

/** `3 running · 2 complete`, in the owner's words. */
function renderSummary(entries: readonly BlockEntry[], dialect: Dialect): string[] {
  const counts = Map.groupBy(entries, ({ status }) => status);
  const parts = statuses.flatMap((status) => {
    const group = counts.get(status) ?? [];
    const word = (group[0]?.text ?? '').replace(/^[^\p{L}\p{N}]+/u, '').toLowerCase();
    return status === 'unknown' || word === '' ? [] : [`${group.length} ${word}`];
  });
  const line = parts.join(' · ');
  if (line === '') return [];
  return dialect === 'html' ? [`<p>${escapeHtml(line)}</p>`] : [escapeMarkdown(line)];
}

// The owner's words in generated Markdown and HTML: they read as they were typed, and neither format, link nor end
// anything: for GitHub, Pandoc, and what may come before them (formulas, templates of Jekyll). Pipes become entities,
// because GitHub and Pandoc disagree about escaped ones in tables.

const invisible = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu;

const entities: Readonly<Record<string, string>> = {
  '|': '&#124;',
  '<': '&lt;',
  '>': '&gt;',
  '@': '&#64;',
  '&': '&amp;',
};

function escapeMarkdown(text: string): string {
  return (
    flatten(text)
      .replace(/[\\*`[\]{~^$]|(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])/gu, '\\$&')
      .replace(/[|<>@]|&(?=[#\w]+;)/g, (character) => entities[character] ?? character)
      .replaceAll('://', '&#58;//')
      .replace(/\bwww\./gi, (start) => `${start.slice(0, -1)}&#46;`)
      // GitHub looks for mail addresses in the text that has been read, entities and all.
      .replaceAll('&#64;', '<!-- -->&#64;')
  );
}

/** For HTML, also where Pandoc looks for Markdown in it: whatever could mean something becomes an entity. */
function escapeHtml(text: string): string {
  return (
    flatten(text)
      .replace(/[&<>"\\*`[\]{}~^$@|]|(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])/gu, toEntity)
      // What would begin a list, a heading or a quote.
      .replace(/^[-+#:=%(]/, toEntity)
      .replace(/^([\p{L}\p{N}]{1,9})([.)])/u, (_, first: string, mark: string) => first + toEntity(mark))
  );
}

function toEntity(character: string): string {
  return entities[character] ?? `&#${character.charCodeAt(0)};`;
}

/** One line without control characters. */
function flatten(text: string): string {
  return text.replace(invisible, ' ').split(/\s+/).filter(Boolean).join(' ');
}
