/**
 * Numbers and lists, as a language says them.
 *
 * @module
 */

type Forms = Readonly<Partial<Record<Intl.LDMLPluralRule, string>> & { other: string }>;

/** `3 digits`: the number, and the form of the word that it takes (CLDR plural rules). */
export function some(language: string, count: number, forms: Forms): string {
  return `${count} ${forms[new Intl.PluralRules(language).select(count)] ?? forms.other}`;
}

export function listWith(language: string): (things: readonly string[]) => string {
  const format = new Intl.ListFormat(language, { type: 'conjunction' });
  return (things) => format.format(things);
}
