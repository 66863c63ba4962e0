import { globSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { listSecrets, readSettings } from '../src/config/settings.ts';
import { createLog } from '../src/log.ts';
import { logEvents } from '../src/ports/log-events.ts';

function logged(level: 'debug' | 'warn', write: (log: ReturnType<typeof createLog>) => void): string[] {
  const lines: string[] = [];
  write(createLog((line) => lines.push(line), level, { now: () => new Date('2026-06-01T00:00:00Z') }));
  return lines;
}

describe('createLog', () => {
  it('writes one JSON line per event and leaves out undefined fields', () => {
    const lines = logged('debug', (log) => log.info('tick.completed', { due: 3, note: undefined, oid: null }));
    expect(lines).toEqual([
      '{"at":"2026-06-01T00:00:00.000Z","level":"info","event":"tick.completed","due":3,"oid":null}',
    ]);
  });

  it('leaves out events below the level', () => {
    expect(logged('warn', (log) => log.info('tick.completed'))).toEqual([]);
    expect(logged('warn', (log) => log.error('store.failed'))).toHaveLength(1);
  });

  it('removes credentials and escapes control characters', () => {
    const [line = ''] = logged('debug', (log) =>
      log.error('job.failed', {
        message:
          'token ghp_abcDEF123 and github_pat_11A_b at https://ada:secret@example.org\n-----BEGIN RSA PRIVATE KEY-----\nMIIE',
      }),
    );
    expect(line).not.toMatch(/ghp_abc|github_pat_11|secret|MIIE|\n/);
  });

  const jwt = 'eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOiIxMjM0NTYifQ.canary-signature_x9';
  it.each([
    ["an installation token of today's form", `rejected: ghs_123456_${jwt} expired`],
    ['a token with dashes', 'ghs_12-canary-tail.x-y_z'],
    ['a token cut off at the end', `ghs_123456_${jwt.slice(0, 60)}`],
    ['each kind of token', 'gho_canary.1 ghu_canary-2 ghr_canary_3 ghp_canary4 github_pat_11A_canary'],
    ['a JSON web token', `sent ${jwt}`],
    ['a bearer value', 'header Authorization: Bearer abc.canary-0123456789'],
    ['a bearer value without its header', 'with bearer canary0123456789'],
    ['basic credentials', 'Authorization: Basic Y2FuYXJ5OmNhbmFyeQ== canary'.replace(' canary', '')],
    ['a token header', '{"authorization":"token canary0123456789"}'],
    ['a login link', 'GET http://127.0.0.1:8787/login?code=1795999999999-canary-0123.abcdef failed'],
    ['a login code', 'code 1795999999999-canary01-0000-4000-8000-0123456789ab.abcdef0123'],
    ['a session', `cookie 1795999999999123456789.${'0c'.repeat(32)}`],
    ['what GitHub sends back with', '/login/github/return?code=canary12345&state=canary'],
    ['an answer with a token', '{"access_token": "canary","token_type":"bearer"}'],
    ['user and password in an address', 'https://ada:canary@example.org/x'],
    ['a token as the user of an address', 'https://canary@example.org/x'],
    ['a private key that is cut', '-----BEGIN PRIVATE KEY-----\ncanary'],
  ])('removes a secret: %s', (_, message) => {
    const [line = ''] = logged('debug', (log) => log.error('job.failed', { message }));
    expect(line).toContain('[removed]');
    expect(line).not.toMatch(/canary|Y2FuYXJ5|0c0c/);
  });

  it('removes configured secrets whatever they look like, also in parts and in addresses', () => {
    const key = '-----BEGIN PRIVATE KEY-----\nMIIEcanary0first\nMIIEcanary0second\n-----END PRIVATE KEY-----';
    const settings = readSettings({
      GITHUB_TOKEN: 'an-old-token.canary-1',
      GITHUB_WEBHOOK_SECRET: `${'canary-2'.repeat(4)},${'canary-3'.repeat(4)}`,
      STATUSFOLIO_SESSION_SECRET: 'canary-4'.repeat(4),
      STATUSFOLIO_ADMIN_TOKEN: 'canary-5 with spaces',
      GITHUB_APP_ID: '123456',
      GITHUB_APP_PRIVATE_KEY: key,
      GITHUB_APP_CLIENT_ID: 'Iv23liABCDEFGHIJ',
      GITHUB_APP_CLIENT_SECRET: 'canary-6'.repeat(4),
    });
    const secrets = listSecrets(settings);
    expect(secrets).toHaveLength(7);
    const lines: string[] = [];
    const log = createLog((line) => lines.push(line), 'info', { now: () => new Date(0) }, secrets);
    for (const secret of secrets) {
      log.info('document.refreshed', { message: `before ${secret} behind` });
      log.info('document.refreshed', { message: `https://x.example/?q=${encodeURIComponent(secret)}` });
    }
    log.info('document.refreshed', { message: 'only MIIEcanary0second of it' });
    expect(lines.join('')).not.toContain('canary');
    expect(lines.join('')).toContain('before [removed] behind');
  });

  it('leaves what is no secret', () => {
    const message = 'ada/me:README.md at 0123456789abcdef0123456789abcdef01234567 failed (code ENOENT): token expired';
    const [line = ''] = logged('debug', (log) => log.error('job.failed', { message }));
    expect(JSON.parse(line)).toMatchObject({ message });
  });

  it('never writes more than 1 KB', () => {
    const fields = Object.fromEntries(Array.from({ length: 20 }, (_, index) => [`field${index}`, 'x'.repeat(5000)]));
    const [line = ''] = logged('debug', (log) => log.error('job.failed', fields));
    expect(line.length).toBeLessThanOrEqual(1024);
    expect(JSON.parse(line)).toMatchObject({ event: 'job.failed', truncated: true });
  });
});

describe('logEvents', () => {
  it('name what an event is about and its outcome, each once', () => {
    for (const event of logEvents) expect(event).toMatch(/^[a-z_]+\.[a-z_]+$/);
    expect(new Set(logEvents).size).toBe(logEvents.length);
    expect([...logEvents]).toEqual([...logEvents].sort());
  });

  it('are all written somewhere in the sources', () => {
    const sources = globSync('src/**/*.ts').filter((path) => path !== 'src/ports/log-events.ts');
    const text = sources.map((path) => readFileSync(path, 'utf8')).join('\n');
    expect(logEvents.filter((event) => !text.includes(`'${event}'`))).toEqual([]);
  });
});
