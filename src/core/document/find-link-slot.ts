// Where a link may be put into a row that has none, and how it is written there: in place of a placeholder of the
// repository column, in the way of that column's other cells; else around the name. Plans nothing that is not plain.

import type { LinkSlot } from '../model.ts';
import { isHeading, isPlaceholder } from '../status/vocabulary.ts';
import type { Columns } from './find-columns.ts';
import { findRepositoryLinks } from './read-link.ts';
import type { Cell } from './split-cells.ts';
import type { Table } from './table.ts';

const address = 'https://github.com/{repo}';
const plainForms = { markdown: `[{name}](${address})`, html: `<a href="${address}">{name}</a>` } as const;
const namedForms = { markdown: `[{text}](${address})`, html: `<a href="${address}">{text}</a>` } as const;

/** `form`: how the table writes such links. null: there is no safe place. */
export function findLinkSlot(
  cells: readonly Cell[],
  { repository, name, status }: Columns,
  markup: Table['markup'],
  form: string,
  readText: (cell: Cell) => string,
): LinkSlot | null {
  const cell = repository === null || repository === status ? undefined : cells[repository];
  if (cell !== undefined && (cell.text === '' || isPlaceholder(readText(cell)))) {
    return {
      span: { start: cell.start, end: cell.end },
      form: cell.text === '' && markup === 'markdown' ? ` ${form} ` : form,
    };
  }
  const title = name === status ? undefined : cells[name];
  if (title === undefined || title.text === '' || /[[\]<>!\\|{}]/.test(title.text)) return null;
  return { span: { start: title.start, end: title.end }, form: namedForms[markup] };
}

/** How the repository column of a table writes its links; one that names nothing but its own repository is followed. */
export function findLinkForm({ rows, markup }: Table, { repository }: Columns): string {
  const cells = repository === null ? [] : rows.flatMap((row) => row.cells[repository]?.text ?? []);
  const forms = cells.flatMap((text) => readForm(text) ?? []);
  const counts = new Map<string, number>();
  for (const form of forms) counts.set(form, (counts.get(form) ?? 0) + 1);
  const [found] = [...counts].filter(([form, count]) => count > 1 || isAnyones(form)).sort(([, a], [, b]) => b - a);
  return found?.[0] ?? plainForms[markup];
}

const written = [
  /^\[([^[\]{}]*)\]\(https?:\/\/github\.com\/([\w.-]+\/[\w.-]+)\/?\)$/i,
  /^<a(?:\s[^<>{}]*)?>([^<>{}]*)<\/a>$/i,
  /^<?https?:\/\/github\.com\/[\w.-]+\/[\w.-]+>?$/i,
];

/** A cell that is one link to one repository, with what differs from row to row left open; null for any other. */
function readForm(text: string): string | null {
  const [link, ...others] = findRepositoryLinks(text);
  if (link === undefined || others.length > 0 || link.folder !== null || !link.isCode) return null;
  const pattern = written.find((one) => one.test(text));
  // A title may name the one repository.
  if (pattern === undefined || /\s(title|id|name|aria-\w+|data-\w+)=/i.test(text)) return null;
  const label = pattern.exec(text)?.[1] ?? '';
  const open = openLabel(label, link.repo);
  const at = text.toLowerCase().indexOf(`github.com/${link.repo.toLowerCase()}`) + 'github.com/'.length;
  const head = text.slice(0, at);
  const tail = text.slice(at + link.repo.length);
  if (label === '') return `${head}{repo}${tail}`;
  return head.includes(label) && !tail.includes(`>${label}<`)
    ? `${head.replace(label, open)}{repo}${tail}`
    : `${head}{repo}${tail.replace(`>${label}<`, `>${open}<`)}`;
}

function openLabel(label: string, repo: string): string {
  if (label.toLowerCase() === repo.toLowerCase()) return '{repo}';
  return label.toLowerCase() === repo.split('/')[1]?.toLowerCase() ? '{name}' : label;
}

/** Says nothing about the one row it was found in: `[GitHub](…)`, `[name](…)`, an address alone. */
function isAnyones(form: string): boolean {
  const label = /^\[([^[\]]*)\]/.exec(form)?.[1] ?? />([^<>]*)<\/a>$/.exec(form)?.[1] ?? '';
  return label === '' || label === '{name}' || label === '{repo}' || isHeading('repository', label);
}
