// The mark beside every status: a shape of its own for each of them, in the colour of its tone, so that no status is told
// by colour alone. As rules of the stylesheet: a mark is a clipped square, which needs neither an image nor a font.

import { darkToneColors, toneColors, toneOf } from '../../core/render/badge.ts';
import { type Status, statuses } from '../../core/status/statuses.ts';

/** Width and height of the square that the shapes are drawn in. */
const markPx = 12;

/** Paths of SVG; where two parts overlap there is a hole. */
export const markShapes = {
  /** A triangle that points on: it runs. */
  running: 'M2 .5L11.5 6L2 11.5z',
  /** A disc with a tick cut out. */
  complete: 'M6 0a6 6 0 0 1 0 12a6 6 0 0 1 0-12zM2.6 6.2L5.1 8.9L9.6 4.2L8.5 3.2L5.1 6.7L3.7 5.2z',
  /** A ring around a dot. */
  maintained: 'M6 0a6 6 0 0 1 0 12a6 6 0 0 1 0-12zM6 2a4 4 0 0 0 0 8a4 4 0 0 0 0-8zM6 4a2 2 0 0 1 0 4a2 2 0 0 1 0-4z',
  /** A disc of which one half is filled. */
  in_progress: 'M6 0a6 6 0 0 1 0 12a6 6 0 0 1 0-12zM6 1.8v8.4a4.2 4.2 0 0 0 0-8.4z',
  /** Two bars. */
  paused: 'M1.5 1h3.2v10h-3.2zM7.3 1h3.2v10h-3.2z',
  /** A square. */
  stalled: 'M1.2 1.2h9.6v9.6h-9.6z',
  /** An empty ring. */
  planned: 'M6 0a6 6 0 0 1 0 12a6 6 0 0 1 0-12zM6 2a4 4 0 0 0 0 8a4 4 0 0 0 0-8z',
  /** A box with a lid. */
  archived: 'M0 1.5h12v3h-12zM1 5.4h10v5.6h-10zM4 6.8h4v1.3h-4z',
  /** A star with four points. */
  experimental: 'M6 0L7.6 4.4L12 6L7.6 7.6L6 12L4.4 7.6L0 6L4.4 4.4z',
  /** A dash. */
  unknown: 'M1.5 4.9h9v2.2h-9z',
} as const satisfies Record<Status, string>;

const variables = Object.entries(toneColors)
  .map(([tone, color]) => `--${tone}: light-dark(${color}, ${darkToneColors[tone as keyof typeof toneColors]});`)
  .join(' ');

const shapes = statuses
  .map(
    (status) => `.is-${status} { --tone: var(--${toneOf(status)}); --mark: path(evenodd, '${markShapes[status]}'); }`,
  )
  .join('\n');

/** A status carries the class `is-<status>`; whatever has `marked` besides shows the mark before its text. */
export const markStyles = `:root { ${variables} }
${shapes}
.marked::before, .mark { content: ''; flex: none; display: inline-block; width: ${markPx}px; height: ${markPx}px; margin-right: 0.45rem; vertical-align: -1px; background: var(--tone); clip-path: var(--mark); print-color-adjust: exact; -webkit-print-color-adjust: exact; }
@media (forced-colors: active) { .marked::before, .mark { background: CanvasText; } }
`;
