// The part of the stylesheet for other media than a wide screen: phones, paper, and eyes that need more contrast. Nothing
// moves anywhere, so that nobody has to ask for less motion.

export const otherMedia = `@media (max-width: 46rem) {
  .group thead { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
  .group table, .group tbody { display: block; }
  .group tbody tr { display: grid; grid-template-columns: 1fr max-content; gap: 0.1rem 1rem; padding: 0.9rem 0; border-bottom: 1px solid var(--line); }
  .group tbody th { display: contents; }
  .group td { display: block; width: auto; padding: 0; border: 0; }
  .group .name { grid-area: 1 / 1 / 2 / -1; }
  .group .repo { display: none; }
  .group td.status { grid-area: 2 / 1 / 3 / -1; padding-right: 0; }
  .group .said > ins, .group .said > .since { order: 0; flex-basis: auto; }
  .group .said > .tag { order: 0; }
  .group .said > .pin[open] { margin-left: 0; }
  .group .said > .tag { margin-top: 0; }
  .group .why, .group .answers { grid-column: 1 / -1; }
  .group .status .why, .group .status .answers { grid-column: auto; }
  .group .half-year { grid-column: 1; margin-top: 0.4rem; }
  .group .half-year .none, .group .looks .none { display: none; }
  .group .looks { grid-column: 2; text-align: right; align-self: end; line-height: 1.4; }
  .group .looks .next .label { position: static; clip-path: none; }
  .group .last { display: none; }
  .filter { display: grid; grid-template-columns: 1fr 1fr; align-items: end; }
  .filter div { display: grid; gap: 0.1rem; }
  .filter input, .filter select { width: 100%; }
  .filter div:first-child { grid-column: 1 / -1; }
  .changes li, .rules li, .dead li { grid-template-columns: 1fr; }
  .columns .rules li { grid-template-columns: 1fr; gap: 0; }
  .columns .facts { grid-template-columns: 7.5rem 1fr; gap: 0.35rem 1rem; }
  .actions { margin-left: 0; }
  .tiles { grid-template-columns: repeat(2, minmax(0, 1fr)); gap: 0.5rem; }
  .timeline text { font-size: 22px; }
  .timeline text.on { display: none; }
}
@media print {
  :root { color-scheme: light; }
  body { max-width: none; padding: 0; }
  .actions, nav, footer, .skip, .filter, .answers, .pin, .fields, #pin, .said > button, .notice.good { display: none; }
  tr, li { break-inside: avoid; }
  h2, h3 { break-after: avoid; }
  .why { max-width: none; }
  .spark, .share, .timeline, .dot, .tag, .key, .summary a, [class^='tone-'] { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
}
@media (prefers-contrast: more) {
  :root { --line: var(--muted); --muted: var(--text); }
}
`;
