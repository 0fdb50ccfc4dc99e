// What is typed is never lost, and nobody looks at a blank page: a shop that is away for a moment, a sign-in that was ended
// elsewhere, a sign-in in another language. The line above the page says which it is.
(() => {
  const { language, words } = window.house;
  const KEPT = "copilot.question";
  const OUT = "copilot.signed-out";

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
  // What is typed, and what was asked and is not answered yet, outlives a reload and a sign-in, for the same person only.
  const keep = (text) => (text ? sessionStorage.setItem(KEPT, JSON.stringify([window.house.user, text])) : sessionStorage.removeItem(KEPT));
  let typed = -Infinity; // when a letter last changed there, in milliseconds
  let draft = ""; // what is typed and was not sent
  addEventListener("input", (event) => {
    if (event.target.id !== "chat-input") return;
    typed = performance.now();
    draft = whole(event.target);
    keep(draft.trim());
  });
  let asked = "";
  let worked = ""; // the question that is being answered: one asked in the last moment of another is not
  function sent() {
    asked = composed();
    draft = "";
    keep(asked);
  }
  // The end of the work is no answer yet: a question that was refused for want of a sign-in is asked again after it.
  async function answered() {
    const question = asked;
    if (!question || worked !== question) return;
    let user;
    try { user = await signedIn("/user", { cache: "no-store" }); } catch { return; } // away: the question stays
    if (user.status === 401 || out || asked !== question) return;
    asked = "";
    keep(composed());
  }
  function send(event) {
    // Sent into nothing it would be gone: it waits in the composer until the shop can be reached.
    if (!down) return sent();
    event.preventDefault();
    event.stopImmediatePropagation();
  }
  // Chainlit puts another composer in the place of the first when a conversation begins: what was typed moves over before the
  // next letter can.
  let composer = null;
  function moveOver() {
    const now = document.getElementById("chat-input");
    if (now === composer) return;
    composer = now;
    if (draft.trim() && !composed()) compose(draft);
    else bringBack();
  }
  addEventListener("keydown", (event) => {
    if (event.target.id === "chat-input" && event.key === "Enter" && !event.shiftKey) send(event);
  }, true);
  addEventListener("click", (event) => {
    if (event.target.closest && event.target.closest("#chat-submit")) send(event);
  }, true);
  function bringBack() {
    const kept = sessionStorage.getItem(KEPT);
    if (!kept || asked || !window.house.user || composed() || !document.querySelector("#chat-input")) return;
    const [user, text] = JSON.parse(kept);
    if (user === window.house.user) compose(text);
    else keep("");
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
  let out = false;
  function signedOut() {
    if (out || !window.house.user || location.pathname.startsWith("/login")) return;
    out = true;
    sessionStorage.setItem(OUT, JSON.stringify([window.house.user, location.pathname]));
    toTheDoor();
  }
  function toTheDoor() {
    // Nobody is led away in the middle of a word.
    const rest = typed + 1000 - performance.now();
    if (rest > 0) { setTimeout(toTheDoor, rest); return; }
    if (composed() || asked) keep(composed() || asked);
    location.assign("/login");
  }
  function atTheDoor() {
    if (location.pathname.startsWith("/login") && sessionStorage.getItem(OUT)) say(words.signed_out);
  }
  function leaving() {
    out = true;
    draft = "";
    keep("");
  }

  let down = false;
  let looking = null;
  async function look() {
    looking = null;
    try {
      const user = await signedIn("/user", { cache: "no-store" });
      if (user.status === 401) return;
    } catch { /* still away: looked for again below */ }
    if (down && !looking) looking = setTimeout(look, 3000);
  }
  // Chainlit asks who is signed in when its line breaks, and leaves for the sign-in when nobody answers: for a shop that is
  // only away for a moment that would be a blank page. So the question waits for its answer.
  const ask = window.fetch.bind(window);
  async function signedIn(what, how) {
    const answer = await ask(what, how);
    if (answer.status === 401) signedOut();
    return answer;
  }
  window.fetch = async (what, how) => {
    const path = new URL(what.url || what, location).pathname;
    while (path === "/user") {
      try { return await signedIn(what, how); } catch { await new Promise((again) => setTimeout(again, 1500)); }
    }
    if (path === "/project/action") how = await onTheOpenLine(how);
    if (path === "/logout") leaving();
    if (path === "/set-session-cookie") return await lastAsked(what, how);
    return await signedIn(what, how);
  };
  // Chainlit says this before it opens a line, and may do so twice. A line that was asked for before the other one must not
  // open after it: it would take its place, and the conversation that it does not know would stand still.
  let lines = 0;
  async function lastAsked(what, how) {
    const line = ++lines;
    let answer, failure;
    try { answer = await signedIn(what, how); } catch (error) { failure = error; }
    if (line !== lines) await new Promise(() => {});
    if (failure) throw failure;
    return answer;
  }
  // The server knows a page by its line, from when it has greeted it. A page that is opened again opens two lines, one after
  // the other: what a card asks for waits until one stands, and asks on that one, also if the card was drawn under the first.
  const GREETED = "40"; // socket.io
  let called = ""; // the page's name on the line that stands
  let greeted = null; // that line
  let stands;
  let standing = new Promise((done) => { stands = done; });
  async function onTheOpenLine(how) {
    await Promise.race([standing, new Promise((enough) => setTimeout(enough, 20000))]);
    return called && how.body ? { ...how, body: JSON.stringify({ ...JSON.parse(how.body), sessionId: called }) } : how;
  }
  const Socket = window.WebSocket;
  window.WebSocket = class extends Socket {
    constructor(...given) {
      super(...given);
      if (!String(given[0]).includes("/ws/socket.io")) return;
      this.addEventListener("open", () => { live = this; clearTimeout(patience); settling(); });
      this.addEventListener("message", (event) => {
        if (String(event.data).startsWith(GREETED) && this.name) { called = this.name; greeted = this; stands(); }
        if (down && live === this) settling();
      });
      this.addEventListener("close", () => {
        if (greeted === this) { called = ""; standing = new Promise((done) => { stands = done; }); }
        if (live === this || !live) lost(this);
      });
    }
    send(data) {
      if (String(data).startsWith(`${GREETED}{`)) this.name = JSON.parse(data.slice(GREETED.length)).sessionId;
      super.send(data);
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
  // A shop that was away tells the whole conversation again: what is sent before that has ended would be swept aside.
  let settled = null;
  function settling() {
    clearTimeout(settled);
    settled = setTimeout(() => { if (live) restored(); }, 600);
  }
  function restored() {
    if (!down) return;
    down = false;
    say("");
    dispatchEvent(new Event("house-back"));
  }

  addEventListener("message", (event) => {
    if (event.source !== window || !event.data) return;
    if (event.data.copilot === "reload") location.reload();
    if (event.data.copilot === "signed-out") signedOut();
  });

  // ---- after a sign-in the language may be another

  let place = location.pathname;
  async function moved() {
    const before = place;
    place = location.pathname;
    if (before === place || !before.startsWith("/login") || place.startsWith("/login")) return;
    say("");
    const [left, where] = JSON.parse(sessionStorage.getItem(OUT) || "[]");
    sessionStorage.removeItem(OUT);
    out = false;
    const now = await (await fetch("/words", { cache: "no-store" })).json();
    window.house.user = now.user;
    // Back into the conversation that was left, so that "she" is still the one who was talked about.
    if (left === now.user && (where || "").startsWith("/thread/")) location.assign(where);
    else if (now.language !== language) location.reload();
    else bringBack();
  }

  // ---- together

  new MutationObserver(moveOver).observe(document, { childList: true, subtree: true });
  addEventListener("house-changed", () => { moved(); bringBack(); });
  addEventListener("house-working", () => { worked = asked; });
  addEventListener("house-answered", () => { if (!out) answered(); });
  function begin() {
    document.body.prepend(banner);
    atTheDoor();
    // What hinders a page from opening is mostly the network.
    setTimeout(() => {
      if (!document.querySelector("#root > * > *")) say(words.still_blank, words.again, () => location.reload());
    }, 8000);
  }
  Object.assign(window.house, { compose, composed, say });
  if (document.body) begin(); else addEventListener("DOMContentLoaded", begin);
})();
