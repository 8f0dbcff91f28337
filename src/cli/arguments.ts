/**
 * Reads what was typed after a command.
 *
 * @module
 */
import { FootbridgeError } from '../problems/problem.ts';

/** @throws {FootbridgeError} USAGE_WRONG */
export function readNumber(text: string, what: string): number {
  if (/^[1-9][0-9]{0,14}$/.test(text)) return Number(text);
  throw new FootbridgeError('USAGE_WRONG', `${what} is not a whole number from 1`);
}

/** @throws {FootbridgeError} USAGE_WRONG */
export function readRate(text: string, what: string): number {
  const rate = Number(text);
  if (text.trim() !== '' && Number.isFinite(rate) && rate > 0) return rate;
  throw new FootbridgeError('USAGE_WRONG', `${what} is not a number above 0`);
}
