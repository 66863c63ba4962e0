// Kind: a command tells the owner's matters in a place that everybody can read.

import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { runInProcess } from '../support/run-in-process.ts';

const commands = [
  ['doctor'],
  ['doctor', '--json'],
  ['init', 'README.md', '--dry-run'],
  ['hooks', 'list'],
  ['deliveries', 'list'],
  ['uninstall'],
];

async function run(args: readonly string[], isPrivate: boolean) {
  const directory = mkdtempSync(join(tmpdir(), 'statusfolio-'));
  writeFileSync(join(directory, 'statusfolio.yml'), 'documents: [{ repo: ada/secret-diary }]\n');
  writeFileSync(join(directory, 'README.md'), '# Work\n');
  const event = join(directory, 'event.json');
  writeFileSync(event, JSON.stringify({ repository: { full_name: 'ada/me', private: isPrivate } }));
  const environment = {
    GITHUB_ACTIONS: 'true',
    GITHUB_REPOSITORY: 'ada/me',
    GITHUB_EVENT_PATH: event,
    GITHUB_API_URL: 'http://127.0.0.1:9',
    HOME: directory,
  };
  return await runInProcess(args, { directory, environment });
}

describe("the owner's commands in a workflow", () => {
  it.each(commands)('say nothing of the portfolio where everybody can read the log: %s %s', async (...args) => {
    const { code, out, err } = await run(args, false);
    expect(code).toBe(2);
    expect(`${out}${err}`).toContain('everybody can read');
    expect(`${out}${err}`).not.toContain('secret-diary');
  });

  it('run where the log is the owner’s', async () => {
    const { out } = await run(['doctor'], true);
    expect(out).toContain('statusfolio.yml: Valid; 1 document.');
    expect(out).not.toContain('everybody can read');
  });
});
