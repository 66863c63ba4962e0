// The one stylesheet: calm, dense, typographic. System fonts, no images, light and dark by the visitor's own setting.
// Colour never says anything alone: every status has its word.

export const stylesheet = `
:root {
  color-scheme: light dark;
  --page: light-dark(#ffffff, #0f1216);
  --panel: light-dark(#f6f7f9, #171b21);
  --line: light-dark(#e3e6ea, #262c35);
  --strong: light-dark(#14181d, #eef1f5);
  --text: light-dark(#2d333b, #c6ccd4);
  --muted: light-dark(#5f6873, #8f99a5);
  --link: light-dark(#0550ae, #79b8ff);
  --green: light-dark(#1a7f37, #4cc26b);
  --teal: light-dark(#0f766e, #3fc4b6);
  --blue: light-dark(#0969da, #6cb0ff);
  --amber: light-dark(#8a5a00, #e0b040);
  --orange: light-dark(#a8480f, #f0955a);
  --violet: light-dark(#6e40c9, #b99bff);
  --grey: light-dark(#59636e, #98a2ae);
  --red: light-dark(#b3261e, #ff8a80);
}
* { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; }
body {
  margin: 0 auto; padding: 0 clamp(1rem, 4vw, 2.5rem) 4rem; max-width: 68rem;
  background: var(--page); color: var(--text);
  font: 0.9375rem/1.5 system-ui, -apple-system, 'Segoe UI', Roboto, 'Noto Sans', 'Liberation Sans', sans-serif;
  font-variant-numeric: tabular-nums; overflow-wrap: anywhere;
}
a { color: var(--link); text-decoration: none; }
a:hover { text-decoration: underline; }
:focus-visible { outline: 2px solid var(--link); outline-offset: 2px; border-radius: 3px; }
code { font: 0.85em/1.5 ui-monospace, SFMono-Regular, Menlo, Consolas, 'Liberation Mono', monospace; }
pre { margin: 0; font-size: 0.9375rem; padding: 0.9rem 1rem; background: var(--panel); border: 1px solid var(--line); border-radius: 6px; overflow-x: auto; }
p { margin: 0; }
.muted { color: var(--muted); }
.skip { position: absolute; left: -999rem; }
.skip:focus { left: 1rem; top: 0.5rem; padding: 0.3rem 0.6rem; background: var(--page); z-index: 1; }

.top { display: flex; align-items: center; justify-content: space-between; gap: 1rem; padding: 1rem 0; min-height: 4rem; }
.brand { display: inline-flex; align-items: center; gap: 0.5rem; color: var(--strong); font-weight: 600; }
.brand:hover { text-decoration: none; }
.actions { display: flex; align-items: center; gap: 0.5rem; }
button, input {
  font: inherit; color: inherit; padding: 0.3rem 0.75rem; min-height: 2.1rem;
  border: 1px solid var(--line); border-radius: 6px; background: var(--panel);
}
button { cursor: pointer; color: var(--strong); }
button:hover { border-color: var(--muted); }
button.quiet { background: none; border-color: transparent; color: var(--muted); }
button.quiet:hover { color: var(--strong); }
button.primary { background: light-dark(#14181d, #eef1f5); color: var(--page); border-color: transparent; }

h1 { margin: 1.25rem 0 0.25rem; font-size: 1.5rem; line-height: 1.25; font-weight: 650; color: var(--strong); letter-spacing: -0.01em; }
h2, h3 { margin: 2rem 0 0.25rem; font-size: 0.9375rem; line-height: 1.35; font-weight: 600; color: var(--strong); }
h2.document-name { margin-top: 3rem; font-size: 1.125rem; }
.summary { color: var(--muted); }

.notices { display: grid; gap: 0.5rem; margin: 1.25rem 0 0; }
.notice { padding: 0.55rem 0.85rem; border-left: 3px solid var(--tint); background: color-mix(in srgb, var(--tint) 9%, var(--page)); border-radius: 0 6px 6px 0; }
.notice strong { color: var(--strong); font-weight: 600; }
.notice a { display: inline-block; margin-left: 0.4rem; }
.notice h2 { margin: 0; }
.notice ul { margin: 0.35rem 0 0; padding: 0; list-style: none; display: grid; gap: 0.5rem; }
.notice li strong { font-weight: 500; }
.notice .hint { display: block; color: var(--muted); }
.good { --tint: var(--green); }
.drift { --tint: var(--orange); }
.ask { --tint: var(--violet); }
.bad { --tint: var(--red); }

.looked { margin-top: 1.25rem; color: var(--muted); font-size: 0.8125rem; }
.looked a { margin-right: 0.4rem; }
.document-name + .looked { margin-top: 0; }
.empty { margin-top: 1rem; padding: 1rem; border: 1px dashed var(--line); border-radius: 6px; color: var(--muted); }

table { width: 100%; table-layout: fixed; border-collapse: collapse; text-align: left; }
.col-status { width: 10rem; } .col-day { width: 6.5rem; } .col-minute { width: 9rem; }
thead th { padding: 0.35rem 0.75rem 0.35rem 0; color: var(--muted); font-size: 0.75rem; font-weight: 500; border-bottom: 1px solid var(--line); white-space: nowrap; }
tbody th, td { padding: 0.6rem 1rem 0.6rem 0; border-bottom: 1px solid var(--line); vertical-align: top; font-weight: 400; }
th:last-child, td:last-child { padding-right: 0; }
tr:target > * { background: var(--panel); }
.name { color: var(--strong); font-weight: 600; }
a.name { text-decoration: underline 1px var(--line); text-underline-offset: 0.25em; }
a.name:hover { color: var(--link); text-decoration-color: currentColor; }
.why { max-width: 38rem; color: var(--muted); font-size: 0.8438rem; line-height: 1.45; }
.why.then { color: var(--text); }
time { white-space: nowrap; }
.time { color: var(--muted); font-size: 0.8125rem; line-height: 1.8; white-space: nowrap; }
.status [class^='tone-']::before { content: ''; display: inline-block; width: 0.5rem; height: 0.5rem; margin-right: 0.45rem; border-radius: 50%; background: var(--tone); }
.status [class^='tone-'] { display: block; width: fit-content; color: var(--strong); text-decoration: none; }
.status ins[class] { font-weight: 600; }
.status del[class] { color: var(--muted); text-decoration: line-through; }
.status .tag { display: block; width: fit-content; margin-top: 0.2rem; padding: 0 0.5rem; border-radius: 999px; font-size: 0.75rem; color: var(--muted); border: 1px solid var(--line); }
.status .tag.ask { color: var(--violet); border-color: color-mix(in srgb, var(--violet) 40%, var(--page)); }
.tone-green { --tone: var(--green); } .tone-teal { --tone: var(--teal); } .tone-blue { --tone: var(--blue); }
.tone-amber { --tone: var(--amber); } .tone-orange { --tone: var(--orange); } .tone-violet { --tone: var(--violet); }
.tone-grey { --tone: var(--grey); }

.changes { margin-top: 3rem; }
.changes ol { margin: 0.5rem 0 0; padding: 0; list-style: none; }
.changes li { display: grid; grid-template-columns: 6rem 1fr; gap: 0 0.75rem; padding: 0.45rem 0; border-top: 1px solid var(--line); }
.changes li > time { color: var(--muted); font-size: 0.8125rem; line-height: 1.75; }
.changes code { margin-left: 0.4rem; }
footer { display: flex; justify-content: space-between; gap: 1rem; margin-top: 3rem; padding-top: 0.75rem; border-top: 1px solid var(--line); color: var(--muted); font-size: 0.8125rem; }

.narrow { max-width: 30rem; margin: 12vh auto 0; display: grid; gap: 0.9rem; }
.narrow h1 { margin: 0; }
.stack { display: grid; gap: 0.4rem; }
.stack button { margin-top: 0.5rem; justify-self: start; }
label { font-weight: 500; color: var(--strong); }

@media (max-width: 46rem) {
  thead { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
  table, tbody { display: block; }
  tbody tr { display: grid; grid-template-columns: 1fr max-content; gap: 0 1rem; padding: 0.7rem 0; border-bottom: 1px solid var(--line); }
  tbody th { display: contents; }
  td { display: block; padding: 0; border: 0; }
  .name { grid-area: 1 / 1; }
  .status { grid-area: 1 / 2; justify-self: end; }
  [data-label='Review'] { grid-column: 2; justify-self: end; }
  .why { grid-column: 1 / -1; }
  .time::before { content: attr(data-label) ' '; }
  .time.none, .time[data-label='Looked at'] { display: none; }
  .changes li { grid-template-columns: 1fr; }
}
@media print {
  body { max-width: none; padding: 0; }
  .actions, footer, .skip { display: none; }
  tr { break-inside: avoid; }
}
`;
