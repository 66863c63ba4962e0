// `explain`: every fact about one project, the rule that matched, those that did not and why, and the next check.

import { contradictsRow } from '../../core/activity/repository-status.ts';
import type { Declaration } from '../../core/model.ts';
import { explainStatus, type RuleMiss } from '../../core/status/derive-status.ts';
import { type Foresight, foresee } from '../../core/status/foresee.ts';
import type { Status } from '../../core/status/statuses.ts';
import { readThresholds, type Thresholds } from '../../core/status/thresholds.ts';
import { StatusfolioError, toError } from '../../errors.ts';
import { discloseRow } from '../../pipeline/disclose.ts';
import type { RowEvaluation } from '../../pipeline/document-update.ts';
import { readOwnStatus } from '../../pipeline/own-status/ask-about-own-status.ts';
import type { StatePlace } from '../../pipeline/target.ts';
import { findAudience, listSecrets, tellProblems } from '../audience.ts';
import { isHere, refuseSwapped } from '../document-argument.ts';
import { openDocumentStates } from '../document-states.ts';
import { findProjects } from '../find-project.ts';
import { type Prepared, prepare, preview } from '../load-config.ts';
import type { CommonOptions } from '../options.ts';
import { hang } from '../output/columns.ts';
import { reportOwnStatus } from '../output/report.ts';
import { describeTable, printProblems } from '../output/text.ts';
import { runRefresh } from '../run-refresh.ts';
import type { Runtime } from '../runtime.ts';
import { createPaint, show, type Terminal, toJsonText } from '../terminal.ts';

const scheduleStates = {
  active: 'is active',
  disabled_inactivity: 'was paused by GitHub',
  disabled_manually: 'was disabled by hand',
} as const;

const nowhere: StatePlace = { kind: 'none', where: null };

/** Where the facts begin, behind their names. */
const indent = 16;

/** `2025-11-10 09:00`, UTC. */
function toMinute(at: string): string {
  return at.slice(0, 16).replace('T', ' ');
}

export async function runExplain(
  project: string,
  files: readonly string[],
  options: CommonOptions,
  terminal: Terminal,
  runtime: Runtime,
): Promise<number> {
  refuseSwapped(project, files, isHere(terminal), 'statusfolio explain PROJECT README.md');
  const prepared = await prepare(files, options, terminal, runtime);
  const { rows, states, isFailed } = await findProject(project, prepared, options, terminal, runtime);
  const now = prepared.clock.now();
  const thresholds = readThresholds(prepared.portfolio.rules);
  const explained = rows.map((evaluated, index) => {
    const { derived, misses } = explainStatus(evaluated.facts, thresholds, now);
    return {
      name: evaluated.row.name,
      line: evaluated.row.line,
      facts: evaluated.facts,
      derived,
      misses,
      decision: evaluated.decision,
      ownStatus: reportOwnStatus(readOwnStatus(evaluated)),
      foresight: foreseeRow(evaluated, thresholds, now),
      dueDate: evaluated.dueDate,
      state: states[index] ?? nowhere,
    };
  });
  if (options.json === true) terminal.out(toJsonText({ projects: explained }, 2));
  else
    for (const [index, evaluated] of rows.entries()) {
      const { misses = [], foresight = [], state = nowhere } = explained[index] ?? {};
      print(evaluated, { misses, foresight, state }, terminal);
    }
  return isFailed ? 2 : 0;
}

/** The rows of a project, by its name or repository. Throws USAGE naming the projects there are. */
export async function findProject(
  project: string,
  prepared: Prepared,
  options: CommonOptions,
  terminal: Terminal,
  runtime: Runtime,
) {
  const { settings, portfolio, others, clock } = prepared;
  const outside = await runtime.openPorts(settings, portfolio);
  const states = await openDocumentStates(prepared, options, terminal, runtime, 'read');
  const ports = { ...outside, stateOf: states.memoryOf, clock, others };
  const shown = options.quiet === true ? undefined : terminal;
  const refreshed = await runRefresh(preview(states.targets), portfolio, ports, shown).finally(states.close);
  const run = { ...refreshed, problems: [...states.problems, ...refreshed.problems] };
  // In the log of a workflow whoever can see its repository reads what is printed.
  const audience = await findAudience(terminal, run.results);
  const readable = run.results.filter(({ file }) => audience === 'owner' || file.isPublic);
  const all = readable.flatMap(({ target, rows, file }) =>
    rows
      .filter((evaluated) => discloseRow(evaluated, file, portfolio, audience).isOpen)
      .map((evaluated) => ({ evaluated, state: target.state ?? nowhere })),
  );
  const secrets = listSecrets(run, portfolio, terminal.environment['GITHUB_REPOSITORY']);
  const told = tellProblems(run.problems, audience, secrets);
  const [first] = told.filter(({ level }) => level !== 'notice');
  if (all.length === 0 && run.isFailed && first !== undefined) throw toError(first);
  if (all.length === 0 && !run.isFailed)
    throw new StatusfolioError('USAGE', `There is no project "${project}", nor any other.`, { hint: describeTable });
  if (options.quiet !== true) printProblems(told, terminal);
  const found = findProjects(
    project,
    all.map(({ evaluated, state }) => ({
      state,
      name: evaluated.row.name,
      repo: evaluated.repo,
      also: evaluated.places.slice(1).map(({ repo }) => repo),
      evaluated,
    })),
  );
  const rows = found.map(({ evaluated }) => evaluated);
  return { rows, states: found.map(({ state }) => state), isFailed: run.isFailed };
}

/** What is left alone is changed by nothing. */
function foreseeRow({ facts, decision }: RowEvaluation, thresholds: Thresholds, now: Date): Foresight[] {
  return decision.action === 'skip' ? [] : foresee(facts, decision.question, thresholds, now);
}

const outcomes = { change: 'the cell changes', question: 'you are asked' } as const;

/** `active (badge, line 3): maintained; the row says paused` */
function describeOwnStatus(said: Declaration, typed: Status): string {
  const place = said.line === undefined ? said.source : `${said.source}, line ${said.line}`;
  return `${said.word} (${place}): ${said.status}${contradictsRow(said, typed) ? `; the row says ${typed}` : ''}`;
}

interface Reasons {
  readonly misses: readonly RuleMiss[];
  readonly foresight: readonly Foresight[];
  readonly state: StatePlace;
}

function print(evaluated: RowEvaluation, { misses, foresight, state }: Reasons, terminal: Terminal): void {
  const paint = createPaint(terminal);
  const { row, places, facts, derived, decision } = evaluated;
  const { confirmedAt, mayBeConfirmedAt } = facts.declared;
  const line = (name: string, value: string) =>
    terminal.out(`  ${paint('dim', name.padEnd(indent - 3))} ${hang(show(value), indent, terminal)}`);
  terminal.out(`${paint('bold', show(row.name))} (line ${row.line}; times are UTC)`);
  line('typed', row.typed.text === '' ? '(empty)' : row.typed.text);
  line(
    'declared',
    `${facts.declared.status}, confirmed ${confirmedAt === null ? 'at an unknown time' : `on ${toMinute(confirmedAt)}`}${
      mayBeConfirmedAt === undefined ? '' : ` (history before ${toMinute(mayBeConfirmedAt)} was not read)`
    }`,
  );
  if (places.length === 0) line('repository', 'none');
  for (const { repo } of places) line('repository', repo);
  const { activity } = facts;
  if (activity !== null) {
    const work = activity.commits.filter(({ kind }) => kind === 'work');
    line('checked', toMinute(activity.fetchedAt));
    line(
      'commits',
      `${activity.commits.length} known since ${toMinute(activity.completeSince)}, ${work.length} of them work`,
    );
    line('last work', work[0] === undefined ? 'none known' : toMinute(work[0].at));
    line(
      'releases',
      activity.releases.map(({ tag, publishedAt }) => `${tag} (${publishedAt.slice(0, 10)})`).join(', ') ||
        (activity.unread?.includes('releases') === true ? 'not checked' : 'none'),
    );
    for (const schedule of activity.operations?.schedules ?? []) {
      const [last] = schedule.runs;
      const ran =
        last === undefined ? 'never ran' : `last run ${toMinute(last.at)}, ${last.succeeded ? 'succeeded' : 'failed'}`;
      line('schedule', `"${schedule.name}" ${scheduleStates[schedule.state]}, ${ran}`);
    }
  }
  const said = readOwnStatus(evaluated);
  if (said !== null) line('says itself', describeOwnStatus(said, row.typed.status));
  line('derived', `${derived.status} by rule ${derived.rule} (${derived.confidence})`);
  line('evidence', derived.evidence);
  line('decision', `${decision.text}: ${decision.action}. ${decision.reason}`);
  line('next check', decision.reviewAt === null ? 'when something happens' : toMinute(decision.reviewAt));
  if (evaluated.dueDate !== null && decision.action === 'question') {
    const { dueAt, month } = evaluated.dueDate;
    line(
      'date',
      `without an answer, and without a commit until then, ${month} is added after it on ${dueAt.slice(0, 10)}`,
    );
  }
  for (const { fact, at, outcome } of foresight) {
    line('could change', `${at === null ? 'when' : `on ${at.slice(0, 10)} when`} ${fact}: ${outcomes[outcome]}`);
  }
  line('state', state.where === null ? 'none' : `${state.kind} ${state.where}`);
  for (const { rule, because } of misses) line(`not ${rule}`, because);
}
