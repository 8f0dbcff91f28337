/**
 * Who may say that a message came back: a provider with our secret, or with its own signature where we have its key.
 *
 * The secret comes as bearer token or as password of HTTP Basic, because not every provider can send a header of ours,
 * and all of them can be given `https://footbridge:secret@host/…`.
 *
 * @module
 */
import type { BounceShape, WebhookCall } from '../../bounces/shapes/shape.ts';
import type { HookReply } from '../../hooks/hook.ts';
import { isKnown } from '../../hooks/wire/caller.ts';
import { refuse } from '../../hooks/wire/reply.ts';

export interface BounceProofs {
  readonly secret?: string;
  /** By the id of the shape. Whoever signs has no other way in. */
  readonly signingKeys: Readonly<Record<string, string>>;
}

const UNAUTHORIZED: HookReply = {
  ...refuse(401, 'unauthorized'),
  headers: { 'www-authenticate': 'Basic realm="bounces", charset="UTF-8"' },
};

/** undefined: they may. */
export function refuseCaller(
  { secret, signingKeys }: BounceProofs,
  shape: BounceShape,
  call: WebhookCall,
  now: number,
): HookReply | undefined {
  const key = Object.hasOwn(signingKeys, shape.id) ? signingKeys[shape.id] : undefined;
  const isProved =
    key === undefined
      ? secret !== undefined && isKnown([secret], given(call))
      : shape.signed?.(call, key, now) === true;
  return isProved ? undefined : UNAUTHORIZED;
}

function given({ headers: { authorization } }: WebhookCall): string | undefined {
  if (typeof authorization !== 'string') return undefined;
  const [, scheme = '', value = ''] = /^(bearer|basic) +(\S+) *$/i.exec(authorization) ?? [];
  if (/^bearer$/i.test(scheme)) return value;
  const decoded = Buffer.from(value, 'base64').toString('utf8');
  const colon = decoded.indexOf(':');
  return colon < 0 ? undefined : decoded.slice(colon + 1);
}
