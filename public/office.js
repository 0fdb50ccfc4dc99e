// Our own pages beside the chat: light or dark as chosen there, a button that copies, progress that moves by itself.
(() => {
  let chosen = "light";
  try { chosen = localStorage.getItem("vite-ui-theme") || chosen; } catch { /* a browser that keeps nothing */ }
  const dark = chosen === "dark" || (chosen === "system" && matchMedia("(prefers-color-scheme: dark)").matches);
  document.documentElement.classList.toggle("dark", dark);

  function copies(button) {
    button.addEventListener("click", async () => {
      const field = document.getElementById(button.dataset.copy);
      field.select();
      try { await navigator.clipboard.writeText(field.value); } catch { document.execCommand("copy"); }
      button.textContent = button.dataset.copied;
    });
  }

  // The server tells how far it is; when it is done, the page opens anew and says what became of it.
  async function follow(place) {
    const bar = place.querySelector("progress");
    const words = place.querySelector("[role='status']");
    for (;;) {
      await new Promise((go) => setTimeout(go, 800));
      let told;
      try {
        const answer = await fetch(place.dataset.follow, { headers: { accept: "application/json" } });
        if (!answer.ok) break;
        told = await answer.json();
      } catch { continue; }
      if (told.over) break;
      bar.value = told.part;
      if (words.textContent !== told.words) words.textContent = told.words;
    }
    location.reload();
  }

  addEventListener("DOMContentLoaded", () => {
    document.querySelectorAll("[data-copy]").forEach(copies);
    document.querySelectorAll("[data-follow]").forEach(follow);
    document.querySelectorAll("form[data-most]").forEach((form) => form.addEventListener("change", () => {
      const field = form.querySelector("input[type='file']");
      const size = [...field.files].reduce((sum, file) => sum + file.size, 0);
      field.setCustomValidity(size > Number(form.dataset.most) ? form.dataset.tooLarge : "");
      field.reportValidity();
    }));
    document.querySelectorAll("form[data-once]").forEach((form) => form.addEventListener("submit", () => {
      for (const button of form.querySelectorAll("button")) { button.textContent = form.dataset.once; button.disabled = true; }
    }));
  });
})();
