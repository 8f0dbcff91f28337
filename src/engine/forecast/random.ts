/**
 * Random numbers that are the same for the same seed: sfc32 (Chris Doty-Humphrey, PractRand), 128 bits of state.
 *
 * A forecast draws some thousands of them and has to be the same bytes on every machine. Never for anything secret.
 *
 * @module
 */
export interface Random {
  /** At least 0, below 1. */
  uniform(): number;
  /** Mean 0, variance 1. */
  normal(): number;
  /** Student's t: like normal, with tails the heavier the fewer degrees of freedom. */
  student(degrees: number): number;
}

export function createRandom(seed: number): Random {
  const uniform = createUniform(seed);
  // Box and Muller (1958); the sine of the pair is left, so that every call costs the same and none has memory.
  const normal = () => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform());
  return {
    uniform,
    normal,
    student(degrees) {
      let squares = 0;
      for (let one = 0; one < degrees; one += 1) squares += normal() ** 2;
      return normal() / Math.sqrt(squares / degrees);
    },
  };
}

function createUniform(seed: number): () => number {
  let a = 0x9e3779b9;
  let b = 0x243f6a88;
  let c = seed >>> 0;
  let counter = 1;
  const next = () => {
    const sum = (((a + b) >>> 0) + counter) >>> 0;
    counter = (counter + 1) >>> 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) >>> 0;
    c = (((c << 21) | (c >>> 11)) + sum) >>> 0;
    return sum / 2 ** 32;
  };
  // The author's advice: twelve rounds before the first number is used.
  for (let round = 0; round < 12; round += 1) next();
  return next;
}
