import type { Texts } from './texts.ts'

export const de: Texts = {
  code: {
    subject: '{code} ist Ihr Code für {application}',
    title: {
      sign_in: 'Ihr Code für die Anmeldung',
      reset_password: 'Ihr Code für ein neues Passwort',
      sign_up: 'Ihr Code für Ihr neues Konto',
      email_address: 'Bestätigen Sie Ihre E-Mail-Adresse',
      phone_number: 'Bestätigen Sie Ihre Telefonnummer',
      reverification: 'Bestätigen Sie, dass Sie es sind',
      second_factor: 'Ihr Code für den zweiten Schritt',
      recovery: 'Ihr Code, um Ihr Konto wiederherzustellen',
    },
    use: {
      sign_in: 'Mit diesem Code melden Sie sich bei {application} an:',
      reset_password: 'Mit diesem Code legen Sie bei {application} ein neues Passwort fest:',
      sign_up: 'Mit diesem Code erstellen Sie Ihr Konto bei {application}:',
      email_address: 'Mit diesem Code bestätigen Sie diese E-Mail-Adresse bei {application}:',
      phone_number: 'Mit diesem Code bestätigen Sie Ihre Telefonnummer bei {application}:',
      reverification: 'Mit diesem Code bestätigen Sie bei {application}, dass Sie es sind:',
      second_factor: 'Dies ist Ihr Code für den zweiten Schritt der Anmeldung bei {application}:',
      recovery: 'Mit diesem Code kommen Sie bei {application} ohne Ihren zweiten Schritt wieder in Ihr Konto:',
    },
    caution:
      'Er gilt nur einmal und nur {duration} lang. Wenn Sie ihn nicht angefordert haben, können Sie diese Nachricht ignorieren: Ohne den Code kommt niemand hinein. Geben Sie ihn nie weiter.',
    sms: {
      sign_in: '{code} ist Ihr Code zur Anmeldung bei {application}. Er gilt {duration}. Geben Sie ihn nie weiter.',
      reset_password:
        '{code} ist Ihr Code für ein neues Passwort bei {application}. Er gilt {duration}. Geben Sie ihn nie weiter.',
      sign_up:
        '{code} ist Ihr Code für ein neues Konto bei {application}. Er gilt {duration}. Geben Sie ihn nie weiter.',
      email_address:
        '{code} ist Ihr Code für Ihre neue E-Mail-Adresse bei {application}. Er gilt {duration}. Geben Sie ihn nie weiter.',
      phone_number:
        '{code} ist Ihr Code für diese Nummer bei {application}. Er gilt {duration}. Geben Sie ihn nie weiter.',
      reverification:
        '{code} bestätigt bei {application}, dass Sie es sind. Der Code gilt {duration}. Geben Sie ihn nie weiter.',
      second_factor:
        '{code} ist Ihr Code für den zweiten Schritt bei {application}. Er gilt {duration}. Geben Sie ihn nie weiter.',
      recovery:
        '{code} stellt Ihr Konto bei {application} wieder her. Der Code gilt {duration}. Geben Sie ihn nie weiter.',
    },
  },
  notices: {
    new_device: {
      subject: 'Neue Anmeldung',
      what: 'Bei Ihrem Konto hat sich gerade jemand mit einem Browser angemeldet, den wir noch nicht kannten.',
    },
    impersonated: {
      subject: 'Jemand handelt in Ihrem Namen',
      what: 'Die Betreiber dieser App haben eine Sitzung geöffnet, in der jemand von ihnen in Ihrem Namen handelt, um zu helfen oder etwas zu prüfen. Sie endet innerhalb einer Stunde von selbst und kann nichts daran ändern, wie Sie sich anmelden.',
    },
    second_factor_failed: {
      subject: 'Jemand kennt Ihr Passwort',
      what: 'Jemand hat Ihr richtiges Passwort eingegeben, ist aber am zweiten Schritt gescheitert. Wenn Sie das nicht waren, ändern Sie Ihr Passwort bitte sofort.',
    },
    browser_trusted: {
      subject: 'Einem Browser wird jetzt vertraut',
      what: 'In einem Browser entfällt ab jetzt der zweite Schritt beim Anmelden. Eine Änderung des Passworts oder der Anmeldung in zwei Schritten beendet das; Sie können es auch in Ihrem Konto beenden.',
    },
    trusted_device_copied: {
      subject: 'Vertrauenswürdiges Gerät entfernt',
      what: 'Jemand hat eine alte Kopie des Cookies verwendet, mit dem eines Ihrer Geräte die Bestätigung in zwei Schritten überspringen durfte. Dieses Gerät fragt jetzt wieder danach. Wenn Sie kein Browserprofil kopiert oder wiederhergestellt haben, ändern Sie Ihr Passwort und prüfen Sie, wo Sie angemeldet sind.',
    },
    locked: {
      subject: 'Ihr Konto ist vorübergehend gesperrt',
      what: 'Es gab zu viele fehlgeschlagene Anmeldeversuche. Die Sperre endet von selbst.',
    },
    second_step_guessed: {
      subject: 'Jemand rät Ihren zweiten Schritt',
      what: 'Jemand, der Ihr Passwort kennt, ist immer wieder am zweiten Schritt gescheitert. Das Passwort gilt deshalb nicht mehr. Wählen Sie über „Passwort vergessen?“ ein neues. Niemand ist hineingekommen.',
    },
    factor_worn: {
      subject: 'Eine Anmeldemöglichkeit wurde abgeschaltet',
      what: 'An einem Ihrer zweiten Faktoren gab es zu viele Fehlversuche in Folge; er wurde abgeschaltet. Melden Sie sich mit einem anderen an und richten Sie ihn neu ein, oder wenden Sie sich an die Betreiber von {application}.',
    },
    password_changed: {
      subject: 'Ihr Passwort wurde geändert',
      what: 'Das Passwort Ihres Kontos wurde geändert; andere Sitzungen wurden dabei möglicherweise beendet.',
    },
    factor_added: {
      subject: 'Die Bestätigung in zwei Schritten ist eingeschaltet',
      what: 'Ihrem Konto wurde eine Authenticator-App hinzugefügt. Ihre anderen Sitzungen wurden beendet.',
    },
    factor_replaced: {
      subject: 'Ihre Authenticator-App wurde ersetzt',
      what: 'Eine neue Authenticator-App hat den Platz einer früheren eingenommen, deren Codes nicht mehr gelten. Ihre anderen Sitzungen wurden beendet.',
    },
    factor_removed: {
      subject: 'Die Bestätigung in zwei Schritten wurde geändert',
      what: 'Eine Authenticator-App wurde von Ihrem Konto entfernt.',
    },
    passkey_added: {
      subject: 'Passkey hinzugefügt',
      what: 'Ihrem Konto wurde ein Passkey hinzugefügt. Ihre anderen Sitzungen wurden beendet.',
    },
    passkey_removed: {
      subject: 'Passkey entfernt',
      what: 'Ein Passkey wurde aus Ihrem Konto entfernt.',
    },
    passkey_copied: {
      subject: 'Ein Passkey wurde abgelehnt',
      what: 'Jemand hat einen Passkey Ihres Kontos benutzt, der eine Kopie zu sein scheint. Er wurde abgelehnt. Wenn nicht Ihr Gerät falsch zählt, entfernen Sie den Passkey und richten Sie einen neuen ein.',
    },
    second_factor_phone_added: {
      subject: 'SMS als zweiter Schritt hinzugefügt',
      what: 'Codes für den zweiten Schritt können ab jetzt an eine Telefonnummer Ihres Kontos gesendet werden.',
    },
    second_factor_phone_removed: {
      subject: 'SMS als zweiter Schritt entfernt',
      what: 'Codes für den zweiten Schritt werden nicht mehr an eine Telefonnummer Ihres Kontos gesendet.',
    },
    backup_codes_made: {
      subject: 'Neue Backup-Codes',
      what: 'Für Ihr Konto wurden neue Backup-Codes erstellt. Alle früheren Codes sind ungültig.',
    },
    backup_code_used: {
      subject: 'Ein Backup-Code wurde verwendet',
      what: 'Einer Ihrer Backup-Codes wurde gerade zur Anmeldung verwendet.',
    },
    backup_codes_low: {
      subject: 'Nur noch wenige Backup-Codes',
      what: 'Die meisten Ihrer Backup-Codes sind verbraucht. Erstellen Sie neue, bevor Sie einen brauchen.',
    },
    backup_codes_removed: {
      subject: 'Backup-Codes entfernt',
      what: 'Die Backup-Codes Ihres Kontos wurden entfernt.',
    },
    account_exists: {
      subject: 'Sie haben bereits ein Konto',
      what: 'Jemand, vielleicht Sie selbst, wollte mit dieser Adresse ein Konto erstellen. Es gibt bereits eines: Melden Sie sich an, oder setzen Sie das Passwort zurück, falls Sie es vergessen haben.',
    },
    email_added: {
      subject: 'E-Mail-Adresse hinzugefügt',
      what: 'Ihrem Konto wurde eine E-Mail-Adresse hinzugefügt.',
    },
    email_removed: {
      subject: 'E-Mail-Adresse entfernt',
      what: 'Eine E-Mail-Adresse wurde von Ihrem Konto entfernt.',
    },
    phone_added: {
      subject: 'Telefonnummer hinzugefügt',
      what: 'Ihrem Konto wurde eine Telefonnummer hinzugefügt.',
    },
    phone_removed: {
      subject: 'Telefonnummer entfernt',
      what: 'Eine Telefonnummer wurde von Ihrem Konto entfernt.',
    },
    email_primary_changed: {
      subject: 'Ihre Haupt-E-Mail-Adresse wurde geändert',
      what: 'Eine andere Adresse ist jetzt die Haupt-E-Mail-Adresse Ihres Kontos.',
    },
    undo_reversed: {
      subject: 'Eine Rücknahme wurde aufgehoben',
      what: 'Die Betreiber von {application} haben wiederhergestellt, was mit „Das war ich nicht“ rückgängig gemacht worden war. Ihre Sitzungen wurden beendet.',
    },
    account_undone: {
      subject: 'Eine Änderung an Ihrem Konto wurde rückgängig gemacht',
      what: 'Jemand hat in unserer Nachricht zu dieser Änderung „Das war ich nicht“ gewählt. Ihr Konto ist wieder wie zuvor, alle Sitzungen wurden beendet, und Änderungen sind 7 Tage lang gesperrt. Um sich anzumelden, legen Sie über „Forgot password?“ ein neues Passwort fest. Wenn Sie das nicht waren, wenden Sie sich an die Betreiber von {application}.',
    },
    account_recovered: {
      subject: 'Konto wiederhergestellt',
      what: 'Anstelle der verlorenen wurde ein neuer zweiter Schritt eingerichtet. Ihre anderen Sitzungen wurden beendet, und 24 Stunden lang kann nichts Wichtiges geändert werden.',
    },
    recovery_started: {
      subject: 'Wiederherstellung Ihres Kontos begonnen',
      what: 'Jemand hat den ersten Schritt und ein Postfach dieses Kontos nachgewiesen und sagt, der zweite Schritt sei verloren. Nach einer Wartezeit kann ein neuer eingerichtet werden, wenn Sie das nicht abbrechen.',
    },
    recovery_cancelled: {
      subject: 'Wiederherstellung abgebrochen',
      what: 'Die Wiederherstellung Ihres Kontos wurde gestoppt. An Ihrer Anmeldung hat sich nichts geändert. Wenn Sie sie nicht begonnen haben, ändern Sie Ihr Passwort.',
    },
    mfa_reset_started: {
      subject: 'Zweiter Schritt neu einrichtbar',
      what: 'Die Betreiber von {application} haben erlaubt, den zweiten Schritt dieses Kontos zu ersetzen. Melden Sie sich dafür an, wählen Sie „I have none of these“ und weisen Sie dieses Postfach nach.',
    },
    help_desk_code_made: {
      subject: 'Hilfecode erstellt',
      what: 'Die Betreiber von {application} haben einen Code erstellt, der bei einer Anmeldung Ihren zweiten Schritt ersetzt. Niemand außer Ihnen sollte ihn haben.',
    },
    help_desk_code_used: {
      subject: 'Hilfecode benutzt',
      what: 'Bei einer Anmeldung wurde ein Code des Supports anstelle Ihres zweiten Schritts benutzt.',
    },
    enrol_reminder: {
      subject: 'Richten Sie die Bestätigung in zwei Schritten ein',
      what: '{application} verlangt bei jeder Anmeldung einen zweiten Schritt, und Ihr Konto hat noch keinen. Richten Sie ihn in Ihrem Konto unter „Sicherheit“ ein; es dauert eine Minute.',
    },
    one_loss_reminder: {
      subject: 'Damit Sie immer in Ihr Konto kommen',
      what: 'Alles, womit Sie sich bei {application} ausweisen, ist an einem Ort. Geht es verloren, kommen Sie nicht mehr in Ihr Konto. Fügen Sie unter „Sicherheit“ einen weiteren zweiten Schritt hinzu, oder erstellen Sie Backup-Codes und bewahren Sie sie anderswo auf.',
    },
  },
  invitation: {
    subject: 'Ihre Einladung zu {application}',
    what: 'Sie wurden eingeladen, ein Konto bei {application} zu erstellen.',
    use: 'Der Link funktioniert einmal und ist {duration} lang gültig. Wenn Sie diese Einladung nicht erwartet haben, können Sie diese Nachricht ignorieren.',
    button: 'Konto erstellen',
    footer: 'Gesendet von {application}, weil für diese Adresse eine Einladung erstellt wurde.',
  },
  endings: {
    account: {
      sentence:
        'Wenn Sie das waren, brauchen Sie nichts zu tun. Wenn nicht, öffnen Sie Ihr Konto, beenden Sie die Sitzungen, die Sie nicht kennen, und ändern Sie Ihr Passwort.',
      button: 'Mein Konto öffnen',
    },
    undo: {
      sentence:
        'Wenn Sie das waren, brauchen Sie nichts zu tun. Wenn nicht, sagen Sie es uns jetzt; wir helfen Ihnen, Ihr Konto zu schützen.',
      button: 'Das war ich nicht',
    },
    signIn: {
      sentence:
        'Wenn Sie das nicht waren, können Sie diese Nachricht ignorieren; an Ihrem Konto hat sich nichts geändert.',
      button: 'Anmelden',
    },
    recovery: {
      sentence:
        'Wenn Sie das waren, warten Sie und behalten Sie diese Nachricht. Wenn nicht, brechen Sie jetzt ab und ändern Sie danach Ihr Passwort.',
      button: 'Wiederherstellung abbrechen',
    },
  },
  smsNotice: {
    account: '{application}: {subject}. Waren Sie das nicht, melden Sie sich an und sehen Sie nach.',
    signIn: '{application}: {subject}. Melden Sie sich mit dieser Nummer an, wenn Sie das waren.',
  },
  details: {
    device: 'Browser: {browser}\nAdresse: {address}',
    unknownBrowser: 'unbekannt',
    codesLeft: { one: '{left} Code ist noch übrig.', other: '{left} Codes sind noch übrig.' },
    fewCodesLeft: {
      one: 'Nur noch {left} Code ist übrig. Erstellen Sie bald neue.',
      other: 'Nur noch {left} Codes sind übrig. Erstellen Sie bald neue.',
    },
    recovery: 'Möglich ab: {ready}\nMöglich bis: {end}',
    deadline: 'Bitte bis: {deadline}',
  },
  footer: 'Automatisch gesendet von {application}, um Ihr Konto zu schützen.',
}
