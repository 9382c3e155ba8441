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

// The menu beside a field that points at another row: the theme opens it by the mouse alone.
function openMenusByKey() {
  for (const opener of document.querySelectorAll(".related-widget-wrapper [x-ref]:not([role])")) {
    const wrapper = opener.closest(".related-widget-wrapper");
    const field = wrapper.querySelector("select, input");
    const label = document.querySelector(`label[for="${field?.id}"]`)?.textContent.replace("*", "").trim() ?? "";
    opener.setAttribute("role", "button");
    opener.setAttribute("aria-label", `${document.getElementById("page")?.dataset.more ?? ""} ${label}`.trim());
    opener.tabIndex = 0;
    opener.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" && event.key !== " ") {
        return;
      }
      event.preventDefault();
      opener.click();
      const menu = document.getElementById(wrapper.dataset.id);
      setTimeout(() => menu?.querySelector("a[href]")?.focus(), 100);
      menu?.addEventListener("keydown", (key) => key.key === "Escape" && opener.focus());
    });
  }
}

function completeFields() {
  nameChoices();
  openMenusByKey();
}

window.addEventListener("load", () => {
  completeFields();
  new MutationObserver(completeFields).observe(document.body, { childList: true, subtree: true });
});
