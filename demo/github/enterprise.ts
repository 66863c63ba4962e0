// The simulated GitHub as an enterprise server: below /api/v3 and /api/graphql of a host of its own, without rate limits,
// with addresses of its own in what it answers, and with the schema of an earlier version.

import type { AddressInfo } from 'node:net';
import { serve } from '@hono/node-server';
import { schema as published } from '@octokit/graphql-schema';
import { buildSchema, type GraphQLSchema, getLocation, parse, TypeInfo, visit, visitWithTypeInfo } from 'graphql';
import type { SimulatedGitHub } from './simulated-github.ts';

export interface EnterpriseOptions {
  readonly version?: string;
  /** Fields that came later, such as `Repository.archivedAt`. */
  readonly unknownFields?: readonly string[];
}

export interface EnterpriseServer {
  /** For any address below `/api/` of one host. */
  fetch(url: string | URL | Request, init?: RequestInit): Promise<Response>;
  /** `site` is where its pages are. */
  listen(): Promise<{ readonly site: string; readonly apiUrl: string; close(): Promise<void> }>;
}

const jsonType = { 'content-type': 'application/json; charset=utf-8' };

export function asEnterprise(
  github: SimulatedGitHub,
  { version = '3.17.2', unknownFields = [] }: EnterpriseOptions = {},
): EnterpriseServer {
  async function answer(request: Request): Promise<Response> {
    const { origin, pathname, search } = new URL(request.url);
    const path = /^\/api(?:\/v3)?(\/.*)$/.exec(pathname)?.[1];
    const isGraphql = pathname === '/api/graphql';
    if (path === undefined || (!isGraphql && !pathname.startsWith('/api/v3/')))
      return json({ message: 'Not Found' }, 404);
    if (path === '/rate_limit') return json({ message: 'Rate limiting is not enabled.' }, 404);
    const body = request.method === 'GET' ? null : await request.text();
    const errors = isGraphql ? findUnknown(String(Reflect.get(JSON.parse(body ?? '{}'), 'query')), unknownFields) : [];
    if (errors.length > 0) {
      github.requests.push({ method: 'POST', path, operation: 'refused', status: 200, credential: null });
      return json({ errors }, 200);
    }
    const { method, headers, signal, redirect } = request;
    const inner = { method, headers, signal, redirect, ...(body !== null && body !== '' && { body }) };
    return await toOwn(await github.fetch(`${origin}${path}${search}`, inner), origin);
  }

  async function toOwn(response: Response, origin: string): Promise<Response> {
    const headers = new Headers(response.headers);
    for (const name of [...headers.keys()]) if (name.startsWith('x-ratelimit-')) headers.delete(name);
    headers.set('x-github-enterprise-version', `enterprise-server@${version}`);
    for (const name of ['location', 'link']) {
      const value = headers.get(name);
      if (value !== null) headers.set(name, value.replaceAll(`${origin}/`, `${origin}/api/v3/`));
    }
    const isJson = headers.get('content-type')?.startsWith('application/json') === true;
    const bytes = await response.arrayBuffer();
    const text = isJson ? rewriteAddresses(new TextDecoder().decode(bytes), origin) : null;
    const { status } = response;
    return new Response(bytes.byteLength === 0 ? null : (text ?? bytes), { status, headers });
  }

  const answerHere = async (url: string | URL | Request, init?: RequestInit) => await answer(new Request(url, init));
  return {
    fetch: answerHere,
    listen: () =>
      new Promise((resolve) => {
        const server = serve(
          { hostname: '127.0.0.1', port: 0, overrideGlobalObjects: false, fetch: answer },
          (at: AddressInfo) => {
            const site = `http://127.0.0.1:${at.port}`;
            const close = () =>
              new Promise<void>((done) => {
                server.close(() => done());
                if ('closeAllConnections' in server) server.closeAllConnections();
              });
            resolve({ site, apiUrl: `${site}/api/v3`, close });
          },
        );
      }),
  };
}

function json(body: unknown, status: number): Response {
  return new Response(JSON.stringify(body), { status, headers: jsonType });
}

/** Addresses of the server itself, and never what stands in a file. */
function rewriteAddresses(text: string, origin: string): string {
  return JSON.stringify(
    JSON.parse(text, (key, value: unknown) => {
      if (typeof value !== 'string' || !/^(?:url|html_url)$/.test(key)) return value;
      return value
        .replace(/^https:\/\/api\.github\.com\//, `${origin}/api/v3/`)
        .replace(/^https:\/\/github\.com\//, `${origin}/`);
    }),
  );
}

let schema: GraphQLSchema | null = null;

/** As GitHub words it: the first kind of error of a query, each with its place. */
function findUnknown(text: string, unknownFields: readonly string[]): object[] {
  if (unknownFields.length === 0) return [];
  schema ??= buildSchema(published.idl, { assumeValid: true, assumeValidSDL: true });
  const types = new TypeInfo(schema);
  const errors: object[] = [];
  visit(
    parse(text),
    visitWithTypeInfo(types, {
      Field: (node) => {
        const [typeName, fieldName] = [types.getParentType()?.name ?? '', node.name.value];
        if (!unknownFields.includes(`${typeName}.${fieldName}`) || node.loc === undefined) return;
        const { line, column } = getLocation(node.loc.source, node.loc.start);
        errors.push({
          path: ['fragment', fieldName],
          extensions: { code: 'undefinedField', typeName, fieldName },
          locations: [{ line, column }],
          message: `Field '${fieldName}' doesn't exist on type '${typeName}'`,
        });
      },
    }),
  );
  return errors;
}
