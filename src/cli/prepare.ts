// What `check`, `sync`, `explain` and `badge` have in common before they look: settings, configuration, targets, clock.

import type { Portfolio } from '../core/portfolio.ts';
import { StatusfolioError } from '../errors.ts';
import type { RefreshTarget } from '../pipeline/refresh.ts';
import type { Clock } from '../ports.ts';
import { readSettings, type Settings } from '../settings.ts';
import type { CommonOptions } from './main.ts';
import { readConfiguration, readTargets } from './read-configuration.ts';
import type { Terminal } from './terminal.ts';

export interface Prepared {
  readonly settings: Settings;
  readonly portfolio: Portfolio;
  readonly targets: readonly RefreshTarget[];
  readonly clock: Clock;
}

/** Throws USAGE when there is nothing to look at. */
export async function prepare(files: readonly string[], options: CommonOptions, terminal: Terminal): Promise<Prepared> {
  const settings = readSettings(terminal.environment);
  const configuration = await readConfiguration(options.config, terminal.directory);
  const targets = readTargets(files, configuration, terminal.directory, settings.publicUrl);
  if (targets.length === 0) {
    throw new StatusfolioError('USAGE', 'No document to look at.', {
      hint: 'Name a file (statusfolio check README.md), or list documents in statusfolio.yml.',
    });
  }
  const { now } = options;
  const clock: Clock = { now: () => (now === undefined ? new Date() : new Date(now)) };
  return { settings, portfolio: configuration.portfolio, targets, clock };
}

export function preview(targets: readonly RefreshTarget[]): RefreshTarget[] {
  return targets.map((target) => ({ ...target, publish: 'preview' }));
}
