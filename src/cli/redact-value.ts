/**
 * What a preview shows of a value: its shape, unless the operator asked to see it.
 *
 * Hashes and secrets of factors are never shown, whatever was asked.
 *
 * @module
 */
import { redactHash, redactText } from '../engine/assess/redact.ts';

/** Fields whose values are secrets, wherever they stand. */
const SECRET = /^(secret|hash|codes|publicKey|seed|otp_?secret|password|passwd|pwd?|salt)$/i;

/** Longer lines are no preview. */
const LONGEST = 100;

export function showValue(value: unknown, reveal: boolean): string {
  if (value === undefined) return '';
  const shown =
    typeof value === 'string' ? showText(value, reveal) : JSON.stringify(redactInside(value, reveal));
  return shown.length > LONGEST ? `${shown.slice(0, LONGEST)}…` : shown;
}

function redactInside(value: unknown, reveal: boolean, name = ''): unknown {
  if (Array.isArray(value)) return value.map((one) => redactInside(one, reveal, name));
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(
      Object.entries(value).map(([key, one]) => [key, redactInside(one, reveal, key)]),
    );
  }
  if (SECRET.test(name)) return name === 'hash' && typeof value === 'string' ? redactHash(value) : '…';
  if (typeof value === 'string') return showText(value, reveal);
  return typeof value === 'number' && !reveal ? redactText(String(value)) : value;
}

function showText(text: string, reveal: boolean): string {
  if (reveal) return text;
  return text.includes('@') ? redactAddress(text) : redactText(text);
}

/** `j***@e***.com`: enough to see that two are different people, not enough to write to either. */
function redactAddress(text: string): string {
  const at = text.lastIndexOf('@');
  const name = text.slice(0, at);
  const host = text.slice(at + 1);
  const dot = host.lastIndexOf('.');
  const tag = name.includes('+') ? '+***' : '';
  const end = dot < 0 ? '' : host.slice(dot);
  return `${name.slice(0, 1)}***${tag}@${host.slice(0, 1)}***${end}`;
}
