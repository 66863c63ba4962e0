// A monitor outside, which raises the alarm when it is not called any more.

/** Calls it. Returns what went wrong, without its address; null: it has taken the call. */
export type CallMonitor = () => Promise<string | null>;
