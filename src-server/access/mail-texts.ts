/*
 * What the mails say. Names that people chose stand in the text and never in a header but the subject, from which line ends
 * are taken.
 */
type MailText = { readonly subject: string; readonly text: string };

export function invitationText(invited: {
  readonly tenantName: string;
  readonly invitedBy: string;
  readonly link: string;
  readonly expires: string;
}): MailText {
  const { tenantName, invitedBy, link, expires } = invited;
  return {
    subject: `${oneLine(invitedBy)} invites you to ${oneLine(tenantName)} in Triptych`,
    text: [
      `${invitedBy} invites you to work with ${tenantName} in Triptych.`,
      `Open this link, or choose "Connect to a server" in Triptych and paste it there:`,
      link,
      `It can be used once, until ${expires}. If you did not expect it, do nothing: nobody can use it but who has it.`,
    ].join('\n\n'),
  };
}

export function resetText({ link, expires }: { readonly link: string; readonly expires: string }): MailText {
  return {
    subject: 'A new password for Triptych',
    text: [
      'Somebody, probably you, asked for a new password.',
      'Open this link, or paste it under "Connect to a server" in Triptych, and set one:',
      link,
      `It can be used once, until ${expires}. If you did not ask, do nothing: your password stays as it is.`,
    ].join('\n\n'),
  };
}

export function passwordChangedText(): MailText {
  return {
    subject: 'Your password for Triptych was changed',
    text: [
      'Your password was changed, and all other sessions were ended.',
      'If it was not you, ask for a new password at once, and tell your administrator.',
    ].join('\n\n'),
  };
}

const notYou = 'If it was not you, change your password at once, and tell your administrator.';

export function factorSetText(): MailText {
  return {
    subject: 'Your account of Triptych has a second factor',
    text: [
      'An authenticator was set up for your account: from now on its code is asked for after your password. Recovery codes of before are void.',
      notYou,
    ].join('\n\n'),
  };
}

export function factorRemovedText(): MailText {
  return {
    subject: 'Your account of Triptych has no second factor any more',
    text: ['The second factor of your account was taken away: your password alone signs you in.', notYou].join('\n\n'),
  };
}

export function factorResetText(): MailText {
  return {
    subject: 'Your second factor for Triptych was reset',
    text: [
      'An administrator has taken away the second factor of your account, and ended your sessions: your password alone signs you in, until you set one up again.',
      'If you have not asked for it, tell your administrator.',
    ].join('\n\n'),
  };
}

export function codesRenewedText(): MailText {
  return {
    subject: 'You have new recovery codes for Triptych',
    text: ['New recovery codes were made for your account; the old ones are void.', notYou].join('\n\n'),
  };
}

export function recoveryCodeUsedText(left: number): MailText {
  return {
    subject: 'A recovery code was used for Triptych',
    text: [
      `Somebody, probably you, signed in with one of your recovery codes. ${String(left)} of them ${left === 1 ? 'is' : 'are'} left; new ones are made on the page of your account.`,
      notYou,
    ].join('\n\n'),
  };
}

export function codesRefusedText(): MailText {
  return {
    subject: 'Somebody has tried to sign in as you',
    text: [
      'Your password was right, and the codes after it were wrong several times, so nobody was let in.',
      notYou,
    ].join('\n\n'),
  };
}

function oneLine(text: string): string {
  return text.replaceAll(/[\p{Cc}\s]+/gu, ' ').slice(0, 100);
}
