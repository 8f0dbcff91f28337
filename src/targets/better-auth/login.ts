/**
 * Logs in through Better Auth's own sign-in endpoints, as the customer would.
 *
 * @module
 */
import { z } from 'zod';
import type { Identifier } from '../../identity/identity.ts';
import { RemoteError } from '../../net/remote-error.ts';
import type { TargetContext, TargetSession } from '../target.ts';
import type { Instance } from './instance.ts';

export type LoginAnswer = Awaited<ReturnType<NonNullable<TargetSession['login']>>>;

const ENDPOINTS = {
  email: { path: '/sign-in/email', field: 'email' },
  username: { path: '/sign-in/username', field: 'username' },
  phone: { path: '/sign-in/phone-number', field: 'phoneNumber' },
} as const;

const Body = z.looseObject({
  code: z.string().optional(),
  twoFactorRedirect: z.boolean().optional(),
});

/** Better Auth lets three sign-ins in ten seconds through where its rate limit is on. */
const MAX_WAITS = 3;

const DEFAULT_WAIT = 10_000;

export async function logIn(
  instance: Instance,
  pace: TargetContext['pace'],
  identifier: Identifier,
  password: string,
): Promise<LoginAnswer> {
  for (let waits = 0; ; waits += 1) {
    const response = await pace.run((signal) => ask(instance, identifier, password, signal));
    if (response.status !== 429 || waits === MAX_WAITS) return toAnswer(instance, response);
    const seconds = Number(response.headers.get('x-retry-after'));
    pace.quiet(seconds > 0 ? seconds * 1000 : DEFAULT_WAIT);
  }
}

function baseOf(instance: Instance): string {
  const base = instance.context.baseURL;
  return base === '' ? `http://localhost${instance.context.options.basePath ?? '/api/auth'}` : base;
}

function ask(instance: Instance, identifier: Identifier, password: string, signal: AbortSignal) {
  const { path, field } = ENDPOINTS[identifier.type];
  const base = baseOf(instance);
  const request = new Request(base + path, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: new URL(base).origin },
    body: JSON.stringify({ [field]: identifier.value, password }),
    signal,
  });
  return instance.auth.handler(request);
}

async function toAnswer(instance: Instance, response: Response): Promise<LoginAnswer> {
  const body = Body.safeParse(await response.json().catch(() => undefined)).data ?? {};
  if (response.ok && body.twoFactorRedirect === true) return 'factor-required';
  if (response.ok) {
    await endSession(instance, response);
    return 'accepted';
  }
  // Better Auth answers 422 to a user name it would not let anybody have.
  if (response.status === 401 || response.status === 422) return 'refused';
  if (response.status === 403) return 'blocked';
  throw new RemoteError(
    `The sign-in endpoint of Better Auth answered ${response.status} ${body.code ?? ''}`,
    {
      answer: response.status === 429 ? 'wait' : 'invalid',
      ambiguous: false,
      status: response.status,
    },
  );
}

/** A proof leaves no open session behind. That somebody was here stays noted. */
async function endSession(instance: Instance, response: Response): Promise<void> {
  const base = baseOf(instance);
  const cookie = response.headers
    .getSetCookie()
    .map((header) => header.split(';', 1)[0])
    .join('; ');
  const request = new Request(`${base}/sign-out`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: new URL(base).origin, cookie },
    body: '{}',
  });
  await instance.auth.handler(request);
}
