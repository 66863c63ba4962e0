// Reads a request's body as raw bytes under a limit that is counted while they arrive. A declared length is only
// believed when it is too large; nothing is decoded here.

export type BodyReading =
  | { readonly kind: 'read'; readonly bytes: Uint8Array<ArrayBuffer> }
  | { readonly kind: 'too-large' }
  /** The sender went away before the end. */
  | { readonly kind: 'broken' };

/** At most `maxBytes` (plus the chunk that exceeds them) are ever held. */
export async function readBody(request: Request, maxBytes: number): Promise<BodyReading> {
  if (Number(request.headers.get('content-length') ?? 0) > maxBytes) return { kind: 'too-large' };
  if (request.body === null) return { kind: 'read', bytes: new Uint8Array(0) };

  const reader: ReadableStreamDefaultReader<Uint8Array> = request.body.getReader();
  const chunks: Uint8Array[] = [];
  let length = 0;
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return { kind: 'read', bytes: joinChunks(chunks, length) };
      length += value.byteLength;
      if (length > maxBytes) {
        await reader.cancel();
        return { kind: 'too-large' };
      }
      chunks.push(value);
    }
  } catch {
    return { kind: 'broken' };
  }
}

function joinChunks(chunks: readonly Uint8Array[], length: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(length);
  let offset = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, offset);
    offset += chunk.byteLength;
  }
  return bytes;
}
