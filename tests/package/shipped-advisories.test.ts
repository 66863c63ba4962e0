// What an audit says, and whom it concerns.

import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { findShippedAdvisories, listShipped } from '../../scripts/shipped-advisories.ts';

const licenses =
  'The bundle contains these packages.\n\n@one/bundled 2.0.0-rc.1 (MIT)\n\nMIT\n\n---\n\nplain 1.0.0 (ISC)\n';
const lock = JSON.stringify({
  packages: {
    '': { name: 'statusfolio' },
    'node_modules/beside': {},
    'node_modules/beside/node_modules/@one/below': {},
    'node_modules/tests-only': { dev: true },
  },
});
const advisory = (severity: string) => ({
  title: 'It reads too far',
  url: 'https://advisories.example/1',
  severity,
});
const audit = (vulnerabilities: Record<string, readonly unknown[]>) =>
  JSON.stringify({
    vulnerabilities: Object.fromEntries(Object.entries(vulnerabilities).map(([k, via]) => [k, { via }])),
  });

describe('the packages that people get', () => {
  it('are those of the bundle and those that are installed beside it', () => {
    const shipped = ['@one/bundled', 'plain', 'beside', '@one/below'];
    expect([...listShipped(licenses, lock)].sort()).toEqual(shipped.sort());
  });

  it('are, of the real lockfile, the database driver, and nothing that only tests', () => {
    const shipped = listShipped('', readFileSync('package-lock.json', 'utf8'));
    expect(shipped.has('better-sqlite3')).toBe(true);
    expect(shipped.has('vitest')).toBe(false);
  });
});

describe('what an audit says of them', () => {
  const shipped = listShipped(licenses, lock);

  it('counts where it is high or critical', () => {
    const text = audit({
      plain: [advisory('high')],
      '@one/bundled': [advisory('moderate'), advisory('critical'), 'plain'],
      beside: ['plain'],
      'tests-only': [advisory('critical')],
    });
    expect(findShippedAdvisories(text, shipped)?.map(({ name, severity }) => [name, severity])).toEqual([
      ['plain', 'high'],
      ['@one/bundled', 'critical'],
    ]);
    expect(findShippedAdvisories(audit({}), shipped)).toEqual([]);
  });

  it.each(['', 'Bad gateway', '{"message":"request failed","error":{"summary":""}}', '{"vulnerabilities":[]}', 'null'])(
    'is no answer when the registry is down: %j',
    (text) => {
      expect(findShippedAdvisories(text, shipped)).toBeNull();
    },
  );
});
