// `sync`: checks, then publishes. A document that was never written before is shown as a diff and asked about, unless
// the configuration or --yes consents.

import type { Portfolio } from '../../config/portfolio.ts';
import type { Problem } from '../../core/model.ts';
import { StatusfolioError } from '../../errors.ts';
import type { RefreshTarget } from '../../pipeline/target.ts';
import { findAudience, listSecrets, tellProblems } from '../audience.ts';
import { findDatabase } from '../find-database.ts';
import { type Prepared, prepare, preview } from '../load-config.ts';
import type { CommonOptions } from '../options.ts';
import { printDiff } from '../output/diff.ts';
import { noopStore, type RefreshRun, type RefreshRunPorts, runRefresh } from '../run-refresh.ts';
import type { Memories, Runtime } from '../runtime.ts';
import type { Terminal } from '../terminal.ts';
import { agreeToForeign, listForeign } from '../trust-configuration.ts';
import { printRefresh } from './check.ts';

export async function runSync(
  files: readonly string[],
  options: CommonOptions & { readonly dryRun?: boolean },
  terminal: Terminal,
  runtime: Runtime,
): Promise<number> {
  const prepared = await prepareTrusted(files, options, terminal, runtime);
  const { settings, portfolio, targets, others, clock, notices } = prepared;
  if (options.dryRun !== true && targets.some(({ ref }) => ref.kind === 'file' && ref.input !== undefined)) {
    const hint = 'Name the file, or add --dry-run, which prints the difference.';
    throw new StatusfolioError('USAGE', 'Standard input cannot be written back.', { where: '-', hint });
  }
  const shown = options.quiet === true ? undefined : terminal;
  const path = findDatabase(files, options, settings, terminal);
  const memories = await runtime.openStore(path, { create: options.dryRun !== true });
  try {
    const outside = await runtime.openPorts(settings, portfolio);
    const stateOf: RefreshRunPorts['stateOf'] = (key) => memories?.of(key) ?? noopStore;
    const ports: RefreshRunPorts = { ...outside, stateOf, clock, others };

    if (options.dryRun === true) {
      const run = withNotices(await runRefresh(preview(targets), portfolio, ports, shown), notices);
      if (options.json === true)
        await printRefresh({ run, portfolio, requests: outside.github.counts() }, options, terminal);
      else await printDiffs(run, portfolio, terminal);
      return run.isFailed ? 2 : 0;
    }

    const agreed: RefreshTarget[] = [];
    for (const target of targets) {
      if (await hasConsent(target, memories, options, prepared, ports, terminal)) agreed.push(target);
      else agreed.push({ ...target, publish: 'preview' });
    }
    const run = withNotices(await runRefresh(agreed, portfolio, ports, shown), notices);
    const { changes } = await printRefresh({ run, portfolio, requests: outside.github.counts() }, options, terminal);
    if (run.isFailed) return 2;
    const isDue = changes > 0 && run.results.some(({ publication }) => publication.kind === 'withheld');
    return isDue ? 1 : 0;
  } finally {
    await memories?.close();
  }
}

function withNotices(run: RefreshRun, notices: readonly Problem[]): RefreshRun {
  return { ...run, problems: [...notices, ...run.problems] };
}

/** A configuration that came with a clone writes to that clone's repository alone, unless a person agrees. */
async function prepareTrusted(
  files: readonly string[],
  options: CommonOptions & { readonly dryRun?: boolean },
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
  memories: Memories | null,
  options: CommonOptions,
  { portfolio, isNamedByHand }: Prepared,
  ports: RefreshRunPorts,
  terminal: Terminal,
): Promise<boolean> {
  if (!isNamedByHand || options.yes === true) return true;
  if (memories !== null && (await memories.of(target.key).readDocument(target.key)) !== null) return true;

  const run = await runRefresh(preview([target]), portfolio, ports);
  if (!run.results.some(({ publication }) => publication.kind === 'withheld')) return true;
  if (!terminal.isInteractive) {
    throw new StatusfolioError('USAGE', `${target.label}: a change is due, and this file was never written before.`, {
      where: target.label,
      hint: 'Review it with --dry-run, then repeat with --yes. Nothing was written.',
    });
  }
  await printDiffs(run, portfolio, terminal);
  return await terminal.ask(`Write ${target.label}?`);
}

async function printDiffs(run: RefreshRun, portfolio: Portfolio, terminal: Terminal): Promise<void> {
  const audience = await findAudience(terminal, run.results);
  for (const { target, file, publication } of run.results) {
    if (publication.kind !== 'withheld' || (audience === 'public' && !file.isPublic)) continue;
    printDiff(target.label, file.bytes, publication.bytes, terminal);
  }
  const secrets = listSecrets(run, portfolio, terminal.environment['GITHUB_REPOSITORY']);
  for (const { message, hint } of tellProblems(run.problems, audience, secrets)) terminal.err(`${message} ${hint}`);
}
