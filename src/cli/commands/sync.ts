// `sync`: checks, then publishes. A document that was never written before is shown as a diff and asked about, unless
// the configuration or --yes consents.

import type { Portfolio } from '../../config/portfolio.ts';
import { readSettings } from '../../config/settings.ts';
import type { Problem } from '../../core/model.ts';
import { StatusfolioError } from '../../errors.ts';
import type { RefreshTarget } from '../../pipeline/target.ts';
import { findAudience, listSecrets, tellProblems } from '../audience.ts';
import { type DocumentStates, openDocumentStates } from '../document-states.ts';
import { findRepository } from '../find-repository.ts';
import { type Prepared, prepare, preview } from '../load-config.ts';
import type { CommonOptions, SyncOptions } from '../options.ts';
import { printDiff } from '../output/diff.ts';
import { type RefreshRun, type RefreshRunPorts, runRefresh } from '../run-refresh.ts';
import type { Runtime } from '../runtime.ts';
import { show, type Terminal } from '../terminal.ts';
import { agreeToForeign, listForeign } from '../trust-configuration.ts';
import { type Checkout, findCheckedOut, listWritten, openCheckout } from '../working-tree.ts';
import { printRefresh } from './check.ts';

export async function runSync(
  files: readonly string[],
  options: SyncOptions,
  terminal: Terminal,
  runtime: Runtime,
): Promise<number> {
  const checkout = options.workingTree === true ? findCheckout(files, terminal) : null;
  const prepared = await prepareTrusted(files, options, terminal, runtime);
  const { settings, portfolio, others, clock } = prepared;
  const found = checkout === null ? null : findCheckedOut(prepared.targets, checkout);
  const meant = found?.targets ?? prepared.targets;
  const notices = [...prepared.notices, ...(found?.problems ?? [])];
  if (options.dryRun !== true && meant.some(({ ref }) => ref.kind === 'file' && ref.input !== undefined)) {
    const hint = 'Name the file, or add --dry-run, which prints the difference.';
    throw new StatusfolioError('USAGE', 'Standard input cannot be written back.', { where: '-', hint });
  }
  const shown = options.quiet === true ? undefined : terminal;
  const mode = options.dryRun === true ? 'read' : 'keep';
  const states = await openDocumentStates({ ...prepared, targets: meant }, options, terminal, runtime, mode);
  try {
    const opened = await runtime.openPorts(settings, portfolio);
    const outside = checkout === null ? opened : openCheckout(opened, checkout, runtime);
    const ports: RefreshRunPorts = { ...outside, stateOf: states.memoryOf, clock, others };
    const { targets } = states;

    if (options.dryRun === true) {
      const refreshed = await runRefresh(preview(targets), portfolio, ports, shown);
      const run = withProblems(refreshed, [...notices, ...states.problems]);
      if (options.json === true)
        await printRefresh({ run, portfolio, requests: outside.github.counts() }, options, terminal);
      else await printDiffs(run, portfolio, options, terminal);
      return run.isFailed ? 2 : 0;
    }

    const agreed: RefreshTarget[] = [];
    for (const target of targets) {
      if (await hasConsent(target, states, options, prepared, ports, terminal)) agreed.push(target);
      else agreed.push({ ...target, publish: 'preview' });
    }
    const refreshed = await runRefresh(agreed, portfolio, ports, shown);
    const unsaved = await states.saveRefreshes();
    const run = withProblems(refreshed, [...notices, ...states.problems, ...unsaved]);
    const { changes } = await printRefresh({ run, portfolio, requests: outside.github.counts() }, options, terminal);
    if (checkout !== null && options.json !== true) await printWritten(run, terminal);
    if (run.isFailed) return 2;
    const isDue = changes > 0 && run.results.some(({ publication }) => publication.kind === 'withheld');
    if (isDue && options.json !== true && options.quiet !== true) explainWithheld(run, terminal);
    return isDue ? 1 : 0;
  } finally {
    await states.close();
  }
}

/** Why nothing was written although a change is due; what was refused is a problem, and told of as one. */
function explainWithheld({ results }: RefreshRun, terminal: Terminal): void {
  for (const { target, publication } of results) {
    if (publication.kind !== 'withheld' || publication.problem !== null) continue;
    if (target.publish === 'none')
      terminal.err(
        `${target.label}: nothing was written, because its configuration says "publish: none". To write it: publish: commit, or pull-request.`,
      );
    else if (target.publish === 'preview') terminal.err(`${target.label}: nothing was written.`);
  }
}

function withProblems(run: RefreshRun, problems: readonly Problem[]): RefreshRun {
  return { ...run, problems: [...problems, ...run.problems] };
}

/** Throws USAGE where this folder is not a checkout of a repository on GitHub. */
function findCheckout(files: readonly string[], { directory, environment, readFile }: Terminal): Checkout {
  if (files.length > 0) {
    throw new StatusfolioError('USAGE', '--working-tree is for the documents of the configuration.', {
      where: '--working-tree',
      hint: 'Leave the files out; or leave --working-tree out: "statusfolio sync FILE" commits nothing either.',
    });
  }
  const found = findRepository(directory, readSettings(environment, readFile).site);
  if (found !== null && found.repo !== null) return { root: found.root, repo: found.repo };
  throw new StatusfolioError('USAGE', `${directory} is not a checkout of a repository on GitHub.`, {
    where: '--working-tree',
    hint: 'Run this in a clone whose remote "origin" is the repository of the documents.',
  });
}

/** The files that changed, one a line, for whoever commits them. */
async function printWritten(run: RefreshRun, terminal: Terminal): Promise<void> {
  const audience = await findAudience(terminal, run.results);
  const told = run.results.filter(({ file }) => audience === 'owner' || file.isPublic);
  for (const file of listWritten(told)) terminal.out(show(file));
}

/** A configuration that came with a clone writes to that clone's repository alone, unless a person agrees. */
async function prepareTrusted(
  files: readonly string[],
  options: SyncOptions,
  terminal: Terminal,
  runtime: Runtime,
): Promise<Prepared> {
  const prepared = await prepare(files, options, terminal, runtime);
  const { cloned, targets } = prepared;
  if (cloned === null || prepared.isNamedByHand || options.dryRun === true) return prepared;
  const foreign = listForeign(targets, cloned).filter(({ publish }) => publish !== 'none');
  if (foreign.length === 0) return prepared;
  if (await agreeToForeign(cloned, foreign, terminal))
    return await prepare(files, { ...options, yes: true }, terminal, runtime);
  return {
    ...prepared,
    targets: targets.map((target) => (foreign.includes(target) ? { ...target, publish: 'preview' } : target)),
  };
}

/** `publish: commit` in a configuration consents; a file named by hand is asked about once. */
async function hasConsent(
  target: RefreshTarget,
  states: DocumentStates,
  options: CommonOptions,
  { portfolio, isNamedByHand }: Prepared,
  ports: RefreshRunPorts,
  terminal: Terminal,
): Promise<boolean> {
  if (!isNamedByHand || options.yes === true) return true;
  // A branch says that another program writes the document, and not that this command may.
  const isOwn = target.state?.kind === 'database' || target.state?.kind === 'file';
  const known = isOwn ? await states.of(target.key)?.readDocument(target.key) : null;
  // A file in a clone is another one than the document on GitHub; one that was answered about was not written yet.
  if (known != null && known.checkedAt !== null && known.ref.kind === target.ref.kind) return true;

  const run = await runRefresh(preview([target]), portfolio, ports);
  if (!run.results.some(({ publication }) => publication.kind === 'withheld')) return true;
  if (!terminal.isInteractive) {
    throw new StatusfolioError('USAGE', `${target.label}: a change is due, and this file was never written before.`, {
      where: target.label,
      hint: 'Review it with --dry-run, then repeat with --yes. Nothing was written.',
    });
  }
  await printDiffs(run, portfolio, options, terminal);
  return await terminal.ask(`Write ${target.label}?`);
}

async function printDiffs(
  run: RefreshRun,
  portfolio: Portfolio,
  { quiet = false }: CommonOptions,
  terminal: Terminal,
): Promise<void> {
  const audience = await findAudience(terminal, run.results);
  for (const { target, file, publication } of run.results) {
    if (audience === 'public' && !file.isPublic) continue;
    if (publication.kind === 'withheld') printDiff(target.label, file.bytes, publication.bytes, terminal);
    else if (!quiet) terminal.err(`${target.label}: nothing to write.`);
  }
  const secrets = listSecrets(run, portfolio, terminal.environment['GITHUB_REPOSITORY']);
  for (const { message, hint } of tellProblems(run.problems, audience, secrets)) terminal.err(`${message} ${hint}`);
}
