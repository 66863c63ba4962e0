// POST /api/answers: what the owner decides on a page, as one button of a form (`do=accept:<token>`) or, with a day or
// a word of choice, as fields beside it. Remembered and queued; the refresh that follows writes the document.

import type { Context, Hono } from 'hono';
import { addDays, toDay, toInstant } from '../../core/dates.ts';
import { type AnswerKind, answerKinds } from '../../core/status/answers.ts';
import { type Status, statuses } from '../../core/status/statuses.ts';
import { StatusfolioError } from '../../errors.ts';
import { answerQuestion, undoAnswer } from '../../pipeline/questions/answers.ts';
import type { Clock } from '../../ports/queue.ts';
import type { DocumentRecord, RowRecord } from '../../ports/records.ts';
import type { Store } from '../../ports/store.ts';
import type { Sessions } from '../auth/session.ts';
import { basePathOf, stripBasePath } from '../base-path.ts';
import { type Refusal, refuse } from '../errors.ts';
import { setFlash } from '../flash.ts';
import { answerErrorPage } from '../pages/error.ts';
import { readForm } from '../read-body.ts';
import type { WebPorts, WebSettings } from '../types.ts';
import { toProjectToken } from '../views/project-row.ts';

type Ports = Pick<WebPorts, 'owners' | 'clock' | 'log' | 'wake' | 'refreshDocuments'>;

const notAllowed = refuse(
  403,
  'NOT_YOUR_PAGE',
  'Sign in and load the page again: this form did not come from a page of your session.',
);
const notUnderstood = refuse(
  400,
  'ANSWER_INVALID',
  'Send do=accept, keep, paused, active, finished, away, released, not-yet, undo, pin, pin-30 or unpin, a colon and the token of a project.',
);
const notAsked = refuse(
  409,
  'NOTHING_TO_ANSWER',
  'There is no open question about this project any more. Load the page again.',
);
const badPin = refuse(
  400,
  'PIN_INVALID',
  'A pin needs a status and, unless it holds forever, a last day such as 2027-01-31 that is not over.',
);
const overridden = refuse(
  409,
  'HIGHER_WORD',
  'The row is pinned in the file or the configuration, which takes precedence, or it is not managed: it cannot be decided here.',
);

/** One row that a token names; a project may stand in several documents. */
interface Found {
  /** Of the owner whose document it is. */
  readonly store: Store;
  readonly document: DocumentRecord;
  readonly record: RowRecord;
}

interface Memory {
  readonly store: Store;
  readonly clock: Clock;
}

export function addAnswerRoutes(
  app: Hono,
  settings: Pick<WebSettings, 'isSecure' | 'publicUrl'>,
  ports: Ports,
  sessions: Sessions,
): void {
  app.post('/api/answers', async (c) => {
    const form = await readForm(c.req.raw);
    if (!(await sessions.mayAct(c, form.get('proof')))) return answerErrorPage(c, notAllowed, readOrigin(c));
    const [, kind = '', token = ''] =
      /^([a-z]+(?:-(?:\d{1,4}|yet))?):([a-z0-9]{1,12})$/.exec(form.get('do') ?? '') ?? [];
    const found = kind === '' ? [] : await findRows(ports, token);
    const [first] = found;
    if (first === undefined) return answerErrorPage(c, notUnderstood, readOrigin(c));

    const { projectKey } = first.record;
    const refusal = await decide(kind, found, projectKey, form, { store: first.store, clock: ports.clock });
    if (refusal !== null) return answerErrorPage(c, refusal, readOrigin(c));
    await ports.refreshDocuments(found.map(({ document }) => document.key));
    ports.wake();
    ports.log.info('question.answered', { kind, documents: found.length });
    if (!isForm(c)) return c.json({ accepted: true }, 202);
    setFlash(c, settings, { kind, token });
    return c.redirect(readOrigin(c), 303);
  });
}

async function findRows({ owners }: Ports, token: string): Promise<Found[]> {
  for (const { id, store } of owners) {
    const documents = await store.listDocuments();
    const found = documents.flatMap((document): Found[] => {
      const record = document.rows.find(({ projectKey }) => toProjectToken(id, projectKey) === token);
      return record === undefined ? [] : [{ store, document, record }];
    });
    // A token is one owner's.
    if (found.length > 0) return found;
  }
  return [];
}

/** null: done. */
async function decide(
  kind: string,
  found: readonly Found[],
  projectKey: string,
  form: URLSearchParams,
  { store, clock }: Memory,
): Promise<Refusal | null> {
  const about = { projectKey, by: 'The owner', now: clock.now() };
  if (isAnswer(kind)) return await refuseUsage(answerQuestion(store, { ...about, kind }), () => notAsked);
  if (kind === 'undo') {
    return await refuseUsage(undoAnswer(store, about), ({ message, hint }) => ({
      status: 409,
      code: 'NOTHING_TO_UNDO',
      message: `${message} ${hint}`,
    }));
  }
  if (kind === 'unpin') {
    await store.removePin(projectKey);
    return null;
  }
  return kind.startsWith('pin') ? await pin(kind, found, projectKey, form, { store, clock }) : notUnderstood;
}

async function refuseUsage(
  done: Promise<unknown>,
  explain: (error: StatusfolioError) => Refusal,
): Promise<Refusal | null> {
  try {
    await done;
    return null;
  } catch (error) {
    if (error instanceof StatusfolioError && error.code === 'USAGE') return explain(error);
    throw error;
  }
}

function isAnswer(kind: string): kind is AnswerKind {
  return answerKinds.some((known) => known === kind);
}

async function pin(
  kind: string,
  found: readonly Found[],
  projectKey: string,
  form: URLSearchParams,
  { store, clock }: Memory,
): Promise<Refusal | null> {
  const at = toInstant(clock.now());
  const days = /^pin-(\d+)$/.exec(kind)?.[1];
  const until = days === undefined ? form.get('until') || null : toDay(addDays(at, Number(days)));
  const status = readStatus(form.get('status') ?? '', found);
  if (status === null || (until !== null && !isDayToCome(until, at))) return badPin;
  if (!found.every(isPinnable)) return overridden;
  await store.savePin({ projectKey, status, until, at });
  return null;
}

/** Without a word of choice, the one that stands there. */
function readStatus(wanted: string, [first]: readonly Found[]): Status | null {
  if (wanted === '') return first?.record.row.typed.status ?? null;
  return statuses.find((known) => known === wanted && known !== 'unknown') ?? null;
}

function isDayToCome(day: string, at: string): boolean {
  return /^\d{4}-\d\d-\d\d$/.test(day) && !Number.isNaN(Date.parse(day)) && day >= toDay(at);
}

function isPinnable({ record }: Found): boolean {
  const { row, decision } = record;
  const isOurs = row.skip === null && row.directive === null && decision.action !== 'skip';
  return isOurs && row.typed.status !== 'unknown' && record.repo !== null;
}

/** Whether a browser sent it, which is then sent back to its page. */
export function isForm(c: Context): boolean {
  return c.req.header('accept')?.includes('text/html') === true;
}

/** Back to the page of ours that the form was on, and to nowhere else. */
export function readOrigin(c: Context): string {
  const referer = c.req.header('referer') ?? '';
  if (!URL.canParse(referer)) return '/';
  const { pathname: path, search } = new URL(referer);
  const pathname = stripBasePath(path, basePathOf(c));
  return pathname.startsWith('/projects/') || pathname === '/operations'
    ? pathname
    : `/${pathname === '/' ? search : ''}`;
}
