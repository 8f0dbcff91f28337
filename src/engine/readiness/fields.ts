/**
 * The fields of an identity by canonical path, as a target's rules about fields see them.
 *
 * @module
 */
import type { Identity, Json } from '../../identity/identity.ts';
import type { FieldRule } from '../../targets/target.ts';

/** Path → the text there; lists and objects stand for themselves as JSON. Empty texts are not there. */
export function fieldsOf({ identifiers, profile, attributes }: Identity): ReadonlyMap<string, string> {
  const fields = new Map<string, string>();
  const put = (path: string, value: Json | undefined): void => {
    if (value === undefined || value === null || value === '') return;
    const text = typeof value === 'object' ? JSON.stringify(value) : String(value);
    if (!fields.has(path)) fields.set(path, text);
  };
  for (const { type, value, verified } of identifiers) {
    put(type, value);
    if (type === 'phone') put('phone.verified', verified);
  }
  const { address, ...claims } = profile;
  for (const [claim, value] of Object.entries(claims)) put(`profile.${claim}`, value);
  for (const [part, value] of Object.entries(address ?? {})) put(`profile.address.${part}`, value);
  for (const [name, value] of Object.entries(attributes)) put(`attributes.${name}`, value);
  return fields;
}

/** Whether a value breaks the rule; nobody breaks a rule about something they do not have. */
export function breaksRule({
  min,
  max,
  patterns = [],
  options,
}: FieldRule): (value: string | undefined) => boolean {
  const allowed = options === undefined ? undefined : new Set(options);
  const shapes = patterns.map((pattern) => new RegExp(`^(?:${pattern})$`, 'u'));
  return (value) => {
    if (value === undefined) return false;
    if (min !== undefined && value.length < min) return true;
    if (max !== undefined && value.length > max) return true;
    return shapes.some((shape) => !shape.test(value)) || allowed?.has(value) === false;
  };
}
