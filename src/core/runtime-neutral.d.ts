// The only globals beyond the language that core may use; every runtime has them. Only src/core/tsconfig.json
// reads this file, so that the compiler refuses fetch, process, console and timers in core.

declare class TextEncoder {
  encode(text?: string): Uint8Array<ArrayBuffer>;
}

declare class TextDecoder {
  constructor(encoding?: string, options?: { fatal?: boolean; ignoreBOM?: boolean });
  decode(bytes?: Uint8Array): string;
}

declare class URL {
  constructor(url: string, base?: string);
  static canParse(url: string): boolean;
  readonly protocol: string;
  readonly username: string;
  readonly hostname: string;
  readonly pathname: string;
  readonly host: string;
  readonly href: string;
  readonly origin: string;
  readonly search: string;
  readonly hash: string;
}
