// `leave`: takes out every trace of Statusfolio, and offers the document back as its owner last typed it. Each step looks
// first and says what came of it; one that fails never stops the others. The document comes first, because the way back
// is known only as long as the state is there. What the owner wrote (configuration, workflow) is named and left.

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { readDocument } from '../../core/document/parse-document.ts';
import { formatUninstall } from '../../core/messages/evidence.ts';
import { markStatusIssue } from '../../core/messages/issue-body.ts';
import { type PublishedChange, planUninstall } from '../../core/messages/uninstall.ts';
import type { Problem } from '../../core/model.ts';
import { StatusfolioError, toProblem } from '../../errors.ts';
import { toTopic } from '../../pipeline/activity-columns/publish-columns.ts';
import { expandPatterns } from '../../pipeline/expand-patterns.ts';
import type { Documents, GitHub } from '../../ports/github.ts';
import type { GitHubAdmin } from '../../ports/github-admin.ts';
import type { Change } from '../../ports/records.ts';
import { type DocumentStates, findStateFile, openDocumentStates } from '../document-states.ts';
import { requireFiles } from '../document-targets.ts';
import { findDatabase } from '../find-database.ts';
import { listRepositories, type ReadTarget } from '../find-project.ts';
import { type Prepared, prepare, readConfiguration } from '../load-config.ts';
import { type Step, toGone, type UninstallLine, type UninstallOptions } from '../options.ts';
import { pad, widest } from '../output/columns.ts';
import { printDiff } from '../output/diff.ts';
import { count, printProblems } from '../output/text.ts';
import type { Runtime } from '../runtime.ts';
import { createPaint, show, type Terminal, toJsonText } from '../terminal.ts';

export async function runUninstall(
  files: readonly string[],
  options: UninstallOptions,
  terminal: Terminal,
  runtime: Runtime,
): Promise<number> {
  const configured = await prepare(files, options, terminal, runtime);
  await requireFiles(configured, runtime);
  const { settings, portfolio } = configured;
  const { github, files: file } = await runtime.openPorts(settings, portfolio);
  const { targets } = await expandPatterns(configured.targets, { github, files: file });
  // The patterns themselves are remembered, too.
  const patterns = configured.targets.filter(({ pattern }) => pattern !== undefined);
  const prepared = { ...configured, targets: [...targets, ...patterns] };
  const account = await runtime.openAdmin(settings);
  const documents = { github: github.documents, file };
  const listed = await listRepositories({ ...prepared, targets }, documents);
  const states = await openDocumentStates(prepared, options, terminal, runtime, 'read');
  const problems: Problem[] = [...listed.problems, ...states.problems];
  const changes = await readChanges(states, prepared, runtime, problems).finally(states.close);

  const steps = [
    ...listed.read.map((read) => restoreDocument(read, changes, documents[read.target.ref.kind], options, terminal)),
    ...listGitHubSteps(listed.repositories, listed.read, prepared, options, github, account),
    ...forgetHere(states, prepared, options, terminal, runtime),
  ];
  if (!(await agree(steps, options, terminal))) return 2;

  const lines: UninstallLine[] = [];
  for (const { where, what, run } of steps) {
    terminal.progress(`${where}: ${what}…`);
    try {
      lines.push({ where, what, ...(await run()) });
    } catch (error) {
      if (!(error instanceof StatusfolioError)) throw error;
      problems.push({ ...toProblem(error), where });
      lines.push({ where, what, state: 'failed', note: error.message });
    }
  }
  terminal.progress(null);
  const yours = await listYours(options, terminal);
  print(lines, yours, problems, options, terminal);
  return lines.some(({ state }) => state === 'failed') ? 2 : 0;
}

// ---- this machine --------------------------------------------------------------------------------------------------

function forgetHere(
  states: DocumentStates,
  { targets, settings }: Pick<Prepared, 'targets' | 'settings'>,
  options: UninstallOptions,
  terminal: Terminal,
  runtime: Runtime,
): Step[] {
  const documentKeys = [...targets, ...states.targets].map(({ key }) => key);
  const known = states.targets.map(({ state }) => state).filter((state) => state?.kind === 'database');
  const databases = new Set(known.flatMap((state) => state?.where ?? []));
  // Where nothing is remembered, there may still be an empty one.
  if (databases.size === 0) databases.add(findDatabase(options, settings, terminal));
  const steps = [...databases].map((database): Step => {
    const run: Step['run'] = async () => {
      const came = await runtime.forget({ database, documentKeys, cacheFolder: settings.cacheFolder });
      if (came === 'shared') return { state: 'removed', note: 'these documents only: it manages others, too' };
      return toGone(came === 'removed');
    };
    return { where: database, what: 'database', run };
  });
  return [...steps, forgetState(findStateFile(terminal), documentKeys, runtime)];
}

function forgetState(path: string, documentKeys: readonly string[], runtime: Runtime): Step {
  const run: Step['run'] = async () => {
    if (!existsSync(path)) return toGone(false);
    const opened = await runtime.openLocalState(path, 'write');
    if (opened === null) return toGone(false);
    const { store, save, close } = opened;
    try {
      const known = await store.listDocuments();
      const kept = known.filter(({ key }) => !documentKeys.includes(key));
      if (kept.length === known.length) return toGone(false);
      await store.keepDocuments(kept);
      await save();
      return kept.length === 0
        ? toGone(true)
        : { state: 'removed', note: 'these documents only: it manages others, too' };
    } finally {
      await close();
    }
  };
  return { where: path, what: 'state', run };
}

async function listYours({ config }: UninstallOptions, { directory }: Terminal): Promise<string[]> {
  const { path } = await readConfiguration(config, directory);
  const workflow = join(directory, '.github/workflows/statusfolio.yml');
  return [...(path === null ? [] : [path]), ...(existsSync(workflow) ? [workflow] : [])];
}

// ---- words ---------------------------------------------------------------------------------------------------------

async function agree(steps: readonly Step[], options: UninstallOptions, terminal: Terminal): Promise<boolean> {
  if (options.quiet !== true) {
    terminal.err('This will remove:');
    for (const { where, what } of steps) terminal.err(`  ${show(where)}: ${show(what)}`);
    terminal.err('Stop "statusfolio serve" and disable the workflow first: either would start over.');
  }
  if (options.yes === true) return true;
  if (terminal.isInteractive) return await terminal.ask('Continue?');
  terminal.err('Nothing was done. Repeat with --yes (and --restore, to write the documents back).');
  return false;
}

function print(
  lines: readonly UninstallLine[],
  yours: readonly string[],
  problems: readonly Problem[],
  options: UninstallOptions,
  terminal: Terminal,
): void {
  if (options.json === true) {
    terminal.out(toJsonText({ traces: lines, yours, problems }, 2));
    return;
  }
  const paint = createPaint(terminal);
  const colours = { removed: 'green', none: 'dim', left: 'yellow', failed: 'red' } as const;
  const width = widest(lines.map(({ where, what }) => `${where}: ${what}`));
  for (const { where, what, state, note } of lines) {
    const name = pad(show(`${where}: ${what}`), Math.min(width, 70));
    terminal.out(`${name}  ${paint(colours[state], pad(state, 7))}  ${show(note)}`.trimEnd());
  }
  for (const path of yours) terminal.out(`${show(path)} is yours to delete.`);
  if (options.quiet !== true) printProblems(problems, terminal);
}

// The document's way back: what was published, from whatever remembers it, and the diff that its owner is offered.

const changesRead = 10_000;

/** From the state of each document, and from the branch that the Action keeps its memory on. Newest first. */
async function readChanges(
  states: Pick<DocumentStates, 'of' | 'targets'>,
  { settings, targets }: Prepared,
  runtime: Runtime,
  problems: Problem[],
): Promise<readonly Change[]> {
  const found: Change[] = [];
  for (const store of new Set(states.targets.flatMap(({ key }) => states.of(key) ?? [])))
    found.push(...(await store.listChanges(changesRead)));
  for (const repo of new Set(targets.flatMap(({ ref }) => (ref.kind === 'github' ? [ref.repo] : [])))) {
    try {
      const memory = await runtime.openBranchStore(settings, repo);
      found.push(...(await memory.store.listChanges(changesRead)));
      await memory.store.close();
    } catch (error) {
      if (!(error instanceof StatusfolioError)) throw error;
      problems.push(toProblem(error));
    }
  }
  return found.toSorted((one, other) => (one.at < other.at ? 1 : -1));
}

function restoreDocument(
  { target, file }: ReadTarget,
  changes: readonly Change[],
  documents: Documents,
  options: UninstallOptions,
  terminal: Terminal,
): Step {
  const { ref, label, key, publish } = target;
  const own: PublishedChange[] = changes.filter(({ documentKey }) => documentKey === key);
  const { bytes, words } = planUninstall(file.bytes, ref, own);
  const isSame = Buffer.compare(bytes, file.bytes) === 0;
  const run: Step['run'] = async () => {
    if (isSame) return { state: 'none', note: 'it already has your last wording' };
    terminal.progress(null);
    if (options.json !== true) printDiff(label, file.bytes, bytes, terminal);
    if (publish !== 'commit') return { state: 'left', note: 'not modified; apply the diff above yourself' };
    if (!(await wantsBack(label, options, terminal))) return { state: 'left', note: 'as it is' };
    const { branch, version, bytes: before } = file;
    const files = [{ path: ref.path, bytes, before }];
    const written = await documents.write({ ref, branch, version, files, ...formatUninstall(words) });
    if (written.kind === 'written')
      return { state: 'removed', note: `${count(words, 'status', 'statuses')} restored to your last wording` };
    if (written.kind === 'rejected') return { state: 'failed', note: written.problem.message };
    return { state: 'failed', note: 'somebody edited it in the meantime; try again' };
  };
  return { where: label, what: 'statuses and markers', run };
}

async function wantsBack(label: string, { restore }: UninstallOptions, terminal: Terminal): Promise<boolean> {
  if (restore !== undefined) return restore;
  return terminal.isInteractive && (await terminal.ask(`Write ${label} back to what you typed last?`));
}

// What `leave` takes out of repositories: webhooks, the pull request and its branch, the status issue, the state.

const stateBranch = 'statusfolio-state';

function listGitHubSteps(
  repositories: readonly string[],
  read: readonly ReadTarget[],
  { settings, portfolio }: Prepared,
  { url }: UninstallOptions,
  github: GitHub,
  account: GitHubAdmin,
): Step[] {
  const address = url ?? (settings.publicUrl === null ? null : `${settings.publicUrl}/webhooks/github`);
  const repositoryStates = new Map<string, Set<string>>();
  const columns: Step[] = [];
  for (const { target, file } of read) {
    if (target.ref.kind !== 'github') continue;
    const found = readDocument(file.bytes, target.ref);
    if (found.kind === 'read' && found.activity !== undefined) {
      columns.push(removePullRequest(target.ref.repo, file.branch ?? '', github, account, toTopic(target.ref.path)));
    }
    const branches = repositoryStates.get(target.ref.repo) ?? new Set();
    repositoryStates.set(target.ref.repo, branches.add(file.branch ?? ''));
  }
  // A local document says nothing about webhooks: they are a matter of servers.
  const hooked = repositoryStates.size > 0 || address !== null ? repositories : [];
  return [
    ...hooked.map((repo) => removeHooks(repo, address, account)),
    ...columns,
    ...[...repositoryStates].flatMap(([repo, branches]) => [
      ...[...branches].map((base) => removePullRequest(repo, base, github, account)),
      removeIssue(repo, repo, github, account),
      ...(portfolio.inbox === null ? [] : [removeIssue(repo, portfolio.inbox, github, account)]),
      {
        where: repo,
        what: `branch ${stateBranch}`,
        run: async () => toGone(await account.deleteBranch(repo, stateBranch)),
      },
    ]),
  ];
}

function removeHooks(repo: string, address: string | null, account: GitHubAdmin): Step {
  const run: Step['run'] = async () => {
    const hooks = await account.listHooks(repo).catch((error: unknown) => {
      // Where the token may not see any, it has not made any either.
      if (error instanceof StatusfolioError && error.code === 'NOT_VISIBLE') return [];
      throw error;
    });
    const ours = hooks.filter((hook) => hook.url === address);
    for (const { id } of ours) await account.deleteHook(repo, id);
    const alike = hooks.filter((hook) => !ours.includes(hook) && hook.url.endsWith('/webhooks/github'));
    if (ours.length === 0 && alike.length > 0) {
      return { state: 'left', note: `is ${alike[0]?.url} yours? Then repeat it with --url and that address` };
    }
    return toGone(ours.length > 0);
  };
  return { where: repo, what: 'webhook', run };
}

function removePullRequest(repo: string, base: string, github: GitHub, account: GitHubAdmin, topic?: string): Step {
  const run: Step['run'] = async () => {
    const { kind } = await github.pullRequests.closePullRequest({
      repo,
      base,
      known: null,
      ...(topic !== undefined && { topic }),
    });
    const branch = await account.deletePullRequestBranch(repo, base, topic);
    if (branch === 'left') return { state: 'left', note: 'somebody else committed to it: left alone' };
    if (branch === 'kept') return { state: 'failed', note: 'GitHub did not delete the branch' };
    return toGone(kind === 'withdrawn' || branch === 'removed');
  };
  return {
    where: repo,
    what: `pull request and branch statusfolio/${topic === undefined ? '' : `${topic}/`}${base}`,
    run,
  };
}

function removeIssue(of: string, repo: string, github: GitHub, account: GitHubAdmin): Step {
  const run: Step['run'] = async () => {
    const reading = await github.statusIssues.read(repo, null, markStatusIssue(of, repo));
    if (reading.kind !== 'found') return toGone(false);
    const { number, url } = reading.issue;
    if (await account.deleteIssue(repo, number)) return toGone(true);
    const body = 'Statusfolio no longer manages this repository. This issue can be deleted.';
    const written = await github.statusIssues.write(repo, { number, title: 'Project statuses', body, state: 'closed' });
    if (written.kind === 'rejected') return { state: 'failed', note: written.problem.message };
    return { state: 'left', note: `closed; only an administrator may delete ${url}` };
  };
  return { where: repo, what: 'status issue', run };
}
