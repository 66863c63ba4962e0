// What secret stores, shells and copying do to environment variables: named at the start, with the variable, never repeated.

import { describe, expect, it } from 'vitest';
import { checkSettings } from '../../src/config/settings.ts';
import type { Environment } from '../../src/config/variables.ts';

const secret = 's3cret'.repeat(6);
const noFile = () => {
  throw Object.assign(new Error('no such file'), { code: 'ENOENT' });
};

const problemsOf = (environment: Environment, files: Readonly<Record<string, string>> = {}) =>
  checkSettings(environment, (path) => files[path] ?? noFile()).problems.map(({ name, says }) => `${name}: ${says}`);

describe('a value that was mangled on its way', () => {
  it.each<[string, string, string, RegExp]>([
    ['quotation marks that docker --env-file keeps', 'GITHUB_TOKEN', `"ghp_${secret}"`, /quotation marks/],
    ['single ones', 'GITHUB_WEBHOOK_SECRET', `'${secret}'`, /quotation marks/],
    ['typographic ones', 'STATUSFOLIO_ADMIN_TOKEN', `“${secret}”`, /quotation marks/],
    ['one that was never closed', 'STATUSFOLIO_SESSION_SECRET', `"${secret}`, /quotation marks/],
    ['one around an address', 'STATUSFOLIO_PUBLIC_URL', '"https://status.example.org"', /quotation marks/],
    ['a line break inside', 'GITHUB_TOKEN', `ghp_${secret}\nghp_x`, /line break/],
    ['a line break inside a webhook secret', 'GITHUB_WEBHOOK_SECRET', `${secret}\n${secret}`, /line break/],
    ['a null byte', 'STATUSFOLIO_DATABASE', 'data/\u0000.db', /control character/],
    ['a zero-width space', 'GITHUB_WEBHOOK_SECRET', `${secret}\u200b${secret}`, /invisible/],
    ['a no-break space', 'STATUSFOLIO_PUBLIC_URL', 'https://status\u00a0example.org', /invisible/],
    ['a letter that no header carries', 'GITHUB_WRITE_TOKEN', `ghp_${secret}é`, /header/],
    ['a letter that no header carries in the admin token', 'STATUSFOLIO_ADMIN_TOKEN', `пароль${secret}`, /header/],
    ['the name of a scheme', 'GITHUB_TOKEN', `Bearer ghp_${secret}`, /token alone/],
    ['two tokens', 'GITHUB_TOKEN', `ghp_${secret} ghp_${secret}`, /space/],
    [
      'an expression that no workflow replaced',
      'GITHUB_TOKEN',
      ['$', '{{ secrets.STATUS_TOKEN }}'].join(''),
      /was not replaced/,
    ],
    ['a shell variable', 'GITHUB_WEBHOOK_SECRET', '$WEBHOOK_SECRET_OF_THE_SERVER_PLEASE', /was not replaced/],
    ['a variable of Windows', 'STATUSFOLIO_DATABASE', '%APPDATA%', /was not replaced/],
    ['a placeholder', 'STATUSFOLIO_ADMIN_TOKEN', '<your admin token here>', /was not replaced/],
    ['a command that no shell replaced', 'GITHUB_WEBHOOK_SECRET', '$(openssl rand -hex 32)', /was not replaced/],
    ['a template that nothing filled in', 'GITHUB_TOKEN', '{{ .Values.token }}', /was not replaced/],
    ['a folder of Windows that no shell replaced', 'STATUSFOLIO_DATABASE', '%APPDATA%\\s.db', /was not replaced/],
    ['what a program makes of nothing', 'GITHUB_TOKEN', 'undefined', /placeholder/],
    ['what a log shows instead', 'GITHUB_TOKEN', '***', /placeholder/],
    ['an example that was copied', 'GITHUB_TOKEN', `ghp_${'x'.repeat(36)}`, /placeholder/],
    ['words in place of a secret', 'GITHUB_WEBHOOK_SECRET', 'your-webhook-secret-of-32-characters', /placeholder/],
    ['a reference to a secret store', 'STATUSFOLIO_ADMIN_TOKEN', 'op://vault/statusfolio/admin-token', /placeholder/],
    ['its own name before it', 'GITHUB_TOKEN', `GITHUB_TOKEN=ghp_${secret}`, /contains "="/],
    ['the end of a statement behind it', 'GITHUB_TOKEN', `ghp_${secret};`, /contains ";"/],
    ['two with a comma', 'GITHUB_WRITE_TOKEN', `ghp_${secret},ghp_${secret}`, /contains ","/],
    ['the site for the API', 'GITHUB_API_URL', 'https://github.com', /api\.github\.com/],
    ['the site of ghe.com', 'GITHUB_API_URL', 'https://octocorp.ghe.com', /api\.NAME\.ghe\.com/],
    ['the address of GraphQL', 'GITHUB_API_URL', 'https://ghe.example.org/api/graphql', /api\/v3/],
    ['half an address of the API', 'GITHUB_API_URL', 'https://ghe.example.org/api/', /api\/v3/],
    ['the address of the webhook', 'STATUSFOLIO_PUBLIC_URL', 'https://a.example.org/webhooks/github', /one address/],
    ['two addresses', 'STATUSFOLIO_PUBLIC_URL', 'https://a.example.org,https://b.example.org', /one address/],
    ['the address to listen on', 'STATUSFOLIO_PUBLIC_URL', 'http://0.0.0.0:8787', /one address/],
    ['an address with a query', 'STATUSFOLIO_PUBLIC_URL', 'https://a.example.org/?from=here', /one address/],
    ['the address of another database', 'STATUSFOLIO_DATABASE', 'postgres://u:p@db/status', /path of a file/],
    ['an address of SQLite', 'STATUSFOLIO_DATABASE', 'file:data/s.db', /path of a file/],
    ['no file at all', 'STATUSFOLIO_DATABASE', ':memory:', /path of a file/],
    ['a home folder that no shell replaced', 'STATUSFOLIO_DATABASE', '~/status.db', /"~"/],
    ['the machine type of conda', 'HOST', 'x86_64-conda-linux-gnu', /conda/],
    ['the machine type of conda on ARM', 'HOST', 'aarch64-conda-linux-gnu', /conda/],
    ['the machine type of conda on a Mac', 'HOST', 'arm64-apple-darwin20.0.0', /conda/],
    ['an address with its port', 'HOST', '127.0.0.1:8787', /the port is PORT/],
    ['an address with a scheme', 'HOST', 'http://localhost', /without a scheme/],
    ['a list of addresses', 'HOST', '127.0.0.1,::1', /address of this machine/],
    ['a number in words', 'PORT', 'eighty', /port such as 8787/],
    ['a hexadecimal port', 'PORT', '0x2253', /port such as 8787/],
    ['a link of Docker', 'PORT', 'tcp://172.17.0.2:8787', /port such as 8787/],
  ])('%s is named with its variable', (_, name, value, says) => {
    const problems = problemsOf({ [name]: value });
    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatch(new RegExp(`^${name}: `));
    expect(problems[0]).toMatch(says);
    expect(problems[0]).not.toContain(secret);
  });

  it.each([
    ['a letter is missing', { GITHUB_TOKN: 'x' }, ['GITHUB_TOKN: unknown variable; did you mean GITHUB_TOKEN?']],
    ['it is small', { github_token: 'x' }, ['github_token: unknown variable; did you mean GITHUB_TOKEN?']],
    ['it is there as well', { GITHUB_TOKN: 'x', GITHUB_TOKEN: 'ghs_1' }, []],
    ['it is somebody else’s', { GITHUB_TOKEN_2: 'x', GITHUB_ACTOR_ID: '1', GITHUB_APP_NAME: 'x' }, []],
  ])('whose name is nearly one of GitHub’s is named unless it is another one: %s', (_, environment, says) => {
    expect(problemsOf(environment as Environment)).toEqual(says);
  });

  it('is no path, and is not repeated where it may be the secret itself', () => {
    const [said] = problemsOf({ GITHUB_TOKEN_FILE: `ghp_${secret}` });
    expect(said).toMatch(/^GITHUB_TOKEN_FILE: the file cannot be read \(ENOENT\); it takes a path/);
    expect(said).not.toContain(secret);
  });

  it('loses blanks, line breaks and a byte order mark at its ends', () => {
    const { settings, problems } = checkSettings({
      GITHUB_TOKEN: `\uFEFFghp_${secret}\r\n`,
      GITHUB_API_URL: ' https://ghe.example.org/api/v3/ ',
      GITHUB_WEBHOOK_SECRET: `${secret}\n`,
      STATUSFOLIO_ADMIN_TOKEN: `${secret}\n`,
      HOST: ' [::1] ',
      PORT: '80 ',
      LOG_LEVEL: 'WARN',
    });
    expect(problems).toEqual([]);
    expect(settings).toMatchObject({
      token: `ghp_${secret}`,
      apiUrl: 'https://ghe.example.org/api/v3',
      webhookSecrets: [secret],
      adminToken: secret,
      host: '::1',
      port: 80,
      logLevel: 'warn',
    });
  });

  it.each(['127.0.0.1', '0.0.0.0', '::', '[::]', 'fe80::1%eth0', 'localhost', 'status-1.internal', 'build-arm64'])(
    'listens on %s',
    (host) => {
      expect(problemsOf({ HOST: host })).toEqual([]);
    },
  );

  it('is the only thing that is wrong: every other variable keeps its value', () => {
    const { settings, problems } = checkSettings({
      GITHUB_TOKEN: `"ghp_${secret}"`,
      GITHUB_WEBHOOK_SECRET: secret,
      STATUSFOLIO_PUBLIC_URL: 'https://status.example.org/',
      PORT: '99999',
    });
    expect(problems.map(({ name }) => name)).toEqual(['GITHUB_TOKEN', 'PORT']);
    expect(settings).toMatchObject({
      token: null,
      webhookSecrets: [secret],
      publicUrl: 'https://status.example.org',
      port: 8787,
    });
  });
});

describe('a name that is nearly ours', () => {
  it('is named with the variable that was meant', () => {
    expect(problemsOf({ STATUSFOLIO_ADMIN_TOKN: secret })).toEqual([
      'STATUSFOLIO_ADMIN_TOKN: unknown variable; did you mean STATUSFOLIO_ADMIN_TOKEN?',
    ]);
  });

  it('is left alone where Kubernetes makes it for a service of our name', () => {
    expect(
      problemsOf({
        STATUSFOLIO_SERVICE_HOST: '10.0.0.7',
        STATUSFOLIO_SERVICE_PORT: '8787',
        STATUSFOLIO_PORT: 'tcp://10.0.0.7:8787',
        STATUSFOLIO_PORT_8787_TCP_ADDR: '10.0.0.7',
      }),
    ).toEqual([]);
  });
});

describe('the file of a secret', () => {
  const pem = '-----BEGIN PRIVATE KEY-----\nMIIE\n-----END PRIVATE KEY-----\n';

  it('is read for every secret', () => {
    const files = {
      '/run/a': `ghp_${secret}\n`,
      '/run/b': `ghp_w${secret}\n`,
      '/run/c': `${secret}\r\n`,
      '/run/d': pem,
    };
    const { settings, problems } = checkSettings(
      {
        GITHUB_TOKEN_FILE: '/run/a',
        GITHUB_WRITE_TOKEN_FILE: '/run/b',
        GITHUB_WEBHOOK_SECRET_FILE: '/run/c',
        STATUSFOLIO_SESSION_SECRET_FILE: '/run/c',
        STATUSFOLIO_ADMIN_TOKEN_FILE: '/run/c',
        GITHUB_APP_ID: '123456',
        GITHUB_APP_PRIVATE_KEY_FILE: '/run/d',
        GITHUB_APP_CLIENT_ID: 'Iv1.0123456789',
        GITHUB_APP_CLIENT_SECRET_FILE: '/run/c',
      },
      (path) => Object.entries(files).find(([name]) => name === path)?.[1] ?? noFile(),
    );
    expect(problems).toEqual([]);
    expect(settings).toMatchObject({
      token: `ghp_${secret}`,
      writeToken: `ghp_w${secret}`,
      webhookSecrets: [secret],
      sessionSecret: secret,
      adminToken: secret,
      app: { id: '123456', privateKey: pem.trim() },
      signIn: { clientId: 'Iv1.0123456789', clientSecret: secret },
    });
  });

  it.each<[string, Environment, string]>([
    ['is missing', { GITHUB_TOKEN_FILE: '/run/none' }, 'GITHUB_TOKEN_FILE: /run/none cannot be read (ENOENT)'],
    ['is empty', { GITHUB_TOKEN_FILE: '/run/empty' }, 'GITHUB_TOKEN_FILE: /run/empty is empty'],
    [
      'stands beside the secret itself',
      { GITHUB_TOKEN: 'a', GITHUB_TOKEN_FILE: '/run/empty' },
      'GITHUB_TOKEN_FILE: is set beside GITHUB_TOKEN; keep one of the two',
    ],
    [
      'stands beside GH_TOKEN',
      { GH_TOKEN: 'a', GITHUB_TOKEN_FILE: '/run/empty' },
      'GITHUB_TOKEN_FILE: is set beside GH_TOKEN; keep one of the two',
    ],
  ])('is named when it %s', (_, environment, says) => {
    expect(problemsOf(environment, { '/run/empty': '\n' })).toEqual([says]);
  });

  it('begins at the root, not at "~"', () => {
    expect(problemsOf({ STATUSFOLIO_ADMIN_TOKEN_FILE: '~/token' })[0]).toMatch(
      /^STATUSFOLIO_ADMIN_TOKEN_FILE: begins with "~"/,
    );
  });

  it('holds a value that is checked like any other, and named by the file variable', () => {
    expect(problemsOf({ GITHUB_TOKEN_FILE: '/run/q' }, { '/run/q': `"ghp_${secret}"` })[0]).toMatch(
      /^GITHUB_TOKEN_FILE: .*quotation marks/,
    );
  });

  it('is refused on Workers, which have no files', () => {
    const { problems } = checkSettings({ GITHUB_TOKEN_FILE: '/run/a' });
    expect(problems).toEqual([
      { name: 'GITHUB_TOKEN_FILE', says: 'is not possible here, where there are no files; set GITHUB_TOKEN' },
    ]);
  });
});
