/**
 * Marks that stand where a hash would be and mean that nobody can log in with a password.
 *
 * None of them ever verifies, whatever the password. A marked account keeps its mark as the reason.
 *
 * @see https://man7.org/linux/man-pages/man5/shadow.5.html
 * @see https://docs.djangoproject.com/en/5.2/ref/contrib/auth/#django.contrib.auth.models.User.set_unusable_password
 * @module
 */
import type { PasswordFormat } from '../format.ts';

const MARKERS: ReadonlyMap<string, string> = new Map([
  ['', 'the column is empty'],
  ['*', 'no password (shadow)'],
  ['!', 'locked (shadow)'],
  ['!!', 'never set (Red Hat shadow)'],
  ['*LK*', 'locked (Solaris)'],
  ['*NP*', 'no password here (NIS, Solaris)'],
  ['*0', 'crypt(3) failed'],
  ['*1', 'crypt(3) failed'],
  ['x', 'kept elsewhere (passwd)'],
  ['NP', 'no password (Solaris)'],
  ['NONE', 'no password'],
  ['NULL', 'no password'],
  ['null', 'no password'],
  ['invalid', 'invalid'],
  ['invalid:', 'invalid (WoltLab)'],
  ['Invalid:', 'invalid (WoltLab)'],
  ['*NO-PASSWORD*', 'no password (Request Tracker)'],
  ['$unsupported$', 'unsupported'],
  ['aad3b435b51404eeaad3b435b51404ee', 'no LM hash is kept (Windows)'],
  ['NO PASSWORD*********************', 'no hash is kept (Samba, pwdump)'],
  ['not cached', 'not cached (Moodle)'],
  ['restored', 'restored from a course backup (Moodle)'],
  ['to be generated', 'not generated yet (Moodle)'],
]);

/** Django writes `!` and 40 random characters; `passwd -l` writes `!` before the hash. */
const LOCKED = /^!(?!bcrypt!|sha512!|\{)/;
/** The same in an LDAP or BSD spelling. */
const OTHER = /^(?:\*LOCKED\*|\*{2,}$|\{CRYPT\}[*!x]|\{SASL\}|\{(?:crypt|CRYPT)\}!)/;

export function disabledMeaning(text: string): string | undefined {
  const known = MARKERS.get(text);
  if (known !== undefined) return known;
  const first = text.charCodeAt(0);
  // '!', '*' and '{' are the only characters the patterns begin with.
  if (first !== 33 && first !== 42 && first !== 123) return undefined;
  if (LOCKED.test(text))
    return text.length > 40 && text.startsWith('!$')
      ? 'locked, the hash behind the mark'
      : 'unusable (Django, shadow)';
  return OTHER.test(text) ? 'locked, or kept elsewhere' : undefined;
}

export const disabled: PasswordFormat = {
  id: 'disabled',
  title: 'No usable password',
  family: 'disabled',
  foundIn: 'every system',
  rule: 'never',
  reference: 'https://man7.org/linux/man-pages/man5/shadow.5.html',
  aliases: ['unusable-marker', 'unusable'],
  prefix: '',
  shape: /^(?:$|!|\*)/,
  frequency: 0,
  needs: [],
  parse: (text) => ({ primitive: 'disabled', meaning: disabledMeaning(text) ?? 'marked as disabled' }),
};
