// Takes characters off the end of a text in one pass; a regular expression such as /x+$/ tries anew at every x.

/** `characters` are single UTF-16 units. */
export function stripEnd(text: string, characters: string): string {
  let end = text.length;
  while (end > 0 && characters.includes(text.charAt(end - 1))) end -= 1;
  return text.slice(0, end);
}

// Makes text from outside safe to show: one line, well formed, nothing invisible that could reorder or hide words.
// Never escapes: that depends on where the text goes (HTML and XML escape it themselves).

const lineBreaks = /[\t\n\v\f\r\u0085\u2028\u2029]+/g;

/**
 * What nobody sees and what moves, hides or turns around the text beside it: control characters, direction overrides,
 * marks and isolates, zero-width characters, tag characters. ZWJ and ZWNJ are not among them: emoji and scripts need them.
 */
export const unseen =
  /[\p{Cc}\u00ad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ufffe\uffff\u{e0000}-\u{e007f}]/gu;

/** One line of visible text, at most `maxLength` UTF-16 units long (cut with an ellipsis, never inside a character). */
export function toPlainText(text: string, maxLength = 500): string {
  const flat = text.toWellFormed().replace(lineBreaks, ' ').replace(unseen, '').trim();
  if (flat.length <= maxLength) return flat;
  return `${flat.slice(0, maxLength - 1).replace(/[\ud800-\udbff]$/, '')}…`;
}

// The part of an address or a file name that stands for a project.

/** Letters and digits of any script, the rest as single dashes: `SNR QuickCapture` is `snr-quickcapture`. */
export function toSlug(text: string): string {
  return text
    .normalize('NFC')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\p{M}._]+/gu, '-')
    .replace(/^-|-$/g, '');
}

// A short name for a text: for telling whether two are the same, and never a proof of anything.

/** 53 bits of a fast hash, as text: the same forever. */
export function fingerprint(text: string): string {
  let high = 0xdeadbeef;
  let low = 0x41c6ce57;
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    high = Math.imul(high ^ code, 2654435761);
    low = Math.imul(low ^ code, 1597334677);
  }
  high = Math.imul(high ^ (high >>> 16), 2246822507) ^ Math.imul(low ^ (low >>> 13), 3266489909);
  low = Math.imul(low ^ (low >>> 16), 2246822507) ^ Math.imul(high ^ (high >>> 13), 3266489909);
  return (4294967296 * (2097151 & low) + (high >>> 0)).toString(36);
}

/** 32 bits of FNV-1a: the same everywhere, and far apart for names that are alike. */
export function hashText(text: string): number {
  let value = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(text)) value = Math.imul(value ^ byte, 0x01000193) >>> 0;
  return value;
}
