// What `init` understood of a document: tables, rows, links and words, and what will be left alone and why. Nobody
// should have to trust a program that has not said first how it reads their file.

import type { DocumentReading, Row, Status } from '../core/model.ts';
import { proposeWords } from '../core/status/propose-words.ts';
import { nameStatus, reasons } from '../core/wording.ts';
import { listPlaces } from '../pipeline/link-row.ts';
import { hang, pad, show, widest } from './lay-out.ts';
import { count } from './print-report.ts';
import { createPaint, type Terminal } from './terminal.ts';

const dialects = { gfm: 'Markdown as GitHub reads it', pandoc: 'Markdown as Pandoc and Quarto read it', html: 'HTML' };

export function printUnderstanding(label: string, reading: DocumentReading, terminal: Terminal): void {
  const paint = createPaint(terminal);
  const { rows } = reading;
  const encoding = reading.mojibake ? '; its text is doubly encoded and stays so' : '';
  const name = show(label);
  const about = `${name}: ${dialects[reading.dialect]}, ${count(reading.tables, 'project table')}, ${count(rows.length, 'project')}${encoding}`;
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
    const link = why ?? places.join('; ');
    const sign = why === null ? paint('green', '✓') : paint('dim', '·');
    terminal.out(`  ${sign} ${paint('bold', title)}  ${typed}  ${why === null ? link : paint('dim', link)}`);
  }
  if (rows.length > 0) printWords(reading, terminal);
}

/** null: it is looked after. */
function leftAlone(row: Row): string | null {
  if (row.skip !== null) return `left alone: ${row.skip}`;
  if (row.directive?.kind === 'ignore') return `left alone: ${reasons.ignored}`;
  if (row.typed.status === 'unknown') return `left alone: ${reasons.unknownWord}`;
  return row.repo === null ? 'left alone: no repository linked' : null;
}

function printWords({ vocabulary }: DocumentReading, terminal: Terminal): void {
  const paint = createPaint(terminal);
  const words = Object.entries(proposeWords(vocabulary)) as [Status, string][];
  const known = words.filter(([status]) => status in vocabulary);
  const missing = words.filter(([status]) => !(status in vocabulary));
  const list = (entries: typeof words) => entries.map(([status, word]) => `${word} (${nameStatus(status)})`).join(', ');
  const line = (title: string, entries: typeof words) =>
    terminal.out(`  ${paint('dim', title.padEnd(17))}   ${hang(list(entries), 22, terminal)}`);
  line('words on the page', known);
  if (missing.length > 0) line('words proposed', missing);
}
