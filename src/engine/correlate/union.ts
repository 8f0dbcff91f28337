/**
 * Which entries hang together: disjoint sets by union-find, with path halving.
 *
 * Only whoever has an edge is kept, so its size is that of the duplicates and not of the population.
 *
 * @module
 */
export interface Union {
  /** The entry that stands for its set; an entry nobody joined stands for itself. */
  find(entry: number): number;
  /** False: they were together already. */
  join(a: number, b: number): boolean;
}

export function createUnion(): Union {
  const parents = new Map<number, number>();
  const find = (entry: number): number => {
    let here = entry;
    for (;;) {
      const parent = parents.get(here);
      if (parent === undefined) return here;
      const above = parents.get(parent);
      if (above === undefined) return parent;
      parents.set(here, above);
      here = above;
    }
  };
  return {
    find,
    join(a, b) {
      const [one, other] = [find(a), find(b)];
      if (one === other) return false;
      // The lower stands for both: the result does not hang on the order of the edges.
      parents.set(Math.max(one, other), Math.min(one, other));
      return true;
    },
  };
}
