// How far a configuration is trusted that was found and not named: in a clone it came with somebody's repository. It may
// speak of that repository and of files in the clone; whatever else it wants done, a person agrees to first.

import { readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import type { Portfolio } from '../config/portfolio.ts';
import type { Settings } from '../config/settings.ts';
import { publicSite } from '../core/site.ts';
import { StatusfolioError } from '../errors.ts';
import type { RefreshTarget } from '../pipeline/target.ts';
import { findPathBelow, findRepository, type LocalRepository } from './find-repository.ts';
import type { CommonOptions } from './options.ts';
import type { Terminal } from './terminal.ts';

/** A configuration that came with a clone. */
export interface ClonedConfiguration {
  readonly path: string;
  readonly clone: LocalRepository;
  /** `owner/name` that the clone came from on this GitHub, in lower case; null: from elsewhere, or nobody knows. */
  readonly origin: string | null;
}

/** null: it was named by a person, or lies in no clone. */
export function findClonedConfiguration(
  path: string | null,
  { config }: CommonOptions,
  { site }: Pick<Settings, 'site'>,
): ClonedConfiguration | null {
  if (path === null || config !== undefined) return null;
  const clone = findRepository(dirname(path), site);
  if (clone === null) return null;
  const { hostname } = new URL(site);
  const hosts = [hostname, `ssh.${hostname}`, ...(site === publicSite ? ['www.github.com'] : [])];
  const isHere = clone.repo !== null && hosts.includes(clone.host ?? '');
  return { path, clone, origin: isHere ? (clone.repo?.toLowerCase() ?? null) : null };
}

/** The documents that a configuration names although they are not of its own repository. */
export function listForeign(
  targets: readonly RefreshTarget[],
  { origin, clone }: ClonedConfiguration,
): readonly RefreshTarget[] {
  return targets.filter(({ ref }) =>
    ref.kind === 'github' ? ref.repo.toLowerCase() !== origin : findPathBelow(clone.root, ref.path) === null,
  );
}

/**
 * What such a configuration may say without a person's consent: no homepage is asked for it, and private evidence is
 * told of repositories of its own account alone.
 */
export function limitPortfolio(
  portfolio: Portfolio,
  { origin }: ClonedConfiguration,
  foreign: readonly RefreshTarget[],
): Portfolio {
  const owner = origin?.split('/')[0];
  const privateDetails = portfolio.privateDetails.filter((repo) => repo.toLowerCase().split('/')[0] === owner);
  const isOwn = origin !== null && foreign.length === 0;
  return {
    ...portfolio,
    privateDetails: isOwn ? privateDetails : [],
    probeHomepages: isOwn && portfolio.probeHomepages,
  };
}

/** Whether a person agrees to what it names; without one it is refused. Nothing was written yet. */
export async function agreeToForeign(
  { path, clone }: ClonedConfiguration,
  foreign: readonly RefreshTarget[],
  terminal: Terminal,
): Promise<boolean> {
  const names = [...new Set(foreign.map(({ label }) => label))].join(', ');
  const name = relative(terminal.directory, path) || path;
  const from = clone.repo ?? 'a repository without an address on GitHub';
  if (!terminal.isInteractive) throw refuse(name, from, names);
  return await terminal.ask(`${name} came with a clone of ${from} and names ${names}. Write there?`);
}

function refuse(name: string, from: string, names: string): StatusfolioError {
  return new StatusfolioError('USAGE', `${name} came with a clone of ${from}, and names ${names}.`, {
    where: name,
    hint: `If this is what you want, name it yourself with --config ${name}, or repeat with --yes. Nothing was written.`,
  });
}

/**
 * A server is started by whoever set it up, so what lies in the clone without belonging to it is theirs, and so is a
 * clone of the same account. Throws USAGE for any other clone whose configuration would write elsewhere.
 */
export function checkServed(
  cloned: ClonedConfiguration,
  targets: readonly RefreshTarget[],
  { directory }: Pick<Terminal, 'directory'>,
): void {
  const owner = cloned.origin?.split('/')[0];
  const foreign = listForeign(targets, cloned).filter(
    ({ ref, publish }) =>
      publish !== 'none' && !(ref.kind === 'github' && ref.repo.toLowerCase().split('/')[0] === owner),
  );
  if (foreign.length === 0 || !mayBeTracked(cloned)) return;
  const names = foreign.map(({ label }) => label).join(', ');
  throw refuse(relative(directory, cloned.path), cloned.clone.repo ?? 'another repository', names);
}

/** Where Git keeps its list in another way than by whole names, the file may be on it. */
function mayBeTracked({ path, clone: { root } }: ClonedConfiguration): boolean {
  try {
    const index = readFileSync(join(root, '.git', 'index'));
    const isPlain = index.toString('latin1', 0, 4) === 'DIRC' && index.readUInt32BE(4) < 4 && !index.includes('link');
    return !isPlain || index.includes(findPathBelow(root, path) ?? path);
  } catch {
    return true;
  }
}
