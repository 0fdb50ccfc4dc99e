// What the page lacks by itself: its language, names for its icon buttons and the composer, one heading and one main part,
// and a quiet voice that says when an answer has come. The frame gives the language and the words (window.house); what is
// typed and the line to the shop are in lasting.js, files in dropping.js, dictation in dictation.js.
(() => {
  const { language, words } = window.house;
  // Chainlit asks the browser which language to speak. The person may have chosen another.
  Object.defineProperty(navigator, "language", { get: () => language, configurable: true });
  const THEME = "vite-ui-theme";
  if (!localStorage.getItem(THEME)) localStorage.setItem(THEME, "system");

  // ---- names for what has none

  const NAMES = [
    ["#chat-submit", words.send],
    ["#stop-button", words.stop],
    ["#new-chat-button", words.new],
    ["#chat-settings-open-modal", words.settings],
    ["#upload-button", words.attach],
    ["#sidebar-trigger-button", words.sidebar],
    ["#side-view-title button", words.close],
    ["[data-sidebar='trigger']", words.sidebar],
    ["#search-chats-button", words.search],
    [".positive-feedback-off, .positive-feedback-on", words.up],
    [".negative-feedback-off, .negative-feedback-on", words.down],
    ["[id^='thread-'] [aria-haspopup='menu']", words.menu],
    ["form button[type='button']", words.password],
    ["button:has(svg.lucide-copy)", words.copy],
    ["button:has(svg.lucide-arrow-down)", words.scroll],
    ["#attachments button, .attachment button", words.remove_file],
  ];
  // What Chainlit names in English only, or by a letter.
  const RENAMED = [
    ["#theme-toggle", words.theme],
    ["#user-nav-button", words.account],
    ["[data-sidebar='rail']", words.sidebar],
    ["#chat-profiles", words.profile], // a list to choose from takes no name from what it shows
    ["#side-view-title button", words.close],
  ];
  const named = (element) =>
    element.getAttribute("aria-label") || element.getAttribute("aria-labelledby") || element.title || element.textContent.trim();
  const given = new WeakMap();
  // A name that was given here may change (one button is "send", then "stop"); one that Chainlit gave stays.
  function give(element, name) {
    const own = given.has(element) && element.getAttribute("aria-label") === given.get(element);
    if (named(element) && !own) return;
    set(element, "aria-label", name);
    given.set(element, name);
  }
  const set = (element, name, value) => {
    if (element.getAttribute(name) !== value) element.setAttribute(name, value);
  };

  function mend() {
    const composer = document.querySelector("#chat-input");
    if (composer) {
      set(composer, "role", "textbox");
      set(composer, "aria-multiline", "true");
      set(composer, "aria-label", words.ask);
    }
    for (const [where, name] of NAMES) {
      for (const element of document.querySelectorAll(where)) give(element, name);
    }
    for (const [where, name] of RENAMED) {
      for (const element of document.querySelectorAll(where)) set(element, "aria-label", name);
    }
    for (const button of document.querySelectorAll("button")) if (!named(button)) give(button, words.other);
    // Pictures that say nothing new are passed over when the page is read aloud.
    for (const image of document.querySelectorAll("img:not([alt]), img[alt^='Avatar for'], :is(#chat-profiles, [role='option']) img:not([alt=''])")) image.alt = "";
    const name = document.querySelector("#email");
    if (name) { name.autocomplete = "username"; name.autocapitalize = "none"; name.spellcheck = false; }
    const password = document.querySelector("#password");
    if (password) password.autocomplete = "current-password";
    landmarks();
    roles();
  }

  function landmarks() {
    const root = document.querySelector("#root > *");
    if (!root) return;
    let main = document.querySelector("main, [role='main']");
    if (!main) {
      main = root;
      set(main, "role", "main");
    }
    if (!document.querySelector("h1")) {
      const heading = document.createElement("h1");
      heading.textContent = document.title;
      heading.className = "for-readers";
      main.prepend(heading);
    }
    for (const list of document.querySelectorAll("div[data-sidebar='sidebar']:not([role='dialog'])")) {
      set(list, "role", "navigation");
      set(list, "aria-label", words.sidebar);
    }
  }

  // Roles that Chainlit's own parts have not, or have wrongly.
  function roles() {
    const each = (where, what) => { for (const element of document.querySelectorAll(where)) what(element); };
    // A list whose only child is the frame of other lists is none.
    each("ul[data-sidebar='menu']:has(> div)", (list) => set(list, "role", "presentation"));
    // A conversation is a link with a button in it, and its menu within that: the link is what is pressed.
    each("[id^='thread-'] > a > button", (inner) => { set(inner, "role", "link"); set(inner, "tabindex", "-1"); });
    each("[id^='thread-'] [aria-haspopup='menu']", (menu) => { set(menu, "role", "button"); set(menu, "tabindex", "0"); });
    each("button[role='presentation']", (button) => button.removeAttribute("role"));
    each("div.dropzone[tabindex='0']", (area) => set(area, "tabindex", "-1"));
    each("[role='separator'][aria-controls]", (bar) => {
      if (!document.getElementById(bar.getAttribute("aria-controls"))) bar.removeAttribute("aria-controls");
      set(bar, "aria-label", words.panel);
    });
    each("#side-view-content, .message-content :is(.overflow-auto, .overflow-y-auto):has(table)", (content) => set(content, "tabindex", "0"));
    each("[role='dialog']", (dialog) => {
      const by = dialog.getAttribute("aria-labelledby");
      if (by && document.getElementById(by)) return;
      set(dialog, "aria-label", dialog.matches("[data-sidebar], :has([data-sidebar])") ? words.sidebar : words.panel);
    });
  }

  // While a menu is open, what lies behind it is neither read nor reached.
  function aside() {
    const root = document.getElementById("root");
    root.inert = root.getAttribute("aria-hidden") === "true";
  }

  // ---- what is said aloud

  const voice = document.createElement("div");
  voice.setAttribute("aria-live", "polite");
  voice.setAttribute("role", "status");
  voice.className = "for-readers";
  let working = false;
  function listen() {
    const now = Boolean(document.querySelector("#stop-button"));
    if (now === working) return;
    working = now;
    voice.textContent = now ? words.working : words.answer;
    dispatchEvent(new Event(now ? "house-working" : "house-answered"));
  }

  addEventListener("house-back", () => { voice.textContent = words.back_again; });

  // ---- the panel beside the chat: Escape shuts it, and the focus goes back to where it came from

  let opener = null;
  addEventListener("click", (event) => {
    const link = event.target.closest && event.target.closest("a.element-link, [data-opens-panel]");
    if (link) opener = link;
  }, true);
  addEventListener("keydown", (event) => {
    const mark = event.target.closest && event.target.closest("a.element-link");
    if (mark && event.key === " ") { event.preventDefault(); mark.click(); }
    if (event.key !== "Escape" || document.querySelector("[role='menu'], [role='listbox']")) return;
    // On a telephone the list's own dialog gives the first Escape to the hint on its button, and stays.
    const list = document.querySelector("[role='dialog'][data-mobile] #sidebar-trigger-button");
    const close = list || (!document.querySelector("[role='dialog']") && document.querySelector("#side-view-title button"));
    if (close) close.click();
  });
  let listed = false;
  function watchList() {
    const now = Boolean(document.querySelector("[role='dialog'][data-mobile]"));
    const back = document.querySelector("#sidebar-trigger-button");
    if (listed && !now && back && document.activeElement === document.body) back.focus();
    listed = now;
  }
  let panel = false;
  function watchPanel() {
    // At the till it stands beside the chat; on a telephone it is a dialog, with a button and a focus of its own.
    const now = Boolean(document.querySelector("#side-view-title, [role='dialog'] .source-card"));
    const close = document.querySelector("#side-view-title button");
    if (panel && !now && opener) {
      if (opener.isConnected) opener.focus();
      opener = null;
    }
    if (!panel && now && opener && close) close.focus();
    panel = now;
    // Links without an address are no stop of the Tab key by themselves.
    for (const mark of document.querySelectorAll("a.element-link:not([tabindex])")) {
      mark.tabIndex = 0;
      if (!mark.getAttribute("href")) set(mark, "role", "button");
    }
  }
  addEventListener("keydown", (event) => {
    const mark = event.target.closest && event.target.closest("a.element-link:not([href])");
    if (mark && event.key === "Enter") mark.click();
  });

  // ---- together

  let planned = false;
  function changed() {
    if (planned) return;
    planned = true;
    requestAnimationFrame(() => {
      planned = false;
      mend();
      listen();
      watchPanel();
      watchList();
      dispatchEvent(new Event("house-changed"));
    });
  }
  function begin() {
    document.body.append(voice);
    new MutationObserver(changed).observe(document.body, { childList: true, subtree: true });
    new MutationObserver(aside).observe(document.getElementById("root"), { attributeFilter: ["aria-hidden"] });
    changed();
  }
  if (document.body) begin(); else addEventListener("DOMContentLoaded", begin);
})();
