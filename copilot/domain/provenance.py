"""How we came to know something: the question that decides what may be said aloud."""

from enum import StrEnum


class Provenance(StrEnum):
    """How a fact about a client reached us, from the least to the most delicate."""

    PURCHASE = "purchase"  #: their own transactions with us
    SERVICE = "service"  #: repairs, returns, complaints, fittings
    TOLD_US = "told_us"  #: the client said it to us
    OBSERVED = "observed"  #: we watched: browsing, camera, opens, overheard
    INFERRED = "inferred"  #: a guess, by a person or a model
    THIRD_PARTY = "third_party"  #: from somebody else, the press, social media
    INTERNAL = "internal"  #: scores, segments, remarks meant for staff

    @property
    def care(self) -> int:
        """How carefully it must be handled; where words are ambiguous, the higher one is meant."""
        return list(Provenance).index(self)

    @property
    def may_be_said(self) -> bool:
        """Whether the client knows that we know, because they gave it to us."""
        return self in (Provenance.PURCHASE, Provenance.SERVICE, Provenance.TOLD_US)

    @property
    def in_words(self) -> str:
        """For a person: "told us", "third party"."""
        return self.value.replace("_", " ")
