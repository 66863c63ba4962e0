// What is told to the outside: notices to channels, and a call to the monitor that raises the alarm when none comes.

/** One POST. Its address is a secret: neither the answer nor an error may repeat it. */
export type Post = (
  address: string,
  message: { readonly headers: Readonly<Record<string, string>>; readonly body: string },
) => Promise<PostAnswer>;

/** `refused`: the address leads to a place that may not be asked. `no-answer`: nobody knows whether it arrived. */
export type PostAnswer = { readonly status: number; readonly retryAfter: string | null } | 'refused' | 'no-answer';

/** How notices are sent, opened by a runtime. */
export interface NoticeSender {
  readonly post: Post;
  /** Of the channels, by variable. */
  readonly addresses: Readonly<Record<string, string | undefined>>;
  /** Signs notices of format `json`. */
  readonly secret: string | null;
  /** The server that shows more; null: nobody reaches one. */
  readonly publicUrl: string | null;
}

/** Calls it. Returns what went wrong, without its address; null: it has taken the call. */
export type CallMonitor = () => Promise<string | null>;
