// The way back: words as they were typed last, no markers, and not one other byte.

import { describe, expect, it } from 'vitest';
import { planUninstall } from '../../../src/core/messages/uninstall.ts';

const encode = (text: string) => Buffer.from(text);
const plan = (text: string, changes: Parameters<typeof planUninstall>[2]) => {
  const { bytes, words } = planUninstall(encode(text), 'README.md', changes);
  return { text: Buffer.from(bytes).toString(), words };
};
const table = (...rows: string[]) => ['| Project | Status |', '|---|---|', ...rows, ''].join('\n');
const change = (name: string, from: string, to: string) => ({ name, from, to });

describe('the way back', () => {
  it('goes through all our changes to the word that the owner typed', () => {
    const document = table(
      '| [a](https://github.com/ada/a) | 🟡 Paused |',
      '| [b](https://github.com/ada/b) | 🟢 Running |',
    );
    const changes = [change('a', '🟡 In Progress', '🟡 Paused'), change('a', '🔴 Planned', '🟡 In Progress')];
    expect(plan(document, changes)).toEqual({ text: document.replace('🟡 Paused', '🔴 Planned'), words: 1 });
  });

  it('stops where the owner typed something in between', () => {
    const document = table('| [a](https://github.com/ada/a) | 🟡 Paused |');
    const changes = [change('a', '🟢 Running', '🟡 Paused'), change('a', '🔴 Planned', '🟡 In Progress')];
    expect(plan(document, changes).text).toBe(document.replace('🟡 Paused', '🟢 Running'));
  });

  it('takes our dates away, and goes on to the word behind them', () => {
    const document = table(
      '| [a](https://github.com/ada/a) | 🟡 Paused (as of 2025-07) |',
      '| [b](https://github.com/ada/b) | 🟢 Running (2025-07) |',
      '| [c](https://github.com/ada/c) | 🟢 Running (since 2025-07) |',
    );
    expect(plan(document, [change('a', '🟡 In Progress', '🟡 Paused')])).toEqual({
      text: document.replace('🟡 Paused (as of 2025-07)', '🟡 In Progress').replace(' (2025-07)', ''),
      words: 1,
    });
  });

  it("leaves a word that is the owner's own, and rows of other names", () => {
    const document = table('| [a](https://github.com/ada/a) | 🟢 Complete |');
    const changes = [change('a', '🟢 Running', '🟡 Paused'), change('b', '🟢 Running', '🟢 Complete')];
    expect(plan(document, changes)).toEqual({ text: document, words: 0 });
  });

  it('keeps doubly encoded text doubly encoded', () => {
    const mojibake = (text: string) =>
      [...Buffer.from(text, 'utf8')]
        .map((byte) => new TextDecoder('windows-1252').decode(Uint8Array.of(byte)))
        .join('');
    const document = table(`| [a](https://github.com/ada/a) | ${mojibake('🟢 Running')} | ${mojibake('—')} |`);
    const { text, words } = plan(document, [change('a', '🟡 Paused', '🟢 Running')]);
    expect({ text, words }).toEqual({
      text: document.replace(mojibake('🟢 Running'), mojibake('🟡 Paused')),
      words: 1,
    });
  });

  it('takes markers away, keeps what was generated between them, and leaves broken ones alone', () => {
    const block = '- [a](https://github.com/ada/a): 🟢 Running\n';
    const document = `# Me\r\n<!-- statusfolio:list sort=name -->\n${block}<!-- /statusfolio -->\nEnd <!-- /statusfolio -->`;
    expect(plan(document, []).text).toBe(`# Me\r\n${block}End <!-- /statusfolio -->`);
    const broken = '<!-- statusfolio:list -->\n- a\n';
    expect(plan(broken, []).text).toBe(broken);
  });

  it('takes directives out of rows, and nothing that only looks like one', () => {
    const row = '| [a](https://github.com/ada/a) | 🟢 Running <!-- statusfolio: pin until 2027-01-31 --> |';
    const code = '`<!-- statusfolio: ignore -->`\n';
    expect(plan(code + table(row), []).text).toBe(code + table('| [a](https://github.com/ada/a) | 🟢 Running |'));
  });
});
