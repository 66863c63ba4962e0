// Instants and days as a page shows them: absolute and UTC, so that an unchanged page stays the same bytes.

import { html } from 'hono/html';
import { toDay, toInstant } from '../core/instants.ts';
import type { Html } from './page.ts';

/** `2026-11-21` */
export function renderDay(instant: string): Html {
  return html`<time datetime="${instant}">${toDay(instant)}</time>`;
}

/** `2026-11-21 03:47` */
export function renderMinute(instant: string): Html {
  const text = toInstant(instant);
  return html`<time datetime="${text}">${text.slice(0, 10)} ${text.slice(11, 16)}</time>`;
}

/** A sentence whose days are marked up, so that none is broken in two at the end of a line. */
export function renderSentence(sentence: string): Html {
  const parts = sentence.split(/(?<![\w-])(\d{4}-\d{2}-\d{2})(?![\w-])/);
  return html`${parts.map((part, index) => (index % 2 === 1 ? html`<time>${part}</time>` : part))}`;
}
