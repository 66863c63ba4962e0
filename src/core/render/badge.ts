// A status badge as SVG: two fields of text on solid colours that are readable on light and dark pages; on dark ones the
// label is lighter, so that its edge can be seen. Self-contained (no script, font, link or id), so that it may be shown as
// an image or put into a page. Never emits foreign markup.

import type { Status } from '../model.ts';
import { statusTable } from '../status/statuses.ts';
import { measureText } from './measure-text.ts';
import { toPlainText } from './plain-text.ts';

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
