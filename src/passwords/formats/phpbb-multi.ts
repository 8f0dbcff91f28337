/**
 * phpBB 3.1 put new hashes over its old ones: the kinds separated by "\\", then the settings of each, then the result.
 *
 * A layer hands on its digits without settings and salt: 22 of phpass, 31 of bcrypt.
 *
 * @see https://github.com/phpbb/phpbb/blob/3.3.x/phpBB/phpbb/passwords/manager.php check_combined_hash
 * @module
 */
import { CRYPT64 } from '../encodings.ts';
import { MalformedHash } from '../errors.ts';
import type { PasswordFormat } from '../format.ts';
import type { HashParts, Prepare } from '../parts.ts';
import { parseBcrypt } from './bcrypt.ts';
import { phpassP } from './phpass.ts';

const ID = 'phpbb-multi';

/** phpBB itself makes two; three have been seen in its tests. */
const MAX_LAYERS = 4;
/** bcrypt inside runs before the bounds of the outer one are asked, so it has to be cheap. */
const MAX_INNER_COST = 12;

/** `9` and eight characters of salt. */
const PHPASS = /^([./0-9A-Za-z])([./0-9A-Za-z]{8})$/;
/** `05\\` and 22 characters of salt. */
const BCRYPT = /^(\d\d)\\([./A-Za-z0-9]{22})$/;

export const phpbbMulti: PasswordFormat = {
  id: ID,
  title: 'phpBB 3.1 combined',
  family: 'cms',
  foundIn: 'phpBB 3.1 and later',
  rule: 'bcrypt(phpass(password))',
  reference: 'https://github.com/phpbb/phpbb/blob/3.3.x/phpBB/phpbb/passwords/helper.php',
  prefix: '$',
  shape: /^\$(?:H|P|2a|2y)(?:\\(?:H|P|2a|2y))+\$.+$/,
  frequency: 1,
  needs: [],
  parse(text, beside) {
    if (!this.shape.test(text)) return undefined;
    const [, kindList = '', ...settings] = text.split('$');
    const kinds = kindList.split('\\');
    const result = settings.pop() ?? '';
    if (kinds.length !== settings.length || kinds.length > MAX_LAYERS)
      throw new MalformedHash(ID, 'expected as many settings as kinds');
    const inner = innerLayers(kinds.slice(0, -1), settings.slice(0, -1));
    const parts = outerLayer(kinds.at(-1) ?? '', settings.at(-1) ?? '', result);
    if (parts === undefined) throw new MalformedHash(ID, 'the outer hash is damaged');
    return { ...parts, prehash: inner };

    function outerLayer(kind: string, setting: string, digits: string): HashParts | undefined {
      const outer = `$${kind}$${setting.replaceAll('\\', '$')}${digits}`;
      return kind.startsWith('2')
        ? parseBcrypt(ID, outer, beside)
        : phpassP.parse(`$P${outer.slice(2)}`, beside);
    }
  },
};

function innerLayers(kinds: readonly string[], settings: readonly string[]): Prepare {
  let rule = 'password';
  const inputs: Record<string, Uint8Array | number> = {};
  for (const [at, kind] of kinds.entries()) {
    const setting = settings[at] ?? '';
    const salt = `salt${at}`;
    if (kind.startsWith('2')) {
      const [, cost = '', digits = ''] = BCRYPT.exec(setting) ?? [];
      if (cost === '' || Number(cost) < 4 || Number(cost) > MAX_INNER_COST) throw damaged();
      inputs[salt] = Buffer.from(`$${kind}$${cost}$${digits}`, 'latin1');
      rule = `slice(bcrypt(${rule}, ${salt}), 29, 31)`;
    } else {
      const [, log = '', text = ''] = PHPASS.exec(setting) ?? [];
      const logRounds = CRYPT64.indexOf(log);
      if (text === '' || logRounds < 7 || logRounds > 20) throw damaged();
      inputs[salt] = Buffer.from(text, 'latin1');
      inputs[`rounds${at}`] = 2 ** logRounds;
      rule = `crypt64(iterate(rounds${at}, md5(${salt} . ${rule}), md5(it . ${rule})))`;
    }
  }
  return { rule, inputs };
}

function damaged(): MalformedHash {
  return new MalformedHash(ID, 'the settings of an inner hash are damaged or out of range');
}
