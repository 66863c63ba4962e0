// `check`: looks and says, one line per row. Writes nothing and creates no database.

import { forgetfulMemory, type Look, lookAt } from './look.ts';
import type { CommonOptions } from './main.ts';
import type { Openers } from './openers.ts';
import { prepare, preview } from './prepare.ts';
import { printDocument, printProblems } from './print-report.ts';
import { type ReportFormat, reportDocument } from './report.ts';
import { type Terminal, toJsonText } from './terminal.ts';
import { wordAnnotations } from './word-annotations.ts';
import { wordMarkdown } from './word-markdown.ts';

export async function runCheck(
  files: readonly string[],
  options: CommonOptions & { readonly failOn?: 'question'; readonly format?: ReportFormat },
  terminal: Terminal,
  openers: Openers,
): Promise<number> {
  const { settings, portfolio, targets, clock } = await prepare(files, options, terminal);
  const github = openers.openGitHub(settings, portfolio, clock);
  const ports = { github, files: openers.openFiles(), memory: forgetfulMemory, clock };
  const look = await lookAt(preview(targets), portfolio, ports, options.quiet === true ? undefined : terminal);
  const { changes, questions } = printLook(look, github.counts(), options, terminal);
  if (look.isFailed) return 2;
  return changes > 0 || (options.failOn === 'question' && questions > 0) ? 1 : 0;
}

/** Prints a look as JSON or for a person. Returns how many changes and questions it holds. */
export function printLook(
  look: Look,
  requests: { graphql: number; rest: number; writes: number },
  options: CommonOptions & { readonly format?: ReportFormat },
  terminal: Terminal,
): { changes: number; questions: number } {
  const documents = look.results.map(reportDocument);
  const report = { documents, problems: look.problems, requests };
  const format = options.json === true ? 'json' : (options.format ?? 'text');
  if (format === 'json') terminal.out(toJsonText(report, 2));
  else if (format === 'markdown') terminal.out(wordMarkdown(report));
  else if (format === 'github') for (const line of wordAnnotations(report, terminal)) terminal.command(line);
  else for (const document of documents) printDocument(document, terminal);
  if (options.quiet !== true && format === 'text') printProblems(look.problems, terminal);
  const sum = (pick: (document: (typeof documents)[number]) => number) =>
    documents.reduce((total, document) => total + pick(document), 0);
  return { changes: sum(({ changes }) => changes), questions: sum(({ questions }) => questions) };
}
