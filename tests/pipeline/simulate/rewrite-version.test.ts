// The owner's next version with our words in it, where the owner left the cells as they were.

import { describe, expect, it } from 'vitest';
import { rewriteVersion } from '../../../src/pipeline/simulate/rewrite-version.ts';
import { row, table } from '../../support/open-pipeline.ts';

const ref = { kind: 'file', path: '/README.md' } as const;
const rewrite = (...texts: readonly [string, string, string]) => {
  const [before, ours, next] = texts.map((text) => Buffer.from(text)) as [Buffer, Buffer, Buffer];
  return Buffer.from(rewriteVersion(before, ours, next, ref)).toString();
};
const words = (mill: string, loom: string) => table(row('mill', mill), row('loom', loom));

describe('a version of the owner', () => {
  const before = words('In progress', 'In progress');

  it('keeps our word and our date where the owner left the cell, wherever it stands now', () => {
    const ours = words('Archived', 'In progress (as of 2025-07)');
    const next = `# New\n\n${table(row('loom', 'In progress'), row('mill', 'In progress'))}`;
    expect(rewrite(before, ours, next)).toBe(
      `# New\n\n${table(row('loom', 'In progress (as of 2025-07)'), row('mill', 'Archived'))}`,
    );
  });

  it('keeps the owner’s word where they typed another one', () => {
    expect(rewrite(before, words('Archived', 'In progress'), words('Complete', 'In progress'))).toBe(
      words('Complete', 'In progress'),
    );
  });

  it('is taken as it is where nothing of ours stood, or it cannot be read', () => {
    const next = words('In progress', 'Complete');
    expect(rewrite(before, before, next)).toBe(next);
    expect(rewrite(before, '\0', next)).toBe(next);
  });

  it('keeps a generated block that the owner left', () => {
    const block = (said: string) => `<!-- statusfolio:list -->\n${said}<!-- /statusfolio -->\n`;
    const ours = block('\n- **[mill](https://github.com/ada/mill)** — Running\n\n');
    expect(rewrite(block(''), ours, `${block('')}\nMore.\n`)).toBe(`${ours}\nMore.\n`);
  });
});
