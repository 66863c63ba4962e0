// A repository whose ruleset asks something of commits and branches: every refusal names what helps, and what helps is let
// through.

import { describe, expect, it } from 'vitest';
import type { BranchRule } from '../../demo/github/branch-rules.ts';
import { openPipeline, row, table, words } from '../support/open-pipeline.ts';

function open(rule: BranchRule, configuration = '', publish: 'commit' | 'pull-request' = 'commit', viewer?: string) {
  const options = { publish, configuration: words + configuration, ...(viewer !== undefined && { viewer }) };
  const pipeline = openPipeline(options);
  const engine = pipeline.addProject('engine');
  pipeline.write(table(row('engine', '🟡 In Progress')), pipeline.daysAgo(30));
  engine.archive(pipeline.daysAgo(1));
  pipeline.me.state.rules.push(rule);
  return pipeline;
}

const conventional: BranchRule = {
  type: 'commit_message_pattern',
  operator: 'regex',
  pattern: '^(chore|fix): |a pull request that was archived',
  branches: 'all',
};
const signedOff: BranchRule = {
  type: 'commit_message_pattern',
  operator: 'contains',
  pattern: 'Signed-off-by: ',
  branches: 'default',
};

describe('a rule about commits', () => {
  it.each([
    ['messages', conventional, 'commit.message', 'commit: { message: "chore: {subject}" }\n'],
    ['the sign-off', signedOff, 'signOff: true', 'commit: { signOff: true }\n'],
  ] as const)('about %s is named with the key that helps, and the key helps', async (_, rule, key, configuration) => {
    const refused = open(rule);
    const { publication, problems } = await refused.look();
    expect(publication.kind).toBe('withheld');
    expect(problems).toMatchObject([{ code: 'COMMIT_RULE', hint: expect.stringContaining(key) }]);
    expect(problems[0]?.message).toContain('Commit message must');
    // No pull request takes its place: it would be refused alike.
    expect(refused.me.state.pullRequests).toEqual([]);
    const helped = open(rule, configuration);
    expect((await helped.look()).publication.kind).toBe('published');
  });

  it('about the address of the author says that the account decides it', async () => {
    const rule = {
      type: 'commit_author_email_pattern',
      operator: 'ends_with',
      pattern: '@example.org',
      branches: 'all',
    } as const;
    const { problems } = await open(rule).look();
    expect(problems).toMatchObject([{ code: 'COMMIT_RULE', hint: expect.stringContaining('publish: working-tree') }]);
  });

  it('that holds for the branch of a pull request is named there, too', async () => {
    const refused = open(conventional, '', 'pull-request');
    const { publication, problems } = await refused.look();
    expect(publication.kind).toBe('withheld');
    expect(problems).toMatchObject([{ code: 'COMMIT_RULE', hint: expect.stringContaining('commit.message') }]);
    const helped = open(conventional, 'commit: { message: "chore: {subject}" }\n', 'pull-request');
    expect((await helped.look()).publication.kind).toBe('proposed');
  });

  it('is met by the commit with which the branch of a pull request begins again', async () => {
    const pipeline = open(conventional, 'commit: { message: "chore: {subject}" }\n', 'pull-request');
    await pipeline.look();
    pipeline.pass(1);
    pipeline.write(`${table(row('engine', '🟡 In Progress'))}\nMore.\n`);
    expect((await pipeline.look()).publication.kind).toBe('proposed');
    expect(pipeline.me.history('statusfolio/main').map(({ message }) => message.split('\n')[0])).toContain(
      'chore: start over from main',
    );
  });
});

describe('a rule about branches', () => {
  it.each([
    [{ type: 'pull_request', branches: 'default' }],
    [{ type: 'merge_queue', branches: 'default' }],
    [{ type: 'required_status_checks', count: 3, branches: 'default' }],
    [{ type: 'update', branches: 'default' }],
  ] as const)('makes a direct commit a pull request: %j', async (rule) => {
    const pipeline = open(rule);
    const { publication, problems } = await pipeline.look();
    expect(publication.kind).toBe('proposed');
    expect(problems).toMatchObject([
      { code: 'PROPOSED', message: expect.stringMatching(/Direct commits are refused/) },
    ]);
  });

  it('about creating branches says to leave ours out of it', async () => {
    const pipeline = open({ type: 'creation', branches: 'all' }, '', 'pull-request');
    const { problems } = await pipeline.look();
    expect(problems).toMatchObject([{ code: 'PROTECTED', hint: expect.stringContaining('bypass list') }]);
    expect(problems[0]?.message).toContain('statusfolio/main');
  });

  it('about signatures lets our commits pass: GitHub signs them', async () => {
    const pipeline = open({ type: 'required_signatures', branches: 'all' });
    expect((await pipeline.look()).publication.kind).toBe('published');
  });
});
