// What the Action does inside a workflow. Its event says whether it may write; inputs come by the runner's own names, the
// state from a branch; the result goes into the job summary, the outputs and annotations. A fork does not run at all:
// whoever copies a repository did not ask for this.

import { mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Portfolio } from '../../config/portfolio.ts';
import { readSettings } from '../../config/settings.ts';
import type { Environment } from '../../config/variables.ts';
import type { Audience } from '../../core/disclosure.ts';
import { StatusfolioError } from '../../errors.ts';
import type { RefreshResult } from '../../pipeline/document-update.ts';
import type { GitHub } from '../../ports/github.ts';
import type { Clock } from '../../ports/queue.ts';
import type { Store } from '../../ports/store.ts';
import { findAudience } from '../audience.ts';
import { readExpiries } from '../commands/doctor.ts';
import { readTargets } from '../document-targets.ts';
import { listRenamed } from '../load-config.ts';
import { escapeForReport, formatAnnotations, formatLinks, formatMarkdown, toAddress } from '../output/markdown.ts';
import { buildReport, type Report } from '../output/report.ts';
import { runRefresh } from '../run-refresh.ts';
import { guardTerminal, type Terminal, toJsonText } from '../terminal.ts';
import { findCheckedOut, findOwnCheckout, listWritten, openCheckout } from '../working-tree.ts';
import { checkActionSite, writeActionSite } from './action-site.ts';
import { type ConfigurationProblem, readActionConfiguration } from './configuration.ts';
import { type ActionEvent, readActionEvent } from './event.ts';
import { type FailOn, readActionInputs } from './inputs.ts';
import { keepSchedule, readOwnWorkflow } from './keep-schedule.ts';
import { type ActionContext, type ActionOpeners, openActionMemory } from './memory.ts';
import { addBaselines, toPreview } from './preview-targets.ts';
import { appendOutputs, appendSummary, formatCommand, nowhere } from './workflow-commands.ts';

/** Runs the step. Returns its exit code; every failure is an error annotation. */
export async function runAction(given: Terminal, runtime: ActionOpeners, clock: Clock): Promise<number> {
  const terminal = guardTerminal(given);
  try {
    const { environment } = terminal;
    const event = readActionEvent(environment['GITHUB_EVENT_NAME'] ?? '', await readPayload(environment));
    if (event.may === 'ignore') {
      terminal.out(`Nothing to do: this ${event.name} event has no answer of yours in the status issue.`);
      return 0;
    }
    const context = readContext(terminal, event);
    if (event.isFork && !context.inputs.runsInForks) {
      const text = 'This is a fork: nothing was checked. Enable it on purpose with the input "forks: true".';
      terminal.command(formatCommand('notice', nowhere, text));
      return 0;
    }
    const { inputs, repository, workspace } = context;
    const configuration = await readActionConfiguration(inputs, repository, workspace);
    if (configuration.kind === 'invalid') {
      for (const problem of configuration.problems) terminal.command(formatProblem(problem));
      return 2;
    }
    return await work(configuration, context, terminal, runtime, clock);
  } catch (error) {
    if (!(error instanceof StatusfolioError)) throw error;
    for (const line of error.message.split('\n'))
      terminal.command(formatCommand('error', nowhere, `${line} ${error.hint}`.trim()));
    return 2;
  }
}

async function work(
  { portfolio, path }: { readonly portfolio: Portfolio; readonly path: string | null },
  context: ActionContext,
  terminal: Terminal,
  runtime: ActionOpeners,
  clock: Clock,
): Promise<number> {
  const { settings, workspace, event } = context;
  const configured = readTargets({ portfolio, path }, workspace, settings);
  await checkActionSite(context, portfolio);
  const isReport = event.may === 'report';
  const shown = isReport ? configured.flatMap((target) => toPreview(target, context, terminal)) : configured;
  if (isReport) terminal.out(`Nothing is written for the event ${event.name}: this run only reports.`);
  // What only reports may be a pull request's: its configuration cannot allow what the owner did not.
  const allowed: Portfolio = isReport ? { ...portfolio, privateDetails: [], probeHomepages: false } : portfolio;
  const opened = await runtime.openPorts(settings, allowed);
  const checkout =
    context.inputs.publish === 'working-tree' && !isReport
      ? findOwnCheckout({ ...context, site: context.settings.site }, shown)
      : null;
  const outside = checkout === null ? opened : openCheckout(opened, checkout, runtime);
  const { github } = outside;
  const checkedOut = checkout === null ? { targets: shown, problems: [] } : findCheckedOut(shown, checkout);
  const targets = isReport ? await addBaselines(shown, context, github) : checkedOut.targets;
  const memory = await openActionMemory(context, targets, runtime);
  try {
    const ports = { ...outside, stateOf: memory.stateOf, clock };
    const placed = targets.map((target) => ({ ...target, state: memory.placeOf(target.key) }));
    const run = await runRefresh(placed, allowed, ports);
    const notices = [...listRenamed({ portfolio, path }, workspace), ...checkedOut.problems];
    const refreshed = { ...run, problems: [...notices, ...run.problems] };
    const audience = await findAudience(terminal, refreshed.results, 'github');
    const requests = github.counts();
    const report = buildReport({ run: refreshed, portfolio: allowed, requests, audience, place: context.repository });
    const saved = await memory.save();
    const site = await writeActionSite(context, portfolio, targets, memory.stateOf, runtime);
    const expiries = await readExpiries(settings, runtime, clock.now());
    const advice = [
      ...context.inputs.notices,
      ...saved,
      ...(await adviseInAction(context, { ...report, expiries }, github, clock.now())),
    ];
    const issue = await findIssue(context, memory.stateOf(`${context.repository}:`), audience);
    const links = { issue, site, siteUrl: context.inputs.siteUrl };
    await tell(report, advice, links, checkout === null ? [] : refreshed.results, terminal);
    const isRefused = refreshed.results.some(
      ({ publication }) => publication.kind === 'withheld' && publication.problem !== null,
    );
    if (refreshed.isFailed || isRefused) return 2;
    return failsOn(context.inputs.failOn, report) ? 1 : 0;
  } finally {
    await memory.close();
  }
}

// ---- what to do ----------------------------------------------------------------------------------------------------

/** Tokens come from inputs alone: a variable of the job is meant for somebody else. */
function readContext({ environment, directory }: Terminal, event: ActionEvent): ActionContext {
  const repository = environment['GITHUB_REPOSITORY'] ?? '';
  if (repository === '') {
    throw new StatusfolioError('USAGE', 'This runs only inside a workflow of GitHub Actions.', {
      where: 'GITHUB_REPOSITORY',
      hint: 'On your own machine use: statusfolio sync',
    });
  }
  const inputs = readActionInputs(environment);
  const settings = readSettings({
    GITHUB_TOKEN: inputs.token,
    GITHUB_WRITE_TOKEN: inputs.writeToken,
    GITHUB_API_URL: environment['GITHUB_API_URL'],
  });
  const workspace = environment['GITHUB_WORKSPACE'] || directory;
  const workflow = readOwnWorkflow(repository, environment['GITHUB_WORKFLOW_REF'] ?? '');
  return { settings, repository, workspace, event, inputs, workflow };
}

/** Some events have no payload worth a file; then nothing is known about them. */
async function readPayload(environment: Environment): Promise<unknown> {
  try {
    return JSON.parse(await readFile(environment['GITHUB_EVENT_PATH'] ?? '', 'utf8'));
  } catch {
    return null;
  }
}

function formatProblem({ message, place }: ConfigurationProblem): string {
  const title = 'Statusfolio configuration';
  return formatCommand('error', place === null ? { ...nowhere, title } : { ...place, title }, message);
}

// ---- what came of it -----------------------------------------------------------------------------------------------

function failsOn(choice: FailOn, { documents }: Report): boolean {
  const due = documents.some(({ changes, published }) => changes > 0 && published === null);
  const asked = documents.some(({ questions }) => questions > 0);
  return (choice === 'change' && due) || (choice === 'question' && (due || asked));
}

/** Where the owner answers; null: nothing is asked in an issue. */
async function findIssue({ repository }: ActionContext, store: Store, audience: Audience): Promise<string | null> {
  const issue = (await store.readRepositoryState(repository.toLowerCase()))?.statusIssue ?? null;
  // The summary of a public workflow must not name an issue in a private repository.
  const isTold = issue?.repo === undefined || audience === 'owner';
  return !isTold || issue?.state !== 'open' || issue.number === null ? null : toAddress(issue.url);
}

async function tell(
  report: Report,
  advice: readonly string[],
  { issue, site, siteUrl }: { readonly issue: string | null; readonly site: string | null; readonly siteUrl: string },
  /** What was written into the working tree; empty where commits are made. */
  uncommitted: readonly RefreshResult[],
  terminal: Terminal,
): Promise<void> {
  const { environment } = terminal;
  const { documents, problems } = report;
  const due = { ...report, documents: documents.filter(({ published }) => published === null) };
  for (const line of formatAnnotations(due, terminal)) terminal.command(line);
  for (const line of advice) terminal.command(formatCommand('notice', nowhere, line));
  const markdown = formatMarkdown({ documents, problems });
  const linked = formatMarkdown({ documents, problems }, environment['GITHUB_SERVER_URL'] || 'https://github.com');
  terminal.out(markdown);
  const notes = advice.map((line) => `> ${escapeForReport(line)}`).join('\n>\n');
  const links = formatLinks(report, { issue, site: site === null ? null : toAddress(siteUrl) });
  const summary = environment['GITHUB_STEP_SUMMARY'] ?? '';
  if (summary !== '') {
    await appendSummary(summary, [links, linked, notes].filter((part) => part !== '').join('\n\n'));
  }

  const output = environment['GITHUB_OUTPUT'] ?? '';
  if (output === '') return;
  // Never into the checked-out repository, where a later step might commit it.
  const file = join(await mkdtemp(join(environment['RUNNER_TEMP'] || tmpdir(), 'statusfolio-')), 'report.json');
  await writeFile(file, toJsonText(report, 2));
  const sum = (pick: (document: (typeof documents)[number]) => number) =>
    documents.reduce((total, document) => total + pick(document), 0);
  const published = documents.flatMap((document) => document.published ?? []);
  const files = listWritten(uncommitted);
  const messages = uncommitted.flatMap(({ publication }) =>
    publication.kind === 'published' ? (publication.uncommitted?.message ?? []) : [],
  );
  await appendOutputs(output, {
    changes: sum(({ changes }) => changes),
    questions: sum(({ questions }) => questions),
    problems: problems.filter(({ level }) => level !== 'notice').length,
    published: published.length > 0,
    commits: published.flatMap(({ kind, oid }) => (kind === 'file' ? [] : [oid])).join(' '),
    changed: files.length > 0,
    files: files.join('\n'),
    message: messages[0] ?? '',
    site: site ?? '',
    report: file,
  });
}

// What somebody who relies on the Action should know and would otherwise find out too late: when GitHub will pause the
// schedule, what the workflow's own token cannot do, and when the token ends.

interface TokenExpiry {
  readonly variable: string;
  readonly says: string;
  readonly fix: string;
}

async function adviseInAction(
  context: ActionContext,
  { documents, problems, expiries }: Report & { readonly expiries: readonly TokenExpiry[] },
  github: Pick<GitHub, 'readActivities' | 'workflows'>,
  now: Date,
): Promise<string[]> {
  const { settings, workflow, event } = context;
  const advice: string[] = [];
  const hasCommitted = documents.some(({ published }) => published?.kind === 'commit');
  if (hasCommitted && settings.writeToken === null) {
    advice.push(
      "The commit was made with the workflow's own token, and GitHub starts no other workflow and no Pages build from it. Where a site is built from this file, give the input write-token a token of your own.",
    );
  }
  if (problems.some(({ code }) => code === 'NOT_VISIBLE')) {
    advice.push(
      "The workflow's own token sees public repositories and this one. For private ones give the input token a token that may read them.",
    );
  }
  if (problems.some(({ code }) => code === 'WRITE_FORBIDDEN') && settings.writeToken === null) {
    advice.push(
      "The workflow's own token may write what the workflow grants it, and nothing else: under permissions: add contents: write for commits, issues: write for the status issue, pull-requests: write for pull requests.",
    );
  }
  for (const { variable, says, fix } of expiries) {
    const input = variable === 'GITHUB_TOKEN' ? 'token' : 'write-token';
    advice.push(`The token of the input ${input}: ${says} ${fix}`);
  }
  if (event.name === 'schedule') advice.push(...(await keepSchedule(workflow, github, now)));
  return advice;
}
