// `badge`: one project's status as an SVG on standard output.

import { renderBadge, toneOf } from '../core/render/badge.ts';
import { nameStatus } from '../core/wording.ts';
import { findProject } from './explain.ts';
import type { CommonOptions } from './main.ts';
import type { Openers } from './openers.ts';
import { prepare } from './prepare.ts';
import { type Terminal, toJsonText } from './terminal.ts';

export async function runBadge(
  project: string,
  files: readonly string[],
  options: CommonOptions,
  terminal: Terminal,
  openers: Openers,
): Promise<number> {
  const { rows, isFailed } = await findProject(project, await prepare(files, options, terminal), terminal, openers);
  const [first] = rows;
  if (first === undefined) return 2;
  const { status } = first.settled;
  const badge = { label: first.row.name, message: nameStatus(status), tone: toneOf(status) };
  terminal.out(options.json === true ? toJsonText(badge) : renderBadge(badge));
  return isFailed ? 2 : 0;
}
