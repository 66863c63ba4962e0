// The report as workflow commands of GitHub Actions: a change is a warning on the row's line, a question a notice, a
// problem an error. https://docs.github.com/actions/reference/workflow-commands-for-github-actions

import { relative, resolve } from 'node:path';
import { show } from './lay-out.ts';
import { reasonOf } from './print-report.ts';
import type { Report } from './report.ts';
import type { Terminal } from './terminal.ts';

type Level = 'error' | 'warning' | 'notice';

export function wordAnnotations({ documents, problems }: Report, terminal: Terminal): string[] {
  const { environment, directory } = terminal;
  const root = environment['GITHUB_WORKSPACE'] ?? directory;
  const lines = documents.flatMap((document) => {
    // Only files of the repository that the workflow runs in can be annotated.
    const isHere = document.repo === null || document.repo === environment['GITHUB_REPOSITORY'];
    const path = document.repo === null ? relative(root, resolve(directory, document.path)) : document.path;
    const file = isHere ? path.replaceAll('\\', '/') : null;
    return document.projects.flatMap((row) => {
      if (row.action !== 'change' && row.action !== 'question') return [];
      const isChange = row.action === 'change';
      const title = isChange
        ? `${row.name}: ${row.typed.text} should be ${row.settled.text}`
        : `${row.name}: is it still ${row.typed.text}?`;
      return [command(isChange ? 'warning' : 'notice', { file, line: row.line, title }, reasonOf(row))];
    });
  });
  const failures = problems.map(({ where, message, hint }) => {
    const at = /^(.+):(\d+)(?::\d+)?$/.exec(where);
    const file = at === null ? null : relative(root, resolve(directory, at[1] ?? '')).replaceAll('\\', '/');
    return command(
      'error',
      { file, line: at === null ? null : Number(at[2]), title: null },
      `${message} ${hint}`.trim(),
    );
  });
  return [...lines, ...failures];
}

function command(
  level: Level,
  { file, line, title }: { file: string | null; line: number | null; title: string | null },
  message: string,
): string {
  const properties = [
    ...(file === null ? [] : [`file=${escapeProperty(file)}`]),
    ...(file === null || line === null ? [] : [`line=${line}`]),
    ...(title === null ? [] : [`title=${escapeProperty(title)}`]),
  ];
  return `::${level}${properties.length === 0 ? '' : ` ${properties.join(',')}`}::${escapeData(message)}`;
}

function escapeData(text: string): string {
  return show(text).replaceAll('%', '%25');
}

function escapeProperty(text: string): string {
  return escapeData(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
