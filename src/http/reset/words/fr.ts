/** The page in French. Customers are addressed with « vous ». */
import { listWith, some } from './counting.ts';
import type { Words } from './words.ts';

export const fr: Words = {
  name: 'Français',
  languages: 'Langue',
  error: 'Erreur',
  problem: 'Un point est à corriger',
  goOn: 'Continuer',
  toLogin: 'Aller à la connexion',
  fallback: 'Se connecter plutôt avec l’ancien compte',
  help: { title: 'Besoin d’aide ?', web: 'Pages d’aide', mail: 'E-mail', phone: 'Téléphone' },
  factors: {
    totp: 'application d’authentification',
    webauthn: 'clé d’accès ou clé de sécurité',
    'recovery-codes': 'codes de secours',
    sms: 'codes par SMS',
    email: 'codes par e-mail',
  },
  and: listWith('fr'),
  welcome: {
    reset: {
      title: 'Configurez votre nouvelle connexion',
      text: 'Notre page de connexion a changé. Votre compte et vos données sont déjà là. Il ne manque plus qu’un nouveau moyen de vous connecter.',
    },
    enrol: {
      title: 'Configurez à nouveau votre seconde étape',
      text: 'Notre page de connexion a changé. Votre mot de passe reste valable, mais votre seconde étape n’a pas pu être reprise.',
    },
    recovery: {
      title: 'Retrouvez l’accès à votre compte',
      text: 'Notre assistance a ouvert cette page pour vous, afin que vous puissiez configurer un nouveau moyen de connexion.',
    },
    lost: (factors) => `À configurer à nouveau : ${factors}.`,
    takes: 'Cela prend environ deux minutes.',
    begin: 'Commencer',
    unexpected: 'Vous ne vous y attendiez pas ? Fermez cette page. Rien n’a été modifié.',
  },
  confirm: {
    title: 'Confirmez que c’est bien vous',
    code: {
      text: (sentTo) => `Nous avons envoyé un code à ${sentTo}. Il peut mettre une minute à arriver.`,
      label: 'Code reçu',
      again: 'Envoyer un nouveau code',
      wrong: 'Ce code est incorrect ou a expiré. Vérifiez-le ou demandez-en un nouveau.',
    },
    fact: {
      text: 'Indiquez-nous une information que nous avons à votre sujet.',
      wrong: 'Cela ne correspond pas à nos informations. Vérifiez et réessayez.',
    },
    facts: {
      'profile.birthdate': 'Date de naissance',
      'profile.family_name': 'Nom de famille',
      'profile.given_name': 'Prénom',
      'profile.address.postal_code': 'Code postal',
      'profile.phone_number': 'Numéro de téléphone',
    },
    password: {
      text: 'Saisissez le mot de passe avec lequel vous vous connectez aujourd’hui.',
      label: 'Mot de passe actuel',
      wrong: 'Ce mot de passe est incorrect. Vérifiez-le et réessayez.',
    },
  },
  credential: {
    title: 'Choisissez comment vous connecter',
    passkey: {
      title: 'Avec une clé d’accès',
      text: 'Vous vous connectez avec votre empreinte, votre visage ou le code de cet appareil. Rien à retenir, et rien que l’on puisse vous soutirer par e-mail.',
      make: 'Créer une clé d’accès',
      failed: 'Aucune clé d’accès n’a été créée. Réessayez ou choisissez un mot de passe.',
      there: 'Créer une clé d’accès sur la nouvelle connexion',
    },
    password: {
      title: 'Avec un mot de passe',
      instead: 'Utiliser plutôt un mot de passe',
      account: 'Votre compte',
      label: 'Nouveau mot de passe',
      show: 'Afficher le mot de passe',
      hide: 'Masquer le mot de passe',
      save: 'Enregistrer le mot de passe',
      there: 'Définir un mot de passe sur la nouvelle connexion',
      enough: 'La longueur suffit.',
      more: 'Caractères manquants :',
    },
  },
  rules: {
    title: 'Votre mot de passe',
    length: (min, max) => `compte entre ${min} et ${max} caractères, espaces compris`,
    advice:
      'Plusieurs mots à la suite sont faciles à retenir et difficiles à deviner. Vous pouvez coller le texte.',
    notKnown: 'n’a pas été divulgué dans une fuite de données et n’est pas utilisé par beaucoup de gens',
    notAccount: 'n’est ni votre nom d’utilisateur ni votre adresse e-mail',
    notOld: 'n’est pas un mot de passe que vous avez déjà utilisé ici',
    digits: (min) => `compte au moins ${some('fr', min, { one: 'chiffre', other: 'chiffres' })}`,
    upper: (min) => `compte au moins ${some('fr', min, { one: 'majuscule', other: 'majuscules' })}`,
    lower: (min) => `compte au moins ${some('fr', min, { one: 'minuscule', other: 'minuscules' })}`,
    special: (min) =>
      `compte au moins ${some('fr', min, { one: 'caractère spécial', other: 'caractères spéciaux' })}`,
  },
  refused: {
    tooShort: (min) => `Votre mot de passe est trop court. Il lui faut au moins ${min} caractères.`,
    tooLong: (max) => `Votre mot de passe est trop long. Il peut compter ${max} caractères au plus.`,
    known:
      'Ce mot de passe est utilisé par beaucoup de gens ou a été divulgué dans une fuite de données. Choisissez-en un autre.',
    contextual: 'Ce mot de passe est fait de mots faciles à deviner ici. Choisissez-en un autre.',
    old: 'Vous avez déjà utilisé ce mot de passe. Choisissez-en un autre.',
    digits: (min) =>
      `Votre mot de passe doit compter au moins ${some('fr', min, { one: 'chiffre', other: 'chiffres' })}.`,
    upper: (min) =>
      `Votre mot de passe doit compter au moins ${some('fr', min, { one: 'majuscule', other: 'majuscules' })}.`,
    lower: (min) =>
      `Votre mot de passe doit compter au moins ${some('fr', min, { one: 'minuscule', other: 'minuscules' })}.`,
    special: (min) =>
      `Votre mot de passe doit compter au moins ${some('fr', min, { one: 'caractère spécial', other: 'caractères spéciaux' })}.`,
    target: (said) => `La nouvelle connexion n’a pas accepté ce mot de passe : ${said}`,
  },
  factor: {
    title: 'Configurez votre application d’authentification',
    lost: (factors) => `Ceci n’a pas pu être repris et se configure à nouveau maintenant : ${factors}.`,
    required:
      'En plus du mot de passe, il vous faudra un code d’une application de votre téléphone pour vous connecter.',
    scan: 'Scannez cette image avec une application d’authentification.',
    picture: 'Code QR pour votre application d’authentification ; la clé ci-dessous dit la même chose',
    open: 'Ouvrir dans l’application de cet appareil',
    secret: 'Ou saisissez cette clé dans l’application :',
    label: 'Les six chiffres affichés par l’application',
    wrong: 'Ce code est incorrect. Attendez le suivant et saisissez-le.',
    check: 'Vérifier et continuer',
    skip: 'Pas maintenant',
  },
  codes: {
    title: 'Conservez ces codes de secours',
    text: 'Si vous perdez votre téléphone, chacun de ces codes vous donne accès une fois. Conservez-les avec vos papiers importants.',
    once: 'Nous ne les affichons que maintenant.',
    print: 'Imprimer',
    download: 'Enregistrer dans un fichier',
    kept: 'Je les ai conservés',
  },
  there: {
    title: 'Continuez sur la nouvelle connexion',
    text: (host) => `L’étape suivante se passe sur ${host}. Vous reviendrez ensuite ici.`,
    go: (host) => `Continuer sur ${host}`,
    back: 'C’est fait',
  },
  mailed: {
    title: 'Consultez vos e-mails',
    text: 'La nouvelle connexion vous a envoyé un message. Ouvrez-le et suivez le lien. Vous pouvez fermer cette page.',
  },
  atLogin: {
    title: 'Encore une étape à la connexion',
    text: 'Allez à la page de connexion. Le reste vous y sera demandé.',
  },
  done: {
    title: 'Tout est prêt',
    passkey: 'Votre clé d’accès est prête. Désormais, vous vous connectez avec elle.',
    password: 'Votre nouveau mot de passe est enregistré. Désormais, vous vous connectez avec lui.',
    factor: 'Votre seconde étape est configurée.',
    there: 'Votre nouvelle connexion est configurée.',
    notice: 'Nous vous envoyons un message de confirmation.',
  },
  crossed: {
    title: 'Il ne reste rien à faire',
    text: 'Votre nouvelle connexion est déjà configurée. Connectez-vous simplement comme d’habitude.',
  },
  invalid: {
    title: 'Ce lien n’est plus valable',
    text: 'Il a déjà servi, il a expiré ou un lien plus récent l’a remplacé. Rien n’a changé dans votre compte.',
  },
  later: {
    title: 'Réessayez dans un instant',
    text: 'La nouvelle connexion ne répond pas pour le moment. Rien n’est perdu : vous pouvez reprendre ici.',
    again: 'Réessayer',
  },
  held: {
    title: 'Nous devons vérifier cela nous-mêmes',
    text: 'Quelqu’un doit examiner votre compte. Notre assistance est déjà prévenue. Rien n’est perdu.',
  },
  throttled: {
    title: 'Trop de tentatives',
    text: (minutes) => `Réessayez dans ${some('fr', minutes, { one: 'minute', other: 'minutes' })}.`,
  },
  failed: {
    title: 'Une erreur s’est produite ici',
    text: 'Cela vient de nous, pas de vous. Réessayez dans quelques minutes.',
  },
  stale: {
    title: 'Cette page est restée ouverte trop longtemps',
    text: 'Votre envoi n’a pas pu être pris en compte. Rien n’a été modifié. Reprenez à partir d’ici.',
  },
  newLink: {
    title: 'Recevoir un nouveau lien',
    text: 'Nous envoyons un nouveau lien à l’adresse que nous avons pour vous.',
    send: 'Envoyer un nouveau lien',
    label: 'Adresse e-mail, numéro de téléphone ou nom d’utilisateur',
    or: 'En demander un sans l’ancien lien',
    sent: {
      title: 'Consultez vos messages',
      text: 'Si nous vous connaissons, un nouveau lien est en route vers l’adresse que nous avons pour vous. Cela peut prendre quelques minutes. L’ancien lien ne sera alors plus valable.',
    },
  },
  unsubscribe: {
    title: 'Ne plus recevoir de rappels ?',
    text: 'Nous ne vous enverrons plus de rappels. Vous devrez tout de même configurer votre nouvelle connexion ; votre lien reste valable.',
    send: 'Ne plus recevoir de rappels',
    done: {
      title: 'Vous ne recevrez plus de rappels',
      text: 'Le lien de votre dernier message reste valable jusqu’au jour indiqué.',
    },
  },
  voice: {
    title: 'Saisissez le code de notre assistance',
    text: 'Le code que l’on vous a donné au téléphone est valable une seule fois et peu de temps.',
    identifier: 'Adresse e-mail, numéro de téléphone ou nom d’utilisateur',
    code: 'Code de l’assistance',
    send: 'Continuer',
    link: 'Saisir un code de notre assistance',
  },
};
