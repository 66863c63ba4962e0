// GET /metrics in Prometheus' text format: how fast deliveries are acknowledged, what waits and for how long, what
// failed, what GitHub still grants, how old the data is. Names no project, repository or document. For the owner
// alone: who is on the same machine cannot be told from a request, least of all behind a proxy.

import type { Hono } from 'hono';
import { elapsedMs } from '../../core/dates.ts';
import type { Backlog, StoreCounts, TaskRun } from '../../ports/records.ts';
import type { Sessions } from '../auth/session.ts';
import { answerError } from '../errors.ts';
import type { RoutePorts } from '../types.ts';

interface Sample {
  readonly labels?: Readonly<Record<string, string | number>>;
  readonly suffix?: string;
  readonly value: number;
}

interface Metric {
  readonly name: string;
  readonly type: 'counter' | 'gauge' | 'histogram';
  readonly help: string;
  /** Its name until the next minor release, under which it is exported too. */
  readonly former?: string;
  readonly samples: readonly Sample[];
}

interface MetricsInput {
  readonly meter: ReturnType<Meter['read']>;
  readonly counts: StoreCounts;
  readonly backlog: Backlog;
  readonly taskRuns: readonly TaskRun[];
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
    const [counts, backlog, taskRuns] = await Promise.all([all.counts(), all.readBacklog(), all.listTaskRuns()]);
    const text = formatMetrics({ meter: meter.read(), counts, backlog, taskRuns, now: clock.now() });
    c.header('Cache-Control', 'no-store');
    return c.body(text, 200, { 'Content-Type': 'text/plain; version=0.0.4; charset=utf-8' });
  });
}

function formatMetrics({ meter, counts, backlog, taskRuns, now }: MetricsInput): string {
  const age = (at: string | null) => (at === null ? 0 : Math.max(0, elapsedMs(at, now)) / 1000);
  const gauge = (name: string, help: string, value: number, former?: string): Metric => ({
    name,
    type: 'gauge',
    help,
    samples: [{ value }],
    ...(former !== undefined && { former }),
  });
  const at = (name: TaskRun['name']) => taskRuns.find((taskRun) => taskRun.name === name)?.at ?? null;
  const metrics: Metric[] = [
    {
      name: 'webhook_responses_total',
      former: 'webhook_answers_total',
      type: 'counter',
      help: 'Responses to webhook requests by HTTP status.',
      samples: [...meter.responses].map(([status, value]) => ({ labels: { status }, value })),
    },
    {
      name: 'webhook_signature_failures_total',
      type: 'counter',
      help: 'Webhook requests with a missing or wrong signature.',
      samples: [{ value: meter.responses.get(401) ?? 0 }],
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
    gauge('deliveries_waiting', 'Deliveries recorded and not yet processed.', counts.deliveriesWaiting),
    gauge('deliveries_oldest_seconds', 'How long the oldest of them has waited.', age(backlog.oldestDeliveryAt)),
    gauge('jobs', 'Jobs in the queue, including those waiting to be retried.', backlog.jobs),
    gauge('queue_age_seconds', 'How long the job that is due longest has waited.', age(backlog.oldestJobAt)),
    gauge('dead_letters', 'Jobs that failed for good.', counts.jobsDead + counts.noticesDead),
    gauge('notices_failed', 'Of them, notices that a channel did not accept.', counts.noticesDead),
    gauge('data_age_seconds', 'Since the least recently checked document was checked.', age(counts.oldestCheckAt)),
    gauge(
      'last_scheduled_run_age_seconds',
      'Since the schedule was last checked for what is due.',
      age(at('tick')),
      'last_tick_age_seconds',
    ),
    gauge(
      'last_redelivery_check_age_seconds',
      'Since GitHub was last asked for missed deliveries.',
      age(at('redelivery')),
      'last_sweep_age_seconds',
    ),
    {
      name: 'github_requests_remaining',
      type: 'gauge',
      help: 'Requests that GitHub last said are left, by resource.',
      samples: listBudgets(taskRuns),
    },
  ];
  return metrics.flatMap(withFormerName).map(formatMetric).join('');
}

function listBudgets(taskRuns: readonly TaskRun[]): Sample[] {
  const figures = taskRuns.find(({ name }) => name === 'budget')?.figures ?? {};
  return Object.entries(figures).flatMap(([resource, left]) => {
    const remaining = /^(\d+) of /.exec(String(left))?.[1];
    return remaining === undefined || !/^[a-z_]+$/.test(resource)
      ? []
      : [{ labels: { resource }, value: Number(remaining) }];
  });
}

/** A renamed metric keeps its former name for one release, so that dashboards and alerts can follow. */
function withFormerName({ former, ...metric }: Metric): Metric[] {
  if (former === undefined) return [metric];
  const help = `Former name of statusfolio_${metric.name}; removed in the next minor release.`;
  return [metric, { ...metric, name: former, help }];
}

function formatMetric({ name, type, help, samples }: Metric): string {
  const full = `statusfolio_${name}`;
  const lines = samples.map(({ suffix = '', labels = {}, value }) => {
    const pairs = Object.entries(labels).map(([label, text]) => `${label}="${text}"`);
    return `${full}${suffix}${pairs.length === 0 ? '' : `{${pairs.join()}}`} ${value}`;
  });
  return [`# HELP ${full} ${help}`, `# TYPE ${full} ${type}`, ...lines, ''].join('\n');
}

// Counts the responses to webhooks and how long each took, in this process, as a histogram: cheap enough to be done for
// every delivery. Forgotten when the process ends, as Prometheus expects.

/** Upper bounds in seconds; GitHub waits for ten. */
const bounds = [0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10] as const;

export interface Meter {
  note(status: number, ms: number): void;
  read(): {
    /** How often each HTTP status was sent. */
    readonly responses: ReadonlyMap<number, number>;
    /** Of acknowledged deliveries: how many took at most so long, for each bound in seconds. */
    readonly within: readonly (readonly [number, number])[];
    readonly acknowledged: number;
    readonly seconds: number;
  };
}

export function createMeter(): Meter {
  const responses = new Map<number, number>();
  const counts = bounds.map(() => 0);
  let acknowledged = 0;
  let seconds = 0;
  return {
    note(status, ms) {
      responses.set(status, (responses.get(status) ?? 0) + 1);
      if (status < 200 || status > 299) return;
      acknowledged += 1;
      seconds += ms / 1000;
      const index = bounds.findIndex((bound) => ms / 1000 <= bound);
      if (index >= 0) counts[index] = (counts[index] ?? 0) + 1;
    },
    read() {
      let sum = 0;
      const within = bounds.map((bound, index): readonly [number, number] => {
        sum += counts[index] ?? 0;
        return [bound, sum];
      });
      return { responses, within, acknowledged, seconds };
    },
  };
}
