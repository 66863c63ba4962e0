// `explain`: every fact about one project, the rule that matched, those that did not and why, and the next look.

import { explainStatus } from '../core/status/derive-status.ts';
import { readThresholds } from '../core/status/status-rules.ts';
import { StatusfolioError } from '../errors.ts';
import type { JudgedRow } from '../pipeline/judge.ts';
import { forgetfulMemory, lookAt } from './look.ts';
import type { CommonOptions } from './main.ts';
import type { Openers } from './openers.ts';
import { type Prepared, prepare, preview } from './prepare.ts';
import { printProblems } from './print-report.ts';
import { createPaint, type Terminal } from './terminal.ts';

export async function runExplain(
  project: string,
  files: readonly string[],
  options: CommonOptions,
  terminal: Terminal,
  openers: Openers,
): Promise<number> {
  const prepared = await prepare(files, options, terminal);
  const { rows, isFailed } = await findProject(project, prepared, terminal, openers);
  const now = prepared.clock.now();
  const explained = rows.map((judged) => {
    const { derived, misses } = explainStatus(judged.facts, readThresholds(prepared.portfolio.rules), now);
    return {
      name: judged.row.name,
      line: judged.row.line,
      facts: judged.facts,
      derived,
      misses,
      settled: judged.settled,
    };
  });
  if (options.json === true) terminal.out(JSON.stringify({ projects: explained }, null, 2));
  else
    for (const judged of rows)
      print(judged, explained.find(({ line }) => line === judged.row.line)?.misses ?? [], terminal);
  return isFailed ? 2 : 0;
}

/** The rows of a project, by its name or repository. Throws USAGE naming the projects there are. */
export async function findProject(project: string, prepared: Prepared, terminal: Terminal, openers: Openers) {
  const { settings, portfolio, targets, clock } = prepared;
  const github = openers.openGitHub(settings, portfolio, clock);
  const look = await lookAt(preview(targets), portfolio, {
    github,
    files: openers.openFiles(),
    memory: forgetfulMemory,
    clock,
  });
  const all = look.results.flatMap(({ rows }) => rows);
  const wanted = project.toLowerCase();
  const rows = all.filter(({ row, repo }) =>
    [row.name, repo, repo?.split('/')[1]].some((name) => name?.toLowerCase() === wanted),
  );
  printProblems(look.problems, terminal);
  if (rows.length === 0) {
    const names = all.map(({ row }) => row.name).join(', ');
    throw new StatusfolioError('USAGE', `There is no project "${project}".`, {
      hint: names === '' ? 'No project was found at all.' : `The projects are: ${names}.`,
    });
  }
  return { rows, isFailed: look.isFailed };
}

function print(judged: JudgedRow, misses: readonly { rule: string; because: string }[], terminal: Terminal): void {
  const paint = createPaint(terminal);
  const { row, repo, facts, derived, settled } = judged;
  const line = (name: string, value: string) => terminal.out(`  ${paint('dim', name.padEnd(13))} ${value}`);
  terminal.out(`${paint('bold', row.name)} (line ${row.line})`);
  line('typed', row.typed.text === '' ? '(empty)' : row.typed.text);
  line('declared', `${facts.declared.status}, confirmed ${facts.declared.confirmedAt ?? 'at an unknown time'}`);
  line('repository', repo ?? 'none');
  const { activity } = facts;
  if (activity !== null) {
    const work = activity.commits.filter(({ kind }) => kind === 'work');
    line('looked at', activity.fetchedAt);
    line('commits', `${activity.commits.length} known since ${activity.completeSince}, ${work.length} of them work`);
    line('last work', work[0]?.at ?? 'none known');
    line(
      'releases',
      activity.releases.map(({ tag, publishedAt }) => `${tag} (${publishedAt.slice(0, 10)})`).join(', ') || 'none',
    );
    const said = activity.operations?.declared ?? null;
    if (said !== null) line('says itself', `${said.word} (${said.source})`);
    for (const schedule of activity.operations?.schedules ?? []) {
      line('schedule', `"${schedule.name}" ${schedule.state}, last run ${schedule.runs[0]?.at ?? 'never'}`);
    }
  }
  line('derived', `${derived.status} by rule ${paint('bold', derived.rule)} (${derived.confidence})`);
  line('evidence', derived.evidence);
  line('settled', `${settled.text}: ${settled.action}. ${settled.reason}`);
  line('next look', settled.reviewAt ?? 'when something happens');
  for (const { rule, because } of misses) line(`not ${rule}`, because);
}
