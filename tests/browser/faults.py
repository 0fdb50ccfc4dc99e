"""What axe finds on a screen, in light and in dark, once nothing moves on it any more."""

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

axe = Axe()

#: Settled once nothing was put in or taken out for a quarter of a second, and what was is drawn.
STILL = """
() => new Promise((done) => {
  const still = () => { watch.disconnect(); requestAnimationFrame(() => requestAnimationFrame(done)); };
  let rest = setTimeout(still, 250);
  const watch = new MutationObserver(() => { clearTimeout(rest); rest = setTimeout(still, 250); });
  watch.observe(document, { childList: true, subtree: true });
})
"""


def faults(page: Page, where: str) -> list[str]:
    """What axe finds on the screen as it stands. News that came meanwhile is Chainlit's own markup: it goes first."""
    expect(page.locator("[data-sonner-toast]")).to_have_count(0)
    page.wait_for_function(
        "document.getAnimations().every(a => a.playState !== 'running' || a.effect.getTiming().iterations > 9)"
    )
    page.evaluate(STILL)
    found = axe.run(page).response["violations"]
    return [f"{where}: {fault['id']} {node['html'][:160]}" for fault in found for node in fault["nodes"]]


def in_both_lights(page: Page, where: str) -> list[str]:
    """The same of a page of ours beside the chat, which turns dark where it stands."""
    found = faults(page, where)
    page.evaluate("document.documentElement.classList.add('dark')")
    return found + faults(page, f"dark {where}")
