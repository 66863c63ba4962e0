// The mark beside every status: a shape of its own for each of them, in the colour of its tone, so that no status is told
// by colour alone. As rules of the stylesheet: a mark is a clipped square, which needs neither an image nor a font.

import { darkToneColors, toneColors, toneOf } from '../../core/render/badge.ts';
import { statuses, statusTable } from '../../core/status/statuses.ts';

/** Width and height of the square that the shapes are drawn in, as `src/core/status/statuses.ts` has them. */
const markPx = 12;

const variables = Object.entries(toneColors)
  .map(([tone, color]) => `--${tone}: light-dark(${color}, ${darkToneColors[tone as keyof typeof toneColors]});`)
  .join(' ');

const shapes = statuses
  .map(
    (status) =>
      `.is-${status} { --tone: var(--${toneOf(status)}); --mark: path(evenodd, '${statusTable[status].mark}'); }`,
  )
  .join('\n');

/** A status carries the class `is-<status>`; whatever has `marked` besides shows the mark before its text. */
export const markStyles = `:root { ${variables} }
${shapes}
.marked::before, .mark { content: ''; flex: none; display: inline-block; width: ${markPx}px; height: ${markPx}px; margin-right: 0.45rem; vertical-align: -1px; background: var(--tone); clip-path: var(--mark); print-color-adjust: exact; -webkit-print-color-adjust: exact; }
@media (forced-colors: active) { .marked::before, .mark { background: CanvasText; } }
`;
