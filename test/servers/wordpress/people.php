<?php
/**
 * Installs a WordPress into the database that the environment names, and makes its users by its own functions.
 * Prints for each its id and password as JSON.
 */
error_reporting(E_ERROR);
define('ABSPATH', rtrim(getenv('WP_FOLDER'), '/') . '/');
foreach (['DB_NAME', 'DB_USER', 'DB_PASSWORD', 'DB_HOST'] as $name) define($name, getenv($name));
define('DB_CHARSET', 'utf8mb4');
define('WP_INSTALLING', true);
define('WP_CONTENT_DIR', getenv('WP_CONTENT'));
define('DISABLE_WP_CRON', true);
define('WP_HTTP_BLOCK_EXTERNAL', true);
foreach (['AUTH', 'SECURE_AUTH', 'LOGGED_IN', 'NONCE'] as $name) {
    define("{$name}_KEY", 'of this test');
    define("{$name}_SALT", 'of this test');
}
$table_prefix = getenv('WP_PREFIX');
$_SERVER += ['HTTP_HOST' => 'shop.example', 'SERVER_PROTOCOL' => 'HTTP/1.1', 'REQUEST_URI' => '/', 'REQUEST_METHOD' => 'GET'];
// Nobody is written to.
function wp_mail() { return true; }

require ABSPATH . 'wp-settings.php';
require ABSPATH . 'wp-admin/includes/upgrade.php';
wp_install('Shop', 'boss', 'boss@shop.example', false, '', 'The-Boss-9');

$made = [];
// As the forms do it: what comes in has a backslash before every quote, and neither saving nor logging in takes it off.
function make($name, $password, $fields = []) {
    global $made;
    $id = wp_insert_user($fields + [
        'user_login' => $name, 'user_pass' => wp_slash($password), 'user_email' => "$name@Shop.example", 'role' => 'subscriber',
    ]);
    if (is_wp_error($id)) throw new Exception($id->get_error_message());
    $made[$name] = ['id' => (string) $id, 'password' => $password];
    return $id;
}

add_role('customer', 'Customer', ['read' => true]);
$ana = make('ana', 'Correct-Horse-9', [
    'first_name' => 'Ana', 'last_name' => 'Câmara', 'nickname' => 'Aninha', 'locale' => 'pt_PT',
    'user_url' => 'https://ana.example', 'user_registered' => '2024-03-01 10:00:00', 'role' => 'customer',
]);
get_userdata($ana)->add_role('shop_reader');
get_userdata($ana)->add_cap('read_reports');
foreach ([
    'billing_address_1' => 'Rua das Flores 7', 'billing_address_2' => '2.º Esq.', 'billing_city' => 'Porto',
    'billing_postcode' => '4050-262', 'billing_country' => 'PT', 'billing_phone' => '+351 900 000 000',
    'shipping_city' => 'Braga', 'last_update' => '1719828000', 'wc_last_active' => '1719792000',
] as $key => $value) update_user_meta($ana, $key, $value);
update_user_meta($ana, '_two_factor_totp_key', 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP');
update_user_meta($ana, '_two_factor_enabled_providers', ['Two_Factor_Totp', 'Two_Factor_Backup_Codes']);
update_user_meta($ana, 'loyalty', ['points' => 7, 'since' => 'Março']);
WP_Session_Tokens::get_instance($ana)->create(time() + 3600);

make('bob@shop.example', 'Pässwörd–日本', ['user_email' => 'bob@Shop.example']);
make('quotes', "it's \"quoted\" \\ & <b>");

// Before 2008 the column held MD5; a new login replaces it.
$old = make('old', 'of 2007');
$wpdb->update($wpdb->users, ['user_pass' => md5('of 2007')], ['ID' => $old]);
// What WordPress 6.8 writes, made as its wp_hash_password() does.
$new = make('new', 'of 2026');
$prehash = base64_encode(hash_hmac('sha384', 'of 2026', 'wp-sha384', true));
$wpdb->update($wpdb->users, ['user_pass' => '$wp' . password_hash($prehash, PASSWORD_BCRYPT, ['cost' => 4])], ['ID' => $new]);

foreach ($made as $name => $one) {
    $user = wp_authenticate_username_password(null, $name, wp_slash($one['password']));
    $made[$name]['accepted'] = !is_wp_error($user);
}
// WordPress has just replaced the MD5 by what it writes today.
$wpdb->update($wpdb->users, ['user_pass' => md5('of 2007')], ['ID' => $old]);
echo json_encode(['version' => $wp_version, 'people' => $made]);
