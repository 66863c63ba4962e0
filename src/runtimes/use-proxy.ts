// Behind a proxy: Node reads HTTPS_PROXY and NO_PROXY only where it was told so before it started. Told afterwards it
// takes the same road, and its own implementation costs no dependency (undici's would be 300 kB of the Action).

import * as http from 'node:http';
import type { Environment } from '../config/variables.ts';

const names = ['HTTPS_PROXY', 'https_proxy', 'HTTP_PROXY', 'http_proxy'];

/** Sends requests through the proxy of the environment; returns what a person has to know where that is not possible. */
export function useProxy(environment: Environment): string | null {
  const name = names.find((one) => (environment[one] ?? '') !== '');
  if (name === undefined || environment['NODE_USE_ENV_PROXY'] === '1') return null;
  // Since Node 24.14.
  if (!('setGlobalProxyFromEnv' in http)) {
    return `${name} is set, and Node ${process.versions.node} does not use it by itself: set NODE_USE_ENV_PROXY=1 too.`;
  }
  try {
    http.setGlobalProxyFromEnv({ ...environment });
    return null;
  } catch {
    // Its message quotes the address, which may hold a password.
    return `${name} is not an address such as http://proxy.example.com:8080; it is not used.`;
  }
}
