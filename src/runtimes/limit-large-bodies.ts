// Large request bodies take turns, so that not every connection can hold 25 MiB in memory at once. Who waits is not read
// from: the network holds the sender back, and the limit on a request's time still applies.

/** In bytes: ten times what GitHub's payloads have, and little enough for each of 1,000 connections to hold. */
const large = 256 * 1024;

const maxAtOnce = 2;

type Fetch<Environment> = (request: Request, environment: Environment) => Response | Promise<Response>;

export function limitLargeBodies<Environment>(fetch: Fetch<Environment>): Fetch<Environment> {
  const waiting: (() => void)[] = [];
  let underWay = 0;

  async function fetchInTurn(request: Request, environment: Environment): Promise<Response> {
    if (underWay === maxAtOnce) await new Promise<void>((resolve) => waiting.push(resolve));
    else underWay += 1;
    try {
      return await fetch(request, environment);
    } finally {
      // The turn is handed on, so that nobody who comes just now takes it from those who wait.
      const next = waiting.shift();
      if (next === undefined) underWay -= 1;
      else next();
    }
  }

  return (request, environment) =>
    mayBeLarge(request.headers) ? fetchInTurn(request, environment) : fetch(request, environment);
}

/** GitHub declares every length. */
function mayBeLarge(headers: Headers): boolean {
  const declared = headers.get('content-length');
  return declared === null ? headers.has('transfer-encoding') : Number(declared) > large;
}
