// Saves the step of a need after a pause in writing, and counts characters. Without it every button saves.
"use strict";

{
  const form = document.querySelector("form[data-autosave]");
  const line = form?.querySelector("[data-saved]");
  const PAUSE = 1500, RETRY = 10000;
  let timer = 0, sending = false, changed = false, leaving = false, halted = false, sent = "";

  const content = () => {
    const data = new FormData(form);
    data.delete("csrfmiddlewaretoken");
    data.delete("seen");
    return new URLSearchParams(data).toString();
  };

  const tell = (text, failed) => {
    line.textContent = text;
    line.classList.toggle("failed", failed);
  };

  const later = (wait) => {
    clearTimeout(timer);
    timer = setTimeout(save, wait);
  };

  // One request at a time: the answer to the first save of a new need says where the draft is.
  async function save() {
    if (sending || leaving || halted || !changed) return;
    const now = content();
    if (now === sent) { changed = false; return; }
    sending = true;
    changed = false;
    try {
      const answer = await fetch(form.getAttribute("action") || location.pathname, {
        method: "POST", body: new FormData(form), redirect: "manual", headers: { "X-Autosave": "1" },
      });
      // A redirect leads to the page for signing in.
      if (answer.type === "opaqueredirect") { tell(form.dataset.signedOut, true); again(); return; }
      if (!answer.headers.get("Content-Type")?.startsWith("application/json")) throw new Error(String(answer.status));
      take(await answer.json(), answer.status, now);
    } catch {
      tell(navigator.onLine ? form.dataset.failed : form.dataset.offline, true);
      again();
    } finally {
      sending = false;
      if (changed) later(PAUSE);
    }
  }

  function again() {
    changed = true;
    later(RETRY);
  }

  function take(answer, status, now) {
    tell(answer.text, status !== 200);
    // Somebody else has changed the step: only the person can say what holds.
    if (status === 409) halted = true;
    if (status !== 200) return;
    sent = now;
    form.elements.seen.value = answer.seen;
    if (form.getAttribute("action") !== answer.url) {
      form.setAttribute("action", answer.url);
      if (location.pathname !== answer.url) history.replaceState(history.state, "", answer.url);
    }
    show(answer.id);
    document.body.dispatchEvent(new CustomEvent("draft-saved"));
  }

  // On the page of a new need the place for matches waits for the draft.
  function show(id) {
    const place = document.querySelector("[data-possible]");
    if (!place || !window.htmx) return;
    place.setAttribute("hx-get", place.dataset.possible.replace("DRAFT", id));
    place.hidden = false;
    place.removeAttribute("data-possible");
    window.htmx.process(place);
  }

  function count(control) {
    const most = Number(control.dataset.most);
    const left = most - control.value.trim().length;
    const place = document.getElementById(`${control.id}-count`);
    place.textContent = (left < 0 ? form.dataset.over : form.dataset.left).replace("{n}", String(Math.abs(left)));
    place.classList.toggle("over", left < 0);
  }

  if (form) {
    sent = content();
    for (const control of form.querySelectorAll("[data-most]")) {
      const place = document.createElement("p");
      place.className = "meta counter";
      place.id = `${control.id}-count`;
      control.after(place);
      count(control);
      control.addEventListener("input", () => count(control));
    }
    form.addEventListener("input", () => { changed = true; later(PAUSE); });
    form.addEventListener("submit", () => {
      leaving = true;
      // Going back leads to the draft this form begins, not to an empty form that would begin another.
      const begun = form.elements.submission?.value;
      if (begun) history.replaceState(history.state, "", `?draft=${begun}`);
    });
    window.addEventListener("online", () => later(0));
    window.addEventListener("pageshow", () => { leaving = false; });
    // Whoever closes the page within the pause has lost nothing.
    document.addEventListener("visibilitychange", () => { if (document.hidden) save(); });
  }
}
