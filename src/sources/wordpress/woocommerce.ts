/**
 * What WooCommerce keeps of a customer in `usermeta`: addresses, and when the customer was last there.
 *
 * The billing address is the address of the profile; all else of `billing_` and `shipping_` are attributes of their own
 * names. The telephone number is a contact and not a login: WordPress knows none by number.
 *
 * @see https://github.com/woocommerce/woocommerce/blob/trunk/plugins/woocommerce/includes/data-stores/class-wc-customer-data-store.php
 * @module
 */
import type { Identity, Profile } from '../../identity/identity.ts';
import type { Values } from '../reading/values.ts';

/** Known and of no meaning elsewhere. */
const FORGOTTEN = [
  'paying_customer',
  '_woocommerce_tracks_anon_id',
  '_woocommerce_load_saved_cart_after_login',
];
/** A cart for each site of a network. */
const CART = /^_woocommerce_persistent_cart(?:_\d+)?$/;

const ADDRESS = {
  billing_city: 'locality',
  billing_state: 'region',
  billing_postcode: 'postal_code',
  billing_country: 'country',
} as const;

export function takeShop(identity: Identity, metas: Map<string, string>, values: Values): void {
  for (const key of FORGOTTEN) metas.delete(key);
  const address: NonNullable<Profile['address']> = {};
  const street = ['billing_address_1', 'billing_address_2'].flatMap((key) => metas.get(key) ?? []);
  if (street.length > 0) address.street_address = street.join('\n');
  for (const [key, value] of metas) {
    values.field = key;
    if (Object.hasOwn(ADDRESS, key)) address[ADDRESS[key as keyof typeof ADDRESS]] = value;
    else if (key === 'wc_last_active' || key === 'last_update') takeTime(identity, key, value, values);
    else if (/^(?:billing|shipping)_/.test(key)) {
      if (!key.startsWith('billing_address_')) identity.attributes[key] = value;
    } else if (!CART.test(key)) continue;
    metas.delete(key);
  }
  if (Object.keys(address).length > 0) identity.profile.address = address;
}

/** Seconds since 1970; the day of the last visit is as near as WooCommerce comes to a last login. */
function takeTime(identity: Identity, key: string, value: string, values: Values): void {
  const time = values.time(value, 's');
  if (time !== undefined) identity[key === 'last_update' ? 'updatedAt' : 'lastLoginAt'] = time;
}
