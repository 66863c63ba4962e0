// POST /webhooks/github: has the raw bytes verified, read and made durable, answers. Does nothing else inside the request:
// no GitHub call, no queue, no payload kept. Nothing a sender writes reaches the log.

import type { Handler } from 'hono';
import { type Refusal, refuse } from '../errors.ts';
import { readBody } from '../read-body.ts';
import type { Meter } from '../routes/metrics.ts';
import { listSecurityHeaders } from '../security.ts';
import type { WebPorts, WebSettings } from '../types.ts';
import { isSignature, type ReceiveOutcome } from './receive.ts';
import { readToken, type WebhookHead } from './to-delivery.ts';

/** GitHub sends no larger payload. */
const maxBodyBytes = 25 * 1024 * 1024;

type Ports = Pick<WebPorts, 'receive' | 'clock' | 'log' | 'wake'>;

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

const refusals: Readonly<Record<Exclude<ReceiveOutcome & string, 'accepted' | 'unused'>, Refusal>> = {
  unverified,
  'wrong-type': wrongType,
  'not-json': notJson,
  'not-github': notGitHub,
};

type Settings = Pick<WebSettings, 'webhookSecrets' | 'isSecure'>;

/** Handles every method of the route, so that each gets an answer of the same shape. */
export function receiveWebhook(settings: Settings, ports: Ports, meter: Meter): Handler {
  // Answers are made by hand from one set of headers: under load, setting each header costs as much as the signature.
  const headers = { ...listSecurityHeaders(settings), 'Content-Type': 'application/json' };
  const answer = (status: number, body: object) => new Response(JSON.stringify(body), { status, headers });
  const sendRefusal = ({ status, code, message }: Refusal) => answer(status, { error: { code, message } });

  return async (c) => {
    const startedAt = performance.now();
    const response = await respond(c.req.raw);
    meter.note(response.status, performance.now() - startedAt);
    return response;
  };

  async function respond(request: Request): Promise<Response> {
    const outcome = await receive(request, settings, ports);
    if (outcome === 'accepted') {
      ports.wake();
      return answer(202, { accepted: true });
    }
    if (outcome === 'unused') return answer(200, { accepted: false });
    if (typeof outcome === 'object' && 'failure' in outcome) {
      ports.log.error('webhook.unstored', { delivery: readGuid(request.headers), reason: outcome.failure });
      return sendRefusal(unavailable);
    }
    const refusal = typeof outcome === 'string' ? refusals[outcome] : outcome;
    ports.log.warn('webhook.rejected', { code: refusal.code, delivery: readGuid(request.headers) });
    const response = sendRefusal(refusal);
    if (refusal === wrongMethod) response.headers.set('Allow', 'POST');
    return response;
  }
}

/** Size before signature, and whether there can be one before the body is read: `receive` has the rest of the order. */
async function receive(request: Request, settings: Settings, ports: Ports): Promise<ReceiveOutcome | Refusal> {
  if (request.method !== 'POST') return wrongMethod;
  if (settings.webhookSecrets.length === 0) return notConfigured;
  const head = readHead(request.headers, ports.clock.now());
  // Without a signature header it cannot be valid, so the body is not waited for.
  if (!isSignature(head.signature)) return isDeclaredTooLarge(request.headers) ? tooLarge : unverified;
  const body = await readBody(request, maxBodyBytes);
  if (body.kind === 'too-large') return tooLarge;
  if (body.kind === 'broken') return incomplete;
  return await ports.receive({ head, bytes: body.bytes });
}

function isDeclaredTooLarge(headers: Headers): boolean {
  return !headers.has('transfer-encoding') && Number(headers.get('content-length') ?? 0) > maxBodyBytes;
}

/** For the log: GitHub's ids are hexadecimal, so that nobody else's words fit in. */
function readGuid(headers: Headers): string | null {
  const id = readToken(headers.get('x-github-delivery'));
  return id !== null && /^[\da-f-]+$/i.test(id) ? id : null;
}

// What is handed on of a webhook request: plain data, also between threads. Nothing of it is believed yet.

export function readHead(headers: Headers, receivedAt: Date): WebhookHead {
  return {
    contentType: headers.get('content-type') ?? '',
    signature: headers.get('x-hub-signature-256') ?? '',
    event: headers.get('x-github-event'),
    deliveryId: headers.get('x-github-delivery'),
    targetType: headers.get('x-github-hook-installation-target-type'),
    targetId: headers.get('x-github-hook-installation-target-id'),
    hookId: headers.get('x-github-hook-id'),
    receivedAt,
  };
}
