import { describe, expect, it } from 'vitest';
import { suggest } from '../../src/core/suggest.ts';

describe('suggest', () => {
  const known = ['documents', 'publish', 'onSilence', 'labels', 'until', 'afterPublish'];
  it.each([
    ['pubish', 'publish'],
    ['Publish', 'publish'],
    ['pulbish', 'publish'],
    ['onSilense', 'onSilence'],
    ['label', 'labels'],
    ['after_publish', 'afterPublish'],
    ['token', null],
    ['', null],
    ['x'.repeat(10_000), null],
  ])('%s is %s', (typed, meant) => {
    expect(suggest(typed, known)).toBe(meant);
  });
});
