// Behind a proxy: Node reads HTTPS_PROXY and NO_PROXY only where it was told so before it started. Told afterwards it
// takes the same road, and its own implementation costs no dependency (undici's would be 300 kB of the Action).

import { findAnyProxy, findProxy } from '../config/proxy.ts';
import type { Environment } from '../config/variables.ts';

/** Sends requests through the proxy of the environment; returns what a person has to know where that is not possible. */
export function useProxy(environment: Environment): string | null {
  const name = findAnyProxy(environment);
  if (name === null) return null;
  if (environment['NODE_USE_ENV_PROXY'] === '1') {
    globalThis.fetch = noteProxy(globalThis.fetch, environment);
    return null;
  }
  // Asked for here, because to import it by name is to load all of it, at every start. The function is there since Node 24.14.
  const http = process.getBuiltinModule('node:http');
  if (!('setGlobalProxyFromEnv' in http)) {
    return `${name} is set, and Node ${process.versions.node} does not use it by itself: set NODE_USE_ENV_PROXY=1 too.`;
  }
  try {
    http.setGlobalProxyFromEnv({ ...environment });
    globalThis.fetch = noteProxy(globalThis.fetch, environment);
    return null;
  } catch {
    // Its message quotes the address, which may hold a password.
    return `${name} is not an address such as http://proxy.example.com:8080; it is not used.`;
  }
}

type Fetch = typeof globalThis.fetch;

/** The same fetch, whose errors carry as `proxy` what was asked instead of the server (`ProxyNote`): a person cannot see it. */
export function noteProxy(fetchOnce: Fetch, environment: Environment): Fetch {
  return async (input, init) => {
    try {
      return await fetchOnce(input, init);
    } catch (error) {
      const variable = findProxy(new URL(input instanceof Request ? input.url : input), environment);
      if (variable !== null && error instanceof Error)
        Object.assign(error, { proxy: { variable, status: readStatus(error) } });
      throw error;
    }
  };
}

/** Whether `fetch` goes through a proxy to this address. A proxy resolves names itself, so that nobody can check where they lead. */
export function isProxied(address: URL, environment: Environment): boolean {
  const isUsed =
    environment['NODE_USE_ENV_PROXY'] === '1' || 'setGlobalProxyFromEnv' in process.getBuiltinModule('node:http');
  return isUsed && findProxy(address, environment) !== null;
}

/** undici says it in a sentence deep inside: "Proxy response (407) !== 200 when HTTP Tunneling". */
function readStatus(error: unknown, depth = 3): number | null {
  if (depth === 0 || !(error instanceof Error)) return null;
  const [, status] = /^Proxy response \((\d{3})\)/.exec(error.message) ?? [];
  return status === undefined ? readStatus(error.cause, depth - 1) : Number(status);
}
