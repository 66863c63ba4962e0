// The environment, read once by each runtime into one checked value. Secrets have no defaults; every problem is
// reported together, with the variable's name and an example. Nothing else reads the environment.

import * as z from 'zod';
import { StatusfolioError } from '../errors.ts';
import { logLevels } from '../log.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

const secret = (minLength: number) =>
  z.string().min(minLength, `is shorter than ${minLength} characters; make one with: openssl rand -hex 32`);

/** Where tokens are sent: `https`, or `http` to this very machine, without credentials inside. */
const apiSchema = z
  .string()
  .refine(isSafeForTokens, 'must be an https address such as https://api.github.com (http only to this machine)');

/** Where visitors come: `http` as well, in a network of one's own. */
const siteSchema = z.string().refine(isUsableUrl, 'must be an http(s) address such as https://status.example.org');

function isUsableUrl(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const url = new URL(text);
  return (url.protocol === 'https:' || url.protocol === 'http:') && url.username === '' && url.password === '';
}

function isSafeForTokens(text: string): boolean {
  if (!isUsableUrl(text)) return false;
  const { protocol, hostname } = new URL(text);
  return protocol === 'https:' || hostname === 'localhost' || hostname === '[::1]' || /^127\.[\d.]+$/.test(hostname);
}

const settingsSchema = z.object({
  GITHUB_TOKEN: z.string().optional(),
  GITHUB_WRITE_TOKEN: z.string().optional(),
  GITHUB_API_URL: apiSchema.default('https://api.github.com'),
  GITHUB_WEBHOOK_SECRET: z
    .string()
    .transform((text) => text.split(',').map((part) => part.trim()))
    .pipe(z.array(secret(32)).max(2, 'holds more than two secrets; separate the old and the new one by a comma'))
    .default([]),
  STATUSFOLIO_SESSION_SECRET: secret(32).optional(),
  STATUSFOLIO_DATABASE: z.string().default('data/statusfolio.db'),
  STATUSFOLIO_ADMIN_TOKEN: secret(16).optional(),
  STATUSFOLIO_PUBLIC_URL: siteSchema.optional(),
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
  GITHUB_APP_PRIVATE_KEY_FILE: z.string().optional(),
  GITHUB_APP_CLIENT_ID: z
    .string()
    .regex(/^[\w.]{10,60}$/, 'must be the client id of a GitHub App')
    .optional(),
  GITHUB_APP_CLIENT_SECRET: secret(20).optional(),
  HOST: z.string().default('127.0.0.1'),
  PORT: z.coerce.number({ error: 'must be a port such as 8787' }).int().min(0).max(65535).default(8787),
  LOG_LEVEL: z.enum(logLevels).default('info'),
  XDG_CACHE_HOME: z.string().optional(),
  HOME: z.string().optional(),
});

/** Id and private key of a GitHub App: the key itself, or the file that holds it. */
export interface AppSettings {
  readonly id: string;
  readonly privateKey: string | null;
  readonly privateKeyFile: string | null;
}

export interface Settings {
  readonly token: string | null;
  readonly writeToken: string | null;
  /** Used instead of `token` when set. */
  readonly app: AppSettings | null;
  readonly apiUrl: string;
  /** None, one, or two while rotating. */
  readonly webhookSecrets: readonly string[];
  readonly sessionSecret: string | null;
  readonly database: string;
  readonly adminToken: string | null;
  /** For signing in with GitHub: both, or nothing. */
  readonly signIn: { readonly clientId: string; readonly clientSecret: string } | null;
  readonly publicUrl: string | null;
  readonly host: string;
  readonly port: number;
  readonly logLevel: (typeof logLevels)[number];
  /** Where answers without a token are kept for an hour; null: nowhere. */
  readonly cacheFolder: string | null;
}

const leaveOutSlash = (address: string) => (address.endsWith('/') ? address.slice(0, -1) : address);

/** Throws SETTINGS_INVALID naming every variable that is wrong. An empty variable counts as not set. */
export function readSettings(environment: Environment): Settings {
  const present = Object.fromEntries(
    Object.entries(environment).filter(([, value]) => value !== undefined && value.trim() !== ''),
  );
  const parsed = settingsSchema.safeParse({ ...present, GITHUB_TOKEN: present['GITHUB_TOKEN'] ?? present['GH_TOKEN'] });
  const lines = [
    ...(parsed.error?.issues ?? []).map((issue) => `${String(issue.path[0])}: ${issue.message}`),
    ...findHalfApp(present),
  ];
  if (!parsed.success || lines.length > 0) {
    throw new StatusfolioError('SETTINGS_INVALID', lines.join('\n'), {
      where: 'environment',
      hint: 'Correct the variables and start again.',
    });
  }
  const { data } = parsed;
  return {
    token: data.GITHUB_TOKEN?.trim() ?? null,
    writeToken: data.GITHUB_WRITE_TOKEN?.trim() ?? null,
    app: readApp(data),
    apiUrl: leaveOutSlash(data.GITHUB_API_URL),
    webhookSecrets: data.GITHUB_WEBHOOK_SECRET,
    sessionSecret: data.STATUSFOLIO_SESSION_SECRET ?? null,
    database: data.STATUSFOLIO_DATABASE,
    adminToken: data.STATUSFOLIO_ADMIN_TOKEN ?? null,
    signIn: readSignIn(data.GITHUB_APP_CLIENT_ID, data.GITHUB_APP_CLIENT_SECRET),
    publicUrl: data.STATUSFOLIO_PUBLIC_URL === undefined ? null : leaveOutSlash(data.STATUSFOLIO_PUBLIC_URL),
    host: data.HOST,
    port: data.PORT,
    logLevel: data.LOG_LEVEL,
    cacheFolder: data.XDG_CACHE_HOME ?? (data.HOME === undefined ? null : `${data.HOME}/.cache`),
  };
}

/** Every secret of these settings, to be kept out of logs. */
export function listSecrets(settings: Settings): string[] {
  const { token, writeToken, webhookSecrets, sessionSecret, adminToken, app, signIn } = settings;
  const all = [token, writeToken, ...webhookSecrets, sessionSecret, adminToken, app?.privateKey, signIn?.clientSecret];
  return all.filter((secret) => secret != null && secret !== '').map(String);
}

/** An App is its id and one key. */
function findHalfApp(present: Environment): string[] {
  const [id, key, file] = ['GITHUB_APP_ID', 'GITHUB_APP_PRIVATE_KEY', 'GITHUB_APP_PRIVATE_KEY_FILE'].map(
    (name) => present[name] !== undefined,
  );
  if (key && file) return ['GITHUB_APP_PRIVATE_KEY_FILE: is set beside GITHUB_APP_PRIVATE_KEY; keep one of the two'];
  if (id && !key && !file)
    return ['GITHUB_APP_PRIVATE_KEY: is missing beside GITHUB_APP_ID; or set …_FILE to its path'];
  if (!id && (key || file)) return ['GITHUB_APP_ID: is missing beside the private key, such as 123456'];
  return [];
}

function readApp(data: z.infer<typeof settingsSchema>): AppSettings | null {
  const id = data.GITHUB_APP_ID;
  if (id === undefined) return null;
  const { GITHUB_APP_PRIVATE_KEY: privateKey = null, GITHUB_APP_PRIVATE_KEY_FILE: privateKeyFile = null } = data;
  return { id, privateKey, privateKeyFile };
}

/** The client id alone is used for other things than signing in. */
function readSignIn(clientId: string | undefined, clientSecret: string | undefined): Settings['signIn'] {
  return clientId === undefined || clientSecret === undefined ? null : { clientId, clientSecret };
}

/** Whose budget the writes are; an App has one for each account. */
export function nameCredential({ writeToken }: Pick<Settings, 'writeToken'>): string {
  return writeToken === null ? 'GITHUB_TOKEN' : 'GITHUB_WRITE_TOKEN';
}
