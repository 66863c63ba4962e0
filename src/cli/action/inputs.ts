// The Action's inputs by the names that the runner gives them: `INPUT_`, the name in capitals, blanks replaced and
// nothing else, so `fail-on` is INPUT_FAIL-ON. A value that is not on an input's list is an error, never a default.
// https://github.com/actions/runner/blob/main/src/Runner.Worker/Handlers/Handler.cs

import type { Environment } from '../../config/settings.ts';
import { StatusfolioError } from '../../errors.ts';

export type FailOn = 'never' | 'change' | 'question';

export interface ActionInputs {
  readonly token: string;
  readonly writeToken: string;
  readonly config: string;
  readonly isRemembered: boolean;
  readonly failOn: FailOn;
  readonly runsInForks: boolean;
  /** '': as the configuration says. */
  readonly publish: '' | 'commit' | 'pull-request' | 'none';
  /** Every input as it was given, trimmed; '' where it was not. */
  text(name: string): string;
}

/** Throws CONFIGURATION_INVALID with one line for every input whose value is not understood. */
export function readActionInputs(environment: Environment): ActionInputs {
  const text = (name: string) => environment[`INPUT_${name.replaceAll(' ', '_').toUpperCase()}`]?.trim() ?? '';
  const problems: string[] = [];
  const choose = <Choice extends string>(name: string, choices: readonly Choice[], otherwise: Choice): Choice => {
    const given = text(name);
    const chosen = given === '' ? otherwise : choices.find((choice) => choice === given);
    if (chosen === undefined) problems.push(`input ${name}: "${given}" is not one of ${choices.join(', ')}`);
    return chosen ?? otherwise;
  };
  // As the runner's own toolkit reads them: the three spellings of YAML.
  const isTrue = (name: string, otherwise: boolean): boolean =>
    /^true$/i.test(choose(name, ['true', 'false', 'True', 'False', 'TRUE', 'FALSE'], otherwise ? 'true' : 'false'));
  const inputs = {
    token: text('token'),
    writeToken: text('write-token'),
    config: text('config'),
    isRemembered: isTrue('memory', true),
    failOn: choose('fail-on', ['never', 'change', 'question'], 'never'),
    runsInForks: isTrue('forks', false),
    publish: choose('publish', ['', 'commit', 'pull-request', 'none'], ''),
    text,
  } as const;
  if (inputs.token === '') problems.push('input token: is empty; leave it out to use the token of the workflow');
  if (problems.length === 0) return inputs;
  throw new StatusfolioError('CONFIGURATION_INVALID', problems.join('\n'), {
    where: 'inputs',
    hint: 'Correct the workflow; nothing was written.',
  });
}
