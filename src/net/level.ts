/**
 * Finds how many calls at once a target is worth: the fewest with which it does about as much as it can.
 *
 * Goodput decides, not latency: a few windows at one level, then one at another. More calls must bring more work done,
 * or they only queue inside the target and slow its customers down; fewer calls that bring as much are as good.
 * Comparing latency with the best seen (Vegas, gradient) was tried first: with the noise of a shared machine or a
 * distant target it took 6 calls for pressure where 64 were fine, and wrote at a fifth of the rate.
 *
 * Work is weighted by what a call of its kind took at first: a batch counts for more than a look-up.
 *
 * @module
 */
import type { Clock } from './clock.ts';

export interface Level {
  /** Not rounded, not bounded by what the operator allows. */
  readonly value: number;
  /** A call of this kind ended well. `wanted`: others waited for its place. */
  observe(kind: string, latency: number, wanted: boolean): void;
  /** The target had too much, as a call that began then found out. */
  back(began: number): void;
  /** The operator allows no more than this. */
  bound(most: number): void;
}

/** Low enough for a target that is already busy; four doublings reach 64. */
const START = 4;

/** Calls to look at before anything is decided: fewer, and one slow answer decides. */
const FEWEST = 24;

/** A rise by a half must bring at least this part of a half more work. */
const WORTH_IT = 0.5;

/** A fall may cost this part of the work. */
const AS_GOOD = 0.97;

/** Windows between two trials: a trial that fails costs a little each time. */
const PATIENCE = 4;

type Trial = 'first' | 'up' | 'down' | 'hold';

export function createLevel(clock: Clock, limit: number): Level {
  const weights = createWeights();
  let most = limit;
  let value = Math.min(START, most);
  /** The level the target was last found to be worth, and its goodput then. */
  let settled = value;
  let base = 0;
  let trial: Trial = 'first';
  let doubling = true;
  /** What was doubled is halved again while that costs nothing: a target that was warming up looks like one that grows. */
  let halving = false;
  let held = 0;
  let next: 'up' | 'down' = 'up';
  let lastBack = Number.NEGATIVE_INFINITY;
  let window = openWindow(0);

  /** @param skip calls that are still under way from before a change */
  function openWindow(skip: number) {
    return { skip, calls: [] as string[], since: clock.now(), wanted: 0 };
  }

  function move(to: number, as: Trial): void {
    const before = value;
    value = Math.max(1, Math.min(most, to));
    trial = as;
    held = 0;
    // And one more: after a pause that the target asked for, time counts from its first answer.
    window = openWindow(Math.ceil(before) + 1);
  }

  function decide(goodput: number): void {
    if (trial === 'first') {
      settle(goodput);
      tryNext();
    } else if (trial === 'up') {
      const promised = value / settled - 1;
      if (goodput / base - 1 >= promised * WORTH_IT) {
        settle(goodput);
        tryNext();
      } else {
        // After doubling the truth lies between the two, and a call too many keeps every worker fed.
        settled = doubling ? (settled + value) / 2 : settled;
        stopDoubling();
        next = 'down';
        move(settled, 'hold');
      }
    } else if (trial === 'down') {
      if (goodput >= base * AS_GOOD) {
        settle(Math.max(base, goodput));
        tryNext();
      } else {
        halving = false;
        next = 'up';
        move(settled, 'hold');
      }
    } else {
      base = held === 0 ? goodput : (base + goodput) / 2;
      held += 1;
      if (held >= PATIENCE) tryNext();
    }
  }

  function settle(goodput: number): void {
    base = goodput;
    settled = value;
  }

  function stopDoubling(): void {
    halving ||= doubling;
    doubling = false;
  }

  function tryNext(): void {
    if (next === 'down' && value > 1) {
      move(halving ? value / 2 : Math.min(value - 1, value * 0.8), 'down');
    } else if (value >= most) {
      next = doubling ? 'down' : 'up';
      stopDoubling();
      move(most, 'hold');
    } else {
      next = 'up';
      move(doubling ? value * 2 : Math.max(value + 1, value * 1.25), 'up');
    }
  }

  return {
    get value() {
      return value;
    },
    observe(kind, latency, wanted) {
      weights.learn(kind, latency);
      if (window.skip > 0) {
        window.skip -= 1;
        if (window.skip === 0) window.since = clock.now();
        return;
      }
      window.calls.push(kind);
      window.wanted += wanted ? 1 : 0;
      if (window.calls.length < Math.max(FEWEST, 2 * value)) return;
      const { calls, since, wanted: waited } = window;
      window = openWindow(0);
      // With nobody waiting it is we who were slow, and nothing was learned about the target.
      if (waited * 2 < calls.length) return;
      decide(calls.reduce((sum, one) => sum + weights.of(one), 0) / Math.max(1, clock.now() - since));
    },
    back(began) {
      if (began < lastBack) return;
      lastBack = clock.now();
      doubling = false;
      halving = false;
      next = 'up';
      settled = Math.max(1, Math.min(value, most) / 2);
      move(settled, 'hold');
    },
    bound(limit) {
      if (limit > most) doubling = true;
      most = limit;
      if (value > most) {
        settled = most;
        move(most, 'hold');
      }
    },
  };
}

/** Fixed after a few calls: a weight that went on moving would look like a change of the target. */
function createWeights() {
  const seen = new Map<string, { calls: number; sum: number }>();
  return {
    learn(kind: string, latency: number): void {
      const known = seen.get(kind) ?? { calls: 0, sum: 0 };
      seen.set(kind, known);
      if (known.calls === FEWEST) return;
      known.calls += 1;
      known.sum += Math.max(1, latency);
    },
    of(kind: string): number {
      const { calls, sum } = seen.get(kind) ?? { calls: 1, sum: 1 };
      return sum / calls;
    },
  };
}
