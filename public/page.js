// Gaps in the page that readers of screens fall into: names for its icon buttons and the composer, one heading,
// and a quiet voice that says when an answer has come.
(() => {
  const WORDS = {
    en: { ask: "Your question", send: "Send", stop: "Stop", theme: "Light or dark", account: "Your account", sidebar: "Conversations", back: "Close", answer: "The answer is here.", working: "Looking it up.", menu: "More", password: "Show or hide the password", new: "New conversation", copy: "Copy the answer", up: "Helpful", down: "Not helpful", other: "Button", scroll: "To the latest answer" },
    fr: { ask: "Votre question", send: "Envoyer", stop: "Arrêter", theme: "Clair ou sombre", account: "Votre compte", sidebar: "Conversations", back: "Fermer", answer: "La réponse est là.", working: "Recherche en cours.", menu: "Plus", password: "Afficher ou masquer le mot de passe", new: "Nouvelle conversation", copy: "Copier la réponse", up: "Utile", down: "Pas utile", other: "Bouton", scroll: "À la dernière réponse" },
    it: { ask: "La tua domanda", send: "Invia", stop: "Ferma", theme: "Chiaro o scuro", account: "Il tuo account", sidebar: "Conversazioni", back: "Chiudi", answer: "La risposta è qui.", working: "Sto cercando.", menu: "Altro", password: "Mostra o nascondi la password", new: "Nuova conversazione", copy: "Copia la risposta", up: "Utile", down: "Non utile", other: "Pulsante", scroll: "All’ultima risposta" },
    es: { ask: "Tu pregunta", send: "Enviar", stop: "Parar", theme: "Claro u oscuro", account: "Tu cuenta", sidebar: "Conversaciones", back: "Cerrar", answer: "La respuesta está aquí.", working: "Buscando.", menu: "Más", password: "Mostrar u ocultar la contraseña", new: "Nueva conversación", copy: "Copiar la respuesta", up: "Útil", down: "No útil", other: "Botón", scroll: "A la última respuesta" },
  };
  const language = (navigator.language || "en").slice(0, 2);
  const words = WORDS[language] || WORDS.en;
  document.documentElement.lang = navigator.language || "en";

  const NAMES = [
    ["#chat-submit", words.send],
    ["#stop-button", words.stop],
    ["#theme-toggle", words.theme],
    ["#user-nav-button", words.account],
    ["#new-chat-button", words.new],
    ["#sidebar-trigger-button", words.sidebar],
    ["#side-view-title button", words.back],
    ["[data-sidebar='trigger']", words.sidebar],
    [".positive-feedback-off, .positive-feedback-on", words.up],
    [".negative-feedback-off, .negative-feedback-on", words.down],
    ["[id^='thread-'] button, [id^='thread-'] [aria-haspopup='menu']", words.menu],
    ["form button[type='button']", words.password],
    ["button:has(svg.lucide-copy)", words.copy],
    ["button:has(svg.lucide-arrow-down)", words.scroll],
    ["button:has(svg.lucide-search)", words.sidebar],
  ];
  const named = (element) => element.getAttribute("aria-label") || element.title || element.textContent.trim();

  function mend() {
    const composer = document.querySelector("#chat-input");
    if (composer && !composer.getAttribute("aria-label")) {
      composer.setAttribute("role", "textbox");
      composer.setAttribute("aria-multiline", "true");
      composer.setAttribute("aria-label", words.ask);
    }
    for (const [where, name] of NAMES) {
      for (const element of document.querySelectorAll(where)) if (!named(element)) element.setAttribute("aria-label", name);
    }
    for (const button of document.querySelectorAll("button")) if (!named(button)) button.setAttribute("aria-label", words.other);
    // Pictures that say nothing new are passed over when the page is read aloud.
    for (const image of document.querySelectorAll("img:not([alt]), img[alt^='Avatar for']")) image.alt = "";
    const name = document.querySelector("#email");
    if (name) { name.autocomplete = "username"; name.autocapitalize = "none"; name.spellcheck = false; }
    const password = document.querySelector("#password");
    if (password) password.autocomplete = "current-password";
    if (!document.querySelector("h1") && document.querySelector("#root > *")) {
      const heading = document.createElement("h1");
      heading.textContent = document.title;
      heading.style.cssText = HIDDEN;
      document.body.prepend(heading);
    }
  }

  const HIDDEN = "position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap";
  const voice = document.createElement("div");
  voice.setAttribute("aria-live", "polite");
  voice.setAttribute("role", "status");
  voice.style.cssText = HIDDEN;

  let working = false;
  function listen() {
    const now = Boolean(document.querySelector("#stop-button"));
    if (now !== working) voice.textContent = now ? words.working : words.answer;
    working = now;
  }

  let planned = false;
  function changed() {
    if (planned) return;
    planned = true;
    requestAnimationFrame(() => { planned = false; mend(); listen(); });
  }
  function begin() {
    document.body.append(voice);
    new MutationObserver(changed).observe(document.getElementById("root"), { childList: true, subtree: true });
    changed();
  }
  if (document.body) begin(); else addEventListener("DOMContentLoaded", begin);
})();
