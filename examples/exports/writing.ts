/**
 * What the exports have in common: text in pieces of many rows, and how the defects of customers are written.
 *
 * @module
 */
import { type Customer, drawCustomer, type Population } from './customers.ts';

/** Characters of a piece: as much as a disk likes to be given at once. */
const PIECE = 256 * 1024;

/** The rows 1 to `count`, many in each piece. */
export async function* inPieces(count: number, write: (number: number) => string): AsyncGenerator<string> {
  let piece = '';
  for (let number = 1; number <= count; number++) {
    piece += write(number);
    if (piece.length < PIECE) continue;
    yield piece;
    piece = '';
  }
  if (piece !== '') yield piece;
}

export function isoOf(time: number): string {
  return new Date(time).toISOString();
}

/** UTF-8 that somebody read as Latin-1: `ç` has become `Ã§`. */
export function mojibake(text: string): string {
  return Buffer.from(text, 'utf8').toString('latin1');
}

/** The address as the export has it. */
export function writtenEmail(customer: Customer, population: Population): string | undefined {
  const { email, number } = customer;
  if (email === undefined || customer.defect === 'no address') return undefined;
  switch (customer.defect) {
    case 'capitals of the one before': {
      const before = number > 1 ? drawCustomer(number - 1, population).email : undefined;
      return (before ?? email).toUpperCase();
    }
    case 'address that was made up':
      return `noemail${number}@localhost`;
    case 'address that is none':
      return email.replace('@', ' at ');
    case 'spaces around':
      return `\u00a0${email} `;
    case 'plus tag':
      return email.replace('@', '+shop@');
    default:
      return email;
  }
}
