// GET /api/status.json: what the dashboard shows, as data, for the same audience. POST /api/sync: refresh now.

import type { Hono } from 'hono';
import * as z from 'zod';
import { statuses } from '../../core/status/statuses.ts';
import type { Sessions } from '../auth/session.ts';
import { answerError, refuse } from '../errors.ts';
import { setFlash } from '../flash.ts';
import { answerErrorPage } from '../pages/error.ts';
import { readForm } from '../read-body.ts';
import type { RoutePorts, WebSettings } from '../types.ts';
import type { PortfolioView } from '../views/portfolio.ts';
import type { ProjectView } from '../views/project-row.ts';
import { isForm, readOrigin } from './answers.ts';

const signInFirst = refuse(401, 'SIGN_IN_REQUIRED', 'Send the admin token as "Authorization: Bearer …", or sign in.');

type Ports = Pick<RoutePorts, 'views' | 'log' | 'wake' | 'requestSync'>;

export function addStatusApi(
  app: Hono,
  settings: Pick<WebSettings, 'audience' | 'isSecure' | 'publicUrl'>,
  ports: Ports,
  sessions: Sessions,
): void {
  app.get('/api/status.json', async (c) => {
    if (await sessions.isOwner(c)) return c.json(toStatusJson(await ports.views.read('owner')));
    if (settings.audience !== 'all') {
      c.header('WWW-Authenticate', 'Bearer');
      return answerError(c, signInFirst);
    }
    c.header('Access-Control-Allow-Origin', '*');
    c.header('Cross-Origin-Resource-Policy', 'cross-origin');
    c.header('Cache-Control', 'no-cache');
    c.header('Vary', 'Cookie, Authorization');
    return c.json(toStatusJson(await ports.views.read('public')));
  });

  app.get('/api/status.schema.json', (c) => {
    c.header('Access-Control-Allow-Origin', '*');
    c.header('Cross-Origin-Resource-Policy', 'cross-origin');
    c.header('Cache-Control', 'public, max-age=86400');
    return c.json(toStatusJsonSchema());
  });

  app.post('/api/sync', async (c) => {
    const form = await readForm(c.req.raw);
    if (!(await sessions.mayAct(c, form.get('proof')))) {
      c.header('WWW-Authenticate', 'Bearer');
      return answerErrorPage(c, signInFirst);
    }
    await ports.requestSync();
    ports.wake();
    ports.log.info('sync.requested');
    if (!isForm(c)) return c.json({ accepted: true }, 202);
    setFlash(c, settings, { kind: 'sync', token: '' });
    return c.redirect(readOrigin(c), 303);
  });
}

// What /api/status.json says, as a schema that is published beside it (config/status.schema.json) so that other sites can
// rely on it, and the view in that shape. Fields are only ever added; `version` changes when one changes its meaning.

const instant = z.string().describe('ISO 8601, UTC');
const word = z
  .strictObject({ text: z.string().describe("as the document's owner spells it"), status: z.enum(statuses) })
  .describe('a status and its label');

const projectSchema = z.strictObject({
  name: z.string().describe("the row's text, without markup"),
  line: z.int().describe('1-based line in the document'),
  section: z.string().nullable().describe('the heading above it'),
  repo: z.string().nullable().describe('owner/name'),
  folder: z.string().nullable(),
  also: z
    .array(z.strictObject({ repo: z.string(), folder: z.string().nullable() }))
    .optional()
    .describe('further repositories that are one project with it; left out where there are none'),
  address: z.string().nullable().describe('owner/slug, as in /projects/<address> and /badges/<address>.svg'),
  typed: word,
  decision: word,
  settled: word.describe('the same as decision, under its name before 0.2; kept through 0.x'),
  asOf: z
    .strictObject({ month: z.string().describe('2025-07'), text: z.string().describe('as it stands in the cell') })
    .nullable()
    .describe('the date after the label: since when nothing confirms it, or when it last ran'),
  isDrifting: z.boolean().describe('the cell disagrees and is about to be corrected'),
  action: z.enum(['keep', 'change', 'question', 'hold', 'skip']).nullable(),
  reason: z.string().nullable(),
  rule: z.string().nullable(),
  confidence: z.enum(['sure', 'likely', 'guess']).nullable(),
  evidence: z.string().nullable().describe('one sentence with absolute dates'),
  question: z.strictObject({ status: z.enum(statuses), evidence: z.string(), askedAt: instant }).nullable(),
  since: instant.nullable(),
  checkedAt: instant.nullable(),
  lookedAt: instant.nullable().describe('the same as checkedAt; kept through 0.x'),
  reviewAt: instant.nullable(),
  weeks: z
    .strictObject({
      endAt: instant,
      work: z.array(z.int()).describe('work commits of 26 weeks, oldest first'),
      other: z.array(z.int()).describe('commits of bots, merges and documentation'),
      knownFrom: z.int().describe('index of the first week that is known in full'),
      releases: z.array(z.int()).describe('indices of weeks with a release'),
      deployments: z.array(z.int()).describe('indices of weeks with a deployment'),
    })
    .nullable(),
});

export const statusSchema = z.strictObject({
  version: z.literal(1),
  documents: z.array(
    z.strictObject({
      repo: z.string().nullable(),
      path: z.string(),
      branch: z.string().nullable(),
      tables: z.int(),
      checkedAt: instant.nullable(),
      nextCheckAt: instant.nullable(),
      lookedAt: instant.nullable().describe('the same as checkedAt; kept through 0.x'),
      nextLookAt: instant.nullable().describe('the same as nextCheckAt; kept through 0.x'),
      projects: z.array(projectSchema),
    }),
  ),
  changes: z.array(
    z.strictObject({
      name: z.string(),
      from: z.string(),
      to: z.string(),
      at: instant,
      oid: z.string(),
      url: z.string().nullable(),
      evidence: z.string().nullable(),
    }),
  ),
  problems: z
    .array(z.strictObject({ code: z.string(), where: z.string(), message: z.string(), hint: z.string() }))
    .describe('for the owner alone; empty for everybody else'),
});

export type StatusJson = z.infer<typeof statusSchema>;

/** The schema for programs, as JSON Schema. */
export function toStatusJsonSchema(): object {
  return {
    ...z.toJSONSchema(statusSchema, { io: 'output' }),
    title: 'Statusfolio status.json',
    description: 'What is withheld from an audience, or not known, is null.',
  };
}

const changesShown = 20;

export function toStatusJson({ documents, changes, problems }: PortfolioView): StatusJson {
  return {
    version: 1,
    documents: documents.map(({ site: _, ...document }) => ({
      ...document,
      lookedAt: document.checkedAt,
      nextLookAt: document.nextCheckAt,
      projects: document.projects.map(toProjectJson),
    })),
    changes: changes.slice(0, changesShown).map(({ token: _, ...change }) => change),
    problems: [...problems],
  };
}

function toProjectJson({
  token: _,
  isOpen: __,
  ownerControls: ___,
  addresses: ____,
  site: _____,
  weeks,
  also,
  ...project
}: ProjectView) {
  const { endAt = '', work = [], other = [], knownFrom = 0, releases = [], deployments = [] } = weeks ?? {};
  return {
    ...project,
    settled: project.decision,
    lookedAt: project.checkedAt,
    ...(also.length > 0 && { also: [...also] }),
    weeks: weeks && {
      endAt,
      work: [...work],
      other: [...other],
      knownFrom,
      releases: [...releases],
      deployments: [...deployments],
    },
  };
}
