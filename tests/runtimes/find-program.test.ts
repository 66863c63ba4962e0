import { mkdirSync, mkdtempSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { findProgram, listTrustedFolders, pickEnvironment } from '../../src/runtimes/find-program.ts';

function openMachine() {
  const root = mkdtempSync(join(tmpdir(), 'statusfolio-programs-'));
  const place = (...parts: string[]) => {
    const folder = join(root, ...parts);
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'gh'), '#!/bin/sh\n', { mode: 0o755 });
    writeFileSync(join(folder, 'gh.exe'), '', { mode: 0o755 });
    return folder;
  };
  const work = place('work');
  const find = (path: readonly string[], platform: NodeJS.Platform = 'linux') =>
    findProgram('gh', { environment: { PATH: path.join(delimiter) }, avoid: [work], platform });
  return { root, work, place, find };
}

describe('a program that is started', () => {
  it('is never one of the folder that is checked, of npm, or of a relative entry of PATH', () => {
    const { root, work, place, find } = openMachine();
    const inside = place('work', 'tools');
    const npm = place('node_modules', '.bin');
    const linked = join(root, 'linked');
    symlinkSync(work, linked);
    expect(find(['', '.', 'tools', './tools', work, inside, npm, linked])).toBeNull();
    const good = place('good');
    expect(find(['.', inside, npm, linked, good])).toBe(join(good, 'gh'));
    expect(find(['.', work, good], 'win32')).toBe(join(good, 'gh.exe'));
  });

  it('is not one that a good folder links to in the folder that is checked', () => {
    const { root, work, find } = openMachine();
    const folder = join(root, 'links');
    mkdirSync(folder);
    symlinkSync(join(work, 'gh'), join(folder, 'gh'));
    expect(find([folder])).toBeNull();
  });

  it('gets neither tokens nor switches of ours, and a PATH without such folders', () => {
    const environment = { HOME: '/home/ada', GITHUB_TOKEN: 'secret', NODE_OPTIONS: '--require ./x', GIT_DIR: '/x' };
    expect(pickEnvironment(environment, ['HOME', 'LANG'])).toEqual({ HOME: '/home/ada' });
    const { root, work, place } = openMachine();
    const good = place('good');
    const path = [work, '.', join(root, 'node_modules', '.bin'), good].join(delimiter);
    expect(listTrustedFolders({ environment: { Path: path }, avoid: [work], platform: 'win32' })).toEqual([good]);
  });
});
