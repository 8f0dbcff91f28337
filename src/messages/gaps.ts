/**
 * What can be filled into a template, and where it comes from.
 *
 * @module
 */

/** Of the brand and the language: the same in every message, put in when the templates are compiled. */
export const CONSTANT_GAPS = ['brand', 'support', 'address'] as const;

/** Of one message. `linkHost` is the name of the machine that `link` leads to. */
export const VALUE_GAPS = [
  'name',
  'link',
  'linkHost',
  'linkDays',
  'code',
  'codeMinutes',
  'factors',
  'lastDay',
] as const;
export type ValueGap = (typeof VALUE_GAPS)[number];

export const TEXT_GAPS: readonly string[] = [...CONSTANT_GAPS, ...VALUE_GAPS];

/** What the frame around a message can ask for besides. */
export const LAYOUT_GAPS: readonly string[] = [
  ...TEXT_GAPS,
  'subject',
  'preview',
  'content',
  'foot',
  'colour',
  'onColour',
  'language',
  'direction',
  'start',
];
