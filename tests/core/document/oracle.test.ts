// The short form of `npm run fuzz`: generated documents against the real renderers.

import { describe, expect, it } from 'vitest';
import { generateText } from '../../support/generate-document.ts';
import { checkCells, checkDates, isInstalled, oracles } from '../../support/oracles.ts';

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

  it.skipIf(!isInstalled(oracle))(`puts a date where ${oracle.name} sees it behind the word`, async () => {
    const cells = [
      '🟡 In Progress',
      '**Active**',
      '🟢 **Running**',
      '`done`',
      '[Active](https://example.org)',
      '*Paused*',
    ];
    const rows = cells.map((cell, index) => `| [n${index}x](https://github.com/ada/n${index}) | ${cell} | x &amp; y |`);
    const tables = [
      `| Project | Status | Note |\n|---|---|---|\n${rows.join('\n')}\n`,
      `| Project | Status | Note |\r\n|---|:-:|---|\r\n${rows.map((row) => row.replaceAll('| ', '|\t')).join('\r\n')}\r\n`,
      `| Project | Status | Note |\n|---|---|---|\n| [a](https://github.com/ada/a) | Active <!-- why --> | x |\n`,
      `| Project | Status |\n|---|---|\n| [a](https://github.com/ada/a) | 进行中      |\n`,
    ];
    for (const table of tables) expect(await checkDates(table, oracle)).toBeGreaterThan(0);
    let dates = 0;
    for (let batch = 0; batch < 4; batch += 1) {
      const texts = Array.from({ length: 20 }, (_, index) => generateText(batch * 20 + index, `d${index}p`));
      dates += await checkDates(texts.join('\n\n'), oracle);
    }
    expect(dates).toBeGreaterThan(5);
  });
});
