// POST /api/answers: what the owner decides on a page, as one button of a form (`do=accept:<ticket>`) or, with a day or
// a word of choice, as fields beside it. Remembered and queued; the refresh that follows writes the document.

import type { Context, Hono } from 'hono';
import { addDays, toDay, toInstant } from '../core/instants.ts';
import { type Status, statuses } from '../core/model.ts';
import type { Answer } from '../core/status/apply-answer.ts';
import type { AnswerRecord, DocumentRecord, ProjectRecord, RowRecord } from '../ports.ts';
import { answerError, type Refusal } from './answer-error.ts';
import { readForm } from './read-body.ts';
import type { Sessions } from './session.ts';
import { toTicket } from './ticket.ts';
import type { WebPorts } from './web-ports.ts';

type Ports = Pick<WebPorts, 'store' | 'clock' | 'log' | 'wake' | 'giveAnswers' | 'takePinsBack'>;

const notAllowed: Refusal = {
  status: 403,
  code: 'NOT_YOUR_PAGE',
  message: 'Sign in and load the page again: this form did not come from a page of your session.',
};
const notUnderstood: Refusal = {
  status: 400,
  code: 'ANSWER_INVALID',
  message: 'Send do=accept, keep, finished, away, pin, pin-30 or unpin, a colon and the ticket of a project.',
};
const notAsked: Refusal = {
  status: 409,
  code: 'NOTHING_TO_ANSWER',
  message: 'Nothing is asked about this project any more. Load the page again.',
};
const badPin: Refusal = {
  status: 400,
  code: 'PIN_INVALID',
  message: 'A pin needs a status and, unless it holds for ever, a last day such as 2027-01-31 that is not over.',
};
const shadowed: Refusal = {
  status: 409,
  code: 'HIGHER_WORD',
  message:
    'A pin in the cell or in the configuration rules, or the row is not looked after: it cannot be decided here.',
};

/** One row that a ticket names. */
interface Found {
  readonly document: DocumentRecord;
  readonly record: RowRecord;
  readonly project: ProjectRecord | null;
}

export function addAnswerRoutes(app: Hono, ports: Ports, sessions: Sessions): void {
  app.post('/api/answers', async (c) => {
    const form = await readForm(c.req.raw);
    if (!(await sessions.mayAct(c, form.get('proof')))) return answerError(c, notAllowed);
    const [, kind = '', ticket = ''] = /^([a-z]+(?:-\d{1,4})?):([a-z0-9]{1,12})$/.exec(form.get('do') ?? '') ?? [];
    const found = kind === '' ? [] : await findRows(ports, ticket);
    if (found.length === 0) return answerError(c, notUnderstood);

    const at = toInstant(ports.clock.now());
    if (kind === 'unpin') {
      await ports.takePinsBack(found.map((row) => ({ ...name(row), at })));
    } else {
      const answers = kind.startsWith('pin') ? pin(found, kind, form, at) : answer(found, kind, at);
      if ('status' in answers) return answerError(c, answers);
      await ports.giveAnswers(answers);
    }
    ports.wake();
    ports.log.info('answered', { kind, documents: found.length });
    return isForm(c) ? c.redirect(readOrigin(c), 303) : c.json({ accepted: true }, 202);
  });
}

async function findRows({ store }: Ports, ticket: string): Promise<Found[]> {
  const [documents, projects] = await Promise.all([store.listDocuments(), store.listProjects()]);
  const known = new Map(projects.map((project) => [project.key, project]));
  return documents.flatMap((document) => {
    // Several rows of one document about one project have one answer.
    const record = document.rows.find(({ projectKey }) => toTicket(projectKey) === ticket);
    return record === undefined ? [] : [{ document, record, project: known.get(record.projectKey) ?? null }];
  });
}

const name = ({ document, record }: Found) => ({ documentKey: document.key, projectKey: record.projectKey });

function answer(found: readonly Found[], kind: string, at: string): AnswerRecord[] | Refusal {
  if (kind !== 'accept' && kind !== 'keep' && kind !== 'finished' && kind !== 'away') return notUnderstood;
  const answers = found.flatMap((row): AnswerRecord[] => {
    const { record, project } = row;
    const { question } = record.settled;
    if (question === null || project === null) return [];
    const typed = record.row.typed.status;
    const words: Record<typeof kind, Status> = {
      accept: question.status,
      keep: typed,
      finished: 'complete',
      away: typed,
    };
    return [{ ...name(row), kind, status: words[kind], typed, evidence: project.derived.evidence, until: null, at }];
  });
  return answers.length === 0 ? notAsked : answers;
}

function pin(found: readonly Found[], kind: string, form: URLSearchParams, at: string): AnswerRecord[] | Refusal {
  const days = /^pin-(\d+)$/.exec(kind)?.[1];
  const until = days === undefined ? form.get('until') || null : toDay(addDays(at, Number(days)));
  const isDay =
    until === null || (/^\d{4}-\d\d-\d\d$/.test(until) && !Number.isNaN(Date.parse(until)) && until >= toDay(at));
  const wanted = form.get('status') ?? '';
  const status = statuses.find((known) => known === wanted && known !== 'unknown');
  if (!isDay || (wanted !== '' && status === undefined)) return badPin;
  if (!found.every(isPinnable)) return shadowed;
  const base = { kind: 'pin', evidence: null, until, at } satisfies Partial<Answer>;
  return found.map((row) => {
    const typed = row.record.row.typed.status;
    return { ...base, ...name(row), status: status ?? typed, typed };
  });
}

function isPinnable({ record }: Found): boolean {
  const { row, settled } = record;
  return (
    row.skip === null &&
    row.directive === null &&
    row.typed.status !== 'unknown' &&
    record.repo !== null &&
    settled.action !== 'skip'
  );
}

/** Whether a browser sent it, which is then sent back to its page. */
export function isForm(c: Context): boolean {
  return c.req.header('accept')?.includes('text/html') === true;
}

/** Back to the page of ours that the form was on, and to nowhere else. */
export function readOrigin(c: Context): string {
  const referer = c.req.header('referer') ?? '';
  if (!URL.canParse(referer)) return '/';
  const { pathname, search } = new URL(referer);
  return pathname.startsWith('/projects/') || pathname === '/operations'
    ? pathname
    : `/${pathname === '/' ? search : ''}`;
}
