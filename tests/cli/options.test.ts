// Every command and every option, as it is meant and with the commonest mistake. The table is held against the commands
// that there are: one that is missing here is a failure. And every command line that help or the documents show is run.

import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Command } from 'commander';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createSampleWorld, type SampleWorld } from '../../demo/github/sample-world.ts';
import { buildProgram } from '../../src/cli/main.ts';
import type { ProjectRecord } from '../../src/ports/records.ts';
import { runtime } from '../../src/runtimes/node-runtime.ts';
import { openSqliteDatabase } from '../../src/store/sqlite.ts';
import { buildDelivery } from '../support/build-records.ts';
import { listenTo } from '../support/listen-to.ts';
import { openOwnerDatabase } from '../support/open-owner-database.ts';
import { buildTerminal, runInProcess } from '../support/run-in-process.ts';

const today = '2025-11-03T09:00:00Z';
const seed = readFileSync('tests/fixtures/seeds/portfolio.md');
const secret = 'a-secret-for-tests-0123456789-abcdef';
const deliveryId = '4f3a1c00-0000-11ee-8000-000000000001';
const documentKey = 'naaas94/me:README.md@';
const at = '--now 2025-11-03T09:00:00Z';

interface Case {
  /** Command and option; no option: the command with its arguments. */
  readonly of: string;
  readonly good: string;
  readonly shows: RegExp;
  /** Default 0. */
  readonly code?: number;
  readonly bad: string;
  readonly says: RegExp;
}

const badInstant = /Give a day or an instant in UTC, such as 2026-03-01/;
const misspelt = (option: string) => new RegExp(`unknown option '--${option}'`);

const cases: readonly Case[] = [
  {
    of: 'check',
    good: 'check README.md',
    shows: /2 tables, 8 projects/,
    code: 1,
    bad: 'check REDME.md',
    says: /REDME\.md: there is no such file/,
  },
  {
    of: 'check --fail-on',
    good: 'check README.md --fail-on question',
    shows: /question/,
    code: 1,
    bad: 'check README.md --fail-on questions',
    says: /Allowed choices are question/,
  },
  {
    of: 'check --format',
    good: 'check README.md --format markdown',
    shows: /^### README\.md/m,
    code: 1,
    bad: 'check README.md --format md',
    says: /Allowed choices are/,
  },
  {
    of: 'check --base',
    good: 'check README.md --base README.md',
    shows: /2 tables, 8 projects/,
    code: 1,
    bad: 'check README.md --base NONE.md',
    says: /NONE\.md cannot be read/,
  },
  { of: 'sync', good: 'sync', shows: /naaas94\/me/, code: 1, bad: 'sync README.md', says: /--yes/ },
  {
    of: 'sync --dry-run',
    good: 'sync README.md --dry-run',
    shows: /^--- a\/README\.md/m,
    bad: 'sync README.md --dryrun',
    says: misspelt('dryrun'),
  },
  {
    of: 'sync --working-tree',
    good: 'sync --working-tree --dry-run',
    shows: /embedding-mapper/,
    bad: 'sync README.md --working-tree',
    says: /documents of the configuration/,
  },
  {
    of: 'simulate',
    good: 'simulate README.md',
    shows: /as if it had been managed[\s\S]*taken as it is today/,
    bad: 'simulate REDME.md',
    says: /REDME\.md: there is no such file/,
  },
  {
    of: 'simulate --days',
    good: 'simulate README.md --days 30',
    shows: /2025-10-04 to 2025-11-03/,
    bad: 'simulate README.md --days 0',
    says: /a number of days from 1 to 1100/,
  },
  {
    of: 'simulate --on-silence',
    good: 'simulate README.md --days 30 --on-silence date',
    shows: /onSilence: date/,
    bad: 'simulate README.md --on-silence publish',
    says: /Allowed choices are ask, date/,
  },
  { of: 'init', good: 'init README.md --dry-run', shows: /PCC/, bad: 'init naaas94/nothing', says: /cannot be seen/ },
  {
    of: 'init --from',
    good: 'init README.md --from naaas94 --dry-run',
    shows: /^\+.*\[Repo\]/m,
    bad: 'init README.md --from nobody-at-all --dry-run',
    says: /no account "nobody-at-all"/,
  },
  {
    of: 'init --block',
    good: 'init README.md --block list --dry-run',
    shows: /^\+<!-- statusfolio:list -->/m,
    bad: 'init README.md --block lists',
    says: /Allowed choices are table, list/,
  },
  {
    of: 'init --after',
    good: 'init README.md --block list --after "Design Ethos" --dry-run',
    shows: /statusfolio:list/,
    bad: 'init README.md --block list --after Nowhere',
    says: /Nowhere/,
  },
  {
    of: 'init --publish',
    good: 'init README.md --publish commit --dry-run',
    shows: /publish: commit/,
    bad: 'init README.md --publish yes',
    says: /Allowed choices are commit, pull-request, none/,
  },
  {
    of: 'init --workflow',
    good: 'init README.md --workflow --config words.yml',
    shows: /Wrote \.github\/workflows\/statusfolio\.yml/,
    bad: 'init README.md --workflows',
    says: misspelt('workflows'),
  },
  {
    of: 'init --pages',
    good: 'init README.md --pages --yes',
    shows: /Settings → Pages → .*Source: GitHub Actions/,
    bad: 'init README.md --page',
    says: misspelt('page'),
  },
  {
    of: 'init --dry-run',
    good: 'init README.md --dry-run',
    shows: /documents:/,
    bad: 'init README.md --dry',
    says: misspelt('dry'),
  },
  {
    of: 'doctor',
    good: 'doctor README.md',
    shows: /No problems/,
    bad: 'doctor README.md --config none.yml',
    says: /none\.yml/,
  },
  {
    of: 'doctor --repair',
    good: 'doctor README.md --repair --yes',
    shows: /README\.md/,
    bad: 'doctor --repair',
    says: /README\.md/,
  },
  {
    of: 'doctor --test-notify',
    good: 'doctor README.md --test-notify',
    shows: /No channels are configured/,
    bad: 'doctor README.md --test-notice',
    says: misspelt('test-notice'),
  },
  {
    of: 'hooks install',
    good: 'hooks install --yes',
    shows: /naaas94\/PCC +installed/,
    bad: 'hooks instal',
    says: /unknown command 'instal'/,
  },
  {
    of: 'hooks install --url',
    good: 'hooks install --url https://other.example.org --yes',
    shows: /installed/,
    bad: 'hooks install --url other.example.org --yes',
    says: /--url https:/,
  },
  { of: 'hooks list', good: 'hooks list', shows: /no webhook/, bad: 'hooks list none.md', says: /none\.md/ },
  {
    of: 'hooks list --url',
    good: 'hooks list --url https://other.example.org',
    shows: /no webhook/,
    bad: 'hooks list --url other',
    says: /--url https:/,
  },
  {
    of: 'hooks remove',
    good: 'hooks remove --yes',
    shows: /there was none/,
    bad: 'hooks remove',
    says: /Repeat with --yes/,
  },
  {
    of: 'hooks remove --url',
    good: 'hooks remove --url https://other.example.org --yes',
    shows: /there was none/,
    bad: 'hooks remove --url other --yes',
    says: /--url https:/,
  },
  {
    of: 'deliveries list',
    good: 'deliveries list',
    shows: /4f3a1c00/,
    bad: 'deliveries',
    says: /Usage: statusfolio deliveries/,
  },
  {
    of: 'deliveries list --limit',
    good: 'deliveries list --limit 1',
    shows: /1 delivery/,
    bad: 'deliveries list --limit all',
    says: /from 1 to 10000/,
  },
  {
    of: 'deliveries show',
    good: 'deliveries show 4f3a1c00',
    shows: /push/,
    bad: 'deliveries show 0000',
    says: /No delivery has the id "0000"/,
  },
  {
    of: 'deliveries replay',
    good: 'deliveries replay 4f3a1c00',
    shows: /queued again/,
    bad: 'deliveries replay',
    says: /missing required argument 'id'/,
  },
  { of: 'backup', good: 'backup copy.db', shows: /checked/, bad: 'backup README.md', says: /already exists/ },
  {
    of: 'uninstall',
    good: 'leave --yes',
    shows: /statusfolio\.yml is yours to delete/,
    bad: 'leave',
    says: /Repeat with --yes/,
  },
  {
    of: 'uninstall --restore',
    good: 'uninstall --yes --restore',
    shows: /it already has your last wording/,
    bad: 'leave --yes --restored',
    says: misspelt('restored'),
  },
  {
    of: 'uninstall --no-restore',
    good: 'leave --yes --no-restore',
    shows: /statuses and markers/,
    bad: 'leave --yes --norestore',
    says: misspelt('norestore'),
  },
  {
    of: 'uninstall --url',
    good: 'leave --yes --url https://other.example.org/webhooks/github',
    shows: /webhook/,
    bad: 'leave --yes --url',
    says: /argument missing/,
  },
  {
    of: 'explain',
    good: 'explain PCC README.md',
    shows: /by rule live/,
    bad: 'explain PCCC README.md',
    says: /The projects are: PCC/,
  },
  {
    of: 'answer',
    good: 'answer simple-model-api accept',
    shows: /will be published on the next run/,
    bad: 'answer simple-model-api yes',
    says: /Allowed choices are paused, active, finished, away/,
  },
  {
    of: 'answer --until',
    good: 'answer simple-model-api away --until 2027-01-31',
    shows: /stays as it is; the quiet period starts over/,
    bad: 'answer simple-model-api away --until soon',
    says: /Give a day such as 2027-01-31/,
  },
  {
    of: 'review',
    good: 'review README.md',
    shows: /Or walk through all of them in a terminal: statusfolio review README.md/,
    bad: 'review --undo',
    says: /unknown option '--undo'/,
  },
  {
    of: 'answer --undo',
    good: 'answer simple-model-api --undo',
    shows: /is as it was before your last answer/,
    bad: 'answer simple-model-api --undone',
    says: /unknown option '--undone'/,
  },
  {
    of: 'pin',
    good: 'pin PCC',
    shows: /^\+.*status: running/m,
    bad: 'pin PCC runing',
    says: /Allowed choices are running/,
  },
  {
    of: 'pin --until',
    good: 'pin PCC --until 2027-01-31',
    shows: /^\+.*until: 2027-01-31/m,
    bad: 'pin PCC --until 31.1.2027',
    says: /Give a day such as 2027-01-31/,
  },
  {
    of: 'pin --reason',
    good: 'pin PCC --reason "runs in BigQuery"',
    shows: /^\+.*reason: runs in BigQuery/m,
    bad: 'pin PCC --why BigQuery',
    says: /unknown option '--why'/,
  },
  {
    of: 'unpin',
    good: 'unpin data-pipeline',
    shows: /data-pipeline is no longer pinned/,
    bad: 'unpin PCC',
    says: /PCC is not pinned/,
  },
  {
    of: 'badge',
    good: 'badge PCC README.md',
    shows: /^<svg /,
    bad: 'badge README.md',
    says: /README\.md is a document, not a project/,
  },
  {
    of: 'site',
    good: 'site README.md --out out',
    shows: /^Wrote out: \d+ files/m,
    bad: 'site REDME.md --out out',
    says: /REDME\.md: there is no such file/,
  },
  {
    of: 'site --out',
    good: 'site README.md --out new/folder',
    shows: /^Wrote new\/folder: /m,
    bad: 'site README.md --out .',
    says: /holds files, and no site was written there before/,
  },
  {
    of: 'site --url',
    good: 'site README.md --out out --url https://naaas94.github.io/me',
    shows: /^Wrote out: /m,
    bad: 'site README.md --out out --url naaas94.github.io/me',
    says: /Give an address such as https:\/\/ada\.github\.io\/me/,
  },
  {
    of: 'badge --style',
    good: 'badge PCC README.md --style for-the-badge',
    shows: /^<svg .* height="28"/,
    bad: 'badge PCC README.md --style plastic',
    says: /Allowed choices are flat, flat-square, for-the-badge/,
  },
  {
    of: 'badge --label',
    good: 'badge PCC README.md --label state',
    shows: /<title>state: Running</,
    bad: 'badge PCC README.md --label',
    says: /option '--label <text>' argument missing/,
  },
  {
    of: 'serve',
    good: 'serve',
    shows: /serving naaas94\/me\/README\.md/,
    bad: 'serve --config words.yml',
    says: /lists no documents/i,
  },
  {
    of: 'demo',
    good: 'demo',
    shows: /demo once=true port=0/,
    bad: 'demo --config statusfolio.yml',
    says: misspelt('config'),
  },
  { of: 'demo --once', good: 'demo --once', shows: /demo once=true/, bad: 'demo --ones', says: misspelt('ones') },
  {
    of: 'demo --port',
    good: 'demo --port 9000',
    shows: /port=9000/,
    bad: 'demo --port 90000',
    says: /Give a port such as 8787/,
  },
  {
    of: '--config',
    good: 'check --config statusfolio.yml',
    shows: /naaas94\/me/,
    code: 1,
    bad: 'check --config statusfolio.yaml',
    says: /statusfolio\.yaml: there is no such file/,
  },
  {
    of: '--json',
    good: 'check README.md --json',
    shows: /^\{/,
    code: 1,
    bad: 'check README.md --jsn',
    says: misspelt('jsn'),
  },
  {
    of: '--now',
    good: `check README.md --now ${today}`,
    shows: /2 tables/,
    code: 1,
    bad: 'check README.md --now yesterday',
    says: badInstant,
  },
  {
    of: '--database',
    good: 'deliveries list --database data/statusfolio.db',
    shows: /4f3a1c00/,
    bad: 'deliveries list --database statusfolio.db',
    says: /There is no database/,
  },
  {
    of: '--yes',
    good: 'sync README.md --yes',
    shows: /README\.md/,
    bad: 'sync README.md -y',
    says: /unknown option '-y'/,
  },
  {
    of: '--quiet',
    good: 'doctor README.md --quiet',
    shows: /^! README\.md/m,
    bad: 'doctor README.md --silent',
    says: misspelt('silent'),
  },
];

/** Only what comes after this may contradict a word that was typed before: the sample is told as of that day. */
const hasNow = (args: readonly string[]) =>
  args.includes('--now') || args[0] === 'demo' || (args.length < 2 && isGroup(args[0] ?? ''));
/** As a shell would. */
const split = (line: string) => [...line.matchAll(/"([^"]*)"|\S+/g)].map(([word, quoted]) => quoted ?? word);
const isGroup = (name: string) => name === 'hooks' || name === 'deliveries';

/** A project that something is asked about. */
const asked: ProjectRecord = {
  key: 'R_simple',
  name: 'simple-model-api',
  repo: 'naaas94/simple-model-api',
  declared: { status: 'in_progress', confirmedAt: '2025-07-22T12:00:00Z' },
  derived: {
    status: 'paused',
    rule: 'quiet',
    confidence: 'likely',
    evidence: 'No work commit since 2025-07-22.',
    reviewAt: null,
    basis: 'silence',
    audience: 'public',
  },
  decision: { status: 'in_progress', since: null },
  question: { status: 'paused', rule: 'quiet', evidence: 'No work commit since 2025-07-22.', askedAt: today },
  undo: {
    at: today,
    status: 'in_progress',
    declared: { status: 'in_progress', confirmedAt: null },
    question: { status: 'paused', rule: 'quiet', askedAt: today },
  },
  changedAt: [],
  reviewAt: null,
};

describe('commands and options', () => {
  let world: SampleWorld;
  let environment: Record<string, string>;
  let close: () => Promise<void>;
  let folder: string;
  beforeAll(async () => {
    world = createSampleWorld({ now: () => new Date(today), until: new Date(today) });
    world.repository('embedding-mapper').archive(new Date('2025-11-02T12:00:00Z'));
    // The owner that the guides speak of.
    const profile = world.github.addRepository({
      owner: 'ada',
      name: 'ada',
      createdAt: new Date('2025-01-01T00:00:00Z'),
    });
    profile.commit({ at: new Date('2025-01-02T00:00:00Z'), message: 'Add table', files: { 'README.md': seed } });
    ({ environment, close } = await listenTo(world, {
      GITHUB_WEBHOOK_SECRET: secret,
      GITHUB_REPOSITORY: 'naaas94/me',
      INPUT_PUBLISH: 'none',
    }));
  });
  afterAll(async () => {
    await close();
  });
  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'statusfolio-'));
    writeFileSync(join(folder, 'README.md'), seed);
    const words = 'labels: { archived: "⚪ Archived", paused: "🟡 Paused", maintained: "🟢 Maintained" }\n';
    writeFileSync(join(folder, 'words.yml'), words);
    const pinned = 'projects: [{ match: data-pipeline, pin: { status: complete } }]\n';
    // Looks, so that no case can see what another one wrote.
    writeFileSync(
      join(folder, 'statusfolio.yml'),
      `documents: [{ repo: naaas94/me, publish: none }]\nvisibility: all\n${pinned}${words}`,
    );
    const path = join(folder, 'data', 'statusfolio.db');
    await openSqliteDatabase(path, { withGitignore: true }).close();
    const server = openOwnerDatabase(path, 'account:naaas94');
    const ref = { kind: 'github', repo: 'naaas94/me', path: 'README.md', branch: null } as const;
    await server.store.keepDocuments([{ key: documentKey, ref }]);
    await server.store.recordDeliveries([buildDelivery(deliveryId, { repositoryName: 'naaas94/me' })]);
    await server.store.saveProjects([asked]);
    await server.close();
    await deadLetter(path);
    for (const { state } of world.github.listOf('naaas94')) state.hooks.splice(0);
  });

  async function deadLetter(path: string): Promise<void> {
    const database = openSqliteDatabase(path, { withGitignore: false });
    const { createDeadLetters } = await import('../../src/queue/sqlite-queue.ts');
    const job = { kind: 'refresh', documentKey, requestedAt: today } as const;
    await database.batch([
      createDeadLetters(database, 'account:naaas94').deadLetter(job, 'refused', 8, new Date(today)),
    ]);
    await database.close();
  }

  function makeClone(): void {
    mkdirSync(join(folder, '.git'));
    writeFileSync(join(folder, '.git', 'HEAD'), 'ref: refs/heads/main\n');
    writeFileSync(join(folder, '.git', 'config'), '[remote "origin"]\n\turl = https://github.com/naaas94/me.git\n');
  }

  const run = async (args: readonly string[]) => {
    const [name = '', ...rest] = args;
    // Where a server is spoken of, its address is known; init begins where there is no configuration yet.
    const isAboutServer = ['hooks', 'uninstall'].includes(name);
    if (name === 'init') rmSync(join(folder, 'statusfolio.yml'));
    if (args.includes('--working-tree')) makeClone();
    const asOf = hasNow(args) ? [] : at.split(' ');
    const result = await runInProcess(isGroup(name) ? [...args, ...asOf] : [name, ...asOf, ...rest], {
      directory: folder,
      environment: {
        ...(isAboutServer && { STATUSFOLIO_PUBLIC_URL: 'https://status.example.org' }),
        ...environment,
        GITHUB_WORKSPACE: folder,
        XDG_STATE_HOME: folder,
        XDG_CACHE_HOME: folder,
      },
      runtime: {
        ...runtime,
        serve: async ({ targets, terminal }) => terminal.out(`serving ${targets.map(({ label }) => label).join()}`),
        demo: async ({ once, port, terminal }) => terminal.out(`demo once=${once} port=${port}`),
      },
    });
    return { ...result, all: `${result.out}${result.err}` };
  };

  describe.each(cases)('$of', ({ good, shows, code = 0, bad, says }) => {
    it(good, async () => {
      const result = await run(split(good));
      expect(result.all).toMatch(shows);
      expect(result.code, result.all).toBe(code);
    });

    it(`${bad} (a mistake)`, async () => {
      const result = await run(split(bad));
      expect(result.all).toMatch(says);
      expect(result.all).not.toMatch(/\n\s+at |node:internal/);
      expect(result.code, result.all).not.toBe(0);
      expect(readFileSync(join(folder, 'README.md')).equals(seed)).toBe(true);
    });
  });

  it('are all in this table', () => {
    const common = ['--config', '--json', '--now', '--database', '--yes', '--quiet'];
    const program = buildProgram(
      buildTerminal({ directory: folder }).terminal,
      async () => runtime,
      () => {},
    );
    const list = (command: Command, path: string): string[] =>
      command.commands.length > 0
        ? command.commands.flatMap((child) => list(child, `${path} ${child.name()}`.trim()))
        : [
            path,
            ...command.options
              .map(({ long }) => long ?? '')
              .map((long) => (common.includes(long) ? long : `${path} ${long}`)),
          ];
    expect([...new Set(list(program, ''))].sort()).toEqual(cases.map(({ of }) => of).sort());
  });

  describe('as help and the documents show them', () => {
    const pages = [
      'README.md',
      ...readdirSync('docs')
        .filter((name) => name.endsWith('.md'))
        .map((name) => join('docs', name)),
    ];
    const shown = new Map<string, string>();
    const note = (line: string, where: string) => {
      const command = line.replace(
        /^(?:\$ )?(?:npm run -s statusfolio -- |npx (?:--yes )?(?:statusfolio(?:@\S+)? ))/,
        'statusfolio ',
      );
      if (command.startsWith('statusfolio ')) shown.set(command.replace(/\s+#.*/, '').trim(), where);
    };
    for (const page of pages) {
      for (const [, block = ''] of readFileSync(page, 'utf8').matchAll(/^```(?:sh|bash|console)?\n([\s\S]*?)^```/gm))
        for (const line of block.split('\n')) note(line.trim(), page);
    }
    const collect = (command: Command): void => {
      const lines: string[] = [];
      command.configureOutput({ writeOut: (text) => void lines.push(text) });
      command.outputHelp();
      for (const [, line = ''] of lines.join('').matchAll(/^ {2}(statusfolio \S.*?)(?: {2}.*)?$/gm))
        note(line, `help of ${command.name()}`);
      for (const child of command.commands) collect(child);
    };
    collect(
      buildProgram(
        buildTerminal({ directory: '.' }).terminal,
        async () => runtime,
        () => {},
      ),
    );

    it('there are some for every command', () => {
      const program = buildProgram(
        buildTerminal({ directory: folder }).terminal,
        async () => runtime,
        () => {},
      );
      const names = program.commands.map((command) => command.name());
      for (const name of names)
        expect([...shown.keys()].filter((line) => line.startsWith(`statusfolio ${name}`))).not.toEqual([]);
    });

    it.each([...shown])('%s (%s)', async (line) => {
      mkdirSync(join(folder, 'path/to'), { recursive: true });
      writeFileSync(join(folder, 'path/to/README.md'), seed);
      const [, ...args] = split(line);
      // Where a person would be asked, the command says what it would do and ends.
      const { code, all } = await run(args);
      expect(all).not.toMatch(/^(error|statusfolio): |\n\s+at /m);
      expect([0, 1, ...(line === 'statusfolio uninstall' ? [2] : [])], all).toContain(code);
    });
  });
});
