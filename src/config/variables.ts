// What stands in environment variables, as secret stores, shells and copying mangle it on the way. A value that cannot be
// meant is named here, with its variable, instead of being blamed on the network later.

import { suggest } from '../core/suggest.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

/** Reads a file of this machine as text; throws the system's error. Workers have none. */
export type ReadFile = (path: string) => string;

export interface SettingsProblem {
  /** The variable. */
  readonly name: string;
  readonly says: string;
}

/** May come from a file: secret stores mount them (`NAME_FILE` holds the path). */
const secrets = [
  'GITHUB_TOKEN',
  'GITHUB_WRITE_TOKEN',
  'GITHUB_WEBHOOK_SECRET',
  'GITHUB_APP_PRIVATE_KEY',
  'GITHUB_APP_CLIENT_SECRET',
  'STATUSFOLIO_SESSION_SECRET',
  'STATUSFOLIO_ADMIN_TOKEN',
  'STATUSFOLIO_HEARTBEAT_URL',
];

/** Sent in a header, which holds visible ASCII alone. */
const sentInHeaders = ['GITHUB_TOKEN', 'GITHUB_WRITE_TOKEN', 'STATUSFOLIO_ADMIN_TOKEN'];

/** The addresses of channels, by whatever name their owner gave them, and the secret that signs what goes there. */
const notifyPrefix = 'STATUSFOLIO_NOTIFY_';

const isSecret = (name: string) => secrets.includes(name) || name.startsWith(notifyPrefix);

/** The names of such variables that are set, as a value or as a file. */
export function listNotifyNames(environment: Environment): string[] {
  const found = Object.keys(environment).filter((name) => name.startsWith(notifyPrefix));
  return [...new Set(found.map((name) => name.replace(/_FILE$/, '')))];
}

const paths = ['STATUSFOLIO_DATABASE', 'XDG_CACHE_HOME'];

/** What examples, templates and programs put where a secret belongs, and references to secret stores. */
const placeholder =
  /^(?:undefined|null|none|nil|true|false|\*+|x+|change-?_?me|todo)$|^(?:your|insert|replace|paste|enter)[-_ ]|[x*]{12}$|^(?:op|vault|secretref|keyvault|arn):/i;

/** More is no secret. */
const maxFileLength = 64 * 1024;

interface Variables {
  readonly values: Record<string, string>;
  readonly problems: SettingsProblem[];
}

/**
 * The values of the variables `names`, without blanks and line breaks at their ends, and those of `NAME_FILE`. `GH_TOKEN`
 * stands in for `GITHUB_TOKEN`. What is wrong is left out of `values`.
 */
export function readVariables(
  environment: Environment,
  names: readonly string[],
  readFile: ReadFile | null,
): Variables {
  const values: Record<string, string> = {};
  const problems: SettingsProblem[] = [];
  for (const name of names) {
    const found = findValue(name, environment, readFile);
    if (found === null) continue;
    const says = 'says' in found ? found.says : findMangled(name, found.value);
    if (says !== null) problems.push({ name: found.from, says });
    else if ('value' in found) values[name] = found.value;
  }
  problems.push(...findMistyped(environment, names));
  return { values, problems };
}

type Found = { readonly from: string } & ({ readonly value: string } | { readonly says: string });

function findValue(name: string, environment: Environment, readFile: ReadFile | null): Found | null {
  const direct = name === 'GITHUB_TOKEN' ? ['GITHUB_TOKEN', 'GH_TOKEN'] : [name];
  const from = direct.find((one) => clean(environment[one]) !== '');
  const file = isSecret(name) ? clean(environment[`${name}_FILE`]) : '';
  if (file === '') return from === undefined ? null : { from, value: clean(environment[from]) };
  const variable = `${name}_FILE`;
  if (from !== undefined) return { from: variable, says: `is set beside ${from}; keep one of the two` };
  const says = findMangled(variable, file);
  if (says !== null) return { from: variable, says };
  if (readFile === null) return { from: variable, says: `is not possible here, where there are no files; set ${name}` };
  try {
    const text = readFile(file);
    if (text.length > maxFileLength) return { from: variable, says: `${file} is too large to hold a secret` };
    return clean(text) === '' ? { from: variable, says: `${file} is empty` } : { from: variable, value: clean(text) };
  } catch (error) {
    // Where the secret itself was written it has no place in a message.
    const place = /[\\/.]/.test(file) ? file : 'the file';
    const reason = `${place} cannot be read (${String(Reflect.get(Object(error), 'code'))})`;
    return {
      from: variable,
      says: place === file ? reason : `${reason}; it takes a path, and ${name} the value itself`,
    };
  }
}

/** Secret files end with a line break, and copying brings blanks along. */
function clean(value: string | undefined): string {
  return value?.replace(/^\uFEFF/, '').trim() ?? '';
}

/** null: nothing speaks against it. Never repeats the value: it may be a secret. */
function findMangled(name: string, value: string): string | null {
  if (/^["'`“”‘’«]|["'`“”‘’»]$/.test(value))
    return 'is in quotation marks, which are part of the value here; remove them (docker --env-file and most secret stores keep them)';
  if (/^\$\{?\{?[ A-Za-z_]|^\$\(|^\{\{|^%\w+%(?:[\\/]|$)|^<[^<>]+>$/.test(value))
    return 'contains a reference or placeholder that was not replaced by its value';
  if (isSecret(name) && placeholder.test(value))
    return 'is a placeholder or reference, not the value that belongs there';
  const text = name === 'GITHUB_APP_PRIVATE_KEY' ? value.replaceAll(/[\r\n]/g, '') : value;
  if (/\p{Cc}/u.test(text)) return 'contains a line break or another control character';
  if (/[\p{Cf}\p{Co}\p{Cs}]|[^\P{Z} ]/u.test(text))
    return 'contains an invisible character; type it instead of copying it';
  if (sentInHeaders.includes(name)) {
    if (/[^\x20-\x7e]/.test(text)) return 'contains a character that cannot be sent in a header';
    if (/^(bearer|token|basic)\s/i.test(text)) return 'begins with the name of a scheme; give the token alone';
    if (name !== 'STATUSFOLIO_ADMIN_TOKEN') {
      if (text.includes(' ')) return 'contains a space; GitHub tokens have none';
      const [other] = /[^\w.-]/.exec(text) ?? [];
      if (other !== undefined) return `contains "${other}", which no GitHub token does; give the token alone`;
    }
  }
  if ((paths.includes(name) || name.endsWith('_FILE')) && text.startsWith('~'))
    return 'begins with "~", which only a shell replaces; write the whole path';
  return null;
}

/** An empty variable counts as not set. */
export function isSet(value: string | undefined): boolean {
  return clean(value) !== '';
}

/**
 * Ours, but of no known name, and nearly one: a typing error would silently leave the default in force. Others begin with our
 * name, too: Kubernetes sets STATUSFOLIO_SERVICE_HOST and the like beside a service of that name.
 */
function findMistyped(environment: Environment, names: readonly string[]): SettingsProblem[] {
  const known = [...names, ...secrets.map((name) => `${name}_FILE`), 'STATUSFOLIO_CONFIG'];
  const isOurs = (name: string) => /^STATUSFOLIO_/i.test(name) && !name.startsWith(notifyPrefix);
  return Object.keys(environment)
    .filter((name) => !known.includes(name) && (isOurs(name) || /^GITHUB_/i.test(name)))
    .flatMap((name) => {
      const meant = suggest(name, known);
      if (meant === null || (!isOurs(name) && isOfOthers(name, meant, environment))) return [];
      return [{ name, says: `unknown variable; did you mean ${meant}?` }];
    });
}

/** Many programs read variables of GitHub's: GITHUB_TOKEN_2 may be theirs, and GITHUB_TOKN beside GITHUB_TOKEN is nobody's. */
function isOfOthers(name: string, meant: string, environment: Environment): boolean {
  return isSet(environment[meant]) || Math.abs(name.length - meant.length) > 1 || name.startsWith(meant);
}
