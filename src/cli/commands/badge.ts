// `badge`: one project's status as an SVG on standard output.

import { nameStatus } from '../../core/messages/evidence.ts';
import { renderBadge, toneOf } from '../../core/render/badge.ts';
import { prepare } from '../load-config.ts';
import type { CommonOptions } from '../options.ts';
import type { Openers } from '../runtime.ts';
import { type Terminal, toJsonText } from '../terminal.ts';
import { findProject } from './explain.ts';

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
