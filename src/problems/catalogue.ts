/**
 * Every code Footbridge can answer with: the closed list behind docs/errors.md.
 *
 * A code is added here, once, and never changes its meaning. `scope` says whether it belongs to one record (the
 * run goes on) or stops the command. `retry` marks what is worth sending again unchanged; it decides what goes
 * into a retry file.
 *
 * @module
 */

interface Entry {
  readonly scope: 'record' | 'command';
  /** What happened, without a full stop. */
  readonly title: string;
  /** What was expected. A sentence. */
  readonly expected: string;
  /** What to do now. A sentence. */
  readonly fix: string;
  /** Worth sending again as it is: the record is fine, the moment was not. */
  readonly retry?: true;
}

export const CATALOGUE = {
  // — reading a source —
  ROW_UNREADABLE: {
    scope: 'record',
    title: 'The row could not be read',
    expected: 'One complete record in the format of the source.',
    fix: 'Repair the row in the export and run the import again.',
  },
  ROW_RAGGED: {
    scope: 'record',
    title: 'The row has another number of columns than the header',
    expected: 'As many columns as the header names.',
    fix: 'Look for an unquoted delimiter or quote in this row, repair it and run the import again.',
  },
  ROW_TOO_LARGE: {
    scope: 'record',
    title: 'The record is larger than the limit',
    expected: 'At most 8 MiB for one record.',
    fix: 'Remove what is not needed from the record, or move it out of the export.',
  },
  ID_MISSING: {
    scope: 'record',
    title: 'The record has no id',
    expected: 'A stable id from the legacy system.',
    fix: 'Map the column that holds the id, or export again with ids.',
  },
  ID_REPEATED: {
    scope: 'record',
    title: 'The id stands on another row with other content',
    expected: 'One row for one id.',
    fix: 'Decide which row is right, remove the other and run the import again.',
  },
  FIELD_UNKNOWN: {
    scope: 'record',
    title: 'The field is not mapped',
    expected: 'Every field is mapped, kept or ignored by name.',
    fix: 'Add the field to `mapping.fields`, `mapping.keep` or `mapping.ignore`.',
  },
  FIELD_INVALID: {
    scope: 'record',
    title: 'The value does not fit the field',
    expected: 'A value of the type the field has.',
    fix: 'Repair the value in the export, or give the field a transform.',
  },
  IDENTIFIER_MISSING: {
    scope: 'record',
    title: 'The record has nothing to log in with',
    expected: 'At least one e-mail address, phone number, user name or link.',
    fix: 'Map an identifier, or exclude the record.',
  },
  EMAIL_INVALID: {
    scope: 'record',
    title: 'The e-mail address is not valid',
    expected: 'An address with a local part, an @ and a domain (RFC 5321, RFC 6531).',
    fix: 'Repair the address, or map another identifier.',
  },
  PHONE_INVALID: {
    scope: 'record',
    title: 'The phone number is not valid',
    expected: 'A number that can be written in E.164, with its country known.',
    fix: 'Repair the number, or set the default country of the column.',
  },
  USERNAME_INVALID: {
    scope: 'record',
    title: 'The user name is not valid',
    expected: 'A user name without spaces or control characters (RFC 8265).',
    fix: 'Repair the user name, or map another identifier.',
  },
  IDENTIFIER_DUPLICATE: {
    scope: 'record',
    title: 'Another identity has the same identifier',
    expected: 'One customer for one identifier.',
    fix: 'Look at `footbridge link find`: merge the two if they are one person; else remove the identifier from one of them.',
  },
  PASSWORD_UNKNOWN: {
    scope: 'record',
    title: 'The password hash is of no known format',
    expected: 'A hash whose format is named or can be recognised.',
    fix: 'Name the format in `mapping.fields["password.format"]`, or plan a reset for these customers.',
  },
  PASSWORD_MALFORMED: {
    scope: 'record',
    title: 'The password hash is damaged',
    expected: 'A complete hash of its format.',
    fix: 'Export the hash again (a column that is too short cuts it), or plan a reset for this customer.',
  },
  PASSWORD_ORPHANED: {
    scope: 'record',
    title: 'The password hash belongs to nobody in the export',
    expected: 'Users and passwords that were exported at the same moment.',
    fix: 'Export the users again, so that nobody is left behind, or leave the row out of the password file.',
  },
  PASSWORD_NOT_PORTABLE: {
    scope: 'record',
    title: 'The target cannot verify this password hash',
    expected: 'A hash format in the list of what the target accepts.',
    fix: 'Set `credentials.unsupported` to "vault" or "reset" to move the customer without the hash.',
  },
  FACTOR_INVALID: {
    scope: 'record',
    title: 'A second factor is damaged',
    expected:
      'A complete factor: a TOTP secret of at least 10 bytes, a WebAuthn credential with its public key.',
    fix: 'Repair the factor in the export, or ignore it by name and have the customer enrol again.',
  },
  TIMESTAMP_INVALID: {
    scope: 'record',
    title: 'The time is not valid',
    expected: 'ISO 8601 with a zone, or a number whose unit the column makes clear.',
    fix: 'Repair the value, or give the field a transform that says unit and zone.',
  },
  OPERATION_INVALID: {
    scope: 'record',
    title: 'The operation does not fit the identity',
    expected: '"insert" for a new id; "update" or "delete" for one that is known.',
    fix: 'Correct the operation column, or use "upsert".',
  },
  PLAN_UNFIT: {
    scope: 'record',
    title: 'The plan says something of the password that cannot be',
    expected: 'A credential plan of the cohort that this hash and this target allow.',
    fix: 'Change the credential plan of the cohort, or its rule, and approve the new version of the plan.',
  },
  // — what an assessment finds strange; an import lets it through —
  EMAIL_PLACEHOLDER: {
    scope: 'record',
    title: 'The e-mail address was made up where one was demanded',
    expected: 'An address that reaches the customer, or none.',
    fix: 'Let the mapping treat it as absent (`absentIf`), so that nobody gets mail or a reset at it, and map another identifier.',
  },
  EMAIL_RELAYED: {
    scope: 'record',
    title: 'The e-mail address is a relay that forwards only what known senders write',
    expected: 'An address that your new sender may write to.',
    fix: 'Register the new sender with the relay (at Apple: Sign in with Apple for Email Communication) before any mail goes out.',
  },
  EMAIL_VARIANT: {
    scope: 'record',
    title: 'The e-mail address may be another spelling of somebody else’s',
    expected: 'One account for one mailbox, unless the customer wanted two.',
    fix: 'Nothing is merged for this reason. Look at the groups; `footbridge link` merges what a person decided.',
  },
  IDENTIFIER_LOOKALIKE: {
    scope: 'record',
    title: 'The identifier looks like somebody else’s and is written with other characters',
    expected: 'Identifiers that a person can tell apart.',
    fix: 'Find out whether it is a customer with two keyboards or somebody who impersonates another, before either moves.',
  },
  ID_ROUNDED: {
    scope: 'record',
    title: 'The id was rounded by a program that took it for a number',
    expected: 'The id as the legacy system holds it, digit by digit.',
    fix: 'Export again with the column as text: two customers may have become one.',
  },
  TEXT_GARBLED: {
    scope: 'record',
    title: 'A text was decoded with the wrong character set',
    expected: 'Text in UTF-8.',
    fix: 'Say the encoding of the source (`source.encoding`) or export again; never repair hashes and salts this way.',
  },
  TEXT_ESCAPED: {
    scope: 'record',
    title: 'A text holds escapes of HTML or of a spreadsheet',
    expected: 'Text as the customer wrote it.',
    fix: 'Give the field a transform that takes the escapes away, after a look at some rows.',
  },
  TIMESTAMP_IMPOSSIBLE: {
    scope: 'record',
    title: 'The time cannot be true',
    expected: 'A time between 1990 and today, and no login before the sign-up.',
    fix: 'Find out what the legacy system writes where it knows no time, and let the mapping treat that as absent.',
  },
  ACCOUNT_TEST: {
    scope: 'record',
    title: 'The account looks like a test account',
    expected: 'Customers.',
    fix: 'Exclude it by name if it is one; nothing is left out for a suspicion.',
  },
  ACCOUNT_PRIVILEGED: {
    scope: 'record',
    title: 'The account looks like an administrator among customers',
    expected: 'Administrators who are set up in the target by hand.',
    fix: 'Ask who it belongs to; leave it out of the move, or take its roles away in the mapping.',
  },
  ACCOUNT_SERVICE: {
    scope: 'record',
    title: 'The account looks like a program',
    expected: 'People; programs become clients with secrets of their own in the target.',
    fix: 'Find its owner and what hangs on it, map `kind` to "service" or leave it out.',
  },
  ACCOUNT_DELETED: {
    scope: 'record',
    title: 'The account looks deleted in the legacy system',
    expected: 'Customers who are there.',
    fix: 'Leave deleted rows out of the export, or map the column to `operation`: who asked to be deleted must not move.',
  },
  CONFIRMATION_IMPOSSIBLE: {
    scope: 'record',
    title: 'A customer with a good link cannot show who they are',
    expected: 'A second channel, or a fact of `reset.journey.facts`, for everybody whom policy asks.',
    fix: 'Help this customer with `footbridge assist`, name another fact in `reset.journey.facts`, or set `reset.journey.confirm` to `none`.',
  },
  PASSWORD_REFUSED: {
    scope: 'record',
    title: 'The target does not take this password',
    expected: 'A password that keeps the rules of the target.',
    fix: 'Nothing to do for you: the customer was told the rule and asked for another one.',
  },
  PASSWORD_AMBIGUOUS: {
    scope: 'record',
    title: 'The password hash has the shape of several formats',
    expected: 'A hash whose format is known for certain.',
    fix: 'Ask `footbridge hash explain`, or find it out with one account whose password you know (`footbridge hash solve`), then name it in `mapping.fields["password.format"]`.',
  },
  PASSWORD_NEEDS_SECRET: {
    scope: 'record',
    title: 'The password hash needs a secret of the whole site that nobody has named',
    expected: 'The signer key or pepper of the legacy system, listed in `secrets`.',
    fix: 'Get it from whoever runs the legacy system before that is switched off: without it no password can be verified.',
  },
  PASSKEY_DOMAIN_UNKNOWN: {
    scope: 'record',
    title: 'Nobody says for which domain the passkey was made',
    expected: 'The relying-party id: a passkey works under the domain it was made for and no other.',
    fix: 'Find out the domain of the old login page; if the new one is not below it, the customer has to enrol again.',
  },
  LINK_BY_ADDRESS: {
    scope: 'record',
    title: 'A federated login is known by an e-mail address instead of the subject of the provider',
    expected: 'The id of the customer at the provider (`sub`), which never changes hands.',
    fix: 'Export the subject: whoever gets the address after the customer would get the account.',
  },
  CONSENT_UNPROVEN: {
    scope: 'record',
    title: 'A consent without evidence',
    expected: 'When it was given, and to which wording or by which act.',
    fix: 'Find the evidence in the legacy system, or ask these customers again; the move adds no date of its own.',
  },
  // — writing to a target —
  TARGET_REFUSED: {
    scope: 'record',
    title: 'The target refused the record',
    expected: 'A record that the target accepts.',
    fix: 'Read what the target said, repair the record or the target, and resolve the problem.',
  },
  TARGET_CONFLICT: {
    scope: 'record',
    title: 'The target already has somebody else under this identifier',
    expected: 'A free identifier, or a user that this migration made.',
    fix: 'Decide whether the two are one person; remove or rename one of them, then resolve the problem.',
  },
  TARGET_UNAVAILABLE: {
    scope: 'record',
    title: 'The target did not answer',
    expected: 'An answer within the deadline.',
    fix: 'Run the import again when the target is well: `footbridge problems export --retry` holds these rows.',
    retry: true,
  },
  TARGET_DRIFTED: {
    scope: 'record',
    title: 'What was read back differs from what was written',
    expected: 'The target holds what was sent.',
    fix: 'Look at the field named; the target may drop what its settings do not declare.',
  },
  TARGET_CHANGED: {
    scope: 'record',
    title: 'The user in the target was changed since we wrote it',
    expected: 'The user as this migration left it.',
    fix: 'The customer or an administrator changed it, so it was left alone. Decide by hand.',
  },
  FIELD_NOT_PORTABLE: {
    scope: 'record',
    title: 'The target has no place for this field',
    expected: 'Only what the target can hold.',
    fix: 'Accept the loss by name in `accept`, or map the field elsewhere.',
  },
  // — commands —
  CONFIG_INVALID: {
    scope: 'command',
    title: 'The configuration is not valid',
    expected: 'A configuration as docs/configuration.md describes it.',
    fix: 'Correct the setting named above.',
  },
  CONFIG_MISSING: {
    scope: 'command',
    title: 'There is no configuration',
    expected: 'footbridge.config.ts, .js, .json or .yaml in this folder, or --config FILE.',
    fix: 'Run `footbridge init`.',
  },
  RULE_INVALID: {
    scope: 'command',
    title: 'The rule of a cohort cannot be understood',
    expected: 'A rule as docs/cohorts.md describes it.',
    fix: 'Correct the rule at the place named.',
  },
  PLAN_MISSING: {
    scope: 'command',
    title: 'There is no such plan in this ledger',
    expected: 'A version that `footbridge plan list` shows.',
    fix: 'Make one with `footbridge plan make`.',
  },
  PLAN_INVALID: {
    scope: 'command',
    title: 'The plan is not valid',
    expected: 'A document as `footbridge plan export` writes it.',
    fix: 'Correct what is named above.',
  },
  PLAN_NOT_APPROVED: {
    scope: 'command',
    title: 'The newest plan is not approved',
    expected: 'A plan that a named operator approved.',
    fix: 'Look at it with `footbridge plan show`, then `footbridge plan approve`, or `footbridge plan discard`.',
  },
  PLAN_OUTDATED: {
    scope: 'command',
    title: 'The plan was made for something else than what would run now',
    expected: 'The configuration, the lists and the version that the plan was approved with.',
    fix: 'Put the configuration back, or make and approve a new version with `footbridge plan make`.',
  },
  PLAN_CHANGED: {
    scope: 'command',
    title: 'The plan is not the one that was looked at',
    expected: 'The hash that `footbridge plan show` prints.',
    fix: 'Look at the plan again, and approve the hash that it has now.',
  },
  SECRET_MISSING: {
    scope: 'command',
    title: 'A secret is not set',
    expected: 'An environment variable of that name, or of that name with _FILE that names a file.',
    fix: 'Set it and run the command again.',
  },
  USAGE_WRONG: {
    scope: 'command',
    title: 'The command was used in a wrong way',
    expected: 'The options that `--help` lists.',
    fix: 'Run the command with --help.',
  },
  SOURCE_MISSING: {
    scope: 'command',
    title: 'The source cannot be opened',
    expected: 'A file or database that exists and may be read.',
    fix: 'Check the path or address and the permissions.',
  },
  SOURCE_UNRECOGNISED: {
    scope: 'command',
    title: 'The format of the source was not recognised',
    expected: 'One of the formats in docs/sources.',
    fix: 'Name it with `source.type`.',
  },
  SOURCE_CHANGED: {
    scope: 'command',
    title: 'The source changed while the import was interrupted',
    expected: 'The same file as when the run began.',
    fix: 'Put the file back, or start a new run with --new.',
  },
  SOURCE_BROKEN: {
    scope: 'command',
    title: 'The source broke off',
    expected: 'A complete file or a database that goes on answering.',
    fix: 'Export again, or run the import again: it goes on where it stopped.',
  },
  TARGET_SILENT: {
    scope: 'command',
    title: 'The target does not tell how it is set up',
    expected: 'A target whose connector can look at its settings.',
    fix: 'Run `footbridge import --dry-run`: its checks look at what this target lets us see.',
  },
  TARGET_UNREACHABLE: {
    scope: 'command',
    title: 'The target cannot be reached',
    expected: 'A target that answers at its address.',
    fix: 'Check the address, the network and that it is running.',
  },
  TARGET_FORBIDDEN: {
    scope: 'command',
    title: 'The target refused our credentials',
    expected: 'Credentials with the rights that the target page in docs/targets lists.',
    fix: 'Check the client, its secret and its roles.',
  },
  TARGET_NOT_READY: {
    scope: 'command',
    title: 'The target is not ready for this migration',
    expected: 'Settings as the target page in docs/targets lists.',
    fix: 'Change the setting named above, or run with --force to go on all the same.',
  },
  TARGET_SWITCHED: {
    scope: 'command',
    title: 'The target is another one than this ledger was begun with',
    expected: 'The target of the first run: its users are recorded here.',
    fix: 'Point the configuration back, or begin a new ledger for the new target.',
  },
  LEGACY_UNREACHABLE: {
    scope: 'command',
    title: 'The legacy cannot be asked',
    expected: 'A legacy that answers at its address and accepts our own credentials.',
    fix: 'Check the address, the network, our credentials there and that it is running.',
  },
  LEGACY_PROBE_REFUSED: {
    scope: 'command',
    title: 'The test account cannot log in at the legacy',
    expected:
      'An account made for this purpose, with its own password, that logs in without being asked for more.',
    fix: 'Check the account and its secret in the legacy. Never use the account of a customer: it might be locked.',
  },
  LEDGER_UNREACHABLE: {
    scope: 'command',
    title: 'The ledger cannot be opened',
    expected: 'A PostgreSQL 15 or newer at the address, or a folder that may be written.',
    fix: 'Check DATABASE_URL or the permissions of .footbridge.',
  },
  LEDGER_BUSY: {
    scope: 'command',
    title: 'Another Footbridge is using this ledger',
    expected:
      'One process at a time on an embedded ledger; on PostgreSQL one importer, and beside it any number of `footbridge worker` and `footbridge serve`.',
    fix: 'Wait for it or stop it. To import while `footbridge serve` answers logins, keep the ledger on PostgreSQL.',
  },
  LEDGER_NEWER: {
    scope: 'command',
    title: 'The ledger was written by a newer Footbridge',
    expected: 'A Footbridge at least as new as the ledger.',
    fix: 'Upgrade Footbridge on this machine.',
  },
  LEDGER_HALF_MIGRATED: {
    scope: 'command',
    title: 'The ledger has a gap in its migrations',
    expected: 'Every migration up to the newest one applied, each as this Footbridge knows it.',
    fix: 'Restore the ledger from its backup, or find out who changed its schema by hand.',
  },
  LEDGER_FULL: {
    scope: 'command',
    title: 'The disk of the ledger is full',
    expected: 'Free space for the ledger.',
    fix: 'Make room and run the command again: nothing that was settled is lost.',
  },
  LEDGER_TAMPERED: {
    scope: 'command',
    title: 'The event chain of the ledger does not verify',
    expected: 'Every event as it was written, in its order.',
    fix: 'Treat the ledger as evidence: compare it with its backup before going on.',
  },
  KEY_MISSING: {
    scope: 'command',
    title: 'There is no key for this ledger',
    expected: 'FOOTBRIDGE_KEY, or the key file that was made with the ledger.',
    fix: 'Set FOOTBRIDGE_KEY to the key this ledger was made with.',
  },
  KEY_WRONG: {
    scope: 'command',
    title: 'The key does not open this ledger',
    expected: 'The key this ledger was made with, or the one it was rotated to.',
    fix: 'Set FOOTBRIDGE_KEY to that key.',
  },
  KEY_WEAK: {
    scope: 'command',
    title: 'The key is too weak',
    expected: '32 random bytes in base64 or hex.',
    fix: 'Make one with `footbridge key new`.',
  },
  SEAL_BROKEN: {
    scope: 'command',
    title: 'A sealed record does not open',
    expected: 'A record as it was sealed, for the identity it was sealed for.',
    fix: 'The record was damaged or moved: restore the ledger from its backup.',
  },
  PROOF_MISSING: {
    scope: 'command',
    title: 'A population has no valid proof',
    expected: 'Synthetic customers who logged in to this target, and wrong passwords that did not.',
    fix: 'Run `footbridge prove`, then the same command again; or let it cross by name: `--unproved FORMAT`.',
  },
  PROOF_NAME_TAKEN: {
    scope: 'command',
    title: 'Somebody in the target has a name that is reserved for synthetic customers',
    expected: 'Nobody whose identifier begins with `footbridge-proof-`.',
    fix: 'Set `prove.emailDomain` to a domain that belongs to nobody, or rename that user.',
  },
  REHEARSAL_NO_COPY: {
    scope: 'command',
    title: 'There is no copy of the target to rehearse on',
    expected: 'A target under `rehearsal.target`, set up like the real one and used by nobody.',
    fix: 'Name one; or rehearse with `--into-production`, if that is what you want.',
  },
  REHEARSAL_IN_PRODUCTION: {
    scope: 'command',
    title: '`rehearsal.target` is the target that customers use',
    expected: 'Another installation, realm or database.',
    fix: 'Name a copy; or rehearse with `--into-production`, if that is what you want.',
  },
  RUN_UNKNOWN: {
    scope: 'command',
    title: 'There is no such run',
    expected: 'The number of a run that `footbridge status --runs` lists.',
    fix: 'Look up the number and try again.',
  },
  CAMPAIGN_CONTROL_INVALID: {
    scope: 'command',
    title: 'The campaign cannot do that now',
    expected:
      'A new name (to start), a campaign that is running (to pause, to remind) or paused (to resume), or one that has not ended (to stop, to change).',
    fix: 'Look at `footbridge reset status`.',
  },
  RUN_CONTROL_INVALID: {
    scope: 'command',
    title: 'The run cannot do that now',
    expected: 'A run that is going on (to pause, re-tune, cancel) or paused (to resume).',
    fix: 'Look at `footbridge status`.',
  },
  INVENTORY_INVALID: {
    scope: 'command',
    title: 'The inventory cannot be read',
    expected:
      'Rows with `kind`, `name` and, if known, `owner`, `dependsOn` and `reissue`; or a list of clients as Keycloak, Auth0, Okta, Hydra or Cognito write it.',
    fix: 'Repair the row that is named; docs/reports.md has an example.',
  },
  EVIDENCE_INVALID: {
    scope: 'command',
    title: 'The record of evidence cannot be read',
    expected: 'A record that `footbridge evidence draft` made, filled in.',
    fix: 'Repair the entry that is named, or make a new draft.',
  },
  EVIDENCE_INCOMPLETE: {
    scope: 'command',
    title: 'The record of evidence is not filled in',
    expected:
      'A legal basis, a purpose, both regions, a retention and who decided, for every kind of personal data.',
    fix: 'Fill in what is named, then sign.',
  },
  MATCH_UNKNOWN: {
    scope: 'command',
    title: 'There is no such match',
    expected: 'A number that `footbridge link list` shows.',
    fix: 'List the matches; `footbridge link find` looks for new ones.',
  },
  MATCH_DECIDED: {
    scope: 'command',
    title: 'The match was decided otherwise',
    expected: 'An open match to merge or to separate, a merged one to undo.',
    fix: 'Look at it with `footbridge link show`; a merge is taken back with `footbridge link undo`.',
  },
  MATCH_OBSTACLE: {
    scope: 'command',
    title: 'These records cannot become one account now',
    expected: 'Records of one kind, at most one of them in the target, none on the way, none told apart.',
    fix: 'Do what the sentence says, or leave them separate.',
  },
  CAMPAIGN_NOT_READY: {
    scope: 'command',
    title: 'A campaign that begins like this would fail for customers',
    expected: 'Channels, pages, passkeys and a target that work together.',
    fix: 'Do what `footbridge reset check` says.',
  },
  CAMPAIGN_UNKNOWN: {
    scope: 'command',
    title: 'There is no such campaign',
    expected: 'The name of a campaign that `footbridge reset status` shows.',
    fix: 'Look up the name and try again.',
  },
  MAILBOX_UNREADABLE: {
    scope: 'command',
    title: 'The mailbox for bounces cannot be read',
    expected: 'A Maildir, with `new` and `cur`, in which Footbridge may move files.',
    fix: 'Check `reset.bounces.mailbox` and the rights on the folder.',
  },
  TICKET_INVALID: {
    scope: 'record',
    title: 'The row is no ticket',
    expected: 'A number and a time, and tags that are about a matter, not about somebody.',
    fix: 'Repair the column that is named in the export of the help desk, and import it again: nothing counts twice.',
  },
  CUSTOMER_UNKNOWN: {
    scope: 'command',
    title: 'There is no such customer',
    expected: 'What exactly one customer of the ledger logs in with, or our id.',
    fix: 'Look for a slip in the identifier; `footbridge plan explain` also looks into the sources.',
  },
  OPERATOR_UNNAMED: {
    scope: 'command',
    title: 'Nobody is named as operator',
    expected: 'The name of the person who does this, up to 80 characters, in FOOTBRIDGE_OPERATOR.',
    fix: 'Set FOOTBRIDGE_OPERATOR to your own name, then try again.',
  },
  ASSISTANCE_UNKNOWN: {
    scope: 'command',
    title: 'There is no such request for assistance',
    expected: 'An id that `footbridge assist list` shows.',
    fix: 'List the requests and try again.',
  },
  ASSISTANCE_REFUSED: {
    scope: 'command',
    title: 'Support may not do this for this customer now',
    expected: 'A step that the rules allow, in time, and within the limits for customer and operator.',
    fix: 'Do what the sentence says; docs/assistance.md has the rules.',
  },
  INTERNAL: {
    scope: 'command',
    title: 'Footbridge itself failed',
    expected: 'This should not happen.',
    fix: 'Report it with the output of `footbridge status --json`; running the command again is safe.',
  },
} as const satisfies Record<string, Entry>;

/** A stable code, listed in docs/errors.md. */
export type ProblemCode = keyof typeof CATALOGUE;
