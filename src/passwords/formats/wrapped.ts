/**
 * Footbridge's own envelope for a wrapped hash: see `wrap.ts`.
 *
 * @module
 */
import { readBase64, toBase64, view } from '../encodings.ts';
import { MalformedHash } from '../errors.ts';
import type { PasswordFormat } from '../format.ts';
import { type JsonObject, readJsonObject, textIn } from '../json.ts';
import type { Argon2Parts, Inputs } from '../parts.ts';
import { compileRule } from '../pipeline/compile.ts';
import { PipelineError } from '../pipeline/parse.ts';
import type { Beside } from '../stored.ts';
import { formatArgon2, parseArgon2 } from './argon2.ts';

const ID = 'footbridge-wrap';
const PREFIX = '$cwrap$v=1$i=';
const ENVELOPE = /^\$cwrap\$v=1\$i=([^,$]{1,80}),e=hex\$([A-Za-z0-9_-]+)(\$argon2id\$.+)$/;

export interface WrappedHash {
  /** Id of the inner format. */
  readonly format: string;
  readonly rule: string;
  readonly inputs: Inputs;
  readonly outer: Argon2Parts;
}

export function packWrapped({ format, rule, inputs, outer }: WrappedHash): string {
  const values = Object.entries(inputs).map(([name, value]) => [
    name,
    typeof value === 'number' ? value : toBase64(value),
  ]);
  const inside = Buffer.from(JSON.stringify({ rule, inputs: Object.fromEntries(values) })).toString(
    'base64url',
  );
  return `${PREFIX}${format},e=hex$${inside}${formatArgon2(outer)}`;
}

/** The id of the inner format of a wrapped hash: what is counted until the last onion is peeled. */
export function wrappedFormat(hash: string): string | undefined {
  return ENVELOPE.exec(hash)?.[1];
}

export const wrapped: PasswordFormat = {
  id: ID,
  title: 'Wrapped by Footbridge',
  family: 'modern',
  foundIn: 'Footbridge',
  rule: 'argon2id(hex(inner rule))',
  reference:
    'https://cheatsheetseries.owasp.org/cheatsheets/Password_Storage_Cheat_Sheet.html#upgrading-legacy-hashes',
  prefix: PREFIX,
  shape: ENVELOPE,
  frequency: 1,
  needs: [],
  parse(text, beside) {
    if (!text.startsWith(PREFIX)) return undefined;
    const [, , inside = '', phc = ''] = ENVELOPE.exec(text) ?? [];
    const outer = parseArgon2(ID, phc, beside);
    const object = readJsonObject(view(readBase64(inside) ?? Buffer.alloc(0)).toString('utf8'));
    const rule = object === undefined ? undefined : textIn(object, 'rule');
    if (outer === undefined || object === undefined || rule === undefined) {
      throw new MalformedHash(ID, 'expected the inner rule and an Argon2id string');
    }
    return { ...outer, prehash: { rule, inputs: readInputs(rule, object, beside) } };
  },
};

/** Stored inputs, and site secrets from outside. */
function readInputs(rule: string, object: JsonObject, beside: Beside): Inputs {
  const stored = Object.hasOwn(object, 'inputs') ? object.inputs : undefined;
  const values = new Map<string, unknown>(
    typeof stored === 'object' && stored !== null ? Object.entries(stored) : [],
  );
  const inputs: Record<string, Uint8Array | number> = {};
  for (const name of namesOf(rule)) {
    const value = values.get(name);
    const bytes = typeof value === 'string' ? readBase64(value) : beside.bytes(name);
    inputs[name] = typeof value === 'number' ? value : beside.require(name, bytes);
  }
  return inputs;
}

function namesOf(rule: string): readonly string[] {
  try {
    return compileRule(rule).names;
  } catch (error) {
    if (error instanceof PipelineError) throw new MalformedHash(ID, 'the inner rule cannot be read');
    throw error;
  }
}
