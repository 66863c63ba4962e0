// The report as Markdown: for `--format markdown`, the Action's job summary, a comment on a pull request. What comes
// from documents and repositories is escaped, so that a name cannot become a link, a mention or another row.

import type { Action } from '../core/model.ts';
import { show } from './lay-out.ts';
import { reasonOf, wordOutcome } from './print-report.ts';
import type { DocumentReport, Report } from './report.ts';

const marks: Record<Action, string> = { keep: '✓', change: '→', question: '?', hold: '…', skip: '·' };

export function wordMarkdown({ documents, problems }: Pick<Report, 'documents' | 'problems'>): string {
  const sections = documents.map(wordDocument);
  const notes = problems.map(({ where, message, hint }) => {
    const place = where === '' ? '' : `**${escapeMarkdown(where)}**: `;
    return `- ${place}${escapeMarkdown([message, hint].filter((text) => text !== '').join(' '))}`;
  });
  return [...sections, ...(notes.length === 0 ? [] : [`### Could not look\n\n${notes.join('\n')}`])].join('\n\n');
}

function wordDocument(report: DocumentReport): string {
  const name = report.repo === null ? report.path : `${report.repo}/${report.path}`;
  const head = `### ${escapeMarkdown(name)}: ${wordOutcome(report)}`;
  if (report.projects.length === 0) return `${head}\n\nNo status was found in it.`;
  const rows = report.projects.map((row) => {
    const should =
      row.action === 'change'
        ? row.settled.text
        : row.action === 'question'
          ? `${row.derived.status.replace('_', ' ')}?`
          : '';
    const cells = [marks[row.action], row.name, row.typed.text, should, reasonOf(row)];
    return `| ${cells.map(escapeForeign).join(' | ')} |`;
  });
  return [head, '', '| | Project | On the page | Should say | Why |', '|---|---|---|---|---|', ...rows].join('\n');
}

/** Backslashes before everything that Markdown or GitHub could read as more than text. */
export function escapeMarkdown(text: string): string {
  return show(text)
    .replace(/[\\`*_[\]<>|~#$]/g, '\\$&')
    .replace(/@(?=\w)/g, '@\u200b')
    .replace(/&/g, '&amp;');
}

/** Addresses and numbers of issues in the text of strangers: GitHub makes links of them without any mark-up. */
const linked = /(?:\b(?:https?|ftp|mailto|xmpp):|\bwww(?=\.)|#(?=\d)|\bGH-(?=\d))/gi;

/** The same for what comes from documents and repositories alone, in which no link is ours. */
function escapeForeign(text: string): string {
  return escapeMarkdown(text).replace(linked, '$&\u200b');
}
