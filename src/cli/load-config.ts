// Finds and reads the owner's configuration, and turns files and configured documents into targets. Paths from a
// configuration may not leave its root.

import { readdir, readFile } from 'node:fs/promises';
import { basename, dirname, isAbsolute, relative, resolve } from 'node:path';
import { type Portfolio, type PortfolioDocument, readPortfolio } from '../config/portfolio.ts';
import { readSettings, type Settings } from '../config/settings.ts';
import type { Problem } from '../core/model.ts';
import { hasStar } from '../core/path-pattern.ts';
import { findSameName } from '../core/suggest.ts';
import { StatusfolioError } from '../errors.ts';
import { keyDocument, type RefreshTarget, toDocumentTarget, toReading } from '../pipeline/target.ts';
import type { Clock } from '../ports/queue.ts';
import { findOwnPlace } from './find-repository.ts';
import type { CommonOptions } from './options.ts';
import type { Terminal } from './terminal.ts';
import {
  type ClonedConfiguration,
  findClonedConfiguration,
  limitPortfolio,
  listForeign,
} from './trust-configuration.ts';

export interface Configuration {
  readonly portfolio: Portfolio;
  /** null: none was found, all defaults. */
  readonly path: string | null;
}

/** Nothing else is looked for: what an installed package or an example brings along nobody asked for. */
export const configurationPaths = [
  'statusfolio.yml',
  'statusfolio.yaml',
  '.github/statusfolio.yml',
  '.github/statusfolio.yaml',
];

/** Throws CONFIGURATION_INVALID with `file:line:column` for every problem. */
export async function readConfiguration(explicit: string | undefined, directory: string): Promise<Configuration> {
  const found = await readConfigurationText(explicit, directory);
  if (found !== null) {
    const { name, path, text } = found;
    const reading = readPortfolio(text);
    if (reading.kind === 'read') return { portfolio: reading.portfolio, path };
    const lines = reading.problems.map(({ line, column, message }) => `${name}:${line}:${column} ${message}`);
    throw new StatusfolioError('CONFIGURATION_INVALID', lines.join('\n'), {
      where: name,
      hint: 'Correct the configuration; nothing was written.',
    });
  }
  const defaults = readPortfolio('');
  if (defaults.kind !== 'read') throw new TypeError('the empty configuration must be valid');
  return { portfolio: defaults.portfolio, path: null };
}

/** What stands in the configuration under a former name, each with its place. */
export function listRenamed({ portfolio, path }: Configuration, directory: string): Problem[] {
  if (path === null) return [];
  const name = path.startsWith(`${directory}/`) ? path.slice(directory.length + 1) : path;
  return portfolio.renamed.map(({ line, column, message }) => ({
    code: 'CONFIGURATION_RENAMED',
    where: `${name}:${line}:${column}`,
    message,
    hint: 'The former name is still read. Rewrite the file with: statusfolio init',
    level: 'notice',
  }));
}

/** The configuration; null: there is none. Throws CONFIGURATION_INVALID when the one named is missing, and for two. */
export async function readConfigurationText(
  explicit: string | undefined,
  directory: string,
): Promise<{ readonly name: string; readonly path: string; readonly text: string } | null> {
  const found = [];
  for (const name of explicit === undefined ? configurationPaths : [explicit]) {
    const path = resolve(directory, name);
    const text = await readText(path);
    if (text !== null) found.push({ name, path, text });
  }
  const [first, second] = found;
  if (first !== undefined && second !== undefined) {
    throw new StatusfolioError('CONFIGURATION_INVALID', describeTwo(first.name, second.name), {
      where: first.name,
      hint: 'Keep one of them, or name it with --config.',
    });
  }
  if (first !== undefined) return first;
  if (explicit !== undefined) {
    const path = resolve(directory, explicit);
    const near = findSameName(basename(path), await readdir(dirname(path)).catch(() => []));
    throw new StatusfolioError('CONFIGURATION_INVALID', `${explicit}: there is no such file.`, {
      where: explicit,
      hint: near === null ? 'Check the path after --config.' : `Did you mean ${near}, in another case or Unicode form?`,
    });
  }
  return null;
}

/** Two configurations would each be obeyed by somebody. */
export function describeTwo(first: string, second: string): string {
  return `There are two configurations: ${first} and ${second}.`;
}

async function readText(path: string): Promise<string | null> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    const code = Reflect.get(Object(error), 'code');
    if (code === 'ENOENT' || code === 'ENOTDIR') return null;
    throw new StatusfolioError('CONFIGURATION_INVALID', `${path}: cannot be read (${String(code)}).`, {
      where: path,
      cause: error,
    });
  }
}

/** The files of the command line, else the documents of the configuration. */
export function readTargets(
  files: readonly string[],
  { portfolio, path }: Configuration,
  directory: string,
  publicUrl: string | null,
): RefreshTarget[] {
  const root = path === null ? directory : readRoot(path);
  if (files.length > 0) {
    return files.map((file) => {
      const absolute = resolve(directory, file);
      return toFileTarget(file, absolute, 'commit', { listed: findListed(portfolio, root, absolute) });
    });
  }
  return portfolio.documents.map((document) => {
    if ('file' in document) {
      const absolute = resolve(root, document.file);
      const inside = relative(root, absolute);
      if (isAbsolute(document.file) || inside.startsWith('..')) {
        throw new StatusfolioError('CONFIGURATION_INVALID', `documents: ${document.file} leaves ${root}.`, {
          where: path ?? directory,
          hint: 'Give a path below the folder of the configuration.',
        });
      }
      return toFileTarget(document.file, absolute, document.publish, { root, listed: document });
    }
    return toDocumentTarget(document, publicUrl);
  });
}

function toFileTarget(
  label: string,
  path: string,
  publish: RefreshTarget['publish'],
  { root, listed }: { readonly root?: string; readonly listed: PortfolioDocument | undefined },
): RefreshTarget {
  const ref = {
    kind: 'file',
    path,
    ...(root !== undefined && { root }),
    ...findOwnPlace(path),
    ...toReading(listed),
  } as const;
  // What a person names on the command line is one file.
  const below = root === undefined || !hasStar(label) ? null : relative(root, path).replaceAll('\\', '/');
  const { schedule } = listed?.activity ?? {};
  const columns = schedule === undefined ? {} : { activity: { schedule } };
  return { key: keyDocument(ref), ref, label, publish, ...columns, ...(below !== null && { pattern: below }) };
}

/** The configured document that is this file, or whose clone this file lies in. */
function findListed({ documents }: Portfolio, root: string, path: string): PortfolioDocument | undefined {
  const { own } = findOwnPlace(path);
  const isOwn = (one: Extract<PortfolioDocument, { repo: string }>) =>
    own !== undefined && one.repo.toLowerCase() === own.repo.toLowerCase() && one.path === own.path;
  return documents.find((one) => ('file' in one ? resolve(root, one.file) === path : isOwn(one)));
}

/** A configuration in `.github/` or `config/` speaks about the folder above. */
function readRoot(path: string): string {
  const folder = dirname(path);
  return ['.github', 'config'].includes(basename(folder)) ? dirname(folder) : folder;
}

// What `check`, `sync`, `explain` and `badge` have in common before they refresh: settings, configuration, targets, clock.

export interface Prepared {
  readonly settings: Settings;
  readonly portfolio: Portfolio;
  readonly targets: readonly RefreshTarget[];
  /** All documents of the configuration, where whoever wrote it is trusted. */
  readonly others: readonly RefreshTarget[];
  readonly clock: Clock;
  /** About the configuration; nothing is wrong with it. */
  readonly notices: readonly Problem[];
  /** Where the configuration came with a clone and nobody has agreed to it yet. */
  readonly cloned: ClonedConfiguration | null;
}

/** Throws USAGE when there is nothing to check. */
export async function prepare(files: readonly string[], options: CommonOptions, terminal: Terminal): Promise<Prepared> {
  const settings = readSettings(terminal.environment, terminal.readFile);
  const configuration = await readConfiguration(options.config, terminal.directory);
  const targets = readTargets(files, configuration, terminal.directory, settings.publicUrl);
  if (targets.length === 0) {
    throw new StatusfolioError('USAGE', 'No document to check.', {
      hint: 'Name a file (statusfolio check README.md), or list documents in statusfolio.yml.',
    });
  }
  const { now } = options;
  const clock: Clock = { now: () => (now === undefined ? new Date() : new Date(now)) };
  const notices = listRenamed(configuration, terminal.directory);
  const cloned = options.yes === true ? null : findClonedConfiguration(configuration.path, options, settings);
  const portfolio =
    cloned === null
      ? configuration.portfolio
      : limitPortfolio(configuration.portfolio, cloned, listForeign(targets, cloned));
  const others = cloned === null ? readTargets([], configuration, terminal.directory, settings.publicUrl) : targets;
  return { settings, portfolio, targets, others, clock, notices, cloned };
}

export function preview(targets: readonly RefreshTarget[]): RefreshTarget[] {
  return targets.map((target) => ({ ...target, publish: 'preview' }));
}
