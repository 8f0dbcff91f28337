/**
 * Secrets that matter in a migration of identities, and that general scanners do not know: they have no prefix that
 * gives them away, only a name beside them.
 *
 * A value counts where it is quoted, or where the file is configuration; a name of a variable, a template and a
 * placeholder are no secrets. What is found wrongly costs a look; what is not found stays where it is.
 *
 * @module
 */
import { basename } from 'node:path';

export interface Hit {
  readonly kind: string;
  /** Offset in the text. */
  readonly at: number;
  /** Never leaves the scan. */
  readonly secret: string;
}

/** Every quantifier is bounded, so that no file makes a rule slow. */
const ADDRESSES: readonly (readonly [kind: string, scheme: string])[] = [
  [
    'database-url',
    'postgres(?:ql)?|mysql|mariadb|mongodb(?:\\+srv)?|rediss?|mssql|sqlserver|jdbc:[a-z]{2,20}',
  ],
  ['smtp-url', 'smtps?'],
  ['message-queue-url', 'amqps?|nats'],
  ['ldap-url', 'ldaps?'],
];

const NAMES: readonly (readonly [kind: string, name: string])[] = [
  ['client-secret', 'client[_.-]?secret|(?<=["\'])secret(?=["\'])'],
  ['signer-key', '(?:base64_?)?signer[_.-]?key|hash[_.-]?signer[_.-]?key'],
  [
    'jwt-signing-key',
    '(?:jwt|session|cookie|token|auth|nextauth|better_auth|secret_key)[_.-]?(?:secret|signing[_.-]?key|private[_.-]?key|base)|secret_key_base|app_key|secret_key',
  ],
  ['pepper', '(?:password[_.-]?)?pepper'],
  ['footbridge-key', 'footbridge_key'],
  [
    'password',
    '(?:db|database|pg|postgres|mysql|smtp|mail|ldap|bind|admin|redis|keycloak|kc)[a-z_.-]{0,12}(?:password|passwd|pass|pw)|bind_?credential',
  ],
  ['api-token', '(?:management|admin|api|okta|auth0)[_.-]?(?:api[_.-]?)?token'],
];

/** Files in which a value stands without quotes. */
const CONFIGURATION =
  /^(?:\.env.*|.*\.env|.*\.(?:ya?ml|properties|ini|conf|cfg|cnf|toml|tfvars|list)|Dockerfile.*)$/i;

const URL_RULES = ADDRESSES.map(
  ([kind, scheme]) =>
    [kind, new RegExp(`\\b(?:${scheme})://[^\\s:/@'"\`]{1,200}:([^\\s/@'"\`]{1,300})@`, 'gi')] as const,
);

const QUOTED = `["']?\\s{0,8}(?::=|=>|[:=])\\s{0,8}["'\`]([^"'\`\\s]{6,400})["'\`]`;
const UNQUOTED = `[ \\t]{0,8}[:=][ \\t]{0,8}([^\\s"'\`#]{6,400})[ \\t]*(?=\\r?\\n|$|#)`;

const QUOTED_RULES = NAMES.map(([kind, name]) => [kind, named(name, QUOTED)] as const);
const UNQUOTED_RULES = NAMES.map(([kind, name]) => [kind, named(name, UNQUOTED)] as const);

/** A name may have others before it: `LEGACY_DB_PASSWORD`, `spring.mail.password`. */
function named(name: string, value: string): RegExp {
  return new RegExp(`(?<![a-z0-9])(?:[a-z0-9]{1,30}[_.-]){0,4}(?:${name})${value}`, 'gi');
}

export function findOwn(name: string, text: string): readonly Hit[] {
  const isConfiguration = CONFIGURATION.test(basename(name));
  const rules = [...URL_RULES, ...QUOTED_RULES, ...(isConfiguration ? UNQUOTED_RULES : [])];
  return rules.flatMap(([kind, rule]) =>
    [...text.matchAll(rule)].flatMap((match) => {
      const secret = match[1] ?? '';
      return isPlaceholder(secret) ? [] : [{ kind, at: match.index, secret }];
    }),
  );
}

/** `${X}`, `{{ x }}`, `<your secret>`, `%env(X)%`, `$X`, `process.env.X`, `KC_SECRET`, `****`, `xxxxxxxx`. */
const PLACEHOLDER =
  /\$\{|\{\{|^<.*>$|^%.*%$|^\$[A-Za-z_(]|process\.env|os\.environ|getenv|^[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+$|^(.)\1+$|^(?:your|my)[_-]/;

function isPlaceholder(secret: string): boolean {
  return PLACEHOLDER.test(secret);
}
