// The environment, read once by each runtime into one checked value. Secrets have no defaults; every problem is
// reported together, with the variable's name and an example. Nothing else reads the environment.

import * as z from 'zod';
import { siteOf } from '../core/site.ts';
import { StatusfolioError } from '../errors.ts';
import { logLevels } from '../log.ts';
import { checkManyOwners } from './many-owners.ts';
import { type Environment, listNotifyNames, type ReadFile, readVariables, type SettingsProblem } from './variables.ts';

const secret = (minLength: number) =>
  z.string().min(minLength, `is shorter than ${minLength} characters; make one with: openssl rand -hex 32`);

/** Where tokens are sent: `https`, or `http` to this very machine, without credentials inside. */
const apiSchema = z
  .string()
  .refine(isSafeForTokens, 'must be an https address such as https://api.github.com (http only to this machine)')
  .refine(
    (text) => !URL.canParse(text) || !isOtherDoor(new URL(text)),
    'is no address of an API: https://api.github.com, on an Enterprise Server https://HOST/api/v3, on ghe.com https://api.NAME.ghe.com',
  );

/** The site beside the API, and addresses of parts of it. */
function isOtherDoor({ hostname, pathname, search, hash }: URL): boolean {
  const isSite = /^(?:www\.|uploads\.)?github\.com$|^(?!api\.)[a-z\d-]+\.ghe\.com$/.test(hostname);
  return isSite || /\/(?:graphql|api|api\/v4)\/?$/.test(pathname) || search !== '' || hash !== '';
}

/** Where visitors come: `http` as well, in a network of one's own. */
const siteSchema = z.string().refine(isUsableUrl, 'must be an http(s) address such as https://status.example.org');

/** Where the server is reached; everything else is put behind it. */
const publicUrlSchema = siteSchema.refine(
  (text) => !URL.canParse(text) || isBase(new URL(text)),
  'must be the one address at which people reach the server, such as https://status.example.org or https://example.org/status',
);

function isBase({ hostname, pathname, search, hash }: URL): boolean {
  const isNobody = ['0.0.0.0', '[::]'].includes(hostname) || /[^\w.:[\]-]/.test(hostname);
  return !isNobody && search === '' && hash === '' && !/\/webhooks\/github\/?$/.test(pathname);
}

/** A file: what begins with a scheme is the address of another database. */
const databaseSchema = z
  .string()
  .refine((text) => !/^:|^[a-z][a-z\d+.-]+:/i.test(text), 'must be the path of a file, such as data/statusfolio.db');

function isUsableUrl(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const url = new URL(text);
  return (url.protocol === 'https:' || url.protocol === 'http:') && url.username === '' && url.password === '';
}

/** Whether what is secret may be sent to this address. */
export function isSafeForTokens(text: string): boolean {
  if (!isUsableUrl(text)) return false;
  const { protocol, hostname } = new URL(text);
  return protocol === 'https:' || hostname === 'localhost' || hostname === '[::1]' || /^127\.[\d.]+$/.test(hostname);
}

/**
 * An address of this machine. conda exports HOST with the machine's type (conda-build#4217), and an address with its port
 * is what other programs call HOST.
 */
const hostSchema = z
  .string()
  .refine(
    (text) => !/^(x86_64|aarch64|arm64|ppc64le|s390x|i[3-6]86|armv\d\w*)-/.test(text),
    "is the type of this machine, which conda exports, not an address; unset it, or set it to '127.0.0.1'",
  )
  .transform((text) => text.replace(/^\[(.*)\]$/, '$1'))
  .refine(isHost, 'must be an address of this machine such as 127.0.0.1 or ::1, without a scheme; the port is PORT');

function isHost(text: string): boolean {
  if (/^[a-z\d]([a-z\d.-]{0,250}[a-z\d])?$/i.test(text)) return true;
  return text.includes(':') && /^[\da-f:.]+(%\w+)?$/i.test(text) && URL.canParse(`http://[${text.split('%')[0]}]/`);
}

const settingsSchema = z.object({
  GITHUB_TOKEN: z.string().optional(),
  GITHUB_WRITE_TOKEN: z.string().optional(),
  GITHUB_API_URL: apiSchema.default('https://api.github.com'),
  GITHUB_WEBHOOK_SECRET: z
    .string()
    .transform((text) => text.split(',').map((part) => part.trim()))
    .pipe(z.array(secret(32)).max(2, 'contains more than two secrets; separate the old and the new one with a comma'))
    .default([]),
  STATUSFOLIO_SESSION_SECRET: secret(32).optional(),
  STATUSFOLIO_DATABASE: databaseSchema.default('data/statusfolio.db'),
  STATUSFOLIO_ADMIN_TOKEN: secret(16).optional(),
  STATUSFOLIO_PUBLIC_URL: publicUrlSchema.optional(),
  STATUSFOLIO_HEARTBEAT_URL: siteSchema.optional(),
  STATUSFOLIO_NOTIFY_SECRET: secret(32).optional(),
  GITHUB_APP_ID: z
    .string()
    .regex(/^(\d{1,12}|Iv[\w.]{8,60})$/, 'must be the id of a GitHub App, such as 123456')
    .optional(),
  GITHUB_APP_PRIVATE_KEY: z
    .string()
    // Many places where variables are kept know no line breaks.
    .transform((text) => text.replaceAll('\\n', '\n'))
    .refine((text) => /-----BEGIN (RSA )?PRIVATE KEY-----[\s\S]+-----END/.test(text), 'must be the whole .pem file')
    .optional(),
  GITHUB_APP_CLIENT_ID: z
    .string()
    .regex(/^[\w.]{10,60}$/, 'must be the client id of a GitHub App')
    .optional(),
  GITHUB_APP_CLIENT_SECRET: secret(20).optional(),
  STATUSFOLIO_OWNERS: z.enum(['one', 'many'], 'must be one or many').default('one'),
  HOST: hostSchema.default('127.0.0.1'),
  PORT: z
    .string()
    .regex(/^\d{1,5}$/, 'must be a port such as 8787')
    .transform(Number)
    .refine((port) => port <= 65535, 'must be a port up to 65535, such as 8787')
    .default(8787),
  LOG_LEVEL: z.preprocess((text) => String(text).toLowerCase(), z.enum(logLevels)).default('info'),
  XDG_CACHE_HOME: z.string().optional(),
  HOME: z.string().optional(),
});

/** Id and private key (PEM) of a GitHub App. */
export interface AppSettings {
  readonly id: string;
  readonly privateKey: string;
}

export interface Settings {
  readonly token: string | null;
  readonly writeToken: string | null;
  /** Used instead of `token` when set. */
  readonly app: AppSettings | null;
  readonly apiUrl: string;
  /** The website that belongs to it, such as `https://github.com`: whose links are read and written. */
  readonly site: string;
  /** None, one, or two while rotating. */
  readonly webhookSecrets: readonly string[];
  readonly sessionSecret: string | null;
  readonly database: string;
  readonly adminToken: string | null;
  /** For signing in with GitHub: both, or nothing. */
  readonly signIn: { readonly clientId: string; readonly clientSecret: string } | null;
  readonly publicUrl: string | null;
  /** Called after each good cycle of the schedule; a secret, as whoever has it can call it. */
  readonly heartbeatUrl: string | null;
  /** Where notices go, by variable and not checked yet (`checkChannels`), and the secret that signs them. */
  readonly notify: { readonly secret: string | null; readonly addresses: Environment };
  /** Whether it serves many owners. */
  readonly isMany: boolean;
  readonly host: string;
  readonly port: number;
  readonly logLevel: (typeof logLevels)[number];
  /** Where answers without a token are kept for an hour; null: nowhere. */
  readonly cacheFolder: string | null;
}

const leaveOutSlash = (address: string) => (address.endsWith('/') ? address.slice(0, -1) : address);

/** Throws SETTINGS_INVALID naming every variable that is wrong. An empty variable counts as not set. */
export function readSettings(environment: Environment, readFile: ReadFile | null = null): Settings {
  const { settings, problems } = checkSettings(environment, readFile);
  if (problems.length === 0) return settings;
  throw new StatusfolioError('SETTINGS_INVALID', problems.map(({ name, says }) => `${name}: ${says}`).join('\n'), {
    where: 'environment',
    hint: 'Correct the variables and start again.',
  });
}

export interface SettingsReading {
  /** What is right; a variable that is wrong counts as not set. */
  readonly settings: Settings;
  readonly problems: readonly SettingsProblem[];
}

/** Everything that is wrong with the environment, and what can be used of it. */
export function checkSettings(environment: Environment, readFile: ReadFile | null = null): SettingsReading {
  const names = new Set([...Object.keys(settingsSchema.shape), ...listNotifyNames(environment)]);
  const { values, problems } = readVariables(environment, [...names], readFile);
  const parsed = settingsSchema.safeParse(values);
  for (const { path, message } of parsed.error?.issues ?? []) {
    const name = String(path[0]);
    problems.push({ name, says: message });
    delete values[name];
  }
  const isMany = values['STATUSFOLIO_OWNERS'] === 'many';
  const half = isMany || problems.some(({ name }) => name.startsWith('GITHUB_APP_')) ? null : findHalfApp(values);
  if (half !== null) problems.push(half);
  if (isMany) problems.push(...checkManyOwners(environment, values, problems));
  const { STATUSFOLIO_NOTIFY_SECRET: _, ...addresses } = Object.fromEntries(
    listNotifyNames(environment).map((name) => [name, values[name]]),
  );
  return { settings: toSettings(settingsSchema.parse(values), addresses), problems };
}

function toSettings(data: z.infer<typeof settingsSchema>, addresses: Environment): Settings {
  return {
    token: data.GITHUB_TOKEN ?? null,
    writeToken: data.GITHUB_WRITE_TOKEN ?? null,
    app: readApp(data),
    apiUrl: leaveOutSlash(data.GITHUB_API_URL),
    site: siteOf(data.GITHUB_API_URL),
    webhookSecrets: data.GITHUB_WEBHOOK_SECRET,
    sessionSecret: data.STATUSFOLIO_SESSION_SECRET ?? null,
    database: data.STATUSFOLIO_DATABASE,
    adminToken: data.STATUSFOLIO_ADMIN_TOKEN ?? null,
    signIn: readSignIn(data.GITHUB_APP_CLIENT_ID, data.GITHUB_APP_CLIENT_SECRET),
    publicUrl: data.STATUSFOLIO_PUBLIC_URL === undefined ? null : leaveOutSlash(data.STATUSFOLIO_PUBLIC_URL),
    heartbeatUrl: data.STATUSFOLIO_HEARTBEAT_URL ?? null,
    notify: { secret: data.STATUSFOLIO_NOTIFY_SECRET ?? null, addresses },
    isMany: data.STATUSFOLIO_OWNERS === 'many',
    host: data.HOST,
    port: data.PORT,
    logLevel: data.LOG_LEVEL,
    cacheFolder: data.XDG_CACHE_HOME ?? (data.HOME === undefined ? null : `${data.HOME}/.cache`),
  };
}

/** Every secret of these settings, to be kept out of logs. */
export function listSecrets(settings: Settings): string[] {
  const { token, writeToken, webhookSecrets, sessionSecret, adminToken, app, signIn, notify, heartbeatUrl } = settings;
  const own = [token, writeToken, ...webhookSecrets, sessionSecret, adminToken, app?.privateKey, signIn?.clientSecret];
  const all = [...own, heartbeatUrl, notify.secret, ...Object.values(notify.addresses)];
  return all.filter((secret) => secret != null && secret !== '').map(String);
}

/** An App is its id and one key. */
function findHalfApp(values: Environment): SettingsProblem | null {
  const [id, key] = [values['GITHUB_APP_ID'], values['GITHUB_APP_PRIVATE_KEY']];
  if (id !== undefined && key === undefined)
    return { name: 'GITHUB_APP_PRIVATE_KEY', says: 'is missing beside GITHUB_APP_ID; or set …_FILE to its path' };
  if (id === undefined && key !== undefined)
    return { name: 'GITHUB_APP_ID', says: 'is missing beside the private key, such as 123456' };
  return null;
}

function readApp(data: z.infer<typeof settingsSchema>): AppSettings | null {
  const { GITHUB_APP_ID: id, GITHUB_APP_PRIVATE_KEY: privateKey } = data;
  return id === undefined || privateKey === undefined ? null : { id, privateKey };
}

/** The client id alone is used for other things than signing in. */
function readSignIn(clientId: string | undefined, clientSecret: string | undefined): Settings['signIn'] {
  return clientId === undefined || clientSecret === undefined ? null : { clientId, clientSecret };
}

/** Whose budget the writes are; an App has one for each account. */
export function nameCredential({ writeToken }: Pick<Settings, 'writeToken'>): string {
  return writeToken === null ? 'GITHUB_TOKEN' : 'GITHUB_WRITE_TOKEN';
}
