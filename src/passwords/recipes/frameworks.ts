/**
 * Salted digests of web frameworks: Django's old ones and those of Rails' plug-ins.
 *
 * @module
 */
import type { PasswordFormat } from '../format.ts';
import { digestFormat } from '../recipe.ts';

const DJANGO = 'https://github.com/django/django/blob/stable/3.2.x/django/contrib/auth/hashers.py';
const AUTHLOGIC = 'https://github.com/binarylogic/authlogic/tree/master/lib/authlogic/crypto_providers';

const python: readonly PasswordFormat[] = [
  digestFormat({
    id: 'django-md5',
    title: 'Django salted MD5',
    family: 'digest',
    foundIn: 'Django',
    layout: 'md5$<salt:text>$<key:hex>',
    rule: 'md5(salt . password)',
    reference: DJANGO,
    frequency: 2,
  }),
  digestFormat({
    id: 'django-sha1',
    title: 'Django salted SHA-1',
    family: 'digest',
    foundIn: 'Django before 1.4',
    layout: 'sha1$<salt:text>$<key:hex>',
    rule: 'sha1(salt . password)',
    reference: DJANGO,
    frequency: 2,
  }),
  digestFormat({
    id: 'django-unsalted-md5',
    title: 'Django unsalted MD5',
    family: 'digest',
    foundIn: 'Django',
    layout: ['<key:hex>', 'md5$$<key:hex>'],
    starts: ['', 'md5$$'],
    rule: 'md5(password)',
    reference: DJANGO,
    frequency: 1,
  }),
  digestFormat({
    id: 'django-unsalted-sha1',
    title: 'Django unsalted SHA-1',
    family: 'digest',
    foundIn: 'Django',
    layout: 'sha1$$<key:hex>',
    rule: 'sha1(password)',
    reference: DJANGO,
  }),
];

const rails: readonly PasswordFormat[] = [
  ...(['sha512', 'sha256'] as const).map((name) =>
    digestFormat({
      id: `authlogic-${name}`,
      title: `Authlogic ${name.toUpperCase()}`,
      family: 'rails',
      foundIn: 'Ruby on Rails, Authlogic, Spree, Solidus, devise-encryptable',
      layout: '<key:hex>',
      rule: `unhex(iterate(iterations, password . salt, hex(${name}(it))))`,
      defaults: { iterations: 20 },
      reference: AUTHLOGIC,
    }),
  ),
  digestFormat({
    id: 'authlogic-sha1',
    title: 'Authlogic SHA-1',
    family: 'rails',
    foundIn: 'Ruby on Rails, Authlogic',
    layout: '<key:hex>',
    rule: 'unhex(iterate(iterations, password, hex(sha1(it . "--" . salt))))',
    defaults: { iterations: 10 },
    reference: AUTHLOGIC,
  }),
  digestFormat({
    id: 'authlogic-md5',
    title: 'Authlogic MD5',
    family: 'rails',
    foundIn: 'Ruby on Rails, Authlogic',
    layout: '<key:hex>',
    rule: 'unhex(iterate(iterations, password . salt, hex(md5(it))))',
    defaults: { iterations: 1 },
    reference: AUTHLOGIC,
  }),
  digestFormat({
    id: 'restful-authentication-sha1',
    title: 'restful_authentication',
    family: 'rails',
    foundIn: 'Ruby on Rails, restful_authentication, devise-encryptable',
    layout: '<key:hex>',
    rule: 'unhex(iterate(iterations, pepper, hex(sha1(it . "--" . salt . "--" . password . "--" . pepper))))',
    defaults: { iterations: 10 },
    reference: 'https://github.com/technoweenie/restful-authentication',
  }),
  ...(['acts-as-authenticated-sha1', 'clearance-sha1', 'sonarqube-sha1'] as const).map((id) =>
    digestFormat({
      id,
      title: {
        'acts-as-authenticated-sha1': 'acts_as_authenticated',
        'clearance-sha1': 'Clearance',
        'sonarqube-sha1': 'SonarQube',
      }[id],
      family: id === 'sonarqube-sha1' ? 'java' : 'rails',
      foundIn: {
        'acts-as-authenticated-sha1': 'Ruby on Rails, acts_as_authenticated',
        'clearance-sha1': 'Ruby on Rails, Clearance, devise clearance_sha1',
        'sonarqube-sha1': 'SonarQube before 6.7',
      }[id],
      layout: '<key:hex>',
      rule: 'sha1("--" . salt . "--" . password . "--")',
      reference: 'https://hashcat.net/wiki/doku.php?id=example_hashes',
    }),
  ),
  digestFormat({
    id: 'redmine-sha1',
    title: 'Redmine',
    family: 'rails',
    foundIn: 'Redmine, ChiliProject',
    layout: '<key:hex>',
    rule: 'sha1(salt . hex(sha1(password)))',
    reference: 'https://www.redmine.org/projects/redmine/repository/entry/trunk/app/models/user.rb',
    frequency: 2,
  }),
  digestFormat({
    id: 'cakephp2-sha1',
    title: 'CakePHP 1 and 2',
    family: 'cms',
    foundIn: 'CakePHP 1, 2',
    layout: '<key:hex>',
    rule: 'sha1(pepper . password)',
    reference: 'https://book.cakephp.org/2/en/core-libraries/components/authentication.html',
    frequency: 1,
  }),
];

export const FRAMEWORK_FORMATS: readonly PasswordFormat[] = [...python, ...rails];
