import type { Texts } from './texts.ts'

/** French sets a no-break space before a colon or semicolon; GSM-7 has neither that space nor ç, ê and ’. */
export const fr: Texts = {
  code: {
    subject: '{code} est votre code {application}',
    title: {
      sign_in: 'Votre code de connexion',
      reset_password: 'Votre code pour changer de mot de passe',
      sign_up: 'Votre code pour créer votre compte',
      email_address: 'Confirmez votre adresse e-mail',
      phone_number: 'Confirmez votre numéro de téléphone',
      reverification: 'Confirmez que c’est bien vous',
      second_factor: 'Votre code pour la seconde étape',
      recovery: 'Votre code pour récupérer votre compte',
    },
    use: {
      sign_in: 'Utilisez ce code pour vous connecter à {application}\u00a0:',
      reset_password: 'Utilisez ce code pour choisir un nouveau mot de passe sur {application}\u00a0:',
      sign_up: 'Utilisez ce code pour créer votre compte sur {application}\u00a0:',
      email_address: 'Utilisez ce code pour confirmer cette adresse e-mail sur {application}\u00a0:',
      phone_number: 'Utilisez ce code pour confirmer votre numéro de téléphone sur {application}\u00a0:',
      reverification: 'Utilisez ce code pour confirmer sur {application} que c’est bien vous\u00a0:',
      second_factor: 'Utilisez ce code pour la seconde étape de votre connexion à {application}\u00a0:',
      recovery: 'Utilisez ce code pour retrouver l’accès à votre compte {application} sans votre seconde étape\u00a0:',
    },
    caution:
      'Il n’est valable qu’une fois, pendant {duration}. Si vous ne l’avez pas demandé, vous pouvez ignorer ce message\u00a0: sans ce code, personne ne peut entrer. Ne le communiquez jamais à personne.',
    sms: {
      sign_in: '{code} est votre code de connexion à {application}. Valable {duration}. Ne le partagez jamais.',
      reset_password:
        '{code} est votre code {application} pour changer de mot de passe. Valable {duration}. Ne le partagez jamais.',
      sign_up: '{code} est votre code {application} pour créer un compte. Valable {duration}. Ne le partagez jamais.',
      email_address:
        '{code} est votre code {application} pour confirmer votre e-mail. Valable {duration}. Ne le partagez jamais.',
      phone_number:
        '{code} est votre code {application} pour confirmer ce numéro. Valable {duration}. Ne le partagez jamais.',
      reverification:
        '{code} est votre code {application} pour confirmer votre identité. Valable {duration}. Ne le partagez jamais.',
      second_factor:
        '{code} est votre code {application} pour la seconde étape. Valable {duration}. Ne le partagez jamais.',
      recovery:
        '{code} est votre code {application} pour récupérer votre compte. Valable {duration}. Ne le partagez jamais.',
    },
  },
  notices: {
    new_device: {
      subject: 'Nouvelle connexion',
      what: 'Quelqu’un vient de se connecter à votre compte depuis un navigateur que nous ne connaissions pas.',
    },
    impersonated: {
      subject: 'Quelqu’un agit en votre nom',
      what: 'Les responsables de cette application ont ouvert une session dans laquelle l’un d’eux agit en votre nom, pour aider ou vérifier quelque chose. Elle se termine d’elle-même en moins d’une heure et ne peut rien changer à votre façon de vous connecter.',
    },
    second_factor_failed: {
      subject: 'Quelqu’un connaît votre mot de passe',
      what: 'Quelqu’un a saisi votre mot de passe correctement, mais a échoué à la seconde étape. Si ce n’était pas vous, changez votre mot de passe sans attendre.',
    },
    browser_trusted: {
      subject: 'Un navigateur est désormais approuvé',
      what: 'Désormais, un navigateur accède à votre compte sans la seconde étape de la connexion. Un changement du mot de passe ou de la validation en deux étapes y met fin ; vous pouvez aussi le faire dans votre compte.',
    },
    trusted_device_copied: {
      subject: 'Un appareil de confiance a été supprimé',
      what: 'Quelqu’un a utilisé une ancienne copie du cookie qui permettait à l’un de vos appareils d’ignorer la validation en deux étapes. Cet appareil la demandera de nouveau. Si vous n’avez ni copié ni restauré de profil de navigateur, changez votre mot de passe et vérifiez où vous êtes connecté.',
    },
    locked: {
      subject: 'Votre compte est temporairement bloqué',
      what: 'Il y a eu trop de tentatives de connexion infructueuses. Le blocage sera levé automatiquement.',
    },
    second_step_guessed: {
      subject: 'Quelqu’un tente de deviner votre seconde étape',
      what: 'Quelqu’un qui connaît votre mot de passe a échoué à plusieurs reprises à la seconde étape ; ce mot de passe n’est donc plus accepté. Choisissez-en un nouveau avec « Mot de passe oublié ? ». Personne n’est entré.',
    },
    factor_worn: {
      subject: 'Un moyen de connexion a été désactivé',
      what: 'Il y a eu trop d’essais erronés d’affilée sur l’un de vos seconds facteurs ; il a été désactivé. Connectez-vous avec un autre et configurez-le à nouveau, ou adressez-vous aux responsables de {application}.',
    },
    password_changed: {
      subject: 'Votre mot de passe a été modifié',
      what: 'Le mot de passe de votre compte a été modifié\u00a0; il se peut que d’autres sessions aient été fermées.',
    },
    factor_added: {
      subject: 'La validation en deux étapes est activée',
      what: 'Une application d’authentification a été ajoutée à votre compte. Vos autres sessions ont été fermées.',
    },
    factor_replaced: {
      subject: 'Votre appli d’authentification a changé',
      what: 'Une nouvelle application d’authentification a pris la place d’une ancienne, dont les codes ne fonctionnent plus. Vos autres sessions ont été fermées.',
    },
    factor_removed: {
      subject: 'La validation en deux étapes a été modifiée',
      what: 'Une application d’authentification a été retirée de votre compte.',
    },
    passkey_added: {
      subject: 'Clé d’accès ajoutée',
      what: 'Une clé d’accès a été ajoutée à votre compte. Vos autres sessions ont été fermées.',
    },
    passkey_removed: {
      subject: 'Clé d’accès supprimée',
      what: 'Une clé d’accès a été supprimée de votre compte.',
    },
    passkey_copied: {
      subject: 'Une clé d’accès a été refusée',
      what: 'Quelqu’un a utilisé une clé d’accès de votre compte qui semble être une copie. Elle a été refusée. Si ce n’est pas votre appareil qui compte mal, supprimez cette clé et créez-en une autre.',
    },
    second_factor_phone_added: {
      subject: 'SMS ajoutés à la validation en deux étapes',
      what: 'Les codes de la seconde étape peuvent désormais être envoyés à un numéro de téléphone de votre compte.',
    },
    second_factor_phone_removed: {
      subject: 'SMS retirés de la validation en deux étapes',
      what: 'Les codes de la seconde étape ne sont plus envoyés à un numéro de téléphone de votre compte.',
    },
    backup_codes_made: {
      subject: 'Nouveaux codes de secours',
      what: 'De nouveaux codes de secours ont été créés pour votre compte. Les anciens codes ne fonctionnent plus.',
    },
    backup_code_used: {
      subject: 'Un code de secours a été utilisé',
      what: 'L’un de vos codes de secours vient d’être utilisé pour se connecter.',
    },
    backup_codes_low: {
      subject: 'Il vous reste peu de codes de secours',
      what: 'La plupart de vos codes de secours ont été utilisés. Créez-en de nouveaux avant d’en avoir besoin.',
    },
    backup_codes_removed: {
      subject: 'Codes de secours supprimés',
      what: 'Les codes de secours de votre compte ont été supprimés.',
    },
    account_exists: {
      subject: 'Vous avez déjà un compte',
      what: 'Quelqu’un, peut-être vous, a essayé de créer un compte avec cette adresse. Il en existe déjà un\u00a0: connectez-vous, ou réinitialisez le mot de passe si vous l’avez oublié.',
    },
    email_added: {
      subject: 'Adresse e-mail ajoutée',
      what: 'Une adresse e-mail a été ajoutée à votre compte.',
    },
    email_removed: {
      subject: 'Adresse e-mail retirée',
      what: 'Une adresse e-mail a été retirée de votre compte.',
    },
    phone_added: {
      subject: 'Numéro de téléphone ajouté',
      what: 'Un numéro de téléphone a été ajouté à votre compte.',
    },
    phone_removed: {
      subject: 'Numéro de téléphone retiré',
      what: 'Un numéro de téléphone a été retiré de votre compte.',
    },
    email_primary_changed: {
      subject: 'Adresse e-mail principale modifiée',
      what: 'Une autre adresse est devenue l’adresse e-mail principale de votre compte.',
    },
    undo_reversed: {
      subject: 'Une annulation a été levée',
      what: 'Les responsables de {application} ont rétabli ce qui avait été annulé avec «\u00a0Ce n’était pas moi\u00a0». Vos sessions ont été fermées.',
    },
    account_undone: {
      subject: 'Une modification de votre compte a été annulée',
      what: 'Quelqu’un a choisi «\u00a0Ce n’était pas moi\u00a0» dans notre message sur cette modification. Votre compte est tel qu’avant, toutes les sessions ont été fermées et les modifications sont bloquées pendant 7 jours. Pour vous connecter, choisissez un nouveau mot de passe avec «\u00a0Forgot password?\u00a0». Si ce n’était pas vous, adressez-vous aux responsables de {application}.',
    },
    account_recovered: {
      subject: 'Compte récupéré',
      what: 'Une nouvelle seconde étape remplace celles qui étaient perdues. Vos autres sessions ont été fermées, et rien de sensible ne peut être modifié pendant 24 heures.',
    },
    recovery_started: {
      subject: 'Récupération de votre compte en cours',
      what: 'Quelqu’un a prouvé la première étape et l’accès à la messagerie de ce compte, et dit avoir perdu la seconde étape. Après un délai, il pourra en configurer une nouvelle, sauf si vous annulez.',
    },
    recovery_cancelled: {
      subject: 'Récupération annulée',
      what: 'La récupération de votre compte a été arrêtée. Rien n’a changé dans votre façon de vous connecter. Si ce n’est pas vous qui l’aviez lancée, changez votre mot de passe.',
    },
    mfa_reset_started: {
      subject: 'Seconde étape à reconfigurer',
      what: 'Les responsables de {application} ont autorisé le remplacement de la seconde étape de ce compte. Pour cela, connectez-vous, choisissez «\u00a0I have none of these\u00a0» et prouvez l’accès à cette messagerie.',
    },
    help_desk_code_made: {
      subject: 'Code d’assistance créé',
      what: 'Les responsables de {application} ont créé un code qui remplace votre seconde étape lors d’une connexion. Personne d’autre que vous ne devrait l’avoir.',
    },
    help_desk_code_used: {
      subject: 'Code d’assistance utilisé',
      what: 'Un code de l’assistance a été utilisé à la place de votre seconde étape lors d’une connexion.',
    },
    enrol_reminder: {
      subject: 'Configurez la vérification en deux étapes',
      what: '{application} demande une seconde étape à chaque connexion et votre compte n’en a pas encore. Configurez-la dans votre compte, sous «\u00a0Sécurité\u00a0»\u00a0; cela prend une minute.',
    },
    one_loss_reminder: {
      subject: 'Gardez toujours accès à votre compte',
      what: 'Tout ce qui prouve votre identité auprès de {application} se trouve au même endroit. Si vous le perdez, vous n’aurez plus accès à votre compte. Ajoutez une autre seconde étape sous «\u00a0Sécurité\u00a0», ou créez des codes de secours et gardez-les ailleurs.',
    },
  },
  invitation: {
    subject: 'Votre invitation à rejoindre {application}',
    what: 'Vous êtes invité(e) à créer un compte sur {application}.',
    use: 'Ce lien n’est utilisable qu’une fois et reste valable {duration}. Si vous n’attendiez pas cette invitation, vous pouvez ignorer ce message.',
    button: 'Créer un compte',
    footer: 'Envoyé par {application}, car une invitation a été créée pour cette adresse.',
  },
  endings: {
    account: {
      sentence:
        'Si c’était vous, vous n’avez rien à faire. Sinon, ouvrez votre compte, fermez les sessions que vous ne reconnaissez pas et changez votre mot de passe.',
      button: 'Ouvrir mon compte',
    },
    undo: {
      sentence:
        'Si c’était vous, vous n’avez rien à faire. Sinon, signalez-le maintenant\u00a0: nous vous aiderons à protéger votre compte.',
      button: 'Ce n’était pas moi',
    },
    signIn: {
      sentence: 'Si ce n’était pas vous, vous pouvez ignorer ce message\u00a0: rien n’a changé dans votre compte.',
      button: 'Se connecter',
    },
    recovery: {
      sentence:
        'Si c’était vous, patientez et gardez ce message. Sinon, annulez maintenant, puis changez votre mot de passe.',
      button: 'Annuler la récupération',
    },
  },
  smsNotice: {
    account: '{application} : {subject}. Si ce n’est pas vous, connectez-vous pour vérifier.',
    signIn: '{application} : {subject}. Si c’est vous, connectez-vous avec ce numéro.',
  },
  details: {
    device: 'Navigateur\u00a0: {browser}\nAdresse\u00a0: {address}',
    unknownBrowser: 'inconnu',
    codesLeft: { one: 'Il reste {left} code.', other: 'Il reste {left} codes.' },
    fewCodesLeft: {
      one: 'Il ne reste que {left} code. Pensez à en créer de nouveaux.',
      other: 'Il ne reste que {left} codes. Pensez à en créer de nouveaux.',
    },
    recovery: 'Possible à partir du\u00a0: {ready}\nPossible jusqu’au\u00a0: {end}',
    deadline: 'À faire avant le\u00a0: {deadline}',
  },
  footer: 'Message automatique de {application}, pour la sécurité de votre compte.',
}
