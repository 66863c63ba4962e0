// `serve`: webhook receiver, scheduler and dashboard. Checks everything that can be wrong before it listens.

import { resolve } from 'node:path';
import { requireChannels } from '../../config/notify-channels.ts';
import { readSettings } from '../../config/settings.ts';
import { StatusfolioError } from '../../errors.ts';
import { readTargets } from '../document-targets.ts';
import { readServedConfiguration } from '../load-config.ts';
import type { CommonOptions } from '../options.ts';
import type { Runtime } from '../runtime.ts';
import type { Terminal } from '../terminal.ts';
import { checkServed, findClonedConfiguration } from '../trust-configuration.ts';

export async function runServe(options: CommonOptions, terminal: Terminal, runtime: Runtime): Promise<void> {
  const read = readSettings(terminal.environment, terminal.readFile);
  const settings = { ...read, database: resolve(terminal.directory, options.database ?? read.database) };
  const configuration = await readServedConfiguration(settings, options.config, terminal.directory);
  const targets = readTargets(configuration, terminal.directory, settings);
  if (targets.length === 0 && !settings.isMany) {
    throw new StatusfolioError('CONFIGURATION_INVALID', 'The configuration lists no documents.', {
      where: configuration.path ?? 'statusfolio.yml',
      hint: 'Add one under "documents:", for example  - repo: naaas94/me  with  publish: commit.',
    });
  }
  requireChannels(configuration.portfolio.notify, settings);
  const cloned = options.yes === true ? null : findClonedConfiguration(configuration.path, options, settings);
  if (cloned !== null) checkServed(cloned, targets, terminal);
  await runtime.serve({ settings, portfolio: configuration.portfolio, targets, terminal });
}
