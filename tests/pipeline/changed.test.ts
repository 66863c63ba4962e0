// Every way of publishing ends in one outcome: whoever is told of changes is told of each, once.

import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { mergePullRequest } from '../../demo/github/pull-requests.ts';
import type { News } from '../../src/pipeline/document-update.ts';
import { refreshTogether } from '../../src/pipeline/refresh.ts';
import { keyDocument, type RefreshTarget } from '../../src/pipeline/target.ts';
import { openLocalDocuments } from '../../src/store/local-files.ts';
import { openPipeline, row, table } from '../support/open-pipeline.ts';

const text = table(row('engine', '🟡 In Progress'), row('mill', '🟡 In Progress'));

function open(publish: 'commit' | 'pull-request' | 'preview') {
  const pipeline = openPipeline({ publish });
  const engine = pipeline.addProject('engine');
  pipeline.addProject('mill');
  engine.archive(pipeline.now());
  pipeline.write(text, pipeline.daysAgo(100));
  const told: News[] = [];
  const ports = {
    memory: pipeline.store,
    github: pipeline.github,
    files: openLocalDocuments(),
    clock: pipeline.clock,
    onNews: async (news: readonly News[]) => void told.push(...news),
  };
  const look = async (targets: readonly RefreshTarget[] = pipeline.targets) => {
    await refreshTogether(targets, pipeline.portfolio, ports);
    return told.splice(0).flatMap(({ change }) => change ?? []);
  };
  return { pipeline, look };
}

const change = { name: 'engine', from: '🟡 In Progress', to: '⚪ Archived' };

describe('a change', () => {
  it('is told when it is committed, and not again', async () => {
    const { look } = open('commit');
    expect(await look()).toMatchObject([change]);
    expect(await look()).toEqual([]);
  });

  it('is told when its pull request is merged, and not before', async () => {
    const { pipeline, look } = open('pull-request');
    expect(await look()).toEqual([]);
    mergePullRequest(pipeline.me, { number: 1, at: pipeline.now() });
    expect(await look()).toMatchObject([change]);
    expect(await look()).toEqual([]);
  });

  it('is told when it is written to a file of this machine', async () => {
    const { look } = open('commit');
    const path = join(mkdtempSync(join(tmpdir(), 'statusfolio-')), 'README.md');
    writeFileSync(path, text);
    const ref = { kind: 'file', path } as const;
    const target = { key: keyDocument(ref), ref, label: 'README.md', publish: 'commit' } as const;
    expect(await look([target])).toMatchObject([change]);
    expect(await look([target])).toEqual([]);
  });

  it('is not told by a preview', async () => {
    const { look } = open('preview');
    expect(await look()).toEqual([]);
  });
});
