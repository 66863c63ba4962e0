// The document's way back: what was published, from whatever remembers it, and the diff that its owner is offered.

import type { Problem } from '../core/model.ts';
import { type PublishedChange, planFarewell } from '../core/plan-farewell.ts';
import { wordFarewell } from '../core/wording.ts';
import { StatusfolioError, toProblem } from '../errors.ts';
import type { Change, Documents } from '../ports.ts';
import type { LeaveOptions, Step } from './leave-steps.ts';
import type { ReadTarget } from './listed-repositories.ts';
import type { Openers } from './openers.ts';
import type { Prepared } from './prepare.ts';
import { printDiff } from './print-diff.ts';
import { count } from './print-report.ts';
import type { Terminal } from './terminal.ts';

const changesRead = 10_000;

/** From the database of this machine, and from the branch that the Action keeps its memory on. Newest first. */
export async function readChanges(
  database: string,
  { settings, targets }: Prepared,
  openers: Openers,
  problems: Problem[],
): Promise<readonly Change[]> {
  const found: Change[] = [];
  const memories = await openers.openStore(database, { create: false });
  if (memories !== null) {
    for (const store of await memories.list()) found.push(...(await store.listChanges(changesRead)));
    await memories.close();
  }
  for (const repo of new Set(targets.flatMap(({ ref }) => (ref.kind === 'github' ? [ref.repo] : [])))) {
    try {
      const memory = await openers.openBranchStore(settings, repo);
      found.push(...(await memory.store.listChanges(changesRead)));
      await memory.store.close();
    } catch (error) {
      if (!(error instanceof StatusfolioError)) throw error;
      problems.push(toProblem(error));
    }
  }
  return found.toSorted((one, other) => (one.at < other.at ? 1 : -1));
}

export function restoreDocument(
  { target, file }: ReadTarget,
  changes: readonly Change[],
  documents: Documents,
  options: LeaveOptions,
  terminal: Terminal,
): Step {
  const { ref, label, key, publish } = target;
  const own: PublishedChange[] = changes.filter(({ documentKey }) => documentKey === key);
  const { bytes, words } = planFarewell(file.bytes, ref, own);
  const isSame = Buffer.compare(bytes, file.bytes) === 0;
  const run: Step['run'] = async () => {
    if (isSame) return { state: 'none', note: 'it says what was typed last' };
    terminal.progress(null);
    if (options.json !== true) printDiff(label, file.bytes, bytes, terminal);
    if (publish !== 'commit') return { state: 'left', note: 'only looked at; the diff above is yours to apply' };
    if (!(await wantsBack(label, options, terminal))) return { state: 'left', note: 'as it is' };
    const written = await documents.write({ ref, file, bytes, ...wordFarewell(words) });
    if (written.kind === 'written') return { state: 'removed', note: `${count(words, 'word')} as typed last` };
    if (written.kind === 'rejected') return { state: 'failed', note: written.problem.message };
    return { state: 'failed', note: 'somebody wrote meanwhile; do it again' };
  };
  return { where: label, what: 'words and markers', run };
}

async function wantsBack(label: string, { restore }: LeaveOptions, terminal: Terminal): Promise<boolean> {
  if (restore !== undefined) return restore;
  return terminal.isInteractive && (await terminal.ask(`Write ${label} back to what you typed last?`));
}
