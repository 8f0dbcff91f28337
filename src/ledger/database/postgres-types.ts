/**
 * How PostgreSQL's values become JavaScript values on node-postgres, so that they are the same as on PGlite.
 *
 * Type numbers: https://github.com/postgres/postgres/blob/master/src/include/catalog/pg_type.dat
 *
 * @module
 */
import pg from 'pg';

type Parse = (text: string) => unknown;

/** text[] */
const TEXT_ARRAY: number = 1009;

const PARSERS: ReadonlyMap<number, Parse> = new Map<number, Parse>([
  [20, toInteger], // int8
  [1016, arrayOf(toInteger)], // int8[]
  [17, toBytes], // bytea
  [1001, arrayOf(toBytes)], // bytea[]
  [1082, toDate], // date: midnight in UTC, not in the zone of this machine
  [1182, arrayOf(toDate)], // date[]
  [1186, String], // interval
  [1003, arrayOf(String)], // name[]
  [1231, arrayOf(String)], // numeric[]: text, like numeric
]);

/** For `types` of a node-postgres configuration. */
export const postgresTypes: pg.CustomTypesConfig = {
  getTypeParser: (oid: number, format?: 'text' | 'binary') =>
    (format !== 'binary' && PARSERS.get(oid)) || pg.types.getTypeParser(oid, format ?? 'text'),
};

function toInteger(text: string): number | bigint {
  const number = Number(text);
  return Number.isSafeInteger(number) ? number : BigInt(text);
}

function toBytes(text: string): Uint8Array {
  return Buffer.from(text.slice(2), 'hex');
}

function toDate(text: string): Date {
  return new Date(`${text}T00:00:00Z`);
}

function arrayOf(parse: Parse): Parse {
  // The driver splits, we understand the elements.
  const split: (text: string) => unknown = pg.types.getTypeParser(TEXT_ARRAY, 'text');
  return (text) => {
    const elements = split(text);
    return Array.isArray(elements)
      ? elements.map((one) => (typeof one === 'string' ? parse(one) : null))
      : [];
  };
}
