"""What the assistant can do, listed by hand: each tool looks something up or proposes; none of them sends."""

from langchain_core.tools import BaseTool

from copilot.assistant.tools.book import book
from copilot.assistant.tools.change_consent import change_consent
from copilot.assistant.tools.change_contact import change_contact
from copilot.assistant.tools.change_visit import change_visit
from copilot.assistant.tools.change_wish import change_wish
from copilot.assistant.tools.consents_and_contacts import consents_and_contacts
from copilot.assistant.tools.correct_fact import correct_fact
from copilot.assistant.tools.describe_client import describe_client
from copilot.assistant.tools.draft_message import draft_message
from copilot.assistant.tools.find_client import find_client
from copilot.assistant.tools.house import house
from copilot.assistant.tools.log_note import log_note
from copilot.assistant.tools.open_matters import open_matters
from copilot.assistant.tools.products import products
from copilot.assistant.tools.profile import client_profile
from copilot.assistant.tools.purchases import purchases
from copilot.assistant.tools.search_notes import search_notes
from copilot.assistant.tools.show_card import show_card
from copilot.assistant.tools.what_we_know import what_we_know

TOOLS: tuple[BaseTool, ...] = (
    find_client,
    describe_client,
    client_profile,
    what_we_know,
    purchases,
    search_notes,
    open_matters,
    consents_and_contacts,
    products,
    house,
    book,
    log_note,
    correct_fact,
    change_contact,
    change_visit,
    change_wish,
    change_consent,
    draft_message,
    show_card,
)
