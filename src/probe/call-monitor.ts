// One GET to a monitor that the operator named, over whatever way out there is. Its address is a secret: nothing repeats it.

import type { CallMonitor } from '../ports/notices.ts';

type Fetch = (url: string, init: RequestInit) => Promise<Response>;

export function openMonitor(address: string, fetchOnce: Fetch, timeoutMs = 10_000): CallMonitor {
  return async () => {
    const signal = AbortSignal.timeout(timeoutMs);
    try {
      const response = await fetchOnce(address, { headers: { 'user-agent': 'statusfolio' }, signal });
      await response.body?.cancel();
      return response.ok ? null : `the monitor answered with HTTP ${response.status}`;
    } catch (error) {
      if (signal.aborted) return `the monitor did not answer within ${timeoutMs / 1000} s`;
      const code: unknown = Reflect.get(Object(Reflect.get(Object(error), 'cause')), 'code');
      return `the monitor cannot be reached${typeof code === 'string' ? ` (${code})` : ''}`;
    }
  };
}
