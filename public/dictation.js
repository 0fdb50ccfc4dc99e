// Dictation, where the browser gives it: a microphone beside the composer. What is heard goes into the composer to be read
// over, and is never sent by itself. The browser's maker may process the voice: the first use says so and asks.
(() => {
  const Recognition = window.SpeechRecognition || window.webkitSpeechRecognition;
  if (!Recognition) return;
  const { language, words } = window.house;
  const AGREED = "copilot.dictation";
  const MICROPHONE = '<svg viewBox="0 0 24 24" width="20" height="20" fill="none" stroke="currentColor" stroke-width="2" aria-hidden="true"><path d="M12 3a3 3 0 0 0-3 3v6a3 3 0 0 0 6 0V6a3 3 0 0 0-3-3zM5 11a7 7 0 0 0 14 0M12 18v3"/></svg>';
  let hearing = null;

  const button = document.createElement("button");
  button.type = "button";
  button.id = "dictate";
  button.className = "dictate";
  button.innerHTML = MICROPHONE;
  button.setAttribute("aria-label", words.dictate);
  button.title = words.dictate;
  button.setAttribute("aria-pressed", "false");
  button.addEventListener("click", () => (hearing ? hearing.stop() : agreed() ? begin() : ask()));

  const said = document.createElement("div");
  said.className = "dictate-said";
  said.setAttribute("role", "status");

  const agreed = () => localStorage.getItem(AGREED) === "yes";
  function show(text, ...answers) {
    said.textContent = text;
    for (const [label, act] of answers) {
      const answer = document.createElement("button");
      answer.type = "button";
      answer.textContent = label;
      answer.addEventListener("click", act);
      said.append(answer);
    }
  }
  function ask() {
    show(
      words.dictate_privacy,
      [words.dictate_yes, () => { localStorage.setItem(AGREED, "yes"); begin(); }],
      [words.dictate_no, () => { show(""); button.focus(); }],
    );
    said.querySelector("button").focus();
  }

  function begin() {
    let heard = false;
    let trouble = "";
    hearing = new Recognition();
    hearing.lang = language;
    hearing.continuous = true;
    hearing.interimResults = false;
    hearing.onresult = (event) => {
      for (let i = event.resultIndex; i < event.results.length; i++) {
        if (!event.results[i].isFinal) continue;
        const gap = window.house.composed() ? " " : "";
        window.house.compose(gap + event.results[i][0].transcript.trim());
        heard = true;
      }
    };
    hearing.onerror = (event) => {
      if (event.error === "aborted") return;
      const refused = event.error === "not-allowed" || event.error === "service-not-allowed";
      trouble = refused ? words.dictate_refused : event.error === "no-speech" ? words.dictate_nothing : words.dictate_failed;
    };
    hearing.onend = () => {
      hearing = null;
      state(false);
      show(trouble || (heard ? words.heard : ""));
    };
    state(true);
    show(words.listening);
    button.focus();
    try {
      hearing.start();
    } catch {
      hearing = null;
      state(false);
      show(words.dictate_failed);
    }
  }
  function state(on) {
    button.setAttribute("aria-pressed", String(on));
    button.setAttribute("aria-label", on ? words.dictate_stop : words.dictate);
    button.title = on ? words.dictate_stop : words.dictate;
  }

  function place() {
    const send = document.querySelector("#chat-submit, #stop-button");
    const composer = document.querySelector("#message-composer");
    if (!send || !composer) { if (hearing) hearing.stop(); return; }
    if (button.parentElement !== send.parentElement) send.parentElement.insertBefore(button, send);
    if (!said.isConnected || said.nextElementSibling !== composer) composer.before(said);
  }
  addEventListener("house-changed", place);
})();
