// Which file is the configuration, whatever its ending, and what is said where there are two or none of that name.

import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readConfiguration } from '../../src/cli/load-config.ts';

function folderWith(...names: readonly string[]): string {
  const folder = mkdtempSync(join(tmpdir(), 'statusfolio-'));
  for (const name of names) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), 'onSilence: date\n');
  }
  return folder;
}

describe('the configuration', () => {
  it.each(['statusfolio.yml', 'statusfolio.yaml', '.github/statusfolio.yml', '.github/statusfolio.yaml'])(
    'is found as %s',
    async (name) => {
      const folder = folderWith(name);
      expect(await readConfiguration(undefined, folder)).toMatchObject({
        path: join(folder, name),
        portfolio: { onSilence: 'date' },
      });
    },
  );

  it.each([
    'config/portfolio.yml',
    'portfolio.yml',
    'node_modules/statusfolio/config/portfolio.yml',
    'docs/statusfolio.yml',
  ])('is never %s, which nobody named', async (name) => {
    expect((await readConfiguration(undefined, folderWith(name))).path).toBeNull();
  });

  it.each([
    ['statusfolio.yml', 'statusfolio.yaml'],
    ['statusfolio.yml', '.github/statusfolio.yml'],
    ['.github/statusfolio.yml', '.github/statusfolio.yaml'],
  ])('is not chosen between %s and %s: both are named', async (first, second) => {
    const folder = folderWith(first, second);
    await expect(readConfiguration(undefined, folder)).rejects.toMatchObject({
      code: 'CONFIGURATION_INVALID',
      message: `There are two configurations: ${first} and ${second}.`,
    });
    expect((await readConfiguration(second, folder)).path).toBe(join(folder, second));
  });

  it.each([
    'Statusfolio.yml',
    '.statusfolio.yml',
    'statusfolio.toml',
    'statusfolio.config.yml',
    'statusfolio.yml.txt',
    '.github/statusfolio.json',
    '.github/STATUSFOLIO.YAML',
  ])('is never passed over in silence because it is called %s', async (name) => {
    await expect(readConfiguration(undefined, folderWith(name))).rejects.toMatchObject({
      code: 'CONFIGURATION_INVALID',
      message: `${name} is not read: the configuration is called statusfolio.yml, here or in .github.`,
    });
    expect((await readConfiguration(undefined, folderWith(name, 'statusfolio.yml'))).path).not.toBeNull();
  });

  it('is not looked for in a report that somebody kept', async () => {
    expect((await readConfiguration(undefined, folderWith('statusfolio.json'))).path).toBeNull();
  });

  it.each([
    ['another case', 'Statusfolio.YML', 'statusfolio.yml'],
    ['another Unicode form', 'Proje\u0301cts.yml', 'Proj\u00e9cts.yml'],
  ])('that is named in %s gets the hint of the file that is there', async (_, named, there) => {
    await expect(readConfiguration(named, folderWith(there))).rejects.toMatchObject({
      hint: `Did you mean ${there}, in another case or Unicode form?`,
    });
  });
});
