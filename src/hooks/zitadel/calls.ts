/**
 * What ZITADEL tells about one of its API calls: the request that comes in, or the response that goes out.
 *
 * Both `v2` and `v2beta` of a method are read alike: whoever binds only one leaves a way around.
 *
 * @see https://zitadel.com/docs/guides/integrate/actions/usage
 * @module
 */
import { z } from 'zod';

const Text = z.string().nullish();

const checks = z
  .object({
    password: z.object({ password: z.string() }).nullish(),
    user: z.object({ userId: Text, loginName: Text }).nullish(),
  })
  .nullish();

/** A query, or several joined by `or` and `and`. */
const Query = z.looseObject({
  loginNameQuery: z.object({ loginName: z.string() }).nullish(),
  emailQuery: z.object({ emailAddress: z.string() }).nullish(),
  phoneQuery: z.object({ number: z.string() }).nullish(),
  userNameQuery: z.object({ userName: z.string() }).nullish(),
  orQuery: z.object({ queries: z.array(z.unknown()).max(20).default([]) }).nullish(),
});

export const Call = z.object({
  fullMethod: z.string(),
  userID: Text,
  orgID: Text,
  request: z
    .object({
      sessionId: Text,
      sessionToken: Text,
      userId: Text,
      currentPassword: Text,
      checks,
      queries: z.array(z.unknown()).max(20).nullish(),
    })
    .nullish(),
  response: z.record(z.string(), z.unknown()).nullish(),
});

export type Call = z.output<typeof Call>;

const METHODS = {
  'UserService/ListUsers': 'list-users',
  'SessionService/SetSession': 'session',
  'SessionService/CreateSession': 'session',
  'UserService/SetPassword': 'set-password',
  'UserService/DeleteUser': 'delete-user',
} as const;

export type Method = (typeof METHODS)[keyof typeof METHODS];

/** undefined: a method that nobody was told to bind. */
export function methodOf({ fullMethod }: Call): Method | undefined {
  const name = /^\/zitadel\.(?:user|session)\.v2(?:beta)?\.(\w+\/\w+)$/.exec(fullMethod)?.[1];
  return new Map<string, Method>(Object.entries(METHODS)).get(name ?? '');
}

/** The one identifier the login page looked for; undefined where it is another kind of search. */
export function identifierIn({ request }: Call): string | undefined {
  const found = new Set((request?.queries ?? []).flatMap((query) => identifiersOf(query, 0)));
  return found.size === 1 ? [...found][0] : undefined;
}

function identifiersOf(given: unknown, depth: number): readonly string[] {
  const query = Query.safeParse(given).data;
  if (query === undefined || depth > 2) return [];
  const { loginNameQuery, emailQuery, phoneQuery, userNameQuery, orQuery } = query;
  const own = [
    loginNameQuery?.loginName,
    emailQuery?.emailAddress,
    phoneQuery?.number,
    userNameQuery?.userName,
  ].flatMap((text) => text || []);
  return [...own, ...(orQuery?.queries ?? []).flatMap((inner) => identifiersOf(inner, depth + 1))];
}

/** Did the search that goes out find nobody? */
export function foundNobody({ response }: Call): boolean {
  const total = z.object({ details: z.object({ totalResult: z.coerce.number() }) }).safeParse(response).data;
  const result = z.object({ result: z.array(z.unknown()) }).safeParse(response).data;
  return (total?.details.totalResult ?? 0) === 0 && (result?.result.length ?? 0) === 0;
}
