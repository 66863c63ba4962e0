// `hooks install/list/remove`: one webhook for each repository that is listed, and for those that hold the documents.
// Doing it twice is doing it once: a webhook with our address is brought up to date, never added again. What GitHub
// refuses for one repository is named, and the others go on.

import { listHookEvents } from '../../core/activity/webhook-events.ts';
import type { Problem } from '../../core/model.ts';
import { stripEnd } from '../../core/text.ts';
import { StatusfolioError, toError, toProblem } from '../../errors.ts';
import type { GitHubAdmin, Hook } from '../../ports/github-admin.ts';
import { listRepositories } from '../find-project.ts';
import { type Prepared, prepare } from '../load-config.ts';
import type { CommonOptions } from '../options.ts';
import { pad, widest } from '../output/columns.ts';
import { count, printProblems } from '../output/text.ts';
import type { Runtime } from '../runtime.ts';
import { createPaint, show, type Terminal, toJsonText } from '../terminal.ts';

export type HooksAction = 'install' | 'list' | 'remove';

export interface HooksOptions extends CommonOptions {
  readonly url?: string;
}

interface HookLine {
  readonly repo: string;
  readonly state: 'installed' | 'updated' | 'removed' | 'there' | 'none' | 'failed';
  readonly note: string;
}

export async function runHooks(
  action: HooksAction,
  files: readonly string[],
  options: HooksOptions,
  terminal: Terminal,
  runtime: Runtime,
): Promise<number> {
  const prepared = await prepare(files, options, terminal, runtime);
  const { settings, portfolio } = prepared;
  const url = readHookUrl(action, options, prepared);
  const secret = settings.webhookSecrets[0];
  if (action === 'install' && secret === undefined) {
    throw new StatusfolioError('SETTINGS_INVALID', 'GITHUB_WEBHOOK_SECRET: is not set.', {
      where: 'environment',
      hint: 'Make one with: openssl rand -hex 32. The server needs the same.',
    });
  }
  const { github, files: file } = await runtime.openPorts(settings, portfolio);
  const listed = await listRepositories(prepared, { github: github.documents, file });
  const { repositories } = listed;
  if (repositories.length === 0) {
    const [problem] = listed.problems;
    if (problem !== undefined) throw toError(problem);
    const hint = 'A webhook is for a repository that a row links, or that holds a document.';
    throw new StatusfolioError('USAGE', 'No repository is listed there.', { hint });
  }
  if (action !== 'list' && !(await agree(action, url, repositories, options, terminal))) return 2;

  const account = await runtime.openAdmin(settings);
  const homes = listHomes(prepared);
  const lines: HookLine[] = [];
  const problems: Problem[] = [...listed.problems];
  for (const repo of repositories) {
    terminal.progress(`${repo}…`);
    try {
      const events = listHookEvents(homes.has(repo.toLowerCase()));
      lines.push(await act(action, repo, account, { url, secret: secret ?? '', events }));
    } catch (error) {
      if (!(error instanceof StatusfolioError)) throw error;
      const isRefused = error.code === 'NOT_VISIBLE';
      const hint = isRefused
        ? `The token needs "Webhooks: ${action === 'list' ? 'read' : 'read and write'}" on it.`
        : '';
      const message = isRefused ? `The webhooks of ${repo} are not visible.` : error.message;
      problems.push({ ...toProblem(error), where: repo, message, hint: hint || error.hint });
      lines.push({ repo, state: 'failed', note: message });
    }
  }
  terminal.progress(null);
  print(action, lines, problems, options, terminal);
  return problems.length > 0 && lines.every(({ state }) => state === 'failed') ? 2 : 0;
}

function readHookUrl(action: HooksAction, { url }: HooksOptions, { settings }: Prepared): string | null {
  const address = url ?? (settings.publicUrl === null ? null : `${settings.publicUrl}/webhooks/github`);
  if (address === null && action === 'list') return null;
  if (address === null || !URL.canParse(address) || !/^https?:/.test(address)) {
    const what = address === null ? 'The address of the webhook receiver is not known.' : `${address} is no address.`;
    throw new StatusfolioError('USAGE', what, {
      where: '--url',
      hint: 'Give it with --url https://example.org/webhooks/github, or set STATUSFOLIO_PUBLIC_URL.',
    });
  }
  // The path is ours to know: people give the address of the server.
  const site = stripEnd(address, '/');
  const isSite = address.endsWith('/') || new URL(address).pathname === '/' || site === settings.publicUrl;
  return isSite ? `${site}/webhooks/github` : address;
}

async function agree(
  action: HooksAction,
  url: string | null,
  repositories: readonly string[],
  options: CommonOptions,
  terminal: Terminal,
): Promise<boolean> {
  const what =
    action === 'install'
      ? `Installs a webhook to ${url} in ${count(repositories.length, 'repository', 'repositories')}`
      : `Removes the webhooks to ${url} from ${count(repositories.length, 'repository', 'repositories')}`;
  if (options.quiet !== true) {
    terminal.err(`${what}: ${repositories.join(', ')}.`);
    terminal.err(
      'It needs a token with "Webhooks: read and write" on them (classic tokens: admin:repo_hook), for this command only.',
    );
  }
  if (options.yes === true) return true;
  if (terminal.isInteractive) return await terminal.ask('Continue?');
  terminal.err('Nothing was done. Repeat with --yes.');
  return false;
}

/** Repositories in which a document is, or the status issue: answers and pull requests come from there. */
function listHomes({ targets, portfolio }: Pick<Prepared, 'targets' | 'portfolio'>): ReadonlySet<string> {
  const repositories = targets.flatMap(({ ref }) => (ref.kind === 'github' ? [ref.repo] : []));
  return new Set([...repositories, portfolio.inbox ?? ''].map((repo) => repo.toLowerCase()));
}

async function act(
  action: HooksAction,
  repo: string,
  account: GitHubAdmin,
  { url, secret, events }: { readonly url: string | null; readonly secret: string; readonly events: readonly string[] },
): Promise<HookLine> {
  const hooks = await account.listHooks(repo);
  const ours = hooks.filter((hook) => (url === null ? isOurPath(hook) : hook.url === url));
  if (action === 'list') {
    if (ours.length === 0) return { repo, state: 'none', note: 'no webhook' };
    return { repo, state: 'there', note: ours.map(describe).join('; ') };
  }
  if (action === 'remove') {
    for (const { id } of ours) await account.deleteHook(repo, id);
    return ours.length === 0
      ? { repo, state: 'none', note: 'there was none' }
      : { repo, state: 'removed', note: count(ours.length, 'webhook') };
  }
  const request = { url: url ?? '', secret, events };
  const [first, ...twins] = ours;
  // Twins would deliver everything twice, and GitHub refuses to give both the same events.
  for (const { id } of twins) await account.deleteHook(repo, id);
  if (first === undefined) {
    await account.createHook(repo, request);
    return { repo, state: 'installed', note: 'new webhook' };
  }
  // GitHub never shows a secret, so whether it is still the right one is not known: it is set again.
  await account.updateHook(repo, first.id, request);
  return { repo, state: 'updated', note: 'already existed; events and secret set again' };
}

function isOurPath({ url }: Hook): boolean {
  return URL.canParse(url) && new URL(url).pathname.endsWith('/webhooks/github');
}

function describe({ url, isActive, lastStatus, events }: Hook): string {
  const last = lastStatus === null ? 'nothing delivered yet' : `last delivery answered ${lastStatus}`;
  return `${show(url)}${isActive ? '' : ' (switched off)'}, ${count(events.length, 'event')}, ${last}`;
}

function print(
  action: HooksAction,
  lines: readonly HookLine[],
  problems: readonly Problem[],
  options: CommonOptions,
  terminal: Terminal,
): void {
  if (options.json === true) {
    terminal.out(toJsonText({ action, hooks: lines, problems }, 2));
    return;
  }
  const paint = createPaint(terminal);
  const width = widest(lines.map(({ repo }) => repo));
  for (const { repo, state, note } of lines) {
    const colour = state === 'failed' ? 'red' : state === 'none' ? 'dim' : 'green';
    terminal.out(`${pad(repo, width)}  ${paint(colour, pad(state, 9))}  ${note}`);
  }
  if (options.quiet !== true) printProblems(problems, terminal);
}
