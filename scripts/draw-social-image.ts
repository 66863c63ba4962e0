// `npm run social-image`: draws the picture that stands beside a link to a dashboard, and writes it as a module, because
// both runtimes have to carry its bytes.

import { writeFileSync } from 'node:fs';
import { mark } from '../src/web/assets/assets.ts';
import { openBrowser } from '../tests/browser/open-browser.ts';
import { shrinkPng } from './shrink-png.ts';

const tones = ['#1a7f37', '#1a7f37', '#0f766e', '#0969da', '#8a5a00', '#a8480f', '#6e40c9'];
const rows = [
  ['#1a7f37', 300, 'M0 30V14M14 30V6M28 30V18M42 30V10M56 30V2M70 30V8M84 30V12M98 30V4'],
  ['#8a5a00', 380, 'M0 30V24M14 30V12M28 30V26M42 30V16M56 30V22M70 30V6M84 30V14M98 30V10'],
  ['#0969da', 260, 'M0 30V10M14 30V18M28 30V22M42 30V27M56 30V29M70 30V29'],
].map(
  ([tone, width, bars], index) =>
    `<g transform="translate(0 ${index * 62})"><circle cx="11" cy="16" r="11" fill="${tone}"/><rect x="40" y="8" width="${width}" height="16" rx="8" fill="#c3c9d1"/><path d="${bars}" transform="translate(912)" stroke="#0969da" stroke-width="9"/><path d="M0 44H1020" stroke="#e3e6ea" stroke-width="2"/></g>`,
);
const page = `<body style="margin:0;background:#fff;font-family:'Liberation Sans',sans-serif;color:#14181d">
<svg viewBox="0 0 1200 630" width="1200" height="630">
<svg x="90" y="86" width="92" height="92" viewBox="0 0 16 16" fill="none" color="#14181d">${mark}</svg>
<text x="208" y="160" font-size="84" font-weight="700" letter-spacing="-2">Statusfolio</text>
<text x="90" y="262" font-size="40" fill="#2d333b">Every status true, with the evidence for it.</text>
<g transform="translate(90 306)">${tones.map((tone, index) => `<rect x="${index * 146.6}" width="140" height="12" rx="6" fill="${tone}"/>`).join('')}</g>
<g transform="translate(90 370)">${rows.join('')}</g>
</svg></body>`;

const browser = await openBrowser();
const tab = await browser.newPage({ viewport: { width: 1200, height: 630 } });
await tab.setContent(page);
const png = shrinkPng(await tab.screenshot());
await browser.close();
const text = `// Written by scripts/draw-social-image.ts: a PNG of 1200 by 630 pixels, in base64.

export const socialImage =
  '${png.toString('base64')}';
`;
writeFileSync(new URL('../src/web/assets/assets.ts', import.meta.url), text);
console.log(`${png.length} bytes`);
