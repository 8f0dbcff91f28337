/**
 * An assessment in the making: takes record after record, and tells at the end what it was.
 *
 * @module
 */
import type { Identity } from '../../identity/identity.ts';
import type { RecordProblem } from '../../problems/problem.ts';
import type { SourceRecord } from '../../sources/source.ts';
import type { AssessOptions, SourceToAssess } from '../assess.ts';
import { serviceAccountOf } from '../inventory/inventory.ts';
import type {
  AssessedSource,
  Assessment,
  Example,
  Finding,
  InventoryItem,
  RowAccount,
} from './assessment.ts';
import { type CensusTaker, createCensus, type JudgedFacts } from './census.ts';
import { type CollidingGroup, CollisionCounts, Collisions } from './collisions.ts';
import { dayOf, isoOfDay } from './days.ts';
import { Findings, type Place } from './findings.ts';
import { glanceAt } from './glance.ts';
import { createKeyedHash } from './keyed-hash.ts';
import { Outlooks } from './outlooks.ts';
import { PasswordJudge } from './password-judge.ts';
import { isReserved } from './quality/addresses.ts';
import { checkQuality, type Remarks } from './quality/index.ts';
import { redactEmail, redactText } from './redact.ts';
import { Repeats } from './repeats.ts';
import { shapeOf } from './shape.ts';
import { Tally } from './tally.ts';
import { timesOf } from './times.ts';

/** Names the cohort of an identity. */
export type Classify = (identity: Identity, facts: RecordFacts) => string;

export interface RecordFacts extends JudgedFacts, Place {}

/** An identity before it is known whether its id was there before. */
interface Row {
  readonly source: number;
  readonly row: number;
  readonly position: string;
  readonly identity: Identity;
  readonly problems: readonly RecordProblem[];
}

interface Entered {
  readonly source: SourceToAssess;
  readonly fingerprint: string;
  /** Number of its first row over all sources. */
  readonly first: number;
  rows: number;
  hasLogins: boolean;
}

/** Addresses looked at before it is decided whether reserved domains mean anything. */
const FIRST_ADDRESSES = 200;

/** Service accounts listed one by one; all of them are counted. */
const MOST_SERVICES = 1_000;

export class Assessing {
  readonly #options: AssessOptions;
  readonly #collisions: Collisions;
  readonly #repeats: Repeats<Row>;
  readonly #judge: PasswordJudge;
  readonly #findings: Findings;
  readonly #outlooks: Outlooks;
  readonly #categories = new Tally();
  readonly #unmapped = new Tally();
  readonly #everybody = createCensus();
  readonly #cohorts = new Map<string, CensusTaker>();
  readonly #services: InventoryItem[] = [];
  readonly #sources: Entered[] = [];
  readonly #remarks: Remarks;
  readonly #today: number;
  /** Of the row that is being looked at. */
  #place: Place = { source: '', row: 0, position: '' };
  #here: Entered | undefined;
  #newest = 0;
  #identities = 0;
  #repeated = 0;
  #lost = 0;
  #deleted = 0;
  #addresses = 0;
  #reserved = 0;

  static async begin(options: AssessOptions): Promise<Assessing> {
    const hash = createKeyedHash();
    return new Assessing(options, await Collisions.open(hash), await Repeats.open(hash));
  }

  private constructor(options: AssessOptions, collisions: Collisions, repeats: Repeats<Row>) {
    const { reveal = false, onProblem, targets, now } = options;
    this.#options = options;
    this.#collisions = collisions;
    this.#repeats = repeats;
    this.#judge = new PasswordJudge(reveal);
    this.#findings = new Findings(onProblem);
    this.#outlooks = new Outlooks(targets, this.#categories);
    this.#today = dayOf(now.toISOString());
    this.#remarks = {
      add: (code, field, found) => this.#findings.add(this.#place, { code, severity: 'warns', field, found }),
      show: (kind, value) => (reveal ? value : kind === 'email' ? redactEmail(value) : redactText(value)),
    };
  }

  get rows(): number {
    return this.#sources.reduce((sum, { rows }) => sum + rows, 0);
  }

  async enter(source: SourceToAssess): Promise<void> {
    const first = this.rows;
    this.#here = { source, fingerprint: await source.reader.fingerprint(), first, rows: 0, hasLogins: false };
    this.#sources.push(this.#here);
  }

  /** A promise only where the row has to be put aside. */
  add(record: SourceRecord): Promise<unknown> | undefined {
    const here = this.#here;
    if (here === undefined) throw new Error('a record of no source');
    const ordinal = here.first + here.rows;
    here.rows += 1;
    const { operation, identity, problems: fromMapping } = here.source.map(record);
    const { row, position } = record;
    if (operation === 'delete' && identity !== undefined) {
      this.#deleted += 1;
      return undefined;
    }
    const problems = problemsOf(record, fromMapping);
    if (identity === undefined) {
      this.#lost += 1;
      this.#noteProblems({ source: here.source.name, row, position }, problems, here);
      return undefined;
    }
    const source = this.#sources.length - 1;
    const glance = glanceAt(identity);
    const one = { source, row, position, identity, problems };
    const isNew = this.#repeats.isNew(`${source} ${identity.sourceId}`, ordinal, glance.fingerprint, one);
    if (isNew !== true) return isNew;
    this.#count(one, ordinal, glance, here);
    return undefined;
  }

  async finish(): Promise<Assessment> {
    for await (const { row, ordinal, decision } of this.#repeats.decide())
      this.#decide(row, ordinal, decision);
    const collisions = new CollisionCounts();
    for await (const group of this.#collisions.groups()) {
      collisions.add(group);
      this.#noteCollision(group);
    }
    const { now, asOf, inventory = [] } = this.#options;
    const newest = this.#newest === 0 ? this.#today : this.#newest;
    const until = asOf === undefined ? newest : dayOf(asOf.toISOString());
    const telling = new Set(
      this.#sources.filter(({ hasLogins }) => hasLogins).map(({ source }) => source.name),
    );
    const time = { asOf: until, tellsLogins: (source: string) => telling.has(source) };
    for (const census of this.#cohorts.values()) this.#everybody.merge(census);
    // First, since it counts the categories as well.
    const outlooks = this.#outlooks.result();
    return {
      document: 'footbridge-assessment',
      version: 1,
      at: now.toISOString(),
      asOf: isoOfDay(until),
      sources: this.#sources.map(describeSource),
      account: this.#account(),
      everybody: this.#everybody.result(time),
      cohorts: Object.fromEntries([...this.#cohorts].map(([name, census]) => [name, census.result(time)])),
      findings: this.#findings.result(),
      collisions: collisions.result((ordinal) => this.#exampleOf(ordinal)),
      outlooks,
      inventory: [...inventory, ...this.#services],
      categories: this.#categories.result(),
      unmapped: this.#unmapped.result(),
    };
  }

  async close(): Promise<void> {
    await this.#collisions.close();
    await this.#repeats.close();
  }

  #account(): RowAccount {
    return {
      rows: this.rows,
      identities: this.#identities,
      repeated: this.#repeated,
      lost: this.#lost,
      deleted: this.#deleted,
    };
  }

  #decide(row: Row, ordinal: number, decision: 'new' | 'repeated' | 'contradicts'): void {
    const entered = this.#sources[row.source];
    if (entered === undefined) return;
    if (decision === 'new') this.#count(row, ordinal, glanceAt(row.identity), entered);
    else if (decision === 'repeated') this.#repeated += 1;
    else {
      this.#lost += 1;
      const place = { source: entered.source.name, row: row.row, position: row.position };
      this.#findings.add(place, { code: 'ID_REPEATED', severity: 'blocks', field: 'id' });
    }
  }

  #count(
    { row, position, identity, problems }: Row,
    ordinal: number,
    glance: ReturnType<typeof glanceAt>,
    entered: Entered,
  ): void {
    this.#identities += 1;
    const place = { source: entered.source.name, row, position };
    this.#place = place;
    const password = this.#judge.judge(identity.password);
    const times = timesOf(identity, this.#today);
    if (times.newest > this.#newest) this.#newest = times.newest;
    if (times.login !== undefined) entered.hasLogins = true;
    if (problems.length > 0) this.#noteProblems(place, problems, entered);
    if ('problem' in password && password.problem !== undefined)
      this.#findings.add(place, { ...password.problem, severity: 'blocks' });
    const reservedDomainsMeanTest = this.#meaningOfReserved(identity);
    const isTest = checkQuality(
      { identity, glance, password, times, reservedDomainsMeanTest },
      this.#remarks,
    );
    const facts = { source: place.source, row, position, password, times, isTest };
    const shaped = this.#outlooks.add({ identity, password, isTest }, shapeOf(identity, password, glance));
    this.#censusFor(identity, facts).add(identity, facts, shaped);
    this.#collisions.add(identity, ordinal);
    if (identity.kind === 'service') this.#addService(identity, place);
  }

  #censusFor(identity: Identity, facts: RecordFacts): CensusTaker {
    const { classify } = this.#options;
    if (classify === undefined) return this.#everybody;
    const name = classify(identity, facts);
    const known = this.#cohorts.get(name);
    if (known !== undefined) return known;
    const census = createCensus();
    this.#cohorts.set(name, census);
    return census;
  }

  #addService(identity: Identity, { source, position }: Place): void {
    if (this.#services.length >= MOST_SERVICES) return;
    const item = serviceAccountOf(identity, `${source} ${position}`);
    if (item !== undefined) this.#services.push(item);
  }

  /** An export in which most addresses are at reserved domains was made up, and they say nothing about one of them. */
  #meaningOfReserved({ identifiers }: Identity): boolean {
    if (this.#addresses >= FIRST_ADDRESSES) return this.#reserved * 2 < this.#addresses;
    for (const { type, value } of identifiers) {
      if (type !== 'email') continue;
      this.#addresses += 1;
      if (isReserved(value)) this.#reserved += 1;
    }
    return this.#reserved * 2 < this.#addresses;
  }

  #noteProblems(place: Place, problems: readonly RecordProblem[], { source }: Entered): void {
    for (const problem of problems) {
      const isUnmapped = problem.code === 'FIELD_UNKNOWN';
      if (isUnmapped && problem.field !== undefined)
        this.#unmapped.add(problem.field.replace(/\[\d+\]/g, '[]'));
      const severity = isUnmapped && !source.mappingDecided ? 'warns' : 'blocks';
      this.#findings.add(place, { ...problem, severity });
    }
  }

  #noteCollision({ type, rule, ordinals, count }: CollidingGroup): void {
    // Told under `same` already.
    if (rule === 'case') return;
    const [code, severity] = COLLIDING[rule];
    for (const ordinal of ordinals) {
      const found = `shared by ${count}${rule === 'same' || rule === 'shared-phone' ? '' : `, by the rule "${rule}"`}`;
      this.#findings.add(this.#exampleOf(ordinal), { code, severity, field: type, found });
    }
    if (count > ordinals.length)
      this.#findings.addUnlisted({ code, severity, field: type }, count - ordinals.length);
  }

  /** Where a person finds it: the sources say positions in their own words, which nobody keeps for millions of rows. */
  #exampleOf(ordinal: number): Example {
    const entered = this.#sources.findLast(({ first }) => first <= ordinal);
    const row = ordinal - (entered?.first ?? 0) + 1;
    return { source: entered?.source.name ?? '', row, position: `row ${row}` };
  }
}

const COLLIDING = {
  same: ['IDENTIFIER_DUPLICATE', 'blocks'],
  'shared-phone': ['IDENTIFIER_DUPLICATE', 'blocks'],
  unicode: ['IDENTIFIER_LOOKALIKE', 'warns'],
  'plus-tag': ['EMAIL_VARIANT', 'warns'],
  dots: ['EMAIL_VARIANT', 'warns'],
} as const satisfies Record<string, readonly [string, Finding['severity']]>;

/** A row that could not be read has no fields: what the mapping misses in it says nothing new. */
function problemsOf(record: SourceRecord, fromMapping: readonly RecordProblem[]): readonly RecordProblem[] {
  if (record.problems.length === 0) return fromMapping;
  const unread = record.identity === undefined && Object.keys(record.fields).length === 0;
  return unread || fromMapping.length === 0 ? record.problems : [...record.problems, ...fromMapping];
}

function describeSource({ source, rows, fingerprint }: Entered): AssessedSource {
  const { name, type, title } = source;
  return { name, type, title, rows, fingerprint };
}
