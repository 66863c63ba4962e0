// `doctor`: everything that could be wrong, in plain words, each with what to do. A finding never stops the others; what
// cannot be fetched is a finding too. Exit code 1 when something is wrong, 0 when at most something is worth knowing.

import { checkSettings, type Settings } from '../../config/settings.ts';
import { dayMs } from '../../core/dates.ts';
import { StatusfolioError } from '../../errors.ts';
import type { GitHubAdmin, TokenFacts } from '../../ports/github-admin.ts';
import { nameTargets, readTargets } from '../document-targets.ts';
import { type Configuration, listRenamed, readServedConfiguration } from '../load-config.ts';
import type { CommonOptions } from '../options.ts';
import { count } from '../output/text.ts';
import type { Runtime } from '../runtime.ts';
import { adviseOnce, createPaint, show, type Terminal, toJsonText } from '../terminal.ts';
import { listPermissions, tokenUrl } from '../token-advice.ts';
import { examineDocuments, repairEncoding } from './doctor-document.ts';
import { type DoctorOptions, type Finding, toPlace } from './doctor-finding.ts';
import { examineChannels, examineProbes, examineServer } from './doctor-server.ts';

/** Without a right value of one of these, nothing that GitHub says can be told apart from its being wrong. */
const credentials = [
  'GITHUB_TOKEN',
  'GH_TOKEN',
  'GITHUB_WRITE_TOKEN',
  'GITHUB_APP_ID',
  'GITHUB_APP_PRIVATE_KEY',
  'GITHUB_API_URL',
];

export async function runDoctor(
  files: readonly string[],
  options: DoctorOptions,
  terminal: Terminal,
  runtime: Runtime,
): Promise<number> {
  if (options.repair === true) return await repairEncoding(files, options, terminal, runtime);
  const clock = { now: () => options.now ?? new Date() };
  const findings: Finding[] = [];
  // One thing that is wrong, GitHub out of reach say, shows in several places.
  const add = (finding: Finding) => {
    const isTold = findings.some(({ state, says }) => state === 'bad' && says === finding.says);
    if (!isTold || finding.state !== 'bad') findings.push(finding);
  };
  const examine = async (what: string, find: () => Promise<readonly Finding[]>): Promise<void> => {
    terminal.progress(`Checking the ${what}…`);
    try {
      for (const finding of await find()) add(finding);
    } catch (error) {
      if (!(error instanceof StatusfolioError)) throw error;
      for (const says of error.message.split('\n')) {
        add({ state: 'bad', what: error.where || what, says, fix: adviseOnce(error.hint) });
      }
    }
  };

  await examine('program', async () => [
    { state: 'good', what: 'program', says: `Node.js ${process.version} on ${process.platform}.`, fix: '' },
  ]);
  const { settings, problems } = checkSettings(terminal.environment, terminal.readFile);
  const isWrong = (...names: readonly string[]) =>
    problems.some(({ name }) => names.includes(name.replace(/_FILE$/, '')));
  findings.push(
    ...problems.map(
      ({ name, says }): Finding => ({
        state: 'bad',
        what: name,
        says,
        fix: 'Correct the variable; until then it is ignored.',
      }),
    ),
  );
  let configuration: Configuration | null = null;
  await examine('configuration', async () => {
    configuration = await readServedConfiguration(settings, options.config, terminal.directory);
    if (settings.isMany) return [manyOwners];
    const renamed = listRenamed(configuration, terminal.directory).map(
      ({ where, message, hint }): Finding => ({ state: 'notice', what: where, says: message, fix: hint }),
    );
    return [describeConfiguration(configuration, files, terminal), ...renamed];
  });
  // A credential that cannot be used is named above; that there is none would be a second finding about the same thing.
  if (!isWrong(...credentials)) await examine('token', () => examineToken(settings, runtime, clock.now()));
  const known = configuration as Configuration | null;
  if (known !== null) {
    const hasCredential = !isWrong(...credentials);
    const examineNamed = async () => {
      const naming = { settings, configuration: known, terminal, runtime };
      const named = await nameTargets(files, { ...options, quiet: true }, naming);
      const targets = named ?? readTargets(known, terminal.directory, settings);
      if (targets.length === 0) return [noDocument];
      const reachable = targets.filter(({ ref }) => hasCredential || ref.kind === 'file');
      return await examineDocuments(reachable, { settings, ...known, clock, runtime });
    };
    if (!settings.isMany) await examine('documents', examineNamed);
    if (hasCredential && !isWrong('GITHUB_WEBHOOK_SECRET', 'STATUSFOLIO_DATABASE'))
      await examine('server', () => examineServer({ settings, ...known, options, terminal, runtime }));
  }
  if (known !== null) {
    const { portfolio } = known;
    const isTest = options.testNotify === true;
    const { environment } = terminal;
    await examine('channels', () => examineChannels({ settings, portfolio, clock, runtime, environment, isTest }));
    await examine('homepages', async () => examineProbes(portfolio, environment));
  }
  terminal.progress(null);
  print(findings, options, terminal);
  return findings.some(({ state }) => state === 'bad') ? 1 : 0;
}

const manyOwners: Finding = {
  state: 'good',
  what: 'configuration',
  says: 'Many owners are served; each has a configuration in a repository.',
  fix: '',
};

const noDocument: Finding = {
  state: 'bad',
  what: 'documents',
  says: 'No document is named, and there is no README here.',
  fix: 'Name one (statusfolio doctor README.md, or owner/repo), or list it in a configuration: statusfolio init',
};

function describeConfiguration(
  { path, portfolio }: Configuration,
  files: readonly string[],
  { directory }: Terminal,
): Finding {
  if (path === null) return { state: 'good', what: 'configuration', says: 'Not found; using defaults.', fix: '' };
  const name = path.startsWith(`${directory}/`) ? path.slice(directory.length + 1) : path;
  const documents = portfolio.documents.length;
  return documents === 0 && files.length === 0
    ? { state: 'bad', what: name, says: 'It lists no documents.', fix: 'Add one under "documents:".' }
    : { state: 'good', what: name, says: `Valid; ${count(documents, 'document')}.`, fix: '' };
}

function print(findings: readonly Finding[], options: CommonOptions, terminal: Terminal): void {
  if (options.json === true) {
    terminal.out(toJsonText({ findings }, 2));
    return;
  }
  const paint = createPaint(terminal);
  const signs = { good: paint('green', '✓'), notice: paint('yellow', '!'), bad: paint('red', '✗') };
  for (const { state, fix, ...found } of findings) {
    if (options.quiet === true && state === 'good') continue;
    const { what, says } = toPlace(found.what, found.says);
    terminal.out(`${signs[state]} ${paint('bold', show(what))}: ${show(says)}`);
    if (fix !== '') terminal.out(`    ${show(fix)}`);
  }
  const [bad = 0, notices = 0] = ['bad', 'notice'].map(
    (wanted) => findings.filter(({ state }) => state === wanted).length,
  );
  const warned = notices === 0 ? '' : `, ${count(notices, 'warning', 'warnings')}`;
  terminal.out(`${bad === 0 ? 'No problems' : count(bad, 'problem', 'problems')}${warned}.`);
}

// Examines the credential: is there one, is it accepted, how long does it live, how much is left, does it hold more
// power than it needs.

/** With less than this part of the limit left, another program uses the same token. */
const scarcePart = 0.1;

/** Scopes of classic tokens that are of no use here. */
const neededScopes = new Set(['public_repo', 'repo', 'admin:repo_hook', 'write:repo_hook', 'read:repo_hook']);

async function examineToken(settings: Settings, runtime: Runtime, now: Date): Promise<Finding[]> {
  const facts = await (await runtime.openAdmin(settings)).readToken();
  const isAnonymous = facts.login === null && facts.limit > 0 && facts.limit <= 60;
  if (isAnonymous) {
    return [
      {
        state: 'notice',
        what: 'token',
        says: `No token: 60 requests an hour, ${facts.remaining} left, public repositories only.`,
        fix: `A token without any permission raises it to 5,000: ${tokenUrl(settings.site, { owner: null, permissions: [] })}`,
      },
    ];
  }
  const whose = facts.login === null ? 'Authenticated as an app or a workflow' : `Authenticated as ${facts.login}`;
  const good: Finding = {
    state: 'good',
    what: 'token',
    says: `${whose}; ${describeLimit(facts)}`,
    fix: '',
  };
  return [good, ...examineExpiry(facts, now, settings), ...examineLimit(facts), ...examineScopes(facts, settings)];
}

/** An enterprise server may have none. */
function describeLimit({ limit, remaining }: TokenFacts): string {
  return limit === 0 ? 'this server limits no requests.' : `${remaining} of ${limit} requests are left this hour.`;
}

export function examineExpiry(
  { expiresAt }: Pick<TokenFacts, 'expiresAt'>,
  now: Date,
  { site }: Pick<Settings, 'site'>,
): Finding[] {
  if (expiresAt === null) return [];
  const announced = announceExpiry(expiresAt, now, site);
  if (announced === null)
    return [{ state: 'good', what: 'token', says: `It expires on ${expiresAt.slice(0, 10)}.`, fix: '' }];
  const { says, fix, isOver } = announced;
  return [{ state: isOver ? 'bad' : 'notice', what: 'token', says, fix }];
}

function examineLimit({ limit, remaining, resetAt }: TokenFacts): Finding[] {
  if (limit === 0 || remaining >= limit * scarcePart) return [];
  const says = `Only ${remaining} of ${limit} requests are left until ${resetAt}.`;
  return [{ state: 'notice', what: 'token', says, fix: 'Another program uses the same token: give each its own.' }];
}

function examineScopes({ scopes }: TokenFacts, { site }: Pick<Settings, 'site'>): Finding[] {
  const needless = (scopes ?? []).filter((scope) => !neededScopes.has(scope));
  if (needless.length === 0) return [];
  const says = `Token has extra scopes: ${needless.join(', ')}.`;
  const fix = `A fine-grained token for one repository is enough: ${tokenUrl(site, { owner: null, permissions: listPermissions(undefined) })}`;
  return [{ state: 'notice', what: 'token', says, fix }];
}

// When a token ends, said in time: in the Action's summary, in the log and on the operations page of a server, by doctor.

/** An expiry is reported so many days ahead. */
const expiryDays = 14;

export interface ExpiryNotice {
  readonly expiresAt: string;
  readonly says: string;
  readonly fix: string;
  readonly isOver: boolean;
}

/** null: there is still time. */
function announceExpiry(expiresAt: string, now: Date, site: string): ExpiryNotice | null {
  const days = Math.floor((Date.parse(expiresAt) - now.getTime()) / dayMs);
  if (days > expiryDays) return null;
  const on = expiresAt.slice(0, 10);
  const isOver = days < 0;
  const says = isOver ? `It expired on ${on}.` : `It expires on ${on}, in ${days} days.`;
  const fix = `Create a new one at ${site}/settings/personal-access-tokens and replace it.`;
  return { expiresAt, says, fix, isOver };
}

/** What the token that reads and the one that writes have left. Not being told is no news. */
export async function readExpiries(settings: Settings, runtime: Pick<Runtime, 'openAdmin'>, now: Date) {
  const notices: (ExpiryNotice & { readonly variable: string })[] = [];
  const { token, writeToken } = settings;
  const credentials = [
    { variable: 'GITHUB_TOKEN', token },
    { variable: 'GITHUB_WRITE_TOKEN', token: writeToken },
  ].filter((one) => one.token !== null);
  for (const one of credentials) {
    const account = await runtime.openAdmin({ ...settings, token: one.token, writeToken: null });
    const expiresAt = await readExpiry(account);
    const notice = expiresAt === null ? null : announceExpiry(expiresAt, now, settings.site);
    if (notice !== null) notices.push({ ...notice, variable: one.variable });
  }
  return notices;
}

/** A token that is refused is told of by whatever it was needed for. */
async function readExpiry(account: Pick<GitHubAdmin, 'readToken'>): Promise<string | null> {
  try {
    return (await account.readToken()).expiresAt;
  } catch (error) {
    if (error instanceof StatusfolioError) return null;
    throw error;
  }
}
