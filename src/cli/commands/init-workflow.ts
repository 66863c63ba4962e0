// The workflow that `init --workflow` and `init --pages` write: complete, commented, with the permissions that it needs and
// no others; and what is left to do on GitHub. A workflow that somebody has changed is never touched.

import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { setVisibility } from '../../config/edit-portfolio.ts';
import type { Portfolio } from '../../config/portfolio.ts';
import { publicSite } from '../../core/site.ts';
import { StatusfolioError } from '../../errors.ts';
import { findRepository } from '../find-repository.ts';
import type { InitOptions } from '../options.ts';
import { printDiff } from '../output/diff.ts';
import { showUnseen, type Terminal } from '../terminal.ts';

export const workflowPath = '.github/workflows/statusfolio.yml';

type Publish = 'commit' | 'pull-request' | 'none';
const publishKinds: readonly Publish[] = ['commit', 'pull-request', 'none'];

export interface WorkflowParts {
  /** The configuration, below the repository. */
  readonly configuration: string;
  readonly publish: string;
  /** Whether the table becomes a page, too. */
  readonly hasPages?: boolean;
}

const checkout = `      - uses: actions/checkout@08c6903cd8c0fde910a37f88322edcfb5dd907a8 # v5.0.0
        with:
          persist-credentials: false
`;

/** A workflow that keeps the documents of its own repository up to date, with the token that every workflow has. */
export function proposeWorkflow({ configuration, publish, hasPages = false }: WorkflowParts): string {
  const proposes = publish === 'pull-request' ? ['pull-requests: write # to propose them'] : [];
  const grants = [
    'contents: write # to commit outdated status cells, and its state on the branch statusfolio-state',
    'issues: write # to ask, in one status issue',
    ...proposes,
    '# actions: write # optional: keeps this schedule going, which GitHub pauses after 60 days without a commit',
  ];
  const head = `# Keeps the status column of the project table up to date. https://github.com/statusfolio/statusfolio
# Started by any event other than the ones below (a pull request, another branch), it only reports.
name: Project status
on:
  schedule:
    - cron: "23 5,17 * * *" # twice a day, UTC
  workflow_dispatch:
`;
  const job = `  status:
    runs-on: ubuntu-latest
    timeout-minutes: 10
`;
  const step = `      - uses: statusfolio/statusfolio@v0
`;
  const list = (indent: string) => grants.map((grant) => `${indent}${grant}\n`).join('');
  if (!hasPages) {
    return `${head}permissions:
${list('  ')}concurrency: project-status # one run at a time
jobs:
${job}    steps:
${checkout}${step}        with:
          config: ${configuration}
`;
  }
  return `${head}permissions:
  contents: read
concurrency: project-status # one run at a time
jobs:
${job}    permissions:
${list('      ')}      pages: read # to learn the address of the page
    outputs:
      site: \${{ steps.statusfolio.outputs.site }}
    steps:
${checkout}      - uses: actions/configure-pages@983d7736d9b0ae728b81ab479565c72886d7745b # v5.0.0
        id: pages
        continue-on-error: true # where Pages is not set up, the table is kept up to date all the same
${step}        id: statusfolio
        with:
          config: ${configuration}
          site: _site
          site-url: \${{ steps.pages.outputs.base_url }}
      - uses: actions/upload-pages-artifact@7b1f4a764d45c48632c6b24a0339c27f5614fb0b # v4.0.0
        if: steps.statusfolio.outputs.site != ''
        with:
          path: _site
  page:
    needs: status
    if: needs.status.outputs.site != ''
    runs-on: ubuntu-latest
    timeout-minutes: 10
    permissions:
      contents: read
      pages: write # to publish the page
      id-token: write # to prove to GitHub Pages which workflow publishes it
    environment:
      name: github-pages
      url: \${{ steps.deployment.outputs.page_url }}
    steps:
      - uses: actions/deploy-pages@d6db90164ac5ed86f2b6aed7e0febac5b3c0c03e # v4.0.5
        id: deployment
`;
}

/** What nobody but the owner can do, one line each. `files`: what was written. */
export function listSteps(
  { publish, hasPages = false }: Omit<WorkflowParts, 'configuration'>,
  files: readonly string[],
): string[] {
  const allow =
    publish === 'pull-request'
      ? ['On GitHub: Settings → Actions → General → "Allow GitHub Actions to create and approve pull requests".']
      : [];
  const pages = hasPages ? ['On GitHub: Settings → Pages → Build and deployment → Source: GitHub Actions.'] : [];
  const steps = [
    `Commit and push ${files.join(' and ')}.`,
    ...allow,
    ...pages,
    `On GitHub: Actions → Project status → "Run workflow". Its summary says what was ${publish === 'none' ? 'found' : 'found and done'}.`,
    'From then on it runs at 05:23 and 17:23 UTC. What you answer in the status issue is read by the run that follows.',
  ];
  return ['What remains to do:', ...steps.map((step, index) => `  ${index + 1}. ${step}`)];
}

/** Whether the workflow stands there now. Throws USAGE where somebody else's does. */
export async function writeWorkflow(
  root: string,
  parts: WorkflowParts,
  options: InitOptions,
  terminal: Terminal,
): Promise<boolean> {
  const path = join(root, workflowPath);
  const text = proposeWorkflow(parts);
  const before = await readFile(path, 'utf8').catch(() => null);
  if (before === text) {
    terminal.err(`${workflowPath} already exists, with all of this.`);
    return true;
  }
  if (before !== null) {
    if (!isOurs(before, parts.configuration)) {
      throw new StatusfolioError('USAGE', `${workflowPath} already exists; not modified.`, {
        where: workflowPath,
        hint: 'Edit it, or move it away and run init again. To see the proposal only: --dry-run.',
      });
    }
    printDiff(workflowPath, Buffer.from(before), Buffer.from(text), terminal);
    const isAgreed = options.yes === true || (terminal.isInteractive && (await terminal.ask(`Write ${workflowPath}?`)));
    if (!isAgreed) {
      terminal.err(`${workflowPath} was not modified. To write it without being asked: --yes`);
      return false;
    }
  }
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, text, before === null ? { flag: 'wx' } : {});
  terminal.err(`Wrote ${workflowPath}.`);
  return true;
}

/** Word for word what init writes: nobody has put anything of their own into it. */
function isOurs(text: string, configuration: string): boolean {
  return publishKinds.some((publish) =>
    [false, true].some((hasPages) => proposeWorkflow({ configuration, publish, hasPages }) === text),
  );
}

/** For a configuration that is there already: the workflow beside it, and `visibility: all` in it where a page wants that. */
export async function addWorkflow(
  { path, portfolio }: { readonly path: string; readonly portfolio: Portfolio },
  options: InitOptions,
  terminal: Terminal,
): Promise<number> {
  const root = findRepository(terminal.directory, publicSite)?.root ?? terminal.directory;
  const name = path.startsWith(`${root}/`) ? path.slice(root.length + 1) : path;
  const published = portfolio.documents.map(({ publish }) => publish);
  const publish = publishKinds.find((kind) => kind !== 'commit' && published.includes(kind)) ?? 'commit';
  const parts = { configuration: name, publish, hasPages: options.pages === true };
  const isShown = !parts.hasPages || portfolio.visibility === 'all' || (await showAll(path, name, options, terminal));
  if (options.dryRun === true) {
    printWorkflow(parts, terminal);
    return 0;
  }
  if (!isShown || !(await writeWorkflow(root, parts, options, terminal))) return terminal.isInteractive ? 0 : 2;
  for (const line of listSteps(parts, [name, workflowPath])) terminal.err(line);
  if (portfolio.documents.length === 0)
    terminal.err(`${name} names no document: add yours under "documents:", or the workflow has nothing to check.`);
  return 0;
}

export function printWorkflow(parts: WorkflowParts, terminal: Terminal): void {
  terminal.out(`${workflowPath}:`);
  for (const line of proposeWorkflow(parts).trimEnd().split('\n')) terminal.out(showUnseen(`  ${line}`).trimEnd());
}

/** A page of what nobody may see would be empty. false: that was not agreed to. */
async function showAll(path: string, name: string, options: InitOptions, terminal: Terminal): Promise<boolean> {
  const before = await readFile(path, 'utf8');
  const after = setVisibility(before, 'all');
  printDiff(name, Buffer.from(before), Buffer.from(after), terminal);
  if (options.dryRun === true) return true;
  const question = `Show everybody your table and its pages (visibility: all in ${name})?`;
  if (options.yes !== true && !(terminal.isInteractive && (await terminal.ask(question)))) {
    terminal.err(`${name} was not modified, and no page was set up. To agree without being asked: --yes`);
    return false;
  }
  await writeFile(path, after);
  terminal.err(`Wrote ${name}: everybody may see the table and its pages.`);
  return true;
}
