/** The page in German. Customers are addressed with „Sie“. */
import { listWith, some } from './counting.ts';
import type { Words } from './words.ts';

export const de: Words = {
  name: 'Deutsch',
  languages: 'Sprache',
  error: 'Fehler',
  problem: 'Etwas stimmt noch nicht',
  goOn: 'Weiter',
  toLogin: 'Zur Anmeldung',
  fallback: 'Stattdessen mit dem alten Konto anmelden',
  help: { title: 'Brauchen Sie Hilfe?', web: 'Hilfeseiten', mail: 'E-Mail', phone: 'Telefon' },
  factors: {
    totp: 'Authenticator-App',
    webauthn: 'Passkey oder Sicherheitsschlüssel',
    'recovery-codes': 'Wiederherstellungscodes',
    sms: 'Codes per SMS',
    email: 'Codes per E-Mail',
  },
  and: listWith('de'),
  welcome: {
    reset: {
      title: 'Richten Sie Ihre neue Anmeldung ein',
      text: 'Wir haben eine neue Anmeldung. Ihr Konto und Ihre Daten sind schon da. Es fehlt nur noch, womit Sie sich künftig anmelden.',
    },
    enrol: {
      title: 'Richten Sie Ihre zweite Stufe neu ein',
      text: 'Wir haben eine neue Anmeldung. Ihr Passwort gilt weiter, aber Ihre zweite Stufe konnte nicht mitkommen.',
    },
    recovery: {
      title: 'Zurück in Ihr Konto',
      text: 'Unser Support hat diese Seite für Sie geöffnet, damit Sie Ihre Anmeldung neu einrichten können.',
    },
    lost: (factors) => `Neu einzurichten: ${factors}.`,
    takes: 'Das dauert etwa zwei Minuten.',
    begin: 'Los geht’s',
    unexpected:
      'Sie haben das nicht erwartet? Dann schließen Sie die Seite einfach. Es wurde nichts geändert.',
  },
  confirm: {
    title: 'Bestätigen Sie, dass Sie es sind',
    code: {
      text: (sentTo) =>
        `Wir haben einen Code an ${sentTo} geschickt. Es kann eine Minute dauern, bis er ankommt.`,
      label: 'Bestätigungscode',
      again: 'Neuen Code schicken',
      wrong: 'Dieser Code stimmt nicht oder ist abgelaufen. Prüfen Sie ihn oder fordern Sie einen neuen an.',
    },
    fact: {
      text: 'Bitte nennen Sie uns etwas, das wir über Sie gespeichert haben.',
      wrong: 'Das stimmt nicht mit unseren Angaben überein. Prüfen Sie es und versuchen Sie es noch einmal.',
    },
    facts: {
      'profile.birthdate': 'Geburtsdatum',
      'profile.family_name': 'Nachname',
      'profile.given_name': 'Vorname',
      'profile.address.postal_code': 'Postleitzahl',
      'profile.phone_number': 'Telefonnummer',
    },
    password: {
      text: 'Geben Sie das Passwort ein, mit dem Sie sich heute anmelden.',
      label: 'Aktuelles Passwort',
      wrong: 'Dieses Passwort stimmt nicht. Prüfen Sie es und versuchen Sie es noch einmal.',
    },
  },
  credential: {
    title: 'Womit möchten Sie sich anmelden?',
    passkey: {
      title: 'Mit einem Passkey',
      text: 'Sie melden sich mit Fingerabdruck, Gesicht oder der PIN dieses Geräts an. Sie müssen sich nichts merken, und niemand kann Ihnen per E-Mail etwas entlocken.',
      make: 'Passkey erstellen',
      failed: 'Es wurde kein Passkey erstellt. Versuchen Sie es noch einmal, oder wählen Sie ein Passwort.',
      there: 'Passkey bei der neuen Anmeldung erstellen',
    },
    password: {
      title: 'Mit einem Passwort',
      instead: 'Stattdessen ein Passwort wählen',
      account: 'Ihr Konto',
      label: 'Neues Passwort',
      show: 'Passwort zeigen',
      hide: 'Passwort verbergen',
      save: 'Passwort speichern',
      there: 'Passwort bei der neuen Anmeldung setzen',
      enough: 'Lang genug.',
      more: 'So viele Zeichen fehlen noch:',
    },
  },
  rules: {
    title: 'Ihr Passwort',
    length: (min, max) => `hat zwischen ${min} und ${max} Zeichen, Leerzeichen zählen mit`,
    advice:
      'Mehrere Wörter hintereinander merkt man sich leicht, und sie sind schwer zu erraten. Einfügen ist erlaubt.',
    notKnown: 'ist keines, das bei einem Datenleck bekannt wurde oder das viele benutzen',
    notAccount: 'ist nicht Ihr Benutzername oder Ihre E-Mail-Adresse',
    notOld: 'ist keines, das Sie hier schon einmal hatten',
    digits: (min) => `hat mindestens ${some('de', min, { one: 'Ziffer', other: 'Ziffern' })}`,
    upper: (min) => `hat mindestens ${some('de', min, { one: 'Großbuchstaben', other: 'Großbuchstaben' })}`,
    lower: (min) => `hat mindestens ${some('de', min, { one: 'Kleinbuchstaben', other: 'Kleinbuchstaben' })}`,
    special: (min) => `hat mindestens ${some('de', min, { one: 'Sonderzeichen', other: 'Sonderzeichen' })}`,
  },
  refused: {
    tooShort: (min) => `Ihr Passwort ist zu kurz. Es braucht mindestens ${min} Zeichen.`,
    tooLong: (max) => `Ihr Passwort ist zu lang. Es darf höchstens ${max} Zeichen haben.`,
    known:
      'Dieses Passwort benutzen viele, oder es wurde bei einem Datenleck bekannt. Wählen Sie ein anderes.',
    contextual:
      'Dieses Passwort besteht aus Wörtern, die hier leicht zu erraten sind. Wählen Sie ein anderes.',
    old: 'Dieses Passwort hatten Sie schon einmal. Wählen Sie ein anderes.',
    digits: (min) =>
      `Ihr Passwort braucht mindestens ${some('de', min, { one: 'Ziffer', other: 'Ziffern' })}.`,
    upper: (min) =>
      `Ihr Passwort braucht mindestens ${some('de', min, { one: 'Großbuchstaben', other: 'Großbuchstaben' })}.`,
    lower: (min) =>
      `Ihr Passwort braucht mindestens ${some('de', min, { one: 'Kleinbuchstaben', other: 'Kleinbuchstaben' })}.`,
    special: (min) =>
      `Ihr Passwort braucht mindestens ${some('de', min, { one: 'Sonderzeichen', other: 'Sonderzeichen' })}.`,
    target: (said) => `Die neue Anmeldung hat dieses Passwort nicht angenommen: ${said}`,
  },
  factor: {
    title: 'Richten Sie Ihre Authenticator-App ein',
    lost: (factors) => `Das konnte nicht mitkommen und wird jetzt neu eingerichtet: ${factors}.`,
    required: 'Neben dem Passwort brauchen Sie beim Anmelden einen Code aus einer App auf Ihrem Telefon.',
    scan: 'Scannen Sie dieses Bild mit einer Authenticator-App.',
    picture: 'QR-Code für Ihre Authenticator-App; der Schlüssel darunter sagt dasselbe',
    open: 'In der App auf diesem Gerät öffnen',
    secret: 'Oder geben Sie in der App diesen Schlüssel ein:',
    label: 'Sechs Ziffern, die die App zeigt',
    wrong: 'Dieser Code stimmt nicht. Warten Sie auf den nächsten und geben Sie den ein.',
    check: 'Prüfen und weiter',
    skip: 'Jetzt nicht',
  },
  codes: {
    title: 'Heben Sie diese Wiederherstellungscodes auf',
    text: 'Wenn Sie Ihr Telefon verlieren, kommen Sie mit jedem dieser Codes einmal in Ihr Konto. Bewahren Sie sie bei Ihren wichtigen Unterlagen auf.',
    once: 'Wir zeigen sie nur jetzt.',
    print: 'Drucken',
    download: 'Als Datei speichern',
    kept: 'Ich habe sie aufgehoben',
  },
  there: {
    title: 'Weiter bei der neuen Anmeldung',
    text: (host) => `Der nächste Schritt ist bei ${host}. Danach kommen Sie hierher zurück.`,
    go: (host) => `Weiter bei ${host}`,
    back: 'Das habe ich getan',
  },
  mailed: {
    title: 'Sehen Sie in Ihre E-Mails',
    text: 'Die neue Anmeldung hat Ihnen eine Nachricht geschickt. Folgen Sie dem Link darin. Diese Seite können Sie schließen.',
  },
  atLogin: {
    title: 'Noch ein Schritt beim Anmelden',
    text: 'Gehen Sie zur Anmeldung. Dort werden Sie nach dem Rest gefragt.',
  },
  done: {
    title: 'Alles eingerichtet',
    passkey: 'Ihr Passkey ist bereit. Ab jetzt melden Sie sich damit an.',
    password: 'Ihr neues Passwort ist gespeichert. Ab jetzt melden Sie sich damit an.',
    factor: 'Ihre zweite Stufe ist eingerichtet.',
    there: 'Ihre neue Anmeldung ist eingerichtet.',
    notice: 'Wir schicken Ihnen dazu eine Bestätigung.',
  },
  crossed: {
    title: 'Es ist nichts mehr zu tun',
    text: 'Ihre neue Anmeldung ist schon eingerichtet. Melden Sie sich einfach wie gewohnt an.',
  },
  invalid: {
    title: 'Dieser Link gilt nicht mehr',
    text: 'Er wurde schon benutzt, ist abgelaufen, oder es gibt einen neueren. An Ihrem Konto hat sich nichts geändert.',
  },
  later: {
    title: 'Bitte versuchen Sie es gleich noch einmal',
    text: 'Die neue Anmeldung antwortet im Moment nicht. Es ist nichts verloren, Sie können hier weitermachen.',
    again: 'Noch einmal versuchen',
  },
  held: {
    title: 'Das müssen wir uns selbst ansehen',
    text: 'An Ihrem Konto muss ein Mensch etwas prüfen. Unser Support weiß schon davon. Es ist nichts verloren.',
  },
  throttled: {
    title: 'Zu viele Versuche',
    text: (minutes) =>
      `Bitte versuchen Sie es in ${some('de', minutes, { one: 'Minute', other: 'Minuten' })} noch einmal.`,
  },
  failed: {
    title: 'Hier ist etwas schiefgegangen',
    text: 'Das liegt an uns, nicht an Ihnen. Bitte versuchen Sie es in ein paar Minuten noch einmal.',
  },
  stale: {
    title: 'Diese Seite war zu lange offen',
    text: 'Was Sie geschickt haben, konnte nicht angenommen werden. Es wurde nichts geändert. Bitte machen Sie hier weiter.',
  },
  newLink: {
    title: 'Neuen Link anfordern',
    text: 'Wir schicken einen neuen Link an die Adresse, die wir von Ihnen haben.',
    send: 'Neuen Link schicken',
    label: 'E-Mail-Adresse, Telefonnummer oder Benutzername',
    or: 'Ohne den alten Link anfordern',
    sent: {
      title: 'Sehen Sie in Ihre Nachrichten',
      text: 'Wenn wir Sie kennen, ist ein neuer Link an die Adresse unterwegs, die wir von Ihnen haben. Das kann ein paar Minuten dauern. Der alte Link gilt dann nicht mehr.',
    },
  },
  unsubscribe: {
    title: 'Keine Erinnerungen mehr?',
    text: 'Wir schicken Ihnen dann keine Erinnerungen mehr. Ihre neue Anmeldung müssen Sie trotzdem noch einrichten; Ihr Link bleibt gültig.',
    send: 'Keine Erinnerungen mehr',
    done: {
      title: 'Sie bekommen keine Erinnerungen mehr',
      text: 'Der Link in Ihrer letzten Nachricht gilt weiter bis zu dem Tag, der dort steht.',
    },
  },
  voice: {
    title: 'Geben Sie den Code unseres Supports ein',
    text: 'Der Code, den man Ihnen am Telefon genannt hat, gilt einmal und nur für kurze Zeit.',
    identifier: 'E-Mail-Adresse, Telefonnummer oder Benutzername',
    code: 'Code vom Support',
    send: 'Weiter',
    link: 'Code unseres Supports eingeben',
  },
};
