// `check`: looks and says, one line per row. Writes nothing and creates no database.

import { forgetfulMemory, type Look, lookAt } from './look.ts';
import type { CommonOptions } from './main.ts';
import type { Openers } from './openers.ts';
import { prepare, preview } from './prepare.ts';
import { printDocument, printProblems } from './print-report.ts';
import { reportDocument } from './report.ts';
import type { Terminal } from './terminal.ts';

export async function runCheck(
  files: readonly string[],
  options: CommonOptions & { readonly failOn?: 'question' },
  terminal: Terminal,
  openers: Openers,
): Promise<number> {
  const { settings, portfolio, targets, clock } = await prepare(files, options, terminal);
  const github = openers.openGitHub(settings, portfolio, clock);
  const look = await lookAt(preview(targets), portfolio, {
    github,
    files: openers.openFiles(),
    memory: forgetfulMemory,
    clock,
  });
  const { changes, questions } = printLook(look, github.counts(), options, terminal);
  if (look.isFailed) return 2;
  return changes > 0 || (options.failOn === 'question' && questions > 0) ? 1 : 0;
}

/** Prints a look as JSON or for a person. Returns how many changes and questions it holds. */
export function printLook(
  look: Look,
  requests: { graphql: number; rest: number; writes: number },
  options: CommonOptions,
  terminal: Terminal,
): { changes: number; questions: number } {
  const documents = look.results.map(reportDocument);
  if (options.json === true) {
    terminal.out(JSON.stringify({ documents, problems: look.problems, requests }, null, 2));
  } else {
    for (const document of documents) printDocument(document, terminal);
    if (options.quiet !== true) printProblems(look.problems, terminal);
  }
  const sum = (pick: (document: (typeof documents)[number]) => number) =>
    documents.reduce((total, document) => total + pick(document), 0);
  return { changes: sum(({ changes }) => changes), questions: sum(({ questions }) => questions) };
}
