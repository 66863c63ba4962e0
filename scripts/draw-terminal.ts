// Draws what a command printed as a page that looks like a terminal: colours as most terminals have them, and every
// character in as many cells as it takes there, so that columns stand as they do for a person.

import stringWidth from 'fast-string-width';

export interface TerminalPicture {
  readonly command: string;
  /** With escape sequences. */
  readonly text: string;
  readonly columns: number;
  readonly scheme: 'dark' | 'light';
}

const palettes = {
  dark: {
    ground: '#16181d',
    text: '#d5d8df',
    dim: '#8b919d',
    red: '#f2777a',
    green: '#8ccf7e',
    yellow: '#e5c76b',
    cyan: '#6cbfbf',
    frame: '#2a2d35',
  },
  light: {
    ground: '#ffffff',
    text: '#24272e',
    dim: '#6a707c',
    red: '#b3261e',
    green: '#1e7a34',
    yellow: '#8a5a00',
    cyan: '#00677d',
    frame: '#d9dce3',
  },
} as const;

const classes: Readonly<Record<string, string>> = {
  1: 'bold',
  2: 'dim',
  7: 'inverse',
  31: 'red',
  32: 'green',
  33: 'yellow',
  36: 'cyan',
};
const characters = new Intl.Segmenter(undefined, { granularity: 'grapheme' });

export function drawTerminal({ command, text, columns, scheme }: TerminalPicture): string {
  const palette = palettes[scheme];
  const colours = ['dim', 'red', 'green', 'yellow', 'cyan'] as const;
  const rules = colours.map((name) => `.${name}{color:${palette[name]}}`).join('');
  return `<!doctype html><meta charset="utf-8"><style>
body{margin:0;background:${palette.ground};color:${palette.text}}
main{display:inline-block;padding:14px 18px;border:1px solid ${palette.frame}}
pre{margin:0;font:14px/1.45 'DejaVu Sans Mono','Liberation Mono',monospace;width:${columns}ch}
.bold{font-weight:700}${rules}.green .inverse{background:${palette.green};color:${palette.ground}}.red .inverse{background:${palette.red};color:${palette.ground}}
i{display:inline-block;font-style:normal;width:2ch;overflow:hidden;vertical-align:top;white-space:pre}
</style><main><pre><span class="dim">$</span> ${draw(command, columns)}\n${draw(text.trimEnd(), columns)}</pre></main>`;
}

/** Wrapped where a terminal would. */
function draw(text: string, columns: number): string {
  let open = 0;
  let page = '';
  let column = 0;
  // biome-ignore lint/suspicious/noControlCharactersInRegex: this is how a terminal is told of colours
  for (const [part, code] of text.matchAll(/\u001b\[(\d+)m|[^\u001b]+/g)) {
    if (code === undefined) {
      for (const { segment } of characters.segment(part)) {
        const cells = stringWidth(segment);
        if (column + cells > columns && segment !== '\n') page += '\n';
        column = segment === '\n' ? 0 : column + cells > columns ? cells : column + cells;
        page += drawCharacter(segment, cells);
      }
    } else if (classes[code] !== undefined) {
      page += `<span class="${classes[code]}">`;
      open += 1;
    } else if (open > 0) {
      page += '</span>';
      open -= 1;
    }
  }
  return page + '</span>'.repeat(open);
}

function drawCharacter(character: string, cells: number): string {
  const safe = character.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
  return cells === 2 ? `<i>${safe}</i>` : safe;
}
