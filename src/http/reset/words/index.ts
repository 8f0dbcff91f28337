/**
 * The languages of the page.
 *
 * @module
 */
import { de } from './de.ts';
import { en } from './en.ts';
import { es } from './es.ts';
import { fr } from './fr.ts';
import { ja } from './ja.ts';
import type { Words } from './words.ts';

export const LANGUAGES = { en, de, fr, es, ja } as const satisfies Readonly<Record<string, Words>>;
export type Language = keyof typeof LANGUAGES;
