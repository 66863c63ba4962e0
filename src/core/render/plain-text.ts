// Makes text from outside safe to show: one line, well formed, nothing invisible that could reorder or hide words.
// Never escapes: that depends on where the text goes (HTML and XML escape it themselves).

const lineBreaks = /[\t\n\v\f\r\u0085\u2028\u2029]+/g;

/** Control characters, direction overrides and marks, zero-width characters. ZWJ and ZWNJ stay: emoji and scripts need them. */
const invisible = /[\p{Cc}\u00ad\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ufffe\uffff]/gu;

/** One line of visible text, at most `maxLength` UTF-16 units long (cut with an ellipsis, never inside a character). */
export function toPlainText(text: string, maxLength = 500): string {
  const flat = text.toWellFormed().replace(lineBreaks, ' ').replace(invisible, '').trim();
  if (flat.length <= maxLength) return flat;
  return `${flat.slice(0, maxLength - 1).replace(/[\ud800-\udbff]$/, '')}…`;
}
