// Follows every address on every page, as a visitor and a robot would: pages, assets, forms. Says what leads nowhere.

import type { Visit } from './start-site.ts';

export interface Crawled {
  readonly pages: number;
  readonly addresses: number;
  readonly forms: number;
  /** What is wrong, each with the page it stands on. */
  readonly wrong: readonly string[];
}

export interface CrawlOptions {
  /** Such as https://home.example.org/statusfolio */
  readonly publicUrl: string;
  /** A path with query; signed in, and without an Origin, as no browser of ours would send a form. */
  readonly get: (path: string) => Promise<Visit>;
  readonly post: (path: string) => Promise<Visit>;
}

const unescapeText = (text: string) => text.replaceAll('&amp;', '&').replaceAll('&quot;', '"');

export async function crawlPages({ publicUrl, get, post }: CrawlOptions): Promise<Crawled> {
  const site = new URL(`${publicUrl}/`);
  const waiting = [site.pathname];
  const known = new Set(waiting);
  const forms = new Set<string>();
  const wrong: string[] = [];
  let pages = 0;

  for (let path = waiting.shift(); path !== undefined; path = waiting.shift()) {
    const { status, headers, text } = await get(path);
    if (status !== 200) wrong.push(`${path} answers ${status}`);
    if (headers['content-type']?.startsWith('text/html') !== true) continue;
    pages += 1;
    for (const { attribute, address, isPosted } of listAddresses(text)) {
      const target = new URL(address, new URL(path, site));
      if (target.origin !== site.origin) {
        if (target.protocol !== 'https:') wrong.push(`${path} leads to ${address}`);
        continue;
      }
      const isBelow = target.pathname.startsWith(site.pathname);
      if (!isBelow) wrong.push(`${attribute}="${address}" on ${path} leaves the site`);
      const found = `${target.pathname}${target.search}`;
      if (isPosted) forms.add(found);
      else if (isBelow && !known.has(found)) {
        known.add(found);
        waiting.push(found);
      }
    }
  }
  for (const form of forms) {
    // A form that did not come from a page of ours is refused; one that is not there is not found.
    const { status } = await post(form);
    if (![401, 403].includes(status)) wrong.push(`POST ${form} without a page answers ${status}`);
  }
  return { pages, addresses: known.size, forms: forms.size, wrong };
}

interface Address {
  readonly attribute: string;
  readonly address: string;
  readonly isPosted: boolean;
}

/** Of a page as our own renderer writes it. */
function listAddresses(page: string): Address[] {
  return [...page.matchAll(/<(\w+)((?: [\w-]+(?:="[^"]*")?)*)\s*>/g)].flatMap(([, element = '', text = '']) => {
    const attributes = new Map(
      [...text.matchAll(/ ([\w-]+)="([^"]*)"/g)].map(([, name = '', value = '']) => [name, value]),
    );
    const isPosted = (name: string) =>
      name === 'formaction' || (element === 'form' && attributes.get('method') === 'post');
    return ['href', 'src', 'action', 'formaction'].flatMap((name) => {
      const value = attributes.get(name);
      return value === undefined || value.startsWith('#')
        ? []
        : [{ attribute: name, address: unescapeText(value), isPosted: isPosted(name) }];
    });
  });
}
