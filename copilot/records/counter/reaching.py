"""A number or an address as it was typed at the counter, checked, in the form in which it is kept."""

import re

import phonenumbers

from copilot.records.counter.refusing import CounterRefused
from copilot.records.imports.cells import BadCell
from copilot.records.imports.reach import normalised

WAYS = ("phone", "whatsapp", "email")
#: Which channels somebody can be asked about who gave this.
CHANNELS = {"phone": ("phone", "sms", "whatsapp"), "whatsapp": ("whatsapp", "phone", "sms"), "email": ("email",)}
_NUMBER = re.compile(r"\+?\d[\d\s().\-/]{5,}\d")
_ADDRESS = re.compile(r"[^@\s,;<>()]+@[^@\s,;<>()]+\.[^@\s,;<>().]+")


def checked(kind: str, value: str, country: str) -> tuple[str, str]:
    """As it is shown and as it is compared; a telephone number without +44 is one of the store's country."""
    typed = " ".join(value.split())
    if kind not in WAYS:
        raise CounterRefused("Choose telephone, WhatsApp or e-mail.", key="no_such_way", field="kind")
    if not typed:
        raise CounterRefused("Enter a number or an address.", key="contact_missing", field="contact")
    try:
        plain = normalised(kind, typed, country)
    except BadCell as wrong:
        if kind == "email":
            raise CounterRefused("This is not an e-mail address.", key="bad_email", field="contact") from wrong
        if not country and not typed.startswith("+"):
            words = "Enter the number with its country, such as +44 20 7946 0000."
            raise CounterRefused(words, key="phone_needs_country", field="contact") from wrong
        raise CounterRefused("This is not a telephone number.", key="bad_phone", field="contact") from wrong
    if kind == "email":
        return typed, plain
    international = phonenumbers.PhoneNumberFormat.INTERNATIONAL
    return phonenumbers.format_number(phonenumbers.parse(plain), international), plain


def found_in(text: str) -> tuple[str, str]:
    """The way and the value that a sentence gives: an e-mail address, else a telephone number; empty for neither."""
    if address := _ADDRESS.search(text):
        return "email", address.group().rstrip(".")
    number = _NUMBER.search(text)
    if number and sum(c.isdigit() for c in number.group()) >= 7:
        return "phone", number.group()
    return "", ""
