// What the page lacks by itself: its language, names for its icon buttons and the composer, one heading and one main part,
// a quiet voice that says when an answer has come, a question that is never lost, and words where it would stand blank.
// The frame gives the language and the words (window.house); dictation is in dictation.js.
(() => {
  const { language, words } = window.house;
  // Chainlit asks the browser which language to speak. The person may have chosen another.
  Object.defineProperty(navigator, "language", { get: () => language, configurable: true });
  const KEPT = "copilot.question";
  const THEME = "vite-ui-theme";
  if (!localStorage.getItem(THEME)) localStorage.setItem(THEME, "system");

  // ---- names for what has none

  const NAMES = [
    ["#chat-submit", words.send],
    ["#stop-button", words.stop],
    ["#new-chat-button", words.new],
    ["#chat-settings-open-modal", words.settings],
    ["#upload-button", words.attach],
    ["#chat-profiles", words.profile],
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
    for (const image of document.querySelectorAll("img:not([alt]), img[alt^='Avatar for']")) image.alt = "";
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
    each("#side-view-content", (content) => set(content, "tabindex", "0"));
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
    if (now !== working) voice.textContent = now ? words.working : words.answer;
    working = now;
  }

  // ---- a question that is never lost

  // Chainlit's composer is a text area, or an editable part where commands may stand in it.
  const whole = (at) => (at ? (at.value ?? at.innerText) : "");
  const composed = () => whole(document.querySelector("#chat-input")).trim();
  function compose(text) {
    const composer = document.querySelector("#chat-input");
    if (!composer || !text) return;
    composer.focus();
    if ("value" in composer) composer.setSelectionRange(composer.value.length, composer.value.length);
    else atTheEnd(composer);
    // The one way of writing into it that tells the page's own program of it, and that can be undone.
    document.execCommand("insertText", false, text);
  }
  function atTheEnd(composer) {
    const range = document.createRange();
    range.selectNodeContents(composer);
    range.collapse(false);
    getSelection().removeAllRanges();
    getSelection().addRange(range);
  }
  addEventListener("input", (event) => {
    if (event.target.id === "chat-input") sessionStorage.setItem(KEPT, composed());
  });
  let asked = "";
  function sent() {
    const words = sessionStorage.getItem(KEPT) || composed();
    if (words) asked = words;
    sessionStorage.removeItem(KEPT);
  }
  addEventListener("keydown", (event) => {
    if (event.target.id === "chat-input" && event.key === "Enter" && !event.shiftKey) {
      // Sent into nothing it would be gone: it waits in the composer until the shop can be reached.
      if (down) { event.preventDefault(); event.stopImmediatePropagation(); } else sent();
    }
  }, true);
  addEventListener("click", (event) => {
    if (!event.target.closest || !event.target.closest("#chat-submit")) return;
    if (down) { event.preventDefault(); event.stopImmediatePropagation(); } else sent();
  }, true);
  function bringBack() {
    const kept = sessionStorage.getItem(KEPT);
    if (kept && document.querySelector("#chat-input") && !composed()) compose(kept);
  }

  // ---- the line above the page: no connection, signed out

  const banner = document.createElement("div");
  banner.className = "house-banner";
  banner.setAttribute("role", "status");
  banner.hidden = true;
  function say(text, label, act) {
    if (banner.dataset.said === text) return;
    banner.dataset.said = text;
    banner.textContent = text;
    if (label) {
      const button = document.createElement("button");
      button.type = "button";
      button.textContent = label;
      button.addEventListener("click", act);
      banner.append(button);
    }
    banner.hidden = !text;
  }
  function signedOut() {
    const question = composed() || asked;
    if (question) sessionStorage.setItem(KEPT, question);
    say(words.signed_out, words.sign_in, () => location.assign("/login"));
  }

  let down = false;
  let looking = null;
  async function look() {
    looking = null;
    try {
      const user = await fetch("/user", { cache: "no-store" });
      if (user.status === 401) { signedOut(); return; }
    } catch { /* still away: looked for again below */ }
    if (down && !looking) looking = setTimeout(look, 3000);
  }
  const Socket = window.WebSocket;
  window.WebSocket = class extends Socket {
    constructor(...given) {
      super(...given);
      if (!String(given[0]).includes("/ws/socket.io")) return;
      this.addEventListener("open", () => { live = this; restored(); });
      this.addEventListener("close", () => { if (live === this || !live) lost(this); });
    }
  };
  let live = null;
  let patience = null;
  function lost(socket) {
    if (live === socket) live = null;
    // A conversation that is changed for another closes its line too, and opens the next at once.
    clearTimeout(patience);
    patience = setTimeout(() => {
      if (live || location.pathname.startsWith("/login")) return;
      down = true;
      say(words.lost);
      if (!looking) look();
    }, 900);
  }
  function restored() {
    clearTimeout(patience);
    if (!down) return;
    down = false;
    say("");
    voice.textContent = words.back_again;
  }

  addEventListener("message", (event) => {
    if (event.source !== window || !event.data) return;
    if (event.data.copilot === "reload") location.reload();
    if (event.data.copilot === "signed-out") signedOut();
  });

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

  // ---- files: what cannot be kept is refused before it is sent, in a sentence; the server looks at the content

  const KINDS = ["image/jpeg", "image/png", "image/webp", "application/pdf"];
  const LARGEST = 10 * 1024 * 1024;
  const MOST = 5;
  function refused(files) {
    const list = [...files];
    if (list.length > MOST) return words.files_too_many;
    const wrong = list.find((file) => !KINDS.includes(file.type));
    if (wrong) return words.file_wrong.replace("{name}", wrong.name);
    const large = list.find((file) => file.size > LARGEST);
    return large ? words.file_large.replace("{name}", large.name) : "";
  }
  function turnAway(event, files) {
    const why = files && files.length ? refused(files) : "";
    if (!why) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    if (event.target.type === "file") event.target.value = "";
    say(why, words.close, () => say(""));
  }
  addEventListener("drop", (event) => turnAway(event, event.dataTransfer && event.dataTransfer.files), true);
  addEventListener("paste", (event) => turnAway(event, event.clipboardData && event.clipboardData.files), true);
  addEventListener("change", (event) => event.target.type === "file" && turnAway(event, event.target.files), true);

  // ---- after a sign-in the language may be another

  let place = location.pathname;
  async function moved() {
    const before = place;
    place = location.pathname;
    if (before === place || !before.startsWith("/login") || place.startsWith("/login")) return;
    say("");
    const now = await (await fetch("/words", { cache: "no-store" })).json();
    if (now.language !== language) location.reload();
  }

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
      moved();
      bringBack();
      dispatchEvent(new Event("house-changed"));
    });
  }
  function begin() {
    document.body.prepend(banner);
    document.body.append(voice);
    new MutationObserver(changed).observe(document.body, { childList: true, subtree: true });
    new MutationObserver(aside).observe(document.getElementById("root"), { attributeFilter: ["aria-hidden"] });
    changed();
    // Nobody looks at a blank page: what hinders it is mostly the network.
    setTimeout(() => {
      if (!document.querySelector("#root > * > *")) say(words.still_blank, words.again, () => location.reload());
    }, 8000);
  }
  Object.assign(window.house, { compose, composed });
  if (document.body) begin(); else addEventListener("DOMContentLoaded", begin);
})();
