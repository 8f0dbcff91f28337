/**
 * The canonical paths: the names under which a mapping fills an identity, one row for each.
 *
 * `<…>` stands for a name of the mapping's choice; one that holds a dot is quoted, `links["login.example"]`. Further
 * e-mail addresses, phone numbers and user names are `email[1]`, `email[1].verified` and so on. docs/mapping.md
 * shows this table; a test keeps the two alike.
 *
 * @module
 */

import { type IdentifierType, Identity, Profile } from '../identity.ts';
import { toBoolean, toText } from './coerce.ts';
import { didYouMean } from './nearest.ts';
import { parseSourcePath } from './source-path.ts';
import { readTimestamp } from './timestamp.ts';
import { readTotpSecret } from './totp-secret.ts';
import {
  assign,
  countBetween,
  putAddress,
  putClaim,
  putConsent,
  putIdentifier,
  putPassword,
  toAlgorithm,
  type Write,
  writeAttribute,
  writeBeside,
  writeFlag,
  writeIdentifier,
  writeLink,
  writeMemberships,
  writeText,
  writeTime,
  writeTotp,
  writeVerified,
  writeWord,
} from './writers.ts';

interface Row {
  readonly path: string;
  /** What it takes, and what to know about it, in the words of docs/mapping.md. */
  readonly takes: string;
  /** `names` are those that stood for `<…>`, in their order; `index` is the number in `email[1]`. */
  readonly write: (names: readonly string[], index: number) => Write;
}

/** A tenth address is strange already; more is a list that belongs into an attribute. */
const MOST_IDENTIFIERS = 10;

const { kind, status } = Identity.shape;
const CONSENT_STATUS = ['granted', 'withdrawn', 'denied'] as const;

export const CANONICAL_PATHS: readonly Row[] = [
  row('id', 'text or number: the id in the source, exactly. Every record needs one', () =>
    writeText((draft, id) => assign(draft, { sourceId: id })),
  ),
  row('kind', `${kind.options.join(', ')}. Absent: person`, () =>
    writeWord(kind.options, (draft, word) => assign(draft, { kind: word })),
  ),
  row('status', `${status.options.join(', ')}. Absent: active`, () =>
    writeWord(status.options, (draft, word) => assign(draft, { status: word })),
  ),
  ...identifier('email', 'e-mail address'),
  ...identifier('phone', 'phone number'),
  ...identifier('username', 'user name'),
  ...Profile.omit({ address: true })
    .keyof()
    .options.map((claim) =>
      row(`profile.${claim}`, 'text', () => writeText((draft, value) => putClaim(draft, claim, value))),
    ),
  ...Profile.shape.address
    .unwrap()
    .keyof()
    .options.map((part) =>
      row(`profile.address.${part}`, 'text', () =>
        writeText((draft, value) => putAddress(draft, part, value)),
      ),
    ),
  row('attributes.<name>', 'any JSON; further names nest: `attributes.prefs.theme`', (names) =>
    writeAttribute(names),
  ),
  row('password.hash', 'text, never changed', () => writeText((draft, hash) => putPassword(draft, { hash }))),
  row('password.format', 'id of a format in docs/formats. Absent: recognised from the hash', () =>
    writeText((draft, format) => putPassword(draft, { format })),
  ),
  row('password.setAt', 'time', () => writeTime((draft, setAt) => putPassword(draft, { setAt }))),
  row('password.mustChange', 'yes or no', () =>
    writeFlag((draft, mustChange) => putPassword(draft, { mustChange })),
  ),
  row(
    'password.beside.<name>',
    'text or number: another column the format needs, such as its salt',
    ([name = '']) => writeBeside(name),
  ),
  row('password.secrets.<role>', 'name of a secret of the configuration', ([role = '']) =>
    writeText((draft, name) => putPassword(draft, { secrets: { ...draft.password?.secrets, [role]: name } })),
  ),
  row('factors.totp.secret', 'base32 of at least 10 bytes', () =>
    writeTotp(readTotpSecret, (secret) => ({ secret })),
  ),
  row('factors.totp.algorithm', 'SHA1, SHA256, SHA512. Absent: SHA1', () =>
    writeTotp(toAlgorithm, (algorithm) => ({ algorithm })),
  ),
  // RFC 4226 §5.3 asks for six digits at least; ten is what 31 bits can fill.
  row('factors.totp.digits', '6 to 10. Absent: 6', () =>
    writeTotp(countBetween(6, 10), (digits) => ({ digits })),
  ),
  row('factors.totp.period', '10 to 300 seconds. Absent: 30', () =>
    writeTotp(countBetween(10, 300), (period) => ({ period })),
  ),
  row('factors.totp.label', 'text', () => writeTotp(toText, (label) => ({ label }))),
  row('factors.totp.createdAt', 'time', () => writeTotp(readTimestamp, (createdAt) => ({ createdAt }))),
  row('factors.totp.enabled', 'yes or no; "no" leaves the factor out', () =>
    writeTotp(toBoolean, (enabled) => ({ enabled })),
  ),
  row('links.<provider>', 'id at the provider, never an e-mail address', ([provider = '']) =>
    writeLink(provider),
  ),
  row(
    'consents.<purpose>.status',
    `${CONSENT_STATUS.join(', ')}; without it there is no consent`,
    ([purpose = '']) =>
      writeWord(CONSENT_STATUS, (draft, word) => putConsent(draft, purpose, { status: word })),
  ),
  row('consents.<purpose>.version', 'text', ([purpose = '']) =>
    writeText((draft, version) => putConsent(draft, purpose, { version })),
  ),
  row('consents.<purpose>.at', 'time', ([purpose = '']) =>
    writeTime((draft, at) => putConsent(draft, purpose, { at })),
  ),
  row('consents.<purpose>.evidence', 'text', ([purpose = '']) =>
    writeText((draft, evidence) => putConsent(draft, purpose, { evidence })),
  ),
  row('memberships.groups', 'list of names, or one name', () => writeMemberships('group')),
  row('memberships.roles', 'list of names, or one name', () => writeMemberships('role')),
  row('memberships.organisations', 'list of names, or one name', () => writeMemberships('organisation')),
  row('createdAt', 'time', () => writeTime((draft, at) => assign(draft, { createdAt: at }))),
  row('updatedAt', 'time', () => writeTime((draft, at) => assign(draft, { updatedAt: at }))),
  row('lastLoginAt', 'time', () => writeTime((draft, at) => assign(draft, { lastLoginAt: at }))),
];

/** The writer of a path, or a sentence that says why there is none. */
export function compileWrite(path: string): Write | string {
  const parsed = parse(path);
  if (parsed !== undefined) {
    for (const { path: template, write } of CANONICAL_PATHS) {
      const names = match(template.split('.'), parsed.names);
      if (names !== undefined && fits(template, parsed.index)) return write(names, parsed.index ?? 0);
    }
  }
  const known = CANONICAL_PATHS.map((canonical) => canonical.path);
  return `there is no canonical path "${path}"${didYouMean(path, known)}`;
}

function row(path: string, takes: string, write: Row['write']): Row {
  return { path, takes, write };
}

function identifier(type: IdentifierType, takes: string): readonly Row[] {
  return [
    row(type, takes, (_, index) => writeIdentifier(type, index)),
    row(`${type}.verified`, 'yes or no. Absent: nobody knows', (_, index) => writeVerified(type, index)),
    row(`${type}.verifiedAt`, 'time', (_, index) =>
      writeTime((draft, at) => putIdentifier(draft, type, index, { verifiedAt: at })),
    ),
    row(`${type}.evidence`, 'text. Absent: the field the flag came from', (_, index) =>
      writeText((draft, evidence) => putIdentifier(draft, type, index, { evidence })),
    ),
  ];
}

/** Names of the path and the number behind the first of them; undefined for what cannot be a canonical path. */
function parse(path: string): { readonly names: readonly string[]; readonly index?: number } | undefined {
  const [first, second, ...rest] = parseSourcePath(path) ?? [];
  const index = second?.kind === 'index' ? second.index : undefined;
  const named = [first, ...(index === undefined ? [second] : []), ...rest].filter(
    (part) => part !== undefined,
  );
  const names = named.flatMap((part) => (part.kind === 'name' && part.name !== '__proto__' ? part.name : []));
  if (names.length === 0 || names.length < named.length) return undefined;
  return index === undefined ? { names } : { names, index };
}

/** What stood for the names of the template's choice; attributes take any number of them. */
function match(template: readonly string[], names: readonly string[]): readonly string[] | undefined {
  const isOpen = template[0] === 'attributes';
  if (isOpen ? names.length < 2 : names.length !== template.length) return undefined;
  const isSame = template.every((part, index) => part.startsWith('<') || part === names[index]);
  if (!isSame) return undefined;
  return isOpen ? names.slice(1) : names.filter((_, index) => template[index]?.startsWith('<'));
}

function fits(template: string, index: number | undefined): boolean {
  return index === undefined || (/^(?:email|phone|username)\b/.test(template) && index < MOST_IDENTIFIERS);
}
