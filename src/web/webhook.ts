// POST /webhooks/github: verifies the raw bytes, projects the payload onto a thin row, makes it durable, answers. Does
// nothing else inside the request: no GitHub call, no queue, no payload kept. Nothing a sender writes reaches the log.

import { Webhooks } from '@octokit/webhooks';
import type { Handler } from 'hono';
import { toInstant } from '../core/instants.ts';
import type { Refusal } from './answer-error.ts';
import type { Meter } from './meter.ts';
import { projectDelivery, readHeader } from './project-delivery.ts';
import { listSecurityHeaders } from './protect.ts';
import { readBody } from './read-body.ts';
import type { WebPorts, WebSettings } from './web-ports.ts';

/** GitHub sends no larger payload. */
const maxBodyBytes = 25 * 1024 * 1024;

type Verify = (text: string, signature: string) => Promise<boolean>;
type Ports = Pick<WebPorts, 'inbox' | 'clock' | 'log' | 'wake'>;
type Answer = { readonly status: 200 | 202; readonly body: object };

const refuse = (status: Refusal['status'], code: string, message: string): Refusal => ({ status, code, message });

const notConfigured = refuse(
  503,
  'WEBHOOKS_NOT_CONFIGURED',
  'No webhook secret is configured: set GITHUB_WEBHOOK_SECRET.',
);
const wrongMethod = refuse(405, 'METHOD_NOT_ALLOWED', 'Webhooks are sent with POST.');
const tooLarge = refuse(413, 'PAYLOAD_TOO_LARGE', 'The body is larger than 25 MiB.');
const incomplete = refuse(400, 'PAYLOAD_INCOMPLETE', 'The body ended early.');
const unverified = refuse(401, 'SIGNATURE_INVALID', 'X-Hub-Signature-256 is missing or does not match the body.');
const wrongType = refuse(
  415,
  'CONTENT_TYPE_UNSUPPORTED',
  'Send application/json or application/x-www-form-urlencoded.',
);
const notJson = refuse(400, 'PAYLOAD_INVALID', 'The payload is not a JSON object.');
const notGitHub = refuse(400, 'HEADERS_MISSING', 'X-GitHub-Event or X-GitHub-Delivery is missing.');
const unavailable = refuse(503, 'INBOX_UNAVAILABLE', 'The delivery could not be stored. Redeliver it later.');

type Settings = Pick<WebSettings, 'webhookSecrets' | 'isSecure'>;

/** Handles every method of the route, so that each gets an answer of the same shape. */
export function receiveWebhook(settings: Settings, ports: Ports, meter: Meter): Handler {
  const verifiers = settings.webhookSecrets.map((secret): Verify => new Webhooks({ secret }).verify);
  // Answers are made by hand from one set of headers: under load, setting each header costs as much as the signature.
  const headers = { ...listSecurityHeaders(settings), 'Content-Type': 'application/json' };
  const answer = (status: number, body: object) => new Response(JSON.stringify(body), { status, headers });
  const answerRefusal = ({ status, code, message }: Refusal) => answer(status, { error: { code, message } });

  return async (c) => {
    const startedAt = performance.now();
    const response = await respond(c.req.raw);
    meter.note(response.status, performance.now() - startedAt);
    return response;
  };

  async function respond(request: Request): Promise<Response> {
    try {
      const outcome = await receive(request, verifiers, ports);
      if ('body' in outcome) return answer(outcome.status, outcome.body);
      const { code } = outcome;
      ports.log.warn('webhook-refused', { code, delivery: readGuid(request.headers) });
      const response = answerRefusal(outcome);
      if (outcome === wrongMethod) response.headers.set('Allow', 'POST');
      return response;
    } catch (error) {
      // Only the inbox throws: everything before it returns its refusals.
      const reason = error instanceof Error ? error.message : 'unknown';
      ports.log.error('webhook-not-stored', { delivery: readGuid(request.headers), reason });
      return answerRefusal(unavailable);
    }
  }
}

/** The order is the point: nothing of a body is looked at before its signature, nothing is claimed before its meaning. */
async function receive(request: Request, verifiers: readonly Verify[], ports: Ports): Promise<Answer | Refusal> {
  if (request.method !== 'POST') return wrongMethod;
  if (verifiers.length === 0) return notConfigured;

  const body = await readBody(request, maxBodyBytes);
  if (body.kind === 'too-large') return tooLarge;
  if (body.kind === 'broken') return incomplete;
  const text = decodeExactly(body.bytes);
  const signature = request.headers.get('x-hub-signature-256') ?? '';
  if (text === null || !(await isSigned(text, signature, verifiers))) return unverified;

  const json = readJsonText(text, request.headers.get('content-type') ?? '');
  if (json === null) return wrongType;
  const payload = parseObject(json);
  if (payload === null) return notJson;

  const { headers } = request;
  const event = headers.get('x-github-event');
  if (event === null || readHeader(headers, 'x-github-delivery') === null) return notGitHub;
  const delivery = projectDelivery(event, headers, payload, toInstant(ports.clock.now()));
  if (delivery === null) return { status: 200, body: { accepted: false } };

  await ports.inbox.accept(delivery);
  ports.wake();
  return { status: 202, body: { accepted: true } };
}

/** For the log: GitHub's ids are hexadecimal, so that nobody else's words fit in. */
function readGuid(headers: Headers): string | null {
  const id = readHeader(headers, 'x-github-delivery');
  return id !== null && /^[\da-f-]+$/i.test(id) ? id : null;
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** Text that encodes to exactly these bytes again, so that verifying it is verifying them; null: there is none. */
function decodeExactly(bytes: Uint8Array): string | null {
  try {
    return utf8.decode(bytes);
  } catch {
    return null;
  }
}

async function isSigned(text: string, signature: string, verifiers: readonly Verify[]): Promise<boolean> {
  // `verify` throws on an empty text; on Workers it also takes upper case and stray characters.
  if (text === '' || !/^sha256=[0-9a-f]{64}$/.test(signature)) return false;
  for (const verify of verifiers) if (await verify(text, signature)) return true;
  return false;
}

/** The JSON inside either of GitHub's two encodings; null for any other type. A form without payload reads as ''. */
function readJsonText(text: string, contentType: string): string | null {
  const type = contentType.split(';')[0]?.trim().toLowerCase();
  if (type === 'application/json') return text;
  if (type === 'application/x-www-form-urlencoded') return new URLSearchParams(text).get('payload') ?? '';
  return null;
}

function parseObject(json: string): object | null {
  try {
    const value: unknown = JSON.parse(json);
    return typeof value === 'object' && !Array.isArray(value) ? value : null;
  } catch {
    return null;
  }
}
