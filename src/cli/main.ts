// The command line: options, help and exit codes. Every failure ends in one clear message on standard error and exit
// code 2; commander's own exit code 1 is mapped, because 1 means "check found a change". A command is loaded when it
// is asked for, so that help appears at once.

import { Argument, Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import { isDay } from '../core/dates.ts';
import { badgeStyles } from '../core/render/badge.ts';
import { answerKinds } from '../core/status/answers.ts';
import { type Status, statuses } from '../core/status/statuses.ts';
import { StatusfolioError, toProblem } from '../errors.ts';
import type { AnswerOptions } from './commands/answer.ts';
import type { BadgeOptions } from './commands/badge.ts';
import type { CheckOptions } from './commands/check.ts';
import type { DeliveriesAction, DeliveriesOptions } from './commands/deliveries.ts';
import type { DoctorOptions } from './commands/doctor-finding.ts';
import type { HooksAction, HooksOptions } from './commands/hooks.ts';
import type { PinOptions } from './commands/pin.ts';
import type { SimulateOptions } from './commands/simulate.ts';
import type { SiteOptions } from './commands/site.ts';
import { addExamples } from './examples.ts';
import {
  blockKinds,
  type CommonOptions,
  type InitOptions,
  isSiteAddress,
  publishKinds,
  reportFormats,
  type SyncOptions,
  type UninstallOptions,
} from './options.ts';
import type { Runtime } from './runtime.ts';
import { adviseOnce, createPaint, guardTerminal, show, type Terminal, toJsonText } from './terminal.ts';

const hooksActions: readonly (readonly [HooksAction, string])[] = [
  ['install', 'add webhooks, or update existing ones'],
  ['list', 'show them, and the result of the last delivery'],
  ['remove', 'remove the webhooks of this server, and no others'],
];

const deliveriesActions: readonly (readonly [DeliveriesAction, string, string])[] = [
  ['list', 'list', 'the latest deliveries, and what failed'],
  ['show', 'show <id>', 'everything known about one delivery'],
  ['replay', 'replay <id>', 'reprocess a delivery, or retry a failed job'],
];

/** What a command opens is loaded with the first command that opens anything: help and wrong options need none of it. */
type LoadRuntime = () => Promise<Runtime>;

/** Runs one command. Returns the exit code; never ends the process. */
export async function runCli(argv: readonly string[], given: Terminal, loadRuntime: LoadRuntime): Promise<number> {
  const terminal = guardTerminal(given);
  let exitCode = 0;
  const program = buildProgram(terminal, loadRuntime, (code) => {
    exitCode = code;
  });
  try {
    await program.parseAsync(readFirst(program, argv), { from: 'user' });
    return exitCode;
  } catch (error) {
    return explainFailure(error, argv, terminal);
  }
}

/** As other programs are asked for help and their version, too. */
function readFirst(program: Command, argv: readonly string[]): string[] {
  const [first, ...rest] = argv;
  if (first === 'help') return askForHelp(program, rest);
  return first === 'version' || first === '-v' ? ['--version', ...rest] : [...argv];
}

/** `help hooks install` as the library understands it; a name that is none is told as it is without `help`. */
function askForHelp(program: Command, names: readonly string[]): string[] {
  const path: string[] = [];
  let command = program;
  for (const name of names) {
    const next = command.commands.find((one) => one.name() === name || one.aliases().includes(name));
    if (next === undefined && command.commands.length > 0 && !name.startsWith('-') && name !== 'help')
      return [...path, name];
    if (next === undefined) break;
    path.push(name);
    command = next;
  }
  return [...path, '--help'];
}

/** All commands with their options and examples. */
export function buildProgram(terminal: Terminal, loadRuntime: LoadRuntime, end: (exitCode: number) => void): Command {
  const refuseInPublic = async (name: string) => (await import('./audience.ts')).refuseInPublic(name, terminal);
  const program = new Command('statusfolio')
    .description('Keeps your project status tables up to date.')
    .version('0.1.0')
    .exitOverride()
    .configureOutput({
      writeOut: (text) => terminal.out(text.trimEnd()),
      writeErr: (text) => terminal.err(text.trimEnd()),
    });

  const command = (definition: string, description: string) => program.command(definition).description(description);

  command('check [files...]', 'compare every status with GitHub; writes nothing (exit 1: a change is due)')
    .addOption(new Option('--fail-on <what>', 'also exit 1 for questions').choices(['question']))
    .addOption(new Option('--format <format>', 'github: annotations of a workflow run').choices(reportFormats))
    .option('--base <file>', 'the document before a contribution: in columns of activity, only added rows count')
    .action(async (files: string[], options: CheckOptions) => {
      const { runCheck } = await import('./commands/check.ts');
      end(await runCheck(files, options, terminal, await loadRuntime()));
    });
  command('sync [files...]', 'check, then apply updates')
    .option('--dry-run', 'print a unified diff and write nothing')
    .option('--working-tree', 'write the files of this checkout and commit nothing')
    .action(async (files: string[], options: SyncOptions) => {
      const { runSync } = await import('./commands/sync.ts');
      end(await runSync(files, options, terminal, await loadRuntime()));
    });
  command('simulate [files...]', 'show what would have been written and asked in the past, day by day; writes nothing')
    .addOption(new Option('--days <number>', 'how far back').default(365).argParser(readDays))
    .addOption(
      new Option('--on-silence <how>', 'what to do about silence, whatever the configuration says').choices([
        'ask',
        'date',
      ]),
    )
    .action(async (files: string[], options: SimulateOptions) => {
      const { runSimulate } = await import('./commands/simulate.ts');
      end(await runSimulate(files, options, terminal, await loadRuntime()));
    });
  command('init [document]', 'show what a README says, and write a configuration for it')
    .option('--from <owner>', 'propose a table from the repositories this account pinned, as a diff')
    .addOption(new Option('--block <kind>', 'insert the markers of a generated block, as a diff').choices(blockKinds))
    .option('--after <heading>', 'where --from and --block insert (default: at the end)')
    .addOption(new Option('--publish <how>', 'what may be written').choices(publishKinds))
    .option('--workflow', 'write a workflow for GitHub Actions too')
    .option('--pages', 'write one that also publishes the table as a page, with GitHub Pages')
    .option('--dry-run', 'show everything and write nothing')
    .action(async (target: string | undefined, options: InitOptions) => {
      const { runInit } = await import('./commands/init.ts');
      await refuseInPublic('init');
      end(await runInit(target, options, terminal, await loadRuntime()));
    });
  command('doctor [files...]', 'diagnose problems and suggest fixes (exit 1: a problem was found)')
    .option('--repair', 'repair a double-encoded file, showing a diff first')
    .option('--test-notify', 'send a test notice to every channel of "notify:"')
    .action(async (files: string[], options: DoctorOptions) => {
      const { runDoctor } = await import('./commands/doctor.ts');
      await refuseInPublic('doctor');
      end(await runDoctor(files, options, terminal, await loadRuntime()));
    });
  const hooks = program.command('hooks').description('manage the webhooks of every listed repository');
  for (const [action, what] of hooksActions) {
    hooks
      .command(`${action} [files...]`)
      .description(what)
      .option('--url <address>', 'the server (default: STATUSFOLIO_PUBLIC_URL)')
      .action(async (files: string[], options: HooksOptions) => {
        const { runHooks } = await import('./commands/hooks.ts');
        await refuseInPublic('hooks');
        end(await runHooks(action, files, options, terminal, await loadRuntime()));
      });
  }
  const deliveries = program.command('deliveries').description('webhook deliveries from GitHub, and their outcome');
  for (const [action, definition, what] of deliveriesActions) {
    const made = deliveries.command(definition).description(what);
    if (action === 'list')
      made.addOption(new Option('--limit <number>', 'show at most this many').argParser(readLimit));
    made.action(async (...given: unknown[]) => {
      const id = action === 'list' ? '' : String(given[0]);
      const { runDeliveries } = await import('./commands/deliveries.ts');
      await refuseInPublic('deliveries');
      end(await runDeliveries(action, id, made.opts<DeliveriesOptions>(), terminal, await loadRuntime()));
    });
  }
  command('backup <file>', 'copy the whole database, also while serve is running').action(
    async (file: string, options: CommonOptions) => {
      const { runBackup } = await import('./commands/backup.ts');
      end(await runBackup(file, options, terminal, await loadRuntime()));
    },
  );
  command('uninstall [files...]', 'remove every trace, and offer to restore your last wording')
    .alias('leave')
    .option('--restore', 'write the documents back')
    .option('--no-restore', 'leave the documents as they are')
    .option('--url <address>', 'the server whose webhooks are removed (default: STATUSFOLIO_PUBLIC_URL)')
    .action(async (files: string[], options: UninstallOptions) => {
      const { runUninstall } = await import('./commands/leave.ts');
      await refuseInPublic('uninstall');
      end(await runUninstall(files, options, terminal, await loadRuntime()));
    });
  command('explain <project> [files...]', 'every fact, the rule that matched, and those that did not').action(
    async (project: string, files: string[], options: CommonOptions) => {
      const { runExplain } = await import('./commands/explain.ts');
      end(await runExplain(project, files, options, terminal, await loadRuntime()));
    },
  );
  const answers = new Argument('[answer]', `your answer: ${answerKinds.join(', ')}`);
  program
    .command('answer')
    .description('answer a question: it is paused, active, finished or released; I was away; not yet')
    .argument('<project>')
    .addArgument(answers)
    .argument('[files...]')
    .option('--undo', 'undo the last answer, within 24 hours')
    .addOption(new Option('--until <day>', 'with away: the last day, written to the configuration').argParser(readDay))
    .action(async (project: string, answer: string | undefined, files: string[], options: AnswerOptions) => {
      const { readSaid, runAnswer } = await import('./commands/answer.ts');
      const { kind, rest } = readSaid(project, answer, files, options);
      end(await runAnswer(project, kind, rest, options, terminal, await loadRuntime()));
    });
  command('review [files...]', 'walk through open questions and old statuses, one key each').action(
    async (files: string[], options: CommonOptions) => {
      const { runReview } = await import('./commands/review.ts');
      await refuseInPublic('review');
      end(await runReview(files, options, terminal, await loadRuntime()));
    },
  );
  const words = statuses.filter((status) => status !== 'unknown');
  program
    .command('pin')
    .description('keep a status, whatever GitHub shows; written to the configuration')
    .argument('<project>')
    .addArgument(new Argument('[status]', 'default: the current status').choices(words))
    .addOption(new Option('--until <day>', 'the last day, UTC (default: forever)').argParser(readDay))
    .option('--reason <text>', 'a note for yourself, shown with it')
    .action(async (project: string, status: Status | undefined, options: PinOptions) => {
      const { runPin } = await import('./commands/pin.ts');
      end(await runPin(project, status, options, terminal, await loadRuntime()));
    });
  command('unpin <project>', 'remove a pin').action(async (project: string, options: CommonOptions) => {
    const { runUnpin } = await import('./commands/pin.ts');
    end(await runUnpin(project, options, terminal, await loadRuntime()));
  });
  command('site [files...]', 'the public dashboard as static files, for GitHub Pages and other hosts')
    .requiredOption('--out <folder>', 'where to write it: a new or empty folder, or one that it wrote before')
    .addOption(
      new Option('--url <address>', 'where it will be published, for links from elsewhere').argParser(readSite),
    )
    .action(async (files: string[], options: SiteOptions) => {
      const { runSite } = await import('./commands/site.ts');
      end(await runSite(files, options, terminal, await loadRuntime()));
    });
  command('badge <project> [files...]', 'an SVG badge on standard output')
    .addOption(new Option('--style <style>', 'how it looks').default('flat').choices(badgeStyles))
    .option('--label <text>', 'its left side (default: the name of the row)')
    .action(async (project: string, files: string[], options: BadgeOptions) => {
      const { runBadge } = await import('./commands/badge.ts');
      end(await runBadge(project, files, options, terminal, await loadRuntime()));
    });
  command('serve', 'webhook receiver, scheduler and dashboard').action(async (options: CommonOptions) => {
    const { runServe } = await import('./commands/serve.ts');
    await runServe(options, terminal, await loadRuntime());
  });
  // Behind a command's own options; the one that follows has only its own.
  for (const one of [...program.commands, ...hooks.commands, ...deliveries.commands]) {
    if (one.commands.length === 0) addCommonOptions(one);
  }
  program
    .command('demo')
    .description('full demo on a sample portfolio: offline, no token needed')
    .option('--once', 'show the demo and exit')
    .addOption(new Option('--port <number>', 'port of the dashboard').default(0).argParser(readPort))
    .action(async (options: { once?: boolean; port: number }) => {
      const { demo } = await loadRuntime();
      await demo({ terminal, once: options.once ?? !terminal.isInteractive, port: options.port });
    });

  addExamples(program);
  return program;
}

function addCommonOptions(command: Command): void {
  const options = [
    new Option('--config <file>', 'configuration (default: statusfolio.yml, or in .github)'),
    new Option('--json', 'print the result as JSON'),
    new Option('--now <instant>', 'decide as if it were this day, for example 2026-03-01').argParser(readInstant),
    new Option('--database <file>', 'database file'),
    new Option('--yes', 'do not ask'),
    new Option('--quiet', 'print results only'),
  ];
  for (const option of options) command.addOption(option.helpGroup('Common options:'));
}

function explainFailure(error: unknown, argv: readonly string[], terminal: Terminal): number {
  // Commander has printed its own message; asking for help or the version is not a failure.
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
  if (!(error instanceof StatusfolioError)) throw error;
  if (argv.includes('--json')) {
    terminal.out(
      toJsonText({ documents: [], problems: [toProblem(error)], requests: { graphql: 0, rest: 0, writes: 0 } }),
    );
    return 2;
  }
  const paint = createPaint(terminal);
  for (const line of error.message.split('\n')) terminal.err(`${paint('red', 'statusfolio:')} ${show(line)}`);
  if (error.hint !== '') terminal.err(show(adviseOnce(error.hint)));
  return 2;
}

// Values of options, read as they are parsed: a wrong one is refused with an example of a right one.

function readInstant(text: string): Date {
  const instant = new Date(text);
  if (!/^\d{4}-\d{2}-\d{2}/.test(text) || Number.isNaN(instant.getTime())) {
    throw new InvalidArgumentError('Give a day or an instant in UTC, such as 2026-03-01 or 2026-03-01T12:00:00Z.');
  }
  return instant;
}

function readDay(text: string): string {
  if (!isDay(text)) throw new InvalidArgumentError('Give a day such as 2027-01-31.');
  return text;
}

function readDays(text: string): number {
  const days = Number(text);
  if (!Number.isInteger(days) || days < 1 || days > 1100)
    throw new InvalidArgumentError('Give a number of days from 1 to 1100.');
  return days;
}

function readLimit(text: string): number {
  const limit = Number(text);
  if (!Number.isInteger(limit) || limit < 1 || limit > 10_000)
    throw new InvalidArgumentError('Give a number from 1 to 10000.');
  return limit;
}

/** Without a query, a fragment or a name in it. */
function readSite(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url === null || !isSiteAddress(url))
    throw new InvalidArgumentError('Give an address such as https://ada.github.io/me.');
  return url.href;
}

function readPort(text: string): number {
  const port = Number(text);
  if (!Number.isInteger(port) || port < 0 || port > 65535) throw new InvalidArgumentError('Give a port such as 8787.');
  return port;
}
