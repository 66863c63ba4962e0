// What was refused or went wrong: a page for people that says what to do, the usual shape for programs.

import type { Context } from 'hono';
import { html } from 'hono/html';
import { answerError, type Refusal } from '../errors.ts';
import { answerPage, type Html } from './layout.ts';

interface Text {
  readonly title: string;
  /** Absent: the refusal's own message says it to people too. */
  readonly message?: string;
  readonly advice: Html | string;
}

const nothingChanged = 'Nothing was changed';
const goBack = 'Go back to the page: what it shows now is up to date.';

/** By the code of the refusal, where its message is for programs or leaves open what to do. */
const texts: Readonly<Record<string, Text>> = {
  NOT_FOUND: { title: 'Page not found', advice: 'Check the address for typos.' },
  SIGN_IN_REQUIRED: {
    title: 'Sign in first',
    message: 'Only the owner may do this, and no session is open in this browser; one lasts twelve hours.',
    advice: 'Nothing was changed. Sign in, then do it again.',
  },
  NOT_YOUR_PAGE: {
    title: nothingChanged,
    message: 'The page that you came from does not belong to the session that is open in this browser.',
    advice: 'Sign in if you have been signed out, load that page again, and repeat your answer.',
  },
  ANSWER_INVALID: {
    title: nothingChanged,
    message: 'The row that the answer is about has been renamed or removed since the page was loaded.',
    advice: goBack,
  },
  NOTHING_TO_ANSWER: {
    title: nothingChanged,
    message:
      'There is no open question about this project any more: it was answered, or the status is no longer in doubt.',
    advice: goBack,
  },
  PIN_INVALID: { title: nothingChanged, advice: 'Go back, choose a later day or none, and pin again.' },
  HIGHER_WORD: {
    title: nothingChanged,
    advice: 'Remove the pin there, or go back and leave the row as it is.',
  },
  TOO_MANY_REQUESTS: { title: 'Too many requests', advice: 'Wait ten seconds, then load the page again.' },
  STORE_UNAVAILABLE: {
    title: 'The database is not responding',
    message: 'Nothing can be shown until it can be read again. Nothing is lost: what was saved stays saved.',
    advice: html`Try again in a minute. If this persists and the server is yours, check that its disk is not full and that the file of <code>STATUSFOLIO_DATABASE</code> can be read; <code>/readyz</code> shows when it is healthy again.`,
  },
  INTERNAL: {
    title: 'Something went wrong',
    message: 'The page could not be shown. The fault is in Statusfolio, not in what you did.',
    advice: html`Try again. If this persists and the server is yours, its log says why at <code>request.failed</code>: please report that line.`,
  },
};

/** `back` is the page that a person came from. */
export function answerErrorPage(c: Context, refusal: Refusal, back = '/'): Response | Promise<Response> {
  c.header('Cache-Control', 'no-store');
  if (c.req.header('accept')?.includes('text/html') !== true) return answerError(c, refusal);
  const { status, code } = refusal;
  // What a form of another page was about is missing, not a page.
  const known = code === 'NOT_FOUND' && back !== '/' ? undefined : texts[code];
  const { title, message = refusal.message, advice }: Text = known ?? { title: nothingChanged, advice: goBack };
  return answerPage(c, status, {
    title,
    description: message,
    isListed: false,
    actions: null,
    body: html`<div class="narrow"><p class="crumbs">Error ${status}</p><h1>${title}</h1><p>${message}</p><p>${advice}</p><p class="links">${renderWays(c, status, back)}</p></div>`,
  });
}

/** An empty address is the one that was asked for, without saying it back. */
function renderWays(c: Context, status: number, back: string): Html {
  if (status === 401) return html`<a class="button" href="/login">Sign in</a> <a href="/">Go to the table</a>`;
  const isPassing = status >= 500 || status === 429;
  if (isPassing && c.req.method === 'GET')
    return html`<a class="button" href="">Try again</a> <a href="/">Go to the table</a>`;
  return html`<a class="button" href="${back}">${back === '/' ? 'Go to the table' : 'Go back'}</a>`;
}
