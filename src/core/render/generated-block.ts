// What stands in a generated block: a table, a list, cards or a summary of projects, as lines without line endings. In
// Markdown and Quarto the lines read alike for GitHub and Pandoc.

import type { Dialect, GeneratedBlock } from '../model.ts';
import { type Status, statuses } from '../status/statuses.ts';

export interface BlockEntry {
  readonly name: string;
  /** `owner/name`; null where no repository is linked. */
  readonly repo: string | null;
  readonly description: string | null;
  readonly group: string | null;
  readonly status: Status;
  /** The status as it should read. */
  readonly text: string;
  /** Only where it has one that can be shown. */
  readonly badge?: BadgeImage | undefined;
}

/** The addresses of one badge, for light pages and for dark ones. */
export interface BadgeImage {
  readonly light: string;
  readonly dark: string;
}

type Column = 'name' | 'description' | 'status' | 'repo' | 'badge';

const headings: Record<Column, string> = {
  name: 'Project',
  description: 'Description',
  status: 'Status',
  repo: 'Repo',
  badge: 'Badge',
};

export function renderBlock(block: GeneratedBlock, entries: readonly BlockEntry[], dialect: Dialect): string[] {
  if (block.kind === 'summary') return renderSummary(entries, dialect);
  const render = { table: renderTable, list: renderList, cards: renderCards }[block.kind];
  const shown = chooseEntries(block, entries);
  return shown.length === 0 ? [] : render(shown, dialect, readColumns(block, shown));
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
  const all: readonly Column[] = ['name', 'description', 'status', 'repo', ...(hasAddress ? (['badge'] as const) : [])];
  const chosen = options.get('columns')?.split(',');
  if (chosen !== undefined) return chosen.flatMap((name) => all.find((column) => column === name) ?? []);
  return entries.some(({ description }) => description !== null)
    ? ['name', 'description', 'status']
    : ['name', 'status'];
}

function sort(entries: readonly BlockEntry[], by: string | undefined): readonly BlockEntry[] {
  if (by === 'name') return entries.toSorted((a, b) => (a.name.toLowerCase() < b.name.toLowerCase() ? -1 : 1));
  if (by === 'status') return entries.toSorted((a, b) => statuses.indexOf(a.status) - statuses.indexOf(b.status));
  return entries;
}

const addressOf = (repo: string) => `https://github.com/${repo}`;

function renderTable(entries: readonly BlockEntry[], dialect: Dialect, columns: readonly Column[]): string[] {
  if (dialect === 'html') {
    const row = (tag: string, cells: readonly string[]) =>
      `<tr>${cells.map((cell) => `<${tag}>${cell}</${tag}>`).join('')}</tr>`;
    const rows = entries.map((entry) =>
      row(
        'td',
        columns.map((column) => htmlCell(entry, column)),
      ),
    );
    return [
      '<table>',
      row(
        'th',
        columns.map((column) => headings[column]),
      ),
      ...rows,
      '</table>',
    ];
  }
  const row = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  const rows = entries.map((entry) => row(columns.map((column) => markdownCell(entry, column))));
  return [row(columns.map((column) => headings[column])), row(columns.map(() => '---')), ...rows];
}

function markdownCell(entry: BlockEntry, column: Column): string {
  const { name, repo, description, text } = entry;
  if (column === 'badge') return renderPicture(entry).replaceAll('|', '&#124;');
  if (column === 'status') return escapeMarkdown(text);
  if (column === 'description') return escapeMarkdown(description ?? '');
  if (column === 'repo') return repo === null ? 'TBD' : `[Repo](${addressOf(repo)})`;
  return repo === null ? escapeMarkdown(name) : `[${escapeMarkdown(name)}](${addressOf(repo)})`;
}

/** GitHub chooses the source by its own theme, and leaves a picture of another kind to itself. */
function renderPicture({ badge, text }: BlockEntry): string {
  if (badge === undefined) return '';
  const dark = `<source media="(prefers-color-scheme: dark)" srcset="${escapeHtml(badge.dark)}">`;
  return `<picture>${dark}<img alt="${escapeHtml(text)}" src="${escapeHtml(badge.light)}" height="20"></picture>`;
}

function htmlCell(entry: BlockEntry, column: Column): string {
  const { name, repo, description, text } = entry;
  if (column === 'badge') return renderPicture(entry);
  if (column === 'status') return escapeHtml(text);
  if (column === 'description') return escapeHtml(description ?? '');
  if (column === 'repo') return repo === null ? 'TBD' : `<a href="${addressOf(repo)}">Repo</a>`;
  return repo === null ? escapeHtml(name) : `<a href="${addressOf(repo)}">${escapeHtml(name)}</a>`;
}

function renderList(entries: readonly BlockEntry[], dialect: Dialect): string[] {
  const remark = (description: string | null, escapeText: (text: string) => string) =>
    description === null ? '' : ` — ${escapeText(description)}`;
  if (dialect === 'html') {
    const item = (entry: BlockEntry) =>
      `<li><strong>${htmlCell(entry, 'name')}</strong> — ${escapeHtml(entry.text)}${remark(entry.description, escapeHtml)}</li>`;
    return ['<ul>', ...entries.map(item), '</ul>'];
  }
  return entries.map(
    (entry) =>
      `- **${markdownCell(entry, 'name')}** — ${escapeMarkdown(entry.text)}${remark(entry.description, escapeMarkdown)}`,
  );
}

/** The card grid of Quarto pages. Nothing is indented by four, or Pandoc would take it for code. */
function renderCards(entries: readonly BlockEntry[]): string[] {
  const cards = entries.flatMap((entry) => [
    '  <div class="card">',
    `  <h3>${htmlCell(entry, 'name')}</h3>`,
    ...(entry.description === null ? [] : [`  <p>${escapeHtml(entry.description)}</p>`]),
    `  <p>${escapeHtml(entry.text)}</p>`,
    '  </div>',
    '',
  ]);
  return ['<div class="card-grid">', '', ...cards, '</div>'];
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

export function escapeMarkdown(text: string): string {
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
export function escapeHtml(text: string): string {
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
