// What a project is decides what counts as work on it, and what makes it run.

import { describe, expect, it } from 'vitest';
import { openPipeline, row, table, words } from '../support/open-pipeline.ts';

const configure = (kind: string) => `${words}projects: [{ match: engine, kind: ${kind} }]\n`;

describe('the kind of a project', () => {
  it.each([
    ['docs', 'active'],
    ['site', 'active'],
    ['library', 'quiet'],
    ['service', 'quiet'],
  ])('%s: a commit of text makes it %s', async (kind, rule) => {
    const { addProject, write, look, daysAgo } = openPipeline({ configuration: configure(kind) });
    addProject('engine', 120).commit({ at: daysAgo(3), message: 'docs: second chapter', files: { 'two.md': '2' } });
    write(table(row('engine', '🟡 In Progress')), daysAgo(110));
    expect((await look()).rows[0]?.derived.rule).toBe(rule);
  });

  it.each([
    ['site', 'live'],
    ['service', 'live'],
    ['library', 'keep'],
    ['docs', 'keep'],
  ])('%s: its pages are %s', async (kind, rule) => {
    const { addProject, write, look, daysAgo } = openPipeline({ configuration: configure(kind) });
    addProject('engine').deploy('github-pages', daysAgo(1));
    write(table(row('engine', '🟢 Running')), daysAgo(30));
    expect((await look()).rows[0]?.derived.rule).toBe(rule);
  });
});
