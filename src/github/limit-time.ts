// A fetch that ends, and says what stood in the way: the network, a proxy (named by its variable), or a certificate that this
// machine does not trust.

import { retriedLater, StatusfolioError } from '../errors.ts';

export type Fetch = (url: string, init?: RequestInit) => Promise<Response>;

/**
 * So many requests in a row that nobody answered, and for a while no more are sent: GitHub itself gives up earlier than we do,
 * so that smaller questions would only be waited for one after the other, for minutes.
 */
const silencesInARow = 2;
const restMs = 30_000;

/**
 * What did not come in time, or broke off in the middle, becomes the 504 that a gateway would have answered. Only where no
 * connection came about at all does it throw.
 */
export function limitTime(fetchOnce: Fetch, timeoutMs: number, host: string, now = () => new Date()): Fetch {
  let silences = 0;
  let silentAtMs = 0;
  let lastProxy: ProxyNote | null = null;
  const gone = (proxy: ProxyNote | null) =>
    new Response(null, { status: 504, ...(proxy !== null && { headers: { [proxyHeader]: proxy.variable } }) });

  return async (url, init) => {
    // A clock that was set back ends the rest as well.
    if (silences >= silencesInARow && Math.abs(now().getTime() - silentAtMs) < restMs) return gone(lastProxy);
    const signal = AbortSignal.timeout(timeoutMs);
    let response: Response;
    try {
      response = await fetchOnce(url, { ...init, signal });
    } catch (cause) {
      // Not sent at all, for a reason that is said already.
      if (cause instanceof StatusfolioError) throw cause;
      const proxy = readProxyNote(cause);
      if (!signal.aborted) throw explainUnreachable(host, cause, proxy);
      silences += 1;
      silentAtMs = now().getTime();
      lastProxy = proxy;
      return gone(proxy);
    }
    silences = 0;
    try {
      const body = await response.arrayBuffer();
      const { status, headers } = response;
      return new Response(body.byteLength === 0 ? null : body, { status, headers });
    } catch {
      return gone(null);
    }
  };
}

/** What a TLS library says where a certificate is by an authority that is not known here. */
const unknownAuthorities = [
  'SELF_SIGNED_CERT_IN_CHAIN',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
];

function explainUnreachable(host: string, cause: unknown, proxy: ProxyNote | null): StatusfolioError {
  const code = readCode(cause);
  const through = proxy === null ? '' : ` through the proxy of ${proxy.variable}`;
  const said = proxy?.status == null ? code : `HTTP ${proxy.status}`;
  const message = `${host} cannot be reached${through}${said === null ? '' : ` (${said})`}.`;
  return new StatusfolioError('GITHUB_UNREACHABLE', message, {
    where: host,
    hint: advise(host, code, proxy),
    retryable: true,
  });
}

function advise(host: string, code: string | null, proxy: ProxyNote | null): string {
  if (code !== null && unknownAuthorities.includes(code))
    return "Its certificate was issued by an unknown authority: set NODE_EXTRA_CA_CERTS to the authority's .pem file.";
  if (proxy === null) return `Check the network connection and GITHUB_API_URL. ${retriedLater}.`;
  if (proxy.status === 407)
    return `The proxy requires authentication: write it as ${proxy.variable}=http://user:password@proxy.example.com:8080.`;
  return `Check ${proxy.variable}, or name ${host} in NO_PROXY where no proxy is needed. ${retriedLater}.`;
}

/** The system's name for what is wrong, such as ECONNREFUSED; its sentence may quote an address with credentials. */
function readCode(cause: unknown): string | null {
  const code: unknown = Reflect.get(Object(Reflect.get(Object(cause), 'cause')), 'code');
  return typeof code === 'string' ? code : null;
}

/** Of our own 504: through the proxy of which variable the request went. */
export const proxyHeader = 'x-statusfolio-proxy';

/** What the runtime notes at an error of `fetch` that happened on the way through a proxy. */
export interface ProxyNote {
  /** The variable that names the proxy. */
  readonly variable: string;
  /** What the proxy itself answered instead of a connection; null: nothing. */
  readonly status: number | null;
}

/** null: it was none, or it is not known. */
function readProxyNote(cause: unknown): ProxyNote | null {
  const note: unknown = Reflect.get(Object(cause), 'proxy');
  const [variable, status] = ['variable', 'status'].map((name): unknown => Reflect.get(Object(note), name));
  if (typeof variable !== 'string') return null;
  return { variable, status: typeof status === 'number' ? status : null };
}
