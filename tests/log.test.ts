import { describe, expect, it } from 'vitest';
import { createLog } from '../src/log.ts';

function logged(level: 'debug' | 'warn', write: (log: ReturnType<typeof createLog>) => void): string[] {
  const lines: string[] = [];
  write(createLog((line) => lines.push(line), level, { now: () => new Date('2026-06-01T00:00:00Z') }));
  return lines;
}

describe('createLog', () => {
  it('writes one JSON line per event and leaves out undefined fields', () => {
    const lines = logged('debug', (log) => log.info('tick', { due: 3, note: undefined, oid: null }));
    expect(lines).toEqual(['{"at":"2026-06-01T00:00:00.000Z","level":"info","event":"tick","due":3,"oid":null}']);
  });

  it('leaves out events below the level', () => {
    expect(logged('warn', (log) => log.info('tick'))).toEqual([]);
    expect(logged('warn', (log) => log.error('broken'))).toHaveLength(1);
  });

  it('removes credentials and escapes control characters', () => {
    const [line = ''] = logged('debug', (log) =>
      log.error('failed', {
        message:
          'token ghp_abcDEF123 and github_pat_11A_b at https://ada:secret@example.org\n-----BEGIN RSA PRIVATE KEY-----\nMIIE',
      }),
    );
    expect(line).not.toMatch(/ghp_abc|github_pat_11|secret|MIIE|\n/);
  });

  it('never writes more than 1 KB', () => {
    const fields = Object.fromEntries(Array.from({ length: 20 }, (_, index) => [`field${index}`, 'x'.repeat(5000)]));
    const [line = ''] = logged('debug', (log) => log.error('large', fields));
    expect(line.length).toBeLessThanOrEqual(1024);
    expect(JSON.parse(line)).toMatchObject({ event: 'large', truncated: true });
  });
});
