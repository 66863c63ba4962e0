// What one deployment for many owners needs. Each of them brings a configuration in a repository of its own, and is asked
// for nothing but the App, so that the deployment itself has none, and cannot do without any of these.

import { type Environment, isSet, type SettingsProblem } from './variables.ts';

const required: Readonly<Record<string, string>> = {
  GITHUB_APP_ID: 'the id of the GitHub App that owners install, such as 123456',
  GITHUB_APP_PRIVATE_KEY: 'the whole .pem file of its private key; or set …_FILE to its path',
  GITHUB_APP_CLIENT_ID: 'the client id of the App, with which people sign in',
  GITHUB_APP_CLIENT_SECRET: 'a client secret of the App',
  GITHUB_WEBHOOK_SECRET: 'what the App signs its webhooks with; make one with: openssl rand -hex 32',
  STATUSFOLIO_SESSION_SECRET: 'what sessions and kept tokens are sealed with; make one with: openssl rand -hex 32',
  STATUSFOLIO_PUBLIC_URL: 'the address under which others reach the server, such as https://status.example.org',
  STATUSFOLIO_ADMIN_TOKEN: "the operator's own; make one with: openssl rand -hex 32",
};

const refused: Readonly<Record<string, string>> = {
  STATUSFOLIO_CONFIG: 'cannot be used with STATUSFOLIO_OWNERS=many: each owner has a configuration in a repository',
  GITHUB_WRITE_TOKEN: 'cannot be used with STATUSFOLIO_OWNERS=many: it would write as one person for every owner',
};

/** Everything that is missing or too much, each by its variable. `problems`: what is wrong already is not missing as well. */
export function checkManyOwners(
  environment: Environment,
  values: Environment,
  problems: readonly SettingsProblem[],
): SettingsProblem[] {
  const isNamed = (name: string) => problems.some((problem) => problem.name.replace(/_FILE$/, '') === name);
  const missing = Object.entries(required)
    .filter(([name]) => values[name] === undefined && !isNamed(name))
    .map(([name, what]) => ({ name, says: `is missing, which STATUSFOLIO_OWNERS=many needs: ${what}` }));
  const extra = Object.entries(refused)
    .filter(([name]) => isSet(environment[name]))
    .map(([name, says]) => ({ name, says }));
  return [...missing, ...extra];
}
