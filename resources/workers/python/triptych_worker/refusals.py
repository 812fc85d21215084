"""How the worker says no: to a call, and to a value within a result."""


class CallFailed(Exception):
    """args[0] is the failure that the call ends with (src-shared/calls/call-failure.ts)."""


class NotShowable(Exception):
    """args: the path of the value within the result, and what it is."""

    def inside(self, step):
        self.args = (step + self.args[0], self.args[1])


def check_text(text):
    """A text that is any Unicode but NUL. A lone surrogate (an undecodable file name has some) is no character."""
    if "\0" in text:
        raise NotShowable("", "a text with the character NUL")
    if not text.isascii():
        try:
            text.encode()
        except UnicodeEncodeError:
            raise NotShowable("", "a text with half of a character (a lone surrogate)") from None
