// The short form of `npm run fuzz`: generated documents against the real renderers.

import { describe, expect, it } from 'vitest';
import { generateText } from '../../support/generate-document.ts';
import { checkCells, isInstalled, oracles } from '../../support/oracles.ts';

describe.each(oracles)('an edit of $path', (oracle) => {
  // Skipped only where the renderer is not installed; .ci/run installs it.
  it.skipIf(!isInstalled(oracle))(`lands in the cell that ${oracle.name} sees`, async () => {
    let cells = 0;
    for (let batch = 0; batch < 20; batch += 1) {
      const texts = Array.from({ length: 20 }, (_, index) => generateText(batch * 20 + index, `d${index}p`));
      cells += await checkCells(texts.join('\n\n'), oracle);
    }
    // Skipping everything would be right too, and useless.
    expect(cells).toBeGreaterThan(50);
  });
});
