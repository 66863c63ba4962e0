import { describe, expect, it } from 'vitest';
import { readPortfolio, suggest } from '../../src/config/portfolio.ts';

describe('suggest', () => {
  const known = ['documents', 'publish', 'silence', 'labels', 'until', 'afterPublish'];
  it.each([
    ['pubish', 'publish'],
    ['Publish', 'publish'],
    ['pulbish', 'publish'],
    ['silense', 'silence'],
    ['label', 'labels'],
    ['after_publish', 'afterPublish'],
    ['token', null],
    ['', null],
    ['x'.repeat(10_000), null],
  ])('%s is %s', (typed, meant) => {
    expect(suggest(typed, known)).toBe(meant);
  });

  it('helps with a misspelt key of the configuration', () => {
    const reading = readPortfolio('documents: [{ repo: ada/me, pubish: commit }]\nsilense: ask\n');
    expect(reading).toMatchObject({
      problems: [
        { message: 'documents[0].pubish: there is no such option; did you mean "publish"?' },
        { message: 'silense: there is no such option; did you mean "silence"?' },
      ],
    });
  });
});
