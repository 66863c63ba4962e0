// One HTTP/1.1 connection on a bare socket: sends prepared bytes, waits for one answer, sends the next. Much cheaper
// than an HTTP client, because it shares its processors with the server that it loads.

import { connect } from 'node:net';

export interface Connection {
  /** Resolves with the status; 0 when the connection ended before the answer. */
  send(...parts: readonly (Uint8Array | string)[]): Promise<number>;
  readonly isOpen: () => boolean;
  close(): void;
}

export function openConnection(port: number): Connection {
  const socket = connect(port, '127.0.0.1').setNoDelay(true);
  let answer: ((status: number) => void) | null = null;
  let text = '';
  let isOpen = true;
  const complete = (status: number) => {
    const waiting = answer;
    answer = null;
    text = '';
    waiting?.(status);
  };
  socket.setEncoding('latin1');
  socket.on('data', (chunk) => {
    text += chunk;
    const end = text.indexOf('\r\n\r\n');
    if (end < 0) return;
    const length = /\r\ncontent-length: (\d+)/i.exec(text)?.[1];
    const isWhole = length === undefined ? text.endsWith('\r\n0\r\n\r\n') : text.length >= end + 4 + Number(length);
    if (isWhole) complete(Number(text.slice(9, 12)));
  });
  const end = () => {
    isOpen = false;
    complete(0);
  };
  socket.on('error', end);
  socket.on('close', end);
  return {
    send: (...parts) =>
      new Promise((resolve) => {
        if (!isOpen) {
          resolve(0);
          return;
        }
        answer = resolve;
        socket.cork();
        for (const part of parts) socket.write(part);
        socket.uncork();
      }),
    isOpen: () => isOpen,
    close: () => void socket.destroy(),
  };
}
