// News for whoever sits here: a badge while there is some, a word when it comes. The words are the server's; what was tapped
// goes back as a number.
(() => {
  const EVERY = 20000;
  const KNOWN = "copilot.news";
  let news = { count: 0, notices: [] };
  const make = (tag, name, text) => {
    const element = document.createElement(tag);
    element.className = name;
    if (text) element.textContent = text;
    return element;
  };
  const box = make("div", "house-news");
  box.hidden = true;
  const badge = make("button", "house-news-badge");
  badge.type = "button";
  badge.id = "house-news";
  badge.setAttribute("aria-expanded", "false");
  badge.setAttribute("aria-controls", "house-news-list");
  const list = make("div", "house-news-list");
  list.id = "house-news-list";
  list.hidden = true;
  const toast = make("div", "house-toast");
  toast.setAttribute("role", "status");
  toast.hidden = true;
  box.append(badge, list);

  const known = () => new Set(JSON.parse(sessionStorage.getItem(KNOWN) || "[]"));
  const said = () => window.house.words;
  function shut() {
    list.hidden = true;
    badge.setAttribute("aria-expanded", "false");
  }
  function open(id) {
    shut();
    toast.hidden = true;
    news = { count: Math.max(0, news.count - 1), notices: news.notices.filter((one) => one.id !== id) };
    show();
    // Chainlit hands what the window says to the server, in the conversation that is open.
    window.postMessage({ copilot: "notice", id }, location.origin);
  }
  const button = (text, act) => {
    const made = make("button", "", text);
    made.type = "button";
    made.addEventListener("click", act);
    return made;
  };
  function show() {
    box.hidden = !news.count;
    badge.textContent = said().news_badge.replace("{count}", news.count);
    const rows = make("ul", "");
    rows.setAttribute("aria-label", said().news_title);
    for (const one of news.notices) {
      const row = make("li", "");
      row.append(button(one.words, () => open(one.id)));
      rows.append(row);
    }
    list.replaceChildren(rows, button(said().news_seen, allSeen));
    if (!news.count) shut();
  }
  async function allSeen() {
    const ids = news.notices.map((one) => one.id);
    await fetch("/alerts/seen", {
      method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify({ ids }),
    });
    await look();
    badge.focus();
  }
  let patience = null;
  function tell(one) {
    toast.replaceChildren(button(one.words, () => open(one.id)));
    toast.hidden = false;
    clearTimeout(patience);
    patience = setTimeout(() => { toast.hidden = true; }, 12000);
  }
  async function look() {
    if (!window.house.user || document.hidden || location.pathname.startsWith("/login")) return;
    try {
      const answer = await fetch("/alerts", { cache: "no-store" });
      if (!answer.ok) return;
      news = await answer.json();
    } catch { return; } // the shop is away for a moment: the line above the page says so
    const before = known();
    const fresh = news.notices.filter((one) => !before.has(one.id));
    sessionStorage.setItem(KNOWN, JSON.stringify(news.notices.map((one) => one.id)));
    show();
    if (fresh.length) tell(fresh[0]);
  }
  badge.addEventListener("click", () => {
    list.hidden = !list.hidden;
    toast.hidden = true;
    badge.setAttribute("aria-expanded", String(!list.hidden));
    if (!list.hidden) list.querySelector("button").focus();
  });
  box.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || list.hidden) return;
    shut();
    badge.focus();
  });
  document.addEventListener("visibilitychange", look);
  addEventListener("DOMContentLoaded", () => {
    document.body.append(box, toast);
    look();
    setInterval(look, EVERY);
  });
})();
