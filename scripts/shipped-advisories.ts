// What `npm audit --json` knows against the packages that people get: the bundled ones count, although npm calls them
// development packages.

import * as z from 'zod';

const advisorySchema = z.object({ title: z.string(), url: z.string(), severity: z.string() });
/** A text among them names another package, which is listed itself. */
const auditSchema = z.object({
  vulnerabilities: z.record(z.string(), z.object({ via: z.array(z.union([z.string(), advisorySchema])) })),
});

export interface ShippedAdvisory extends z.infer<typeof advisorySchema> {
  readonly name: string;
}

/** null: it is no result of an audit, such as the answer of a registry that is down. Only what is high or critical. */
export function findShippedAdvisories(text: string, shipped: ReadonlySet<string>): readonly ShippedAdvisory[] | null {
  const audit = auditSchema.safeParse(parseJson(text)).data;
  if (audit === undefined) return null;
  return Object.entries(audit.vulnerabilities).flatMap(([name, { via }]) =>
    via.flatMap((one) =>
      typeof one !== 'string' && shipped.has(name) && ['high', 'critical'].includes(one.severity)
        ? [{ name, ...one }]
        : [],
    ),
  );
}

/** `licenses`: THIRD_PARTY_LICENSES of the bundle; `lock`: package-lock.json, for what is installed beside it. */
export function listShipped(licenses: string, lock: string): ReadonlySet<string> {
  const bundled = [...licenses.matchAll(/^(\S+) \d\S* \(/gm)].map(([, name = '']) => name);
  const packages = lockSchema.parse(JSON.parse(lock)).packages;
  const installed = Object.entries(packages).flatMap(([path, { dev }]) =>
    path === '' || dev === true ? [] : [path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length)],
  );
  return new Set([...bundled, ...installed]);
}

const lockSchema = z.object({ packages: z.record(z.string(), z.object({ dev: z.boolean().optional() })) });

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
