/**
 * Sun's MD5 crypt by Alec Muffett: 4,096 rounds and more, each tossing a coin whether to hash Hamlet along.
 *
 * @see https://passlib.readthedocs.io/en/stable/lib/passlib.hash.sun_md5_crypt.html#algorithm
 * @module
 */
import { hash } from 'node:crypto';
import { transposedMd5 } from './md5crypt.ts';

const BASE_ROUNDS = 4096;

/** As Project Gutenberg had it in 2003, NUL included. */
const HAMLET = Buffer.from(
  `To be, or not to be,--that is the question:--
Whether 'tis nobler in the mind to suffer
The slings and arrows of outrageous fortune
Or to take arms against a sea of troubles,
And by opposing end them?--To die,--to sleep,--
No more; and by a sleep to say we end
The heartache, and the thousand natural shocks
That flesh is heir to,--'tis a consummation
Devoutly to be wish'd. To die,--to sleep;--
To sleep! perchance to dream:--ay, there's the rub;
For in that sleep of death what dreams may come,
When we have shuffled off this mortal coil,
Must give us pause: there's the respect
That makes calamity of so long life;
For who would bear the whips and scorns of time,
The oppressor's wrong, the proud man's contumely,
The pangs of despis'd love, the law's delay,
The insolence of office, and the spurns
That patient merit of the unworthy takes,
When he himself might his quietus make
With a bare bodkin? who would these fardels bear,
To grunt and sweat under a weary life,
But that the dread of something after death,--
The undiscover'd country, from whose bourn
No traveller returns,--puzzles the will,
And makes us rather bear those ills we have
Than fly to others that we know not of?
Thus conscience does make cowards of us all;
And thus the native hue of resolution
Is sicklied o'er with the pale cast of thought;
And enterprises of great pith and moment,
With this regard, their currents turn awry,
And lose the name of action.--Soft you now!
The fair Ophelia!--Nymph, in thy orisons
Be all my sins remember'd.
\0`,
  'latin1',
);

/** @param config everything before the digest's own "$", which is hashed as it stands */
export function sunMd5Text(password: Uint8Array, config: Uint8Array, rounds: number): string {
  let digest: Uint8Array = hash('md5', Buffer.concat([password, config]), 'buffer');
  for (let round = 0; round < BASE_ROUNDS + rounds; round++) {
    const parts = isHeads(digest, round) ? [digest, HAMLET] : [digest];
    digest = hash('md5', Buffer.concat([...parts, Buffer.from(String(round))]), 'buffer');
  }
  return transposedMd5(digest);
}

/** Two bits of the digest, found by way of other bits, compared. */
function isHeads(digest: Uint8Array, round: number): boolean {
  const byte = (i: number): number => digest[i & 15] ?? 0;
  const bit = (i: number): number => (byte(i >> 3) >> (i & 7)) & 1;
  const gather = (offset: number): number => {
    let value = 0;
    for (let i = 0; i < 8; i++) {
      const a = byte(i + offset);
      const b = byte(i + offset + 3);
      const v = byte(a >> (b % 5)) >> ((b >> (a & 7)) & 1);
      value |= bit(v & 127) << i;
    }
    return value;
  };
  const x = (gather(0) >> bit(round & 127)) & 127;
  const y = (gather(8) >> bit((round + 64) & 127)) & 127;
  return bit(x) !== bit(y);
}
