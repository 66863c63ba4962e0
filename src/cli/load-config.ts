// Finds and reads the owner's configuration, and what commands have in common before they refresh.

import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { basename, dirname, resolve } from 'node:path';
import { type Portfolio, readPortfolio } from '../config/portfolio.ts';
import { readSettings, type Settings } from '../config/settings.ts';
import type { Problem } from '../core/model.ts';
import { findSameName } from '../core/suggest.ts';
import { StatusfolioError } from '../errors.ts';
import type { RefreshTarget } from '../pipeline/target.ts';
import type { Clock } from '../ports/queue.ts';
import { isCoveredBy, nameTargets, readTargets } from './document-targets.ts';
import type { CommonOptions } from './options.ts';
import {
  configurationPaths,
  describeMisnamed,
  describeTwo,
  findMisnamed,
  findOnlyRepository,
  type PublishedReading,
  readPublishedConfiguration,
} from './published-configuration.ts';
import type { Runtime } from './runtime.ts';
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
  return readDefaults();
}

/**
 * What the deployment itself is configured with: nothing, where it serves many owners. Throws USAGE for a configuration that
 * is named nevertheless.
 */
export async function readServedConfiguration(
  { isMany }: Pick<Settings, 'isMany'>,
  explicit: string | undefined,
  directory: string,
): Promise<Configuration> {
  if (!isMany) return await readConfiguration(explicit, directory);
  if (explicit === undefined) return readDefaults();
  throw new StatusfolioError('USAGE', '--config cannot be used with STATUSFOLIO_OWNERS=many.', {
    where: explicit,
    hint: 'Each owner has a configuration in a repository, .github/statusfolio.yml; leave the option out.',
  });
}

function readDefaults(): Configuration {
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

/** The configuration; null: there is none. Throws CONFIGURATION_INVALID when the one named is missing, for two, and for one that has another name. */
async function readConfigurationText(
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
  const list = (folder: string) => readdir(resolve(directory, folder)).catch(() => []);
  const wrong = findMisnamed(await list('.'), await list('.github'));
  if (wrong === null) return null;
  throw new StatusfolioError('CONFIGURATION_INVALID', describeMisnamed(wrong), {
    where: wrong,
    hint: 'Rename it, or name it with --config.',
  });
}

async function readText(path: string): Promise<string | null> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    const code = Reflect.get(Object(error), 'code');
    if (code === 'ENOENT' || code === 'ENOTDIR') return null;
    const what = code === 'EISDIR' ? 'is a folder' : `cannot be read (${String(code)})`;
    throw new StatusfolioError('CONFIGURATION_INVALID', `${path} ${what}.`, {
      where: path,
      hint: 'Name a configuration, such as statusfolio.yml.',
      cause: error,
    });
  }
}

// What `check`, `sync`, `explain` and `badge` have in common before they refresh: settings, configuration, targets, clock.

export interface Prepared {
  readonly settings: Settings;
  readonly portfolio: Portfolio;
  /** null: there is none, or it says nothing of these documents. */
  readonly configurationPath: string | null;
  readonly targets: readonly RefreshTarget[];
  /** They were named on the command line, or found beside it, and not by a configuration. */
  readonly isNamedByHand: boolean;
  /** All documents of the configuration, where whoever wrote it is trusted. */
  readonly others: readonly RefreshTarget[];
  readonly clock: Clock;
  /** About the configuration; nothing is wrong with it. */
  readonly notices: readonly Problem[];
  /** Where the configuration came with a clone and nobody has agreed to it yet. */
  readonly cloned: ClonedConfiguration | null;
}

/** Throws USAGE when there is nothing to check, and for what names no document. */
export async function prepare(
  files: readonly string[],
  options: CommonOptions,
  terminal: Terminal,
  runtime: Pick<Runtime, 'openPorts'>,
): Promise<Prepared> {
  const settings = readSettings(terminal.environment, terminal.readFile);
  const here = await readConfiguration(options.config, terminal.directory);
  const published = await readPublished(files, options, { here, settings, terminal, runtime });
  const own = published.configuration;
  const found = own === null ? here : { portfolio: own.portfolio, path: null };
  if (own !== null && options.quiet !== true) terminal.err(`Configuration: ${own.name}`);
  const named = await nameTargets(files, options, { settings, configuration: found, terminal, runtime });
  // A configuration that was found says nothing of a document elsewhere.
  const isElsewhere =
    options.config === undefined && named?.every((one) => !isCoveredBy(one, found, settings)) === true;
  const configuration = isElsewhere ? readDefaults() : found;
  const configured = readTargets(configuration, terminal.directory, settings);
  const targets = named ?? configured;
  if (targets.length === 0) {
    throw new StatusfolioError('USAGE', 'No document to check.', {
      hint: 'Name a file (statusfolio check README.md) or a repository (statusfolio check owner/repo), or list documents in statusfolio.yml.',
    });
  }
  const { now } = options;
  const clock: Clock = { now: () => (now === undefined ? new Date() : new Date(now)) };
  const notices = [...listRenamed(configuration, terminal.directory), ...published.problems];
  const cloned = options.yes === true ? null : findClonedConfiguration(configuration.path, options, settings);
  const portfolio =
    cloned === null
      ? configuration.portfolio
      : limitPortfolio(configuration.portfolio, cloned, listForeign(targets, cloned));
  const others = cloned === null && own === null ? configured : targets;
  return {
    settings,
    portfolio,
    configurationPath: configuration.path,
    targets,
    others,
    isNamedByHand: named !== null,
    clock,
    notices,
    cloned,
  };
}

/** The configuration of the repository that is named, unless the one here was named or speaks of that repository. */
async function readPublished(
  files: readonly string[],
  options: CommonOptions,
  context: {
    readonly here: Configuration;
    readonly settings: Settings;
    readonly terminal: Terminal;
    readonly runtime: Pick<Runtime, 'openPorts'>;
  },
): Promise<PublishedReading> {
  const { here, settings, terminal, runtime } = context;
  const exists = (path: string) => existsSync(resolve(terminal.directory, path));
  const place = options.config === undefined ? findOnlyRepository(files, exists, settings) : null;
  const isListed = here.portfolio.documents.some(
    (one) => 'repo' in one && one.repo.toLowerCase() === place?.repo.toLowerCase(),
  );
  if (place === null || isListed) return { configuration: null, problems: [] };
  const { github } = await runtime.openPorts(settings, here.portfolio);
  return await readPublishedConfiguration(github, place);
}

export function preview(targets: readonly RefreshTarget[]): RefreshTarget[] {
  return targets.map((target) => ({ ...target, publish: 'preview' }));
}
