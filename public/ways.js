// From the chat to the pages beside it: a forgotten password at the sign-in, one's account and the administration in the menu.
(() => {
  let told = null;
  let asking = false;
  let signedIn = null;

  async function ask() {
    asking = true;
    try { told = await (await fetch("/office/ways")).json(); } catch { told = { ways: [] }; }
    asking = false;
    show();
  }

  function link(href, words, name) {
    const one = document.createElement("a");
    one.href = href;
    one.textContent = words;
    one.className = name;
    return one;
  }

  function show() {
    const form = document.querySelector("form:has(#password)");
    const menu = document.querySelector("#user-nav-button");
    const now = Boolean(menu);
    if (!form && !menu) return;
    if (told === null || (signedIn !== null && signedIn !== now)) {
      signedIn = now;
      if (!asking) { document.querySelectorAll(".way-links").forEach((old) => old.remove()); ask(); }
      return;
    }
    signedIn = now;
    if (form && told.forgot && !document.querySelector(".forgot-link")) form.append(link(told.forgot.href, told.forgot.words, "forgot-link"));
    const open = document.querySelector("[role='menu']:has([role='menuitem'])");
    if (open && menu && menu.getAttribute("aria-expanded") === "true" && !open.querySelector(".way-links")) {
      const place = document.createElement("div");
      place.className = "way-links";
      for (const way of told.ways) {
        const one = link(way.href, way.words, "way-link");
        one.setAttribute("role", "menuitem");
        one.tabIndex = 0;
        place.append(one);
      }
      open.querySelector("[role='menuitem']").before(place);
    }
  }

  let planned = false;
  function changed() {
    if (planned) return;
    planned = true;
    requestAnimationFrame(() => { planned = false; show(); });
  }
  function begin() {
    new MutationObserver(changed).observe(document.body, { childList: true, subtree: true, attributeFilter: ["aria-expanded"] });
    changed();
  }
  if (document.body) begin(); else addEventListener("DOMContentLoaded", begin);
})();
