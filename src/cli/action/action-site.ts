// The static site that a run leaves in the workspace, for a later step to publish. Written from what the run has just
// remembered; what only reports writes none.

import { realpath } from 'node:fs/promises';
import { dirname, relative, resolve, sep } from 'node:path';
import type { Portfolio } from '../../config/portfolio.ts';
import { StatusfolioError } from '../../errors.ts';
import type { RefreshTarget } from '../../pipeline/target.ts';
import type { Store } from '../../ports/store.ts';
import { checkVisibility, isOf, listOwners } from '../commands/site.ts';
import type { Runtime } from '../runtime.ts';
import { writeSite } from '../write-site.ts';
import type { ActionEvent } from './event.ts';
import type { ActionInputs } from './inputs.ts';

interface SiteContext {
  readonly workspace: string;
  readonly event: ActionEvent;
  readonly inputs: Pick<ActionInputs, 'site' | 'siteUrl'>;
}

/** Throws before anything is asked of GitHub where the site cannot be written. */
export async function checkActionSite({ inputs, workspace }: SiteContext, portfolio: Portfolio): Promise<void> {
  if (inputs.site === '') return;
  checkVisibility(portfolio);
  await findFolder(inputs.site, workspace);
}

/** The folder that was written; null: none was asked for, or this run only reports. */
export async function writeActionSite(
  { inputs, workspace, event }: SiteContext,
  portfolio: Portfolio,
  targets: readonly RefreshTarget[],
  stateOf: (documentKey: string) => Store,
  { renderSite }: Pick<Runtime, 'renderSite'>,
): Promise<string | null> {
  if (inputs.site === '' || event.may !== 'write') return null;
  const owners = await listOwners(targets, stateOf);
  if (owners.length === 0) return null;
  const url = inputs.siteUrl === '' ? null : inputs.siteUrl;
  const files = await renderSite({ owners, isShown: (key) => isOf(targets, key), portfolio, url });
  const folder = await findFolder(inputs.site, workspace);
  await writeSite(folder, files);
  return folder;
}

/** Below the workspace, whatever links a commit brought along. Throws USAGE. */
async function findFolder(site: string, workspace: string): Promise<string> {
  const folder = resolve(workspace, site);
  const root = await realpath(workspace);
  let existing = folder;
  while ((await realpath(existing).catch(() => null)) === null) existing = dirname(existing);
  const real = resolve(await realpath(existing), relative(existing, folder));
  const inside = relative(root, real).split(sep);
  if (real !== root && !inside.includes('..') && !inside.includes('.git') && resolve(root, inside.join(sep)) === real)
    return real;
  throw new StatusfolioError('USAGE', `input site: "${site}" is not a folder below the checked-out repository.`, {
    where: 'site',
    hint: 'Give a folder such as _site, which no symbolic link leads out of.',
  });
}
