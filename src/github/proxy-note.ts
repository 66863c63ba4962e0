// Which proxy stood between us and GitHub, as the runtime notes it and messages name it.

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
export function readProxyNote(cause: unknown): ProxyNote | null {
  const note: unknown = Reflect.get(Object(cause), 'proxy');
  const [variable, status] = ['variable', 'status'].map((name): unknown => Reflect.get(Object(note), name));
  if (typeof variable !== 'string') return null;
  return { variable, status: typeof status === 'number' ? status : null };
}
