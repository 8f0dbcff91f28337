/**
 * What everybody could become on each target, counted by shape: see `shape.ts`.
 *
 * @module
 */
import type { CredentialPlan } from '../../identity/credential-plan.ts';
import type { Identity } from '../../identity/identity.ts';
import type { Fit, TargetLimits } from '../../targets/target.ts';
import type { Outlook, PasswordOutlook } from './assessment.ts';
import { countCategories } from './categories.ts';
import type { Shaped } from './census.ts';
import type { PasswordFacts } from './password-judge.ts';
import type { Tally } from './tally.ts';

/** A target that is asked what it would make of everybody. */
export interface AskedTarget {
  readonly id: string;
  readonly title: string;
  /** Footbridge writes it itself. */
  readonly connector: boolean;
  readonly ids: 'kept' | 'mapped';
  readonly limits?: TargetLimits;
  /** Field → what is said of it and was never confirmed. */
  readonly disputed?: Readonly<Record<string, string>>;
  fit(identity: Identity): Fit;
}

interface Shape extends Shaped {
  count: number;
}

/** Shapes held before they are counted: an identity of 2 KB each. */
const MOST_SHAPES = 1_000;

export class Outlooks {
  readonly #shapes = new Map<number, Shape>();
  readonly #targets: readonly Counting[];
  readonly #categories: Tally;

  constructor(targets: readonly AskedTarget[], categories: Tally) {
    this.#targets = targets.map((target) => new Counting(target));
    this.#categories = categories;
  }

  /** @returns the first of this shape; undefined where there is no shape */
  add(shaped: Shaped, shape: number | undefined): Shaped | undefined {
    if (shape === undefined) {
      this.#count({ ...shaped, count: 1 });
      return undefined;
    }
    // No shape is below 0, and none is -1 for a test account.
    const key = shaped.isTest ? -1 - shape : shape;
    const known = this.#shapes.get(key);
    if (known !== undefined) {
      known.count += 1;
      return known;
    }
    if (this.#shapes.size >= MOST_SHAPES) this.#countAll();
    const first = { ...shaped, count: 1 };
    this.#shapes.set(key, first);
    return first;
  }

  result(): readonly Outlook[] {
    this.#countAll();
    return this.#targets.map((target) => target.result());
  }

  #countAll(): void {
    for (const shape of this.#shapes.values()) this.#count(shape);
    this.#shapes.clear();
  }

  #count({ identity, password, count }: Shape): void {
    countCategories(identity, password, count, this.#categories);
    const seen = asTargetsSee(identity, password);
    for (const target of this.#targets) target.add(seen, password, count);
  }
}

/** With the format that was recognised, and without a marker in the place of a password, as an import gives it. */
function asTargetsSee(identity: Identity, facts: PasswordFacts): Identity {
  if (facts.kind === 'none') return identity;
  if (facts.kind !== 'disabled') return { ...identity, password: facts.password };
  const { password: _marker, ...without } = identity;
  return without;
}

interface Loss {
  count: number;
  readonly field: string;
  readonly why: string;
}

/** Different reasons told apart for one target; sentences that name counts could be endless. The rest is counted as one. */
const MOST_REASONS = 500;
const OTHERS = '(others)';
const TOO_MANY = `more than ${MOST_REASONS} are not told apart`;

class Counting {
  readonly #target: AskedTarget;
  readonly #plans = new Map<CredentialPlan, number>();
  readonly #passwords = new Map<string, { count: number } & Omit<PasswordOutlook, 'count'>>();
  readonly #losses = new Map<string, Loss>();
  readonly #refusals = new Map<string, { count: number } & Omit<Outlook['refusals'][number], 'count'>>();

  constructor(target: AskedTarget) {
    this.#target = target;
  }

  add(identity: Identity, facts: PasswordFacts, count: number): void {
    const fit = this.#target.fit(identity);
    const plan = planFor(fit, facts);
    this.#plans.set(plan.plan, (this.#plans.get(plan.plan) ?? 0) + count);
    if ('population' in facts) this.#addPassword(facts.population, plan, count);
    const losses = new Map(fit.losses.map((loss) => [lossKey(loss), loss]));
    for (const [key, { field = '', found = '' }] of losses) this.#addLoss(key, field, found, count);
    if (fit.refusal !== undefined) this.#addRefusal(fit.refusal, count);
  }

  result(): Outlook {
    const { id, title, connector, ids, limits, disputed } = this.#target;
    const losses = [...this.#losses.values()].map(({ field, count, why }) => {
      const doubt = disputed?.[field];
      return { field, count, why, ...(doubt === undefined ? {} : { disputed: doubt }) };
    });
    return {
      target: id,
      title,
      connector,
      ids,
      plans: Object.fromEntries(this.#plans),
      passwords: [...this.#passwords.values()].sort(mostFirst),
      losses: losses.sort(mostFirst),
      refusals: [...this.#refusals.values()].sort(mostFirst),
      ...(limits === undefined ? {} : { limits }),
    };
  }

  #addPassword(
    { format, parameters }: { readonly format: string; readonly parameters: string },
    plan: Omit<PasswordOutlook, 'format' | 'parameters' | 'count'>,
    count: number,
  ): void {
    const key = `${format} ${parameters} ${plan.plan} ${plan.reason}`;
    const known = this.#passwords.get(key);
    if (known !== undefined) known.count += count;
    else if (this.#passwords.size < MOST_REASONS || format === OTHERS)
      this.#passwords.set(key, { format, parameters, count, ...plan });
    else this.#addPassword({ format: OTHERS, parameters: '' }, { plan: plan.plan, reason: TOO_MANY }, count);
  }

  #addLoss(key: string, field: string, why: string, count: number): void {
    const known = this.#losses.get(key);
    if (known !== undefined) known.count += count;
    else if (this.#losses.size < MOST_REASONS || key === OTHERS) this.#losses.set(key, { field, count, why });
    else this.#addLoss(OTHERS, OTHERS, TOO_MANY, count);
  }

  #addRefusal({ code, field, found }: NonNullable<Fit['refusal']>, count: number): void {
    const key = `${code} ${field ?? ''} ${found ?? ''}`;
    const known = this.#refusals.get(key);
    if (known !== undefined) known.count += count;
    else if (this.#refusals.size < MOST_REASONS || field === OTHERS)
      this.#refusals.set(key, { code, ...(field === undefined ? {} : { field }), count, why: found ?? '' });
    else this.#addRefusal({ code, field: OTHERS, found: TOO_MANY }, count);
  }
}

/** Of a factor each reason is counted by itself: eight digits and a second app are different letters to customers. */
function lossKey({ field = '', found = '' }: Fit['losses'][number]): string {
  return field.startsWith('factors.') ? `${field} ${found}` : field;
}

/** What nobody can read waits in no vault: a promise to verify it later would be broken at the first login. */
function planFor(
  fit: Fit,
  { kind }: PasswordFacts,
): Omit<PasswordOutlook, 'format' | 'parameters' | 'count'> {
  if (kind === 'damaged') return { plan: 'reset', reason: 'The hash is damaged: nobody can verify it.' };
  if (kind === 'unclear')
    return {
      plan: 'reset',
      reason: 'Nobody can verify it before its format is known: `footbridge hash explain`.',
    };
  const { credentialPlan: plan, reason, disputed } = fit;
  return { plan, reason, ...(disputed === undefined ? {} : { disputed }) };
}

function mostFirst(a: { readonly count: number }, b: { readonly count: number }): number {
  return b.count - a.count;
}
