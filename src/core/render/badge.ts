// A status badge as SVG: two fields of text on solid colours that are readable on light and dark pages; on dark ones the
// label is lighter, so that its edge can be seen. In three styles, as shields.io has them. Self-contained (no script, font, link or id), so that it may be shown as
// an image or put into a page. Never emits foreign markup.

import { type Status, statusTable } from '../status/statuses.ts';
import { toPlainText } from '../text.ts';

/**
 * Every colour carries white text at a contrast of at least 4.5 to 1 (WCAG AA), and any two of them differ for people who
 * do not see red, green or blue (tests/core/render/tones.test.ts).
 */
export const toneColors = {
  green: '#096a3d',
  teal: '#0f8188',
  blue: '#1a47b6',
  amber: '#96700f',
  orange: '#8f2e09',
  violet: '#7f55ed',
  grey: '#4a4f57',
} as const;
export type Tone = keyof typeof toneColors;

/** The same for dark pages. */
export const darkToneColors = {
  green: '#8beaa3',
  teal: '#42ba9c',
  blue: '#5b8cf7',
  amber: '#f0b73a',
  orange: '#d6704f',
  violet: '#cdb0fe',
  grey: '#848f9d',
} as const satisfies Record<Tone, string>;

export function toneOf(status: Status): Tone {
  return statusTable[status].tone;
}

export interface Badge {
  /** Empty: the badge has one field. */
  readonly label: string;
  readonly message: string;
  readonly tone: Tone;
}

/** The badge of a project: the owner's own word for its status, without the glyph before it, which the colour stands for. */
export function toBadge(label: string, { status, text }: { readonly status: Status; readonly text: string }): Badge {
  return { label, message: toOwnWord(text, status), tone: toneOf(status) };
}

/** A status as the document spells it, without a glyph before it; the word for it where a glyph is all there is. */
export function toOwnWord(text: string, status: Status): string {
  const word = text.replace(/^[^\p{L}\p{N}]+/u, '');
  return word === '' ? statusTable[status].label : word;
}

/** As shields.io calls them, so that an address made for it works here. */
export const badgeStyles = ['flat', 'flat-square', 'for-the-badge'] as const;
export type BadgeStyle = (typeof badgeStyles)[number];

/** A style that there is not is `flat`, as at shields.io. */
export function readBadgeStyle(wanted: string | null | undefined): BadgeStyle {
  return badgeStyles.find((style) => style === wanted) ?? 'flat';
}

/** On light pages and on dark ones. */
export const labelColors = { light: '#3d444d', dark: '#57606a' } as const;
const darkStyle = `<style>@media(prefers-color-scheme:dark){.statusfolio-label{fill:${labelColors.dark}}}</style>`;
const maxTextLength = 60;

interface Shape {
  readonly height: number;
  readonly radius: number;
  readonly fontSizePx: number;
  readonly paddingPx: number;
  readonly baseline: number;
  /** Text in capitals, with space between them, the message in bold. */
  readonly isLoud: boolean;
}

/** Heights and sizes are those of shields.io, so that badges of both stand in one line. */
const shapes: Readonly<Record<BadgeStyle, Shape>> = {
  flat: { height: 20, radius: 3, fontSizePx: 11, paddingPx: 6, baseline: 14, isLoud: false },
  'flat-square': { height: 20, radius: 0, fontSizePx: 11, paddingPx: 6, baseline: 14, isLoud: false },
  'for-the-badge': { height: 28, radius: 0, fontSizePx: 10, paddingPx: 10, baseline: 18, isLoud: true },
};

/** In pixels. */
export function heightOf(style: BadgeStyle): number {
  return shapes[style].height;
}

/** Between two capitals, in pixels; and how much wider Verdana's bold letters are. */
const spacingPx = 1.25;
const boldRatio = 1.14;

/** Which pages it is for; `auto`: those of the visitor's own setting. */
export type BadgeTheme = 'auto' | 'light' | 'dark';

/** An SVG document, 20 pixels high, in the loud style 28. Text is cut at 60 characters. */
export function renderBadge(badge: Badge, theme: BadgeTheme = 'auto', style: BadgeStyle = 'flat'): string {
  const shape = shapes[style];
  const label = measureField(badge.label, shape, false);
  const message = measureField(badge.message, shape, true);
  const left = label.text === '' ? 0 : label.width;
  const { height, fontSizePx } = shape;
  const width = left + message.width;
  const title = left === 0 ? message.title : `${label.title}: ${message.title}`;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" role="img" aria-label="${title}">`,
    `<title>${title}</title>`,
    theme === 'auto' ? darkStyle : '',
    left === 0
      ? ''
      : `<path class="statusfolio-label" fill="${labelColors[theme === 'dark' ? 'dark' : 'light']}" d="${drawField(0, left, shape, 'left')}"/>`,
    `<path fill="${toneColors[badge.tone]}" d="${drawField(left, message.width, shape, left === 0 ? 'both' : 'right')}"/>`,
    `<g fill="#fff" font-family="Verdana,Geneva,'DejaVu Sans',sans-serif" font-size="${fontSizePx}" aria-hidden="true">`,
    left === 0 ? '' : renderField(label, 0, shape),
    renderField(message, left, shape),
    '</g></svg>',
  ].join('');
}

/** The outline of a field, clockwise, with round corners at the ends of the badge. */
function drawField(left: number, width: number, { height, radius }: Shape, ends: 'left' | 'right' | 'both'): string {
  const inner = height - 2 * radius;
  const round = (x: number, y: number) => (radius === 0 ? '' : `a${radius} ${radius} 0 0 1 ${x} ${y}`);
  const [isLeft, isRight] = [ends !== 'right', ends !== 'left'].map((end) => end && radius > 0);
  const top = width - (isLeft ? radius : 0) - (isRight ? radius : 0);
  return [
    `M${left + (isLeft ? radius : 0)} 0h${top}`,
    isRight ? `${round(radius, radius)}v${inner}${round(-radius, radius)}` : `v${height}`,
    `H${left + (isLeft ? radius : 0)}`,
    isLeft ? `${round(-radius, -radius)}v-${inner}${round(radius, -radius)}` : '',
    'z',
  ].join('');
}

interface Field {
  /** Both escaped for XML. */
  readonly title: string;
  readonly text: string;
  readonly textWidth: number;
  readonly width: number;
  readonly isBold: boolean;
}

function measureField(given: string, { fontSizePx, paddingPx, isLoud }: Shape, isMessage: boolean): Field {
  const plain = toPlainText(given, maxTextLength);
  const shown = isLoud ? plain.toUpperCase() : plain;
  const isBold = isLoud && isMessage;
  const letters = measureText(shown, fontSizePx) * (isBold ? boldRatio : 1);
  const textWidth = Math.round(isLoud ? letters + spacingPx * shown.length : letters);
  return {
    title: escapeXml(plain),
    text: escapeXml(shown),
    textWidth,
    width: textWidth + 2 * paddingPx,
    isBold,
  };
}

/** `textLength` makes a viewer without Verdana fill the width that was measured. */
function renderField({ text, textWidth, isBold }: Field, left: number, { paddingPx, baseline }: Shape): string {
  if (text === '') return '';
  const weight = isBold ? ' font-weight="bold"' : '';
  return `<text x="${left + paddingPx}" y="${baseline}"${weight} textLength="${textWidth}">${text}</text>`;
}

/** What shields.io's endpoint badge reads. https://shields.io/badges/endpoint-badge */
export interface ShieldsBadge {
  readonly schemaVersion: 1;
  readonly label: string;
  readonly message: string;
  readonly color: string;
}

export function toShieldsBadge({ label, message, tone }: Badge): ShieldsBadge {
  const [shown, said] = [label, message].map((text) => toPlainText(text, maxTextLength));
  return { schemaVersion: 1, label: shown ?? '', message: said ?? '', color: toneColors[tone] };
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
function measureText(text: string, fontSizePx: number): number {
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
