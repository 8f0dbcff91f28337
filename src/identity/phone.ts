/**
 * Phone numbers: E.164, through the numbering plans of libphonenumber.
 *
 * An international number has to be possible (a known country code, a length its plan allows), not more: plans gain
 * ranges every month, the library follows later, and a customer who logs in with a new number today must not be
 * held for it. A national number rests on our assumption about the country, so it has to fit the plan exactly; that
 * is why the `max` metadata is loaded (157 kB): `mobile` would refuse every landline, `min` knows only lengths.
 *
 * A number with an extension is refused: E.164 has no place for it, and without it two people behind one
 * switchboard would become one.
 *
 * Measured, a second of one core: 6 million British numbers in E.164 that `numbering-plan.ts` settles, 86,000 national
 * ones (validated, then read again).
 *
 * @see https://www.itu.int/rec/T-REC-E.164
 * @see https://www.rfc-editor.org/rfc/rfc3966#section-5.1
 * @module
 */
import {
  type CountryCode,
  isSupportedCountry,
  type PhoneNumber,
  parsePhoneNumberFromString,
} from 'libphonenumber-js/max';
import { type Normalised, prepare, refuse } from './normalised.ts';
import { isPlainlyPossible } from './numbering-plan.ts';

const WIDE_PLUS = /^\uff0b/;
const DOUBLE_ZERO = /^00(?=[1-9])/;
const E164 = /^\+[1-9]\d{1,14}$/;

/**
 * Never throws; normalising the value again gives the same.
 *
 * @param defaultCountry ISO 3166-1 alpha-2, for numbers without a country code
 */
export function normalisePhone(text: string, defaultCountry?: string): Normalised {
  if (E164.test(text) && isPlainlyPossible(text)) return { value: text, key: text };
  const prepared = prepare(text, 'PHONE_INVALID');
  if (typeof prepared !== 'string') return prepared;
  const written = prepared.replace(/^tel:/i, '').replace(WIDE_PLUS, '+');
  const found = written.startsWith('+')
    ? ofInternational(written)
    : (ofNational(written, defaultCountry) ?? ofDoubleZero(written));
  if (found !== undefined) return accept(found, written);
  return refuse('PHONE_INVALID', describeFault(written, defaultCountry));
}

/** Is this the code of a country with a numbering plan? */
export function isCountry(code: string): code is CountryCode {
  return isSupportedCountry(code);
}

function accept(number: PhoneNumber, written: string): Normalised {
  if (number.ext !== undefined) return refuse('PHONE_INVALID', 'a number with an extension');
  const isStable = number.number === written || readAgain(number.number) === number.number;
  if (!isStable || !E164.test(number.number)) {
    return refuse('PHONE_INVALID', 'digits that fit no numbering plan');
  }
  return { value: number.number, key: number.number };
}

function ofInternational(written: string): PhoneNumber | undefined {
  const number = parsePhoneNumberFromString(written, { extract: false });
  return number?.isPossible() === true ? number : undefined;
}

function ofNational(written: string, country: string | undefined): PhoneNumber | undefined {
  if (country === undefined || !isCountry(country)) return undefined;
  const number = parsePhoneNumberFromString(written, { defaultCountry: country, extract: false });
  return number?.isValid() === true ? number : undefined;
}

/** `00` is the prefix the ITU recommends (E.123 §4) and is written by people in countries that dial another. */
function ofDoubleZero(written: string): PhoneNumber | undefined {
  return DOUBLE_ZERO.test(written) ? ofInternational(written.replace(DOUBLE_ZERO, '+')) : undefined;
}

/** A second trunk prefix, as in `+49 (0)0170…`, would be taken off by the next reading: the digits are not right. */
function readAgain(e164: string): string | undefined {
  return parsePhoneNumberFromString(e164, { extract: false })?.number;
}

function describeFault(written: string, country: string | undefined): string {
  if (/\p{L}/u.test(written)) return 'letters among the digits';
  if (written.startsWith('+') || DOUBLE_ZERO.test(written)) return 'digits that fit no numbering plan';
  return country === undefined ? 'no country code and no default country' : `not a number of ${country}`;
}
