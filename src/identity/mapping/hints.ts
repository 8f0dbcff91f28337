/**
 * What columns are called out there: the names under which old systems keep what we know, one row for each path.
 *
 * Names are compared without case, blanks and punctuation, and without the word for the thing in front
 * (`user_email`, `CustomerEmail`). Earlier names go before later ones. Collected from the schemas of the systems in
 * docs/sources and of common frameworks (Django, Rails Devise, Laravel, ASP.NET Identity, WordPress, Magento …).
 *
 * @module
 */

/** What the values have to look like before a rule is proposed. */
export type Look =
  | 'id'
  | 'text'
  | 'email'
  | 'phone'
  | 'username'
  | 'flag'
  | 'time'
  | 'hash'
  /** Only such as begin with the mark of their format. */
  | 'marked-hash'
  | 'salt'
  | 'totp'
  | 'enabled'
  | 'disabled'
  | 'status'
  | 'list'
  | 'operation';

export interface Hint {
  readonly to: string;
  readonly look: Look;
  readonly names: readonly string[];
}

export const HINTS: readonly Hint[] = [
  hint('id', 'id', 'id uid uuid guid sub subject localid entityid externalid pk'),
  hint('email', 'email', 'email emailaddress mail primaryemail useremail emailaddr'),
  hint('email[1]', 'email', 'email2 secondaryemail alternateemail otheremail recoveryemail backupemail'),
  hint(
    'email.verified',
    'flag',
    'emailverified emailconfirmed isemailverified verifiedemail mailverified verified confirmed isverified isconfirmed emailverifiedat confirmedat emailconfirmedat emailauthenticated',
  ),
  hint(
    'phone',
    'phone',
    'phone phonenumber mobile mobilephone mobilenumber cell cellphone telephone tel telefon msisdn',
  ),
  hint(
    'phone.verified',
    'flag',
    'phoneverified phonenumberverified phoneconfirmed phonenumberconfirmed phoneverifiedat',
  ),
  hint(
    'username',
    'username',
    'username login userlogin loginname nick handle screenname samaccountname preferredusername',
  ),
  hint('status', 'enabled', 'active isactive enabled isenabled'),
  hint('status', 'disabled', 'disabled isdisabled blocked isblocked banned isbanned suspended inactive'),
  hint('status', 'status', 'status state accountstatus'),
  hint('profile.name', 'text', 'name fullname displayname realname cn'),
  hint('profile.given_name', 'text', 'givenname firstname fname forename prenom vorname'),
  hint('profile.family_name', 'text', 'familyname lastname lname surname sn nom nachname'),
  hint('profile.middle_name', 'text', 'middlename'),
  hint('profile.nickname', 'text', 'nickname usernicename'),
  hint('profile.picture', 'text', 'picture avatar avatarurl photourl imageurl image profilepicture'),
  hint('profile.website', 'text', 'website url homepage'),
  hint('profile.gender', 'text', 'gender sex'),
  hint('profile.birthdate', 'text', 'birthdate birthday dob dateofbirth'),
  hint('profile.zoneinfo', 'text', 'zoneinfo timezone tz'),
  hint('profile.locale', 'text', 'locale language lang preferredlanguage'),
  hint('profile.address.street_address', 'text', 'streetaddress street address address1 addressline1'),
  hint('profile.address.locality', 'text', 'locality city town'),
  hint('profile.address.region', 'text', 'region state province'),
  hint('profile.address.postal_code', 'text', 'postalcode postcode zip zipcode plz'),
  hint('profile.address.country', 'text', 'country countrycode'),
  hint(
    'password.hash',
    'hash',
    'passwordhash passwordhashed hashedpassword encryptedpassword passworddigest password passwd pass pwd userpass userpassword hash',
  ),
  hint('password.beside.salt', 'salt', 'salt passwordsalt passwdsalt membersalt'),
  hint(
    'factors.totp.secret',
    'totp',
    'totpsecret otpsecret twofactorsecret mfasecret 2fasecret totp authenticatorkey',
  ),
  hint(
    'factors.totp.enabled',
    'flag',
    'totpenabled otpenabled twofactorenabled mfaenabled 2faenabled otprequiredforlogin',
  ),
  hint('memberships.roles', 'list', 'roles role'),
  hint('memberships.groups', 'list', 'groups group memberof'),
  hint('links.google', 'text', 'googleid googlesub googleuserid'),
  hint('links.facebook', 'text', 'facebookid fbid facebookuserid'),
  hint('links.apple', 'text', 'appleid applesub appleuserid'),
  hint('links.microsoft', 'text', 'microsoftid azureid azureoid'),
  hint('links.github', 'text', 'githubid'),
  hint('links.linkedin', 'text', 'linkedinid'),
  hint('links.twitter', 'text', 'twitterid'),
  hint(
    'createdAt',
    'time',
    'createdat created creationdate creationtime createddate createdon registered registeredat registrationdate datejoined joindate joinedat signupdate signedupat regdate dateadd insertedat insertinstant whencreated',
  ),
  hint(
    'updatedAt',
    'time',
    'updatedat updated modified modifiedat lastmodified changed dateupd lastupdateinstant whenchanged',
  ),
  hint(
    'lastLoginAt',
    'time',
    'lastloginat lastlogin lastlogindate lastlogintime lastsignedinat lastsigninat currentsigninat lastvisit lastvisitdate lastseen lastactivity lastlogininstant',
  ),
  hint('operation', 'operation', 'operation op action changetype'),
];

const PREFIX = /^(?:user|usr|customer|cust|client|account|acct|member)s?/;

/** The spellings under which a column may be known: as it is, and without the word in front. */
export function spellingsOf(column: string): readonly string[] {
  const plain = column.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '');
  return [plain, plain.replace(PREFIX, '')];
}

function hint(to: string, look: Look, names: string): Hint {
  return { to, look, names: names.split(' ') };
}
