import type { Texts } from './texts.ts'

/** GSM-7 has no á, í, ó and ú, hence “clave” where the mails say “código”. */
export const es: Texts = {
  code: {
    subject: '{code} es su código de {application}',
    title: {
      sign_in: 'Su código para iniciar sesión',
      reset_password: 'Su código para elegir una contraseña nueva',
      sign_up: 'Su código para crear su cuenta',
      email_address: 'Confirme su dirección de correo electrónico',
      phone_number: 'Confirme su número de teléfono',
      reverification: 'Confirme que es usted',
      second_factor: 'Su código para el segundo paso',
      recovery: 'Su código para recuperar su cuenta',
    },
    use: {
      sign_in: 'Use este código para iniciar sesión en {application}:',
      reset_password: 'Use este código para elegir una contraseña nueva en {application}:',
      sign_up: 'Use este código para crear su cuenta en {application}:',
      email_address: 'Use este código para confirmar esta dirección de correo electrónico en {application}:',
      phone_number: 'Use este código para confirmar su número de teléfono en {application}:',
      reverification: 'Use este código para confirmar en {application} que es usted:',
      second_factor: 'Use este código para el segundo paso del inicio de sesión en {application}:',
      recovery: 'Use este código para volver a entrar en su cuenta de {application} sin su segundo paso:',
    },
    caution:
      'Sirve una sola vez, durante {duration}. Si no lo ha solicitado, puede ignorar este mensaje: nadie puede entrar sin el código. No se lo diga nunca a nadie.',
    sms: {
      sign_in: '{code} es su clave de {application} para acceder. Vale {duration}. No la comparta con nadie.',
      reset_password:
        '{code} es su clave de {application} para cambiar la contraseña. Vale {duration}. No la comparta con nadie.',
      sign_up: '{code} es su clave de {application} para crear su cuenta. Vale {duration}. No la comparta con nadie.',
      email_address:
        '{code} es su clave de {application} para confirmar su correo. Vale {duration}. No la comparta con nadie.',
      phone_number:
        '{code} es su clave de {application} para confirmar este teléfono. Vale {duration}. No la comparta con nadie.',
      reverification:
        '{code} es su clave de {application} para confirmar que es usted. Vale {duration}. No la comparta con nadie.',
      second_factor:
        '{code} es su clave de {application} para el segundo paso. Vale {duration}. No la comparta con nadie.',
      recovery:
        '{code} es su clave de {application} para recuperar su cuenta. Vale {duration}. No la comparta con nadie.',
    },
  },
  notices: {
    new_device: {
      subject: 'Nuevo inicio de sesión',
      what: 'Se acaba de iniciar sesión en su cuenta desde un navegador que no conocíamos.',
    },
    impersonated: {
      subject: 'Alguien actúa en su nombre',
      what: 'Quienes gestionan esta aplicación han abierto una sesión en la que una de sus personas actúa en su nombre, para ayudar o comprobar algo. Termina por sí sola en menos de una hora y no puede cambiar su forma de iniciar sesión.',
    },
    second_factor_failed: {
      subject: 'Alguien conoce su contraseña',
      what: 'Alguien ha introducido correctamente su contraseña, pero no ha superado el segundo paso. Si no ha sido usted, cambie su contraseña ahora mismo.',
    },
    browser_trusted: {
      subject: 'Un navegador es ahora de confianza',
      what: 'A partir de ahora, en un navegador no se pedirá el segundo paso al iniciar sesión en su cuenta. Un cambio de la contraseña o de la verificación en dos pasos pone fin a esto; también puede hacerlo usted en su cuenta.',
    },
    trusted_device_copied: {
      subject: 'Se eliminó un dispositivo de confianza',
      what: 'Alguien usó una copia antigua de la cookie que permitía a uno de sus dispositivos omitir la verificación en dos pasos. Ese dispositivo volverá a pedirla. Si no ha copiado ni restaurado un perfil del navegador, cambie su contraseña y revise dónde tiene la sesión iniciada.',
    },
    locked: {
      subject: 'Su cuenta está bloqueada temporalmente',
      what: 'Ha habido demasiados intentos fallidos de iniciar sesión. El bloqueo terminará por sí solo.',
    },
    second_step_guessed: {
      subject: 'Alguien intenta adivinar su segundo paso',
      what: 'Alguien que conoce su contraseña ha fallado una y otra vez en el segundo paso, por lo que la contraseña ya no sirve. Elija una nueva con «¿Olvidó su contraseña?». Nadie ha entrado.',
    },
    factor_worn: {
      subject: 'Se ha desactivado una forma de iniciar sesión',
      what: 'Hubo demasiados intentos fallidos seguidos con uno de sus segundos factores, por lo que se ha desactivado. Inicie sesión con otro y configúrelo de nuevo, o consulte a los responsables de {application}.',
    },
    password_changed: {
      subject: 'Se ha cambiado su contraseña',
      what: 'Se ha cambiado la contraseña de su cuenta y es posible que se hayan cerrado otras sesiones.',
    },
    factor_added: {
      subject: 'La verificación en dos pasos está activada',
      what: 'Se ha añadido una aplicación de autenticación a su cuenta. Se han cerrado sus otras sesiones.',
    },
    factor_replaced: {
      subject: 'Su app de autenticación ha cambiado',
      what: 'Una nueva aplicación de autenticación ocupa el lugar de una anterior, cuyos códigos ya no sirven. Se han cerrado sus otras sesiones.',
    },
    factor_removed: {
      subject: 'Ha cambiado la verificación en dos pasos',
      what: 'Se ha eliminado una aplicación de autenticación de su cuenta.',
    },
    passkey_added: {
      subject: 'Llave de acceso añadida',
      what: 'Se añadió una llave de acceso a su cuenta. Sus otras sesiones se cerraron.',
    },
    passkey_removed: {
      subject: 'Llave de acceso eliminada',
      what: 'Se eliminó una llave de acceso de su cuenta.',
    },
    passkey_copied: {
      subject: 'Se rechazó una llave de acceso',
      what: 'Alguien usó una llave de acceso de su cuenta que parece ser una copia. Se rechazó. Si no es su dispositivo el que cuenta mal, elimine la llave y cree otra.',
    },
    second_factor_phone_added: {
      subject: 'SMS añadidos a la verificación en dos pasos',
      what: 'A partir de ahora, los códigos del segundo paso pueden enviarse a un número de teléfono de su cuenta.',
    },
    second_factor_phone_removed: {
      subject: 'SMS eliminados de la verificación en dos pasos',
      what: 'Los códigos del segundo paso ya no se envían a un número de teléfono de su cuenta.',
    },
    backup_codes_made: {
      subject: 'Nuevos códigos de respaldo',
      what: 'Se han creado códigos de respaldo nuevos para su cuenta. Los códigos anteriores han dejado de funcionar.',
    },
    backup_code_used: {
      subject: 'Se ha usado un código de respaldo',
      what: 'Se acaba de usar uno de sus códigos de respaldo para iniciar sesión.',
    },
    backup_codes_low: {
      subject: 'Le quedan pocos códigos de respaldo',
      what: 'Ya se han usado la mayoría de sus códigos de respaldo. Cree otros nuevos antes de necesitarlos.',
    },
    backup_codes_removed: {
      subject: 'Códigos de respaldo eliminados',
      what: 'Se han eliminado los códigos de respaldo de su cuenta.',
    },
    account_exists: {
      subject: 'Ya tiene una cuenta',
      what: 'Alguien, quizá usted, ha intentado crear una cuenta con esta dirección. Ya existe una: inicie sesión o restablezca la contraseña si la ha olvidado.',
    },
    email_added: {
      subject: 'Dirección de correo electrónico añadida',
      what: 'Se ha añadido una dirección de correo electrónico a su cuenta.',
    },
    email_removed: {
      subject: 'Dirección de correo electrónico eliminada',
      what: 'Se ha eliminado una dirección de correo electrónico de su cuenta.',
    },
    phone_added: {
      subject: 'Número de teléfono añadido',
      what: 'Se ha añadido un número de teléfono a su cuenta.',
    },
    phone_removed: {
      subject: 'Número de teléfono eliminado',
      what: 'Se ha eliminado un número de teléfono de su cuenta.',
    },
    email_primary_changed: {
      subject: 'Ha cambiado su correo electrónico principal',
      what: 'Otra dirección es ahora la dirección de correo electrónico principal de su cuenta.',
    },
    undo_reversed: {
      subject: 'Se ha revertido una anulación',
      what: 'Los responsables de {application} han restablecido lo que se había deshecho con «No he sido yo». Se han cerrado sus sesiones.',
    },
    account_undone: {
      subject: 'Se ha deshecho un cambio en su cuenta',
      what: 'Alguien ha elegido «No he sido yo» en nuestro mensaje sobre este cambio. Su cuenta está como antes, se han cerrado todas las sesiones y los cambios quedan bloqueados durante 7 días. Para iniciar sesión, elija una contraseña nueva con «Forgot password?». Si no ha sido usted, pida ayuda a los responsables de {application}.',
    },
    account_recovered: {
      subject: 'Cuenta recuperada',
      what: 'Se ha configurado un nuevo segundo paso en lugar de los perdidos. Se han cerrado sus demás sesiones y durante 24 horas no se puede cambiar nada delicado.',
    },
    recovery_started: {
      subject: 'Recuperación de su cuenta iniciada',
      what: 'Alguien ha demostrado el primer paso y el acceso al correo de esta cuenta, y dice que ha perdido el segundo paso. Tras una espera podrá configurar uno nuevo, salvo que usted lo cancele.',
    },
    recovery_cancelled: {
      subject: 'Recuperación cancelada',
      what: 'Se ha detenido la recuperación de su cuenta. Su forma de iniciar sesión no ha cambiado. Si no la inició usted, cambie su contraseña.',
    },
    mfa_reset_started: {
      subject: 'Puede renovar su segundo paso',
      what: 'Quienes gestionan {application} han permitido sustituir el segundo paso de esta cuenta. Para hacerlo, inicie sesión, elija «I have none of these» y demuestre el acceso a este correo.',
    },
    help_desk_code_made: {
      subject: 'Código de asistencia creado',
      what: 'Quienes gestionan {application} han creado un código que sustituye su segundo paso en un inicio de sesión. Nadie más que usted debería tenerlo.',
    },
    help_desk_code_used: {
      subject: 'Código de asistencia usado',
      what: 'Se ha usado un código de asistencia en lugar de su segundo paso para iniciar sesión.',
    },
    enrol_reminder: {
      subject: 'Configure la verificación en dos pasos',
      what: '{application} pide un segundo paso en cada inicio de sesión y su cuenta todavía no tiene ninguno. Configúrelo en su cuenta, en «Seguridad»; lleva un minuto.',
    },
    one_loss_reminder: {
      subject: 'Asegúrese de poder entrar siempre',
      what: 'Todo lo que demuestra su identidad en {application} está en un solo lugar. Si lo pierde, no podrá entrar en su cuenta. Añada otro segundo paso en «Seguridad», o cree códigos de respaldo y guárdelos en otro sitio.',
    },
  },
  invitation: {
    subject: 'Su invitación a {application}',
    what: 'Ha recibido una invitación para crear una cuenta en {application}.',
    use: 'El enlace funciona una sola vez y es válido durante {duration}. Si no esperaba esta invitación, puede ignorar este mensaje.',
    button: 'Crear cuenta',
    footer: 'Enviado por {application} porque se ha creado una invitación para esta dirección.',
  },
  endings: {
    account: {
      sentence:
        'Si ha sido usted, no tiene que hacer nada. Si no, abra su cuenta, cierre las sesiones que no reconozca y cambie su contraseña.',
      button: 'Abrir mi cuenta',
    },
    undo: {
      sentence:
        'Si ha sido usted, no tiene que hacer nada. Si no, avísenos ahora y le ayudaremos a proteger su cuenta.',
      button: 'No he sido yo',
    },
    signIn: {
      sentence: 'Si no ha sido usted, puede ignorar este mensaje: nada ha cambiado en su cuenta.',
      button: 'Iniciar sesión',
    },
    recovery: {
      sentence:
        'Si ha sido usted, espere y conserve este mensaje. Si no, cancélelo ahora y después cambie su contraseña.',
      button: 'Cancelar la recuperación',
    },
  },
  smsNotice: {
    account: '{application}: {subject}. Si no ha sido usted, inicie sesión y revise su cuenta.',
    signIn: '{application}: {subject}. Si ha sido usted, inicie sesión con este número.',
  },
  details: {
    device: 'Navegador: {browser}\nDirección: {address}',
    unknownBrowser: 'desconocido',
    codesLeft: { one: 'Queda {left} código.', other: 'Quedan {left} códigos.' },
    fewCodesLeft: {
      one: 'Solo queda {left} código. Cree pronto otros nuevos.',
      other: 'Solo quedan {left} códigos. Cree pronto otros nuevos.',
    },
    recovery: 'Posible desde: {ready}\nPosible hasta: {end}',
    deadline: 'Hágalo antes del: {deadline}',
  },
  footer: 'Mensaje automático de {application} para proteger su cuenta.',
}
