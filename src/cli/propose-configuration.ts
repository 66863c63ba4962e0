// The configuration and the workflow that `init` writes: complete, commented, and read back before they are written.
// Pure text.

import type { DocumentReading } from '../core/model.ts';
import { readPortfolio } from '../core/portfolio.ts';
import type { BlockEntry } from '../core/render/generated-block.ts';
import { proposeWords } from '../core/status/propose-words.ts';
import { toJsonText } from './terminal.ts';

export interface ConfigurationWish {
  readonly document:
    | { readonly kind: 'github'; readonly repo: string; readonly path: string; readonly branch: string | null }
    | { readonly kind: 'file'; readonly file: string };
  readonly publish: string;
  readonly reading: DocumentReading;
  /** What a generated table is to show. */
  readonly listed: readonly Pick<BlockEntry, 'name' | 'repo' | 'description'>[];
}

const guideUrl = 'https://github.com/statusfolio/statusfolio/blob/main/docs/configuration.md';
const schemaUrl = 'https://raw.githubusercontent.com/statusfolio/statusfolio/main/config/portfolio.schema.json';

export function proposeConfiguration({ document, publish, reading, listed }: ConfigurationWish): string {
  const quote = (text: string) => (/^[\w./-]+$/.test(text) ? text : toJsonText(text));
  const where =
    document.kind === 'file'
      ? [`  - file: ${quote(document.file)}`]
      : [
          `  - repo: ${quote(document.repo)}`,
          `    path: ${quote(document.path)}`,
          ...(document.branch === null ? [] : [`    branch: ${quote(document.branch)}`]),
        ];
  const words = Object.entries(proposeWords(reading.vocabulary));
  const unlinked = reading.rows.filter(({ repo, skip }) => repo === null && skip === null);
  const text = [
    `# yaml-language-server: $schema=${schemaUrl}`,
    `# What Statusfolio looks after. Every key: ${guideUrl}`,
    'documents:',
    ...where,
    `    publish: ${publish} # commit: write what became untrue; pull-request: propose it; none: only look`,
    '',
    '# When to look, UTC. A server hears from webhooks at once, besides.',
    'schedule: "*/30 * * * *"',
    '',
    '# How this document says each status. Edit freely: only these words are ever written.',
    'words:',
    ...words.map(([status, word]) => `  ${status}: ${toJsonText(word)}`),
    '',
    '# publish: a project that was silent for 90 days, and about which a question stayed unanswered',
    '# for 14, is shown as paused. ask: never without your word.',
    'silence: publish',
    ...(listed.length === 0
      ? []
      : ['', '# What the generated table shows, in this order. Edit freely.', ...listProjects(listed)]),
    ...(unlinked.length === 0
      ? []
      : [
          '',
          '# These rows link no repository, so their words stay as you typed them. Name one to have it looked after:',
          '# projects:',
          ...unlinked.flatMap(({ name }) => [`#   - match: ${toJsonText(name)}`, '#     repo: owner/name']),
        ]),
    '',
  ].join('\n');
  const read = readPortfolio(text);
  if (read.kind === 'invalid') throw new TypeError(`a proposal must be valid: ${read.problems[0]?.message}`);
  return text;
}

/** As they stand in a configuration. */
export function listProjects(listed: ConfigurationWish['listed']): string[] {
  const projects = listed.flatMap(({ name, repo, description }) => [
    `  - match: ${toJsonText(name)}`,
    `    repo: ${repo}`,
    ...(description === null ? [] : [`    description: ${toJsonText(description)}`]),
  ]);
  return ['projects:', ...projects];
}

/** A workflow that keeps the document of its own repository up to date, with the token that every workflow has. */
export function proposeWorkflow(configuration: string, publish: string): string {
  const proposes = publish === 'pull-request' ? '\n  pull-requests: write # to propose them' : '';
  return `# Keeps the status column of the project table up to date. https://github.com/statusfolio/statusfolio
# Started by anything else than the events below (a pull request, another branch), it only reports.
name: Project status
on:
  schedule:
    - cron: "23 5,17 * * *" # twice a day, UTC
  workflow_dispatch:
permissions:
  contents: write # to commit outdated status cells, and its state on the branch statusfolio-state
  issues: write # to ask, in one status issue${proposes}
concurrency: project-status # one run at a time
jobs:
  status:
    runs-on: ubuntu-latest
    timeout-minutes: 10
    steps:
      - uses: actions/checkout@08c6903cd8c0fde910a37f88322edcfb5dd907a8 # v5.0.0
        with:
          persist-credentials: false
      - uses: statusfolio/statusfolio@v0
        with:
          config: ${configuration}
`;
}
