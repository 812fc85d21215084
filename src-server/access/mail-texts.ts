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

function oneLine(text: string): string {
  return text.replaceAll(/[\p{Cc}\s]+/gu, ' ').slice(0, 100);
}
