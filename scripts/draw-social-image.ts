// `npm run social-image`: draws the picture that stands beside a link to a dashboard, and writes it into the module of the
// pages' files, because both runtimes have to carry its bytes.

import { readFileSync, writeFileSync } from 'node:fs';
import { toneColors, toneOf } from '../src/core/render/badge.ts';
import { statusTable } from '../src/core/status/statuses.ts';
import { mark } from '../src/web/assets/assets.ts';
import { openBrowser } from '../tests/browser/open-browser.ts';
import { shrinkPng } from './shrink-png.ts';

const shares = [
  ['running', 270],
  ['complete', 200],
  ['maintained', 150],
  ['in_progress', 220],
  ['planned', 100],
  ['archived', 84],
] as const;
const gapPx = 4;
const parts = shares.map(([status, width], index) => {
  const x = shares.slice(0, index).reduce((sum, [, before]) => sum + before, 0);
  return `<rect x="${x}" width="${width - gapPx}" height="20" fill="${toneColors[toneOf(status)]}"/>`;
});
const rows = (
  [
    ['running', 300, 'M0 30V14M14 30V6M28 30V18M42 30V10M56 30V2M70 30V8M84 30V12M98 30V4'],
    ['in_progress', 380, 'M0 30V24M14 30V12M28 30V26M42 30V16M56 30V22M70 30V6M84 30V14M98 30V10'],
    ['complete', 260, 'M0 30V10M14 30V18M28 30V22M42 30V27M56 30V29M70 30V29'],
  ] as const
).map(
  ([status, width, bars], index) =>
    `<g transform="translate(0 ${index * 62})"><path d="${statusTable[status].mark}" fill-rule="evenodd" transform="translate(0 5) scale(1.9)" fill="${toneColors[toneOf(status)]}"/><rect x="44" y="8" width="${width}" height="16" rx="8" fill="#c3c9d1"/><path d="${bars}" transform="translate(912)" stroke="#0969da" stroke-width="9"/><path d="M0 44H1020" stroke="#e3e6ea" stroke-width="2"/></g>`,
);
const page = `<body style="margin:0;background:#fff;font-family:'Liberation Sans',sans-serif;color:#14181d">
<svg viewBox="0 0 1200 630" width="1200" height="630">
<svg x="90" y="86" width="92" height="92" viewBox="0 0 16 16" fill="none" color="#14181d">${mark}</svg>
<text x="208" y="160" font-size="84" font-weight="700" letter-spacing="-2">Statusfolio</text>
<text x="90" y="262" font-size="40" fill="#2d333b">Every status true, with the evidence for it.</text>
<g transform="translate(90 304)">${parts.join('')}</g>
<g transform="translate(90 370)">${rows.join('')}</g>
</svg></body>`;

const browser = await openBrowser();
const tab = await browser.newPage({ viewport: { width: 1200, height: 630 } });
await tab.setContent(page);
const png = shrinkPng(await tab.screenshot());
await browser.close();
const file = new URL('../src/web/assets/assets.ts', import.meta.url);
const source = readFileSync(file, 'utf8');
const before = "export const socialImage =\n  '";
const start = source.indexOf(before) + before.length;
const end = source.indexOf("'", start);
if (start < before.length || end < 0) throw new Error(`${file.pathname} does not hold the picture as "socialImage".`);
writeFileSync(file, source.slice(0, start) + png.toString('base64') + source.slice(end));
console.log(`${png.length} bytes`);
