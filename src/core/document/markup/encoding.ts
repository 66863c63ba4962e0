// Text in bytes, and text that was encoded twice: UTF-8 bytes that somebody read as Windows-1252 and encoded again,
// so that 🟢 became "ðŸŸ¢"; or as Latin-1, whose controls nobody sees. Exact in both directions, because what we write
// has to look like its neighbours.

/** Windows-1252 at 0x80–0x9F; the five bytes that it leaves undefined stand for themselves, as browsers read them. */
const upperControls = '€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008dŽ\u008f\u0090‘’“”•–—˜™š›œ\u009džŸ';

const toByte = new Map([...upperControls].map((character, index) => [character, 0x80 + index]));
const notAscii = /[^\0-\x7f]/;
const strictUtf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
const lenientUtf8 = new TextDecoder('utf-8');
/** Controls, in UTF-8, that Windows-1252 has letters for: only Latin-1 leads to them. */
const latin1Controls = /\xc2[\x80\x82-\x8c\x8e\x91-\x9c\x9e\x9f]/;
const encoder = new TextEncoder();

/** One character per byte, so that offsets in the text are offsets in the bytes. ASCII reads as itself. */
export function toScanText(bytes: Uint8Array): string {
  if (bytes.length <= chunkLength) return readChunk(bytes);
  const chunks: string[] = [];
  for (let at = 0; at < bytes.length; at += chunkLength) chunks.push(readChunk(bytes.subarray(at, at + chunkLength)));
  return chunks.join('');
}

/** In bytes. The text of a long document takes more time for its memory than for anything else. */
const chunkLength = 8192;
const spelled = new Uint8Array(2 * chunkLength);

/** By way of UTF-8, in which each of these characters has one byte or two: the text then takes a byte for each. */
function readChunk(bytes: Uint8Array): string {
  let length = 0;
  for (let at = 0; at < bytes.length; at += 1) {
    const byte = bytes[at] ?? 0;
    if (byte < 0x80) {
      spelled[length] = byte;
      length += 1;
    } else {
      spelled[length] = 0xc0 | (byte >> 6);
      spelled[length + 1] = 0x80 | (byte & 0x3f);
      length += 2;
    }
  }
  return strictUtf8.decode(spelled.subarray(0, length));
}

/** The bytes that a text of one character per byte stands for. */
export function encodeScan(scan: string): Uint8Array {
  return Uint8Array.from(scan, (character) => character.charCodeAt(0));
}

/** Bytes as a person reads them: UTF-8, else Windows-1252. */
export function decodeText(bytes: Uint8Array): string {
  try {
    return strictUtf8.decode(bytes);
  } catch {
    return [...bytes].map(decodeByte).join('');
  }
}

function decodeByte(byte: number): string {
  return byte >= 0x80 && byte <= 0x9f ? (upperControls[byte - 0x80] ?? '') : String.fromCharCode(byte);
}

/** The text before it was encoded twice; null when it was not. */
export function decodeMojibake(text: string): string | null {
  if (!notAscii.test(text)) return null;
  const bytes: number[] = [];
  for (const character of text) {
    const code = character.charCodeAt(0);
    // The controls at 0x80–0x9F stand for themselves where somebody read the bytes as Latin-1.
    const byte = toByte.get(character) ?? (code <= 0xff ? code : undefined);
    if (byte === undefined) return null;
    bytes.push(byte);
  }
  try {
    return strictUtf8.decode(Uint8Array.from(bytes));
  } catch {
    return null;
  }
}

/** Whether most of what is not ASCII was encoded twice. */
export function isEncodedTwice(bytes: Uint8Array): boolean {
  const runs = lenientUtf8.decode(bytes).match(/[^\0-\x7f]+/g) ?? [];
  return runs.filter((run) => decodeMojibake(run) !== null).length * 2 > runs.length;
}

export type Detour = 'windows-1252' | 'latin-1';

/** By which way a document's text was encoded twice. */
export function findDetour(bytes: Uint8Array): Detour {
  return latin1Controls.test(toScanText(bytes)) ? 'latin-1' : 'windows-1252';
}

/** The text as it reads after being encoded twice. */
export function encodeMojibake(text: string, detour: Detour = 'windows-1252'): string {
  const bytes = encoder.encode(text);
  return detour === 'latin-1' ? toScanText(bytes) : [...bytes].map(decodeByte).join('');
}

export function encodeText(text: string): Uint8Array {
  return encoder.encode(text);
}
