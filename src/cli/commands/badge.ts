// `badge`: one project's status as an SVG on standard output.

import { type BadgeStyle, renderBadge, toBadge } from '../../core/render/badge.ts';
import { isHere, refuseSwapped } from '../document-argument.ts';
import { prepare } from '../load-config.ts';
import type { CommonOptions } from '../options.ts';
import type { Runtime } from '../runtime.ts';
import { type Terminal, toJsonText } from '../terminal.ts';
import { findProject } from './explain.ts';

export interface BadgeOptions extends CommonOptions {
  readonly style?: BadgeStyle;
  /** Left out: the name of the row. */
  readonly label?: string;
}

export async function runBadge(
  project: string,
  files: readonly string[],
  options: BadgeOptions,
  terminal: Terminal,
  runtime: Runtime,
): Promise<number> {
  refuseSwapped(project, files, isHere(terminal), 'statusfolio badge PROJECT README.md');
  const { rows, isFailed } = await findProject(
    project,
    await prepare(files, options, terminal, runtime),
    options,
    terminal,
    runtime,
  );
  const [first] = rows;
  if (first === undefined) return 2;
  const badge = toBadge(options.label ?? first.row.name, first.decision);
  terminal.out(options.json === true ? toJsonText(badge) : renderBadge(badge, 'auto', options.style));
  return isFailed ? 2 : 0;
}
