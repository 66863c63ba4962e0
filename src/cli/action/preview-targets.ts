// What a run that only reports checks: the files as they are checked out, and of columns of activity only what a pull request
// adds.

import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { RefreshTarget } from '../../pipeline/target.ts';
import type { GitHub } from '../../ports/github.ts';
import type { Terminal } from '../terminal.ts';
import type { ActionEvent } from './event.ts';
import { formatCommand, nowhere } from './workflow-commands.ts';

/** The checked-out file where there is one, else the one on GitHub; neither is written. */
export function toPreview(
  target: RefreshTarget,
  { repository, workspace }: { readonly repository: string; readonly workspace: string },
  terminal: Pick<Terminal, 'command'>,
): RefreshTarget[] {
  const { ref } = target;
  if (ref.kind === 'file') return [{ ...target, publish: 'preview' as const }];
  if (ref.repo.toLowerCase() !== repository.toLowerCase()) return [];
  const path = resolve(workspace, ref.path);
  if (!existsSync(path)) {
    const text = `${ref.path} is not checked out: the version on GitHub was checked. Put actions/checkout before this step.`;
    terminal.command(formatCommand('notice', nowhere, text));
    return [{ ...target, publish: 'preview' as const }];
  }
  const { kind: _, repo, path: inside, branch: __, ...reading } = ref;
  const file = { kind: 'file', path, root: workspace, own: { repo, path: inside }, ...reading } as const;
  return [{ key: `file:${path}`, ref: file, label: ref.path, publish: 'preview' as const }];
}

/** In a pull request the rows of columns of activity that it adds are checked, and not those that stood there before. */
export async function addBaselines(
  targets: readonly RefreshTarget[],
  { event: { baseOid }, repository }: { readonly event: Pick<ActionEvent, 'baseOid'>; readonly repository: string },
  github: Pick<GitHub, 'readFiles'>,
): Promise<RefreshTarget[]> {
  const added: RefreshTarget[] = [];
  for (const target of targets) {
    const { ref } = target;
    const own = ref.kind === 'file' ? ref.own : undefined;
    const isAsked = baseOid !== null && own !== undefined && (await hasActivityColumns(ref));
    const files = isAsked ? await github.readFiles(repository, baseOid, [own.path]) : null;
    added.push(files === null ? target : { ...target, baseline: files.get(own?.path ?? '') ?? new Uint8Array() });
  }
  return added;
}

async function hasActivityColumns({ path, activity }: RefreshTarget['ref']): Promise<boolean> {
  return activity !== undefined || /statusfolio:[ \t]+activity/.test(await readFile(path, 'utf8').catch(() => ''));
}
