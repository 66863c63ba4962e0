// Plans the content of generated blocks: whole, in the document's own line endings and encoding. Plans nothing where
// the bytes already stand so.

import type { DocumentReading, Edit, GeneratedBlock, Row } from '../model.ts';
import { type BlockEntry, renderBlock } from '../render/generated-block.ts';
import { encodeMojibake, encodeText, findDetour } from './bytes.ts';

/** `entriesOf` is asked for each block that may be written. */
export function planBlocks(
  bytes: Uint8Array,
  { blocks, dialect, mojibake }: DocumentReading,
  entriesOf: (block: GeneratedBlock) => readonly BlockEntry[],
): Edit[] {
  return blocks.flatMap((block) => {
    if (block.problem !== null) return [];
    const lines = renderBlock(block, entriesOf(block), dialect);
    const ending = readEnding(bytes, block.span.start);
    // Blank lines keep the markers apart from what they hold, as Pandoc needs it.
    const text = lines.length === 0 ? '' : ['', ...lines, '', ''].join(ending);
    const content = encodeText(mojibake ? encodeMojibake(text, findDetour(bytes)) : text);
    return isEqual(content, bytes.subarray(block.span.start, block.span.end))
      ? []
      : [{ span: block.span, bytes: content }];
  });
}

/** Whether a row stands in a block that is generated whole. */
export function isGenerated({ line }: Row, { blocks }: Pick<DocumentReading, 'blocks'>): boolean {
  return blocks.some((block) => block.problem === null && line > block.line && line < block.lastLine);
}

/** The line ending before an offset; LF where there is none. */
function readEnding(bytes: Uint8Array, offset: number): string {
  const [before, last] = [bytes[offset - 2], bytes[offset - 1]];
  if (last === 0x0d) return '\r';
  return last === 0x0a && before === 0x0d ? '\r\n' : '\n';
}

function isEqual(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, index) => byte === b[index]);
}
