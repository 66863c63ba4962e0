// `site`: writes the public dashboard as files, from the state that there is, or from a check of its own where there is none.

import { resolve } from 'node:path';
import type { Portfolio } from '../../config/portfolio.ts';
import { toOwnerId } from '../../core/owner-id.ts';
import { matchesKey } from '../../core/path-pattern.ts';
import { StatusfolioError } from '../../errors.ts';
import type { RefreshTarget } from '../../pipeline/target.ts';
import type { OwnerState } from '../../ports/owners.ts';
import type { Store } from '../../ports/store.ts';
import { findAudience, listSecrets, tellProblems } from '../audience.ts';
import { openDocumentStates } from '../document-states.ts';
import { requireFiles } from '../document-targets.ts';
import { type Prepared, prepare } from '../load-config.ts';
import type { CommonOptions } from '../options.ts';
import { printProblems } from '../output/text.ts';
import { runRefresh } from '../run-refresh.ts';
import type { Runtime } from '../runtime.ts';
import { type Terminal, toJsonText } from '../terminal.ts';
import { writeSite } from '../write-site.ts';

export interface SiteOptions extends CommonOptions {
  /** The folder. */
  readonly out: string;
  /** Where it will be published. */
  readonly url?: string;
}

export async function runSite(
  files: readonly string[],
  options: SiteOptions,
  terminal: Terminal,
  runtime: Runtime,
): Promise<number> {
  const prepared = await prepare(files, options, terminal, runtime);
  const { portfolio } = prepared;
  await requireFiles(prepared, runtime);
  checkVisibility(portfolio);
  const opened =
    (await openState(prepared, options, terminal, runtime)) ?? (await checkNow(prepared, options, terminal, runtime));
  if (opened === null) return 2;
  try {
    const { owners, targets, from } = opened;
    const isShown = (key: string) => isOf(targets, key);
    const made = await runtime.renderSite({ owners, isShown, portfolio, url: options.url ?? null });
    const { written, removed } = await writeSite(resolve(terminal.directory, options.out), made);
    if (options.json === true) {
      const list = made.map(({ path, bytes }) => ({ path, bytes: bytes.length })).sort(byPath);
      terminal.out(toJsonText({ out: options.out, from, files: list, written, removed }, 2));
    } else if (options.quiet !== true) {
      const what = `${made.length} files, ${written.length} of them changed, ${removed.length} removed`;
      terminal.out(`Wrote ${options.out}: ${what}; from ${from === 'state' ? 'the saved state' : 'a new check'}.`);
    }
    return 0;
  } finally {
    await opened.close();
  }
}

const byPath = (one: { readonly path: string }, other: { readonly path: string }) => (one.path < other.path ? -1 : 1);

/** What is not public on a server is not public in a file. Throws USAGE. */
export function checkVisibility({ visibility }: Pick<Portfolio, 'visibility'>): void {
  if (visibility !== 'none') return;
  throw new StatusfolioError('USAGE', 'The configuration shows nothing to others, so there is no site to write.', {
    where: 'visibility',
    hint: 'Add "visibility: all" to the configuration for the table and its pages, or "visibility: badges" for badges alone.',
  });
}

/** Whether a document is one of these, or one that a pattern among them stands for. */
export function isOf(targets: readonly Pick<RefreshTarget, 'key' | 'pattern'>[], documentKey: string): boolean {
  return targets.some(
    ({ key, pattern }) => key === documentKey || (pattern !== undefined && matchesKey(documentKey, key)),
  );
}

interface OpenedState {
  readonly owners: readonly OwnerState[];
  /** Under the keys that they are remembered by. */
  readonly targets: readonly RefreshTarget[];
  readonly from: 'state' | 'check';
  close(): Promise<void>;
}

/** null: nothing is remembered of these documents. */
async function openState(
  prepared: Prepared,
  options: SiteOptions,
  terminal: Terminal,
  runtime: Runtime,
): Promise<OpenedState | null> {
  const states = await openDocumentStates(prepared, options, terminal, runtime, 'read');
  const { targets } = states;
  const owners = await listOwners(targets, (key) => states.of(key));
  if (owners.length > 0) return { owners, targets, from: 'state', close: () => states.close() };
  await states.close();
  return null;
}

/** Those that have checked one of the documents, each once. */
export async function listOwners(
  targets: readonly RefreshTarget[],
  of: (documentKey: string) => Store | null,
): Promise<OwnerState[]> {
  const owners = new Map<string, OwnerState>();
  for (const { key } of targets) {
    const id = toOwnerId(key);
    const store = owners.has(id) ? null : of(key);
    if (store === null) continue;
    const known = await store.listDocuments();
    if (known.some((document) => document.checkedAt !== null && isOf(targets, document.key)))
      owners.set(id, { id, store });
  }
  return [...owners.values()];
}

/** Checks, writes nothing anywhere, and forgets it when the site is written. null: no document could be checked. */
async function checkNow(
  { settings, portfolio, targets, others, clock, notices }: Prepared,
  options: SiteOptions,
  terminal: Terminal,
  runtime: Runtime,
): Promise<OpenedState | null> {
  const outside = await runtime.openPorts(settings, portfolio);
  const memories = await runtime.openPassingStore();
  const ports = { ...outside, stateOf: (key: string) => memories.of(key), clock, others };
  const shown = options.quiet === true ? undefined : terminal;
  const run = await runRefresh(targets.map(toRead), portfolio, ports, shown);
  const audience = await findAudience(terminal, run.results);
  const secrets = listSecrets(run, portfolio, terminal.environment['GITHUB_REPOSITORY']);
  const problems = tellProblems([...notices, ...run.problems], audience, secrets);
  if (options.quiet !== true || run.isFailed) printProblems(problems, terminal);
  const owners = await listOwners(targets, (key) => memories.of(key));
  if (owners.length > 0 && !run.isFailed) return { owners, targets, from: 'check', close: () => memories.close() };
  await memories.close();
  return null;
}

/** A preview would remember nothing; this is remembered, and published nowhere. */
function toRead(target: RefreshTarget): RefreshTarget {
  return { ...target, publish: 'none', activity: { ...target.activity, publish: 'none' } };
}
