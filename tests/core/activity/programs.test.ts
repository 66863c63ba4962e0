import { describe, expect, it } from 'vitest';
import { isConfirmation } from '../../../src/core/activity/commit-kind.ts';
import { isProgramName } from '../../../src/core/activity/programs.ts';

const options = { ownTrailer: 'Statusfolio', bots: [] };
const confirms = (parts: {
  name?: string;
  email?: string;
  login?: string | null;
  headline?: string;
  committer?: string;
}) =>
  isConfirmation(
    {
      headline: parts.headline ?? 'Edit the table',
      authorName: parts.name ?? 'Ada',
      authorEmail: parts.email ?? 'ada@ada.dev',
      authorLogin: parts.login ?? null,
      committerEmail: parts.committer ?? null,
    },
    options,
  );

describe('a robot that commits to a document', () => {
  it.each([
    { name: 'readme-bot' },
    { name: 'Todoist Bot' },
    { name: 'ReadmeBot' },
    { name: 'bot' },
    { name: 'ci-robot' },
    { name: 'GitHub Action', email: 'action@github.com' },
    { name: 'Ada', email: 'blog@bot.com' },
    { name: 'Ada', email: 'ada@example.com' },
    { name: 'Your Name', email: 'you@example.com' },
    { name: 'Ada', email: 'readme-bot@ada.dev' },
    { name: 'Ada', email: 'noreply@ada.dev' },
    { login: 'ada-bot' },
    { login: 'some-app[bot]' },
    { committer: '41898282+github-actions[bot]@users.noreply.github.com' },
    { headline: 'Commit from GitHub Actions (Update widgets)' },
    { headline: 'chore: autopublish 2026-05-01T00:00:00Z' },
    { headline: 'Apply automatic changes' },
    { headline: '[create-pull-request] automated change' },
    { headline: 'Updated with Dev Metrics' },
    { headline: ':zap: Update README with the recent activity' },
    { headline: '⚡ Update README with the recent activity' },
    { headline: 'Update metrics.svg - [Skip GitHub Action]' },
    { headline: 'Automated commit' },
  ])('confirms nothing: %o', (commit) => {
    expect(confirms(commit)).toBe(false);
  });

  it.each([
    {},
    { name: 'Jan Talbot', email: 'jan@talbot.dev', login: 'jtalbot' },
    { name: 'Ada', email: '1+ada@users.noreply.github.com', login: 'ada' },
    { headline: 'Update README.md' },
    { headline: 'Add automatic deploys to the list' },
    { name: 'Abbot', email: 'abbot@abbey.dev' },
    { email: 'ada@example.org' },
  ])('is not mistaken for a person, nor a person for it: %o', (commit) => {
    expect(confirms(commit)).toBe(true);
  });

  it('is told by the same rule in an issue', () => {
    expect(['stale[bot]', 'ada-bot', 'actions-user', 'github-actions'].every(isProgramName)).toBe(true);
    expect(['ada', 'talbot', 'botanist'].some(isProgramName)).toBe(false);
  });
});
