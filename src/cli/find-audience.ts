// Who can read what a run prints: on a person's own machine that person, in a workflow whoever can see its repository.

import { readFile } from 'node:fs/promises';
import { type Audience, audienceOf } from '../core/disclosure.ts';
import { StatusfolioError } from '../errors.ts';
import type { RefreshResult } from '../pipeline/document-update.ts';
import type { ReportFormat } from './output/report.ts';
import type { Terminal } from './terminal.ts';

type Results = readonly Pick<RefreshResult, 'target' | 'file'>[];

/**
 * The log of a workflow belongs to its repository. What the fetch has just seen of that repository counts before what
 * the event says; where neither says anything, everybody can read it. Markdown and annotations are made for such places.
 */
export async function findAudience(
  { environment }: Pick<Terminal, 'environment'>,
  results: Results,
  format: ReportFormat = 'text',
): Promise<Audience> {
  const isWorkflow = environment['GITHUB_ACTIONS'] === 'true';
  if (!isWorkflow && format !== 'markdown' && format !== 'github') return 'owner';
  const place = environment['GITHUB_REPOSITORY']?.toLowerCase();
  const seen = results.find(({ target }) => target.ref.kind === 'github' && target.ref.repo.toLowerCase() === place);
  if (seen !== undefined) return audienceOf(seen.file);
  return (await isPrivateEvent(environment['GITHUB_EVENT_PATH'], place)) ? 'owner' : 'public';
}

/**
 * For commands that are about the owner's whole configuration, token and memory: hardly a line of theirs may be read by
 * everybody, so where everybody can read, they say nothing. Throws USAGE.
 */
export async function refuseInPublic(command: string, terminal: Pick<Terminal, 'environment'>): Promise<void> {
  if ((await findAudience(terminal, [])) === 'owner') return;
  throw new StatusfolioError('USAGE', `"${command}" does not run where everybody can read what it prints.`, {
    where: 'GITHUB_ACTIONS',
    hint: 'The log of this workflow is public: run it on your own machine, or in a workflow of a private repository.',
  });
}

/** What GitHub said of the repository when the workflow began. */
async function isPrivateEvent(path: string | undefined, place: string | undefined): Promise<boolean> {
  try {
    const event: unknown = JSON.parse(await readFile(path ?? '', 'utf8'));
    const repository: unknown = Reflect.get(Object(event), 'repository');
    const name: unknown = Reflect.get(Object(repository), 'full_name');
    const isHere = typeof name === 'string' && name.toLowerCase() === place;
    return isHere && Reflect.get(Object(repository), 'private') === true;
  } catch {
    // No event file, or none that can be read: nothing is known.
    return false;
  }
}
