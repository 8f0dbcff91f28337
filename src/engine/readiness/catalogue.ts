/**
 * Everything readiness can find, the closed list behind docs/readiness.md. A code never changes its meaning.
 *
 * `blocks`: customers would be held, locked out or let in wrongly, so the target is not ready. `warns`: they would
 * notice something that can be avoided. `tells`: nothing to change, good to know.
 *
 * @module
 */
export type Severity = 'blocks' | 'warns' | 'tells';

interface Entry {
  readonly severity: Severity;
  /** What to change, without a full stop: names may follow. */
  readonly what: string;
  /** What happens otherwise. A sentence. */
  readonly why: string;
}

export const FINDINGS = {
  RIGHTS_MISSING: {
    severity: 'blocks',
    what: 'Give our client these rights',
    why: 'Nothing can be written without them.',
  },
  RIGHTS_TO_LOOK_MISSING: {
    severity: 'warns',
    what: 'Give our client these rights to look',
    why: 'What they show could not be compared.',
  },
  PARTS_MISSING: {
    severity: 'blocks',
    what: 'Add what the migration writes to',
    why: 'Customers would be refused, or lose what belongs there.',
  },
  MARK_HIDDEN: {
    severity: 'blocks',
    what: 'Let the attribute be seen that holds our id',
    why: 'Nobody could be found again after an interruption, so nothing may be written.',
  },
  FIELDS_HIDDEN: {
    severity: 'blocks',
    what: 'Declare these fields',
    why: 'They would be stored, seen by nobody, and dropped when the customer next edits the profile.',
  },
  FIELDS_WITHOUT_PLACE: {
    severity: 'warns',
    what: 'Make a place for these fields',
    why: 'They would stay behind: each is a loss that an operator has to accept.',
  },
  FIELDS_REQUIRED: {
    severity: 'blocks',
    what: 'Make these fields optional, or map them',
    why: 'Whoever lacks one is refused.',
  },
  FIELDS_ASKED_FOR: {
    severity: 'warns',
    what: 'Make these fields optional, or map them',
    why: 'Whoever lacks one meets a form at the first login; logins without a browser are refused.',
  },
  VALUES_REFUSED: {
    severity: 'blocks',
    what: 'Widen the rules of these fields',
    why: 'Whoever has such a value is refused.',
  },
  VALUES_ASKED_FOR: {
    severity: 'warns',
    what: 'Widen the rules of these fields',
    why: 'Whoever has such a value meets a form at the first login; logins without a browser are refused.',
  },
  RULES_UNTRIED: {
    severity: 'tells',
    what: 'Look at rules that cannot be tried from here',
    why: 'Whoever has a value that breaks one is stopped at the first login.',
  },
  EMAIL_IS_USERNAME: {
    severity: 'blocks',
    what: 'Let user names be others than the e-mail address',
    why: 'Their own user name stops working, at the latest when the profile is next edited.',
  },
  EMAIL_LOGIN_OFF: {
    severity: 'blocks',
    what: 'Let customers log in with the e-mail address',
    why: 'Customers who have both and always typed the address could not log in.',
  },
  DUPLICATE_EMAILS: {
    severity: 'warns',
    what: 'Let an e-mail address belong to one user only',
    why: 'The target would make a second account for somebody who is there, and nobody logs in with an address.',
  },
  USERNAME_FIXED: {
    severity: 'tells',
    what: 'User names cannot be changed',
    why: 'One that changes in the legacy while both systems run does not follow.',
  },
  PASSWORD_LOGIN_OFF: {
    severity: 'blocks',
    what: 'Let customers log in with a password',
    why: 'Whoever has one could not use it.',
  },
  PASSWORDS_EXPIRED: {
    severity: 'warns',
    what: 'Let passwords live longer, or carry no date of theirs',
    why: 'Older ones must be changed at the first login.',
  },
  PASSWORD_RULES: {
    severity: 'tells',
    what: 'New passwords follow these rules',
    why: 'Old ones keep working; a customer meets the rules when they next change it.',
  },
  PASSWORDS_HASHED_ANEW: {
    severity: 'tells',
    what: 'Passwords are hashed anew at the first login',
    why: 'Each costs that work once more: plan for it where many come back at once.',
  },
  FACTORS_NOT_ASKED: {
    severity: 'blocks',
    what: 'Ask for these second factors at a login',
    why: 'They would be there, and the password alone would let people in.',
  },
  PASSKEYS_ONLY_WAY: {
    severity: 'blocks',
    what: 'Set the relying party to that of the passkeys',
    why: 'For these customers they are the only way in, and they work under no other domain.',
  },
  PASSKEYS_OF_OTHERS: {
    severity: 'warns',
    what: 'Set the relying party to that of the passkeys',
    why: 'They work under the domain they were made for and no other.',
  },
  PROVIDERS_ONLY_WAY: {
    severity: 'blocks',
    what: 'Set up and switch on these login providers',
    why: 'For these customers a provider is the only way in.',
  },
  PROVIDERS_MISSING: {
    severity: 'warns',
    what: 'Set up these login providers, or say what they are called',
    why: 'Links to them would stay without effect.',
  },
  PROVIDERS_OFF: {
    severity: 'warns',
    what: 'Switch these login providers on',
    why: 'Nobody logs in through a provider that is switched off.',
  },
  MEMBERSHIPS_MISSING: {
    severity: 'blocks',
    what: 'Create these groups, roles and clients',
    why: 'Whoever belongs to one would be held.',
  },
  MEMBERSHIPS_CREATED: {
    severity: 'tells',
    what: 'These groups and roles are created on the way',
    why: 'The configuration says so.',
  },
  VERIFICATION_ASKED: {
    severity: 'warns',
    what: 'Switch the verification of addresses off until everybody has crossed',
    why: 'Customers with an unverified address must open a mail before they get in.',
  },
  VERIFICATION_WITHOUT_MAIL: {
    severity: 'blocks',
    what: 'Set up mail, or switch the verification of addresses off',
    why: 'Customers with an unverified address must open a mail that is never sent.',
  },
  RESET_OFF: {
    severity: 'blocks',
    what: 'Let customers ask for a new password by themselves',
    why: 'For these customers it is the way in.',
  },
  RESET_WITHOUT_MAIL: {
    severity: 'blocks',
    what: 'Set up mail',
    why: 'These customers need a new password, and a mail to set it.',
  },
  MAIL_ABSENT: {
    severity: 'warns',
    what: 'Set up mail',
    why: 'Nobody could set a new password by themselves.',
  },
  GUESSING_UNBOUNDED: {
    severity: 'warns',
    what: 'Bound how often a wrong password may be tried',
    why: 'Old passwords are known from other thefts, and a move draws attention.',
  },
  LOCKED_FOR_GOOD: {
    severity: 'warns',
    what: 'Let a lock after wrong passwords end by itself',
    why: 'After a move many mistype more often, and each would need the support.',
  },
  VAULT_NOT_ASKED: {
    severity: 'blocks',
    what: 'Set up the hook that asks us at a login',
    why: 'These customers have a password that only our vault can verify: they could not log in.',
  },
  GIVEN_TO_EVERYBODY: {
    severity: 'tells',
    what: 'Every new user gets these groups and roles',
    why: 'Look whether imported customers should have them.',
  },
  ACTIONS_FOR_NEW_USERS: {
    severity: 'tells',
    what: 'Every new user is asked for these',
    why: 'Whoever the target itself creates meets them at the first login; imported customers do not.',
  },
} as const satisfies Readonly<Record<string, Entry>>;

export type ReadinessCode = keyof typeof FINDINGS;
