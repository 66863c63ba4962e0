// Every text that is sent must be one that GitHub understands: checked against GitHub's own schema.

import { validate } from '@octokit/graphql-schema';
import { describe, expect, it } from 'vitest';
import * as queries from '../../src/github/queries.ts';

const texts = Object.entries(queries).flatMap(([name, text]) =>
  typeof text === 'string'
    ? [{ name, text }]
    : [1, 25].map((count) => ({ name: `${name}(${count})`, text: text(count) })),
);

describe('queries', () => {
  it.each(texts)('$name is valid', ({ text }) => {
    expect(validate(text)).toEqual([]);
  });

  it('are all here', () => {
    expect(texts.length).toBeGreaterThan(8);
  });

  it('ask for deployments apart from everything else', () => {
    expect(queries.coreByIds).not.toContain('deployments');
    expect(queries.liteByIds).not.toContain('deployments');
  });
});
