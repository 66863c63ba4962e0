import { describe, expect, it } from 'vitest';
import { chooseDateMonth } from '../../../src/core/status/decide-date.ts';

const commit = (at: string, kind: 'work' | 'docs' | 'merge' | 'bot' | 'upstream' | 'own') => ({ at, kind });

describe('the month behind a word', () => {
  it.each(['work', 'docs', 'merge'] as const)('is that of the newest commit of a person: %s', (kind) => {
    const commits = [commit('2025-03-02T00:00:00Z', 'work'), commit('2025-07-31T23:59:59Z', kind)];
    expect(chooseDateMonth({ commits, typedAt: '2025-05-01T00:00:00Z' })).toBe('2025-07');
  });

  it('is that of the word where it was typed or answered later', () => {
    const commits = [commit('2025-07-31T23:59:59Z', 'work')];
    expect(chooseDateMonth({ commits, typedAt: '2025-08-01T00:00:00Z' })).toBe('2025-08');
    expect(chooseDateMonth({ commits: [], typedAt: '2025-08-01T00:00:00Z' })).toBe('2025-08');
  });

  it.each(['bot', 'upstream', 'own'] as const)('does not count commits that confirm nothing: %s', (kind) => {
    const commits = [commit('2025-09-01T00:00:00Z', kind), commit('2025-07-01T00:00:00Z', 'docs')];
    expect(chooseDateMonth({ commits, typedAt: null })).toBe('2025-07');
    expect(chooseDateMonth({ commits: [commit('2025-09-01T00:00:00Z', kind)], typedAt: null })).toBeNull();
  });

  it('is counted in UTC', () => {
    expect(chooseDateMonth({ commits: [commit('2025-08-01T01:00:00+02:00', 'work')], typedAt: null })).toBe('2025-07');
    expect(chooseDateMonth({ commits: [commit('2025-07-31T23:00:00-02:00', 'work')], typedAt: null })).toBe('2025-08');
  });
});
