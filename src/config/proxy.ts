// Which variable of the environment names the proxy for an address, as Node itself reads them.

import type { Environment } from './variables.ts';

/** The first that is set counts; for `http` the last two alone. */
const names = ['https_proxy', 'HTTPS_PROXY', 'http_proxy', 'HTTP_PROXY'];

/** The variable that names any proxy; null: none does. */
export function findAnyProxy(environment: Environment): string | null {
  return names.find((one) => (environment[one] ?? '') !== '') ?? null;
}

/** The variable that names the proxy for this address; null: it is reached without one. */
export function findProxy({ protocol, hostname, port }: URL, environment: Environment): string | null {
  const name = names.slice(protocol === 'https:' ? 0 : 2).find((one) => (environment[one] ?? '') !== '');
  const without = (environment['no_proxy'] || environment['NO_PROXY'] || '').toLowerCase().split(/[,\s]/);
  const isPast = without.filter(Boolean).some((entry) => {
    const [host = '', itsPort] = entry.split(':');
    if (itsPort !== undefined && itsPort !== (port || (protocol === 'https:' ? '443' : '80'))) return false;
    const end = host.replace(/^\*/, '');
    return hostname === end || (end === '' && host === '*') || hostname.endsWith(end.startsWith('.') ? end : `.${end}`);
  });
  return isPast ? null : (name ?? null);
}
