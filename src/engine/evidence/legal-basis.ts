/**
 * On what ground personal data may be carried: the closed lists of the law, in words that can be written in a file.
 *
 * Footbridge judges none of them; it sees to it that somebody with a name decided, for every kind of data.
 *
 * @see https://eur-lex.europa.eu/eli/reg/2016/679/oj  Articles 6(1) and 9(2)
 * @module
 */

/** Word → what it stands for. */
export const LEGAL_BASES = {
  consent: 'Art. 6(1)(a) GDPR: the person has consented',
  contract: 'Art. 6(1)(b) GDPR: needed to perform a contract with the person',
  'legal-obligation': 'Art. 6(1)(c) GDPR: needed to comply with a legal obligation',
  'vital-interests': 'Art. 6(1)(d) GDPR: needed to protect somebody’s vital interests',
  'public-task': 'Art. 6(1)(e) GDPR: needed for a task in the public interest or of official authority',
  'legitimate-interests': 'Art. 6(1)(f) GDPR: needed for legitimate interests that are not overridden',
  'explicit-consent': 'Art. 9(2)(a) GDPR: explicit consent to special categories of data',
  'employment-law': 'Art. 9(2)(b) GDPR: employment, social security and social protection law',
  'vital-interests-incapable': 'Art. 9(2)(c) GDPR: vital interests of somebody who cannot consent',
  'not-for-profit-body': 'Art. 9(2)(d) GDPR: members of a not-for-profit body',
  'manifestly-public': 'Art. 9(2)(e) GDPR: made public by the person',
  'legal-claims': 'Art. 9(2)(f) GDPR: legal claims, or courts',
  'substantial-public-interest': 'Art. 9(2)(g) GDPR: substantial public interest, by law',
  'health-care': 'Art. 9(2)(h) GDPR: preventive or occupational medicine, health or social care',
  'public-health': 'Art. 9(2)(i) GDPR: public interest in public health',
  'research-statistics': 'Art. 9(2)(j) GDPR: archiving, research or statistics',
  'other-law': 'Another law, which the note names',
  'not-carried': 'Stays behind: nothing is carried, so no basis is needed',
} as const;

export type LegalBasis = keyof typeof LEGAL_BASES;

export const LEGAL_BASIS_WORDS = Object.keys(LEGAL_BASES) as [LegalBasis, ...LegalBasis[]];
