// How wide a line of text is in Verdana, the font that badges are set in. An estimate for everything but ASCII, where
// it is exact: a badge tells the viewer's own font to fill the same width. Pure.

/** Advance widths of U+0020 to U+007E in thousandths of an em. */
// biome-ignore format: sixteen to a line, like the code charts
const asciiWidths = [
  352, 394, 459, 818, 636, 1076, 727, 269, 454, 454, 636, 818, 364, 454, 364, 454,
  636, 636, 636, 636, 636, 636, 636, 636, 636, 636, 454, 454, 818, 818, 818, 545,
  1000, 684, 686, 698, 771, 632, 575, 775, 751, 421, 455, 693, 557, 843, 748, 787,
  603, 787, 695, 684, 616, 732, 684, 989, 685, 615, 685, 454, 454, 454, 818, 636,
  636, 601, 623, 521, 623, 596, 352, 623, 633, 274, 344, 592, 274, 973, 633, 607,
  623, 623, 427, 521, 394, 633, 592, 818, 592, 592, 525, 635, 454, 635, 818,
];

const averageWidth = 650;
const fullWidth = 1000;
const emojiWidth = 1300;
const noWidth = /[\p{M}\p{Cf}\p{Cc}]/u;
const emoji = /\p{Extended_Pictographic}/u;
const eastAsian =
  /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\u{20000}-\u{3ffff}]/u;

/** Width in pixels at the font size given. */
export function measureText(text: string, fontSizePx: number): number {
  let width = 0;
  for (const character of text) width += asciiWidths[character.charCodeAt(0) - 32] ?? measureOther(character);
  return (width * fontSizePx) / 1000;
}

function measureOther(character: string): number {
  if (noWidth.test(character)) return 0;
  if (emoji.test(character)) return emojiWidth;
  if (eastAsian.test(character)) return fullWidth;
  // An accent does not widen its letter.
  return asciiWidths[character.normalize('NFD').charCodeAt(0) - 32] ?? averageWidth;
}
