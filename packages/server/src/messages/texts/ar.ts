import type { Texts } from './texts.ts'

/**
 * An SMS in Arabic holds 70 characters, the name of the application included. In mails the name is isolated (U+2068, U+2069): one in
 * Latin letters keeps its brackets and dots where they belong.
 */
export const ar: Texts = {
  code: {
    subject: '{code} هو رمزك في \u2068{application}\u2069',
    title: {
      sign_in: 'رمز تسجيل الدخول',
      reset_password: 'رمز تعيين كلمة مرور جديدة',
      sign_up: 'رمز إنشاء حسابك',
      email_address: 'تأكيد عنوان بريدك الإلكتروني',
      phone_number: 'تأكيد رقم هاتفك',
      reverification: 'تأكيد هويتك',
      second_factor: 'رمز الخطوة الثانية',
    },
    use: {
      sign_in: 'استخدم هذا الرمز لتسجيل الدخول إلى \u2068{application}\u2069:',
      reset_password: 'استخدم هذا الرمز لاختيار كلمة مرور جديدة في \u2068{application}\u2069:',
      sign_up: 'استخدم هذا الرمز لإنشاء حسابك في \u2068{application}\u2069:',
      email_address: 'استخدم هذا الرمز لتأكيد عنوان البريد الإلكتروني هذا في \u2068{application}\u2069:',
      phone_number: 'استخدم هذا الرمز لتأكيد رقم هاتفك في \u2068{application}\u2069:',
      reverification: 'استخدم هذا الرمز لتأكيد هويتك في \u2068{application}\u2069:',
      second_factor: 'استخدم هذا الرمز لإتمام الخطوة الثانية من تسجيل الدخول إلى \u2068{application}\u2069:',
    },
    caution:
      'يعمل الرمز مرة واحدة فقط، ومدة صلاحيته: {duration}. إذا لم تطلبه، فيمكنك تجاهل هذه الرسالة؛ فلا أحد يستطيع الدخول من دون الرمز. لا تُطلع عليه أحدًا أبدًا.',
    sms: {
      sign_in: 'رمز الدخول إلى {application}: {code} ({duration}). لا تشاركه.',
      reset_password: 'رمز كلمة المرور في {application}: {code} ({duration}). لا تشاركه.',
      sign_up: 'رمز حسابك في {application}: {code} ({duration}). لا تشاركه.',
      email_address: 'رمز تأكيد بريدك في {application}: {code} ({duration}). لا تشاركه.',
      phone_number: 'رمز تأكيد رقمك في {application}: {code} ({duration}). لا تشاركه.',
      reverification: 'رمز تأكيد هويتك في {application}: {code} ({duration}). لا تشاركه.',
      second_factor: 'رمز الخطوة الثانية في {application}: {code} ({duration}). لا تشاركه.',
    },
  },
  notices: {
    new_device: {
      subject: 'تسجيل دخول جديد',
      what: 'جرى للتو تسجيل الدخول إلى حسابك من متصفح لم نره من قبل.',
    },
    second_factor_failed: {
      subject: 'هناك من يعرف كلمة مرورك',
      what: 'أدخل شخص ما كلمة مرورك الصحيحة لكنه لم يتجاوز الخطوة الثانية. إذا لم تكن أنت، فغيّر كلمة مرورك الآن.',
    },
    locked: {
      subject: 'حسابك مقفل مؤقتًا',
      what: 'كانت هناك محاولات فاشلة كثيرة لتسجيل الدخول. سيُرفع القفل تلقائيًا.',
    },
    password_changed: {
      subject: 'تم تغيير كلمة مرورك',
      what: 'تم تغيير كلمة مرور حسابك، وربما أُنهيت الجلسات الأخرى.',
    },
    factor_added: {
      subject: 'التحقق بخطوتين مفعّل الآن',
      what: 'أُضيف تطبيق مصادقة إلى حسابك، وأُنهيت جلساتك الأخرى.',
    },
    factor_removed: {
      subject: 'تغيّرت إعدادات التحقق بخطوتين',
      what: 'أُزيل تطبيق مصادقة من حسابك.',
    },
    second_factor_phone_added: {
      subject: 'أُضيفت الرسائل النصية إلى التحقق بخطوتين',
      what: 'يمكن من الآن إرسال رموز الخطوة الثانية إلى رقم هاتف في حسابك.',
    },
    second_factor_phone_removed: {
      subject: 'أُزيلت الرسائل النصية من التحقق بخطوتين',
      what: 'لن تُرسل رموز الخطوة الثانية بعد الآن إلى رقم هاتف في حسابك.',
    },
    backup_codes_made: {
      subject: 'رموز احتياطية جديدة',
      what: 'أُنشئت مجموعة جديدة من الرموز الاحتياطية لحسابك، ولم تعد جميع الرموز السابقة صالحة.',
    },
    backup_code_used: {
      subject: 'استُخدم رمز احتياطي',
      what: 'استُخدم للتو أحد رموزك الاحتياطية لتسجيل الدخول.',
    },
    backup_codes_low: {
      subject: 'بقي القليل من رموزك الاحتياطية',
      what: 'استُخدمت معظم رموزك الاحتياطية. أنشئ مجموعة جديدة قبل أن تحتاج إليها.',
    },
    backup_codes_removed: {
      subject: 'أُزيلت الرموز الاحتياطية',
      what: 'أُزيلت الرموز الاحتياطية من حسابك.',
    },
    account_exists: {
      subject: 'لديك حساب بالفعل',
      what: 'حاول شخص ما، وربما أنت، إنشاء حساب بهذا العنوان. يوجد حساب به بالفعل؛ سجّل الدخول، أو أعد تعيين كلمة المرور إذا نسيتها.',
    },
    email_added: {
      subject: 'أُضيف عنوان بريد إلكتروني',
      what: 'أُضيف عنوان بريد إلكتروني إلى حسابك.',
    },
    email_removed: {
      subject: 'أُزيل عنوان بريد إلكتروني',
      what: 'أُزيل عنوان بريد إلكتروني من حسابك.',
    },
    phone_added: {
      subject: 'أُضيف رقم هاتف',
      what: 'أُضيف رقم هاتف إلى حسابك.',
    },
    phone_removed: {
      subject: 'أُزيل رقم هاتف',
      what: 'أُزيل رقم هاتف من حسابك.',
    },
    email_primary_changed: {
      subject: 'تغيّر عنوان بريدك الإلكتروني الأساسي',
      what: 'أصبح عنوان آخر هو عنوان البريد الإلكتروني الأساسي لحسابك.',
    },
    undo_reversed: {
      subject: 'أُعيد تغيير كان قد أُلغي',
      what: 'أعاد القائمون على \u2068{application}\u2069 ما أُلغي عبر «لم أفعل ذلك». أُنهيت جلساتك.',
    },
    account_undone: {
      subject: 'أُلغي تغيير في حسابك',
      what: 'اختار شخص ما «لم أفعل ذلك» في رسالتنا بشأن هذا التغيير. عاد حسابك كما كان، وأُنهيت جميع الجلسات، وعُلّقت التغييرات لمدة 7 أيام. لتسجيل الدخول، اختر كلمة مرور جديدة عبر «Forgot password?». إذا لم تكن أنت من ألغاه، فاطلب المساعدة من القائمين على \u2068{application}\u2069.',
    },
  },
  endings: {
    account: {
      sentence:
        'إذا كنت أنت من فعل ذلك، فلا يلزمك فعل شيء. وإلا فافتح حسابك، وأنهِ الجلسات التي لا تعرفها، وغيّر كلمة مرورك.',
      button: 'فتح حسابي',
    },
    undo: {
      sentence: 'إذا كنت أنت من فعل ذلك، فلا يلزمك فعل شيء. وإلا فأخبرنا الآن، وسنساعدك على حماية حسابك.',
      button: 'لم أفعل ذلك',
    },
    signIn: {
      sentence: 'إذا لم تكن أنت، فيمكنك تجاهل هذه الرسالة؛ فلم يتغير شيء في حسابك.',
      button: 'تسجيل الدخول',
    },
  },
  smsNotice: {
    account: '{application}: {subject}. إن لم تكن أنت، فسجّل الدخول وراجع حسابك.',
    signIn: '{application}: {subject}. إن كنت أنت، فسجّل الدخول بهذا الرقم.',
  },
  details: {
    device: 'المتصفح: {browser}\nالعنوان: {address}',
    unknownBrowser: 'غير معروف',
    codesLeft: {
      zero: 'لم يبقَ أي رمز ({left}).',
      one: 'بقي رمز واحد ({left}).',
      two: 'بقي رمزان ({left}).',
      few: 'بقيت {left} رموز.',
      many: 'بقي {left} رمزًا.',
      other: 'بقي {left} رمز.',
    },
    fewCodesLeft: {
      zero: 'لم يبقَ أي رمز ({left}). أنشئ مجموعة جديدة قريبًا.',
      one: 'لم يبقَ سوى رمز واحد ({left}). أنشئ مجموعة جديدة قريبًا.',
      two: 'لم يبقَ سوى رمزين ({left}). أنشئ مجموعة جديدة قريبًا.',
      few: 'لم يبقَ سوى {left} رموز. أنشئ مجموعة جديدة قريبًا.',
      many: 'لم يبقَ سوى {left} رمزًا. أنشئ مجموعة جديدة قريبًا.',
      other: 'لم يبقَ سوى {left} رمز. أنشئ مجموعة جديدة قريبًا.',
    },
  },
  footer: 'رسالة تلقائية من \u2068{application}\u2069 لحماية حسابك.',
}
