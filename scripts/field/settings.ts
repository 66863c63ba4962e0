// F17 and F19: configurations that would be passed over in silence, and what shells and secret stores do to variables.

import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { checkSettings } from '../../src/config/settings.ts';
import { runInProcess } from '../../tests/support/run-in-process.ts';
import { newFolder, oneRow, type Relative, relatives } from './relative.ts';

/** What `check` says about a configuration, without a network. */
async function check(files: Readonly<Record<string, string>>): Promise<string> {
  const folder = newFolder();
  for (const [path, text] of Object.entries({ 'README.md': oneRow('🟡 In Progress'), ...files })) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  const environment = { GITHUB_API_URL: 'http://127.0.0.1:9', GITHUB_TOKEN: 't', HOME: folder, XDG_STATE_HOME: folder };
  const { out, err } = await runInProcess(['check'], { directory: folder, environment });
  return `${out}${err}`;
}

const wrong = 'documents: [{ file: README.md }]\nnonsense: true\n';

function nameProblems(environment: Readonly<Record<string, string>>): string {
  return (
    checkSettings(environment)
      .problems.map(({ name }) => name)
      .join(', ') || 'nothing said'
  );
}

const mangled: readonly (readonly [string, Readonly<Record<string, string>>, string])[] = [
  ['a token in typographic quotes', { GITHUB_TOKEN: '“github_pat_abc”' }, 'GITHUB_TOKEN'],
  ['a token with a line break inside', { GITHUB_TOKEN: 'github_pat\n_abc' }, 'GITHUB_TOKEN'],
  ['a token with its scheme', { GITHUB_TOKEN: 'Bearer github_pat_abc' }, 'GITHUB_TOKEN'],
  ['a secret in backquotes', { GITHUB_WEBHOOK_SECRET: `\`${'a'.repeat(40)}\`` }, 'GITHUB_WEBHOOK_SECRET'],
  [
    'a reference that nothing replaced',
    { STATUSFOLIO_ADMIN_TOKEN: `\${{ secrets.ADMIN_TOKEN_OF_MINE }}` },
    'STATUSFOLIO_ADMIN_TOKEN',
  ],
  [
    'an address with a zero-width space',
    { STATUSFOLIO_HEARTBEAT_URL: 'https://hc.example/\u200bping' },
    'STATUSFOLIO_HEARTBEAT_URL',
  ],
  ['a home folder that no shell replaced', { STATUSFOLIO_DATABASE: '~/data/s.db' }, 'STATUSFOLIO_DATABASE'],
  ['the word undefined', { GITHUB_TOKEN: 'undefined' }, 'GITHUB_TOKEN'],
  ['the site for the API', { GITHUB_API_URL: 'https://github.com' }, 'GITHUB_API_URL'],
  ['another database', { STATUSFOLIO_DATABASE: 'postgres://u:p@db/s' }, 'STATUSFOLIO_DATABASE'],
  ['a letter is missing', { GITHUB_TOKN: 'ghs_1' }, 'GITHUB_TOKN'],
  ["conda's HOST on ARM", { HOST: 'aarch64-conda-linux-gnu' }, 'HOST'],
  ['a port with its name', { PORT: 'tcp://10.0.0.1:8787' }, 'PORT'],
  ['an address with blanks around', { GITHUB_API_URL: ' https://api.github.com ' }, 'nothing said'],
];

export const settings: readonly Relative[] = [
  ...relatives(
    'F17',
    'its mistake is named',
    {
      'statusfolio.yaml': { 'statusfolio.yaml': wrong },
      '.github/statusfolio.yaml': { '.github/statusfolio.yaml': wrong },
      'UTF-16': { 'statusfolio.yml': '\ufeffd\u0000o\u0000c\u0000' },
      'a word with a bar': { 'statusfolio.yml': 'documents: [{ file: README.md }]\nlabels: { paused: "On | hold" }\n' },
      'a word with a line break': {
        'statusfolio.yml': 'documents: [{ file: README.md }]\nlabels: { paused: "On\\nhold" }\n',
      },
      'a word with HTML': { 'statusfolio.yml': 'documents: [{ file: README.md }]\nlabels: { paused: "<b>On hold" }\n' },
      'Statusfolio.yml': { 'Statusfolio.yml': wrong },
      '.statusfolio.yml': { '.statusfolio.yml': wrong },
      '.github/statusfolio.json': { '.github/statusfolio.json': '{}' },
      'a word of another status': {
        'statusfolio.yml': 'documents: [{ file: README.md }]\nlabels: { paused: Archived }\n',
      },
      'away that ends before it begins': {
        'statusfolio.yml': 'documents: [{ file: README.md }]\naway: { from: 2027-01-10, until: 2026-12-20 }\n',
      },
    } as Readonly<Record<string, Readonly<Record<string, string>>>>,
    async (files) => {
      const said = await check(files);
      const [path = ''] = Object.keys(files);
      return said.includes(path) ? 'its mistake is named' : said.slice(0, 200);
    },
  ),
  ...relatives(
    'F17',
    'the file that is there is named',
    { 'README.MD': 'README.MD', 'Readme.md': 'Readme.md', 'read-me.md': 'READ-ME.md' },
    async (asked) => {
      const folder = newFolder();
      const there = asked === 'READ-ME.md' ? 'read-me.md' : 'README.md';
      writeFileSync(join(folder, there), oneRow('🟡 In Progress'));
      const environment = {
        GITHUB_API_URL: 'http://127.0.0.1:9',
        GITHUB_TOKEN: 't',
        HOME: folder,
        XDG_STATE_HOME: folder,
      };
      const { out, err } = await runInProcess(['check', asked], { directory: folder, environment });
      return `${out}${err}`.includes(there) ? 'the file that is there is named' : `${out}${err}`.slice(0, 200);
    },
  ),
  ...mangled.map(([name, environment, expected]) => ({
    kind: 'F19',
    name,
    expected,
    play: async () => nameProblems(environment),
  })),
];
