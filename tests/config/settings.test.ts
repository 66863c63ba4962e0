import { describe, expect, it } from 'vitest';
import { listSecrets, readSettings } from '../../src/config/settings.ts';
import { StatusfolioError } from '../../src/errors.ts';

const secret = 's'.repeat(32);

function failure(environment: Record<string, string>): string {
  try {
    readSettings(environment);
  } catch (error) {
    if (error instanceof StatusfolioError && error.code === 'SETTINGS_INVALID') return error.message;
    throw error;
  }
  return '';
}

describe('readSettings', () => {
  it('has defaults for everything but secrets', () => {
    expect(readSettings({})).toEqual({
      token: null,
      writeToken: null,
      heartbeatUrl: null,
      app: null,
      apiUrl: 'https://api.github.com',
      site: 'https://github.com',
      webhookSecrets: [],
      sessionSecret: null,
      database: 'data/statusfolio.db',
      adminToken: null,
      signIn: null,
      publicUrl: null,
      notify: { secret: null, addresses: {} },
      isMany: false,
      host: '127.0.0.1',
      port: 8787,
      logLevel: 'info',
      cacheFolder: null,
    });
  });

  it('takes GH_TOKEN where GITHUB_TOKEN is not set, and counts an empty variable as not set', () => {
    expect(readSettings({ GH_TOKEN: 'a', GITHUB_TOKEN: '' }).token).toBe('a');
    expect(readSettings({ GH_TOKEN: 'a', GITHUB_TOKEN: 'b' }).token).toBe('b');
  });

  it('takes two webhook secrets while rotating', () => {
    expect(readSettings({ GITHUB_WEBHOOK_SECRET: `${secret}, ${secret}2` }).webhookSecrets).toEqual([
      secret,
      `${secret}2`,
    ]);
  });

  it('reports every bad variable by name, together', () => {
    const message = failure({
      GITHUB_WEBHOOK_SECRET: 'short',
      STATUSFOLIO_ADMIN_TOKEN: 'short',
      STATUSFOLIO_SESSION_SECRET: 'short',
      GITHUB_API_URL: 'ftp://example.org',
      PORT: '99999',
      LOG_LEVEL: 'loud',
    });
    for (const name of [
      'GITHUB_WEBHOOK_SECRET',
      'STATUSFOLIO_ADMIN_TOKEN',
      'STATUSFOLIO_SESSION_SECRET',
      'GITHUB_API_URL',
      'PORT',
      'LOG_LEVEL',
    ]) {
      expect(message).toMatch(new RegExp(`^${name}: `, 'm'));
    }
    expect(message).toContain('openssl rand -hex 32');
    expect(message).not.toContain('short,');
  });

  it.each(['https://user:pass@example.org', 'not a url', 'file:///etc/passwd'])(
    'refuses %s as the API address',
    (url) => {
      expect(failure({ GITHUB_API_URL: url })).toContain('GITHUB_API_URL');
    },
  );

  it('takes the address of a monitor, which counts as a secret, from a file as well', () => {
    const url = 'http://monitor.example.org/ping/s3cret';
    const settings = readSettings({ STATUSFOLIO_HEARTBEAT_URL_FILE: '/run/secrets/monitor' }, () => `${url}\n`);
    expect(settings.heartbeatUrl).toBe(url);
    expect(listSecrets(settings)).toContain(url);
    expect(readSettings({}).heartbeatUrl).toBeNull();
    for (const wrong of [
      'ftp://monitor.example.org',
      'monitor.example.org/ping',
      'https://user:password@monitor.example.org',
    ])
      expect(failure({ STATUSFOLIO_HEARTBEAT_URL: wrong })).toMatch(/^STATUSFOLIO_HEARTBEAT_URL: must be an http/);
  });

  it.each([
    'http://api.github.com',
    'http://127.0.0.1.evil.example',
    'http://localhost.evil.example',
    'http://10.0.0.1',
  ])('sends no token in the clear to another machine: %s', (url) => {
    expect(failure({ GITHUB_API_URL: url })).toContain('GITHUB_API_URL');
  });

  it.each(['https://ghe.example.org/api/v3', 'http://127.0.0.1:9000', 'http://localhost:9000', 'http://[::1]:9000'])(
    'takes %s as the API address',
    (url) => {
      expect(readSettings({ GITHUB_API_URL: url }).apiUrl).toBe(url);
    },
  );

  it('asks for everything that many owners need, together, and for nothing of it where there is one', () => {
    const whole = {
      STATUSFOLIO_OWNERS: 'many',
      GITHUB_APP_ID: '123456',
      GITHUB_APP_PRIVATE_KEY: '-----BEGIN PRIVATE KEY-----\\nAAAA\\n-----END PRIVATE KEY-----',
      GITHUB_APP_CLIENT_ID: 'Iv1.0123456789',
      GITHUB_APP_CLIENT_SECRET: secret,
      GITHUB_WEBHOOK_SECRET: secret,
      STATUSFOLIO_SESSION_SECRET: secret,
      STATUSFOLIO_PUBLIC_URL: 'https://status.example.org',
      STATUSFOLIO_ADMIN_TOKEN: secret,
    };
    expect(readSettings(whole).isMany).toBe(true);
    const needed = Object.keys(whole).filter((name) => name !== 'STATUSFOLIO_OWNERS');
    const listNamed = (environment: Record<string, string>) =>
      failure(environment)
        .split('\n')
        .map((line) => line.split(':')[0])
        .sort();
    expect(listNamed({ STATUSFOLIO_OWNERS: 'many' })).toEqual([...needed].sort());
    for (const name of needed) {
      expect(listNamed({ ...whole, [name]: '' })).toEqual([name]);
      // What is wrong is named once, for what is wrong with it.
      expect(listNamed({ ...whole, [name]: '"' })).toEqual([name]);
    }
    expect(failure({ STATUSFOLIO_OWNERS: 'one' })).toBe('');
  });

  it('refuses what many owners cannot share, and another number of them', () => {
    const many = failure({ STATUSFOLIO_OWNERS: 'many', STATUSFOLIO_CONFIG: 'documents: []', GITHUB_WRITE_TOKEN: 'x' });
    expect(many).toMatch(/^STATUSFOLIO_CONFIG: cannot be used/m);
    expect(many).toMatch(/^GITHUB_WRITE_TOKEN: cannot be used/m);
    expect(failure({ STATUSFOLIO_CONFIG: 'documents: []', GITHUB_WRITE_TOKEN: 'w' })).toBe('');
    expect(failure({ STATUSFOLIO_OWNERS: 'few' })).toBe('STATUSFOLIO_OWNERS: must be one or many');
  });
});
