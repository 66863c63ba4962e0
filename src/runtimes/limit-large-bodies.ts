// Large request bodies take turns, so that not every connection can hold 25 MiB in memory at once. Who waits is not read
// from: the network holds the sender back, and the limit on a request's time still applies. Turns go round the clients, and
// whoever has one and sends nothing is cut off while others wait: senders who take their time hold up nobody else.

import { isSignature } from '../web/webhook/receive.ts';

/** In bytes: ten times what GitHub's payloads have, and little enough for each of 1,000 connections to hold. */
const large = 256 * 1024;

const maxAtOnce = 2;

/** While somebody waits, whoever has a turn has to send so much in every such while. GitHub sends megabytes in it. */
const stallMs = 3000;
const leastSent = 64 * 1024;

type Fetch<Environment> = (request: Request, environment: Environment) => Response | Promise<Response>;

/** What is known of the connection behind a request. */
export interface Sender {
  readonly client: string;
  /** How many bytes have come over its connection. */
  received(): number;
  /** The whole request is here. */
  isComplete(): boolean;
  cutOff(): void;
}

interface Waiting {
  readonly client: string;
  readonly start: () => void;
}

interface Turn {
  readonly sender: Sender | null;
  /** By the end of the last while; null: it has begun since. */
  received: number | null;
}

export function limitLargeBodies<Environment>(
  fetch: Fetch<Environment>,
  findSender: (request: Request, environment: Environment) => Sender | null = () => null,
): Fetch<Environment> {
  const waiting: Waiting[] = [];
  const turns = new Set<Turn>();
  /** Clients that had a turn, the last one at the end. */
  const served = new Set<string>();
  let underWay = 0;
  let watch: ReturnType<typeof setInterval> | undefined;

  /** Whoever was served longest ago, and of those who came first. */
  function takeNext(): Waiting | undefined {
    const order = [...served];
    const rank = ({ client }: Waiting) => order.indexOf(client);
    const [next] = waiting.toSorted((one, other) => rank(one) - rank(other));
    if (next !== undefined) waiting.splice(waiting.indexOf(next), 1);
    return next;
  }

  function noteServed(client: string): void {
    served.delete(client);
    served.add(client);
    const [oldest] = served;
    if (served.size > maxServed && oldest !== undefined) served.delete(oldest);
  }

  function watchTurns(): void {
    watch ??= setInterval(() => {
      for (const turn of turns) {
        const { sender, received: before } = turn;
        if (sender === null || sender.isComplete()) continue;
        turn.received = sender.received();
        const isSlow = before !== null && turn.received - before < leastSent;
        if (isSlow && waiting.length > 0) sender.cutOff();
      }
      if (waiting.length > 0) return;
      clearInterval(watch);
      watch = undefined;
    }, stallMs);
    watch.unref?.();
  }

  async function fetchInTurn(request: Request, environment: Environment): Promise<Response> {
    const sender = findSender(request, environment);
    const client = sender?.client ?? '';
    if (underWay === maxAtOnce) {
      await new Promise<void>((resolve) => {
        waiting.push({ client, start: resolve });
        watchTurns();
      });
    } else underWay += 1;
    noteServed(client);
    const turn: Turn = { sender, received: null };
    turns.add(turn);
    try {
      return await fetch(request, environment);
    } finally {
      turns.delete(turn);
      // The turn is handed on, so that nobody who comes just now takes it from those who wait.
      const next = takeNext();
      if (next === undefined) underWay -= 1;
      else next.start();
    }
  }

  return (request, environment) =>
    mayBeLarge(request.headers) && !isRefusedUnread(request)
      ? fetchInTurn(request, environment)
      : fetch(request, environment);
}

const maxServed = 1000;

/** Webhooks without a signature that can be one are refused before anything is read of them: they need no turn. */
function isRefusedUnread({ url, headers }: Request): boolean {
  return new URL(url).pathname.endsWith('/webhooks/github') && !isSignature(headers.get('x-hub-signature-256') ?? '');
}

/** GitHub declares every length. */
function mayBeLarge(headers: Headers): boolean {
  const declared = headers.get('content-length');
  return declared === null ? headers.has('transfer-encoding') : Number(declared) > large;
}
