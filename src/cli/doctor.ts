// `doctor`: everything that could be wrong, in plain words, each with what to do. A finding never stops the others; what
// cannot be looked at is a finding too. Exit code 1 when something is wrong, 0 when at most something is worth knowing.

import { StatusfolioError } from '../errors.ts';
import { readSettings, type Settings } from '../settings.ts';
import { examineDocuments } from './doctor-documents.ts';
import { repairEncoding } from './doctor-encoding.ts';
import { examineServer } from './doctor-server.ts';
import { examineToken } from './doctor-token.ts';
import { show } from './lay-out.ts';
import type { CommonOptions } from './main.ts';
import type { Openers } from './openers.ts';
import { type Configuration, readConfiguration, readTargets } from './read-configuration.ts';
import { createPaint, type Terminal, toJsonText } from './terminal.ts';

export interface Finding {
  readonly state: 'good' | 'notice' | 'bad';
  /** What was examined: `token`, `README.md:14`. */
  readonly what: string;
  readonly says: string;
  /** What to do; empty where nothing is to be done. */
  readonly fix: string;
}

export interface DoctorOptions extends CommonOptions {
  readonly repair?: boolean;
}

export async function runDoctor(
  files: readonly string[],
  options: DoctorOptions,
  terminal: Terminal,
  openers: Openers,
): Promise<number> {
  if (options.repair === true) return await repairEncoding(files, options, terminal, openers);
  const clock = { now: () => options.now ?? new Date() };
  const findings: Finding[] = [];
  const examine = async (what: string, look: () => Promise<readonly Finding[]>): Promise<void> => {
    terminal.progress(`Looking at the ${what}…`);
    try {
      findings.push(...(await look()));
    } catch (error) {
      if (!(error instanceof StatusfolioError)) throw error;
      for (const says of error.message.split('\n')) {
        findings.push({ state: 'bad', what: error.where || what, says, fix: error.hint });
      }
    }
  };

  await examine('program', async () => [
    { state: 'good', what: 'program', says: `Node.js ${process.version} on ${process.platform}.`, fix: '' },
  ]);
  let settings: Settings = readSettings({});
  let configuration: Configuration | null = null;
  await examine('environment', async () => {
    settings = readSettings(terminal.environment);
    return [];
  });
  await examine('configuration', async () => {
    configuration = await readConfiguration(options.config, terminal.directory);
    return [describeConfiguration(configuration, files, terminal)];
  });
  await examine('token', () => examineToken(settings, openers, clock.now()));
  const known = configuration as Configuration | null;
  if (known !== null) {
    await examine('documents', () =>
      examineDocuments(readTargets(files, known, terminal.directory, settings?.publicUrl ?? null), {
        settings,
        ...known,
        clock,
        openers,
      }),
    );
    await examine('server', () => examineServer({ settings, ...known, options, terminal, openers }));
  }
  terminal.progress(null);
  print(findings, options, terminal);
  return findings.some(({ state }) => state === 'bad') ? 1 : 0;
}

function describeConfiguration(
  { path, portfolio }: Configuration,
  files: readonly string[],
  { directory }: Terminal,
): Finding {
  if (path === null) {
    return {
      state: files.length > 0 ? 'good' : 'bad',
      what: 'configuration',
      says: 'There is none; everything has its default.',
      fix: files.length > 0 ? '' : 'Name a document (statusfolio doctor README.md), or write one: statusfolio init',
    };
  }
  const name = path.startsWith(`${directory}/`) ? path.slice(directory.length + 1) : path;
  const documents = portfolio.documents.length;
  return documents === 0 && files.length === 0
    ? { state: 'bad', what: name, says: 'It lists no documents.', fix: 'Add one under "documents:".' }
    : { state: 'good', what: name, says: `It can be read; it lists ${documents} documents.`, fix: '' };
}

function print(findings: readonly Finding[], options: CommonOptions, terminal: Terminal): void {
  if (options.json === true) {
    terminal.out(toJsonText({ findings }, 2));
    return;
  }
  const paint = createPaint(terminal);
  const signs = { good: paint('green', '✓'), notice: paint('yellow', '!'), bad: paint('red', '✗') };
  for (const { state, what, says, fix } of findings) {
    if (options.quiet === true && state === 'good') continue;
    terminal.out(`${signs[state]} ${paint('bold', show(what))}: ${show(says)}`);
    if (fix !== '') terminal.out(`    ${show(fix)}`);
  }
  const bad = findings.filter(({ state }) => state === 'bad').length;
  terminal.out(bad === 0 ? 'Nothing is wrong.' : `${bad === 1 ? 'One thing is' : `${bad} things are`} wrong.`);
}
