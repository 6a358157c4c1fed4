import type { Texts } from './texts.ts'

/** An SMS in Japanese holds 70 characters, the name of the application included. */
export const ja: Texts = {
  code: {
    subject: '{code} は {application} の確認コードです',
    title: {
      sign_in: 'サインイン用の確認コード',
      reset_password: 'パスワード再設定用の確認コード',
      sign_up: 'アカウント作成用の確認コード',
      email_address: 'メールアドレスの確認',
      phone_number: '電話番号の確認',
      reverification: 'ご本人の確認',
      second_factor: '2段階認証の確認コード',
      recovery: 'アカウント復旧用の確認コード',
    },
    use: {
      sign_in: '{application} にサインインするには、次のコードを入力してください。',
      reset_password: '{application} で新しいパスワードを設定するには、次のコードを入力してください。',
      sign_up: '{application} のアカウントを作成するには、次のコードを入力してください。',
      email_address: '{application} でこのメールアドレスを確認するには、次のコードを入力してください。',
      phone_number: '{application} で電話番号を確認するには、次のコードを入力してください。',
      reverification: '{application} でご本人であることを確認するには、次のコードを入力してください。',
      second_factor: '{application} の2段階認証を完了するには、次のコードを入力してください。',
      recovery: '2段階認証なしで {application} のアカウントに戻るには、次のコードを入力してください。',
    },
    caution:
      'このコードは1回限り、{duration}間有効です。お心当たりがない場合は、このメールを無視していただいて問題ありません。コードがなければ、誰もアクセスできません。コードは絶対に他の人に教えないでください。',
    sms: {
      sign_in: '{application}のサインイン用コード：{code}（{duration}間有効）誰にも教えないでください',
      reset_password: '{application}のパスワード用コード：{code}（{duration}間有効）誰にも教えないでください',
      sign_up: '{application}の登録用コード：{code}（{duration}間有効）誰にも教えないでください',
      email_address: '{application}のメール確認コード：{code}（{duration}間有効）誰にも教えないでください',
      phone_number: '{application}の電話番号確認コード：{code}（{duration}間有効）誰にも教えないでください',
      reverification: '{application}の本人確認コード：{code}（{duration}間有効）誰にも教えないでください',
      second_factor: '{application}の2段階認証コード：{code}（{duration}間有効）誰にも教えないでください',
      recovery: '{application}のアカウント復旧コード：{code}（{duration}間有効）誰にも教えないでください',
    },
  },
  notices: {
    new_device: {
      subject: '新しいサインイン',
      what: 'これまでに使われたことのないブラウザーから、お使いのアカウントへのサインインがありました。',
    },
    impersonated: {
      subject: '代理でのアクセスがありました',
      what: 'このアプリの運営者が、サポートまたは確認のため、あなたに代わって操作するセッションを開きました。このセッションは1時間以内に自動で終了し、サインイン方法を変更することはできません。',
    },
    second_factor_failed: {
      subject: 'パスワードが他の人に知られています',
      what: '正しいパスワードが入力されましたが、2段階認証は完了しませんでした。お心当たりがない場合は、今すぐパスワードを変更してください。',
    },
    browser_trusted: {
      subject: 'ブラウザーが信頼済みになりました',
      what: '今後、あるブラウザーではサインイン時に2段階目の確認を求めません。パスワードや2段階認証を変更すると、この設定は終わります。アカウントの画面から終わらせることもできます。',
    },
    trusted_device_copied: {
      subject: '信頼済みデバイスを削除しました',
      what: '2段階認証を省略できるデバイスのCookieの古いコピーが使われました。そのデバイスでは、今後ふたたび2段階認証が必要です。ブラウザーのプロファイルをコピーまたは復元した覚えがない場合は、パスワードを変更し、サインイン中の場所を確認してください。',
    },
    locked: {
      subject: 'アカウントを一時的にロックしました',
      what: 'サインインの失敗が多すぎたため、アカウントをロックしました。ロックは時間が経つと自動的に解除されます。',
    },
    second_step_guessed: {
      subject: '2段階目の確認が何度も試されています',
      what: 'パスワードを知っている人が2段階目の確認に何度も失敗したため、このパスワードは使えなくなりました。「パスワードをお忘れですか？」から新しいパスワードを設定してください。サインインには成功していません。',
    },
    factor_worn: {
      subject: 'サインイン方法の一つを停止しました',
      what: '2段階目の確認方法の一つで失敗が続いたため、停止しました。別の方法でサインインして設定し直すか、{application} の運営者にお問い合わせください。',
    },
    password_changed: {
      subject: 'パスワードが変更されました',
      what: 'アカウントのパスワードが変更されました。ほかのセッションは終了されている場合があります。',
    },
    factor_added: {
      subject: '2段階認証が有効になりました',
      what: 'アカウントに認証アプリが追加されました。ほかのセッションは終了しました。',
    },
    factor_replaced: {
      subject: '認証アプリが置き換えられました',
      what: '新しい認証アプリが以前のものに置き換わり、以前のアプリのコードは使えなくなりました。ほかのセッションは終了しました。',
    },
    factor_removed: {
      subject: '2段階認証が変更されました',
      what: 'アカウントから認証アプリが削除されました。',
    },
    passkey_added: {
      subject: 'パスキーが追加されました',
      what: 'アカウントにパスキーが追加されました。ほかのセッションは終了しました。',
    },
    passkey_removed: {
      subject: 'パスキーが削除されました',
      what: 'アカウントからパスキーが削除されました。',
    },
    passkey_copied: {
      subject: 'パスキーを拒否しました',
      what: '複製と思われるパスキーがアカウントで使われたため、拒否しました。お使いの端末の不具合でなければ、そのパスキーを削除して新しく作成してください。',
    },
    second_factor_phone_added: {
      subject: '2段階認証に SMS が追加されました',
      what: '今後は、2段階認証のコードをアカウントの電話番号で受け取れます。',
    },
    second_factor_phone_removed: {
      subject: '2段階認証から SMS が削除されました',
      what: '今後、2段階認証のコードはアカウントの電話番号に送信されません。',
    },
    backup_codes_made: {
      subject: '新しいバックアップコード',
      what: 'アカウントのバックアップコードが新しく作成されました。以前のコードはすべて使えなくなりました。',
    },
    backup_code_used: {
      subject: 'バックアップコードが使用されました',
      what: 'バックアップコードの1つがサインインに使用されました。',
    },
    backup_codes_low: {
      subject: 'バックアップコードが残りわずかです',
      what: 'バックアップコードのほとんどが使用済みです。必要になる前に、新しいコードを作成してください。',
    },
    backup_codes_removed: {
      subject: 'バックアップコードが削除されました',
      what: 'アカウントのバックアップコードが削除されました。',
    },
    account_exists: {
      subject: 'すでにアカウントをお持ちです',
      what: 'このメールアドレスでアカウントを作成しようとする操作がありました。アカウントはすでに存在します。サインインするか、パスワードをお忘れの場合は再設定してください。',
    },
    email_added: {
      subject: 'メールアドレスが追加されました',
      what: 'アカウントにメールアドレスが追加されました。',
    },
    email_removed: {
      subject: 'メールアドレスが削除されました',
      what: 'アカウントからメールアドレスが削除されました。',
    },
    phone_added: {
      subject: '電話番号が追加されました',
      what: 'アカウントに電話番号が追加されました。',
    },
    phone_removed: {
      subject: '電話番号が削除されました',
      what: 'アカウントから電話番号が削除されました。',
    },
    email_primary_changed: {
      subject: 'メインのメールアドレスが変更されました',
      what: 'アカウントのメインのメールアドレスが別のアドレスに変更されました。',
    },
    undo_reversed: {
      subject: '取り消しが元に戻されました',
      what: '「心当たりがありません」で取り消された変更を、{application} の運営者が元に戻しました。セッションは終了しました。',
    },
    account_undone: {
      subject: 'アカウントの変更が取り消されました',
      what: 'この変更についてのメールで「心当たりがありません」が選択されました。アカウントは変更前の状態に戻り、すべてのセッションが終了しました。今後7日間は変更できません。サインインするには「Forgot password?」から新しいパスワードを設定してください。取り消しに心当たりがない場合は、{application} の運営者にご連絡ください。',
    },
    account_recovered: {
      subject: 'アカウントを復旧しました',
      what: '失われた認証方法に代わり、新しい2段階認証が設定されました。他のセッションは終了し、24時間は重要な変更ができません。',
    },
    recovery_started: {
      subject: 'アカウントの復旧が始まりました',
      what: '1段階目の認証とこのアカウントのメールを確認した人が、2段階認証を失ったと申し出ました。キャンセルされなければ、待機期間の後に新しい2段階認証を設定できるようになります。',
    },
    recovery_cancelled: {
      subject: '復旧を中止しました',
      what: 'アカウントの復旧は中止されました。サインイン方法に変更はありません。ご自身で始めたものでなければ、パスワードを変更してください。',
    },
    mfa_reset_started: {
      subject: '2段階認証を再設定できます',
      what: '{application} の運営者が、このアカウントの2段階認証の再設定を許可しました。サインインして「I have none of these」を選び、このメールアドレスを確認してください。',
    },
    help_desk_code_made: {
      subject: 'サポート用コードの発行',
      what: '{application} の運営者が、サインイン時に2段階認証の代わりとなるコードを発行しました。あなた以外の人が持っているはずのないものです。',
    },
    help_desk_code_used: {
      subject: 'サポート用コードの使用',
      what: '2段階認証の代わりにサポート用コードが使われ、サインインがありました。',
    },
    enrol_reminder: {
      subject: '2段階認証を設定してください',
      what: '{application} ではサインインのたびに2段階目の認証が必要になりますが、このアカウントにはまだ設定されていません。アカウントの「セキュリティ」から設定してください。1分ほどで終わります。',
    },
    one_loss_reminder: {
      subject: 'アカウントに入れなくならないために',
      what: '{application} での本人確認の手段がすべて1か所にあります。それを失うと、アカウントに入れなくなります。「セキュリティ」で別の2段階目の手段を追加するか、バックアップコードを作成して別の場所に保管してください。',
    },
  },
  invitation: {
    subject: '{application} への招待',
    what: '{application} のアカウントを作成するよう招待されました。',
    use: 'このリンクは1回限り、{duration}間有効です。この招待にお心当たりがない場合は、このメールを無視してください。',
    button: 'アカウントを作成',
    footer: 'このメールアドレス宛てに招待が作成されたため、{application} から送信されています。',
  },
  endings: {
    account: {
      sentence:
        'ご自身による操作であれば、何もする必要はありません。お心当たりがない場合は、アカウントを開き、見覚えのないセッションを終了して、パスワードを変更してください。',
      button: 'アカウントを開く',
    },
    undo: {
      sentence:
        'ご自身による操作であれば、何もする必要はありません。お心当たりがない場合は、すぐにお知らせください。アカウントの保護をお手伝いします。',
      button: '心当たりがありません',
    },
    signIn: {
      sentence: 'お心当たりがない場合は、このメールを無視してください。アカウントに変更はありません。',
      button: 'サインイン',
    },
    recovery: {
      sentence:
        'ご自身による操作であれば、このメールを保管してお待ちください。お心当たりがない場合は、すぐに中止し、パスワードを変更してください。',
      button: '復旧を中止する',
    },
  },
  smsNotice: {
    account: '{application}：{subject}。お心当たりがなければ、サインインしてご確認ください。',
    signIn: '{application}：{subject}。この番号でサインインしてください。',
  },
  details: {
    device: 'ブラウザー：{browser}\nアドレス：{address}',
    unknownBrowser: '不明',
    codesLeft: { other: '残りのコードは{left}個です。' },
    fewCodesLeft: { other: '残りのコードは{left}個だけです。早めに新しいコードを作成してください。' },
    recovery: '利用開始：{ready}\n利用期限：{end}',
    deadline: '期限：{deadline}',
  },
  footer: 'アカウントの保護のため、{application} から自動送信されています。',
}
