// `pin` and `unpin`: the owner's word, written into the configuration with its comments kept, and shown as a diff.

import { pinInPortfolio, unpinInPortfolio } from '../../config/edit-portfolio.ts';
import { toDay } from '../../core/dates.ts';
import { readDocument } from '../../core/document/parse-document.ts';
import type { Row } from '../../core/model.ts';
import type { Status } from '../../core/status/statuses.ts';
import { StatusfolioError } from '../../errors.ts';
import { linkRow } from '../../pipeline/match-project.ts';
import { isHere, refuseSwapped } from '../document-argument.ts';
import { openDocumentStates } from '../document-states.ts';
import { editConfiguration } from '../edit-configuration.ts';
import { findProjects, listRepositories, type NamedProject } from '../find-project.ts';
import { type Prepared, prepare } from '../load-config.ts';
import type { CommonOptions } from '../options.ts';
import type { Runtime } from '../runtime.ts';
import type { Terminal } from '../terminal.ts';

interface PinnedRow extends NamedProject {
  readonly row: Row;
}

export interface PinOptions extends CommonOptions {
  readonly until?: string;
  readonly reason?: string;
}

export async function runPin(
  project: string,
  status: Status | undefined,
  options: PinOptions,
  terminal: Terminal,
  runtime: Runtime,
): Promise<number> {
  refuseSwapped(project, [], isHere(terminal), 'statusfolio pin PROJECT running');
  const prepared = await prepare([], options, terminal, runtime);
  const [found] = findProjects(project, await readRows(prepared, runtime));
  const { until = null, reason = null } = options;
  if (until !== null && until < toDay(prepared.clock.now())) {
    throw new StatusfolioError('USAGE', `${until} is in the past.`, { hint: 'Give a last day in the future.' });
  }
  const word = status ?? found?.row.typed.status ?? 'unknown';
  if (word === 'unknown') {
    throw new StatusfolioError('USAGE', `The current status of ${project} is not a known one.`, {
      hint: `Name one: statusfolio pin ${JSON.stringify(project)} running`,
    });
  }
  await editConfiguration(options, terminal, (text) =>
    pinInPortfolio(text, namesOf(found), { status: word, until, reason: reason === '' ? null : reason }),
  );
  return 0;
}

export async function runUnpin(
  project: string,
  options: CommonOptions,
  terminal: Terminal,
  runtime: Runtime,
): Promise<number> {
  refuseSwapped(project, [], isHere(terminal), 'statusfolio unpin PROJECT');
  const prepared = await prepare([], options, terminal, runtime);
  const found = findProjects(project, await readRows(prepared, runtime));
  let wasPinned = false;
  await editConfiguration(options, terminal, (text) => {
    const without = unpinInPortfolio(text, found.flatMap(namesOf));
    wasPinned = without !== null;
    return without ?? text;
  });
  // A pin that was set on the dashboard.
  const states = await openDocumentStates(prepared, options, terminal, runtime, 'answer');
  try {
    for (const store of new Set(states.targets.flatMap(({ key }) => states.of(key) ?? []))) {
      const records = (await store.listDocuments()).flatMap(({ rows }) => rows);
      const keys = new Set(
        records.filter(({ row }) => found.some(({ name }) => name === row.name)).map(({ projectKey }) => projectKey),
      );
      const pins = (await store.listPins()).filter(({ projectKey }) => keys.has(projectKey));
      for (const { projectKey } of pins) await store.removePin(projectKey);
      if (pins.length > 0) await states.saveAnswers(store);
      wasPinned ||= pins.length > 0;
    }
  } finally {
    await states.close();
  }
  const inCell = found.find(({ row }) => row.directive?.kind === 'pin');
  if (inCell !== undefined) {
    throw new StatusfolioError('USAGE', `${inCell.row.name} is pinned by a comment in its cell.`, {
      where: `line ${inCell.row.line}`,
      hint: `Take it out of line ${inCell.row.line}; Statusfolio never removes what you typed.`,
    });
  }
  if (!wasPinned) throw new StatusfolioError('USAGE', `${project} is not pinned.`, { hint: 'There is nothing to do.' });
  if (options.quiet !== true && options.json !== true) terminal.err(`${project} is no longer pinned.`);
  return 0;
}

async function readRows(prepared: Prepared, runtime: Runtime): Promise<PinnedRow[]> {
  const { settings, portfolio } = prepared;
  const { github, files } = await runtime.openPorts(settings, portfolio);
  const listed = await listRepositories(prepared, { github: github.documents, file: files });
  const [problem] = listed.problems;
  if (listed.read.length === 0 && problem !== undefined) {
    throw new StatusfolioError('DOCUMENT_UNREADABLE', problem.message, { where: problem.where, hint: problem.hint });
  }
  return listed.read.flatMap(({ target, file }) => {
    const outcome = readDocument(file.bytes, target.ref);
    return outcome.kind === 'read'
      ? outcome.reading.rows.map((row) => ({ name: row.name, row, repo: linkRow(row, portfolio).repo }))
      : [];
  });
}

function namesOf(found: PinnedRow | undefined): string[] {
  return [found?.name, found?.repo].flatMap((name) => name ?? []);
}
