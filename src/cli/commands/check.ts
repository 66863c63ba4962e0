// `check`: prints what a refresh finds, one line per row. Writes nothing and creates no database.

import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { StatusfolioError } from '../../errors.ts';
import type { RefreshTarget } from '../../pipeline/target.ts';
import { findAudience } from '../audience.ts';
import { openDocumentStates } from '../document-states.ts';
import { prepare, preview } from '../load-config.ts';
import type { CommonOptions, ReportFormat } from '../options.ts';
import { printDiff } from '../output/diff.ts';
import { formatAnnotations, formatMarkdown } from '../output/markdown.ts';
import { buildReport, type ReportInput } from '../output/report.ts';
import { printDocument, printProblems } from '../output/text.ts';
import { type RefreshRun, runRefresh } from '../run-refresh.ts';
import type { Runtime } from '../runtime.ts';
import { type Terminal, toJsonText } from '../terminal.ts';

export interface CheckOptions extends CommonOptions {
  readonly failOn?: 'question';
  readonly format?: ReportFormat;
  /** The document as a contributor found it. */
  readonly base?: string;
}

export async function runCheck(
  files: readonly string[],
  options: CheckOptions,
  terminal: Terminal,
  runtime: Runtime,
): Promise<number> {
  const prepared = await prepare(files, options, terminal, runtime);
  const { settings, portfolio, others, clock, notices } = prepared;
  const outside = await runtime.openPorts(settings, portfolio);
  const states = await openDocumentStates(prepared, options, terminal, runtime, 'read');
  const ports = { ...outside, stateOf: states.memoryOf, clock, others };
  const checked = await addBaseline(preview(states.targets), options, terminal);
  const shown = options.quiet === true ? undefined : terminal;
  const run = await runRefresh(checked, portfolio, ports, shown).finally(states.close);
  const told = { ...run, problems: [...notices, ...states.problems, ...run.problems] };
  const seen = { run: told, portfolio, requests: outside.github.counts() };
  const { changes, questions } = await printRefresh(seen, options, terminal);
  if (options.json !== true && (options.format ?? 'text') === 'text') await printMarks(run, terminal);
  const isForPerson = options.json !== true && options.quiet !== true && (options.format ?? 'text') === 'text';
  if (questions > 0 && isForPerson)
    terminal.err(`To answer: statusfolio review${files.map((one) => ` ${quote(one)}`).join('')}`);
  if (run.isFailed) return 2;
  return changes > 0 || (options.failOn === 'question' && questions > 0) ? 1 : 0;
}

/** Of columns of activity only the rows that the base does not have are checked. */
async function addBaseline(
  targets: readonly RefreshTarget[],
  { base }: CheckOptions,
  { directory }: Terminal,
): Promise<RefreshTarget[]> {
  if (base === undefined) return [...targets];
  const where = '--base';
  if (targets.length !== 1) {
    throw new StatusfolioError('USAGE', `--base is for one document, and ${targets.length} are checked.`, { where });
  }
  try {
    const baseline = await readFile(resolve(directory, base));
    return targets.map((target) => ({ ...target, baseline }));
  } catch (error) {
    const hint = 'For example: git show origin/main:README.md > base.md';
    throw new StatusfolioError('USAGE', `${base} cannot be read.`, { where, hint, cause: error });
  }
}

/** What a contributor can apply: the marks that are due, as a diff. */
async function printMarks({ results }: RefreshRun, terminal: Terminal): Promise<void> {
  const audience = await findAudience(terminal, results);
  for (const { target, file, publication, activity = [] } of results) {
    const isDue = publication.kind === 'withheld' && activity.some(({ decision }) => decision.action === 'change');
    if (isDue && (audience === 'owner' || file.isPublic)) {
      printDiff(target.label, file.bytes, publication.bytes, terminal);
    }
  }
}

/** Prints a refresh as JSON or for a person. Returns how many changes and questions it holds. */
export async function printRefresh(
  seen: Pick<ReportInput, 'run' | 'portfolio' | 'requests'>,
  options: CommonOptions & { readonly format?: ReportFormat },
  terminal: Terminal,
): Promise<{ changes: number; questions: number }> {
  const format = options.json === true ? 'json' : (options.format ?? 'text');
  const audience = await findAudience(terminal, seen.run.results, format);
  const report = buildReport({ ...seen, audience, place: terminal.environment['GITHUB_REPOSITORY'] });
  const { documents } = report;
  if (format === 'json') terminal.out(toJsonText(report, 2));
  else if (format === 'markdown') terminal.out(formatMarkdown(report));
  else if (format === 'github') for (const line of formatAnnotations(report, terminal)) terminal.command(line);
  else for (const document of documents) printDocument(document, terminal);
  if (options.quiet !== true && format === 'text') printProblems(report.problems, terminal);
  const sum = (pick: (document: (typeof documents)[number]) => number) =>
    documents.reduce((total, document) => total + pick(document), 0);
  return { changes: sum(({ changes }) => changes), questions: sum(({ questions }) => questions) };
}

/** As a shell reads it as one word: an address may hold a question mark. */
function quote(argument: string): string {
  return /^[\w@%+=:,./~-]+$/.test(argument) ? argument : `'${argument.replaceAll("'", "'\\''")}'`;
}
