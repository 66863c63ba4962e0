// The one gate: what everybody learns of a project, and what only its owner.

import { describe, expect, it } from 'vitest';
import { disclose, type RepositoryFacts, type Telling } from '../../src/core/disclosure.ts';

const open: RepositoryFacts = { link: 'ada/api', name: 'ada/api', isPublic: true };
const closed: RepositoryFacts = { link: 'Ada/Web', name: 'ada/site', isPublic: false };
const unknown: RepositoryFacts = { link: 'ada/gone', name: null, isPublic: false };

function gate(repositories: readonly RepositoryFacts[], more: Partial<Telling> = {}) {
  const isAllPublic = repositories.every(({ isPublic }) => isPublic);
  const evidence = isAllPublic ? 'public' : 'owner';
  return disclose({ audience: 'public', repositories, isWritten: true, evidence, permitted: [], ...more });
}

describe('the gate', () => {
  it('tells everybody everything about what is public, and the owner everything', () => {
    for (const disclosure of [gate([open]), gate([]), gate([closed, unknown], { audience: 'owner' })]) {
      expect(disclosure).toMatchObject({ isShown: true, isOpen: true });
      expect(disclosure.tell('Last work commit 2026-01-02.')).toBe('Last work commit 2026-01-02.');
    }
    expect(gate([open]).tellName('Ada/Api')).toBe('Ada/Api');
    expect(gate([closed], { audience: 'owner' }).tellName('ada/site')).toBe('ada/site');
  });

  it.each([
    ['is private', [closed]],
    ['is not known', [unknown]],
    ['is one of several, of which another one is public', [open, closed]],
  ])('tells everybody the word alone of a repository that %s', (_, repositories) => {
    const disclosure = gate(repositories);
    expect(disclosure).toMatchObject({ isShown: true, isOpen: false });
    expect(disclosure.tell('Last work commit 2026-01-02.')).toBeNull();
    for (const { link, name } of repositories.filter(({ isPublic }) => !isPublic)) {
      expect([disclosure.tellName(link), disclosure.tellName(name ?? link)]).toEqual([null, null]);
    }
  });

  it('does not mention at all what only the configuration knows of', () => {
    expect(gate([closed], { isWritten: false }).isShown).toBe(false);
    expect(gate([open], { isWritten: false }).isShown).toBe(true);
  });

  it('keeps what was derived from the owner alone, whatever the repository is', () => {
    expect(gate([open], { evidence: 'owner' })).toMatchObject({ isOpen: false });
  });

  it('follows the owner who wants the details shown, for every repository and under the name that was permitted', () => {
    const shows = (...permitted: string[]) => gate([{ ...open, isPublic: false }, closed], { permitted }).isOpen;
    expect([shows(), shows('ada/api'), shows('ada/web', 'Ada/API')]).toEqual([false, false, true]);
    const permitted = gate([closed], { permitted: ['ada/web'] });
    expect([permitted.tellName('ada/web'), permitted.tellName('ada/site')]).toEqual(['ada/web', null]);
    expect(permitted.tell('Last work commit 2026-01-02.')).not.toBeNull();
    expect(permitted.tell('Last work commit 2026-01-02 (ada/site).')).toBeNull();
    expect(gate([], { evidence: 'owner', permitted: ['ada/web'] }).isOpen).toBe(false);
  });
});
