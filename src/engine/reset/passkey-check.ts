/**
 * Can a passkey that is made on our page be used on the login page? Known before the first message goes out.
 *
 * A passkey belongs to a relying-party id, which is a domain. A page may make and use passkeys for its own host and for
 * the domains above it, up to the one that can be registered and never beyond; other origins only where the relying
 * party itself names them. The target has to look for the same id.
 *
 * @see https://www.w3.org/TR/webauthn-3/#relying-party-identifier
 * @see https://html.spec.whatwg.org/multipage/browsers.html#is-a-registrable-domain-suffix-of-or-is-equal-to
 * @see https://www.w3.org/TR/webauthn-3/#sctn-related-origins
 * @module
 */
import { getDomain, getDomainWithoutSuffix, getPublicSuffix, parse } from 'tldts';
import { type CampaignCheck, fail, fine, warn } from './campaign-check.ts';

export interface PasskeyPlace {
  readonly rpId: string;
  /** Of our page, and of the login page of the new platform. */
  readonly pageUrl: string;
  readonly loginUrl: string;
  /** What the target looks for, as `inspect` says; absent: it cannot be asked. */
  readonly relyingParties?: readonly string[];
  /** `origins` of the relying party's `.well-known/webauthn`; absent: there is no such file, or it could not be read. */
  readonly related?: readonly string[];
}

/** Browsers tell the same private suffixes apart as public ones: nobody owns `github.io`. */
const PRIVATE_TOO = { allowPrivateDomains: true };

/** Different names that a browser reads at least (WebAuthn L3 §5.11.1); Chromium and Safari read no more. */
const RELATED_LABELS = 5;

export function checkPasskeys(place: PasskeyPlace): readonly CampaignCheck[] {
  const wrong = wrongId(place.rpId);
  if (wrong !== undefined) return [wrong];
  return [
    checkOrigin('Passkeys can be made on our page', 'reset.journey.pageUrl', place.pageUrl, place),
    checkOrigin('Passkeys can be used on the login page', 'reset.journey.loginUrl', place.loginUrl, place),
    checkTarget(place),
  ];
}

const ID_TITLE = 'The relying-party id is a domain';

function wrongId(rpId: string): CampaignCheck | undefined {
  const change = 'Set `reset.journey.passkey.rpId` to a domain alone, such as `example.com`.';
  const { isIp, hostname } = parse(rpId);
  if (isIp) return fail(ID_TITLE, `${rpId} is a network address; passkeys belong to names.`, change);
  if (hostname !== rpId || !/^[a-z0-9.-]+$/.test(rpId))
    return fail(
      ID_TITLE,
      `"${rpId}" is more, or less, than a domain in lower case: no scheme, port, path or star.`,
      change,
    );
  return undefined;
}

function checkOrigin(title: string, setting: string, address: string, place: PasskeyPlace): CampaignCheck {
  const { rpId, related } = place;
  const { hostname: host, origin, protocol } = new URL(address);
  if (parse(host).isIp)
    return fail(
      title,
      `${origin} is a network address, where no browser offers passkeys.`,
      `Reach it by a name: \`${setting}\`.`,
    );
  if (protocol !== 'https:' && !isLocal(host))
    return fail(title, `${origin} is not encrypted.`, `Passkeys need https: \`${setting}\`.`);
  if (isSuffixOrEqual(rpId, host)) return fine(title, `${host} belongs to ${rpId}.`);
  if (related !== undefined && isRelated(origin, related))
    return warn(
      title,
      `${origin} is named in https://${rpId}/.well-known/webauthn. Chromium 128 and Safari 18 obey that; other browsers refuse.`,
      `Where everybody must be able to: a page below ${rpId}.`,
    );
  return fail(
    title,
    `A browser refuses passkeys for ${rpId} on ${host}. ${whyNot(rpId, host)}`,
    wayOut(place, setting),
  );
}

/** `localhost` and what is below it count as secure without encryption. */
function isLocal(host: string): boolean {
  return host === 'localhost' || host.endsWith('.localhost');
}

/** HTML: "is a registrable domain suffix of or is equal to". */
export function isSuffixOrEqual(suffix: string, host: string): boolean {
  if (suffix === '' || parse(host).isIp || parse(suffix).isIp) return false;
  if (suffix === host) return true;
  if (!host.endsWith(`.${suffix}`)) return false;
  const publicSuffix = getPublicSuffix(host, PRIVATE_TOO) ?? '';
  return suffix !== publicSuffix && !publicSuffix.endsWith(`.${suffix}`);
}

function whyNot(rpId: string, host: string): string {
  if (getPublicSuffix(rpId, PRIVATE_TOO) === rpId)
    return `${rpId} is a public suffix: everybody can register a name below it.`;
  if (isSuffixOrEqual(host, rpId)) return `${rpId} lies below ${host}; only the other way round would do.`;
  return `${host} is neither ${rpId} nor below it.`;
}

/** Something that makes both pages work: a domain above them, else the list of related origins. */
function wayOut({ rpId, pageUrl, loginUrl, relyingParties }: PasskeyPlace, setting: string): string {
  const [page, login] = [pageUrl, loginUrl].map((url) => getDomain(new URL(url).hostname, PRIVATE_TOO));
  const shared = page !== null && page === login ? page : undefined;
  if (shared != null && shared !== rpId)
    return relyingParties === undefined || relyingParties.includes(shared)
      ? `Set \`reset.journey.passkey.rpId\` to ${shared}.`
      : `Set \`reset.journey.passkey.rpId\`, and the relying-party id of the target, to ${shared}; passkeys that were made for another id stop working.`;
  return `Move \`${setting}\` to a host below ${rpId}; or let https://${rpId}/.well-known/webauthn name its origin; or leave \`reset.journey.passkey\` out, and passkeys are made on the platform's own page where it has one.`;
}

/** In the order of the list, as far as a browser reads it. */
function isRelated(origin: string, origins: readonly string[]): boolean {
  const labels = new Set<string>();
  for (const one of origins) {
    if (!URL.canParse(one)) continue;
    const label = getDomainWithoutSuffix(new URL(one).hostname, PRIVATE_TOO);
    if (label === null || (labels.size >= RELATED_LABELS && !labels.has(label))) continue;
    labels.add(label);
    if (new URL(one).origin === origin) return true;
  }
  return false;
}

function checkTarget({ rpId, relyingParties }: PasskeyPlace): CampaignCheck {
  const title = 'The target looks for passkeys of this relying party';
  if (relyingParties === undefined)
    return warn(title, 'It does not say.', `Make sure that its relying-party id is ${rpId}.`);
  if (relyingParties.includes(rpId)) return fine(title, `It looks for ${rpId}.`);
  const found =
    relyingParties.length === 0
      ? 'Its settings name no single id, or differ from each other.'
      : `It looks for ${relyingParties.join(', ')}: a passkey for ${rpId} would open nothing.`;
  const change = 'Make `reset.journey.passkey.rpId` and the relying-party id of the target the same.';
  return fail(title, found, change);
}
