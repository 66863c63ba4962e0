import { describe, expect, it } from 'vitest';
import { readPortfolio, suggest } from '../../src/config/portfolio.ts';

describe('suggest', () => {
  const known = ['documents', 'publish', 'onSilence', 'labels', 'until', 'afterPublish'];
  it.each([
    ['pubish', 'publish'],
    ['Publish', 'publish'],
    ['pulbish', 'publish'],
    ['onSilense', 'onSilence'],
    ['label', 'labels'],
    ['after_publish', 'afterPublish'],
    ['token', null],
    ['', null],
    ['x'.repeat(10_000), null],
  ])('%s is %s', (typed, meant) => {
    expect(suggest(typed, known)).toBe(meant);
  });

  it('helps with a misspelt key of the configuration', () => {
    const reading = readPortfolio('documents: [{ repo: ada/me, pubish: commit }]\nonSilense: ask\n');
    expect(reading).toMatchObject({
      problems: [
        { message: 'documents[0].pubish: there is no such option; did you mean "publish"?' },
        { message: 'onSilense: there is no such option; did you mean "onSilence"?' },
      ],
    });
  });
});
