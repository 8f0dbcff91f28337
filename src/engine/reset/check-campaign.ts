/**
 * Everything that can be known before a campaign begins: channels, pages, passkeys, what the target lets us do, and whether
 * its rules and ours can be kept together. Reads only, and writes to nobody.
 *
 * Templates are checked when they are read: one that is incomplete stops every command before it comes here.
 *
 * @module
 */
import { RemoteError } from '../../net/remote-error.ts';
import { FootbridgeError } from '../../problems/problem.ts';
import type { CredentialNeed } from '../../targets/target.ts';
import { type CampaignCheck, fail, fine, warn } from './campaign-check.ts';
import { placeOf } from './lost-factors.ts';
import type { ResetParts } from './parts.ts';
import { checkPasskeys, isSuffixOrEqual } from './passkey-check.ts';
import { checkPasswordRules } from './password-check.ts';

/** The world outside, as far as it has to be looked at. */
export interface Outside {
  /** GET, no redirect followed: a status, or in words why there was none. */
  visit(url: string): Promise<number | string>;
  /** `origins` of https://ID/.well-known/webauthn; undefined: there is no such file. */
  relatedOrigins(rpId: string): Promise<readonly string[] | undefined>;
}

export interface CampaignReadiness {
  readonly document: 'footbridge-campaign-check';
  readonly version: 1;
  /** Nothing is fatal. */
  readonly ready: boolean;
  readonly checks: readonly CampaignCheck[];
}

type Parts = Omit<ResetParts, 'ledger' | 'operator'>;

export async function checkCampaign(parts: Parts, outside: Outside): Promise<CampaignReadiness> {
  const found = await Promise.all([
    checkChannels(parts),
    checkPages(parts, outside),
    checkPasskeyRule(parts, outside),
    checkWays(parts),
    checkTarget(parts),
    checkHandover(parts),
    checkConfirmation(parts),
  ]);
  const checks = found.flat();
  const ready = checks.every(({ verdict }) => verdict !== 'fatal');
  return { document: 'footbridge-campaign-check', version: 1, ready, checks };
}

/** @throws {FootbridgeError} CAMPAIGN_NOT_READY with everything that is fatal */
export async function requireReady(parts: Parts, outside: Outside): Promise<CampaignReadiness> {
  const readiness = await checkCampaign(parts, outside);
  if (readiness.ready) return readiness;
  const fatal = readiness.checks.filter(({ verdict }) => verdict === 'fatal');
  const happened = fatal.map(({ title, found }) => `${title}: no. ${found}`).join(' ');
  throw new FootbridgeError('CAMPAIGN_NOT_READY', happened);
}

async function checkChannels({ channels }: Parts): Promise<readonly CampaignCheck[]> {
  return Promise.all(
    channels.map(async ({ name, session }) => {
      const title = `The channel "${name}" can be reached and lets us in`;
      const failure = await failureOf(session.check());
      return failure === undefined
        ? fine(title, 'It does. Nothing was sent.')
        : fail(title, failure, 'Repair it, or its settings in `reset.channels`.');
    }),
  );
}

async function failureOf(asked: Promise<unknown>): Promise<string | undefined> {
  try {
    await asked;
    return undefined;
  } catch (error) {
    if (error instanceof RemoteError) return error.message;
    throw error;
  }
}

async function checkPages({ policy }: Parts, { visit }: Outside): Promise<readonly CampaignCheck[]> {
  const pages = [
    ['Our page', 'reset.journey.pageUrl', policy.pageUrl],
    ['The login page', 'reset.journey.loginUrl', policy.loginUrl],
  ] as const;
  const checks = pages.map(async ([name, setting, url]) => [
    ...checkEncryption(name, setting, url),
    checkAnswer(name, setting, url, await visit(url)),
  ]);
  return (await Promise.all(checks)).flat();
}

/** A link is as good as a password until it is used. */
function checkEncryption(name: string, setting: string, url: string): readonly CampaignCheck[] {
  const { protocol, hostname } = new URL(url);
  const title = `${name} is encrypted`;
  if (protocol === 'https:') return [fine(title, url)];
  const isLocal = /^(localhost|.*\.localhost|127\.0\.0\.1|\[::1\])$/.test(hostname);
  return [
    isLocal
      ? warn(
          title,
          `${url} is only for trying things out on this machine.`,
          `Customers need https: \`${setting}\`.`,
        )
      : fail(
          title,
          `${url} shows links and passwords to everybody on the way.`,
          `Use https: \`${setting}\`.`,
        ),
  ];
}

/** From here, which need not be how customers see it: so it never stops a campaign. */
function checkAnswer(name: string, setting: string, url: string, answer: number | string): CampaignCheck {
  const title = `${name} answers`;
  if (typeof answer === 'number' && answer < 500) return fine(title, `${url} answers ${answer}.`);
  const found = typeof answer === 'number' ? `${url} answers ${answer}.` : `${url}: ${answer}.`;
  return warn(
    title,
    found,
    `Look at it from outside; \`footbridge serve\` shows ours. Its address: \`${setting}\`.`,
  );
}

async function checkPasskeyRule(
  parts: Parts,
  { relatedOrigins }: Outside,
): Promise<readonly CampaignCheck[]> {
  const { policy, target } = parts;
  if (policy.passkey === undefined) return [];
  const { rpId } = policy.passkey;
  const hosts = [policy.pageUrl, policy.loginUrl].map((url) => new URL(url).hostname);
  const asks = hosts.some((host) => !isSuffixOrEqual(rpId, host));
  const [settings, related] = await Promise.all([
    target?.session.inspect?.(),
    asks ? relatedOrigins(rpId) : undefined,
  ]);
  return checkPasskeys({
    rpId,
    pageUrl: policy.pageUrl,
    loginUrl: policy.loginUrl,
    ...(settings?.relyingParties && { relyingParties: settings.relyingParties }),
    ...(related && { related }),
  });
}

const NEEDS = {
  password: 'a new password',
  passkey: 'a passkey',
  totp: 'an authenticator app',
  'recovery-codes': 'recovery codes',
} as const satisfies Record<CredentialNeed, string>;

const SAID = {
  here: 'on our page',
  there: "on the platform's own page",
  no: 'nowhere',
} as const;

async function checkWays(parts: Parts): Promise<readonly CampaignCheck[]> {
  const title = 'Customers can set what they are asked for';
  const needs = Object.keys(NEEDS) as CredentialNeed[];
  const places = needs.map((need) => [need, wayTo(parts, need)] as const);
  const found = `${places.map(([need, place]) => `${NEEDS[need]} ${SAID[place]}`).join(', ')}.`;
  const of = new Map(places);
  if (of.get('password') === 'no' && of.get('passkey') === 'no')
    return [
      fail(
        title,
        found,
        'Configure a `target` that takes passwords, or a `reset.handover` for your platform.',
      ),
    ];
  const wantsFactor = parts.policy.factors !== 'none' && of.get('totp') === 'no';
  if (wantsFactor && parts.policy.factors === 'required')
    return [fail(title, found, '`reset.journey.factors` is "required": nobody could get to the end.')];
  return [
    wantsFactor
      ? warn(
          title,
          found,
          'Who loses a second factor has none afterwards; tell them, or add one at the platform.',
        )
      : fine(title, found),
  ];
}

/** A configured handover goes first; what hangs on a method that is not there is nowhere. */
function wayTo({ handover, target, policy }: Parts, need: CredentialNeed) {
  if (handover?.begins.includes(need) === true) return 'there';
  const place = placeOf(need, target?.reset, { passkeys: policy.passkey !== undefined });
  return place === 'there' && target?.session.beginReset === undefined ? 'no' : place;
}

async function checkTarget({ target, policy }: Parts): Promise<readonly CampaignCheck[]> {
  if (target?.reset === undefined) return [];
  const { session } = target;
  const rules = target.reset.setsPassword
    ? checkPasswordRules(policy.password, await session.passwordPolicy?.())
    : [];
  const own = (await session.checkReset?.(`${policy.pageUrl}/back`)) ?? [];
  return [
    ...rules,
    ...own.map(({ title, ok, fatal, found }): CampaignCheck => {
      if (ok) return fine(title, found);
      return { title, verdict: fatal ? 'fatal' : 'warning', found };
    }),
  ];
}

async function checkHandover({ handover }: Parts): Promise<readonly CampaignCheck[]> {
  if (handover === undefined) return [];
  const title = `The handover to ${handover.id} can be reached, and our rights suffice`;
  const failure = await failureOf(handover.session.check());
  return [
    failure === undefined
      ? fine(title, 'They do.')
      : fail(title, failure, 'Repair it, or its settings in `reset.handover`.'),
  ];
}

/** A code goes by another channel than the link came by. */
async function checkConfirmation({ policy, channels }: Parts): Promise<readonly CampaignCheck[]> {
  if (policy.confirm !== 'code' || new Set(channels.map(({ reaches }) => reaches)).size > 1) return [];
  return [
    warn(
      'Customers can be sent a code by a second channel',
      'There is one kind of channel, so everybody is asked for a fact they know instead.',
      'Add a channel of the other kind to `reset.channels`, or set `reset.journey.confirm` to "fact".',
    ),
  ];
}
