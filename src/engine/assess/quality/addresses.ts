/**
 * E-mail addresses that reach nobody, or nobody directly; and test accounts by their address.
 *
 * @see https://www.rfc-editor.org/rfc/rfc2606 for the reserved domains
 * @module
 */
import type { LookedAt, Remarks } from './index.ts';

type DomainKind = 'reserved' | 'nowhere' | 'relay' | 'real';

/** Domains told apart: most customers share a few. */
const MOST_DOMAINS = 10_000;
const domains = new Map<string, DomainKind>();

/** Reserved for documentation and tests. */
const RESERVED = /^(?:example\.(?:com|net|org)|(?:.+\.)?(?:example|test|invalid))$/;
/** A host of its own, an address of this machine, or a network without mail. */
const NOWHERE =
  /^(?:[^.]+|(?:.+\.)?(?:local|localhost|localdomain|lan|internal|nowhere|none|noemail))$|\.onmicrosoft\.com$/;
/** Forward to somebody whom only the one who made the address may write to. */
const RELAY =
  /(?:^|\.)(?:privaterelay\.appleid\.com|mozmail\.com|duck\.com|simplelogin\.(?:com|co|io)|anonaddy\.(?:com|me))$/;

/** Made up by programs where an address was demanded. Guests of Entra carry `#EXT#`. */
const PLACEHOLDER =
  /^(?:no-?e?-?mail|none|null|n\/?a|unknown|anonymous|anon|noreply|no-reply|donotreply|do-not-reply|nobody|dummy|fake|guest|deleted)[-_.+]?\d*$|^[0-9a-f]{32}$|#EXT#/i;
const TEST =
  /(?:^|[-_.+])(?:test(?:ing|er|-?user)?|qa|e2e|dummy|demo|selenium|cypress)[-_.]?\d*(?:$|[-_.+])/i;

/** @returns whether it is suspected to be a test account */
export function checkAddresses({ identity, reservedDomainsMeanTest }: LookedAt, remarks: Remarks): boolean {
  let isTest = false;
  for (const { type, value } of identity.identifiers) {
    if (type === 'phone') continue;
    const at = type === 'email' ? value.lastIndexOf('@') : value.length;
    const local = value.slice(0, at);
    const isTestName = TEST.test(local);
    if (type === 'email') {
      const kind = kindOf(value.slice(at + 1));
      if (kind === 'relay') remarks.add('EMAIL_RELAYED', 'email', remarks.show('email', value));
      if (kind === 'nowhere' || PLACEHOLDER.test(local))
        remarks.add('EMAIL_PLACEHOLDER', 'email', remarks.show('email', value));
      if (kind === 'reserved' && reservedDomainsMeanTest) isTest = true;
    }
    isTest ||= isTestName;
  }
  if (isTest) remarks.add('ACCOUNT_TEST', 'identifiers', 'a name or a domain that tests use');
  return isTest;
}

/** Is the domain of this address reserved for documentation and tests? */
export function isReserved(address: string): boolean {
  return kindOf(address.slice(address.lastIndexOf('@') + 1)) === 'reserved';
}

function kindOf(domain: string): DomainKind {
  const known = domains.get(domain);
  if (known !== undefined) return known;
  const name = domain.toLowerCase();
  const kind = RESERVED.test(name)
    ? 'reserved'
    : NOWHERE.test(name)
      ? 'nowhere'
      : RELAY.test(name)
        ? 'relay'
        : 'real';
  if (domains.size >= MOST_DOMAINS) domains.clear();
  domains.set(domain, kind);
  return kind;
}
