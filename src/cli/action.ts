// `action`: what `action.yml` runs inside a workflow. Inputs come from the environment; the memory from a branch; the
// result goes into the job summary, the outputs and annotations. A pull request is only looked at, and a fork does not
// run at all: whoever copies a repository did not ask for this.

import { appendFile, readFile, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { type Portfolio, readPortfolio } from '../core/portfolio.ts';
import { inputKeys, mergeInputs } from '../core/portfolio-inputs.ts';
import { StatusfolioError } from '../errors.ts';
import type { RefreshTarget } from '../pipeline/refresh.ts';
import type { Clock } from '../ports.ts';
import { readSettings, type Settings } from '../settings.ts';
import { adviseInAction } from './action-advice.ts';
import { openActionMemory } from './action-memory.ts';
import { findAudience } from './find-audience.ts';
import { lookAt } from './look.ts';
import type { Openers } from './openers.ts';
import { readConfigurationText, readTargets } from './read-configuration.ts';
import { buildReport, type Report } from './report.ts';
import type { Terminal } from './terminal.ts';
import { readExpiries } from './token-expiry.ts';
import { wordAnnotations } from './word-annotations.ts';
import { wordMarkdown } from './word-markdown.ts';

export interface ActionContext {
  readonly settings: Settings;
  /** `owner/name` that the workflow runs in. */
  readonly repository: string;
  readonly eventName: string;
  readonly isFork: boolean;
  /** By the names of action.yml. */
  input(name: string): string;
}

export async function runAction(terminal: Terminal, openers: Openers, clock: Clock): Promise<number> {
  const context = await readContext(terminal);
  if (context.isFork) {
    terminal.command(
      '::notice::This is a fork: nothing was looked at. Enable it on purpose with the input "forks: true".',
    );
    return 0;
  }
  const { portfolio, targets } = await readWhatToDo(context, terminal);
  const github = openers.openGitHub(context.settings, portfolio, clock);
  const isPreview = targets.every(({ publish }) => publish === 'preview');
  const memory = await openActionMemory(context, isPreview || context.input('memory') === 'false', openers);
  try {
    const ports = { github, files: openers.openFiles(), memory: memory.store, clock };
    const look = await lookAt(targets, portfolio, ports);
    const audience = await findAudience(terminal, look.results, 'github');
    const place = context.repository;
    const report = buildReport({ look, portfolio, requests: github.counts(), audience, place });
    const saved = await memory.save();
    const expiries = await readExpiries(context.settings, openers, clock.now());
    const advice = [...saved, ...(await adviseInAction(context, { ...report, expiries }, github, clock.now()))];
    await tell(report, advice, terminal);
    const isRefused = look.results.some(
      ({ publication }) => publication.kind === 'withheld' && publication.problem !== null,
    );
    if (look.isFailed || isRefused) return 2;
    return failsOn(context.input('fail-on'), report) ? 1 : 0;
  } finally {
    await memory.store.close();
  }
}

// ---- what to do ----------------------------------------------------------------------------------------------------

async function readContext({ environment }: Terminal): Promise<ActionContext> {
  const settings = readSettings(environment);
  const repository = environment['GITHUB_REPOSITORY'] ?? '';
  const input = (name: string) => environment[`INPUT_${name.toUpperCase().replaceAll('-', '_')}`]?.trim() ?? '';
  if (repository === '') {
    throw new StatusfolioError('USAGE', 'This runs only inside a workflow of GitHub Actions.', {
      where: 'GITHUB_REPOSITORY',
      hint: 'On your own machine use: statusfolio sync',
    });
  }
  const event = await readEvent(environment['GITHUB_EVENT_PATH']);
  const isFork = Reflect.get(Object(Reflect.get(Object(event), 'repository')), 'fork') === true;
  const eventName = environment['GITHUB_EVENT_NAME'] ?? '';
  return { settings, repository, eventName, isFork: isFork && input('forks') !== 'true', input };
}

/** Some events have no payload worth a file; then nothing is known about them. */
async function readEvent(path: string | undefined): Promise<unknown> {
  try {
    return JSON.parse(await readFile(path ?? '', 'utf8'));
  } catch {
    return null;
  }
}

async function readWhatToDo(
  context: ActionContext,
  terminal: Terminal,
): Promise<{ portfolio: Portfolio; targets: readonly RefreshTarget[] }> {
  const { repository, eventName, input } = context;
  const { directory } = terminal;
  const found = await readConfigurationText(input('config') || undefined, directory);
  const values = Object.fromEntries(inputKeys.map((key) => [key, input(key)]));
  const documents = wordDocuments(values['documents'] ?? '', found !== null, context);
  const merged = mergeInputs(found?.text ?? '', { ...values, documents });
  if (merged.kind === 'invalid') throw invalid(merged.problems.map((problem) => `input ${problem}`));
  const reading = readPortfolio(merged.text);
  if (reading.kind === 'invalid') {
    const where = found?.name ?? 'inputs';
    throw invalid(reading.problems.map(({ line, column, message }) => `${where}:${line}:${column} ${message}`));
  }
  const { portfolio } = reading;
  const targets = readTargets([], { portfolio, path: found?.path ?? null }, directory, context.settings.publicUrl);
  const isPullRequest = eventName.startsWith('pull_request');
  const looked = isPullRequest
    ? targets.flatMap((target) => toPreview(target, repository, terminal.environment['GITHUB_WORKSPACE'] ?? directory))
    : targets;
  return { portfolio, targets: looked };
}

function invalid(lines: readonly string[]): StatusfolioError {
  return new StatusfolioError('CONFIGURATION_INVALID', lines.join('\n'), {
    where: 'inputs',
    hint: 'Correct the workflow or the configuration; nothing was written.',
  });
}

/**
 * `documents` as YAML of the configuration, from paths in this repository, one per line. Without any, and without a
 * configuration, the README: whoever gave the workflow the permission to write has agreed to that.
 */
function wordDocuments(value: string, hasConfiguration: boolean, { repository, input }: ActionContext): string {
  const isYaml = /^\s*(-|\[)/.test(value);
  if (isYaml) return value;
  const paths = value
    .split('\n')
    .map((line) => line.trim())
    .filter(Boolean);
  if (paths.length === 0 && hasConfiguration) return '';
  const publish = input('publish') || 'commit';
  const entries = (paths.length === 0 ? ['README.md'] : paths).map((path) => ({ repo: repository, path, publish }));
  return JSON.stringify(entries);
}

/** A pull request is judged by the files that were checked out; nothing is written. */
function toPreview(target: RefreshTarget, repository: string, workspace: string): RefreshTarget[] {
  const { ref } = target;
  if (ref.kind === 'file') return [{ ...target, publish: 'preview' }];
  if (ref.repo.toLowerCase() !== repository.toLowerCase()) return [];
  const path = resolve(workspace, ref.path);
  return [{ key: `file:${path}`, ref: { kind: 'file', path, root: workspace }, label: ref.path, publish: 'preview' }];
}

// ---- what came of it -----------------------------------------------------------------------------------------------

function failsOn(choice: string, { documents }: Report): boolean {
  const due = documents.some(({ changes, published }) => changes > 0 && published === null);
  const asked = documents.some(({ questions }) => questions > 0);
  return (choice === 'change' && due) || (choice === 'question' && (due || asked));
}

async function tell(report: Report, advice: readonly string[], terminal: Terminal): Promise<void> {
  const { environment } = terminal;
  const { documents, problems } = report;
  const due = { ...report, documents: documents.filter(({ published }) => published === null) };
  for (const line of wordAnnotations(due, terminal)) terminal.command(line);
  for (const line of advice) terminal.command(`::notice title=Statusfolio::${line.replaceAll('\n', ' ')}`);
  const markdown = wordMarkdown({ documents, problems });
  terminal.out(markdown);
  const notes = advice.length === 0 ? '' : `\n\n${advice.map((line) => `> ${line}`).join('\n>\n')}`;
  const summary = environment['GITHUB_STEP_SUMMARY'];
  if (summary !== undefined && summary !== '') await appendFile(summary, `${markdown}${notes}\n`);

  const output = environment['GITHUB_OUTPUT'];
  if (output === undefined || output === '') return;
  const file = join(environment['RUNNER_TEMP'] ?? terminal.directory, 'statusfolio.json');
  await writeFile(file, JSON.stringify(report, null, 2));
  const sum = (pick: (document: (typeof documents)[number]) => number) =>
    documents.reduce((total, document) => total + pick(document), 0);
  const oids = documents.flatMap(({ published }) => (published === null ? [] : [published.oid]));
  const outputs = {
    changes: sum(({ changes }) => changes),
    questions: sum(({ questions }) => questions),
    problems: problems.length,
    published: oids.length > 0,
    commits: oids.join(' '),
    report: file,
  };
  await appendFile(
    output,
    Object.entries(outputs)
      .map(([name, value]) => `${name}=${value}\n`)
      .join(''),
  );
}
