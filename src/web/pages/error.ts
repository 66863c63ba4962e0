// What was refused or went wrong: a page for people, the usual shape for programs.

import type { Context } from 'hono';
import { html } from 'hono/html';
import { answerError, type Refusal } from '../errors.ts';
import { answerPage } from './layout.ts';

const titles: Readonly<Record<number, string>> = {
  400: 'Nothing was changed',
  401: 'Sign in first',
  403: 'Nothing was changed',
  404: 'Not found',
  409: 'Nothing was changed',
  429: 'Too many requests',
};

/** `back` is the page that a person came from. */
export function answerErrorPage(c: Context, refusal: Refusal, back = '/'): Response | Promise<Response> {
  c.header('Cache-Control', 'no-store');
  if (c.req.header('accept')?.includes('text/html') !== true) return answerError(c, refusal);
  const { status, message } = refusal;
  const title = titles[status] ?? 'Something went wrong';
  const link =
    status === 401
      ? html`<a href="/login">Sign in</a>`
      : html`<a href="${back}">${back === '/' ? 'Back to the table' : 'Back to the page'}</a>`;
  return answerPage(c, status, {
    title,
    description: message,
    isListed: false,
    actions: null,
    body: html`<div class="narrow"><h1>${title}</h1><p>${message}</p><p>${link}</p></div>`,
  });
}
