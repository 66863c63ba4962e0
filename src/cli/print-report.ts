// The same report for a person: one line per row, aligned by display width, shortened to the terminal.

import stringWidth from 'string-width';
import type { Action, Problem } from '../core/model.ts';
import type { DocumentReport } from './report.ts';
import { type Colour, createPaint, type Terminal } from './terminal.ts';

const actionColours: Record<Action, Colour> = {
  keep: 'green',
  change: 'yellow',
  question: 'cyan',
  hold: 'dim',
  skip: 'dim',
};

export function printDocument(report: DocumentReport, terminal: Terminal): void {
  const paint = createPaint(terminal);
  const name = report.repo === null ? report.path : `${report.repo}/${report.path}`;
  if (report.projects.length === 0) {
    terminal.out(`${paint('bold', name)}: 0 statuses; nothing to do`);
    return;
  }
  const encoding = report.mojibake ? '; its text is doubly encoded and stays so' : '';
  terminal.out(
    `${paint('bold', name)}: ${count(report.tables, 'table')}, ${count(report.projects.length, 'project')}${encoding}`,
  );

  const columns = report.projects.map((project) => [
    project.name,
    project.typed.text === '' ? '(empty)' : project.typed.text,
    project.action,
    project.action === 'change' ? project.settled.text : project.derived.status.replace('_', ' '),
    project.derived.confidence,
  ]);
  const widths = [0, 1, 2, 3, 4].map((index) =>
    Math.min(32, Math.max(...columns.map((row) => stringWidth(row[index] ?? '')))),
  );
  for (const [index, project] of report.projects.entries()) {
    const cells = (columns[index] ?? []).map((text, column) => padTo(text, widths[column] ?? 0));
    const line = `  ${cells.join('  ')}  `;
    const why =
      project.action === 'keep' || project.action === 'change'
        ? project.derived.evidence
        : `${project.derived.evidence} ${project.reason}`;
    const painted = `${line}`.replace(project.action, paint(actionColours[project.action], project.action));
    terminal.out(painted + paint('dim', shorten(why, terminal, stringWidth(line))));
  }
  const changes =
    report.changes === 0
      ? 'every status agrees with GitHub'
      : `${count(report.changes, 'status', 'statuses')} to change`;
  const questions = report.questions === 0 ? '' : `, ${count(report.questions, 'question')} for you`;
  terminal.out(`  ${paint('bold', changes)}${questions}`);
}

export function printProblems(problems: readonly Problem[], terminal: Terminal): void {
  const paint = createPaint(terminal);
  for (const { where, message, hint } of problems) {
    terminal.err(`${paint('yellow', where)}${where === '' ? '' : ': '}${message}${hint === '' ? '' : ` ${hint}`}`);
  }
}

export function count(amount: number, singular: string, plural = `${singular}s`): string {
  return `${amount} ${amount === 1 ? singular : plural}`;
}

/** Without a terminal the sentence stays whole, for pipes and logs. */
function shorten(text: string, terminal: Terminal, used: number): string {
  const room = terminal.columns - used;
  if (!terminal.isInteractive || stringWidth(text) <= room) return text;
  return `${text.slice(0, Math.max(20, room - 1))}…`;
}

function padTo(text: string, width: number): string {
  const characters = [...text];
  while (stringWidth(characters.join('')) > width) characters.pop();
  const kept = characters.join('');
  return kept + ' '.repeat(width - stringWidth(kept));
}
