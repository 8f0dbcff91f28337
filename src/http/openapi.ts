/**
 * OpenAPI 3.1 for `/v1`, from the very shapes that check what comes in.
 *
 * @see https://spec.openapis.org/oas/v3.1.1.html
 * @module
 */
import { z } from 'zod';
import type { Hook } from '../hooks/hook.ts';
import type { Described } from './v1/operation.ts';

export interface About {
  readonly version: string;
  readonly operations: readonly Described[];
  /** The hooks that are mounted: those with a protocol of our own stand in the description. */
  readonly hooks: readonly Pick<Hook, 'alsoAt' | 'describes'>[];
}

const ERROR = z
  .object({ error: z.string(), reason: z.string().optional() })
  .meta({ description: 'Fixed words.' });

/** What every operation may answer beside its own. */
const ALWAYS = {
  400: { means: 'Not of the shape described here', shape: ERROR },
  401: { means: 'Without a valid token', shape: ERROR },
  403: { means: 'Only for programs on this machine, as long as there are no tokens', shape: ERROR },
} as const;

export function describeApi({ version, operations, hooks }: About): object {
  const paths: Record<string, Record<string, object>> = {};
  for (const operation of [...hooks.flatMap(toOperations), ...operations]) {
    const path = operation.path.replaceAll(/:(\w+)/g, '{$1}');
    paths[path] ??= {};
    Object.assign(paths[path] ?? {}, { [operation.method]: describeOperation(operation) });
  }
  return {
    openapi: '3.1.1',
    info: {
      title: 'Footbridge',
      version,
      summary: 'The door for logins while customers cross.',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: '/' }],
    security: [{ bearer: [] }],
    paths,
    components: {
      securitySchemes: {
        bearer: {
          type: 'http',
          scheme: 'bearer',
          description: 'A secret of the hook for logins; one of `serve.adminTokens` for everything else.',
        },
      },
    },
  };
}

function toOperations({ alsoAt, describes = [] }: Pick<Hook, 'alsoAt' | 'describes'>): readonly Described[] {
  if (alsoAt === undefined) return [];
  return describes.map((route) => ({ ...route, method: 'post', path: `${alsoAt}${route.path}` }));
}

function describeOperation(operation: Described): object {
  const { method, path, summary, description, params, query, body, answers } = operation;
  const parameters = [...describeParameters(params, 'path'), ...describeParameters(query, 'query')];
  return {
    operationId: `${method}${path.replace('/:', '/by/').replace(/[/-](\w)/g, (_sign, letter: string) => letter.toUpperCase())}`,
    summary,
    ...(description === undefined ? {} : { description }),
    ...(parameters.length === 0 ? {} : { parameters }),
    ...(body === undefined
      ? {}
      : { requestBody: { required: true, content: describeContent(body, 'input') } }),
    responses: Object.fromEntries(
      Object.entries({ ...ALWAYS, ...answers }).map(([status, { means, shape }]) => [
        status,
        { description: means, ...(shape === undefined ? {} : { content: describeContent(shape, 'output') }) },
      ]),
    ),
  };
}

function describeParameters(shape: z.ZodObject | undefined, place: 'path' | 'query'): readonly object[] {
  if (shape === undefined) return [];
  const { properties = {}, required = [] } = toSchema(shape, 'input');
  return Object.entries(properties).map(([name, schema]) => ({
    name,
    in: place,
    required: required.includes(name),
    schema,
  }));
}

function describeContent(shape: z.ZodType, io: 'input' | 'output'): object {
  return { 'application/json': { schema: toSchema(shape, io) } };
}

/** OpenAPI 3.1 takes JSON Schema 2020-12 as it is; the dialect is said once, by being the default. */
function toSchema(shape: z.ZodType, io: 'input' | 'output') {
  const { $schema: _, ...schema } = z.toJSONSchema(shape, { io });
  return schema;
}
