// Whatever is in the file, the owner learns where it is wrong and what is wrong, and nothing blows up.

import { describe, expect, it } from 'vitest';
import { readPortfolio } from '../../src/config/portfolio.ts';
import { badConfigurations } from '../support/bad-configurations.ts';

describe('bad configurations', () => {
  it('are at least two hundred, all different', () => {
    expect(new Set(badConfigurations.map(({ text }) => text)).size).toBeGreaterThanOrEqual(200);
  });

  it.each(badConfigurations.map((one) => ({ ...one, title: JSON.stringify(one.text.slice(0, 60)) })))(
    '$title is refused with its place',
    ({ text, says }) => {
      const reading = readPortfolio(text);
      expect(reading.kind).toBe('invalid');
      if (reading.kind !== 'invalid') return;
      expect(reading.problems.length).toBeGreaterThan(0);
      const lines = text.split('\n');
      for (const { line, column, message } of reading.problems) {
        expect(line).toBeGreaterThanOrEqual(1);
        expect(line).toBeLessThanOrEqual(lines.length);
        expect(column).toBeGreaterThanOrEqual(1);
        expect(column).toBeLessThanOrEqual((lines[line - 1] ?? '').length + 1);
        expect(message.trim()).not.toBe('');
        expect(message.length).toBeLessThan(400);
        expect(message).not.toMatch(/undefined|\[object|ZodError|at .+:\d+:\d+/);
      }
      expect(reading.problems.map(({ message }) => message).join('\n')).toMatch(says);
    },
  );
});
