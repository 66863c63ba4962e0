// Statuses whose word alone is emphasised, such as `🟢 **Running**`: the glyph stands outside the marks.

export interface Emphasised {
  /** The glyph with the blanks behind it. */
  readonly glyph: string;
  /** The emphasis around the word; empty where there is none. */
  readonly mark: string;
  readonly word: string;
}

export function splitEmphasis(text: string): Emphasised {
  const [, glyph = '', mark = '', word] = /^([^\p{L}\p{N}*_~`]*)([*_~`]{1,3})([^*_~`]+)\2$/u.exec(text) ?? [];
  return word === undefined ? { glyph: '', mark: '', word: text } : { glyph, mark, word };
}

/** `text` with the emphasis that `before` has. */
export function emphasiseLike(before: string, text: string): string {
  const { mark } = splitEmphasis(before);
  if (mark === '') return text;
  const [, glyph = '', word = ''] = /^([^\p{L}\p{N}]*)(.*)$/su.exec(text) ?? [];
  return `${glyph}${mark}${word}${mark}`;
}
