/**
 * Texts that were decoded or escaped once too often: `CÃ¢mara`, `O&#039;Brien`, a guard against spreadsheets.
 *
 * @module
 */
import type { Identity } from '../../../identity/identity.ts';
import type { Glance } from '../glance.ts';
import type { Remarks } from './index.ts';

/**
 * A byte of the first half of a UTF-8 sequence read as Latin-1 or Windows-1252, and one of the second half behind it;
 * or the sign of something that is lost already.
 */
const GARBLED =
  /[\u00c2-\u00df\u00e0-\u00ef][\u0080-\u00bf\u20ac\u201a\u0192\u201e\u2026\u2020\u2021\u02c6\u2030\u0160\u2039\u0152\u017d\u2018\u2019\u201c\u201d\u2022\u2013\u2014\u02dc\u2122\u0161\u203a\u0153\u017e\u0178]|\ufffd/;

const ENTITY =
  /&(?:#\d{1,7}|#x[0-9a-f]{1,6}|amp|quot|apos|lt|gt|nbsp|[a-z]{1,2}(?:uml|acute|grave|circ|tilde|cedil|ring|slash|lig));/i;

/** Put before a value so that a spreadsheet does not take it for a formula: https://owasp.org/www-community/attacks/CSV_Injection */
const GUARDED = /^'[=+\-@\d]|^=["(]/;

export function checkTexts(
  { profile, attributes, identifiers }: Identity,
  glance: Glance,
  remarks: Remarks,
): void {
  for (const claim in profile)
    checkText(`profile.${claim}`, profile[claim as keyof typeof profile], glance, remarks);
  for (const name in attributes) checkText(`attributes.${name}`, attributes[name], glance, remarks);
  for (const { type, value } of identifiers) checkText(type, value, glance, remarks);
}

function checkText(field: string, value: unknown, glance: Glance, remarks: Remarks): void {
  if (typeof value === 'object' && value !== null) {
    for (const member of Object.values(value)) checkText(field, member, glance, remarks);
    return;
  }
  if (typeof value !== 'string') return;
  if (glance.foreign && GARBLED.test(value)) remarks.add('TEXT_GARBLED', field, remarks.show('text', value));
  if (glance.escaped && (ENTITY.test(value) || GUARDED.test(value)))
    remarks.add('TEXT_ESCAPED', field, remarks.show('text', value));
}
