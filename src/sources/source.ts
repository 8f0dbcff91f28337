/**
 * The contract of a source: one legacy export or system that we read.
 *
 * A source turns what it finds into records, page by page, with a cursor after each page. Reading a cursor again
 * gives the same records: it may repeat, it never skips. One strange record is a problem with its position; it
 * neither stops the page nor disappears. A source that cannot go on at all throws SOURCE_BROKEN.
 *
 * Generic sources (csv, json, sql …) give `fields` and leave the meaning to the mapping. Vendor sources (auth0,
 * keycloak …) understand their records and give an `identity`; what they do not know stands in `fields`, so that
 * an unknown field is an error until somebody maps, keeps or ignores it.
 *
 * @module
 */
import type { z } from 'zod';
import type { FactorType, Identity } from '../identity/identity.ts';
import type { Operation } from '../identity/operation.ts';
import type { RecordProblem } from '../problems/problem.ts';

/** What the row asks for: `upsert` unless an operation column says otherwise. */
export type { Operation };

export interface SourceRecord {
  /** 1-based number of the record in the source, counted over all pages. */
  readonly row: number;
  /** Where a person finds it: "line 48", "users[12]", "id 7". */
  readonly position: string;
  readonly operation: Operation;
  /** Name of the source, where several are read as one; no connector sets it. */
  readonly source?: string;
  /** The part a vendor source understood. */
  readonly identity?: Identity;
  /** Everything else the record held, by name; nested objects stay nested. */
  readonly fields: Readonly<Record<string, unknown>>;
  readonly problems: readonly RecordProblem[];
  /** The raw text where the record could not be read at all; sealed with the problem. */
  readonly raw?: string;
}

export interface Page {
  readonly records: readonly SourceRecord[];
  /** Where to go on after this page. Opaque to the engine, stable across processes. */
  readonly cursor: string;
  /** For progress: how much of the source lies behind this cursor, 0 to 1, if that can be known. */
  readonly done?: number;
}

export interface SourceReader {
  /** From the start, or from after the page that gave this cursor. */
  read(cursor?: string): AsyncIterable<Page>;
  /** Changes when the content does: size, time and a digest of head and tail for files. Guards resuming. */
  fingerprint(): Promise<string>;
  close(): Promise<void>;
}

/** What a source can give, as data: planning and the docs tables are computed from it. */
export interface SourceGives {
  readonly passwords: 'always' | 'separate file' | 'sometimes' | 'never';
  readonly factors: readonly FactorType[];
  readonly links: boolean;
  readonly consents: boolean;
  readonly memberships: boolean;
  readonly timestamps: readonly ('createdAt' | 'updatedAt' | 'lastLoginAt')[];
  /** Things it holds that cannot come out, in words for the docs page. */
  readonly withholds: readonly string[];
}

/** The first bytes of a file, decompressed, and its name. */
export interface Sample {
  readonly name: string;
  /** At most 64 KiB, decoded; a byte-order mark is gone. */
  readonly text: string;
  readonly bytes: Uint8Array;
  /** Of an SQLite file: the statements that made its tables, which may stand anywhere in it. */
  readonly schema?: string;
}

export interface SourceContext {
  /** Files in the configuration are relative to this folder. */
  readonly folder: string;
  /** Records in a page; 1,000 unless a test wants fewer. */
  readonly pageSize: number;
}

export interface Source<Config = unknown> {
  readonly id: string;
  readonly title: string;
  readonly config: z.ZodType<Config>;
  readonly gives: SourceGives;
  /** Does the mapping have to be written for it (`fields`), or does it understand its records (`identity`)? */
  readonly yields: 'fields' | 'identity';
  /** Fields that it knows and leaves out, each with the reason; for the docs page. */
  readonly leavesOut?: Readonly<Record<string, string>>;
  /** How sure it is that this file is one of its own: 0 no, 1 certain. Pure. */
  recognise(sample: Sample): number;
  /** The settings to read one file with, for `footbridge assess FILE` and `init`; absent: needs more than a file. */
  readonly fromFile?: (path: string) => Config;
  open(config: Config, context: SourceContext): SourceReader;
}

/** Types the config of a source by its schema. */
export function defineSource<Config>(source: Source<Config>): Source<Config> {
  return source;
}
