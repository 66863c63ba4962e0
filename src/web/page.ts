// The frame of every HTML page: head, header, footer. Text is escaped by `html`; addresses pass `toLink` because
// escaping does not look at schemes. No script, nothing from elsewhere.

import type { Context } from 'hono';
import { html, raw } from 'hono/html';
import type { HtmlEscapedString } from 'hono/utils/html';
import type { ContentfulStatusCode } from 'hono/utils/http-status';

export type Html = HtmlEscapedString | Promise<HtmlEscapedString>;

export interface Page {
  readonly title: string;
  readonly description: string;
  /** May search engines list it? */
  readonly isListed: boolean;
  /** On the right of the header. */
  readonly actions: Html | null;
  readonly body: Html;
}

export function answerPage(c: Context, status: ContentfulStatusCode, page: Page) {
  // Under `no-referrer` a browser hides the origin of our own forms too, and plain HTTP has no other sign of it.
  c.header('Referrer-Policy', 'same-origin');
  return c.html(renderPage(page), status);
}

function renderPage({ title, description, isListed, actions, body }: Page): Html {
  return html`${raw('<!doctype html>')}
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="description" content="${description}">
${isListed ? null : raw('<meta name="robots" content="noindex">')}
<title>${title === 'Statusfolio' ? title : `${title} · Statusfolio`}</title>
<link rel="icon" href="/favicon.svg" type="image/svg+xml">
<link rel="stylesheet" href="/assets/statusfolio.css">
</head>
<body>
<a class="skip" href="#content">Skip to content</a>
<header class="top"><a class="brand" href="/">${raw(logo)}<span>Statusfolio</span></a>${actions === null ? null : html`<div class="actions">${actions}</div>`}</header>
<main id="content">${body}</main>
</body>
</html>`;
}

/** `href` for an address from outside; null for anything but https, which is then shown as text only. */
export function toLink(address: string | null): string | null {
  if (address === null || !URL.canParse(address)) return null;
  const url = new URL(address);
  return url.protocol === 'https:' && url.username === '' && url.password === '' ? url.href : null;
}

/** The page of `owner/name` on GitHub, or of something in it; null for what is no repository's name. */
export function toGitHubLink(repo: string | null, path = ''): string | null {
  if (repo === null || !/^[\w.-]+\/[\w.-]+$/.test(repo)) return null;
  return `https://github.com/${repo}${path}`;
}

/** Three rows of a table, the first one lit. */
const mark =
  '<rect x="2" y="3" width="4" height="4" rx="2" fill="#2da44e"/><path d="M8.5 5h5.5M2 8.8h12M2 12.6h8" stroke="currentColor" stroke-width="1.6" stroke-linecap="round"/>';
const logo = `<svg class="logo" viewBox="0 0 16 16" width="18" height="18" aria-hidden="true" fill="none">${mark}</svg>`;

export const favicon = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16" fill="none" color="#6e7781">${mark}</svg>`;
