// The configuration and the workflow that `init` writes: complete, commented, and read back before they are written.
// Pure text.

import { readPortfolio } from '../../config/portfolio.ts';
import { isData } from '../../core/document/dialects.ts';
import { formatStatus, reasons } from '../../core/messages/evidence.ts';
import type { Dialect, DocumentReading, Row } from '../../core/model.ts';
import type { BlockEntry } from '../../core/render/generated-block.ts';
import { proposeLabels } from '../../core/status/labels.ts';
import type { Status } from '../../core/status/statuses.ts';
import { listPlaces } from '../../pipeline/match-project.ts';
import { hang, pad, widest } from '../output/columns.ts';
import { count } from '../output/text.ts';
import { createPaint, show, type Terminal, toJsonText } from '../terminal.ts';

export interface ConfigurationRequest {
  readonly document:
    | { readonly kind: 'github'; readonly repo: string; readonly path: string; readonly branch: string | null }
    | { readonly kind: 'file'; readonly file: string };
  readonly publish: string;
  /** Whether everybody may see the table and its pages. */
  readonly isShown?: boolean;
  readonly reading: DocumentReading;
  /** What a generated block is to show. */
  readonly listed: readonly Pick<BlockEntry, 'name' | 'repo' | 'description'>[];
}

const guideUrl = 'https://github.com/statusfolio/statusfolio/blob/main/docs/configuration.md';
const schemaUrl = 'https://raw.githubusercontent.com/statusfolio/statusfolio/main/config/portfolio.schema.json';

export function proposeConfiguration({ document, publish, reading, listed, isShown }: ConfigurationRequest): string {
  const quote = (text: string) => (/^[\w./-]+$/.test(text) ? text : toJsonText(text));
  const where =
    document.kind === 'file'
      ? [`  - file: ${quote(document.file)}`]
      : [
          `  - repo: ${quote(document.repo)}`,
          `    path: ${quote(document.path)}`,
          ...(document.branch === null ? [] : [`    branch: ${quote(document.branch)}`]),
        ];
  const data = isData(reading.dialect);
  const labels = data ? [] : Object.entries(proposeLabels(reading.vocabulary, reading.language));
  const unlinked = reading.rows.filter(({ repo, skip }) => repo === null && skip === null);
  const text = [
    `# yaml-language-server: $schema=${schemaUrl}`,
    `# The documents that Statusfolio manages. Every key: ${guideUrl}`,
    'documents:',
    ...where,
    `    publish: ${publish} # commit: write outdated statuses; pull-request: propose them; none: only check`,
    '',
    '# When a server checks, UTC; it also reacts to webhooks at once. A workflow has a schedule of its own.',
    'schedule: "*/30 * * * *"',
    '',
    ...(data
      ? ['# Only values that the file already has are written. You are asked before any other.', '']
      : [
          '# The label of each status in this document. Edit freely: only these labels are ever written.',
          'labels:',
          ...labels.map(([status, label]) => `  ${status}: ${toJsonText(label)}`),
          '',
        ]),
    '# After 90 days without work you are asked about a project; its label stays. ask: nothing is written.',
    '# date: if you do not answer, a date is added after your own label, such as (as of 2025-07).',
    'onSilence: ask',
    ...(isShown === true
      ? ['', '# What everybody may see: none, badges, or all (the table and its pages).', 'visibility: all']
      : []),
    ...(listed.length === 0
      ? []
      : ['', '# What the generated block shows, in this order. Edit freely.', ...listProjects(listed)]),
    ...(unlinked.length === 0
      ? []
      : [
          '',
          '# These rows link to no repository, so their statuses stay as you typed them. Name one to have the row managed:',
          '# projects:',
          ...unlinked.flatMap(({ name }) => [`#   - match: ${toJsonText(name)}`, '#     repo: owner/name']),
        ]),
    '',
  ].join('\n');
  const read = readPortfolio(text);
  if (read.kind === 'invalid') throw new TypeError(`a proposal must be valid: ${read.problems[0]?.message}`);
  return text;
}

/** As they stand in a configuration. */
export function listProjects(listed: ConfigurationRequest['listed']): string[] {
  const projects = listed.flatMap(({ name, repo, description }) => [
    `  - match: ${toJsonText(name)}`,
    `    repo: ${repo}`,
    ...(description === null ? [] : [`    description: ${toJsonText(description)}`]),
  ]);
  return ['projects:', ...projects];
}

// What `init` understood of a document: tables, rows, links and words, and what will be left alone and why. Nobody
// should have to trust a program that has not said first how it reads their file.

const dialects: Readonly<Record<Dialect, string>> = {
  gfm: 'Markdown as GitHub reads it',
  pandoc: 'Markdown as Pandoc and Quarto read it',
  html: 'HTML',
  yaml: 'YAML',
  json: 'JSON',
};

export function printUnderstanding(label: string, reading: DocumentReading, terminal: Terminal): void {
  const paint = createPaint(terminal);
  const { rows } = reading;
  const encoding = reading.mojibake ? '; text is double-encoded (left as is)' : '';
  const name = show(label);
  const about = `${name}: ${dialects[reading.dialect]}, ${count(reading.tables, isData(reading.dialect) ? 'project list' : 'project table')}, ${count(rows.length, 'project')}${encoding}`;
  terminal.out(hang(about, 0, terminal).replace(name, () => paint('bold', name)));
  const cells = rows.map((row) => ({
    row,
    why: leftAlone(row),
    texts: [show(row.name), row.typed.text === '' ? '(empty)' : show(row.typed.text)],
  }));
  const widths = [0, 1].map((index) => Math.min(36, widest(cells.map(({ texts }) => texts[index] ?? ''))));
  for (const { row, why, texts } of cells) {
    const [title = '', typed = ''] = texts.map((text, index) => pad(text, widths[index] ?? 0));
    const places = listPlaces(row.repo, row).map(({ repo, folder }) => {
      return `${show(repo)}${folder === null ? '' : `, folder ${show(folder)}`}`;
    });
    const link = why === null ? places.join('; ') : `${why} (line ${row.line})`;
    const sign = why === null ? paint('green', '✓') : paint('dim', '·');
    terminal.out(`  ${sign} ${paint('bold', title)}  ${typed}  ${why === null ? link : paint('dim', link)}`);
  }
  if (rows.length > 0) printWords(reading, terminal);
}

/** null: it is managed. */
function leftAlone(row: Row): string | null {
  if (row.skip !== null) return `left alone: ${row.skip}`;
  if (row.directive?.kind === 'ignore') return `left alone: ${reasons.ignored}`;
  if (row.typed.status === 'unknown') return `left alone: ${reasons.unknownWord}`;
  return row.repo === null ? 'left alone: no repository linked' : null;
}

function printWords({ dialect, vocabulary, language }: DocumentReading, terminal: Terminal): void {
  const paint = createPaint(terminal);
  const proposed = isData(dialect) ? vocabulary : proposeLabels(vocabulary, language);
  const words = Object.entries(proposed) as [Status, string][];
  const known = words.filter(([status]) => status in vocabulary);
  const missing = words.filter(([status]) => !(status in vocabulary));
  const list = (entries: typeof words) =>
    entries.map(([status, word]) => `${word} (${formatStatus(status)})`).join(', ');
  const line = (title: string, entries: typeof words) =>
    terminal.out(`  ${paint('dim', title.padEnd(17))}   ${hang(list(entries), 22, terminal)}`);
  line('labels in use', known);
  if (missing.length > 0) line('labels proposed', missing);
}
