import { describe, expect, it } from 'vitest';
import { isHeartbeat } from '../../../src/core/activity/commit-kind.ts';
import { readPurpose } from '../../../src/core/activity/workflow-purpose.ts';

const steps = (...lines: readonly string[]) =>
  `name: Daily\non:\n  schedule:\n    - cron: "0 5 * * *"\njobs:\n  daily:\n    runs-on: ubuntu-latest\n    steps:\n      - uses: actions/checkout@v4\n${lines.map((line) => `      - ${line}\n`).join('')}`;

describe('what a workflow is for', () => {
  it.each([
    [
      'a script of its own',
      steps('uses: actions/setup-python@v5', 'run: pip install -r requirements.txt', 'run: python fetch.py'),
    ],
    [
      'several lines with a script',
      steps('run: |\n          npm ci\n          node collect.js --all\n          git commit -am data && git push'),
    ],
    ['a site that is deployed', steps('run: npm ci && npm run build', 'uses: actions/deploy-pages@v4')],
    ['an address that is fetched', steps('run: curl -fsS https://example.org/refresh')],
    ['a package that is published', steps('uses: pypa/gh-action-pypi-publish@release/v1')],
    ['a variable before the command', steps('run: TOKEN=x python3 -m digest.send')],
    ['one job of two', steps('run: pytest').replace('jobs:', 'jobs:\n  run:\n    steps:\n      - run: ./collect.sh')],
  ])('serves: %s', (_, text) => {
    expect(readPurpose(text)).toBe('serves');
  });

  it.each([
    ['tests under a name that says nothing', steps('run: pip install -e .[test]', 'run: pytest -q')],
    [
      'tests of every language',
      steps('run: |\n          cargo test --all\n          go test ./...\n          npm test\n          make lint'),
    ],
    [
      'tests that tell somebody when they fail',
      steps('run: npm test', 'if: failure()\n        run: curl -d failed https://example.org'),
    ],
    ['a sweeper', steps('uses: actions/stale@v9')],
    ['a code scanner', steps('uses: github/codeql-action/init@v3', 'uses: github/codeql-action/analyze@v3')],
    ['links that are checked', steps('uses: lycheeverse/lychee-action@v2')],
    ['dependencies that are updated', steps('run: npm update', 'uses: peter-evans/create-pull-request@v7')],
  ])('manages the repository: %s', (_, text) => {
    expect(readPurpose(text)).toBe('upkeep');
  });

  it.each([
    [
      'a workflow of another repository',
      'on: schedule\njobs:\n  call:\n    uses: ada/shared/.github/workflows/daily.yml@main\n',
    ],
    ['an action that nobody knows', steps('uses: ada/wonder@v1')],
    ['a command that nobody knows', steps('run: frobnicate')],
    ['preparations alone', steps('run: pip install .')],
    ['no file', ''],
    ['no YAML', 'jobs: [a: }'],
    ['a bomb of aliases', `a: &a [1,1]\nb: &b [${'*a,'.repeat(99)}*a]\njobs: [${'*b,'.repeat(99)}*b]`],
  ])('is not known: %s', (_, text) => {
    expect(readPurpose(text)).toBe('unknown');
  });

  it('decides whether a schedule is a heartbeat; where nobody could read it, its name does', () => {
    const daily = { name: 'Daily', path: '.github/workflows/daily.yml' };
    expect(isHeartbeat(daily)).toBe(true);
    expect(isHeartbeat({ ...daily, purpose: 'serves' })).toBe(true);
    expect(isHeartbeat({ ...daily, purpose: 'upkeep' })).toBe(false);
    expect(isHeartbeat({ ...daily, purpose: 'unknown' })).toBe(false);
    expect(isHeartbeat({ name: 'Tests', purpose: 'serves' })).toBe(false);
  });
});
