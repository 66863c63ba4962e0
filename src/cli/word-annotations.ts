// The report as workflow commands of GitHub Actions: a change is a warning on the row's line, a question a notice, a
// problem an error. https://docs.github.com/actions/reference/workflow-commands-for-github-actions

import { relative, resolve } from 'node:path';
import { reasonOf } from './print-report.ts';
import type { Report } from './report.ts';
import type { Terminal } from './terminal.ts';
import { formatCommand } from './workflow-commands.ts';

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
      return [formatCommand(isChange ? 'warning' : 'notice', { file, line: row.line, title }, reasonOf(row))];
    });
  });
  const failures = problems.map(({ where, message, hint }) => {
    const at = /^(.+):(\d+)(?::\d+)?$/.exec(where);
    const file = at === null ? null : relative(root, resolve(directory, at[1] ?? '')).replaceAll('\\', '/');
    return formatCommand(
      'error',
      { file, line: at === null ? null : Number(at[2]), title: null },
      `${message} ${hint}`.trim(),
    );
  });
  return [...lines, ...failures];
}
