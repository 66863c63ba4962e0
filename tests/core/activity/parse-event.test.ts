// What each webhook does to what is known: what follows from it is either all said in it, or the repository is checked.
// An event of which neither is true would leave a document saying what is not so any more.

import { describe, expect, it } from 'vitest';
import { readEventFacts } from '../../../src/core/activity/parse-event.ts';
import { officialExamples } from '../../support/official-examples.ts';

const repository = {
  full_name: 'ada/engine',
  archived: false,
  private: false,
  visibility: 'public',
  default_branch: 'main',
  updated_at: '2026-03-01T12:00:00Z',
};
const factsOf = (action: string) => readEventFacts('repository', { action, repository }, 'Statusfolio')?.kind ?? 'look';

describe('a repository event', () => {
  it.each(['edited', 'deleted', 'created', 'something that comes later'])(
    '"%s" has the repository looked at: what follows from it is not said in it',
    (action) => expect(factsOf(action)).toBe('look'),
  );

  it.each(['archived', 'unarchived', 'privatized', 'publicized', 'renamed', 'transferred'])(
    '"%s" says all itself',
    (action) => expect(factsOf(action)).toBe('flags'),
  );

  it('is checked for every change of topics, homepage, description and default branch that GitHub documents', () => {
    const edited = officialExamples.filter(
      ({ event, payload }) => event === 'repository' && Reflect.get(payload, 'action') === 'edited',
    );
    for (const { payload } of edited) expect(readEventFacts('repository', payload, 'Statusfolio')).toBeNull();
  });
});

describe('a push', () => {
  const push = (...modified: readonly string[]) => {
    const commit = {
      id: 'b'.repeat(40),
      message: 'Work',
      timestamp: '2026-03-01T12:00:00Z',
      author: { name: 'Ada' },
      added: [],
      modified,
      removed: [],
    };
    const ends = { before: 'a'.repeat(40), after: commit.id, created: false, deleted: false, forced: false };
    const payload = { ref: 'refs/heads/main', ...ends, commits: [commit], repository: { default_branch: 'main' } };
    const facts = readEventFacts('push', payload, 'Statusfolio');
    return facts?.kind === 'push' && (facts.touchesReadme === true || facts.touchesWorkflow === true);
  };

  it.each(['README.md', 'readme.rst', 'README', 'docs/README.md', '.github/readme.md', '.github/workflows/daily.yml'])(
    'that touches %s changes what the repository declares or runs by the clock',
    (path) => expect(push('src/main.go', path)).toBe(true),
  );

  it.each(['src/main.go', 'packages/one/README.md', 'docs/readme-styles/a.css', '.github/workflows/scripts/a.sh'])(
    'that touches %s alone does not',
    (path) => expect(push(path)).toBe(false),
  );
});
