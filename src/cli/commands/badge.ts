// `badge`: one project's status as an SVG on standard output.

import { formatStatus } from '../../core/messages/evidence.ts';
import { renderBadge, toneOf } from '../../core/render/badge.ts';
import { prepare } from '../load-config.ts';
import type { CommonOptions } from '../options.ts';
import type { Runtime } from '../runtime.ts';
import { type Terminal, toJsonText } from '../terminal.ts';
import { findProject } from './explain.ts';

export async function runBadge(
  project: string,
  files: readonly string[],
  options: CommonOptions,
  terminal: Terminal,
  runtime: Runtime,
): Promise<number> {
  const { rows, isFailed } = await findProject(project, await prepare(files, options, terminal), terminal, runtime);
  const [first] = rows;
  if (first === undefined) return 2;
  const { status } = first.decision;
  const badge = { label: first.row.name, message: formatStatus(status), tone: toneOf(status) };
  terminal.out(options.json === true ? toJsonText(badge) : renderBadge(badge));
  return isFailed ? 2 : 0;
}
