// Files that the bundler brings as texts.

declare module '*?raw' {
  const text: string;

  export = text;
}
