// `leave`: takes out every trace of Statusfolio, and offers the document back as its owner last typed it. Each step looks
// first and says what came of it; one that fails never stops the others. The document comes first, because the way back
// is known only as long as the memory is there. What the owner wrote (configuration, workflow) is named and left.

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Problem } from '../core/model.ts';
import { StatusfolioError, toProblem } from '../errors.ts';
import { findDatabase } from './find-database.ts';
import { pad, show, widest } from './lay-out.ts';
import { readChanges, restoreDocument } from './leave-document.ts';
import { listGitHubSteps } from './leave-github.ts';
import { type LeaveLine, type LeaveOptions, type Step, toGone } from './leave-steps.ts';
import { listRepositories } from './listed-repositories.ts';
import type { Openers } from './openers.ts';
import { type Prepared, prepare } from './prepare.ts';
import { printProblems } from './print-report.ts';
import { readConfiguration } from './read-configuration.ts';
import { createPaint, type Terminal, toJsonText } from './terminal.ts';

export async function runLeave(
  files: readonly string[],
  options: LeaveOptions,
  terminal: Terminal,
  openers: Openers,
): Promise<number> {
  const prepared = await prepare(files, options, terminal);
  const { settings, portfolio, clock } = prepared;
  const github = openers.openGitHub(settings, portfolio, clock);
  const account = openers.openAccount(settings);
  const documents = { github: github.documents, file: openers.openFiles() };
  const listed = await listRepositories(prepared, documents);
  const database = findDatabase(files, options, settings, terminal);
  const problems: Problem[] = [...listed.problems];
  const changes = await readChanges(database, prepared, openers, problems);

  const steps = [
    ...listed.read.map((read) => restoreDocument(read, changes, documents[read.target.ref.kind], options, terminal)),
    ...listGitHubSteps(listed.repositories, listed.read, prepared, options, github, account),
    forgetHere(database, prepared, openers),
  ];
  if (!(await agree(steps, options, terminal))) return 2;

  const lines: LeaveLine[] = [];
  for (const { where, what, run } of steps) {
    terminal.progress(`${where}: ${what}…`);
    try {
      lines.push({ where, what, ...(await run()) });
    } catch (error) {
      if (!(error instanceof StatusfolioError)) throw error;
      problems.push({ ...toProblem(error), where });
      lines.push({ where, what, state: 'failed', note: error.message });
    }
  }
  terminal.progress(null);
  const yours = await listYours(options, terminal);
  print(lines, yours, problems, options, terminal);
  return lines.some(({ state }) => state === 'failed') ? 2 : 0;
}

// ---- this machine --------------------------------------------------------------------------------------------------

function forgetHere(database: string, { targets, settings }: Prepared, openers: Openers): Step {
  const run: Step['run'] = async () => {
    const documentKeys = targets.map(({ key }) => key);
    const came = await openers.forget({ database, documentKeys, cacheFolder: settings.cacheFolder });
    if (came === 'shared') return { state: 'removed', note: 'these documents alone: it looks after others, too' };
    return toGone(came === 'removed');
  };
  return { where: database, what: 'database', run };
}

async function listYours({ config }: LeaveOptions, { directory }: Terminal): Promise<string[]> {
  const { path } = await readConfiguration(config, directory);
  const workflow = join(directory, '.github/workflows/statusfolio.yml');
  return [...(path === null ? [] : [path]), ...(existsSync(workflow) ? [workflow] : [])];
}

// ---- words ---------------------------------------------------------------------------------------------------------

async function agree(steps: readonly Step[], options: LeaveOptions, terminal: Terminal): Promise<boolean> {
  if (options.quiet !== true) {
    terminal.err('Takes out what there is of:');
    for (const { where, what } of steps) terminal.err(`  ${show(where)}: ${show(what)}`);
    terminal.err('Stop "statusfolio serve" and disable the workflow first: either would begin anew.');
  }
  if (options.yes === true) return true;
  if (terminal.isInteractive) return await terminal.ask('Go on?');
  terminal.err('Nothing was done. Repeat it with --yes (and --restore, to write the documents back).');
  return false;
}

function print(
  lines: readonly LeaveLine[],
  yours: readonly string[],
  problems: readonly Problem[],
  options: LeaveOptions,
  terminal: Terminal,
): void {
  if (options.json === true) {
    terminal.out(toJsonText({ traces: lines, yours, problems }, 2));
    return;
  }
  const paint = createPaint(terminal);
  const colours = { removed: 'green', none: 'dim', left: 'yellow', failed: 'red' } as const;
  const width = widest(lines.map(({ where, what }) => `${where}: ${what}`));
  for (const { where, what, state, note } of lines) {
    const name = pad(show(`${where}: ${what}`), Math.min(width, 70));
    terminal.out(`${name}  ${paint(colours[state], pad(state, 7))}  ${show(note)}`.trimEnd());
  }
  for (const path of yours) terminal.out(`${show(path)} is yours to delete.`);
  if (options.quiet !== true) printProblems(problems, terminal);
}
