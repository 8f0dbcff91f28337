/**
 * Finds the array of records in a JSON file: at the top, or under a path of names.
 *
 * Everything around the array is walked for its structure only, so that a file that is cut off behind the array,
 * or goes on behind its end, is noticed. Values around it are not looked at.
 *
 * @module
 */
import { FootbridgeError } from '../../problems/problem.ts';

export interface ArrayPlaces {
  /** Dotted names of arrays; the empty path is the top of the file. */
  readonly paths: readonly string[];
  /** Read every one of them that the file has, not only the first. */
  readonly every?: boolean;
  /** The file may have none at all. */
  readonly optional?: boolean;
}

/** Under these names systems keep their users, when they write more than a bare array. */
export const USUAL_PATHS: readonly string[] = [
  '',
  'users',
  'value',
  'Users',
  'data',
  'results',
  'result',
  'Resources',
  'items',
  'records',
  '_embedded.users',
];

/** A name is longer than this only in a file that is no such file. Bytes. */
const LONGEST_NAME = 1_024;

interface Level {
  readonly kind: 'object' | 'list';
  name: string;
  expectsName: boolean;
}

export class ArrayFinder {
  readonly #places: ArrayPlaces;
  readonly #seen: string[] = [];
  #levels: Level[] = [];
  #inString = false;
  #escaped = false;
  #name: number[] | undefined;
  #found = 0;
  #ended = false;

  constructor(places: ArrayPlaces) {
    this.#places = places;
  }

  /** Goes on as if this array had just been entered. */
  resume(part: number): void {
    const path = this.pathOf(part);
    const names = path === '' ? [] : path.split('.');
    this.#levels = names.map((name) => ({ kind: 'object', name, expectsName: false }));
    this.#found++;
  }

  pathOf(part: number): string {
    return this.#places.paths[part] ?? '';
  }

  /** Walks on from `i`: to behind the opening bracket of an array of records, or to the end of the bytes. */
  walk(bytes: Buffer, i: number): { readonly next: number; readonly part?: number } {
    for (let at = i; at < bytes.length; at++) {
      const byte = bytes[at] ?? 0;
      if (this.#inString) this.#readString(byte);
      else if (byte > 0x20) {
        const part = this.#readStructure(String.fromCharCode(byte));
        if (part !== undefined) return { next: at + 1, part };
      }
    }
    return { next: bytes.length };
  }

  /** The array that `walk` entered has ended. */
  leave(): void {
    if (this.#levels.length === 0) this.#ended = true;
  }

  /** @throws FootbridgeError when the file is not whole, or holds no such array. */
  finish(): void {
    if (this.#ended && (this.#found > 0 || this.#places.optional === true)) return;
    if (!this.#ended) throw new FootbridgeError('SOURCE_BROKEN', 'The file ends before its JSON does');
    const names = this.#places.paths.map((path) => (path === '' ? 'the top' : `"${path}"`)).join(', ');
    const seen = this.#seen.length === 0 ? 'no names' : this.#seen.map((name) => `"${name}"`).join(', ');
    throw new FootbridgeError(
      'SOURCE_UNRECOGNISED',
      `There is no list of records at ${names}: the file holds ${seen}`,
    );
  }

  #readStructure(character: string): number | undefined {
    if (this.#ended)
      throw new FootbridgeError(
        'SOURCE_BROKEN',
        'The file goes on behind the end of its JSON: it may be two in one',
      );
    const level = this.#levels.at(-1);
    switch (character) {
      case '"':
        this.#inString = true;
        this.#name = level?.expectsName ? [] : undefined;
        return undefined;
      case ':':
        if (level !== undefined) level.expectsName = false;
        return undefined;
      case ',':
        if (level !== undefined) level.expectsName = level.kind === 'object';
        return undefined;
      case '{':
        this.#levels.push({ kind: 'object', name: '', expectsName: true });
        return undefined;
      case '[':
        return this.#openList();
      case '}':
      case ']':
        this.#levels.pop();
        if (this.#levels.length === 0) this.#ended = true;
        return undefined;
      default:
        // A number, true, false or null: nothing to walk into.
        return undefined;
    }
  }

  #openList(): number | undefined {
    const inObjects = this.#levels.every((level) => level.kind === 'object');
    const path = this.#levels.map((level) => level.name).join('.');
    const part = this.#places.paths.indexOf(path);
    if (inObjects && part >= 0 && (this.#found === 0 || this.#places.every === true)) {
      this.#found++;
      return part;
    }
    this.#levels.push({ kind: 'list', name: '', expectsName: false });
    return undefined;
  }

  #readString(byte: number): void {
    if (this.#escaped) this.#escaped = false;
    else if (byte === 0x5c) this.#escaped = true;
    else if (byte === 0x22) {
      this.#inString = false;
      this.#keepName();
      return;
    }
    if (this.#name !== undefined && this.#name.length < LONGEST_NAME) this.#name.push(byte);
  }

  #keepName(): void {
    const level = this.#levels.at(-1);
    if (this.#name === undefined || level === undefined) return;
    level.name = Buffer.from(this.#name).toString('utf8');
    if (this.#levels.length === 1 && this.#seen.length < 20) this.#seen.push(level.name);
    this.#name = undefined;
  }
}
