/**
 * Files that are no text: recognised, so that people are told what to do with them instead of being shown damage.
 *
 * gzip is not among them: it is opened on the way in.
 *
 * @module
 */

interface ForeignFile {
  readonly is: (head: Buffer) => boolean;
  /** What it is and what to do, continuing "The file is …". */
  readonly advice: string;
}

const startsWith =
  (...bytes: number[]) =>
  (head: Buffer) =>
    bytes.every((byte, i) => head[i] === byte);
const startsWithText = (text: string) => (head: Buffer) =>
  head.subarray(0, text.length).toString('latin1') === text;

const FOREIGN: readonly ForeignFile[] = [
  {
    is: startsWithText('-----BEGIN PGP MESSAGE'),
    advice: 'encrypted with PGP: decrypt it first (gpg --decrypt)',
  },
  {
    // Public-key encrypted session key packets, old and new format (RFC 9580 §4.2, §5.1), as gpg writes them.
    is: (head) =>
      head.length > 3 && (head[0] === 0x85 || head[0] === 0xc1 || head[0] === 0x84) && head[3] === 3,
    advice: 'encrypted with PGP: decrypt it first (gpg --decrypt)',
  },
  {
    is: (head) => startsWith(0x50, 0x4b, 0x03, 0x04)(head) && head.includes('xl/'),
    advice: 'an Excel workbook: save the sheet as "CSV UTF-8"',
  },
  { is: startsWith(0x50, 0x4b, 0x03, 0x04), advice: 'a zip archive: unpack it first' },
  {
    is: isDatabase,
    advice: 'an SQLite database: read it with the source "sql", "better-auth", "django" or "wordpress"',
  },
  {
    is: startsWithText('PGDMP'),
    advice: 'a pg_dump archive: restore it (pg_restore) and read it with the source "sql"',
  },
  {
    is: isDump,
    advice:
      'a dump of a database: load it into one (psql -f, mariadb <) and read that with the source of its system, such as "supabase" or "wordpress", or with "sql"',
  },
  { is: startsWith(0x42, 0x5a, 0x68), advice: 'packed with bzip2: unpack it first' },
  { is: startsWith(0x28, 0xb5, 0x2f, 0xfd), advice: 'packed with zstd: unpack it first' },
  { is: startsWith(0xfd, 0x37, 0x7a, 0x58, 0x5a), advice: 'packed with xz: unpack it first' },
];

/** What a file is that cannot be read as text, and what to do with it; undefined for text. */
export function describeForeign(head: Buffer): string | undefined {
  return FOREIGN.find(({ is }) => is(head))?.advice;
}

/** An SQLite file, which is no text and still a source: https://www.sqlite.org/fileformat2.html#magic_header_string */
export function isDatabase(head: Buffer): boolean {
  return startsWithText('SQLite format 3\0')(head);
}

/** What pg_dump, mysqldump and mariadb-dump write first; the last may put a switch before it. */
function isDump(head: Buffer): boolean {
  const text = head.subarray(0, 512).toString('latin1');
  return /^-- (?:PostgreSQL database|MySQL|MariaDB) dump\b/m.test(text);
}
