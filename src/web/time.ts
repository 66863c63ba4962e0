// Instants as a page shows them: absolute and UTC, so that an unchanged page stays the same bytes.

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
