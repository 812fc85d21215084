"""Dates, moments, lengths of time and decimals of Python's own library, and what packages derive from them."""

from .refusals import NotShowable

DECIMAL_DIGITS_MAX = 10_000


def date_to_wire(value):
    return ("d", value.toordinal() - 719163)


def instant_to_wire(value):
    import datetime

    moment = value
    if getattr(value, "nanosecond", 0):  # pandas' Timestamp
        from .notices import nanoseconds_are_cut

        nanoseconds_are_cut()
    if value.tzinfo is None:
        moment = value.replace(tzinfo=datetime.timezone.utc)
    epoch = datetime.datetime(1970, 1, 1, tzinfo=datetime.timezone.utc)
    return ("t", int((moment - epoch) // datetime.timedelta(microseconds=1)), zone_name(value.tzinfo))


def zone_name(zone):
    """IANA's name of a datetime's zone, or None for UTC and where there is no name."""
    if zone is None:
        return None
    name = getattr(zone, "key", None) or getattr(zone, "zone", None)  # zoneinfo, pytz
    if isinstance(name, str):
        return None if name == "UTC" else name
    try:
        seconds = zone.utcoffset(None).total_seconds()
    except (AttributeError, TypeError, NotImplementedError):
        return None  # One that depends on the day and has no name, such as dateutil's: the moment is exact all the same.
    # IANA names whole hours the other way round: Etc/GMT-1 is an hour ahead of UTC.
    hours = -seconds / 3600
    return f"Etc/GMT{hours:+.0f}" if hours and hours.is_integer() and -14 <= hours <= 12 else None


def duration_to_wire(value):
    if getattr(value, "nanoseconds", 0):  # pandas' Timedelta
        from .notices import nanoseconds_are_cut

        nanoseconds_are_cut()
    return ("p", (value.days * 86400 + value.seconds) * 1_000_000 + value.microseconds)


def integer_text(value):
    """str() refuses integers of more than 4300 digits. Raises OverflowError for more than a decimal may have."""
    from decimal import Decimal

    if value.bit_length() > DECIMAL_DIGITS_MAX * 3.3:
        raise OverflowError
    return format(Decimal(value), "f")


def fraction_to_wire(value):
    try:
        return float(value)
    except OverflowError:
        raise NotShowable("", "a fraction that no float comes near") from None


def decimal_to_wire(value):
    if not value.is_finite():
        raise NotShowable("", f"a decimal that is not a number ({value})")
    if abs(value.adjusted()) > DECIMAL_DIGITS_MAX or len(value.as_tuple().digits) > DECIMAL_DIGITS_MAX:
        raise NotShowable("", f"a decimal of more than {DECIMAL_DIGITS_MAX} digits")
    return ("x", format(value, "f"))
