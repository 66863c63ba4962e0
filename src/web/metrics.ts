// GET /metrics in Prometheus' text format: how fast deliveries are acknowledged, what waits and for how long, what was
// given up, what GitHub still grants, how old the data is. Names no project, repository or document. For the owner
// alone: who is on the same machine cannot be told from a request, least of all behind a proxy.

import type { Hono } from 'hono';
import { elapsedMs } from '../core/instants.ts';
import type { Backlog, Mark, StoreCounts } from '../ports.ts';
import { answerError } from './answer-error.ts';
import type { Meter } from './meter.ts';
import type { Sessions } from './session.ts';
import type { RoutePorts } from './web-ports.ts';

interface Sample {
  readonly labels?: Readonly<Record<string, string | number>>;
  readonly suffix?: string;
  readonly value: number;
}

interface Metric {
  readonly name: string;
  readonly type: 'counter' | 'gauge' | 'histogram';
  readonly help: string;
  readonly samples: readonly Sample[];
}

export interface MetricsInput {
  readonly meter: ReturnType<Meter['read']>;
  readonly counts: StoreCounts;
  readonly backlog: Backlog;
  readonly marks: readonly Mark[];
  readonly now: Date;
}

export function addMetrics(
  app: Hono,
  { all, clock }: Pick<RoutePorts, 'all' | 'clock'>,
  sessions: Sessions,
  meter: Meter,
): void {
  app.get('/metrics', async (c) => {
    if (!(await sessions.isOwner(c))) {
      const message = 'Send the admin token (STATUSFOLIO_ADMIN_TOKEN) as "Authorization: Bearer …".';
      return answerError(c, { status: 401, code: 'SIGN_IN_REQUIRED', message });
    }
    const [counts, backlog, marks] = await Promise.all([all.counts(), all.readBacklog(), all.listMarks()]);
    const text = wordMetrics({ meter: meter.read(), counts, backlog, marks, now: clock.now() });
    c.header('Cache-Control', 'no-store');
    return c.body(text, 200, { 'Content-Type': 'text/plain; version=0.0.4; charset=utf-8' });
  });
}

export function wordMetrics({ meter, counts, backlog, marks, now }: MetricsInput): string {
  const age = (at: string | null) => (at === null ? 0 : Math.max(0, elapsedMs(at, now)) / 1000);
  const gauge = (name: string, help: string, value: number): Metric => ({
    name,
    type: 'gauge',
    help,
    samples: [{ value }],
  });
  const at = (name: Mark['name']) => marks.find((mark) => mark.name === name)?.at ?? null;
  const metrics: Metric[] = [
    {
      name: 'webhook_answers_total',
      type: 'counter',
      help: 'Answers to webhook requests by HTTP status.',
      samples: [...meter.answers].map(([status, value]) => ({ labels: { status }, value })),
    },
    {
      name: 'webhook_signature_failures_total',
      type: 'counter',
      help: 'Webhook requests with a missing or wrong signature.',
      samples: [{ value: meter.answers.get(401) ?? 0 }],
    },
    {
      name: 'webhook_acknowledgement_seconds',
      type: 'histogram',
      help: 'From the first byte of a delivery to its durable acknowledgement.',
      samples: [
        ...meter.within.map(([le, value]) => ({ suffix: '_bucket', labels: { le }, value })),
        { suffix: '_bucket', labels: { le: '+Inf' }, value: meter.acknowledged },
        { suffix: '_sum', value: meter.seconds },
        { suffix: '_count', value: meter.acknowledged },
      ],
    },
    gauge('deliveries_waiting', 'Deliveries recorded and not yet worked on.', counts.deliveriesWaiting),
    gauge('deliveries_oldest_seconds', 'How long the oldest of them has waited.', age(backlog.oldestDeliveryAt)),
    gauge('jobs', 'Jobs in the queue, those that wait for another try included.', backlog.jobs),
    gauge('queue_age_seconds', 'How long the job that is due longest has waited.', age(backlog.oldestJobAt)),
    gauge('dead_letters', 'Jobs that were given up.', counts.jobsDead),
    gauge('data_age_seconds', 'Since the oldest good look at a document.', age(counts.oldestLookAt)),
    gauge('last_tick_age_seconds', 'Since the clock last asked what is due.', age(at('tick'))),
    gauge('last_sweep_age_seconds', 'Since missed deliveries were last looked for.', age(at('sweep'))),
    {
      name: 'github_requests_remaining',
      type: 'gauge',
      help: 'What GitHub last said that it still grants, by resource.',
      samples: listBudgets(marks),
    },
  ];
  return metrics.map(wordMetric).join('');
}

function listBudgets(marks: readonly Mark[]): Sample[] {
  const figures = marks.find(({ name }) => name === 'budget')?.figures ?? {};
  return Object.entries(figures).flatMap(([resource, left]) => {
    const remaining = /^(\d+) of /.exec(String(left))?.[1];
    return remaining === undefined || !/^[a-z_]+$/.test(resource)
      ? []
      : [{ labels: { resource }, value: Number(remaining) }];
  });
}

function wordMetric({ name, type, help, samples }: Metric): string {
  const full = `statusfolio_${name}`;
  const lines = samples.map(({ suffix = '', labels = {}, value }) => {
    const pairs = Object.entries(labels).map(([label, text]) => `${label}="${text}"`);
    return `${full}${suffix}${pairs.length === 0 ? '' : `{${pairs.join()}}`} ${value}`;
  });
  return [`# HELP ${full} ${help}`, `# TYPE ${full} ${type}`, ...lines, ''].join('\n');
}
