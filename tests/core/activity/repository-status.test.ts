// What repositories say about themselves: topics, badges and lines, and since when.

import { describe, expect, it } from 'vitest';
import { dateDeclaration, readDeclaration, saysMoved } from '../../../src/core/activity/repository-status.ts';

const badge = (state: string) =>
  `# Engine\n[![Project Status](https://www.repostatus.org/badges/latest/${state}.svg)](https://www.repostatus.org/#${state})\n`;

describe('readDeclaration', () => {
  it.each([
    [badge('wip'), [], 'in_progress', 'badge'],
    [badge('suspended'), [], 'paused', 'badge'],
    [badge('concept'), [], 'experimental', 'badge'],
    ['![l](man/figures/lifecycle-experimental.svg)', [], 'experimental', 'badge'],
    [badge('abandoned'), [], 'archived', 'badge'],
    [badge('inactive'), [], 'complete', 'badge'],
    ['![x](https://www.repostatus.org/badges/2.0.0/active_md.svg)', [], 'maintained', 'badge'],
    ['[![l](https://img.shields.io/badge/lifecycle-stable-brightgreen.svg)](https://x)', [], 'maintained', 'badge'],
    ['![l](man/figures/lifecycle-deprecated.svg)', [], 'archived', 'badge'],
    ['# Engine\n\n**Status:** Completed.\n', [], 'complete', 'README'],
    ['> Status: 🟡 In Progress', [], 'in_progress', 'README'],
    ['- **Current status**: paused', [], 'paused', 'README'],
    ['', ['python', 'status-complete'], 'complete', 'topic'],
    ['', ['status-in-progress'], 'in_progress', 'topic'],
    // A topic outranks a badge, and a badge a line.
    [`Status: done\n${badge('wip')}`, ['status-paused'], 'paused', 'topic'],
    [`Status: done\n${badge('wip')}`, [], 'in_progress', 'badge'],
  ] as const)('reads %j with topics %j as %s', (readme, topics, status, source) => {
    expect(readDeclaration(readme, topics)).toMatchObject({ status, source });
  });

  it.each([
    [null, []],
    ['', ['status', 'status-', 'status-quo', 'http-status-codes']],
    [badge('moved'), []],
    [badge('toString'), []],
    ['Status: live daily pipeline with synthetic data', []],
    ['HTTP status: 200', []],
    ['| Status: done | x |', []],
    [`${'text\n'.repeat(60)}Status: complete\n`, []],
    [`Status: ${'complete '.repeat(1000)}`, []],
  ])('reads nothing in %j with topics %j', (readme, topics) => {
    expect(readDeclaration(readme, topics)).toBeNull();
  });

  it.each([
    [badge('wip'), 2],
    ['# Engine\r\n\r\n**Status:** Completed.\r\n', 3],
    ['# Motor für é\r\rStatus: paused', 3],
  ])('tells in which line of the README it stands: %j', (readme, line) => {
    expect(readDeclaration(readme, [])).toMatchObject({ line });
  });

  it('names no line of a topic', () => {
    expect(readDeclaration(badge('wip'), ['status-paused'])).not.toHaveProperty('line');
  });

  it('takes no longer for a hostile text', () => {
    const hostile = `${'*_# >'.repeat(20_000)}status${' '.repeat(100_000)}:`;
    expect(readDeclaration(hostile, [])).toBeNull();
  });
});

describe('saysMoved', () => {
  it.each([
    ['This repository has been moved to https://example.org/engine', null],
    ['> Migrated into the monorepo', null],
    ['Development continues in ada/motor.', null],
    [badge('moved'), null],
    [null, 'Moved to ada/motor'],
  ])('in %j or %j', (readme, description) => {
    expect(saysMoved(readme, description)).toBe(true);
  });

  it.each([
    ['Files are moved while it runs.', 'An engine that moves to the beat'],
    [`${'text\n'.repeat(60)}Moved to ada/motor`, null],
    [badge('wip'), ''],
    [null, null],
  ])('not in %j or %j', (readme, description) => {
    expect(saysMoved(readme, description)).toBe(false);
  });
});

describe('dateDeclaration', () => {
  const said = { status: 'paused', word: 'suspended', source: 'badge' } as const;
  const at = (day: number) => `2026-03-0${day}T00:00:00.000Z`;

  it('is news only when it was seen to change', () => {
    expect(dateDeclaration(said, undefined, at(1))).toEqual({ ...said, since: null });
    expect(dateDeclaration(said, null, at(2))).toEqual({ ...said, since: at(2) });
    expect(dateDeclaration(said, { ...said, since: at(2) }, at(3))).toEqual({ ...said, since: at(2) });
    expect(dateDeclaration(said, { ...said, status: 'complete', since: null }, at(3))).toEqual({
      ...said,
      since: at(3),
    });
    expect(dateDeclaration(null, { ...said, since: at(2) }, at(3))).toBeNull();
  });
});
