// Runs a JavaScript action as GitHub's runner does: inputs from action.yml under the runner's names, the runner's
// variables and no others, the checked-out repository as the current directory.
// https://github.com/actions/runner/blob/main/src/Runner.Worker/Handlers/NodeScriptActionHandler.cs

import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { parse } from 'yaml';
import { type Ran, runProgram } from '../run-program.ts';

export interface RunnerJob {
  /** Where the action's tag was unpacked. */
  readonly actionFolder: string;
  readonly workspace: string;
  /** The runner's own folder, outside the workspace. */
  readonly temporary: string;
  readonly apiUrl: string;
  /** The token of the workflow. */
  readonly token: string;
  readonly repository: string;
  readonly event: { readonly name: string; readonly payload: object };
  /** What stands below `with:`. */
  readonly inputs?: Readonly<Record<string, string>>;
  /** What earlier steps added to the path. */
  readonly addedToPath?: readonly string[];
  /** What the workflow sets below `env:`. */
  readonly environment?: Readonly<Record<string, string>>;
}

export interface RanStep extends Ran {
  readonly outputs: string;
  readonly summary: string;
}

export async function runAsRunner(job: RunnerJob): Promise<RanStep> {
  const { actionFolder, workspace, token, repository, event } = job;
  const temporary = mkdtempSync(join(job.temporary, 'job-'));
  const { runs, inputs } = parse(readFileSync(join(actionFolder, 'action.yml'), 'utf8'));
  if (runs.using !== 'node24') throw new Error(`a runner has no ${runs.using} for this`);
  const named = Object.entries<{ default?: string }>(inputs).map(([name, { default: otherwise = '' }]) => {
    const value = job.inputs?.[name] ?? otherwise;
    return [
      `INPUT_${name.replaceAll(' ', '_').toUpperCase()}`,
      /^\$\{\{ github\.token \}\}$/.test(value) ? token : value,
    ];
  });
  const file = (name: string, text: string) => {
    writeFileSync(join(temporary, name), text);
    return join(temporary, name);
  };
  const home = join(temporary, 'home');
  mkdirSync(home);
  const summary = file('summary', '');
  const outputs = file('outputs', '');
  const { name: eventName, payload } = event;
  const environment = {
    PATH: [...(job.addedToPath ?? []), '/usr/local/bin', '/usr/bin', '/bin'].join(delimiter),
    HOME: home,
    LANG: 'C.UTF-8',
    CI: 'true',
    ...job.environment,
    GITHUB_ACTIONS: 'true',
    GITHUB_ACTION: '__statusfolio_statusfolio',
    GITHUB_ACTION_REPOSITORY: 'statusfolio/statusfolio',
    GITHUB_ACTION_REF: 'v0',
    GITHUB_ACTOR: repository.split('/')[0] ?? '',
    GITHUB_API_URL: job.apiUrl,
    GITHUB_GRAPHQL_URL: `${job.apiUrl}/graphql`,
    GITHUB_SERVER_URL: 'https://github.com',
    GITHUB_EVENT_NAME: eventName,
    GITHUB_EVENT_PATH: file('event.json', JSON.stringify(payload)),
    GITHUB_JOB: 'status',
    GITHUB_REF: String(Reflect.get(payload, 'ref') ?? 'refs/heads/main'),
    GITHUB_REPOSITORY: repository,
    GITHUB_REPOSITORY_OWNER: repository.split('/')[0] ?? '',
    GITHUB_RUN_ATTEMPT: '1',
    GITHUB_RUN_ID: '1',
    GITHUB_RUN_NUMBER: '1',
    GITHUB_WORKFLOW: 'Project status',
    GITHUB_WORKSPACE: workspace,
    GITHUB_STEP_SUMMARY: summary,
    GITHUB_OUTPUT: outputs,
    GITHUB_ENV: file('env', ''),
    GITHUB_PATH: file('path', ''),
    GITHUB_STATE: file('state', ''),
    RUNNER_ARCH: 'X64',
    RUNNER_ENVIRONMENT: 'github-hosted',
    RUNNER_NAME: 'GitHub Actions 1',
    RUNNER_OS: 'Linux',
    RUNNER_TEMP: temporary,
    RUNNER_TOOL_CACHE: join(temporary, 'tools'),
    ACTIONS_RUNTIME_TOKEN: 'runtime-token-of-the-runner',
    ACTIONS_RUNTIME_URL: 'https://runner.invalid/',
    ...Object.fromEntries(named),
  };
  const ran = await runProgram(process.execPath, [join(actionFolder, runs.main)], {
    directory: workspace,
    environment,
    isWhole: true,
  });
  return { ...ran, outputs: readFileSync(outputs, 'utf8'), summary: readFileSync(summary, 'utf8') };
}
