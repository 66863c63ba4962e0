// Runs the Action of the attacked checkout as the runner does: what action.yml says, in a workspace, with the runner's
// variables and no others.

import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { parse } from 'yaml';
import { CouldNotBeTried } from './attack.ts';
import type { Place, RunOptions, Variables } from './place.ts';
import type { AttackWorld } from './world.ts';

export interface ActionOptions {
  readonly workspace: string;
  /** Where the Action lies; default: the attacked checkout itself. */
  readonly actionFolder?: string;
  /** What a release adds to it; default: what lies in the checkout or can be built from it. */
  readonly bundle?: Bundle | null;
  readonly event?: string;
  readonly payload?: Readonly<Record<string, unknown>>;
  readonly ref?: string;
  readonly inputs?: Readonly<Record<string, string>>;
  readonly environment?: Readonly<Record<string, string>>;
}

export interface ActionRun {
  readonly code: number | null;
  /** Standard output and error: what stands in the log of the job. */
  readonly log: string;
  readonly summary: string;
  readonly outputs: string;
  readonly report: string;
}

interface ActionFile {
  readonly inputs: Readonly<Record<string, { readonly default?: string }>>;
  readonly runs: {
    readonly using: string;
    readonly main?: string;
    readonly steps?: readonly { readonly run?: string; readonly env?: Readonly<Record<string, string>> }[];
  };
}

const read = (path: string) => (existsSync(path) ? readFileSync(path, 'utf8') : '');

export async function playAction(place: Place, world: AttackWorld, options: ActionOptions): Promise<ActionRun> {
  const { workspace, actionFolder = place.target, event = 'workflow_dispatch', inputs = {} } = options;
  const file = parse(readFileSync(join(actionFolder, 'action.yml'), 'utf8')) as ActionFile;
  const temp = place.makeFolder('runner-temp');
  const paths = { summary: join(temp, 'summary'), output: join(temp, 'output'), event: join(temp, 'event.json') };
  for (const path of [paths.summary, paths.output]) writeFileSync(path, '');
  const repository = { full_name: 'ada/me', fork: false, default_branch: 'main' };
  writeFileSync(paths.event, JSON.stringify({ repository, ...options.payload }));
  const runner = {
    GITHUB_ACTIONS: 'true',
    CI: 'true',
    GITHUB_API_URL: world.apiUrl,
    GITHUB_SERVER_URL: 'https://github.com',
    GITHUB_REPOSITORY: 'ada/me',
    GITHUB_REPOSITORY_OWNER: 'ada',
    GITHUB_EVENT_NAME: event,
    GITHUB_EVENT_PATH: paths.event,
    GITHUB_REF: options.ref ?? 'refs/heads/main',
    GITHUB_REF_NAME: (options.ref ?? 'refs/heads/main').replace('refs/heads/', ''),
    GITHUB_STEP_SUMMARY: paths.summary,
    GITHUB_OUTPUT: paths.output,
    GITHUB_WORKSPACE: workspace,
    RUNNER_TEMP: temp,
    ...options.environment,
  };
  const inputOf = (name: string) => {
    const given = inputs[name] ?? file.inputs[name]?.default ?? '';
    return /github\.token/.test(given) ? (world.environment['GITHUB_TOKEN'] ?? '') : given;
  };
  const bundle = options.bundle ?? (await findBundle(place));
  const { program, args, environment } = findEntry(file, actionFolder, bundle, inputOf);
  const run: RunOptions = { directory: workspace, environment: { ...runner, ...environment } };
  const { code, out, err } = await place.start(program, args, run).finished;
  const outputs = read(paths.output);
  const report = /^report=(.*)$/m.exec(outputs)?.[1];
  return {
    code,
    log: `${out}\n${err}`,
    summary: read(paths.summary),
    outputs,
    report: report === undefined ? '' : read(report),
  };
}

/** A folder that holds what action.yml calls `main`. */
type Bundle = string;

/** The checkouts that a bundle was built from, and where it lies. */
const built = new Map<string, Promise<Bundle | null>>();

/** The bundle of a JavaScript action is no part of a branch: releases add it. Here it is built once for each checkout. */
export function findBundle({ target }: Place): Promise<Bundle | null> {
  const known = built.get(target) ?? buildBundle(target);
  built.set(target, known);
  return known;
}

async function buildBundle(target: string): Promise<Bundle | null> {
  const file = parse(readFileSync(join(target, 'action.yml'), 'utf8')) as ActionFile;
  if (file.runs.using === 'composite') return null;
  const { scripts } = JSON.parse(readFileSync(join(target, 'package.json'), 'utf8')) as { scripts: Variables };
  const script = /^node (\S+)$/.exec(scripts['action'] ?? '')?.[1];
  if (script === undefined) return null;
  const folder = mkdtempSync(join(tmpdir(), 'statusfolio-bundle-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  const into = join(folder, dirname(file.runs.main ?? ''));
  await promisify(execFile)(process.execPath, [script, into], { cwd: target, timeout: 60_000 });
  return folder;
}

function findEntry(
  { inputs, runs }: ActionFile,
  folder: string,
  bundle: Bundle | null,
  inputOf: (name: string) => string,
) {
  if (runs.using === 'composite') {
    const step = runs.steps?.find(({ run }) => run !== undefined);
    if (step?.run === undefined) throw new CouldNotBeTried('action.yml has no step that runs anything');
    const environment = Object.fromEntries(
      Object.entries(step.env ?? {}).map(([name, expression]) => [name, evaluate(expression, folder, inputOf)]),
    );
    return { program: 'bash', args: ['-e', '-o', 'pipefail', '-c', step.run], environment };
  }
  const main = join(bundle ?? folder, runs.main ?? '');
  if (!existsSync(main)) throw new CouldNotBeTried(`${runs.main} lies in releases only, and was not built here`);
  const environment = Object.fromEntries(
    Object.keys(inputs).map((name) => [`INPUT_${name.replaceAll(' ', '_').toUpperCase()}`, inputOf(name)]),
  );
  return { program: join(dirname(process.execPath), 'node'), args: [main], environment };
}

function evaluate(expression: string, folder: string, inputOf: (name: string) => string): string {
  if (/github\.action_path/.test(expression)) return folder;
  const input = /inputs\.([\w-]+)/.exec(expression)?.[1];
  return input === undefined ? expression : inputOf(input);
}
