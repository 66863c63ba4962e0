// A status badge as SVG: two fields of text on solid colours that are readable on light and dark pages; on dark ones the
// label is lighter, so that its edge can be seen. Self-contained (no script, font, link or id), so that it may be shown as
// an image or put into a page. Never emits foreign markup.

import { type Status, statusTable } from '../status/statuses.ts';
import { toPlainText } from '../text.ts';

/** Every colour carries white text at a contrast of at least 4.5 to 1 (WCAG AA). */
export const toneColors = {
  green: '#1a7f37',
  teal: '#0f766e',
  blue: '#0969da',
  amber: '#8a5a00',
  orange: '#a8480f',
  violet: '#6e40c9',
  grey: '#59636e',
} as const;
export type Tone = keyof typeof toneColors;

export function toneOf(status: Status): Tone {
  return statusTable[status].tone;
}

export interface Badge {
  readonly label: string;
  readonly message: string;
  readonly tone: Tone;
}

/** On light pages and on dark ones. */
export const labelColors = { light: '#3d444d', dark: '#57606a' } as const;
const darkStyle = `<style>@media(prefers-color-scheme:dark){.statusfolio-label{fill:${labelColors.dark}}}</style>`;
const height = 20;
const fontSizePx = 11;
const paddingPx = 6;
const maxTextLength = 60;

/** Which pages it is for; `auto`: those of the visitor's own setting. */
export type BadgeTheme = 'auto' | 'light' | 'dark';

/** A 20 pixel high SVG document. Text is cut at 60 characters. */
export function renderBadge(badge: Badge, theme: BadgeTheme = 'auto'): string {
  const label = measureField(badge.label);
  const message = measureField(badge.message);
  const width = label.width + message.width;
  const title = `${label.text}: ${message.text}`;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" role="img" aria-label="${title}">`,
    `<title>${title}</title>`,
    theme === 'auto' ? darkStyle : '',
    `<path class="statusfolio-label" fill="${labelColors[theme === 'dark' ? 'dark' : 'light']}" d="M3 0h${label.width - 3}v20H3a3 3 0 0 1-3-3V3a3 3 0 0 1 3-3z"/>`,
    `<path fill="${toneColors[badge.tone]}" d="M${label.width} 0h${message.width - 3}a3 3 0 0 1 3 3v14a3 3 0 0 1-3 3H${label.width}z"/>`,
    `<g fill="#fff" font-family="Verdana,Geneva,'DejaVu Sans',sans-serif" font-size="${fontSizePx}" aria-hidden="true">`,
    renderField(label, 0),
    renderField(message, label.width),
    '</g></svg>',
  ].join('');
}

interface Field {
  /** Escaped for XML. */
  readonly text: string;
  readonly textWidth: number;
  readonly width: number;
}

function measureField(text: string): Field {
  const plain = toPlainText(text, maxTextLength);
  const textWidth = Math.round(measureText(plain, fontSizePx));
  return { text: escapeXml(plain), textWidth, width: textWidth + 2 * paddingPx };
}

/** `textLength` makes a viewer without Verdana fill the width that was measured. */
function renderField({ text, textWidth }: Field, left: number): string {
  return text === '' ? '' : `<text x="${left + paddingPx}" y="14" textLength="${textWidth}">${text}</text>`;
}

const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

function escapeXml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => entities[character] ?? '');
}

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
