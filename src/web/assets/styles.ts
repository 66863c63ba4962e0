// The one stylesheet: calm, dense, typographic. System fonts, no images, light and dark by the visitor's own setting.
// Colour never says anything alone: every status has its word, and a mark of its own shape.

import { markStyles } from './status-marks.ts';

// The part of the stylesheet for other media than a wide screen: phones, paper, and eyes that need more contrast. Nothing
// moves anywhere, so that nobody has to ask for less motion.

const otherMedia = `@media screen and (max-width: 46rem) {
  .group thead, .log thead { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
  .group table, .group tbody { display: block; }
  .group tbody tr { display: grid; grid-template-columns: 1fr max-content; gap: 0.1rem 1rem; padding: 0.9rem 0; border-bottom: 1px solid var(--line); }
  .group tbody th { display: contents; }
  .group td { display: block; width: auto; padding: 0; border: 0; }
  .group .name { grid-area: 1 / 1 / 2 / -1; justify-self: start; }
  .group .repo { display: none; }
  .group td.status { grid-area: 2 / 1 / 3 / -1; padding-right: 0; }
  .group .said > ins, .group .said > .since { order: 0; flex-basis: auto; }
  .group .said > .tag { order: 0; margin-top: 0; }
  .group .why, .group .answers { grid-column: 1 / -1; }
  .group .half-year { grid-column: 1; margin-top: 0.4rem; display: flex; align-items: end; gap: 0.6rem; }
  .group .half-year .sum, .group .half-year .none { line-height: 1.3; }
  .group .half-year:has([aria-label].none), .group .check-times .none { display: none; }
  .group .check-times { grid-column: 2; text-align: right; align-self: end; line-height: 1.4; }
  .group .last { display: none; }
  .group .next { line-height: 1.3; }
  .log, .log tbody { display: block; }
  .log tbody tr { display: grid; grid-template-columns: minmax(0, 1fr) max-content; gap: 0.1rem 1rem; padding: 0.6rem 0; border-bottom: 1px solid var(--line); align-items: baseline; }
  .log td, .log tbody th { display: block; width: auto; padding: 0; border: 0; }
  .log .received { grid-area: 1 / 2; color: var(--muted); text-align: right; }
  .log tbody th { grid-area: 1 / 1; }
  .log .about { grid-area: 2 / 1; }
  .log .id { grid-area: 2 / 2; text-align: right; }
  .log .id button { margin-right: -0.6rem; }
  .log .outcome { grid-area: 3 / 1 / 4 / -1; color: var(--muted); }
  .filter .find { flex-basis: 100%; }
  .find kbd { display: none !important; }
  .filter input { width: 100%; }
  .found { margin-left: 0; }
  .changes li { grid-template-columns: 1fr; }
  .changes code { margin-left: 0; }
  .columns .rules li { grid-template-columns: 1fr; gap: 0; }
  .columns .facts { grid-template-columns: 8rem 1fr; gap: 0.35rem 0.75rem; }
  .verdict { grid-template-columns: 1fr; }
  .actions { margin-left: 0; }
  .tiles { grid-template-columns: repeat(2, minmax(0, 1fr)); gap: 0.5rem; }
  .tiles dd { font-size: 0.9375rem; }
  .timeline text, .weeks text { font-size: 23px; }
  .timeline > text { transform: translateY(14px); }
  .weeks > text { transform: translateY(10px); }
  .timeline, .weeks { margin-bottom: 1.1rem; }
  .timeline text.on { display: none; }
  .periods { display: flex; flex-wrap: wrap; gap: 0.2rem 1rem; color: var(--muted); font-size: 0.8125rem; }
  footer span { width: 100%; }
}
@media (max-width: 30rem) {
  .brand:has(+ nav) span { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
  .top { gap: 0.25rem 0.75rem; }
  nav { gap: 0.75rem; }
  .actions { margin-left: auto; gap: 0; }
  .actions button { padding-inline: 0.45rem; }
}
@media print {
  :root { color-scheme: light; }
  body { max-width: none; padding: 0; font-size: 10pt; }
  .status, .col-status { width: 10.5rem; } .half-year, .col-half-year { width: 8.75rem; } .check-times, .col-check-times { width: 8.5rem; }
  .group td.status { padding-right: 0.6rem; }
  .columns { display: block; }
  .actions, nav, .skip, .filter, .answers, .pin, .fields, #pin, .said > button, .notice.good, .notice.given, .toast, .scripted, details.more, button, .feeds { display: none !important; }
  .group .repo { display: inline; }
  .share { width: 100%; margin-inline: 0; }
  .repo::before { content: '\\A github.com/'; white-space: pre; }
  .notice { border: 1px solid var(--line); border-left: 3px solid var(--tint); }
  tr, li, .tiles div, .notice { break-inside: avoid; }
  thead { display: table-header-group; }
  h1, h2, h3 { break-after: avoid; }
  .why { max-width: none; }
  .spark, .weeks, .share, .timeline, .tag, .key, .notice { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
  a { color: inherit; }
}
@media (prefers-contrast: more) {
  :root { --line: var(--muted); --muted: var(--text); --control: var(--text); }
}
`;

export const stylesheet = `
:root {
  color-scheme: light dark;
  --page: light-dark(#ffffff, #0f1216);
  --ghost: light-dark(#c3c9d1, #3d4651);
  --panel: light-dark(#f6f7f9, #171b21);
  --line: light-dark(#e3e6ea, #262c35);
  --strong: light-dark(#14181d, #eef1f5);
  --text: light-dark(#2d333b, #c6ccd4);
  --muted: light-dark(#5f6873, #8f99a5);
  --link: light-dark(#0550ae, #79b8ff);
  --control: light-dark(#868f99, #6b747f);
  --good: light-dark(#1a7f37, #4cc26b);
  --warn: light-dark(#9a6700, #e0b040);
  --ask: light-dark(#6e40c9, #b99bff);
  --work: light-dark(#0969da, #6cb0ff);
  --red: light-dark(#b3261e, #ff8a80);
}
* { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; }
body {
  margin: 0 auto; padding: 0 clamp(1rem, 4vw, 2.5rem) 4rem; max-width: 74rem;
  background: var(--page); color: var(--text);
  font: 0.9375rem/1.5 system-ui, -apple-system, 'Segoe UI', Roboto, 'Noto Sans', 'Liberation Sans', sans-serif;
  font-variant-numeric: tabular-nums; font-variant-emoji: unicode; overflow-wrap: anywhere;
}
a { color: var(--link); text-decoration: none; }
a:hover { text-decoration: underline; }
:focus-visible { outline: 2px solid var(--link); outline-offset: 2px; border-radius: 3px; }
code { font: 0.85em/1.5 ui-monospace, SFMono-Regular, Menlo, Consolas, 'Liberation Mono', monospace; }
pre { margin: 0; font-size: 0.9375rem; padding: 0.9rem 1rem; background: var(--panel); border: 1px solid var(--line); border-radius: 6px; overflow-x: auto; }
p { margin: 0; }
.muted { color: var(--muted); }
.unseen { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
[hidden] { display: none !important; }
.skip { position: absolute; left: -999rem; }
.skip:focus { left: 1rem; top: 0.5rem; padding: 0.3rem 0.6rem; background: var(--page); z-index: 1; }

.top { display: flex; flex-wrap: wrap; align-items: center; gap: 0.25rem 1.5rem; padding: 0.9rem 0; min-height: 4rem; }
.brand { display: inline-flex; align-items: center; gap: 0.5rem; color: var(--strong); font-weight: 600; }
.brand:hover { text-decoration: none; }
nav { display: flex; gap: 1.1rem; }
nav a { color: var(--muted); padding: 0.25rem 0; }
nav a[aria-current] { color: var(--strong); box-shadow: 0 2px 0 -0.5px var(--strong); }
.actions { display: flex; align-items: center; gap: 0.5rem; margin-left: auto; }
button, input, select {
  font: inherit; color: inherit; padding: 0.3rem 0.75rem; min-height: 2.1rem; max-width: 100%;
  border: 1px solid var(--line); border-radius: 6px; background: var(--panel);
}
input, select { border-color: var(--control); background: var(--page); }
button { cursor: pointer; color: var(--strong); }
button:hover { border-color: var(--muted); }
button.link { padding: 0; min-height: 0; border: 0; background: none; color: var(--link); }
button.link:hover { text-decoration: underline; }
.scripted { display: none; }
.scripted-page .scripted { display: revert; }
kbd { padding: 0 0.35rem; border: 1px solid var(--line); border-bottom-width: 2px; border-radius: 4px; font: 0.8125rem/1.4 ui-monospace, SFMono-Regular, Menlo, Consolas, 'Liberation Mono', monospace; color: var(--muted); background: var(--panel); }
button:disabled, select:disabled, input:disabled { cursor: not-allowed; color: var(--muted); background: none; border-color: var(--muted); border-style: dashed; opacity: 1; }
button.quiet { background: none; border-color: transparent; color: var(--muted); }
button.quiet:hover { color: var(--strong); }
a.button { display: inline-block; padding: 0.35rem 0.8rem; border: 1px solid var(--muted); border-radius: 6px; color: var(--strong); text-decoration: none; }
button.primary { background: light-dark(#14181d, #eef1f5); color: var(--page); border-color: transparent; }

h1 { margin: 1rem 0 0.35rem; font-size: 1.625rem; line-height: 1.25; font-weight: 650; color: var(--strong); letter-spacing: -0.015em; }
h2, h3 { margin: 2.25rem 0 0.25rem; font-size: 0.9375rem; line-height: 1.35; font-weight: 600; color: var(--strong); }
h2.document-name { margin-top: 3rem; font-size: 1.125rem; }
.summary { display: flex; flex-wrap: wrap; gap: 0.15rem 1.1rem; color: var(--muted); }
.summary a { color: var(--text); white-space: nowrap; padding: 0.1rem 0; }
.summary a[aria-current] { font-weight: 650; color: var(--strong); box-shadow: 0 2px 0 -0.5px var(--tone); }
.share { display: block; width: calc(100% + 2px); margin: 0.6rem -1px 0; clip-path: inset(1px round 4px); }
.share rect { fill: var(--tone); stroke: var(--page); stroke-width: 2; }
.share text { fill: var(--page); font-size: 11px; font-weight: 600; }

h1 + .notice { margin-top: 0.9rem; }
.notices { display: grid; gap: 0.5rem; margin: 1.25rem 0 0; }
.notices:not(:has(*)) { display: none; }
.notice { padding: 0.55rem 0.85rem; border-left: 3px solid var(--tint); background: color-mix(in srgb, var(--tint) 9%, var(--page)); border-radius: 0 6px 6px 0; }
.notice strong { color: var(--strong); font-weight: 600; }
.notice > strong { margin-right: 0.4rem; }
.notice > a { margin-right: 0.3rem; }
.notice a { display: inline-block; text-decoration: underline 1px color-mix(in srgb, currentColor 45%, transparent); text-underline-offset: 0.2em; }
.notice h2 { margin: 0; }
.notice ul { margin: 0.35rem 0 0; padding: 0; list-style: none; display: grid; gap: 0.5rem; }
.notice li strong { font-weight: 500; }
.notice .hint { display: block; color: var(--text); }
.good, .given { --tint: var(--good); }
.drift { --tint: var(--warn); }
.ask { --tint: var(--ask); }
.bad { --tint: var(--red); }

.filter { display: flex; flex-wrap: wrap; align-items: center; gap: 0.35rem 1rem; margin: 1.25rem 0 0; font-size: 0.8438rem; }
.filter label { font-weight: 400; color: var(--muted); }
.filter div { display: flex; align-items: center; gap: 0.2rem; }
.filter .find { position: relative; }
.filter input { width: 15rem; }
.filter select { padding-inline: 0.25rem; max-width: 11rem; border-color: transparent; background: none; color: var(--strong); }
.filter select:hover { border-color: var(--line); }
.filter option { background: var(--page); }
.find kbd { position: absolute; right: 0.5rem; pointer-events: none; }
.find input:focus ~ kbd, .find input:not(:placeholder-shown) ~ kbd { display: none; }
.found { margin-left: auto; color: var(--muted); }

.checked { margin-top: 1.25rem; color: var(--muted); font-size: 0.8125rem; }
.checked a { margin-right: 0.4rem; text-decoration: underline 1px var(--line); text-underline-offset: 0.2em; }
.document-name + .checked { margin-top: 0; }
.empty { margin-top: 1rem; padding: 1rem; border: 1px dashed var(--line); border-radius: 6px; color: var(--muted); }
.empty a, p a, dd a, li a { text-decoration: underline 1px color-mix(in srgb, currentColor 45%, transparent); text-underline-offset: 0.2em; }

.filter + .group table { margin-top: 1.5rem; }
table { width: 100%; table-layout: fixed; border-collapse: collapse; text-align: left; }
.status, .col-status { width: 12.75rem; } .half-year, .col-half-year { width: 10rem; } .check-times, .col-check-times { width: 9.5rem; }
thead th { padding: 0.35rem 0.75rem 0.35rem 0; color: var(--muted); font-size: 0.75rem; font-weight: 500; border-bottom: 1px solid var(--line); white-space: nowrap; }
.group ~ .group thead th { padding: 0.2rem 0 0; font-size: 0; line-height: 0; }
tbody th, td { padding: 0.65rem 1.1rem 0.65rem 0; border-bottom: 1px solid var(--line); vertical-align: top; font-weight: 400; }
th:last-child, td:last-child { padding-right: 0; }
.group td.status { padding-right: 1.4rem; }
.group tbody tr:target > * { background: color-mix(in srgb, var(--ask) 8%, var(--page)); }
.group tbody tr:focus-within > * { background: var(--panel); }
.group tbody tr:focus-within > th { box-shadow: -3px 0 0 var(--link); }
.name { color: var(--strong); font-weight: 600; }
a.name { text-decoration: underline 1px var(--line); text-underline-offset: 0.25em; }
a.name:hover { color: var(--link); text-decoration-color: currentColor; }
.repo { display: inline-block; max-width: 100%; margin-left: 0.35rem; color: var(--muted); font-size: 0.8125rem; line-height: 1.5rem; }
.why { max-width: 38rem; color: var(--muted); font-size: 0.8438rem; line-height: 1.45; }
.why.then { color: var(--text); }
.answers { display: flex; flex-wrap: wrap; gap: 0.4rem; margin: 0.45rem 0 0.15rem; }
.answers button, .said button, .log button, .why button, .dead button { padding: 0.1rem 0.6rem; min-height: 1.75rem; font-size: 0.8125rem; }
.said { display: flex; flex-wrap: wrap; align-items: baseline; gap: 0 0.7rem; }
.said > .pin, .said > button { order: 1; margin-left: auto; }
.said > ins, .said > .as-of, .said > .since, .said > .tag { order: 2; }
.said > ins, .said > .since { flex-basis: 100%; }
.said > button.quiet { padding-inline: 0.3rem 0; }
.group .answers button:first-child, .verdict .answers button:first-child { border-color: var(--ask); color: var(--ask); background: var(--page); }
time { white-space: nowrap; }
.status .marked { display: block; width: fit-content; color: var(--strong); text-decoration: none; }
.status ins[class] { font-weight: 600; }
.status del[class] { color: var(--muted); text-decoration: line-through; }
.status del[class]::before { opacity: 0.6; }
.since, .as-of { color: var(--muted); font-size: 0.8125rem; }
.tag { display: block; width: fit-content; margin-top: 0.25rem; padding: 0 0.5rem; border-radius: 999px; font-size: 0.75rem; color: var(--muted); border: 1px solid var(--line); }
.tag.ask { color: var(--ask); border-color: color-mix(in srgb, var(--ask) 40%, var(--page)); }
a.tag { text-decoration: none; }
a.tag:hover { color: var(--strong); border-color: var(--muted); }
.pin { font-size: 0.8125rem; margin-block: -0.3rem; padding-block: 0.3rem; color: var(--muted); }
.pin:hover { color: var(--strong); }
dialog { width: min(26rem, calc(100vw - 2rem)); padding: 1.25rem 1.4rem; border: 1px solid var(--line); border-radius: 10px; background: var(--page); color: var(--text); box-shadow: 0 16px 48px rgb(0 0 0 / 0.25); }
dialog::backdrop { background: rgb(0 0 0 / 0.4); }
dialog h2 { margin: 0 0 0.35rem; font-size: 1.0625rem; }
dialog .answers { margin-top: 0.9rem; }
dialog .answers span { flex-basis: 100%; margin-bottom: -0.2rem; color: var(--strong); font-size: 0.8438rem; font-weight: 500; }
.why button.quiet { margin-block: -0.25rem; padding-inline: 0.3rem; color: var(--link); }
dialog form { margin-top: 1rem; text-align: right; }
dialog .facts { gap: 0.5rem 1.25rem; }
.check { display: flex; align-items: center; gap: 0.5rem; margin-top: 1rem; font-weight: 400; }
.check input { min-height: 0; }
.toast { position: fixed; inset: auto 1rem 1rem; z-index: 2; margin: 0 auto; width: fit-content; max-width: calc(100vw - 2rem); display: flex; align-items: center; gap: 0.9rem; padding: 0.6rem 0.7rem 0.6rem 1rem; border: 1px solid var(--line); border-left: 3px solid var(--good); border-radius: 8px; background: var(--panel); color: var(--strong); box-shadow: 0 8px 28px rgb(0 0 0 / 0.22); }
.toast button { flex: none; min-height: 1.9rem; padding-block: 0.1rem; background: var(--page); }
.toast button.quiet { background: none; padding-inline: 0.4rem; }
.half-year { line-height: 0; }
.half-year .none, .half-year .sum, .check-times .none { color: var(--muted); font-size: 0.8125rem; line-height: 1.5; }
.half-year .sum { display: block; white-space: nowrap; }
.spark, .timeline, .weeks { overflow: visible; max-width: 100%; }
.spark path { fill: none; stroke-width: 3.4; }
.spark .work { stroke: var(--work); }
.spark .other { stroke: var(--ghost); }
.spark .base, .weeks .base { stroke: var(--line); stroke-width: 1; }
.spark .gap, .weeks .gap { stroke: var(--control); stroke-width: 1; stroke-dasharray: 1 3; }
.spark .release, .weeks .release { fill: var(--ask); stroke: none; }
.spark .deploy, .weeks .deploy { fill: var(--good); }
.weeks { display: block; width: 100%; max-width: 54rem; margin-top: 0.75rem; }
.weeks .work { fill: var(--work); }
.weeks .other { fill: var(--ghost); }
.weeks text { fill: var(--muted); font-size: 11px; }
.check-times { color: var(--muted); font-size: 0.8125rem; line-height: 1.8; }
.check-times .label { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
.check-times .last, .check-times .next { display: block; line-height: 1.6; }
.legend { display: flex; flex-wrap: wrap; align-items: center; gap: 0.2rem 0.4rem; margin: 1rem 0 0 -0.7rem; color: var(--muted); font-size: 0.75rem; }
.key { display: inline-block; width: 0.6rem; height: 0.6rem; margin-left: 0.7rem; }
.key.work { background: var(--work); } .key.other { background: var(--ghost); }
.key.gap { height: 0; border-top: 2px dotted var(--muted); }
.key.release { background: var(--ask); transform: rotate(45deg) scale(0.75); }
.key.deploy { background: var(--good); border-radius: 50%; transform: scale(0.75); }

.changes { margin-top: 3rem; }
.columns .changes { margin-top: 0; }
.changes ol { margin: 0.5rem 0 0; padding: 0; list-style: none; }
.changes li { display: grid; grid-template-columns: 7.5rem 1fr; gap: 0 0.75rem; padding: 0.45rem 0; border-top: 1px solid var(--line); }
.changes li > time { color: var(--muted); font-size: 0.8125rem; line-height: 1.75; }
.changes code { margin-left: 0.4rem; }
footer { display: flex; flex-wrap: wrap; justify-content: space-between; gap: 0.25rem 1rem; margin-top: 3rem; padding-top: 0.75rem; border-top: 1px solid var(--line); color: var(--muted); font-size: 0.8125rem; }
footer a { margin-right: 0.8rem; }
footer button.link { margin-left: 1rem; font-size: inherit; }

.facts { display: grid; grid-template-columns: max-content 1fr; gap: 0.35rem 1.5rem; margin: 0.75rem 0 0; }
.facts dt { color: var(--muted); }
.facts dd { margin: 0; }
.timeline { display: block; width: 100%; max-width: 54rem; margin-top: 0.75rem; }
.timeline rect { fill: var(--tone); }
.timeline text { fill: var(--muted); font-size: 11px; }
.timeline text.on { fill: var(--page); font-weight: 600; }
.periods { display: none; }
.crumbs { color: var(--muted); font-size: 0.875rem; }
.crumbs + h1 { margin-top: 0.4rem; }
.said.head { margin: 0.25rem 0 0; font-size: 1.1875rem; width: auto; gap: 0 0.9rem; }
.said.head > * { flex-basis: auto; }
.head .marked::before { vertical-align: 1px; }
.said.head > .tag, .said.head > button { order: 2; margin-left: 0; }
.verdict { display: grid; grid-template-columns: repeat(2, minmax(0, 1fr)); gap: 0.9rem 3.5rem; margin-top: 1rem; padding: 0.9rem 1.1rem 1rem; border: 1px solid var(--line); border-radius: 8px; background: var(--panel); }
.verdict:empty { display: none; }
.verdict h2 { margin: 0 0 0.3rem; font-size: 0.8125rem; color: var(--muted); font-weight: 500; }
.verdict .why { color: var(--strong); font-size: 0.9375rem; }
.verdict ul { margin: 0; padding: 0; list-style: none; display: grid; gap: 0.3rem; font-size: 0.875rem; line-height: 1.45; }
.verdict section + section { margin-top: 0; }
.more { margin-top: 0.5rem; }
summary { width: fit-content; min-height: 1.5rem; color: var(--muted); cursor: pointer; }
summary:hover { color: var(--strong); }
.timeline line { stroke: var(--line); }
.lead { font-size: 1.0625rem; color: var(--text); max-width: 46rem; }
.fields { display: flex; flex-wrap: wrap; align-items: end; gap: 0.6rem 0.75rem; margin-top: 0.6rem; }
.fields div { display: grid; gap: 0.2rem; font-size: 0.8438rem; }
.rules { margin: 0.5rem 0 0; padding: 0; list-style: none; }
.rules li { display: grid; grid-template-columns: 10rem 1fr; gap: 0 1rem; padding: 0.3rem 0; border-top: 1px solid var(--line); color: var(--muted); font-size: 0.875rem; }
.dead button { margin: 0.4rem 0 0.2rem; }
.notice .hint.muted { color: var(--muted); }
.notice.good, .notice.given { color: var(--text); }
.columns { display: grid; gap: 0 3.5rem; }
.columns > div { min-width: 0; }
.columns .facts { grid-template-columns: 8.5rem 1fr; }
.columns .rules li { grid-template-columns: 8.5rem 1fr; }
@media (min-width: 64rem) { .columns { grid-template-columns: minmax(0, 26rem) minmax(0, 1fr); } }
.tiles { display: grid; grid-template-columns: repeat(auto-fit, minmax(17rem, 1fr)); gap: 0.75rem; margin: 1rem 0 0; padding: 0; }
.tiles div { padding: 0.7rem 0.9rem; border: 1px solid var(--line); border-radius: 8px; }
.tiles dt { color: var(--muted); font-size: 0.8125rem; }
.tiles + .notice { margin-top: 1rem; }
.tiles dd { margin: 0.1rem 0 0; font-size: 1.0625rem; font-weight: 600; color: var(--strong); }
.tiles dd small { display: block; font-size: 0.8125rem; font-weight: 400; color: var(--muted); }
.tiles dd > time { white-space: normal; }
.log { table-layout: auto; }
.log td, .log tbody th { padding-block: 0.4rem; font-size: 0.875rem; vertical-align: baseline; }
.log button { margin-block: -0.3rem; }
.log .about, .log .outcome { overflow-wrap: anywhere; }
.log .received, .log .id { white-space: nowrap; }

.narrow { max-width: 30rem; margin: 12vh auto 0; display: grid; gap: 0.9rem; }
.narrow h1 { margin: 0; }
.narrow > .crumbs { margin-bottom: -0.9rem; }
.links { display: flex; flex-wrap: wrap; align-items: center; gap: 0.5rem 1rem; margin-top: 0.4rem; }
.stack { display: grid; gap: 0.4rem; }
.muted + .stack { margin-top: 0.4rem; padding-top: 1.1rem; border-top: 1px solid var(--line); }
.stack button { margin-top: 0.5rem; justify-self: start; }
label { font-weight: 500; color: var(--strong); }

${markStyles}${otherMedia}`;
