// `init`: reads a document, shows what it understood, and writes a configuration and, if wanted, a workflow. Asks only
// what it cannot know; without a terminal the options decide. Never overwrites a file, and never writes the document
// without having shown the difference.

import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { readPortfolio } from '../../config/portfolio.ts';
import { rewriteFormerKeys } from '../../config/renamed-keys.ts';
import { readSettings } from '../../config/settings.ts';
import { proposeDirective } from '../../core/activity-columns/propose-directive.ts';
import { isData, readDialect } from '../../core/document/dialects.ts';
import { readDocument } from '../../core/document/parse-document.ts';
import type { DocumentReading, DocumentRef } from '../../core/model.ts';
import { toSite } from '../../core/site.ts';
import { StatusfolioError } from '../../errors.ts';
import { refuseDocument } from '../../pipeline/read-document.ts';
import type { DocumentFile } from '../../ports/github.ts';
import { readDocumentArgument } from '../document-argument.ts';
import { readTargets } from '../document-targets.ts';
import { findOwnPlace, findPathBelow, findRepository, type LocalRepository } from '../find-repository.ts';
import { readConfiguration } from '../load-config.ts';
import type { InitOptions } from '../options.ts';
import { printDiff } from '../output/diff.ts';
import { describeTable, printProblems } from '../output/text.ts';
import type { Runtime } from '../runtime.ts';
import { createPaint, show, showUnseen, type Terminal, toJsonText } from '../terminal.ts';
import { adviseOnToken } from '../token-advice.ts';
import {
  explainWords,
  fillBlock,
  findOwnDocuments,
  formatMarkers,
  insertLines,
  type ListedProject,
  listFrom,
} from './init-block.ts';
import { listProjects, printUnderstanding, proposeConfiguration } from './init-propose.ts';
import { addWorkflow, listSteps, printWorkflow, workflowPath, writeWorkflow } from './init-workflow.ts';

interface Subject {
  readonly ref: DocumentRef;
  readonly label: string;
  readonly file: DocumentFile;
}

export async function runInit(
  target: string | undefined,
  options: InitOptions,
  terminal: Terminal,
  runtime: Runtime,
): Promise<number> {
  const settings = readSettings(terminal.environment, terminal.readFile);
  const { portfolio, path: configured } = await readConfiguration(options.config, terminal.directory);
  if (configured !== null && portfolio.renamed.length > 0) {
    const isDone = await rewriteConfiguration(configured, options, terminal);
    // The configuration is there; only what is inserted into the document is left to do.
    if (options.from === undefined && options.block === undefined) return isDone ? 0 : 2;
  }
  const isWorkflow = options.workflow === true || options.pages === true;
  if (configured !== null && isWorkflow && options.from === undefined && options.block === undefined)
    return await addWorkflow({ path: configured, portfolio }, options, terminal);
  const clock = { now: () => options.now ?? new Date() };
  const { github, files } = await runtime.openPorts(settings, portfolio);
  const naming = {
    site: settings.site,
    findReadme: async (repo: string, branch: string | null) =>
      (await github.documents.findReadme?.(repo, branch)) ?? null,
  };
  const subject = await open(target, options, terminal, naming, {
    github: github.documents.read,
    file: files.read,
  });

  if ((options.from !== undefined || options.block !== undefined) && isData(readDialect(subject.ref.path))) {
    throw new StatusfolioError('USAGE', `${subject.label} is a data file: no table can be inserted there.`, {
      where: subject.label,
      hint: 'Name a page of Markdown or HTML.',
    });
  }
  const repository = findRepository(terminal.directory, settings.site);
  const advise = () => {
    const repo = subject.ref.kind === 'github' ? subject.ref.repo : (repository?.repo ?? null);
    return adviseOnToken(settings, repo, options.publish);
  };
  if (options.from !== undefined) {
    const listed = await listFrom(options.from, await runtime.openAdmin(settings));
    const marked = mark(subject, options);
    const labels = proposeConfiguration({
      document: { kind: 'file', file: 'README.md' },
      publish: 'none',
      reading: read(marked),
      listed,
    });
    const proposed = readPortfolio(labels);
    if (proposed.kind === 'invalid') throw new TypeError('a proposal must be valid');
    const filled = await fillBlock({
      ...marked,
      portfolio: configured === null ? proposed.portfolio : { ...portfolio, projects: proposed.portfolio.projects },
      others: [
        ...(configured === null
          ? []
          : readTargets({ portfolio, path: configured }, terminal.directory, { ...settings, publicUrl: null })),
        ...(await findOwnDocuments(options.from, listed, github, settings.site)),
      ],
      github,
      files,
      clock,
    });
    const inserted = await insert(subject, filled.bytes, options, terminal);
    for (const line of explainWords(filled.result, portfolio)) terminal.err(show(line));
    printProblems(filled.result.problems, terminal);
    if (inserted.bytes === null) return inserted.code;
    if (configured === null) {
      const written = { ...subject, file: { ...subject.file, bytes: inserted.bytes } };
      return await writeProposal(written, read(written), listed, repository, options, terminal, advise);
    }
    terminal.err('Add to your configuration, so that the block is kept:');
    for (const line of listProjects(listed)) terminal.err(`  ${line}`);
    return inserted.code;
  }
  if (options.block !== undefined) {
    return (await insert(subject, mark(subject, options).file.bytes, options, terminal)).code;
  }

  const reading = read(subject);
  if (options.json !== true) printUnderstanding(subject.label, reading, terminal);
  if (proposeActivity(subject, terminal) && reading.rows.length === 0) return 0;
  if (reading.rows.length === 0) {
    throw new StatusfolioError('USAGE', `${subject.label} has no project table that can be kept up to date.`, {
      where: subject.label,
      hint: `${describeTable} To propose one from what you pinned on GitHub: statusfolio init README.md --from YOUR-NAME`,
    });
  }
  return await writeProposal(subject, reading, [], repository, options, terminal, advise);
}

/** Where a legend says what marks mean, they are no statuses, and a directive can keep them. */
function proposeActivity({ ref, label, file }: Subject, terminal: Terminal): boolean {
  const proposed = proposeDirective(file.bytes, ref);
  if (proposed === null) return false;
  const { line, rows, text } = proposed;
  terminal.err(`${show(label)}:${line}: this legend says how fresh ${rows === 1 ? '1 row is' : `${rows} rows are`}.`);
  terminal.err('To have these marks kept up to date, put this line under the heading of the list:');
  terminal.err(`  ${show(text)}`);
  return true;
}

// ---- the document --------------------------------------------------------------------------------------------------

interface OpenContext {
  readonly site: string;
  readonly findReadme: (repo: string, branch: string | null) => Promise<string | null>;
}

async function open(
  target: string | undefined,
  { from }: InitOptions,
  { directory }: Terminal,
  { site, findReadme }: OpenContext,
  read: Record<DocumentRef['kind'], (ref: DocumentRef) => Promise<DocumentFile>>,
): Promise<Subject> {
  const path = resolve(directory, target ?? 'README.md');
  const ref: DocumentRef = { kind: 'file', path, ...findOwnPlace(path, site), ...toSite(site) };
  const exists = (name: string) => existsSync(resolve(directory, name));
  const argument = readDocumentArgument(target ?? 'README.md', { exists, site });
  if (argument.kind === 'input') {
    throw new StatusfolioError('USAGE', 'A configuration is for a file, not for standard input.', {
      where: '-',
      hint: 'Name a file or a repository.',
    });
  }
  if (argument.kind === 'file' && existsSync(path)) {
    return { ref, label: target ?? 'README.md', file: await read.file(ref) };
  }
  if (argument.kind === 'github') {
    const { repo, branch } = argument;
    const found = argument.path ?? (await findReadme(repo, branch)) ?? 'README.md';
    const onGitHub: DocumentRef = { kind: 'github', repo, path: found, branch, ...toSite(site) };
    return { ref: onGitHub, label: `${repo}:${found}`, file: await read.github(onGitHub) };
  }
  if (from !== undefined) {
    const nothing = { bytes: new Uint8Array(), version: '', branch: null, isPublic: true, confirmedAt: null };
    return { ref, label: target ?? 'README.md', file: nothing };
  }
  throw new StatusfolioError('DOCUMENT_NOT_FOUND', `${target ?? 'README.md'}: there is no such file.`, {
    where: target ?? 'README.md',
    hint: 'Name a file, or a repository as owner/repo or owner/repo:path/to/file.md.',
  });
}

function read({ ref, file, label }: Subject): DocumentReading {
  const outcome = readDocument(file.bytes, ref);
  if (outcome.kind === 'read') return outcome.reading;
  throw refuseDocument(label, outcome);
}

interface Inserted {
  readonly code: number;
  /** The document with the lines; null: that was not agreed to. */
  readonly bytes: Uint8Array | null;
}

/** The document with the markers that were asked for; a table where nothing else was. */
function mark(subject: Subject, { block, after, from }: InitOptions): Subject {
  const lines =
    from === undefined && block !== undefined ? formatMarkers(block, false) : formatMarkers(block ?? 'table');
  const bytes = insertLines(subject.file.bytes, after ?? null, lines, subject.label);
  return { ...subject, file: { ...subject.file, bytes } };
}

/** Shows what is inserted as a difference, and writes it when that is agreed to. */
async function insert(
  { ref, label, file }: Subject,
  bytes: Uint8Array,
  options: InitOptions,
  terminal: Terminal,
): Promise<Inserted> {
  printDiff(label, file.bytes, bytes, terminal);
  if (options.dryRun === true) return { code: 0, bytes };
  if (ref.kind === 'github') {
    terminal.err(`${label} is on GitHub: paste the lines there, or run init in a clone of it. Nothing was written.`);
    return { code: 0, bytes: null };
  }
  if (!(await agrees(`Write ${label}?`, options, terminal))) {
    terminal.err('Nothing was written.');
    return { code: terminal.isInteractive ? 0 : 2, bytes: null };
  }
  const current = await readFile(ref.path).catch(() => Buffer.alloc(0));
  if (!current.equals(file.bytes)) {
    throw new StatusfolioError('DOCUMENT_CHANGED', `${label} changed in the meantime.`, {
      where: label,
      hint: 'Run it again.',
    });
  }
  await writeFile(ref.path, bytes);
  terminal.err(`Wrote ${label}.`);
  return { code: 0, bytes };
}

// ---- the configuration ---------------------------------------------------------------------------------------------

/** Gives the keys in it their present names, once the difference was shown and agreed to. false: that was not agreed to. */
async function rewriteConfiguration(path: string, options: InitOptions, terminal: Terminal): Promise<boolean> {
  const name = path.startsWith(`${terminal.directory}/`) ? path.slice(terminal.directory.length + 1) : path;
  const before = await readFile(path, 'utf8');
  const after = rewriteFormerKeys(before);
  if (options.json === true) terminal.out(toJsonText({ path: name, configuration: after }, 2));
  else printDiff(name, Buffer.from(before), Buffer.from(after), terminal);
  if (options.dryRun === true) return true;
  if (!(await agrees(`Rename these keys in ${name}?`, options, terminal))) {
    terminal.err('The configuration was not modified. To rename its keys: statusfolio init --yes');
    return terminal.isInteractive;
  }
  await writeFile(path, after);
  terminal.err(`Renamed keys in ${name}; nothing else in it changed.`);
  return true;
}

async function writeProposal(
  { ref, label }: Subject,
  reading: DocumentReading,
  listed: readonly ListedProject[],
  repository: LocalRepository | null,
  options: InitOptions,
  terminal: Terminal,
  advise: () => string[],
): Promise<number> {
  const paint = createPaint(terminal);
  const root = repository?.root ?? terminal.directory;
  const repo = ref.kind === 'github' ? ref.repo : (repository?.repo ?? null);
  const document =
    ref.kind === 'github'
      ? ref
      : repo === null
        ? { kind: 'file' as const, file: inside(root, ref.path, label) }
        : { kind: 'github' as const, repo, path: inside(root, ref.path, label), branch: null };

  const mayCommit = `May Statusfolio commit to ${repo ?? label} when a status is outdated? (No: it only checks.)`;
  const isAsked = options.publish === undefined && terminal.isInteractive && options.yes !== true;
  const publish = options.publish ?? (isAsked && (await terminal.ask(mayCommit)) ? 'commit' : 'none');
  if (document.kind === 'file' && publish === 'pull-request') {
    throw new StatusfolioError(
      'USAGE',
      `${label} is not in a repository on GitHub, so nothing can be proposed to it.`,
      {
        where: '--publish',
        hint: 'Give --publish commit, which writes the file itself, or --publish none.',
      },
    );
  }
  const text = proposeConfiguration({ document, publish, reading, listed, isShown: options.pages === true });
  const name = repository === null ? 'statusfolio.yml' : '.github/statusfolio.yml';
  if (options.json === true) {
    terminal.out(toJsonText({ path: name, configuration: text, rows: reading.rows.length }, 2));
    if (options.dryRun === true) return 0;
  } else {
    terminal.out('');
    for (const line of text.trimEnd().split('\n'))
      terminal.out(`  ${paint(line.startsWith('#') ? 'dim' : 'cyan', showUnseen(line))}`);
    terminal.out('');
  }
  const parts = { configuration: name, publish, hasPages: options.pages === true };
  if (options.dryRun === true) {
    if (options.workflow === true || options.pages === true) printWorkflow(parts, terminal);
    return 0;
  }

  if (!terminal.isInteractive || (await agrees(`Write ${name}?`, options, terminal)))
    await create(root, name, text, terminal);
  else terminal.err('Nothing was written.');

  const question = `Write ${workflowPath} too, so that GitHub Actions keeps the table up to date?`;
  const wantsWorkflow =
    options.pages ??
    options.workflow ??
    (repo !== null && terminal.isInteractive && options.yes !== true && (await terminal.ask(question)));
  if (wantsWorkflow && (await writeWorkflow(root, parts, options, terminal)))
    for (const line of listSteps(parts, [name, workflowPath])) terminal.err(line);

  for (const line of advise()) terminal.err(line);
  terminal.err('Next: statusfolio check   (writes nothing), then: statusfolio sync --dry-run');
  terminal.err('What it would have written and asked in the last year: statusfolio simulate');
  return 0;
}

function inside(root: string, path: string, label: string): string {
  const below = findPathBelow(root, path);
  if (below !== null && below !== '') return below;
  throw new StatusfolioError('USAGE', `${label} is not below ${root}, where the configuration would be written.`, {
    where: label,
    hint: 'Run init in the folder of the document, or above it.',
  });
}

async function agrees(question: string, options: InitOptions, terminal: Terminal): Promise<boolean> {
  return options.yes === true || (terminal.isInteractive && (await terminal.ask(question)));
}

/** Throws USAGE when the file is there already. */
async function create(root: string, name: string, text: string, terminal: Terminal): Promise<void> {
  const path = join(root, name);
  await mkdir(dirname(path), { recursive: true });
  try {
    await writeFile(path, text, { flag: 'wx' });
  } catch (error) {
    if (Reflect.get(Object(error), 'code') !== 'EEXIST') throw error;
    throw new StatusfolioError('USAGE', `${name} already exists; not modified.`, {
      where: name,
      hint: 'Edit it, or move it away and run init again. To see the proposal only: --dry-run.',
    });
  }
  terminal.err(`Wrote ${name}.`);
}
