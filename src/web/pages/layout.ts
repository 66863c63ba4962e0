// The frame of every HTML page: head, header, footer. Text is escaped by `html`; addresses pass `toLink` because
// escaping does not check schemes. One script of our own, nothing inline, nothing from elsewhere.

import type { Context } from 'hono';
import { html, raw } from 'hono/html';
import type { HtmlEscapedString } from 'hono/utils/html';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import { toDay, toInstant } from '../../core/dates.ts';
import { repositoryUrl } from '../../core/site.ts';
import { mark, scriptPath, socialImagePath, stylesheetPath } from '../assets/assets.ts';
import { addBasePath, basePathOf } from '../base-path.ts';

export type Html = HtmlEscapedString | Promise<HtmlEscapedString>;

export interface Page {
  readonly title: string;
  readonly description: string;
  /** May search engines list it? */
  readonly isListed: boolean;
  /** Where the page is published, for those who link to it; null: nowhere. */
  readonly address?: string | null;
  /** The state that the page shows, for pages that renew themselves. */
  readonly version?: string | null;
  /** The owner's page in the navigation; null: a page without navigation. */
  readonly nav?: 'dashboard' | 'operations' | 'project' | null;
  /** Its security policy, where no server sends one. */
  readonly policy?: string | null;
  /** On the right of the header. */
  readonly actions: Html | null;
  readonly body: Html;
}

export async function answerPage(c: Context, status: ContentfulStatusCode, page: Page) {
  // Under `no-referrer` a browser hides the origin of our own forms too, and plain HTTP has no other sign of it.
  c.header('Referrer-Policy', 'same-origin');
  const text = (await html`${renderFrame(page, basePathOf(c))}</body></html>`).toString();
  return c.html(addBasePath(text, basePathOf(c)), status);
}

/** Everything up to the part that belongs to one visitor. */
export async function renderHead(page: Page, base: string): Promise<string> {
  return addBasePath((await renderFrame(page, base)).toString(), base);
}

/**
 * The end of a page. `proof` shows that a form was on a page of the owner's session; `toast` confirms what this visitor
 * has just done.
 */
export async function renderTail(proof: string | null, base: string, toast: Html | null = null): Promise<string> {
  const form =
    proof === null
      ? ''
      : html`<form id="act" method="post" action="/api/answers" hidden><input type="hidden" name="proof" value="${proof}"></form>`;
  return addBasePath((await html`${form}${toast}</body></html>`).toString(), base);
}

const social = (title: string, description: string, address: string, base: string): Html => html`
<meta property="og:type" content="website"><meta property="og:site_name" content="Statusfolio">
<meta property="og:title" content="${title}"><meta property="og:description" content="${description}">
<meta property="og:url" content="${address}"><meta name="twitter:card" content="summary_large_image">
<meta property="og:image" content="${new URL(`${base}${socialImagePath}`, address).href}"><meta property="og:image:width" content="1200"><meta property="og:image:height" content="630">
<meta property="og:image:alt" content="Rows of projects, each with its status and its half-year of work">
<link rel="canonical" href="${address}">`;

const navigation = (current: Page['nav']): Html => {
  const link = (address: string, name: string, isCurrent: boolean) =>
    html`<a href="${address}"${isCurrent ? html` aria-current="page"` : null}>${name}</a>`;
  return html`<nav aria-label="Pages">${link('/', 'Table', current === 'dashboard')}${link('/operations', 'Operations', current === 'operations')}</nav>`;
};

/** Nothing is painted before the end of its content is there (`expect`): what is painted in the middle of a row moves when the rest comes. */
function renderFrame(page: Page, base: string): Html {
  const {
    title,
    description,
    isListed,
    actions,
    body,
    address = null,
    version = null,
    nav = null,
    policy = null,
  } = page;
  return html`${raw('<!doctype html>')}
<html lang="en"${version === null ? null : html` data-version="${version}"`}>
<head>
<meta charset="utf-8">${
    policy === null
      ? null
      : html`
<meta http-equiv="Content-Security-Policy" content="${policy}">`
  }
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="description" content="${description}">
${isListed ? null : raw('<meta name="robots" content="noindex">')}${address === null || !isListed ? null : social(title, description, address, base)}
<title>${title === 'Statusfolio' ? title : `${title} · Statusfolio`}</title>
<link rel="icon" href="/favicon.svg" type="image/svg+xml">
<link rel="alternate" href="/feed.atom" type="application/atom+xml" title="Status changes">
<link rel="stylesheet" href="${stylesheetPath}">
<link rel="expect" href="#live" blocking="render">
${version === null ? null : html`<script src="${scriptPath}" defer blocking="render"></script>`}
</head>
<body>
<a class="skip" href="#content">Skip to content</a>
<header class="top"><a class="brand" href="/">${raw(logo)}<span>Statusfolio</span></a>${nav === null ? null : navigation(nav)}${actions === null ? null : html`<div class="actions">${actions}</div>`}</header>
<main id="content">${body}</main>
<p id="live" class="unseen" role="status"></p>`;
}

/** `href` for an address from outside; null for anything but https, which is then shown as text only. */
export function toLink(address: string | null): string | null {
  if (address === null || !URL.canParse(address)) return null;
  const url = new URL(address);
  return url.protocol === 'https:' && url.username === '' && url.password === '' ? url.href : null;
}

/** The page of `owner/name` on its site (`https://github.com`), or of something in it; null for what is no repository's name. */
export function toGitHubLink(site: string, repo: string | null, path = ''): string | null {
  if (repo === null || !/^[\w.-]+\/[\w.-]+$/.test(repo)) return null;
  return repositoryUrl(site, repo, path);
}

const logo = `<svg class="logo" viewBox="0 0 16 16" width="18" height="18" aria-hidden="true" fill="none">${mark}</svg>`;

// Instants and days as a page shows them: absolute and UTC, so that an unchanged page stays the same bytes. The page's script
// writes those of the class `ago` as seen from now.

/** `2026-11-21` */
export function renderDay(instant: string): Html {
  return html`<time datetime="${instant}">${toDay(instant)}</time>`;
}

/** `2026-11-21 03:47` */
export function renderMinute(instant: string): Html {
  const text = toInstant(instant);
  return html`<time datetime="${text}">${formatMinute(text)}</time>`;
}

/** The same; with the script `9 minutes ago`, and the minute on hover. */
export function renderAgo(instant: string): Html {
  const text = toInstant(instant);
  return html`<time class="ago" datetime="${text}" title="${formatMinute(text)} UTC">${formatMinute(text)}</time>`;
}

/** The day; with the script `4 months ago`. */
export function renderDayAgo(instant: string): Html {
  const text = toInstant(instant);
  return html`<time class="ago" datetime="${text}" title="${formatMinute(text)} UTC">${toDay(text)}</time>`;
}

/** Of something to come, as a minute or a day; with the script `in 16 minutes`, and `due now` once it is past. */
export function renderDue(instant: string, precision: 'minute' | 'day'): Html {
  const text = toInstant(instant);
  return html`<time class="ago due" datetime="${text}" title="${formatMinute(text)} UTC">${precision === 'day' ? toDay(text) : formatMinute(text)}</time>`;
}

const formatMinute = (instant: string) => `${instant.slice(0, 10)} ${instant.slice(11, 16)}`;

/** A sentence whose days are marked up, so that none is broken in two at the end of a line. */
export function renderSentence(sentence: string): Html {
  const parts = sentence.split(/(?<![\w-])(\d{4}-\d{2}-\d{2})(?![\w-])/);
  return html`${parts.map((part, index) => (index % 2 === 1 ? html`<time>${part}</time>` : part))}`;
}

/** The end of every page about the portfolio. `start`: what is said on its left. */
export function renderFooter(start: Html): Html {
  return html`<footer><span>${start}</span><span>Times are UTC.<button type="button" class="link scripted" data-open="keys" aria-keyshortcuts="?">Keyboard shortcuts</button></span></footer>`;
}
