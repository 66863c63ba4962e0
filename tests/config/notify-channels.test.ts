import { describe, expect, it } from 'vitest';
import { checkChannels, requireChannels } from '../../src/config/notify-channels.ts';
import { readPortfolio } from '../../src/config/portfolio.ts';
import { checkSettings, listSecrets, readSettings } from '../../src/config/settings.ts';

const secret = 's'.repeat(32);
const address = 'https://hooks.slack.com/services/T0/B0/s3cret';

function readChannels(text: string) {
  const reading = readPortfolio(text);
  if (reading.kind === 'invalid') throw new Error(JSON.stringify(reading.problems));
  return reading.portfolio.notify;
}

const team = readChannels(`notify: [{ url: "\${STATUSFOLIO_NOTIFY_TEAM}" }]`);
const check = (environment: Record<string, string>, channels = team) =>
  checkChannels(channels, readSettings(environment)).map(({ name, says }) => `${name} ${says}`);

describe('channels', () => {
  it('are signed JSON about everything, for everybody to read, where nothing else is said', () => {
    expect(team).toEqual([
      {
        url: `\${STATUSFOLIO_NOTIFY_TEAM}`,
        format: 'json',
        kinds: ['change', 'question', 'problem'],
        audience: 'public',
      },
    ]);
  });

  it('are refused at their place in the configuration, which does not repeat an address that was typed there', () => {
    const reading = readPortfolio(`schedule: "0 * * * *"\nnotify:\n  - format: slack\n    url: "${address}"\n`);
    expect(reading).toMatchObject({ kind: 'invalid', problems: [{ line: 4, column: 5 }] });
    const text = JSON.stringify(reading);
    expect(text).toContain('notify[0].url: must be a variable');
    expect(text).not.toContain('s3cret');
  });

  it('have their address in a variable, or in a file that another names', () => {
    const given = { STATUSFOLIO_NOTIFY_SECRET: secret };
    expect(check({ ...given, STATUSFOLIO_NOTIFY_TEAM: `${address}\n` })).toEqual([]);
    const files: Record<string, string> = { '/run/team': `${address}\n`, '/run/secret': `${secret}\n` };
    const settings = readSettings(
      { STATUSFOLIO_NOTIFY_TEAM_FILE: '/run/team', STATUSFOLIO_NOTIFY_SECRET_FILE: '/run/secret' },
      (path) => files[path] ?? expect.fail(path),
    );
    expect(settings.notify).toEqual({ secret, addresses: { STATUSFOLIO_NOTIFY_TEAM: address } });
    expect(checkChannels(team, settings)).toEqual([]);
  });

  it.each([
    ['nothing', undefined, /^STATUSFOLIO_NOTIFY_TEAM is missing/],
    ['plain http', 'http://hooks.example.org/s3cret', /must be an https address/],
    ['a user name', 'https://me:s3cret@hooks.example.org/', /without a user name/],
    ['no address', 's3cret', /must be an https address/],
    ['a file of this machine', 'file:///etc/s3cret', /must be an https address/],
    ['http to what only begins like this machine', 'http://127.0.0.1.evil.example/s3cret', /must be an https address/],
  ])('are told what is wrong with %s, without repeating it', (_, value, says) => {
    const environment = { STATUSFOLIO_NOTIFY_SECRET: secret };
    const problems = check(value === undefined ? environment : { ...environment, STATUSFOLIO_NOTIFY_TEAM: value });
    expect(problems).toEqual([expect.stringMatching(says)]);
    expect(problems.join()).not.toContain('s3cret');
  });

  it('may be plain http on this very machine', () => {
    for (const host of ['127.0.0.1:9000', 'localhost:9000', '[::1]:9000'])
      expect(check({ STATUSFOLIO_NOTIFY_SECRET: secret, STATUSFOLIO_NOTIFY_TEAM: `http://${host}/hook` })).toEqual([]);
  });

  it('of format json need a secret, and chats need none', () => {
    const environment = { STATUSFOLIO_NOTIFY_TEAM: address };
    expect(check(environment)).toEqual([expect.stringMatching(/^STATUSFOLIO_NOTIFY_SECRET is missing/)]);
    const slack = readChannels(`notify: [{ url: "\${STATUSFOLIO_NOTIFY_TEAM}", format: slack }]`);
    expect(check(environment, slack)).toEqual([]);
    const { problems } = checkSettings({ STATUSFOLIO_NOTIFY_SECRET: 'short' });
    expect(problems).toEqual([{ name: 'STATUSFOLIO_NOTIFY_SECRET', says: expect.stringContaining('shorter than 32') }]);
  });

  it('are refused where one deployment serves many owners', () => {
    const { settings } = checkSettings({ STATUSFOLIO_OWNERS: 'many', STATUSFOLIO_NOTIFY_TEAM: address });
    expect(checkChannels(team, settings)).toMatchObject([{ says: expect.stringContaining('STATUSFOLIO_OWNERS=many') }]);
    expect(() => requireChannels(team, settings)).toThrow('STATUSFOLIO_NOTIFY_TEAM: cannot be used');
    expect(checkChannels([], settings)).toEqual([]);
  });

  it('keep their addresses and their secret out of the log', () => {
    const settings = readSettings({ STATUSFOLIO_NOTIFY_TEAM: address, STATUSFOLIO_NOTIFY_SECRET: secret });
    expect(listSecrets(settings)).toEqual(expect.arrayContaining([address, secret]));
  });

  it('are no typing errors in the name of another variable', () => {
    expect(checkSettings({ STATUSFOLIO_NOTIFY_SECRE: address, STATUSFOLIO_NOTIFY_SITE: address }).problems).toEqual([]);
  });
});
