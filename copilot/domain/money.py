"""Money as a whole number of minor units, so that sums are exact."""

from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from babel.numbers import format_currency, get_currency_precision

from copilot.domain.wording import locale_of


@dataclass(frozen=True, order=True)
class Money:
    """An amount in a currency's minor units (pence, cents; whole yen)."""

    minor: int
    currency: str

    @classmethod
    def of(cls, amount: str | Decimal | int, currency: str) -> "Money":
        """From a decimal such as "1450.00"; raises ValueError when it is not an amount of that currency."""
        places = get_currency_precision(currency)
        try:
            minor = Decimal(amount).scaleb(places)
        except InvalidOperation:
            raise ValueError(f"{amount!r} is not an amount.") from None
        if not minor.is_finite() or minor != minor.to_integral_value():
            raise ValueError(f"{amount!r} has more than {places} decimals, which {currency} does not know.")
        return cls(int(minor), currency)

    @property
    def amount(self) -> Decimal:
        """As a decimal number of major units."""
        return Decimal(self.minor).scaleb(-get_currency_precision(self.currency))

    def in_words(self, language: str = "en") -> str:
        """As people write it: `£1,450`, `1 450 €`; decimals only where they are not zero."""
        places = get_currency_precision(self.currency)
        whole = self.amount == self.amount.to_integral_value()
        digits = "#,##0" if whole or not places else "#,##0." + "0" * places
        pattern = f"¤{digits}" if language == "en" else f"{digits}\xa0¤"
        return format_currency(self.amount, self.currency, pattern, locale=locale_of(language), currency_digits=False)
