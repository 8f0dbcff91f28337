/**
 * Shops: mostly `hash:salt`, and which of the two orders it was is known only from the product.
 *
 * @see https://hashcat.net/wiki/doku.php?id=example_hashes
 * @module
 */
import type { PasswordFormat } from '../format.ts';
import { digestFormat } from '../recipe.ts';
import type { Row } from '../recipe-inputs.ts';

const HASHCAT = 'https://hashcat.net/wiki/doku.php?id=example_hashes';
const MAGENTO =
  'https://github.com/magento/magento2/blob/2.4-develop/lib/internal/Magento/Framework/Encryption/Encryptor.php';
const HEX_COLON_SALT = ['<key:hex>:<salt:text>', '<key:hex>'] as const;

function shop(
  row: Omit<Row, 'family' | 'layout'> & { readonly rule: string; readonly layout?: Row['layout'] },
): PasswordFormat {
  return digestFormat({ family: 'cms', reference: HASHCAT, layout: HEX_COLON_SALT, ...row });
}

export const SHOP_FORMATS: readonly PasswordFormat[] = [
  shop({
    id: 'oscommerce',
    title: 'osCommerce',
    foundIn: 'osCommerce, xt:Commerce, Gambio, Zen Cart 1.3',
    rule: 'md5(salt . password)',
    frequency: 2,
  }),
  shop({
    id: 'zencart-sha256',
    title: 'Zen Cart 1.5',
    foundIn: 'Zen Cart 1.5',
    rule: 'sha256(salt . password)',
  }),
  ...(['md5', 'sha256', 'sha512'] as const).map((name) =>
    shop({
      id: `magento1-${name}`,
      title: `Magento 1 ${name.toUpperCase()}`,
      foundIn: name === 'md5' ? 'Magento 1, OpenMage' : 'Magento 1 Enterprise, OpenMage',
      rule: `${name}(salt . password)`,
      frequency: name === 'sha512' ? 1 : 2,
    }),
  ),
  shop({
    id: 'magento2-md5',
    title: 'Magento 2, version 0',
    foundIn: 'Magento 2, Adobe Commerce',
    layout: '<key:hex>:<salt:text>:0',
    shape: /^[0-9a-f]{32}:[^:]+:0$/,
    rule: 'md5(salt . password)',
    reference: MAGENTO,
  }),
  shop({
    id: 'magento2-sha256',
    title: 'Magento 2, version 1',
    foundIn: 'Magento 2, Adobe Commerce',
    layout: '<key:hex>:<salt:text>:1',
    shape: /^[0-9a-f]{64}:[^:]+:1$/,
    rule: 'sha256(salt . password)',
    reference: MAGENTO,
    frequency: 3,
  }),
  shop({
    id: 'prestashop-md5',
    title: 'PrestaShop up to 1.6',
    foundIn: 'PrestaShop',
    layout: '<key:hex>',
    rule: 'md5(pepper . password)',
    frequency: 2,
  }),
  shop({
    id: 'opencart-sha1',
    title: 'OpenCart',
    foundIn: 'OpenCart 1.4.9 to 3, Arastta',
    layout: '<key:hex>',
    rule: 'sha1(salt . hex(sha1(salt . hex(sha1(password)))))',
    frequency: 2,
  }),
  shop({
    id: 'cubecart',
    title: 'CubeCart',
    foundIn: 'CubeCart 4, 5',
    layout: '<key:hex>',
    rule: 'md5(hex(md5(salt)) . hex(md5(password)))',
  }),
  shop({
    id: 'shopware5-sha256',
    title: 'Shopware 5',
    foundIn: 'Shopware 5',
    layout: '<iterations>:<salt:text>:<key:hex>',
    // One round more than the number says.
    rule: 'unhex(iterate(iterations, hex(sha256(password . salt)), hex(sha256(it . password . salt))))',
    reference:
      'https://github.com/shopware5/shopware/blob/5.7/engine/Shopware/Components/Password/Encoder/Sha256.php',
    frequency: 2,
  }),
  shop({
    id: 'oxid-md5',
    title: 'OXID eShop before 4.9',
    foundIn: 'OXID eShop',
    layout: '<key:hex>',
    rule: 'md5(password . unhex(salt))',
  }),
  shop({
    id: 'oxid-sha512',
    title: 'OXID eShop 4.9 to 6',
    foundIn: 'OXID eShop',
    layout: '<key:hex>',
    rule: 'sha512(password . salt)',
  }),
];
