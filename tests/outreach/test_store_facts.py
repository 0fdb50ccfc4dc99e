"""What the shop may truthfully say of the things that a message names."""

from datetime import date

from sqlmodel import Session

from copilot.domain.message import Channel, Message, Purpose
from copilot.outreach.store_facts import store_facts
from copilot.records.people import Store
from copilot.records.trade import Product
from copilot.retrieval.house import Section


def section(slug: str, heading: str, text: str) -> Section:
    return Section("house.md", slug, "The house", heading, text, "Ada", date(2027, 1, 1))


RESTRINGING = section("repairs", "Repairs", "Restringing pearls costs £90 and takes two weeks. Watches go to Geneva.")
DISTANCE = section("distance", "Distance", 'Draft: "Your pearls miss you." Better: "Your pearls are restrung."')


def test_of_the_house_rules_only_the_sentences_that_speak_of_the_message_stand_beside_it(session: Session) -> None:
    london = Store(source_id="LON", name="London", timezone="Europe/London", country="GB")
    session.add_all(
        [london, Product(source_id="p1", name="Pearl Strand", material="Akoya pearls"), Product(source_id="p2", name="Boot")]
    )
    session.flush()
    message = Message(Channel.EMAIL, Purpose.SERVICE, "Restringing your pearls costs £90. The Pearl Strand is here as well.")

    told = store_facts(session, london.id or 0, message, [RESTRINGING, DISTANCE])

    assert [fact.id.partition(":")[0] for fact in told] == ["store", "product", "house"]
    assert told[-1].text == "Repairs: Restringing pearls costs £90 and takes two weeks."
