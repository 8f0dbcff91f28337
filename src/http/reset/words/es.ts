/** The page in Spanish. Customers are addressed with «usted», which is polite on both sides of the Atlantic. */
import { listWith, some } from './counting.ts';
import type { Words } from './words.ts';

export const es: Words = {
  name: 'Español',
  languages: 'Idioma',
  error: 'Aviso de error',
  problem: 'Hay algo que corregir',
  goOn: 'Continuar',
  toLogin: 'Ir al inicio de sesión',
  fallback: 'Entrar con la cuenta antigua',
  help: { title: '¿Necesita ayuda?', web: 'Páginas de ayuda', mail: 'Correo', phone: 'Teléfono' },
  factors: {
    totp: 'aplicación de autenticación',
    webauthn: 'llave de acceso o llave de seguridad',
    'recovery-codes': 'códigos de recuperación',
    sms: 'códigos por SMS',
    email: 'códigos por correo electrónico',
  },
  and: listWith('es'),
  welcome: {
    reset: {
      title: 'Configure su nuevo inicio de sesión',
      text: 'Hemos cambiado la forma de iniciar sesión. Su cuenta y sus datos ya están aquí. Solo falta una nueva manera de entrar.',
    },
    enrol: {
      title: 'Vuelva a configurar su segundo paso',
      text: 'Hemos cambiado la forma de iniciar sesión. Su contraseña sigue siendo válida, pero su segundo paso no se pudo trasladar.',
    },
    recovery: {
      title: 'Recupere el acceso a su cuenta',
      text: 'Nuestro equipo de soporte ha abierto esta página para que pueda configurar una nueva manera de entrar.',
    },
    lost: (factors) => `Hay que volver a configurar: ${factors}.`,
    takes: 'Le llevará unos dos minutos.',
    begin: 'Empezar',
    unexpected: '¿No esperaba esto? Cierre la página. No se ha cambiado nada.',
  },
  confirm: {
    title: 'Confirme que es usted',
    code: {
      text: (sentTo) => `Hemos enviado un código a ${sentTo}. Puede tardar un minuto en llegar.`,
      label: 'Código recibido',
      again: 'Enviar otro código',
      wrong: 'Este código no es correcto o ha caducado. Compruébelo o pida otro.',
    },
    fact: {
      text: 'Indíquenos un dato que tenemos registrado sobre usted.',
      wrong: 'No coincide con lo que tenemos registrado. Compruébelo e inténtelo de nuevo.',
    },
    facts: {
      'profile.birthdate': 'Fecha de nacimiento',
      'profile.family_name': 'Apellidos',
      'profile.given_name': 'Nombre',
      'profile.address.postal_code': 'Código postal',
      'profile.phone_number': 'Número de teléfono',
    },
    password: {
      text: 'Escriba la contraseña con la que entra actualmente.',
      label: 'Contraseña actual',
      wrong: 'Esta contraseña no es correcta. Compruébela e inténtelo de nuevo.',
    },
  },
  credential: {
    title: 'Elija cómo quiere entrar',
    passkey: {
      title: 'Con una llave de acceso',
      text: 'Entrará con su huella, su cara o el PIN de este dispositivo. No hay nada que recordar ni nada que puedan sonsacarle por correo.',
      make: 'Crear una llave de acceso',
      failed: 'No se ha creado ninguna llave de acceso. Inténtelo de nuevo o elija una contraseña.',
      there: 'Crear una llave de acceso en el nuevo inicio de sesión',
    },
    password: {
      title: 'Con una contraseña',
      instead: 'Usar una contraseña',
      account: 'Su cuenta',
      label: 'Nueva contraseña',
      show: 'Mostrar contraseña',
      hide: 'Ocultar contraseña',
      save: 'Guardar contraseña',
      there: 'Crear una contraseña en el nuevo inicio de sesión',
      enough: 'La longitud es suficiente.',
      more: 'Caracteres que faltan:',
    },
  },
  rules: {
    title: 'Su contraseña',
    length: (min, max) => `tiene entre ${min} y ${max} caracteres, espacios incluidos`,
    advice: 'Varias palabras seguidas son fáciles de recordar y difíciles de adivinar. Puede pegarla.',
    notKnown: 'no ha aparecido en una filtración de datos ni la usa mucha gente',
    notAccount: 'no es su nombre de usuario ni su dirección de correo',
    notOld: 'no es una que ya haya usado aquí',
    digits: (min) => `tiene al menos ${some('es', min, { one: 'cifra', other: 'cifras' })}`,
    upper: (min) => `tiene al menos ${some('es', min, { one: 'mayúscula', other: 'mayúsculas' })}`,
    lower: (min) => `tiene al menos ${some('es', min, { one: 'minúscula', other: 'minúsculas' })}`,
    special: (min) =>
      `tiene al menos ${some('es', min, { one: 'carácter especial', other: 'caracteres especiales' })}`,
  },
  refused: {
    tooShort: (min) => `Su contraseña es demasiado corta. Necesita al menos ${min} caracteres.`,
    tooLong: (max) => `Su contraseña es demasiado larga. Puede tener ${max} caracteres como máximo.`,
    known: 'Mucha gente usa esta contraseña o ha aparecido en una filtración de datos. Elija otra.',
    contextual: 'Esta contraseña está hecha de palabras fáciles de adivinar aquí. Elija otra.',
    old: 'Ya ha usado esta contraseña. Elija otra.',
    digits: (min) => `Su contraseña necesita al menos ${some('es', min, { one: 'cifra', other: 'cifras' })}.`,
    upper: (min) =>
      `Su contraseña necesita al menos ${some('es', min, { one: 'mayúscula', other: 'mayúsculas' })}.`,
    lower: (min) =>
      `Su contraseña necesita al menos ${some('es', min, { one: 'minúscula', other: 'minúsculas' })}.`,
    special: (min) =>
      `Su contraseña necesita al menos ${some('es', min, { one: 'carácter especial', other: 'caracteres especiales' })}.`,
    target: (said) => `El nuevo inicio de sesión no ha aceptado esta contraseña: ${said}`,
  },
  factor: {
    title: 'Configure su aplicación de autenticación',
    lost: (factors) => `Esto no se pudo trasladar y se vuelve a configurar ahora: ${factors}.`,
    required: 'Además de la contraseña, para entrar necesitará un código de una aplicación de su teléfono.',
    scan: 'Escanee esta imagen con una aplicación de autenticación.',
    picture: 'Código QR para su aplicación de autenticación; la clave de abajo dice lo mismo',
    open: 'Abrir en la aplicación de este dispositivo',
    secret: 'O escriba esta clave en la aplicación:',
    label: 'Las seis cifras que muestra la aplicación',
    wrong: 'Este código no es correcto. Espere al siguiente y escríbalo.',
    check: 'Comprobar y continuar',
    skip: 'Ahora no',
  },
  codes: {
    title: 'Guarde estos códigos de recuperación',
    text: 'Si pierde el teléfono, cada uno de estos códigos le permite entrar una vez. Guárdelos con sus papeles importantes.',
    once: 'Solo los mostramos ahora.',
    print: 'Imprimir',
    download: 'Guardar en un archivo',
    kept: 'Los he guardado',
  },
  there: {
    title: 'Continúe en el nuevo inicio de sesión',
    text: (host) => `El siguiente paso es en ${host}. Después volverá aquí.`,
    go: (host) => `Continuar en ${host}`,
    back: 'Ya lo he hecho',
  },
  mailed: {
    title: 'Mire su correo',
    text: 'El nuevo inicio de sesión le ha enviado un mensaje. Ábralo y siga el enlace. Puede cerrar esta página.',
  },
  atLogin: {
    title: 'Un paso más al entrar',
    text: 'Vaya a la página de inicio de sesión. Allí se le pedirá el resto.',
  },
  done: {
    title: 'Todo listo',
    passkey: 'Su llave de acceso está lista. A partir de ahora entra con ella.',
    password: 'Su nueva contraseña está guardada. A partir de ahora entra con ella.',
    factor: 'Su segundo paso está configurado.',
    there: 'Su nuevo inicio de sesión está configurado.',
    notice: 'Le enviamos un mensaje para confirmarlo.',
  },
  crossed: {
    title: 'No queda nada por hacer',
    text: 'Su nuevo inicio de sesión ya está configurado. Entre como de costumbre.',
  },
  invalid: {
    title: 'Este enlace ya no es válido',
    text: 'Ya se ha usado, ha caducado o lo ha sustituido otro más reciente. En su cuenta no ha cambiado nada.',
  },
  later: {
    title: 'Inténtelo de nuevo en un momento',
    text: 'El nuevo inicio de sesión no responde en este momento. No se ha perdido nada: puede seguir donde estaba.',
    again: 'Intentar de nuevo',
  },
  held: {
    title: 'Tenemos que revisarlo nosotros',
    text: 'Una persona debe revisar algo de su cuenta. Nuestro equipo de soporte ya lo sabe. No se ha perdido nada.',
  },
  throttled: {
    title: 'Demasiados intentos',
    text: (minutes) =>
      `Inténtelo de nuevo dentro de ${some('es', minutes, { one: 'minuto', other: 'minutos' })}.`,
  },
  failed: {
    title: 'Algo ha fallado aquí',
    text: 'Es culpa nuestra, no suya. Inténtelo de nuevo en unos minutos.',
  },
  stale: {
    title: 'Esta página ha estado abierta demasiado tiempo',
    text: 'No se ha podido aceptar lo que envió. No se ha cambiado nada. Continúe desde aquí.',
  },
  newLink: {
    title: 'Pedir un nuevo enlace',
    text: 'Enviamos un nuevo enlace a la dirección que tenemos de usted.',
    send: 'Enviar un nuevo enlace',
    label: 'Correo electrónico, número de teléfono o nombre de usuario',
    or: 'Pedir uno sin el enlace anterior',
    sent: {
      title: 'Mire sus mensajes',
      text: 'Si le conocemos, un nuevo enlace está en camino a la dirección que tenemos de usted. Puede tardar unos minutos. El enlace anterior dejará entonces de ser válido.',
    },
  },
  unsubscribe: {
    title: '¿No quiere más recordatorios?',
    text: 'No le enviaremos más recordatorios. Aun así tendrá que configurar su nuevo acceso; su enlace sigue siendo válido.',
    send: 'No recibir más recordatorios',
    done: {
      title: 'No recibirá más recordatorios',
      text: 'El enlace de su último mensaje sigue siendo válido hasta el día indicado.',
    },
  },
  voice: {
    title: 'Escriba el código de nuestro equipo de soporte',
    text: 'El código que le han dado por teléfono sirve una sola vez y durante poco tiempo.',
    identifier: 'Correo electrónico, número de teléfono o nombre de usuario',
    code: 'Código de soporte',
    send: 'Continuar',
    link: 'Escribir un código de nuestro equipo de soporte',
  },
};
