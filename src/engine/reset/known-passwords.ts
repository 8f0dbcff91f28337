/**
 * Is a password one that guessers try first? Judged by zxcvbn-ts with its own lists, offline: 49,000 breached passwords,
 * 56,000 common words, names, keyboards, repetitions and dates.
 *
 * What can be guessed in less than 10^8 tries is refused: the bound below which zxcvbn calls a password guessable, and what
 * eight random characters just keep. Loading costs 0.1 s and 25 MB, so that it happens at the first password only.
 *
 * @see https://zxcvbn-ts.github.io/zxcvbn/
 * @module
 */

/** log10 of guesses. */
const ENOUGH = 8;

/**
 * Characters that are looked at. Looking costs more than linear time: 0.1 s for 32 of the worst kind, 0.5 s for 128 (two
 * cores of 2026); and 32 characters that are hard to guess do not become easier by those behind them.
 */
const LOOKED_AT = 32;

type Check = (password: string, words: string[]) => { readonly guessesLog10: number };

let loaded: Promise<Check> | undefined;

export async function isKnown(password: string, words: readonly string[]): Promise<boolean> {
  loaded ??= load();
  const check = await loaded;
  const text = password.normalize('NFKC');
  if (text === '') return true;
  return check(text.slice(0, LOOKED_AT), [...words]).guessesLog10 < ENOUGH;
}

async function load(): Promise<Check> {
  const [{ ZxcvbnFactory }, common, english] = await Promise.all([
    import('@zxcvbn-ts/core'),
    import('@zxcvbn-ts/language-common'),
    import('@zxcvbn-ts/language-en'),
  ]);
  const zxcvbn = new ZxcvbnFactory({
    dictionary: { ...common.dictionary, ...english.dictionary },
    graphs: common.adjacencyGraphs,
  });
  return (password, words) => zxcvbn.check(password, words);
}
