// Trims text that holds one character per byte. String.trim() would take the byte A0 for a no-break space, although it
// is the end of à and of 🟠.

/** A piece of a document: offset of its first byte, and one character per byte. */
export interface Piece {
  readonly start: number;
  readonly text: string;
}

/** Without the given characters at both ends; blanks and line endings unless told otherwise. */
export function trimPiece({ start, text }: Piece, characters = ' \t\r\n'): Piece {
  let from = 0;
  let to = text.length;
  while (from < to && characters.includes(text.charAt(from))) from += 1;
  while (to > from && characters.includes(text.charAt(to - 1))) to -= 1;
  return { start: start + from, text: text.slice(from, to) };
}

export function slicePiece({ start, text }: Piece, from: number, to?: number): Piece {
  return { start: start + from, text: text.slice(from, to) };
}
