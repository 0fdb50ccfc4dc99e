// Files: what cannot be kept is refused before it is sent, in a sentence; the server looks at the content.
(() => {
  const { words } = window.house;
  const KINDS = ["image/jpeg", "image/png", "image/webp", "application/pdf"];
  const LARGEST = 10 * 1024 * 1024;
  const MOST = 5;
  function refused(files) {
    const list = [...files];
    if (list.length > MOST) return words.files_too_many;
    const wrong = list.find((file) => !KINDS.includes(file.type));
    if (wrong) return (/\.hei[cf]$/i.test(wrong.name) ? words.file_heic : words.file_wrong).replace("{name}", wrong.name);
    const large = list.find((file) => file.size > LARGEST);
    return large ? words.file_large.replace("{name}", large.name) : "";
  }
  function turnAway(event, files) {
    const why = files && files.length ? refused(files) : "";
    if (!why) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    if (event.target.type === "file") event.target.value = "";
    window.house.say(why, words.close, () => window.house.say(""));
  }
  addEventListener("drop", (event) => turnAway(event, event.dataTransfer && event.dataTransfer.files), true);
  addEventListener("paste", (event) => turnAway(event, event.clipboardData && event.clipboardData.files), true);
  // A file that an element of the page asks for itself is none that is dropped into the conversation.
  const forChat = (field) => field.type === "file" && !field.closest(".practice");
  addEventListener("change", (event) => forChat(event.target) && turnAway(event, event.target.files), true);
})();
