// Documents as the pipeline works on them: those of a configuration, and those that the command line names: files, standard
// input, repositories and addresses; without any name the README in the current folder. A document that the configuration
// lists is read as the configuration says, however it is named. Paths from a configuration may not leave its root.

import { existsSync, readdirSync } from 'node:fs';
import { basename, dirname, isAbsolute, join, relative, resolve } from 'node:path';
import type { Portfolio, PortfolioDocument } from '../config/portfolio.ts';
import type { Settings } from '../config/settings.ts';
import { hasStar } from '../core/path-pattern.ts';
import { toSite } from '../core/site.ts';
import { StatusfolioError } from '../errors.ts';
import { keyDocument, type RefreshTarget, toDocumentTarget, toReading } from '../pipeline/target.ts';
import { type DocumentArgument, readDocumentArgument } from './document-argument.ts';
import { findOwnPlace, findPathBelow, findRealPath } from './find-repository.ts';
import type { CommonOptions } from './options.ts';
import type { Runtime } from './runtime.ts';
import type { Terminal } from './terminal.ts';

/** What a configuration says, and where it lies; null: there is none. */
export interface ConfiguredDocuments {
  readonly portfolio: Portfolio;
  readonly path: string | null;
}

/** The documents of the configuration. */
export function readTargets(
  { portfolio, path }: ConfiguredDocuments,
  directory: string,
  settings: Pick<Settings, 'publicUrl' | 'site'>,
): RefreshTarget[] {
  const root = findRoot(path, directory);
  return portfolio.documents.map((document) => {
    if ('file' in document) {
      const absolute = resolve(root, document.file);
      if (isAbsolute(document.file) || findPathBelow(root, absolute) === null) {
        throw new StatusfolioError('CONFIGURATION_INVALID', `documents: ${document.file} leaves ${root}.`, {
          where: path ?? directory,
          hint: 'Give a path below the folder of the configuration.',
        });
      }
      return toFileTarget(document.file, absolute, document.publish, { ...settings, root, listed: document });
    }
    return toDocumentTarget(document, settings);
  });
}

/** Whether a configuration speaks of this document: it lists it, or the file lies below its folder. */
export function isCoveredBy(
  { key, ref }: RefreshTarget,
  { portfolio, path }: ConfiguredDocuments,
  settings: Pick<Settings, 'publicUrl' | 'site'>,
): boolean {
  if (path === null) return true;
  if (ref.kind === 'file') {
    const root = findRealPath(readRoot(path));
    if (findPathBelow(root, findRealPath(ref.path)) !== null) return true;
    return findListed(portfolio, root, ref.path, settings.site) !== undefined;
  }
  return portfolio.documents.some((one) => 'repo' in one && toDocumentTarget(one, settings).key === key);
}

/** The folder that a configuration speaks about. */
export function findRoot(path: string | null, directory: string): string {
  return path === null ? directory : readRoot(path);
}

function toFileTarget(
  label: string,
  path: string,
  publish: RefreshTarget['publish'],
  {
    site,
    root,
    listed,
  }: { readonly site: string; readonly root?: string; readonly listed: PortfolioDocument | undefined },
): RefreshTarget {
  const realPath = findRealPath(path);
  const ref = {
    kind: 'file',
    path,
    ...(root !== undefined && { root }),
    ...findOwnPlace(path, site),
    ...(realPath !== path && { realPath }),
    ...toReading(listed),
    ...toSite(site),
  } as const;
  // What a person names on the command line is one file.
  const below = root === undefined || !hasStar(label) ? null : findPathBelow(root, path);
  const { schedule } = listed?.activity ?? {};
  const columns = schedule === undefined ? {} : { activity: { schedule } };
  return { key: keyDocument(ref), ref, label, publish, ...columns, ...(below !== null && { pattern: below }) };
}

/** The configured document that is this file, or whose clone this file lies in. */
function findListed({ documents }: Portfolio, root: string, path: string, site: string): PortfolioDocument | undefined {
  const { own } = findOwnPlace(path, site);
  const isOwn = (one: Extract<PortfolioDocument, { repo: string }>) =>
    own !== undefined && one.repo.toLowerCase() === own.repo.toLowerCase() && one.path === own.path;
  return documents.find((one) =>
    'file' in one ? findRealPath(resolve(root, one.file)) === findRealPath(path) : isOwn(one),
  );
}

/** A configuration in `.github/` or `config/` speaks about the folder above. */
function readRoot(path: string): string {
  const folder = dirname(path);
  return ['.github', 'config'].includes(basename(folder)) ? dirname(folder) : folder;
}

// What a person names.

export interface NamingContext {
  readonly settings: Settings;
  readonly configuration: ConfiguredDocuments;
  readonly terminal: Terminal;
  readonly runtime: Pick<Runtime, 'openPorts'>;
}

/** null: nothing is named, and the configuration lists documents. Throws USAGE for what names none. */
export async function nameTargets(
  given: readonly string[],
  { quiet = false }: CommonOptions,
  context: NamingContext,
): Promise<RefreshTarget[] | null> {
  const { settings, configuration, terminal } = context;
  if (given.length === 0 && configuration.portfolio.documents.length > 0) return null;
  const files = given.length > 0 ? given : findReadmeHere(terminal.directory);
  const exists = (path: string) => existsSync(resolve(terminal.directory, path));
  const targets: RefreshTarget[] = [];
  for (const text of files) {
    const argument = readDocumentArgument(text, { exists, site: settings.site });
    const named = await toTargets(argument, context);
    targets.push(...named.filter(({ key }) => !targets.some((one) => one.key === key)));
    const isChosen = given.length === 0 || (argument.kind === 'github' && argument.path === null);
    if (isChosen && !quiet)
      terminal.err(`${named.length === 1 ? 'Document' : 'Documents'}: ${named.map(nameDocument).join(', ')}`);
  }
  return targets;
}

/** For commands that ask a state about a file. Throws DOCUMENT_NOT_FOUND, DOCUMENT_UNREADABLE for one that was named and cannot be read. */
export async function requireFiles(
  { targets, isNamedByHand }: { readonly targets: readonly RefreshTarget[]; readonly isNamedByHand: boolean },
  runtime: Pick<Runtime, 'openFiles'>,
): Promise<void> {
  if (!isNamedByHand) return;
  for (const { ref } of targets) if (ref.kind === 'file') await runtime.openFiles().read(ref);
}

function nameDocument({ ref, label }: RefreshTarget): string {
  if (ref.kind === 'file') return label;
  return `${ref.repo}:${ref.path}${ref.branch === null ? '' : `, branch ${ref.branch}`}`;
}

async function toTargets(argument: DocumentArgument, context: NamingContext): Promise<RefreshTarget[]> {
  const { configuration, terminal, settings } = context;
  const { site } = settings;
  if (argument.kind === 'github') return await toGitHubTargets(argument, context);
  if (argument.kind === 'input') return [await readInput(terminal, site)];
  const absolute = resolve(terminal.directory, argument.path);
  const root = findRoot(configuration.path, terminal.directory);
  const listed = findListed(configuration.portfolio, root, absolute, site);
  return [toFileTarget(argument.path, absolute, 'commit', { site, listed })];
}

/** It is where the folder is that it is piped into: its relative links are those of the folder's repository. */
async function readInput(terminal: Terminal, site: string): Promise<RefreshTarget> {
  const path = join(terminal.directory, '-');
  const input = await terminal.readInput();
  if (input.length === 0)
    throw new StatusfolioError('USAGE', 'Standard input is empty.', {
      where: '-',
      hint: 'Pipe a document into it: cat README.md | statusfolio check -',
    });
  const ref = { kind: 'file', path, input, ...findOwnPlace(path, site), ...toSite(site) } as const;
  return { key: `file:${path}`, ref, label: 'standard input', publish: 'preview' };
}

async function toGitHubTargets(
  { repo, path, branch }: Extract<DocumentArgument, { kind: 'github' }>,
  { settings, configuration: { portfolio }, runtime }: NamingContext,
): Promise<RefreshTarget[]> {
  const isMeant = (one: PortfolioDocument): one is Extract<PortfolioDocument, { repo: string }> =>
    'repo' in one &&
    one.repo.toLowerCase() === repo.toLowerCase() &&
    (path === null || one.path === path) &&
    (branch === null || (one.branch ?? null) === branch);
  const listed = portfolio.documents.filter(isMeant);
  if (listed.length > 0) return listed.map((document) => toDocumentTarget(document, settings));
  const found = path ?? (await findReadme(repo, branch, settings, portfolio, runtime));
  const ref = { kind: 'github', repo, path: found, branch, ...toSite(settings.site) } as const;
  return [{ key: keyDocument(ref), ref, label: `${repo}/${found}`, publish: 'commit' }];
}

/** A repository without one is told of when the file is read. */
async function findReadme(
  repo: string,
  branch: string | null,
  settings: Settings,
  portfolio: Portfolio,
  runtime: NamingContext['runtime'],
): Promise<string> {
  const { github } = await runtime.openPorts(settings, portfolio);
  return (await github.documents.findReadme?.(repo, branch)) ?? 'README.md';
}

/** As GitHub finds it: in any case and format, Markdown first. */
function findReadmeHere(directory: string): string[] {
  for (const folder of ['.github', '.', 'docs']) {
    const names = listNames(join(directory, folder)).filter((name) => /^readme(\.[a-z]+)?$/i.test(name));
    const name = names.find((one) => /\.(md|markdown)$/i.test(one)) ?? names[0];
    if (name !== undefined) return [relative('.', join(folder, name))];
  }
  return [];
}

function listNames(folder: string): string[] {
  try {
    return readdirSync(folder).sort();
  } catch {
    return [];
  }
}
