// Keys of the administration that its theme has not; listed at /admin/help/.
document.addEventListener("keydown", (event) => {
  if (!(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey || event.key.toLowerCase() !== "s") {
    return;
  }
  const save = document.querySelector("[name=_save]");
  if (save) {
    event.preventDefault();
    save.click();
  }
});

// The choices that search while one types (select2) stand in for a field and take its name along.
function nameChoices() {
  for (const select of document.querySelectorAll("select.select2-hidden-accessible")) {
    const label = document.querySelector(`label[for="${select.id}"]`) || select.closest("td, div")?.querySelector("label");
    const name = select.getAttribute("aria-label") || label?.textContent.trim() || select.name;
    const shown = select.nextElementSibling;
    for (const part of shown?.querySelectorAll("[role=combobox], [role=searchbox], [role=textbox]") ?? []) {
      part.removeAttribute("aria-labelledby");
      part.setAttribute("aria-label", name);
    }
  }
}

window.addEventListener("load", () => {
  nameChoices();
  new MutationObserver(nameChoices).observe(document.body, { childList: true, subtree: true });
});
