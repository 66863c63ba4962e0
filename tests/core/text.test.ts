import { describe, expect, it } from 'vitest';
import { toPlainText } from '../../src/core/text.ts';

describe('toPlainText', () => {
  it('keeps ordinary text, emoji sequences and right-to-left letters as they are', () => {
    for (const text of ['PCC', 'naïve 漢字', '👩‍💻 🟢 Running', 'עברית', '<b>&"']) expect(toPlainText(text)).toBe(text);
  });

  it('removes what hides or reorders words', () => {
    expect(toPlainText('a\u202eb\u2066c\u200bd\u0000e\u001b[31mf\u00adg\ufeff')).toBe('abcde[31mfg');
  });

  it('makes one line of several', () => {
    expect(toPlainText(' one\r\ntwo\u2028three\tfour ')).toBe('one two three four');
  });

  it('replaces lone surrogates, so that the text can be encoded', () => {
    expect(toPlainText('a\ud800b')).toBe('a\ufffdb');
  });

  it('cuts long text without cutting a character in two', () => {
    expect(toPlainText('abcdef', 4)).toBe('abc…');
    expect(toPlainText('ab🟢def', 4)).toBe('ab…');
  });
});
