// The report for a person. On a terminal a table, or, where that would be too narrow, one paragraph per row; the
// evidence is wrapped, never cut. In a pipe one plain line per row, so that grep and awk have something to hold on to.

import { newLabel } from '../../core/messages/evidence.ts';
import type { Action, Problem } from '../../core/model.ts';
import { adviseOnce, type Colour, createPaint, type Paint, show, type Terminal } from '../terminal.ts';
import { clip, hang, pad, widest, wrap } from './columns.ts';
import type { DocumentReport } from './report.ts';

type Row = DocumentReport['projects'][number];

const marks: Record<Action, { readonly sign: string; readonly colour: Colour }> = {
  keep: { sign: '✓', colour: 'green' },
  change: { sign: '→', colour: 'yellow' },
  question: { sign: '?', colour: 'cyan' },
  hold: { sign: '…', colour: 'dim' },
  skip: { sign: '·', colour: 'dim' },
};

/** Where the evidence would be squeezed below this, rows become paragraphs. */
const narrowestEvidence = 28;
/** Longer lines are hard to read, however wide the window is. */
const widestEvidence = 90;

/** For whoever has none, or one that is not found. */
export const describeTable =
  'A project table has a column of statuses and one of names or links; an object of a data file has a key for each.';

export function printDocument(report: DocumentReport, terminal: Terminal): void {
  const paint = createPaint(terminal);
  const name = show(report.repo === null ? report.path : `${report.repo}/${report.path}`);
  if (report.projects.length === 0) {
    const isDue = report.changes > 0;
    terminal.out(`${paint('bold', name)}: 0 statuses; ${isDue ? formatOutcome(report) : 'nothing to do'}`);
    if (!isDue) terminal.out(hang(`  ${describeTable}`, 2, terminal));
    return;
  }
  const encoding = report.mojibake ? '; text is double-encoded (left as is)' : '';
  const about = `${name}: ${count(report.tables, 'table')}, ${count(report.projects.length, 'project')}${encoding}`;
  terminal.out(hang(about, 0, terminal).replace(name, () => paint('bold', name)));
  if (terminal.isTerminal) printRows(report.projects, terminal, paint);
  else printLines(report.projects, terminal);

  const isQuiet = report.changes === 0 && report.questions === 0;
  terminal.out(`  ${paint(isQuiet ? 'green' : 'yellow', formatOutcome(report))}`);
}

/** `1 status changed, 2 questions for you`. */
export function formatOutcome(report: DocumentReport): string {
  const { changes, questions } = report;
  const parts = [
    ...(changes === 0 ? [] : [formatChanges(report)]),
    ...(questions === 0 ? [] : [`${count(questions, 'question needs', 'questions need')} your answer`]),
  ];
  return parts.join(', ') || 'every status agrees with GitHub';
}

function formatChanges({ changes, projects, published }: DocumentReport): string {
  const changed = projects.filter(({ action }) => action === 'change');
  const areMarks = changed.every(({ derived }) => derived.rule === 'activity');
  const cells = areMarks ? count(changes, 'mark') : count(changes, 'status', 'statuses');
  const what = changed.length > 0 ? cells : 'the text of a generated block';
  const isDates = changed.length === changes && changed.every((row) => isDateOnly(row) && row.asOf?.action === 'add');
  if (isDates) return `${what} ${published === null ? 'to date' : 'dated'}`;
  return `${what} ${published === null ? 'to change' : 'changed'}`;
}

/** Whether the word stays, and only the date behind it comes or goes. */
function isDateOnly({ action, typed, decision, asOf }: Row): boolean {
  return action === 'change' && decision.text === typed.text && asOf !== null && asOf.action !== 'keep';
}

/** What the cell says, and what it should say, with the date behind the word. */
export function wordsOf(row: Row): { readonly typed: string; readonly due: string } {
  const { typed, action, decision, derived, asOf } = row;
  const date = asOf === null ? '' : ` ${asOf.text}`;
  const says = show(typed.text === '' ? '(empty)' : `${typed.text}${asOf?.action === 'add' ? '' : date}`);
  if (action === 'change') return { typed: says, due: show(`${decision.text}${asOf?.action === 'add' ? date : ''}`) };
  return { typed: says, due: action === 'question' ? `${derived.status.replace('_', ' ')}?` : '' };
}

/** A row that is left alone may stand anywhere in a long document. */
function placeReason(row: Row): string {
  return row.action === 'skip' ? `${reasonOf(row)} (line ${row.line})` : reasonOf(row);
}

export function reasonOf(row: Row): string {
  const { action, derived, reason } = row;
  const isSaid = action === 'keep' || (action === 'change' && !isDateOnly(row));
  const sentences = isSaid || reason === derived.evidence ? [derived.evidence] : [derived.evidence, reason];
  const label = row.isNewLabel ? [newLabel(row.decision.text)] : [];
  return show([...sentences, ...label].filter((text) => text !== '').join(' '));
}

function printRows(rows: readonly Row[], terminal: Terminal, paint: Paint): void {
  const cells = rows.map((row) => ({ row, name: show(row.name), ...wordsOf(row) }));
  const headings = { name: 'Project', typed: 'In the file', due: 'Should say' };
  const hasDue = cells.some(({ due }) => due !== '');
  const width = (key: 'name' | 'typed' | 'due') =>
    Math.min(32, widest([headings[key], ...cells.map((cell) => cell[key])]));
  const columns = [width('name'), width('typed'), ...(hasDue ? [width('due')] : [])];
  const used = 4 + columns.reduce((sum, wide) => sum + wide + 2, 0);
  const evidence = Math.min(widestEvidence, terminal.columns - used - 1);
  if (evidence < narrowestEvidence) {
    printParagraphs(cells, terminal, paint);
    return;
  }

  const titles = [headings.name, headings.typed, ...(hasDue ? [headings.due] : [])];
  const heading = titles.map((title, index) => pad(title, columns[index] ?? 0)).join('  ');
  terminal.out(paint('dim', `    ${heading}  Why`));
  for (const { row, name, typed, due } of cells) {
    const { sign, colour } = marks[row.action];
    const texts = [name, typed, ...(hasDue ? [due] : [])];
    const [first, ...rest] = texts.map((text, index) => pad(text, columns[index] ?? 0));
    const [line = '', ...more] = wrap(placeReason(row), evidence);
    const isDue = row.action === 'change';
    const words = rest.map((text, index) => (isDue && index === 1 ? paint('yellow', text) : text)).join('  ');
    const bold = row.action === 'skip' ? paint('dim', first ?? '') : paint('bold', first ?? '');
    terminal.out(`  ${paint(colour, sign)} ${bold}  ${words}  ${paint('dim', line)}`);
    for (const text of more) terminal.out(`${' '.repeat(used)}${paint('dim', text)}`);
  }
}

function printParagraphs(
  cells: readonly { row: Row; name: string; typed: string; due: string }[],
  terminal: Terminal,
  paint: Paint,
): void {
  const room = Math.max(16, terminal.columns - 5);
  for (const { row, name, typed, due } of cells) {
    const { sign, colour } = marks[row.action];
    terminal.out(`  ${paint(colour, sign)} ${paint('bold', clip(name, room))}`);
    const arrow = due === '' ? '' : ` → ${row.action === 'change' ? paint('yellow', due) : due}`;
    terminal.out(`    ${clip(typed, room)}${arrow}`);
    for (const text of wrap(placeReason(row), room)) terminal.out(`    ${paint('dim', text)}`);
  }
}

function printLines(rows: readonly Row[], terminal: Terminal): void {
  const table = rows.map((row) => [
    show(row.name),
    wordsOf(row).typed,
    row.action,
    row.action === 'change' ? wordsOf(row).due : row.derived.status.replace('_', ' '),
    row.derived.confidence,
  ]);
  const widths = [0, 1, 2, 3, 4].map((index) => widest(table.map((cells) => cells[index] ?? '')));
  for (const [index, row] of rows.entries()) {
    const cells = (table[index] ?? []).map((text, column) => pad(text, widths[column] ?? 0));
    terminal.out(`  ${cells.join('  ')}  ${placeReason(row)}`);
  }
}

export function printProblems(problems: readonly Problem[], terminal: Terminal): void {
  const paint = createPaint(terminal);
  for (const { where, message, hint } of problems) {
    // A message that begins with its place needs it once.
    const place = where === '' || message.startsWith(where) ? '' : `${paint('yellow', show(where))}: `;
    terminal.err(`${place}${show(message)}${hint === '' ? '' : ` ${show(adviseOnce(hint))}`}`);
  }
}

export function count(amount: number, singular: string, plural = `${singular}s`): string {
  return `${amount} ${amount === 1 ? singular : plural}`;
}
