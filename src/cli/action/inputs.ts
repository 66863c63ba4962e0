// The Action's inputs by the names that the runner gives them: `INPUT_`, the name in capitals, blanks replaced and
// nothing else, so `fail-on` is INPUT_FAIL-ON. A value that is not on an input's list is an error, never a default.
// https://github.com/actions/runner/blob/main/src/Runner.Worker/Handlers/Handler.cs

import { formerInputs } from '../../config/edit-portfolio.ts';
import type { Environment } from '../../config/variables.ts';
import { StatusfolioError } from '../../errors.ts';
import { isSiteAddress } from '../options.ts';

export type FailOn = 'never' | 'change' | 'question';

export interface ActionInputs {
  readonly token: string;
  readonly writeToken: string;
  readonly config: string;
  /** Whether state is kept on the branch. */
  readonly keepsState: boolean;
  /** The folder for the static site; '': none is written. */
  readonly site: string;
  /** Where it will be published; '': not known. */
  readonly siteUrl: string;
  readonly failOn: FailOn;
  readonly runsInForks: boolean;
  /** '': as the configuration says. */
  readonly publish: '' | 'commit' | 'pull-request' | 'none' | 'working-tree';
  /** What was given under the former name of an input, as sentences. */
  readonly notices: readonly string[];
  /** Every input as it was given, trimmed, under its former name too; '' where it was not. */
  text(name: string): string;
}

/** The new name of an input, and its former one, which is still read. */
const formerNames: readonly { readonly name: string; readonly former: string }[] = [
  { name: 'state', former: 'memory' },
  ...formerInputs,
];

/** Throws CONFIGURATION_INVALID with one line for every input whose value is not understood. */
export function readActionInputs(environment: Environment): ActionInputs {
  const given = (name: string) => environment[`INPUT_${name.replaceAll(' ', '_').toUpperCase()}`]?.trim() ?? '';
  const formerOf = (name: string) => formerNames.find((one) => one.name === name)?.former ?? null;
  const text = (name: string) => {
    const former = formerOf(name);
    return given(name) || (former === null ? '' : given(former));
  };
  const used = formerNames.filter(({ former }) => given(former) !== '');
  const problems = used
    .filter(({ name }) => given(name) !== '')
    .map(({ name, former }) => `input ${former}: is the former name of "${name}", which is given too; remove it`);
  const choose = <Choice extends string>(name: string, choices: readonly Choice[], otherwise: Choice): Choice => {
    const value = text(name);
    const chosen = value === '' ? otherwise : choices.find((choice) => choice === value);
    const typed = given(name) === '' ? (formerOf(name) ?? name) : name;
    if (chosen === undefined) problems.push(`input ${typed}: "${value}" is not one of ${choices.join(', ')}`);
    return chosen ?? otherwise;
  };
  // As the runner's own toolkit reads them: the three spellings of YAML.
  const isTrue = (name: string, otherwise: boolean): boolean =>
    /^true$/i.test(choose(name, ['true', 'false', 'True', 'False', 'TRUE', 'FALSE'], otherwise ? 'true' : 'false'));
  const inputs = {
    token: text('token'),
    writeToken: text('write-token'),
    config: text('config'),
    keepsState: isTrue('state', true),
    site: text('site'),
    siteUrl: text('site-url'),
    failOn: choose('fail-on', ['never', 'change', 'question'], 'never'),
    runsInForks: isTrue('forks', false),
    publish: choose('publish', ['', 'commit', 'pull-request', 'none', 'working-tree'], ''),
    notices: used.map(
      ({ name, former }) => `The input "${former}" is called "${name}" now; rename it in the workflow.`,
    ),
    text,
  } as const;
  const address = URL.canParse(inputs.siteUrl) ? new URL(inputs.siteUrl) : null;
  if (inputs.siteUrl !== '' && (address === null || !isSiteAddress(address)))
    problems.push(`input site-url: "${inputs.siteUrl}" is not an address such as https://ada.github.io/me`);
  if (inputs.token === '') problems.push('input token: is empty; leave it out to use the token of the workflow');
  if (problems.length === 0) return inputs;
  throw new StatusfolioError('CONFIGURATION_INVALID', problems.join('\n'), {
    where: 'inputs',
    hint: 'Correct the workflow; nothing was written.',
  });
}
